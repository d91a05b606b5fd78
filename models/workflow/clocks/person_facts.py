"""What each person's own supervision counts from (B4, C7, E6, I4, I5)."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.policy import Policy
from models.tables import Attendance, Mention, Record, Supervision
from models.values.clock_facts import PersonFacts
from models.vocabulary import ClockKind, Part
from models.workflow.clocks.columns import among, raw, rows, table
from models.workflow.clocks.council import Council
from models.workflow.clocks.counted import Exceptions, formats_of_mentions, resets

__all__ = ["Done", "build_person_facts", "latest_known", "read_held"]

Done = Mapping[tuple[str, str], tuple[date, ...]]
"""Days on which something about a person was done that left no record here, by clock and person."""

_BACK: Final = timedelta(days=430)
"""A little over fourteen months: what a count of the last twelve may look at."""


async def read_held(
    session: AsyncSession, policy: Policy, on: date, people: Collection[str] | None = None
) -> dict[str, tuple[date, ...]]:
    """Return the days of sent meetings that reset each person's clock: those of fourteen months, else the latest."""
    since = on - _BACK
    attendance, meeting = table(Attendance), table(Supervision)
    days = (
        select(attendance.c.person_id, meeting.c.held_on)
        .join(meeting, meeting.c.id == attendance.c.supervision_id)
        .where(
            raw(attendance.c.part) != Part.SUPERVISOR.value,
            _counts(policy),
            among(attendance.c.person_id, people),
        )
    )
    found: dict[str, list[date]] = {}
    for person_id, held_on in await rows(session, days.where(meeting.c.held_on >= since)):
        found.setdefault(person_id, []).append(held_on)
    latest = days.with_only_columns(attendance.c.person_id, func.max(meeting.c.held_on)).group_by(
        attendance.c.person_id
    )
    for person_id, held_on in await rows(session, latest.where(meeting.c.held_on < since)):
        found.setdefault(person_id, [held_on])
    return {person_id: tuple(held) for person_id, held in found.items()}


def build_person_facts(
    council: Council,
    person_id: str,
    *,
    held: Mapping[str, tuple[date, ...]],
    done: Done,
    exceptions: Exceptions,
    go_live_on: date | None,
) -> PersonFacts:
    """Return the facts about one person."""
    member = council.members[person_id]
    return PersonFacts(
        kind=member.kind,
        kind_since=member.kind_since,
        started_on=member.started_on,
        asye_started_on=member.asye_started_on,
        student_fortnightly_from=member.student_fortnightly_from,
        held=held.get(person_id, ()),
        elsewhere=done.get((ClockKind.PERSON, person_id), ()),
        told_on=member.last_supervised_on,
        go_live_on=go_live_on,
        away=council.away.get(person_id, ()),
        exceptions=exceptions.get((ClockKind.PERSON, person_id), ()),
    )


def latest_known(facts: PersonFacts) -> date | None:
    """Return the latest day on which somebody was supervised, here, elsewhere or as the directory tells."""
    told = () if facts.told_on is None else (facts.told_on,)
    return max((*facts.held, *facts.elsewhere, *told), default=None)


def _counts(policy: Policy) -> ColumnElement[bool]:
    record, mention, meeting = table(Record), table(Mention), table(Supervision)
    by_record: Any = exists().where(record.c.supervision_id == meeting.c.id, resets(policy, ClockKind.PERSON))
    by_mention: Any = exists().where(mention.c.supervision_id == meeting.c.id, mention.c.counted_at.is_not(None))
    return or_(by_record, and_(formats_of_mentions(policy, ClockKind.PERSON), by_mention))
