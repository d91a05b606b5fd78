"""What stands where in a supervision: its rows, what is open, and where to go next."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sql
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch
from models.rules.access import can_write, check_may_write
from models.rules.integrity import check_code
from models.tables import AgendaItem, Attendance, Child, Person, Record, Supervision, Version
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.values.people import Relation
from models.values.supervision import (
    STANDS_ALONE,
    AgendaRow,
    OpenSupervision,
    Stop,
    SupervisionOverview,
    meeting_title,
    row_state,
)
from models.vocabulary import Depth, Format, Part, RecordKind, RecordState, SupervisionState
from models.workflow.outside import read_outside
from models.workflow.parts import Parts
from models.workflow.relations import relation_in, relations_in
from models.workflow.subjects import record_of_item
from models.workflow.walk import find_unfinished

__all__ = [
    "card_key",
    "check_writer",
    "check_writer_of_some",
    "latest_with",
    "load_open",
    "load_overview",
    "load_parties",
    "load_rows",
    "next_stop",
    "read_alone",
    "read_overview",
    "shown_to",
]


def card_key(supervision_id: str) -> str:
    """Return the outbox key of the card that leads through a supervision."""
    return f"card:{supervision_id}"


async def read_overview(parts: Parts, call: Call, *, supervision_id: str) -> SupervisionOverview:
    """Return the supervision for somebody who may write in it."""
    async with parts.read() as session:
        relations = await check_writer_of_some(session, call, supervision_id)
        return shown_to(relations, await load_overview(session, parts, supervision_id))


async def next_stop(parts: Parts, call: Call, supervision_id: str, after_id: str | None = None) -> Stop:
    """Return where the walk goes: personal part, children in depth, the brief run, the read-through.

    After a child come the children behind it that have nothing yet, then those skipped before
    it. Without one, somebody comes back to the meeting: an in-depth record broken off before
    its last section comes first.

    Raises
    ------
    Refusal
        For somebody who may not write in it, and when it was discarded.
    """
    async with parts.read() as session:
        relations = await check_writer_of_some(session, call, supervision_id)
        if (await fetch(session, Supervision, supervision_id)).state is SupervisionState.DISCARDED:
            raise Refusal("This supervision was discarded.")
        rows = _shown(relations, (await load_rows(session, parts, [supervision_id]))[supervision_id])
        unfinished = None if after_id else await find_unfinished(session, rows)
    row = unfinished or _next_row(rows, after_id)
    if row is None:
        return Stop("read_through")
    return Stop("in_depth" if row.depth is Depth.IN_DEPTH else "brief", row.subject_id)


def _next_row(rows: tuple[AgendaRow, ...], after_id: str | None) -> AgendaRow | None:
    here = next((place for place, row in enumerate(rows) if row.subject_id == after_id), -1)
    ahead = (*rows[here + 1 :], *rows[: max(here, 0)])
    return next((row for row in ahead if row.is_fresh), None)


def shown_to(relations: Mapping[str, Relation], overview: SupervisionOverview) -> SupervisionOverview:
    """Return the supervision with what somebody may write in it: by their tie to each row's worker.

    A mere stand-in has no personal part, a supervisor of one who was in a group the children of that one.
    """
    return replace(overview, rows=_shown(relations, overview.rows))


def _shown(relations: Mapping[str, Relation], rows: tuple[AgendaRow, ...]) -> tuple[AgendaRow, ...]:
    return tuple(row for row in rows if can_write(relations[row.worker_id], row.kind))


async def check_writer_of_some(session: AsyncSession, call: Call, supervision_id: str) -> Mapping[str, Relation]:
    """Pass only somebody who may write a record of this supervision; return what they are to each worker.

    In one that is all about the person that is nobody who only stands in.

    Raises
    ------
    Refusal
        For everybody else.
    """
    relations = await relations_in(session, call.person_id, supervision_id, call.today)
    alone = await read_alone(session, supervision_id)
    if not any(can_write(relation, alone) for relation in relations.values()):
        check_may_write(next(iter(relations.values())), alone)
    return relations


async def check_writer(session: AsyncSession, call: Call, supervision_id: str) -> Relation:
    """Pass only somebody who may change this supervision itself; return what they are to the supervisee.

    In one that is all about the person that is nobody who only stands in. Who held a group and handed over the one
    who presented goes on with it, while it concerns others whose records are still theirs to write.

    Raises
    ------
    Refusal
        For everybody else.
    """
    relation = await relation_in(session, call.person_id, supervision_id, call.today)
    if relation.handed_over:
        others = await relations_in(session, call.person_id, supervision_id, call.today)
        if any(can_write(other) for other in others.values()):
            return relation
    check_may_write(relation, await read_alone(session, supervision_id))
    return relation


async def read_alone(session: AsyncSession, supervision_id: str) -> RecordKind | None:
    """Return the kind of the one record that is all there is of a meeting; None for a meeting with an agenda."""
    kinds = select(col(AgendaItem.kind)).where(
        AgendaItem.supervision_id == supervision_id, col(AgendaItem.kind).in_(STANDS_ALONE)
    )
    return (await session.exec(kinds)).first()


async def load_overview(session: AsyncSession, parts: Parts, supervision_id: str) -> SupervisionOverview:
    """Return the supervision as it stands, without asking who looks."""
    found = await fetch(session, Supervision, supervision_id)
    people = await load_parties(session, supervision_id)
    supervisee_id, supervisee = people[Part.SUPERVISEE][0]
    supervisor_id, supervisor = people[Part.SUPERVISOR][0]
    return SupervisionOverview(
        id=found.id,
        supervisee_id=supervisee_id,
        supervisee=supervisee,
        supervisor_id=supervisor_id,
        supervisor=supervisor,
        format=found.format,
        held_on=found.held_on,
        state=found.state,
        revision=found.revision,
        sent=found.first_sent_at is not None,
        rows=(await load_rows(session, parts, [supervision_id]))[supervision_id],
        policy=parts.library.policy,
        actual_minutes=found.actual_minutes,
        interruptions=found.interruptions,
        others=tuple(name for _, name in people.get(Part.ATTENDEE, ())),
        outside=read_outside(parts, found),
    )


async def load_parties(session: AsyncSession, supervision_id: str) -> dict[Part, list[tuple[str, str]]]:
    """Return who was there, by part and then by name, each with id and name."""
    statement = (
        select(col(Attendance.part), col(Person.id), col(Person.name))
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(Attendance.supervision_id == supervision_id)
        .order_by(col(Person.name))
    )
    parties: dict[Part, list[tuple[str, str]]] = {}
    for part, person_id, name in await session.exec(statement):
        parties.setdefault(part, []).append((person_id, name))
    if not {Part.SUPERVISOR, Part.SUPERVISEE} <= parties.keys():
        raise Missing
    return parties


async def load_rows(
    session: AsyncSession, parts: Parts, supervision_ids: Collection[str]
) -> dict[str, tuple[AgendaRow, ...]]:
    """Return the agenda of each supervision, the person first, then in depth; without one there are no rows."""
    statement: Any = (
        sql.select(AgendaItem, col(Person.name), Child, Record, col(Version.hash))
        .join(Person, col(Person.id) == col(AgendaItem.worker_id))
        .outerjoin(Child, col(Child.id) == col(AgendaItem.child_id))
        .outerjoin(Record, record_of_item())
        .outerjoin(Version, _is_current())
        .where(col(AgendaItem.supervision_id).in_(supervision_ids))
    )
    words = parts.library.policy.labels.kind
    rows: dict[str, list[AgendaRow]] = {one: [] for one in supervision_ids}
    for item, worker, child, record, hashed in await session.exec(statement):
        label = words[item.kind] if child is None else child.label
        rows[item.supervision_id].append(_build_row(item, worker, label, record, hashed))
    return {one: tuple(sorted(found, key=_order)) for one, found in rows.items()}


def _is_current() -> ColumnElement[bool]:
    """Return the condition that a version is the one of its record that was sent last, addenda aside."""
    return and_(
        col(Version.record_id) == col(Record.id),
        col(Version.addendum) == 0,
        col(Version.number) == col(Record.version),
    )


def _build_row(item: AgendaItem, worker: str, label: str, record: Record | None, hashed: str | None) -> AgendaRow:
    return AgendaRow(
        subject_id=item.subject_id,
        label=label,
        kind=item.kind,
        place=item.place,
        outcome=item.outcome,
        state=row_state(item.outcome, record.state if record else None),
        record_id=record.id if record else None,
        saved_at=record.saved_at if record else None,
        worker_id=item.worker_id,
        worker=worker,
        code=check_code(hashed) if hashed else "",
    )


def _order(row: AgendaRow) -> tuple[bool, bool, int]:
    return not row.about_person, row.depth is not Depth.IN_DEPTH, row.place


async def load_open(
    session: AsyncSession, parts: Parts, call: Call, supervisees: Collection[str], *, and_mine: bool = False
) -> tuple[OpenSupervision, ...]:
    """Return what the caller can carry on with these people, or held themselves, the latest held first.

    A closed meeting counts while something of it is still to be written up or answered. One that is
    all about the person is not there for somebody who only stands in.
    """
    held_by = call.person_id if and_mine else None
    mine = select(Attendance.supervision_id).where(Attendance.part == Part.SUPERVISOR, Attendance.person_id == held_by)
    statement = (
        select(Supervision, col(Person.id), col(Person.name))
        .join(Attendance, col(Attendance.supervision_id) == col(Supervision.id))
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(
            Attendance.part == Part.SUPERVISEE,
            or_(col(Attendance.person_id).in_(supervisees), col(Supervision.id).in_(mine)),
            or_(col(Supervision.state) == SupervisionState.OPEN, _something_left()),
        )
        .order_by(col(Supervision.held_on).desc(), col(Supervision.typed_at).desc())
    )
    found = (await session.exec(statement)).all()
    rows = await load_rows(session, parts, [one.id for one, _person, _name in found])
    return tuple(
        [
            _in_one_line(parts, one, person_id, name, rows[one.id])
            for one, person_id, name in found
            if await _may_carry_on(session, call, one.id, rows[one.id], theirs=person_id in supervisees)
        ]
    )


async def _may_carry_on(
    session: AsyncSession, call: Call, supervision_id: str, rows: tuple[AgendaRow, ...], *, theirs: bool
) -> bool:
    """Say whether the caller may carry on with a meeting; `theirs` says that the person is with them today."""
    alone = [row.kind for row in rows if row.kind in STANDS_ALONE and row.about_person]
    if theirs and not alone:
        return True
    relation = await relation_in(session, call.person_id, supervision_id, call.today)
    if alone:
        return all(can_write(relation, kind) for kind in alone)
    if can_write(relation):
        return True
    return any(
        can_write(one) for one in (await relations_in(session, call.person_id, supervision_id, call.today)).values()
    )


def _something_left() -> ColumnElement[bool]:
    """Say in SQL that a closed meeting still has a record to write up or to mend."""
    records = select(Record.id).where(
        col(Record.supervision_id) == col(Supervision.id),
        col(Record.state).in_([RecordState.DRAFT, RecordState.CHANGE_ASKED]),
    )
    return and_(col(Supervision.state) == SupervisionState.CLOSED, records.exists())


def _in_one_line(
    parts: Parts, supervision: Supervision, person_id: str, name: str, rows: tuple[AgendaRow, ...]
) -> OpenSupervision:
    left = sum(row.state.is_left for row in rows)
    kinds = {row.kind for row in rows}
    usual = supervision.format is Format.ONE_TO_ONE and not kinds & STANDS_ALONE
    return OpenSupervision(
        id=supervision.id,
        supervisee_id=person_id,
        supervisee=name,
        held_on=supervision.held_on,
        state=supervision.state,
        done=len(rows) - left,
        total=len(rows),
        personal=RecordKind.PERSONAL in kinds,
        title="" if usual else meeting_title(parts.library.policy, supervision.format, kinds, name),
        alone=next((row.state for row in rows if row.kind in STANDS_ALONE), None),
    )


def latest_with(open_ones: tuple[OpenSupervision, ...], supervisee_id: str) -> OpenSupervision | None:
    """Return the latest meeting with an agenda that is still open with this person."""
    return next(
        (
            one
            for one in open_ones
            if one.supervisee_id == supervisee_id and one.state is SupervisionState.OPEN and one.alone is None
        ),
        None,
    )
