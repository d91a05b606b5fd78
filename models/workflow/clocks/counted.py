"""What counts: which meetings reset which clock, what was done elsewhere, which exceptions hold, and from when."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.policy import Policy
from models.tables import ClockDone, ClockOverride, DirectoryImport, Record, Supervision
from models.values.call import LONDON
from models.values.clock_facts import Override
from models.vocabulary import ClockKind, Format, MeetingPart
from models.workflow.clocks.columns import among, raw, rows, table
from models.workflow.parts import Parts

__all__ = ["Exceptions", "formats_of_mentions", "read_done", "read_exceptions", "read_go_live", "resets"]

Exceptions = dict[tuple[str, str], tuple[Override, ...]]
"""Exceptions by clock and subject."""


def resets(policy: Policy, clock: ClockKind) -> ColumnElement[bool]:
    """Return the condition that a record of a meeting resets a clock, once it was sent (I6, I7)."""
    record, meeting = table(Record), table(Supervision)
    ways = [
        and_(raw(meeting.c.format) == met.value, raw(record.c.kind).in_(kinds))
        for met in Format
        if (kinds := [part.value for part in policy.satisfies.parts_for(clock, met) if part is not MeetingPart.MENTION])
    ]
    return and_(record.c.version >= 1, or_(*ways)) if ways else false()


def formats_of_mentions(policy: Policy, clock: ClockKind) -> ColumnElement[bool]:
    """Return the condition that a mention in a meeting resets a clock, once it counts."""
    ways = [met.value for met in Format if MeetingPart.MENTION in policy.satisfies.parts_for(clock, met)]
    return raw(table(Supervision).c.format).in_(ways) if ways else false()


async def read_go_live(session: AsyncSession, parts: Parts) -> date | None:
    """Return the day from which the bot watches: the setting, else the first day a directory was of."""
    if parts.options.go_live is not None:
        return parts.options.go_live
    imported = table(DirectoryImport)
    found = await rows(session, select(func.min(imported.c.effective_on)))
    first: date | None = found[0][0]
    return first


async def read_exceptions(session: AsyncSession, on: date, subjects: Collection[str] | None = None) -> Exceptions:
    """Return the exceptions that have not come to their end by that day."""
    override = table(ClockOverride)
    subject = func.coalesce(override.c.child_id, override.c.person_id)
    statement = select(
        raw(override.c.clock),
        subject,
        override.c.id,
        override.c.from_on,
        override.c.until_on,
        override.c.every_days,
        override.c.due_on,
        override.c.version_id.is_not(None),
        override.c.ended_at,
    ).where(override.c.until_on > on)
    if subjects is not None:
        statement = statement.where(or_(override.c.child_id.in_(subjects), override.c.person_id.in_(subjects)))
    found: Exceptions = {}
    for clock, subject_id, id_, from_on, until_on, *rule, ended_at in await rows(session, statement):
        until = until_on if ended_at is None else min(until_on, ended_at.astimezone(LONDON).date())
        if on < until:
            one = Override(id_, from_on, until, rule[0], rule[1], agreed=bool(rule[2]))
            found[clock, subject_id] = (*found.get((clock, subject_id), ()), one)
    return found


async def read_done(
    session: AsyncSession, people: Collection[str] | None = None
) -> dict[tuple[str, str], tuple[date, ...]]:
    """Return the days on which something about a person was done that left no record here, by clock and person."""
    done = table(ClockDone)
    statement: Any = select(raw(done.c.clock), done.c.person_id, done.c.done_on).where(done.c.person_id.is_not(None))
    found: dict[tuple[str, str], tuple[date, ...]] = {}
    for clock, person_id, done_on in await rows(session, statement.where(among(done.c.person_id, people))):
        found[clock, person_id] = (*found.get((clock, person_id), ()), done_on)
    return found
