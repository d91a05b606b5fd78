"""Reading what keeps missing: after a group, for the supervisor of the worker, never in the group (source row D2)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import and_, false, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.content import FormKey
from models.database import fetch, note
from models.forms import Form
from models.rules.access import Deed, can, check
from models.rules.patterns import LOOKED_AT, check_file, checks_file, find_patterns
from models.tables import AgendaItem, Record, Supervision, Version
from models.values.call import Call
from models.values.errors import Refusal
from models.values.patterns import MissingPatterns, WorkerPatterns
from models.values.people import Relation
from models.vocabulary import Format, RecordKind, SupervisionState
from models.workflow.children import read_agenda_children
from models.workflow.parts import Parts
from models.workflow.relations import relations_in
from models.workflow.releases import read_released_form
from models.workflow.sealing import read_document
from models.workflow.subjects import record_of_item

__all__ = ["asks_about_file", "open_patterns"]

NOT_YET = "What keeps missing is shown after the meeting: close it first."


def asks_about_file(parts: Parts) -> bool:
    """Say whether a record in depth asks about the file at all, in a group or one to one."""
    forms = [parts.library.form_for(RecordKind.CASEWORK, met) for met in (Format.GROUP, Format.ONE_TO_ONE)]
    return any(map(checks_file, forms))


async def open_patterns(parts: Parts, call: Call, *, supervision_id: str) -> MissingPatterns:
    """Open what keeps missing with each worker of a group's records, with an audit event of who saw it.

    Raises
    ------
    Refusal
        Before the meeting is closed, and for anybody but today's supervisor or stand-in of one of the workers.
    """
    async with parts.write(replace(call, key=None)) as session:
        relations = await relations_in(session, call.person_id, supervision_id, call.today)
        theirs = {worker: relation for worker, relation in relations.items() if can(Deed.SEE_PATTERNS, relation)}
        if not theirs:
            check(Deed.SEE_PATTERNS, next(iter(relations.values())))
        supervision = await fetch(session, Supervision, supervision_id)
        if supervision.format is not Format.GROUP or supervision.state is not SupervisionState.CLOSED:
            raise Refusal(NOT_YET)
        concerned = await _concerned(session, supervision_id)
        workers = [
            await _read_worker(session, parts, call, worker_id, relation)
            for worker_id, relation in theirs.items()
            if worker_id in concerned
        ]
        for worker_id in theirs:
            if worker_id in concerned:
                await note(session, call, "patterns_opened", "person", worker_id, supervision=supervision_id)
    return MissingPatterns(supervision_id, tuple(workers))


async def _concerned(session: AsyncSession, supervision_id: str) -> set[str]:
    """Return whom the records sent of a meeting concern."""
    found = await session.exec(
        select(col(AgendaItem.worker_id))
        .join(Record, record_of_item())
        .where(AgendaItem.supervision_id == supervision_id, Record.version >= 1)
    )
    return set(found.all())


async def _read_worker(
    session: AsyncSession, parts: Parts, call: Call, worker_id: str, relation: Relation
) -> WorkerPatterns:
    forms = await _load_forms(session, worker_id)
    rows = await _load_latest(session, worker_id, forms)
    if not can(Deed.SEE_RESTRICTED, relation):
        children = await read_agenda_children(session, parts, {row.subject_id for row, _ in rows}, call.today)
        rows = [(record, version) for record, version in rows if not children[record.subject_id].restricted]
    checks = [
        check_file(forms[record.form_id, record.form_number], read_document(parts, record, version))
        for record, version in rows[:LOOKED_AT]
    ]
    return WorkerPatterns(relation.name, len(checks), find_patterns(checks))


async def _load_forms(session: AsyncSession, worker_id: str) -> dict[FormKey, Form]:
    """Return the forms that ask about the file, of those any record of the worker's children answered."""
    used = await session.exec(
        select(col(Record.form_id), col(Record.form_number)).join(AgendaItem, record_of_item()).where(*_of(worker_id))
    )
    forms = {key: await read_released_form(session, *key) for key in set(used.all())}
    return {key: form for key, form in forms.items() if checks_file(form)}


async def _load_latest(
    session: AsyncSession, worker_id: str, forms: Iterable[FormKey]
) -> Sequence[tuple[Record, Version]]:
    asked = or_(
        false(), *(and_(col(Record.form_id) == form_id, col(Record.form_number) == number) for form_id, number in forms)
    )
    found = await session.exec(
        select(Record, Version)
        .join(AgendaItem, record_of_item())
        .join(Version, and_(col(Version.record_id) == col(Record.id), col(Version.number) == col(Record.version)))
        .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
        # What was let go after filing cannot be looked at any more.
        .where(*_of(worker_id), Version.addendum == 0, asked, col(Version.document).is_not(None))
        .where(col(Record.erased_at).is_(None))
        .order_by(col(Supervision.held_on).desc(), col(Supervision.typed_at).desc(), col(AgendaItem.place))
    )
    return found.all()


def _of(worker_id: str) -> tuple[bool, ...]:
    return (AgendaItem.worker_id == worker_id, Record.kind == RecordKind.CASEWORK, Record.version >= 1)
