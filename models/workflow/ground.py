"""The ground a record stands on: supervision, subject, form and keys, and who may write there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sql
from sqlalchemy import ColumnElement, and_, bindparam, delete, or_, update
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, insert_or_ignore, note
from models.forms import Form
from models.outbox import refresh
from models.rules.access import check_may_write
from models.tables import AgendaItem, Child, Mention, Person, Record, Supervision
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.values.record import EDITABLE
from models.vocabulary import AgendaOutcome, Format, RecordKind, RecordState, SupervisionState
from models.workflow.overview import card_key
from models.workflow.parts import Parts
from models.workflow.relations import relation_in
from models.workflow.releases import read_released_form, release_form
from models.workflow.subjects import Subject

__all__ = [
    "Ground",
    "begin_record",
    "check_editable",
    "hold_agenda",
    "load_ground",
    "put_outcome",
    "record_id_for",
    "touch_record",
]

_RECORDS = UUID("5b0e1c52-7d0f-4b3c-9a55-0c1f6f1f0a77")


def record_id_for(supervision_id: str, subject_id: str, kind: RecordKind) -> str:
    """Return the id of a subject's record in a supervision, the same before and after its row exists.

    Screens can so be drawn, and two devices can agree, before anybody saved anything.
    """
    return uuid5(_RECORDS, f"{supervision_id}/{subject_id}/{kind.value}").hex


@dataclass(frozen=True, slots=True)
class Ground:
    """What every act on a record needs; `record` is None until somebody saved something."""

    supervision: Supervision
    item: AgendaItem
    subject: Subject
    form: Form
    key: bytes | None
    record: Record | None

    @property
    def kind(self) -> RecordKind:
        """What the record is, or will be."""
        return self.item.kind

    @property
    def record_id(self) -> str:
        """The id the record has, or will have."""
        return record_id_for(self.supervision.id, self.subject.id, self.kind)

    def is_handed(self, table: Any) -> ColumnElement[bool]:
        """Return the condition that a row of `table`, joined with its record, is handed on to this record.

        A child's records hand on to each other, whatever their kind; a person's only to their own kind.
        """
        if self.subject.child is not None:
            return self.subject.owns(table)
        return and_(self.subject.owns(table), col(Record.kind) == self.kind)

    @property
    def revision(self) -> int:
        """The record's revision, 0 before there is one."""
        return 0 if self.record is None else self.record.revision

    @property
    def begun(self) -> Record:
        """The record's row.

        Raises
        ------
        Missing
            Before anybody saved anything.
        """
        if self.record is None:
            raise Missing
        return self.record

    @property
    def record_key(self) -> bytes:
        """The record's own data key; there is one as soon as there is a row."""
        if self.key is None:
            raise Missing
        return self.key


async def load_ground(
    session: AsyncSession,
    parts: Parts,
    *,
    supervision_id: str,
    subject_id: str,
    writer: Call | None,
    lock: bool = False,
) -> Ground:
    """Return the ground of the record of a child or of the person met, for somebody who may write it.

    `writer` is None only where access was judged before. `lock` keeps others from writing the
    record until the transaction ends.

    Raises
    ------
    Refusal
        For everybody who may not write in this supervision, or no personal record.
    Missing
        When the subject is not on its agenda.
    """
    on_agenda = await session.exec(_on_agenda(lock=lock), params={"supervision": supervision_id, "subject": subject_id})
    found = on_agenda.first()
    if writer is not None:
        await _check_writer(session, writer, supervision_id, None if found is None else found[1])
    if found is None:
        raise Missing
    supervision, item, child, person = found
    record_id = record_id_for(supervision_id, subject_id, item.kind)
    record = (await session.exec(_record(lock=lock), params={"record": record_id})).scalar()
    return Ground(
        supervision=supervision,
        item=item,
        subject=Subject(child or person, parts.keyring.unwrap((child or person).wrapped_key)),
        form=await _load_form(session, parts, record, item.kind, supervision.format),
        key=parts.keyring.unwrap(record.wrapped_key) if record is not None and record.wrapped_key else None,
        record=record,
    )


async def _check_writer(session: AsyncSession, writer: Call, supervision_id: str, item: AgendaItem | None) -> None:
    """Pass who may write about this subject: of a group that may be the supervisor of one child's worker only."""
    worker_id = None if item is None else item.worker_id
    relation = await relation_in(session, writer.person_id, supervision_id, writer.today, worker_id)
    check_may_write(relation, None if item is None else item.kind)


# Made once, since every letter typed and every button pressed waits for them.


@cache
def _on_agenda(*, lock: bool) -> Any:
    statement = (
        sql.select(Supervision, AgendaItem, Child, Person)
        .join(AgendaItem, col(AgendaItem.supervision_id) == Supervision.id)
        .outerjoin(Child, col(Child.id) == AgendaItem.child_id)
        .outerjoin(Person, col(Person.id) == AgendaItem.person_id)
        .where(
            col(AgendaItem.supervision_id) == bindparam("supervision"),
            or_(
                col(AgendaItem.child_id) == bindparam("subject"),
                col(AgendaItem.person_id) == bindparam("subject"),
            ),
        )
    )
    # The agenda's row is there before the record's is: two devices that begin a record meet here.
    return _locked(statement, AgendaItem) if lock else statement


@cache
def _record(*, lock: bool) -> Any:
    statement = sql.select(Record).where(col(Record.id) == bindparam("record"))
    return _locked(statement, Record) if lock else statement


async def hold_agenda(session: AsyncSession, supervision_id: str) -> Sequence[AgendaItem]:
    """Keep others from changing the agenda, or what it holds, until the transaction ends; return its items.

    Whoever changes several begins with this, before any record, so that no two ever wait for each other.
    """
    # One statement for all, sorted by what never changes: the rows are held in that order.
    items = await session.exec(
        select(AgendaItem)
        .where(AgendaItem.supervision_id == supervision_id)
        .order_by(col(AgendaItem.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return items.all()


def _locked(statement: Any, table: type[SQLModel]) -> Any:
    """Return a statement that waits for others to finish with a row, and then shows it as they left it."""
    return statement.with_for_update(of=table).execution_options(populate_existing=True)


async def _load_form(session: AsyncSession, parts: Parts, record: Record | None, kind: RecordKind, met: Format) -> Form:
    if record is None:
        return parts.library.form_for(kind, met)
    # Parsed forms on disk are as released (checked at start-up), so the release is read only without one.
    on_disk = parts.library.forms.get((record.form_id, record.form_number))
    return on_disk or await read_released_form(session, record.form_id, record.form_number)


def check_editable(ground: Ground) -> None:
    """Pass only a record that may be written now.

    Raises
    ------
    Refusal
        When it was sent and nobody asked for a change, or when its meeting is over without it.
    """
    state = None if ground.record is None else ground.record.state
    if state is None and ground.supervision.state is SupervisionState.OPEN:
        return
    if state is None or state is RecordState.DISCARDED:
        raise Refusal("This meeting is closed, so no new record can be begun in it.")
    if state not in EDITABLE:
        raise Refusal("This record has been sent. It can be written again when a change is asked for.")


async def begin_record(session: AsyncSession, parts: Parts, call: Call, ground: Ground) -> Ground:
    """Create the record at its first save, its form frozen; one that another device began is taken as it is."""
    await release_form(session, ground.form, call.now)
    _, wrapped = parts.keyring.new_key()
    made = await insert_or_ignore(
        session,
        Record,
        id=ground.record_id,
        supervision_id=ground.supervision.id,
        kind=ground.kind,
        **ground.subject.columns,
        form_id=ground.form.id,
        form_number=ground.form.number,
        state=RecordState.DRAFT,
        revision=0,
        version=0,
        started_at=call.now,
        wrapped_key=wrapped,
    )
    record = await session.get(Record, ground.record_id, with_for_update=True)
    if record is None:
        raise Missing
    if made:
        await note(session, call, "record_begun", "record", record.id)
    return replace(ground, record=record, key=parts.keyring.unwrap(record.wrapped_key))


async def touch_record(session: AsyncSession, call: Call, ground: Ground, writer: str | None) -> int:
    """Count the record's revision up and say so on the agenda; return the new revision.

    `writer` is the view it was saved from, None where something came from another record: nobody
    was at work in this one.

    Raises
    ------
    Conflict
        When it changed since it was read.
    """
    record, revision = ground.begun, ground.revision + 1
    saved = {} if writer is None else {"writer": writer, "saved_at": call.now}
    await change_one(
        session,
        update(Record)
        .where(col(Record.id) == record.id, col(Record.state) == record.state, col(Record.revision) == record.revision)
        .values(revision=revision, **saved),
    )
    await put_outcome(session, call, ground, AgendaOutcome.RECORD)
    return revision


async def put_outcome(session: AsyncSession, call: Call, ground: Ground, outcome: AgendaOutcome) -> None:
    """Say on the agenda what became of the subject; a mention not yet counted makes way for a record."""
    if ground.item.outcome is outcome:
        return
    await change_one(
        session,
        update(AgendaItem)
        .where(col(AgendaItem.id) == ground.item.id, col(AgendaItem.outcome) == ground.item.outcome)
        .values(outcome=outcome),
    )
    if outcome is not AgendaOutcome.MENTION:
        await session.exec(
            delete(Mention).where(
                col(Mention.supervision_id) == ground.supervision.id,
                col(Mention.child_id) == ground.subject.id,
                col(Mention.counted_at).is_(None),
            )
        )
    await refresh(session, key=card_key(ground.supervision.id), now=call.now)
