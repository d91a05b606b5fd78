"""When a child's next supervision is due (B18, I8), and by when every open child is talked about again (E7)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache

from models.policy import ChildClock, OpenChildClock
from models.rules.clocks.dates import after_days, last_of_month, last_of_next_month
from models.rules.clocks.overrides import Instead, find_override, move_by_override
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
    start = find_start(
        facts.sent_on,
        None,
        facts.elsewhere_on,
        facts.told_on,
        began_as=CountedFrom.OPENED,
        began_on=facts.opened_on,
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
    override = find_override(facts.exceptions, today) if facts.exceptions else None
    if override is not None:
        instead = move_by_override(override, start, due_on, clock.after_change_days)
        outdated = since is not None and since > override.from_on
        if instead is not None and not (outdated and instead.due_on > due_on):
            return _overridden(override, instead, clock, today)
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
        facts.sent_on,
        facts.mentioned_on,
        facts.elsewhere_on,
        facts.told_on,
        began_as=CountedFrom.OPENED,
        began_on=facts.opened_on,
        go_live_on=facts.go_live_on,
    )
    counted_from, counted_on = start
    due_on = last_of_month(counted_on)
    never = counted_from in {CountedFrom.OPENED, CountedFrom.GO_LIVE}
    if not never or (due_on - counted_on).days < clock.coming_due_days:
        due_on = last_of_next_month(counted_on)
    override = find_override(facts.exceptions, today) if facts.exceptions else None
    if override is not None:
        instead = move_by_override(override, start, due_on, clock.coming_due_days)
        if instead is not None:
            return _overridden(override, instead, clock, today)
    rule = MONTHLY + SINCE_GO_LIVE if counted_from is CountedFrom.GO_LIVE else MONTHLY
    return Due(due_on, judge(due_on, today, clock.coming_due_days), rule, clock.source, counted_from, counted_on)


def shorter_since(flags: Sequence[Held], shorter_for: Collection[ChildFlag], today: date) -> date | None:
    """Return since when, without a gap, some flag has shortened the interval; None when none does today."""
    since: date | None = None
    for held in flags:
        if held.flag in shorter_for and (since is None or held.from_on < since) and held.holds(today):
            since = held.from_on
    if since is None or len(flags) == 1:
        return since
    relevant = [held for held in flags if held.flag in shorter_for]
    while earlier := [held.from_on for held in relevant if held.from_on < since and _reaches(held, since)]:
        since = min(earlier)
    return since


def _reaches(held: Held, day: date) -> bool:
    return held.until_on is None or held.until_on >= day


def _overridden(override: Override, instead: Instead, clock: ChildClock | OpenChildClock, today: date) -> Due:
    state = judge(instead.due_on, today, clock.coming_due_days)
    told = Overridden(override.id, override.until_on)
    return Due(instead.due_on, state, instead.rule, clock.source, *instead.counted, override=told)


def _say_shorter(flags: Iterable[Held], clock: ChildClock, today: date) -> str:
    return _words(clock.shorter_days, clock.shorter_for, frozenset(held.flag for held in flags if held.holds(today)))


@lru_cache(maxsize=512)
def _words(days: int, shorter_for: Collection[ChildFlag], holding: Collection[ChildFlag]) -> str:
    why = ", ".join(FLAG_WORDS[flag] for flag in ChildFlag if flag in holding and flag in shorter_for)
    return f"{every(days)}: {why}"
