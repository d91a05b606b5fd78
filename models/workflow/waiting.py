"""What waits for one person: requests to answer, and changes asked of a supervisor."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch
from models.rules.access import check_may_write
from models.rules.agreement import last_acts
from models.rules.integrity import check_code
from models.tables import (
    Act,
    Child,
    Record,
    Request,
    RequestVersion,
    Supervision,
    SupervisionLine,
    Version,
)
from models.values.agreement import Answered, Waiting
from models.values.call import Call
from models.values.errors import Missing
from models.vocabulary import ActKind, LineKind, RecordState
from models.workflow.full_text import posted_at
from models.workflow.meeting import current_version
from models.workflow.names import read_names
from models.workflow.parts import Parts
from models.workflow.relations import relation_to_record
from models.workflow.remaining import load_document
from models.workflow.requests import answerable, facts, load_acts, load_title, note_words_opened
from models.workflow.sealing import read_comments

__all__ = ["open_answer", "open_asked", "read_answer", "read_waiting"]


async def read_waiting(parts: Parts, call: Call) -> tuple[Waiting, ...]:
    """Return what waits for the caller, oldest meeting first; labels only, so it needs no key."""
    async with parts.read() as session:
        waiting = [
            *await _to_agree(session, parts, call),
            *await _to_read(session, parts, call),
            *await _to_mend(session, parts, call),
        ]
    return tuple(sorted(waiting, key=lambda one: (one.held_on, one.kind, one.labels)))


async def open_answer(parts: Parts, call: Call, *, act_id: str) -> Answered:
    """Open what was asked of the supervisor and in which words, with an audit event of who read them.

    Raises
    ------
    Refusal
        For anybody but the supervisor or stand-in.
    """
    async with parts.write(replace(call, key=None)) as session:
        found = await _load_answer(session, parts, act_id)
        record = await fetch(session, Record, found.record_id)
        check_may_write(await relation_to_record(session, call.person_id, record, call.today), record.kind)
        await note_words_opened(session, call, await fetch(session, Act, act_id), found.record_id)
        return found


async def open_asked(parts: Parts, call: Call, *, record_id: str) -> Answered:
    """Open the change that was asked of a record, with an audit event of who read its words.

    Raises
    ------
    Missing
        When none is asked now.
    """
    async with parts.write(replace(call, key=None)) as session:
        record = await fetch(session, Record, record_id)
        check_may_write(await relation_to_record(session, call.person_id, record, call.today), record.kind)
        version = await current_version(session, record)
        acts = (await load_acts(session, [version.id]))[version.id]
        asked = [act for act in last_acts(facts(acts)).values() if act.kind is ActKind.CHANGE_ASKED]
        if not asked:
            raise Missing
        found = await _load_answer(session, parts, asked[-1].id)
        await note_words_opened(session, call, await fetch(session, Act, found.act_id), record_id)
        return found


async def read_answer(parts: Parts, act_id: str) -> Answered:
    """Return an answer for the message that tells the supervisor of it, without asking who looks."""
    async with parts.read() as session:
        return await _load_answer(session, parts, act_id)


async def _load_answer(session: AsyncSession, parts: Parts, act_id: str) -> Answered:
    act = await fetch(session, Act, act_id)
    version = await fetch(session, Version, act.version_id)
    record = await fetch(session, Record, version.record_id)
    supervision = await fetch(session, Supervision, record.supervision_id)
    names = await read_names(session, {act.person_id})
    document = await load_document(session, parts, record, version)
    acts = (await load_acts(session, [version.id]))[version.id]
    taken_back = any(other.withdraws == act.id for other in acts)
    return Answered(
        act_id=act.id,
        kind=act.kind,
        record_id=record.id,
        supervision_id=record.supervision_id,
        subject_id=record.subject_id,
        record_kind=record.kind,
        addendum=version.addendum,
        number=version.number,
        label=document.subject.label,
        name=document.subject.name,
        held_on=supervision.held_on,
        state=version.state,
        person_name=names[act.person_id],
        comments=read_comments(parts, record, act),
        stands=not taken_back and not version.replaced,
        taken_back=taken_back,
        asked=act.person_id in document.required,
        code=check_code(version.hash),
    )


async def _to_agree(session: AsyncSession, parts: Parts, call: Call) -> list[Waiting]:
    mine = and_(col(Request.addressee_id) == call.person_id, col(Request.to_agree))
    found = await _find(session, parts, and_(mine, col(Version.state) == RecordState.AWAITING))
    return await _by_request(session, parts, "agree", found)


async def _to_read(session: AsyncSession, parts: Parts, call: Call) -> list[Waiting]:
    """Return what the caller got to read only, and has not read to its last page."""
    mine = and_(col(Request.addressee_id) == call.person_id, col(Request.to_agree).is_(False))
    found = await _find(session, parts, and_(mine, col(RequestVersion.read_at).is_(None)))
    # Where the whole text was posted, that stands for having opened it, as it does for a tick.
    posted = {one.request.id: await posted_at(session, one.request) for one in found}
    return await _by_request(session, parts, "read", [one for one in found if posted[one.request.id] is None])


async def _by_request(
    session: AsyncSession, parts: Parts, kind: Literal["agree", "read"], found: list["_Found"]
) -> list[Waiting]:
    names = await read_names(session, {one.request.asked_by for one in found})
    rows: dict[str, Waiting] = {}
    for one in found:
        before = rows[one.request.id].labels if one.request.id in rows else ()
        rows[one.request.id] = Waiting(
            kind=kind,
            supervision_id=one.supervision.id,
            who=names[one.request.asked_by],
            held_on=one.supervision.held_on,
            labels=(*before, one.label),
            title=await _load_title(session, parts, one, names[one.request.asked_by]),
            request_id=one.request.id,
        )
    return list(rows.values())


async def _to_mend(session: AsyncSession, parts: Parts, call: Call) -> list[Waiting]:
    """Return the changes asked of the caller, or of somebody in whose place the caller answers now."""
    supervised = select(SupervisionLine.person_id).where(
        SupervisionLine.senior_id == call.person_id, SupervisionLine.kind == LineKind.SUPERVISOR
    )
    perhaps = or_(col(Request.asked_by) == call.person_id, col(Request.addressee_id).in_(supervised))
    asked = await _find(
        session, parts, and_(perhaps, col(Request.to_agree), col(Version.state) == RecordState.CHANGE_ASKED)
    )
    # Whom the message of a change goes to is decided in one place, so that Home never says otherwise.
    hearers = {one.request.id: await answerable(session, one.request, one.record, call.today) for one in asked}
    found = [one for one in asked if hearers[one.request.id] == call.person_id]
    acts = await load_acts(session, [one.version.id for one in found])
    names = await read_names(session, {one.request.addressee_id for one in found})
    return [
        Waiting(
            kind="change",
            supervision_id=one.supervision.id,
            who=names[one.request.addressee_id],
            held_on=one.supervision.held_on,
            labels=(one.label,),
            title=await _load_title(session, parts, one, names[one.request.addressee_id]),
            record_id=one.record.id,
            act_id=_asked_in(acts[one.version.id], one.request.addressee_id),
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class _Found:
    """A version that waits, with what belongs to it."""

    request: Request
    version: Version
    record: Record
    supervision: Supervision
    label: str


async def _load_title(session: AsyncSession, parts: Parts, one: _Found, who: str) -> str:
    return await load_title(session, parts, one.supervision, {one.record.kind}, who)


async def _find(session: AsyncSession, parts: Parts, which: ColumnElement[bool]) -> list[_Found]:
    statement = (
        select(Request, Version, Record, Supervision)
        .join(RequestVersion, col(RequestVersion.request_id) == col(Request.id))
        .join(Version, col(Version.id) == col(RequestVersion.version_id))
        .join(Record, col(Record.id) == col(Version.record_id))
        .join(Supervision, col(Supervision.id) == col(Request.supervision_id))
        # After a restore something may wait whose text was let go since: nobody can answer what nobody can read.
        .where(
            col(Version.replaced).is_(False), col(Record.purged_at).is_(None), col(Record.erased_at).is_(None), which
        )
        .order_by(col(Request.asked_at), col(RequestVersion.place))
    )
    rows = (await session.exec(statement)).all()
    children = await session.exec(select(Child).where(col(Child.id).in_({record.child_id for _, _, record, _ in rows})))
    labels = {child.id: child.label for child in children}
    of_a_person = parts.library.policy.labels.kind
    return [_Found(*row, label=labels.get(row[2].subject_id) or of_a_person[row[2].kind]) for row in rows]


def _asked_in(acts: Iterable[Act], person_id: str) -> str | None:
    last = last_acts(facts(acts)).get(person_id)
    return last.id if last is not None and last.kind is ActKind.CHANGE_ASKED else None
