"""What delivery asks of the database besides claiming: is the recipient there, and who hears of failures."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.outbox import promise
from models.outbox.claims import cancel_follow_ups, settle_failed, settle_unsure, settle_waiting
from models.rules.office_hours import next_in_hours
from models.tables import Attendance, Outbox, Person, PersonRole, SlackUser, Team
from models.values.call import LONDON
from models.values.outbox import Promised, Unsettled
from models.vocabulary import MessageKind, OutboxState, Part, Role
from models.workflow.dated import at_work, holds
from models.workflow.parts import Parts

__all__ = [
    "ARCHIVED",
    "NOT_INVITED",
    "NO_CHANNEL",
    "UNKNOWN_CHANNEL",
    "Absent",
    "Recipient",
    "fail",
    "find_caretakers",
    "hold_back",
    "is_past",
    "leave_unsure",
    "read_recipient",
    "read_unsent",
    "wait_for_hours",
]

NOT_THERE = "nobody in Slack has this person's e-mail address yet"
LEFT = "this person has left"
CLOSED = "this person's Slack account is closed"
GUEST = "this person is a guest of the Slack workspace, and guests get no messages here"
STRANGER = "this person's Slack account belongs to another organisation's workspace"
NO_CHANNEL = "the directory names no channel for this team"
UNKNOWN_CHANNEL = "Slack knows no such channel, or the bot was never in it: /invite it there, or mend the directory"
NOT_INVITED = "the bot is not in the team's channel: /invite it there"
ARCHIVED = "the team's channel is archived"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a message goes."""

    slack_id: str


@dataclass(frozen=True, slots=True)
class Absent:
    """Why a message cannot go to its recipient.

    `may_pass` says that the message waits until the directory or Slack says otherwise, `tell`
    that somebody has to hear of it in the meantime.
    """

    reason: str
    may_pass: bool
    tell: bool = False


async def read_recipient(parts: Parts, person_id: str | None, now: datetime) -> Recipient | Absent:
    """Return where to reach a person just before sending, or why that is not possible."""
    async with parts.read() as session:
        person = None if person_id is None else await session.get(Person, person_id)
        if person is None or (person.left_on is not None and person.left_on <= now.astimezone(LONDON).date()):
            return Absent(LEFT, may_pass=False)
        if person.slack_id is None:
            return Absent(NOT_THERE, may_pass=True)
        member = await session.get(SlackUser, person.slack_id)
        barred = None if member is None else _barred(member, allow_guests=parts.options.allow_guests)
        return Recipient(person.slack_id) if barred is None else Absent(barred, may_pass=True, tell=True)


def _barred(member: SlackUser, *, allow_guests: bool) -> str | None:
    """Return why nothing may be posted to this account, as the door would turn it away."""
    if member.stranger:
        return STRANGER
    if member.deleted:
        return CLOSED
    return GUEST if member.guest and not allow_guests else None


def is_past(promised: Promised, now: datetime) -> bool:
    """Say whether a message was for one day, and that day is over."""
    day = promised.facts.get("day")
    return day is not None and date.fromisoformat(day) < now.astimezone(LONDON).date()


def wait_for_hours(parts: Parts, promised: Promised, now: datetime) -> timedelta:
    """Return how long something nobody waits for still has to wait for office hours."""
    if promised.kind not in {MessageKind.ALARM, MessageKind.DISPOSAL}:
        return timedelta()
    return next_in_hours(parts.library.policy, now) - now


async def hold_back(parts: Parts, promised: Promised, now: datetime, not_before: datetime, reason: str) -> None:
    """Let a row wait for its recipient, and promise word of it as for a failure, once."""
    async with parts.database.write(None, now) as session:
        if await settle_waiting(session, promised, not_before, reason):
            await _tell_of(session, promised, now)


async def fail(parts: Parts, promised: Promised, now: datetime, reason: str) -> None:
    """Settle a row as failed, and promise word of it to the people who look after the bot."""
    async with parts.database.write(None, now) as session:
        if await settle_failed(session, promised, now, reason):
            await _tell_of(session, promised, now)


async def leave_unsure(
    parts: Parts, promised: Promised, now: datetime, look_at: datetime, reason: str, *, tell: bool
) -> None:
    """Keep a row in doubt until `look_at`; `tell` promises word of it as for a failure, once.

    Changes of what was for a day that is over are given up: its message may never be found.
    """
    async with parts.database.write(None, now) as session:
        if not await settle_unsure(session, promised, look_at, reason):
            return
        if is_past(promised, now):
            await cancel_follow_ups(session, promised, now)
        if tell:
            await _tell_of(session, promised, now)


async def read_unsent(parts: Parts, row_id: str) -> Unsettled | None:
    """Return a row that failed, is in doubt or was held back; `None` when it has settled since."""
    async with parts.read() as session:
        row = await session.get(Outbox, row_id)
        if row is None or not (row.state in _TROUBLED or _is_held_back(row)):
            return None
        person = None if row.recipient_id is None else await session.get(Person, row.recipient_id)
        team = None if row.team_id is None else await session.get(Team, row.team_id)
        return Unsettled(
            id=row.id,
            kind=row.kind,
            mode=row.mode,
            state=row.state,
            staff_number=None if person is None else person.staff_number,
            team=None if team is None else team.name,
            promised_at=row.promised_at,
            attempts=row.attempts,
            reason=row.reason,
        )


_TROUBLED = frozenset({OutboxState.FAILED, OutboxState.UNSURE})
_HELD_BACK = frozenset({CLOSED, GUEST, STRANGER, NO_CHANNEL, UNKNOWN_CHANNEL, NOT_INVITED, ARCHIVED})


def _is_held_back(row: Outbox) -> bool:
    """Say whether somebody has to hear why a row waits; what is urgent may not wait in silence at all."""
    return row.reason in _HELD_BACK or (row.kind is MessageKind.URGENT and row.reason == NOT_THERE)


async def _tell_of(session: AsyncSession, promised: Promised, now: datetime) -> None:
    if promised.kind is MessageKind.UNSENT:
        return
    people = [*await find_caretakers(session, now), *await _marked_by(session, promised)]
    for person_id in dict.fromkeys(people):
        await promise(
            session,
            key=f"unsent:{promised.id}:{person_id}",
            kind=MessageKind.UNSENT,
            recipient_id=person_id,
            facts={"row": promised.id},
            now=now,
        )


async def _marked_by(session: AsyncSession, promised: Promised) -> list[str]:
    """Return who marked a note urgent: that the other did not hear of it is for them to know first."""
    if promised.kind is not MessageKind.URGENT:
        return []
    found = await session.exec(
        select(col(Attendance.person_id)).where(
            Attendance.supervision_id == promised.facts["supervision"],
            Attendance.part == Part.SUPERVISOR,
            col(Attendance.person_id) != promised.recipient_id,
        )
    )
    return list(found.all())


async def find_caretakers(session: AsyncSession, now: datetime) -> list[str]:
    """Return the administrators, or where a council listed none, the service managers."""
    today = now.astimezone(LONDON).date()
    for role in (Role.ADMINISTRATOR, Role.SERVICE_MANAGER):
        statement = (
            select(col(PersonRole.person_id))
            .join(Person, col(Person.id) == PersonRole.person_id)
            .where(col(PersonRole.role) == role, holds(PersonRole, today), at_work(today))
        )
        found = list((await session.exec(statement)).all())
        if found:
            return found
    return []
