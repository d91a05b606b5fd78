"""What the two clocks of each child count from, read in three statements for any number of children."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.policy import Policy
from models.rules.clocks.children import build_child_due, build_open_child_due
from models.tables import Allocation, Child, ChildFlagged, ClockDone, ClockOverride, Mention, Record, Supervision
from models.values.clock_facts import ChildFacts, Held
from models.values.due import Due, DueState
from models.vocabulary import ChildFlag, ClockKind
from models.workflow.clocks.columns import among, raw, rows, table
from models.workflow.clocks.counted import Exceptions, formats_of_mentions, resets
from models.workflow.dated import holds
from models.workflow.parts import Parts

__all__ = ["ChildRow", "build_facts", "read_child_rows"]

_FLAGS: Final = {flag.value: flag for flag in ChildFlag}
_LONGEST: Final = 800
_NEVER: Final = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A child with the latest days that count, for either clock; `worker_id` is as the directory tells it."""

    id: str
    opened_on: date
    told_on: date | None
    worker_id: str | None
    team_id: str | None
    sent_on: date | None
    open_sent_on: date | None
    mentioned_on: date | None
    open_mentioned_on: date | None
    elsewhere_on: date | None
    open_elsewhere_on: date | None
    flags: tuple[Held, ...] = field(default=(), kw_only=True)

    def has(self, flag: ChildFlag, on: date) -> bool:
        """Say whether a flag holds that day."""
        return any(held.flag is flag and held.holds(on) for held in self.flags)


async def read_child_rows(
    session: AsyncSession,
    parts: Parts,
    on: date,
    *,
    ids: Collection[str] | None = None,
    closed_too: bool = False,
    due_only: bool = False,
) -> list[ChildRow]:
    """Return what is known of the open children, or of some.

    With `due_only` the database drops children of whom nothing can be due within the longest lead time.
    """
    policy = parts.library.policy
    statement = _select_children(policy, on, ids, closed_too=closed_too, due_only=due_only)
    found = await rows(session, statement)
    flags = await _read_flags(session, on, ids)
    return [ChildRow(*row, flags=flags.get(row[0], ())) for row in found]


def build_facts(row: ChildRow, clock: ClockKind, exceptions: Exceptions, go_live_on: date | None) -> ChildFacts:
    """Return the facts for one of a child's two clocks."""
    if clock is ClockKind.CHILD:
        return ChildFacts(
            row.opened_on,
            _latest(row.sent_on, row.mentioned_on),
            row.told_on,
            row.flags,
            None,
            row.elsewhere_on,
            go_live_on,
            exceptions.get((clock, row.id), ()),
        )
    return ChildFacts(
        row.opened_on,
        row.open_sent_on,
        row.told_on,
        row.flags,
        row.open_mentioned_on,
        row.open_elsewhere_on,
        go_live_on,
        exceptions.get((clock, row.id), ()),
    )


def _latest(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


def _select_children(policy: Policy, on: date, ids: Collection[str] | None, *, closed_too: bool, due_only: bool) -> Any:
    child, allocation = table(Child), table(Allocation)
    sent, mentioned, elsewhere = _sent(policy, ids), _mentioned(policy, ids), _elsewhere(ids)
    statement = (
        select(
            child.c.id,
            child.c.opened_on,
            child.c.last_supervised_on,
            allocation.c.person_id,
            allocation.c.team_id,
            sent.c.child,
            sent.c.open_child,
            mentioned.c.child,
            mentioned.c.open_child,
            elsewhere.c.child,
            elsewhere.c.open_child,
        )
        .join(allocation, and_(allocation.c.child_id == child.c.id, holds(allocation.c, on)), isouter=closed_too)
        .outerjoin(sent, sent.c.child_id == child.c.id)
        .outerjoin(mentioned, mentioned.c.child_id == child.c.id)
        .outerjoin(elsewhere, elsewhere.c.child_id == child.c.id)
        .where(among(child.c.id, ids))
    )
    if not closed_too:
        is_open = or_(child.c.closed_on.is_(None), child.c.closed_on > on)
        statement = statement.where(child.c.opened_on <= on, is_open)
    if due_only:
        known = (child.c.last_supervised_on, sent, mentioned, elsewhere)
        statement = statement.where(_may_be_due(policy, on, *known))
    return statement


def _sent(policy: Policy, ids: Collection[str] | None) -> Subquery:
    record, meeting = table(Record), table(Supervision)
    own, of_open = resets(policy, ClockKind.CHILD), resets(policy, ClockKind.OPEN_CHILD)
    return (
        select(record.c.child_id, *_latest_of(meeting.c.held_on, own, of_open))
        .join(meeting, meeting.c.id == record.c.supervision_id)
        .where(record.c.child_id.is_not(None), or_(own, of_open), among(record.c.child_id, ids))
        .group_by(record.c.child_id)
        .subquery("sent")
    )


def _mentioned(policy: Policy, ids: Collection[str] | None) -> Subquery:
    mention, meeting = table(Mention), table(Supervision)
    own, of_open = (formats_of_mentions(policy, clock) for clock in (ClockKind.CHILD, ClockKind.OPEN_CHILD))
    return (
        select(mention.c.child_id, *_latest_of(meeting.c.held_on, own, of_open))
        .join(meeting, meeting.c.id == mention.c.supervision_id)
        .where(mention.c.counted_at.is_not(None), or_(own, of_open), among(mention.c.child_id, ids))
        .group_by(mention.c.child_id)
        .subquery("mentioned")
    )


def _elsewhere(ids: Collection[str] | None) -> Subquery:
    """Return what was held elsewhere: a child's supervision is talk about an open child as well (E7)."""
    done = table(ClockDone)
    own = raw(done.c.clock) == ClockKind.CHILD.value
    of_open = raw(done.c.clock).in_([ClockKind.CHILD.value, ClockKind.OPEN_CHILD.value])
    return (
        select(done.c.child_id, *_latest_of(done.c.done_on, own, of_open))
        .where(done.c.child_id.is_not(None), of_open, among(done.c.child_id, ids))
        .group_by(done.c.child_id)
        .subquery("elsewhere")
    )


def _latest_of(day: ColumnElement[date], own: ColumnElement[bool], of_open: ColumnElement[bool]) -> list[Any]:
    return [func.max(case((own, day))).label("child"), func.max(case((of_open, day))).label("open_child")]


def _may_be_due(
    policy: Policy, on: date, told: ColumnElement[date], sent: Subquery, mentioned: Subquery, elsewhere: Subquery
) -> ColumnElement[bool]:
    """Return the condition that something may be due: an exception in force, or nothing recent enough to be fine."""
    child, override, flagged = table(Child), table(ClockOverride), table(ChildFlagged)
    usual, shorter, open_child = _find_quiet_days(policy, on)
    # Lists that are read once: asked for each child anew, they grow with the children times the exceptions.
    has_exception = child.c.id.in_(
        select(override.c.child_id).where(override.c.child_id.is_not(None), override.c.until_on > on)
    )
    shortened = child.c.id.in_(
        select(flagged.c.child_id).where(
            raw(flagged.c.flag).in_([flag.value for flag in policy.child.shorter_for]), holds(flagged.c, on)
        )
    )
    own = (told, sent.c.child, mentioned.c.child, elsewhere.c.child)
    of_open = (told, sent.c.open_child, mentioned.c.open_child, elsewhere.c.open_child)
    may: list[ColumnElement[bool]] = [has_exception]
    if policy.watches(ClockKind.CHILD):
        may += [_before(own, usual), and_(_before(own, shorter), shortened)]
    if policy.watches(ClockKind.OPEN_CHILD):
        may.append(_before(of_open, open_child))
    return or_(*may)


def _before(days: Collection[ColumnElement[Any]], quiet_from: date) -> ColumnElement[bool]:
    # A day before the child was opened (again) counts for nothing.
    opened = table(Child).c.opened_on
    return and_(*(or_(day.is_(None), day < quiet_from, day < opened) for day in days))


def _find_quiet_days(policy: Policy, on: date) -> tuple[date, date, date]:
    """Return from which day on a supervision leaves a child's clocks fine: at the usual interval, the shorter, monthly.

    The rules are asked themselves, so that what is dropped never says otherwise than they do.
    """
    flag = Held(policy.child.shorter_for[0], _NEVER)

    def usual(day: date) -> Due:
        return build_child_due(ChildFacts(_NEVER, day), policy.child, on)

    def shorter(day: date) -> Due:
        return build_child_due(ChildFacts(_NEVER, day, flags=(flag,)), policy.child, on)

    def monthly(day: date) -> Due:
        return build_open_child_due(ChildFacts(_NEVER, day), policy.open_child, on)

    return _quiet_from(usual, on), _quiet_from(shorter, on), _quiet_from(monthly, on)


def _quiet_from(build: Callable[[date], Due], on: date) -> date:
    day = on + timedelta(days=1)
    while (on - day).days < _LONGEST and build(day - timedelta(days=1)).state is DueState.FINE:
        day -= timedelta(days=1)
    return day


async def _read_flags(session: AsyncSession, on: date, ids: Collection[str] | None) -> Mapping[str, tuple[Held, ...]]:
    flagged = table(ChildFlagged)
    found: dict[str, tuple[Held, ...]] = {}
    for child_id, flag, from_on, until_on in await rows(
        session,
        select(flagged.c.child_id, raw(flagged.c.flag), flagged.c.from_on, flagged.c.until_on).where(
            flagged.c.from_on <= on, among(flagged.c.child_id, ids)
        ),
    ):
        found[child_id] = (*found.get(child_id, ()), Held(_FLAGS[flag], from_on, until_on))
    return found
