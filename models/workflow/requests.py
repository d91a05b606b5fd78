"""Asking for agreement: requests, their messages, and how a request stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, fetch, note
from models.outbox import promise, refresh
from models.rules.access import Deed, can
from models.rules.agreement import last_acts
from models.rules.passages import text_parts
from models.rules.working_days import after_working_days
from models.tables import (
    Act,
    Attendance,
    Person,
    Record,
    Request,
    RequestVersion,
    Supervision,
    SupervisionLine,
    Version,
)
from models.values.agreement import ActFact, Asked, AskedVersion
from models.values.call import Call
from models.values.document import Document
from models.values.supervision import meeting_title
from models.vocabulary import ActKind, Format, LineKind, MessageKind, Part, RecordKind
from models.workflow.dated import at_work, holds
from models.workflow.parts import Parts
from models.workflow.people import read_worker, relation_in
from models.workflow.sealing import read_document

__all__ = [
    "TEXT_LIMIT",
    "TOLD",
    "AskedRow",
    "answerable",
    "ask_all",
    "facts",
    "gone",
    "load_acts",
    "load_asked",
    "load_rows",
    "note_words_opened",
    "read_names",
    "replace_version",
    "request_key",
    "still_here",
    "text_key",
    "told_key",
]

TOLD: Mapping[ActKind, MessageKind] = MappingProxyType(
    {
        ActKind.CHANGE_ASKED: MessageKind.CHANGE_ASKED,
        ActKind.NOT_AGREED: MessageKind.NOT_AGREED,
        ActKind.AGREED_WITH_COMMENTS: MessageKind.COMMENTS,
        ActKind.COMMENTED: MessageKind.COMMENTS,
    }
)
"""The acts that the one who asked hears of by a message, and of which kind it is."""

# Slack refuses messages near 13,200 characters; signs outside the basic plane count twice.
TEXT_LIMIT = 6000


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A version within a request, with its record, as rows of one transaction."""

    asked: RequestVersion
    version: Version
    record: Record


def request_key(request_id: str) -> str:
    """Return the outbox key of a request's own message."""
    return f"request:{request_id}"


def told_key(act: Act) -> str:
    """Return the outbox key of the message that tells of an act."""
    return f"{TOLD[act.kind].value}:{act.id}"


def text_key(request_id: str, part: int) -> str:
    """Return the outbox key of one message of a record's text."""
    return f"request_text:{request_id}:{part}"


async def _ask(
    session: AsyncSession,
    parts: Parts,
    call: Call,
    *,
    supervision_id: str,
    addressee_id: str,
    sent: Sequence[tuple[Version, Document]],
    priority: int = 0,
    to_agree: bool = True,
) -> int:
    """Ask one person to agree to versions sent in this transaction, or only to read; return the next free priority.

    In the mode `full` the text is promised first, so that the request with its buttons comes last.
    """
    request = Request(
        supervision_id=supervision_id,
        addressee_id=addressee_id,
        asked_by=call.person_id,
        asked_at=call.now,
        to_agree=to_agree,
        comments_until=None if to_agree else _comments_until(parts, call, sent),
        full_text=parts.options.record_in_dm == "full",
    )
    session.add(request)
    await session.flush()
    for place, (version, _) in enumerate(sent):
        session.add(RequestVersion(request_id=request.id, version_id=version.id, place=place))
    await session.flush()
    if request.full_text:
        texts = text_parts((document for _, document in sent), TEXT_LIMIT)
        for part in range(1, len(texts) + 1):
            await promise(
                session,
                key=text_key(request.id, part),
                kind=MessageKind.RECORD_TEXT,
                recipient_id=addressee_id,
                facts={"request": request.id, "part": str(part)},
                now=call.now,
                priority=priority + part - 1,
            )
        priority += len(texts)
    await promise(
        session,
        key=request_key(request.id),
        kind=MessageKind.REQUEST,
        recipient_id=addressee_id,
        facts={"request": request.id},
        now=call.now,
        priority=priority,
    )
    return priority + 1


async def ask_all(
    session: AsyncSession,
    parts: Parts,
    call: Call,
    supervision_id: str,
    groups: Sequence[Sequence[tuple[Version, Document]]],
) -> None:
    """Ask for agreement to each group of versions together, and let those read who are not asked (source row B30).

    Whoever only reads gets all that was sent in one message, after everybody was asked; somebody
    who has left since the meeting gets nothing.
    """
    priority = 0
    for group in groups:
        for person_id in group[0][1].required:
            priority = await _ask(
                session,
                parts,
                call,
                supervision_id=supervision_id,
                addressee_id=person_id,
                sent=group,
                priority=priority,
            )
    to_read: dict[str, list[tuple[Version, Document]]] = {}
    for version, document in (pair for group in groups for pair in group):
        for person_id in document.readers:
            to_read.setdefault(person_id, []).append((version, document))
    here = await still_here(session, to_read, call.today)
    for person_id, sent in to_read.items():
        if person_id not in here:
            continue
        priority = await _ask(
            session,
            parts,
            call,
            supervision_id=supervision_id,
            addressee_id=person_id,
            sent=sent,
            priority=priority,
            to_agree=False,
        )


def _comments_until(parts: Parts, call: Call, sent: Sequence[tuple[Version, Document]]) -> date | None:
    """Return the last day for comments of somebody who is not asked: of a note there is none."""
    if all(document.kind is RecordKind.NOTE for _, document in sent):
        return None
    deadlines = parts.library.policy.deadlines
    return after_working_days(call.today, deadlines.comment_working_days, deadlines.bank_holidays)


async def load_rows(session: AsyncSession, request_id: str, *, lock: bool = False) -> list[AskedRow]:
    """Return the versions of a request in their order; `lock` holds them until the commit.

    Records are locked before versions, as sending does, so that the two cannot wait for each other.
    """
    if lock:
        records = (
            select(Version.record_id)
            .join(RequestVersion, col(RequestVersion.version_id) == col(Version.id))
            .where(RequestVersion.request_id == request_id)
        )
        await session.exec(
            select(Record.id).where(col(Record.id).in_(records)).order_by(col(Record.id)).with_for_update()
        )
    statement = (
        select(RequestVersion, Version, Record)
        .join(Version, col(Version.id) == col(RequestVersion.version_id))
        .join(Record, col(Record.id) == col(Version.record_id))
        .where(RequestVersion.request_id == request_id)
        .order_by(col(RequestVersion.place))
    )
    if lock:
        statement = statement.with_for_update(of=Version)
    return [AskedRow(*row) for row in await session.exec(statement)]


async def load_acts(session: AsyncSession, version_ids: Iterable[str]) -> dict[str, list[Act]]:
    """Return all acts on the versions, in the order they were written."""
    ids = list(version_ids)
    acts: dict[str, list[Act]] = {version: [] for version in ids}
    found = await session.exec(select(Act).where(col(Act.version_id).in_(ids)).order_by(col(Act.at), col(Act.sequence)))
    for act in found:
        acts[act.version_id].append(act)
    return acts


def facts(acts: Iterable[Act]) -> tuple[ActFact, ...]:
    """Return acts as the fold sees them."""
    return tuple(
        ActFact(
            id=act.id,
            person_id=act.person_id,
            kind=act.kind,
            at=act.at,
            sequence=act.sequence,
            withdraws=act.withdraws,
        )
        for act in acts
    )


async def load_asked(session: AsyncSession, parts: Parts, request_id: str) -> Asked:
    """Return how a request stands, without asking who looks.

    Raises
    ------
    Missing
        When there is no such request.
    """
    request = await fetch(session, Request, request_id)
    rows = await load_rows(session, request_id)
    acts = await load_acts(session, (row.version.id for row in rows))
    names = await read_names(session, {request.addressee_id, request.asked_by})
    supervision = await fetch(session, Supervision, request.supervision_id)
    return Asked(
        request_id=request.id,
        supervision_id=request.supervision_id,
        addressee_id=request.addressee_id,
        addressee_name=names[request.addressee_id],
        asked_by_id=request.asked_by,
        asked_by_name=names[request.asked_by],
        held_on=supervision.held_on,
        asked_at=request.asked_at,
        versions=tuple(_asked_version(parts, request, row, acts[row.version.id]) for row in rows),
        title=await _load_title(
            session, parts, supervision, {row.record.kind for row in rows}, names[request.asked_by]
        ),
        to_agree=request.to_agree,
        comments_until=request.comments_until,
        full_text=request.full_text,
        replaced=request.replaced_at is not None,
    )


async def _load_title(
    session: AsyncSession, parts: Parts, supervision: Supervision, kinds: Collection[RecordKind], asked_by: str
) -> str:
    """Return what the meeting is called for somebody who was there: a group by who presented, else by who asks."""
    who = asked_by
    if supervision.format is Format.GROUP:
        presenter = await session.exec(
            select(col(Person.name))
            .join(Attendance, col(Attendance.person_id) == col(Person.id))
            .where(Attendance.supervision_id == supervision.id, Attendance.part == Part.SUPERVISEE)
        )
        who = presenter.one()
    return meeting_title(parts.library.policy, supervision.format, kinds, who)


def _asked_version(parts: Parts, request: Request, row: AskedRow, acts: Sequence[Act]) -> AskedVersion:
    document = read_document(parts, row.record, row.version)
    mine = last_acts(facts(acts)).get(request.addressee_id)
    return AskedVersion(
        version_id=row.version.id,
        record_id=row.record.id,
        addendum=row.version.addendum,
        number=row.version.number,
        label=document.subject.label,
        name=document.subject.name,
        kind=row.record.kind,
        state=row.version.state,
        actions=_count_actions(document),
        replaced=row.version.replaced,
        mine=mine.kind if mine else None,
        acted_at=mine.at if mine else None,
        undo_until=mine.at + parts.options.undo if mine else None,
        read=row.asked.read_at is not None,
    )


def _count_actions(document: Document) -> int | None:
    if document.form.without_actions and not document.actions:
        return None
    return sum(action.is_open for action in document.actions)


async def read_names(session: AsyncSession, people: Collection[str]) -> dict[str, str]:
    """Return the names of colleagues by id, also of those who have left."""
    found = await session.exec(select(col(Person.id), col(Person.name)).where(col(Person.id).in_(people)))
    return dict(found.all())


async def replace_version(session: AsyncSession, version: Version, now: datetime) -> None:
    """Put a newer version in this one's place: its acts no longer count, and every message of it says so.

    Raises
    ------
    Conflict
        When somebody else replaced or answered it first.
    """
    await change_one(
        session,
        update(Version)
        .where(
            col(Version.id) == version.id,
            col(Version.replaced).is_(False),
            col(Version.revision) == version.revision,
        )
        .values(replaced=True, revision=version.revision + 1),
    )
    requests = await session.exec(select(col(RequestVersion.request_id)).where(RequestVersion.version_id == version.id))
    for request_id in requests.all():
        rows = await load_rows(session, request_id)
        if all(row.version.replaced for row in rows):
            await session.exec(update(Request).where(col(Request.id) == request_id).values(replaced_at=now))
        await refresh(session, key=request_key(request_id), now=now)
    for act in (await load_acts(session, [version.id]))[version.id]:
        if act.kind in TOLD:
            await refresh(session, key=told_key(act), now=now)


async def note_words_opened(session: AsyncSession, call: Call, act: Act, record_id: str) -> None:
    """Note who read the words written with an act."""
    await note(session, call, "opened", "record", record_id, version_id=act.version_id, act=act.id)


async def still_here(session: AsyncSession, people: Collection[str], on: date) -> frozenset[str]:
    """Return those of the people who have not left by that day."""
    found = await session.exec(select(col(Person.id)).where(col(Person.id).in_(people), at_work(on)))
    return frozenset(found)


async def gone(session: AsyncSession, people: Collection[str], on: date) -> bool:
    """Say whether one of the people has left by that day."""
    return await still_here(session, people, on) != set(people)


async def answerable(session: AsyncSession, request: Request, record: Record, on: date) -> str:
    """Return who hears of an answer: the one who asked while that one may act on it, else today's supervisor.

    That is the supervisor of whom the record concerns, whoever answered. A stand-in whose time is
    over may not open what was asked, so it is not sent there.
    """
    worker_id = await read_worker(session, record)
    if can(Deed.WRITE, await relation_in(session, request.asked_by, request.supervision_id, on, worker_id)):
        return request.asked_by
    worker = await fetch(session, Person, worker_id)
    # The line of somebody who has left is that of the last day, as it is for access.
    day = on if worker.left_on is None else min(on, worker.left_on - timedelta(days=1))
    line = await session.exec(
        select(col(SupervisionLine.senior_id)).where(
            SupervisionLine.person_id == worker_id,
            SupervisionLine.kind == LineKind.SUPERVISOR,
            holds(SupervisionLine, day),
        )
    )
    return line.first() or request.asked_by
