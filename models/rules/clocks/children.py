"""When a child's next supervision is due (B18, I8), and by when every open child is talked about again (E7)."""

from collections.abc import Collection, Iterable
from datetime import date

from models.policy import ChildClock, OpenChildClock
from models.rules.clocks.dates import after_days, first_of_next_month, last_of_month
from models.rules.clocks.overrides import find_override, move_by_override, say_override
from models.rules.clocks.starts import SINCE_GO_LIVE, find_start
from models.rules.clocks.states import judge
from models.rules.clocks.words import every, say_days
from models.values.children import FLAG_WORDS
from models.values.clock_facts import ChildFacts, Held, Override
from models.values.due import CountedFrom, Due, Overridden
from models.vocabulary import ChildFlag

__all__ = ["build_child_due", "build_open_child_due", "shorter_since"]

MONTHLY = "every open child in each calendar month, even briefly"


def build_child_due(facts: ChildFacts, clock: ChildClock, today: date) -> Due:
    """Return when the child is next due: every eight weeks, or every four while a flag of the policy holds.

    The interval counts from the latest of: the last supervision sent (by the day it was held), one held
    elsewhere, the directory's *last supervised*. Where none is known since the opening it counts from that,
    or for a child opened before it from the go-live date. Mentions count for nothing here.

    After a change to the shorter interval it is the later of last + interval and change + the days given
    for it, but never later than it was before: becoming more urgent gives nobody more time. Nor does an
    exception that was agreed before the child became more urgent.
    """
    began = (CountedFrom.OPENED, facts.opened_on)
    start = find_start(
        (CountedFrom.SUPERVISION, facts.sent_on),
        (CountedFrom.ELSEWHERE, facts.elsewhere_on),
        (CountedFrom.DIRECTORY, facts.told_on),
        began=began,
        go_live_on=facts.go_live_on,
    )
    counted_from, counted_on = start
    usual = due_on = after_days(counted_on, clock.usual_days)
    rule = every(clock.usual_days)
    since = shorter_since(facts.flags, clock.shorter_for, today) if facts.flags else None
    if since is not None:
        due_on = after_days(counted_on, clock.shorter_days)
        rule = _say_shorter(facts.flags, clock, today)
        moved = after_days(since, clock.after_change_days)
        if since > facts.opened_on and moved > due_on:
            if moved < usual:
                rule = f"{rule}; {say_days(clock.after_change_days)} from the change"
                due_on, counted_from, counted_on = moved, CountedFrom.CHANGE, since
            else:
                due_on, rule = usual, f"{every(clock.usual_days)}, as before the change to {rule}"
    if facts.exceptions:
        override = find_override(facts.exceptions, today)
        own = None if override is None else move_by_override(override, start[1], due_on, clock.after_change_days)
        outdated = override is not None and own is not None and own > due_on and _became(since, override)
        if override is not None and own is not None and not outdated:
            return _overridden(own, override, start, clock, today)
    if counted_from is CountedFrom.GO_LIVE:
        rule += SINCE_GO_LIVE
    return Due(due_on, judge(due_on, today, clock.coming_due_days), rule, clock.source, counted_from, counted_on)


def build_open_child_due(facts: ChildFacts, clock: OpenChildClock, today: date) -> Due:
    """Return by when an open child is talked about again: the end of the calendar month after the last time (E7).

    A meeting, a mention, one held elsewhere and the directory's date count alike. Where none is known it is
    the month in which the child was opened, or in which the bot began here; but one of its last days, as many
    as the lead time, leaves until the end of the next month (our judgement).
    """
    start = find_start(
        (CountedFrom.SUPERVISION, facts.sent_on),
        (CountedFrom.MENTION, facts.mentioned_on),
        (CountedFrom.ELSEWHERE, facts.elsewhere_on),
        (CountedFrom.DIRECTORY, facts.told_on),
        began=(CountedFrom.OPENED, facts.opened_on),
        go_live_on=facts.go_live_on,
    )
    counted_from, counted_on = start
    due_on = last_of_month(counted_on)
    never = counted_from in {CountedFrom.OPENED, CountedFrom.GO_LIVE}
    if not never or (due_on - counted_on).days < clock.coming_due_days:
        due_on = last_of_month(first_of_next_month(counted_on))
    if facts.exceptions:
        override = find_override(facts.exceptions, today)
        own = None if override is None else move_by_override(override, counted_on, due_on, clock.coming_due_days)
        if override is not None and own is not None:
            return _overridden(own, override, start, clock, today)
    rule = MONTHLY + SINCE_GO_LIVE if counted_from is CountedFrom.GO_LIVE else MONTHLY
    return Due(due_on, judge(due_on, today, clock.coming_due_days), rule, clock.source, counted_from, counted_on)


def shorter_since(flags: Iterable[Held], shorter_for: Collection[ChildFlag], today: date) -> date | None:
    """Return since when, without a gap, some flag has shortened the interval; None when none does today."""
    relevant = [held for held in flags if held.flag in shorter_for]
    today_held = [held.from_on for held in relevant if held.holds(today)]
    if not today_held:
        return None
    since = min(today_held)
    while earlier := [held.from_on for held in relevant if held.from_on < since and _reaches(held, since)]:
        since = min(earlier)
    return since


def _reaches(held: Held, day: date) -> bool:
    return held.until_on is None or held.until_on >= day


def _became(since: date | None, override: Override) -> bool:
    return since is not None and since > override.from_on


def _overridden(
    due_on: date, override: Override, start: tuple[CountedFrom, date], clock: ChildClock | OpenChildClock, today: date
) -> Due:
    by, on = start if override.due_on is None else (CountedFrom.SET, override.from_on)
    told = Overridden(override.id, override.until_on)
    state = judge(due_on, today, clock.coming_due_days)
    return Due(due_on, state, say_override(override), clock.source, by, on, override=told)


def _say_shorter(flags: Iterable[Held], clock: ChildClock, today: date) -> str:
    holding = {held.flag for held in flags if held.holds(today)}
    why = ", ".join(FLAG_WORDS[flag] for flag in ChildFlag if flag in holding and flag in clock.shorter_for)
    return f"{every(clock.shorter_days)}: {why}"
