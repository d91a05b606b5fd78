"""Requests for agreement: how each stands, the acts on it, and who hears of an answer."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch, note
from models.rules.access import Deed, can
from models.rules.agreement import last_acts
from models.rules.integrity import check_code
from models.rules.lines import last_supervisor, line_day
from models.tables import (
    Act,
    Attendance,
    Person,
    Record,
    Request,
    RequestVersion,
    Supervision,
    Version,
)
from models.values.agreement import ActFact, Asked, AskedVersion
from models.values.call import Call
from models.values.document import Document
from models.values.supervision import meeting_title
from models.vocabulary import ActKind, Format, MessageKind, Part, RecordKind
from models.workflow.dated import at_work
from models.workflow.lines import read_lines
from models.workflow.names import read_names
from models.workflow.parts import Parts
from models.workflow.relations import read_worker, relation_in
from models.workflow.remaining import load_document
from models.workflow.sealing import gone_words

__all__ = [
    "TEXT_LIMIT",
    "TOLD",
    "AskedRow",
    "answerable",
    "facts",
    "gone",
    "load_acts",
    "load_asked",
    "load_rows",
    "load_title",
    "note_words_opened",
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
        versions=tuple([await _asked_version(session, parts, request, row, acts[row.version.id]) for row in rows]),
        title=await load_title(session, parts, supervision, {row.record.kind for row in rows}, names[request.asked_by]),
        to_agree=request.to_agree,
        comments_until=request.comments_until,
        full_text=request.full_text,
        replaced=request.replaced_at is not None,
    )


async def load_title(
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


async def _asked_version(
    session: AsyncSession, parts: Parts, request: Request, row: AskedRow, acts: Sequence[Act]
) -> AskedVersion:
    document = await load_document(session, parts, row.record, row.version)
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
        code=check_code(row.version.hash),
        let_go=gone_words(row.record, row.version),
    )


def _count_actions(document: Document) -> int | None:
    if document.form.without_actions and not document.actions:
        return None
    return sum(action.is_open for action in document.actions)


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
    """Return who hears of an answer: the one who asked while that one may act on it, else the supervisor.

    That is the supervisor of whom the record concerns, whoever answered, and where nobody is named today the last
    one. A stand-in whose time is over may not open what was asked, so it is not sent there.
    """
    worker_id = await read_worker(session, record)
    if can(Deed.WRITE, await relation_in(session, request.asked_by, request.supervision_id, on, worker_id)):
        return request.asked_by
    worker = await fetch(session, Person, worker_id)
    return last_supervisor(await read_lines(session, worker_id), line_day(worker.left_on, on)) or request.asked_by
