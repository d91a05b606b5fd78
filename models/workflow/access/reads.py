"""Who read what: told to whom it is about in the next digest, and shown to them at any time (B40, C17, I10)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import insert_or_ignore
from models.rules.access import Deed, check
from models.rules.grants import is_over
from models.tables import (
    AgendaItem,
    Attendance,
    AuditEvent,
    Child,
    Grant,
    Outbox,
    ReadTold,
    Record,
    Supervision,
    TeamMember,
    new_id,
)
from models.values.access import GrantRow, Opened, Reads
from models.values.call import LONDON, Call
from models.values.people import Relation, Tie
from models.vocabulary import MessageKind, Part, Purpose, RecordKind
from models.workflow.access.gates import grant_fact
from models.workflow.access.rows import build_rows
from models.workflow.names import read_names
from models.workflow.parts import Parts
from models.workflow.subjects import record_of_item

__all__ = ["READING", "Untold", "find_untold", "keep_told", "read_reads", "read_told", "show_reads"]

READING: Final = ("opened", "exported", "copied")
"""The audit events that say that somebody read a record, or took it out of the bot."""

AT_THE_MACHINE: Final = "Somebody at the machine the bot runs on"
_KINDS: Final = (RecordKind.PERSONAL, RecordKind.CONTRACT)
_LOOKED_BACK: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Untold:
    """A reading its subject was not told of yet."""

    event: AuditEvent
    person_id: str
    record: Record
    held_on: date


async def read_reads(parts: Parts, call: Call) -> Reads:
    """Return who else read the caller's own records, newest first, and the grants that open or opened them.

    What an investigation opens is shown once it is over.
    """
    async with parts.read() as session:
        check(Deed.SEE_READS, Relation(Tie.SELF, "", guest=call.guest))
        mine = or_(col(Record.person_id) == call.person_id, col(AgendaItem.worker_id) == call.person_id)
        found = await session.exec(
            select(AuditEvent, Record, col(Supervision.held_on))
            .join(Record, col(Record.id) == col(AuditEvent.subject_id))
            .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
            .join(AgendaItem, record_of_item())
            .where(
                AuditEvent.subject == "record",
                col(AuditEvent.what).in_(READING),
                or_(col(AuditEvent.person_id).is_(None), col(AuditEvent.person_id) != call.person_id),
                mine,
            )
            .order_by(col(AuditEvent.at).desc(), col(AuditEvent.id))
        )
        hidden = await _hidden(session, parts, call.now)
        events = [Untold(*_in_order(row)) for row in found if row[0].facts.get("grant") not in hidden]
        rows = [*await show_reads(session, parts, events), *await _read_pages(session, call, hidden)]
        return Reads(
            rows=tuple(sorted(rows, key=lambda row: row.at, reverse=True)),
            grants=await _read_grants(session, parts, call),
            labels=parts.library.policy.labels.kind,
        )


async def find_untold(
    session: AsyncSession, parts: Parts, now: datetime, people: Collection[str] | None = None
) -> list[Untold]:
    """Return the readings of records about people that those are to be told of: all but by the two who met.

    One that stood in a digest nobody got is told again.
    """
    today = now.astimezone(LONDON).date()
    over = select(col(Grant.reader_id)).where(
        col(Grant.hidden), or_(col(Grant.ended_at).is_not(None), col(Grant.until_on) <= today)
    )
    held_by = and_(
        col(Attendance.supervision_id) == col(Record.supervision_id),
        col(Attendance.part) == Part.SUPERVISOR,
    )
    statement = (
        select(AuditEvent, Record, col(Supervision.held_on), col(ReadTold.told_on))
        .join(Record, col(Record.id) == col(AuditEvent.subject_id))
        .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
        .join(Attendance, held_by)
        .outerjoin(ReadTold, col(ReadTold.event_id) == col(AuditEvent.id))
        .where(
            AuditEvent.subject == "record",
            col(AuditEvent.what).in_(READING),
            col(Record.kind).in_(_KINDS),
            or_(
                col(AuditEvent.person_id).is_(None),
                and_(
                    col(AuditEvent.person_id) != col(Record.person_id),
                    col(AuditEvent.person_id) != col(Attendance.person_id),
                ),
            ),
            or_(col(AuditEvent.at) >= now - _LOOKED_BACK, col(AuditEvent.person_id).in_(over)),
            _whose(people),
        )
        .order_by(col(AuditEvent.at), col(AuditEvent.id))
    )
    rows = (await session.exec(statement)).all()
    hidden = await _hidden(session, parts, now) if rows else frozenset()
    told = {(record.person_id or "", on) for _, record, _, on in rows if on is not None}
    posted = await _posted(session, told)
    return [
        Untold(event, record.person_id or "", record, held_on)
        for event, record, held_on, on in rows
        if event.facts.get("grant") not in hidden and (on is None or (record.person_id or "", on) not in posted)
    ]


async def read_told(session: AsyncSession, person_id: str, day: date) -> list[Untold]:
    """Return the readings that stand in the digest of a day."""
    found = await session.exec(
        select(AuditEvent, Record, col(Supervision.held_on))
        .join(ReadTold, col(ReadTold.event_id) == col(AuditEvent.id))
        .join(Record, col(Record.id) == col(AuditEvent.subject_id))
        .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
        .where(ReadTold.person_id == person_id, ReadTold.told_on == day)
        .order_by(col(AuditEvent.at), col(AuditEvent.id))
    )
    return [Untold(*_in_order(row)) for row in found]


async def keep_told(session: AsyncSession, events: Iterable[Untold], day: date) -> None:
    """Write down that these readings stand in the digest of that day."""
    for one in events:
        values = {"id": new_id(), "event_id": one.event.id, "person_id": one.person_id, "told_on": day}
        if not await insert_or_ignore(session, ReadTold, **values):
            await session.exec(update(ReadTold).where(col(ReadTold.event_id) == one.event.id).values(told_on=day))


async def show_reads(session: AsyncSession, parts: Parts, events: Sequence[Untold]) -> tuple[Opened, ...]:
    """Return readings in names and labels: of a child initials and number, else the council's word for the record."""
    readers = {one.event.person_id for one in events if one.event.person_id is not None}
    names = await read_names(session, readers)
    children = await session.exec(
        select(Child).where(col(Child.id).in_({one.record.child_id for one in events if one.record.child_id}))
    )
    labels: Mapping[str, str] = {child.id: child.label for child in children}
    words = parts.library.policy.labels.kind
    return tuple(
        Opened(
            at=one.event.at,
            reader=names.get(one.event.person_id or "", AT_THE_MACHINE),
            kind=one.record.kind,
            label=labels.get(one.record.child_id or "", words[one.record.kind]),
            held_on=one.held_on,
            exported=one.event.what != "opened",
            purpose=Purpose(one.event.facts["purpose"]) if "purpose" in one.event.facts else None,
        )
        for one in events
    )


async def _read_pages(session: AsyncSession, call: Call, hidden: Collection[str]) -> list[Opened]:
    """Return who opened the page of a child whose records concern the caller."""
    mine = select(col(AgendaItem.child_id)).where(
        AgendaItem.worker_id == call.person_id, col(AgendaItem.child_id).is_not(None)
    )
    found = await session.exec(
        select(AuditEvent, Child)
        .join(Child, col(Child.id) == col(AuditEvent.subject_id))
        .where(
            AuditEvent.subject == "child",
            AuditEvent.what == "opened",
            col(AuditEvent.subject_id).in_(mine),
            col(AuditEvent.person_id) != call.person_id,
        )
        .order_by(col(AuditEvent.at).desc(), col(AuditEvent.id))
    )
    events = [(event, child) for event, child in found if event.facts.get("grant") not in hidden]
    names = await read_names(session, {event.person_id for event, _ in events if event.person_id is not None})
    return [
        Opened(
            at=event.at,
            reader=names.get(event.person_id or "", AT_THE_MACHINE),
            kind=None,
            label=child.label,
            held_on=None,
            purpose=Purpose(event.facts["purpose"]) if "purpose" in event.facts else None,
        )
        for event, child in events
    ]


def _in_order(row: tuple[AuditEvent, Record, date]) -> tuple[AuditEvent, str, Record, date]:
    event, record, held_on = row
    return event, record.person_id or "", record, held_on


def _whose(people: Collection[str] | None) -> ColumnElement[bool]:
    return col(Record.person_id).is_not(None) if people is None else col(Record.person_id).in_(people)


async def _hidden(session: AsyncSession, parts: Parts, now: datetime) -> frozenset[str]:
    """Return the grants those they are about do not hear of yet."""
    today = now.astimezone(LONDON).date()
    found = await session.exec(select(Grant).where(col(Grant.hidden)))
    return frozenset(one.id for one in found if not is_over(grant_fact(one), now, today, parts.options.break_glass))


async def _posted(session: AsyncSession, told: Collection[tuple[str, date]]) -> set[tuple[str, date]]:
    """Return which of these digests stand in Slack."""
    keys = {f"digest:{person_id}:{day.isoformat()}": (person_id, day) for person_id, day in told}
    found = await session.exec(
        select(col(Outbox.key)).where(col(Outbox.key).in_(sorted(keys)), col(Outbox.message_ts).is_not(None))
    )
    return {keys[key] for key in found}


async def _read_grants(session: AsyncSession, parts: Parts, call: Call) -> tuple[GrantRow, ...]:
    """Return the grants that open the caller's records, or did; of a hidden one only once it is over.

    Beside them stand those the caller was told of as one of a child's people.
    """
    teams = select(col(TeamMember.team_id)).where(TeamMember.person_id == call.person_id)
    theirs = select(col(AgendaItem.child_id)).where(AgendaItem.worker_id == call.person_id)
    told = await session.exec(
        select(Outbox).where(Outbox.kind == MessageKind.ACCESS, Outbox.recipient_id == call.person_id)
    )
    told_of = {row.facts.get("grant", "") for row in told}
    found = await session.exec(
        select(Grant)
        .where(
            or_(
                col(Grant.person_id) == call.person_id,
                col(Grant.id).in_(told_of),
                col(Grant.team_id).in_(teams),
                col(Grant.child_id).in_(theirs),
                and_(col(Grant.child_id).is_(None), col(Grant.person_id).is_(None), col(Grant.team_id).is_(None)),
            ),
            Grant.reader_id != call.person_id,
        )
        .order_by(col(Grant.given_at).desc(), col(Grant.id))
    )
    rows = await build_rows(session, parts, call, found.all(), with_reason=True)
    return tuple(row for row in rows if (row.over or not row.hidden) and row.waiting_for is None)
