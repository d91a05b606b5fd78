"""When a child's next supervision is due, and why: source row B18, with I8 for the placements.

Every eight weeks, or every four while a flag of the policy holds; the numbers come from the
policy, the flags from dated rows, so that the answer is right for any day asked about.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from models.policy import ChildClock
from models.values.children import FLAG_WORDS
from models.values.clock_facts import ChildFacts, Held
from models.values.due import CountedFrom, Due, DueState
from models.vocabulary import ChildFlag

__all__ = ["build_child_due", "judge", "shorter_since"]


def build_child_due(facts: ChildFacts, clock: ChildClock, today: date) -> Due:
    """Return when the child is next due.

    The interval counts from the latest of: the last supervision sent (by the day it was held),
    the directory's *last supervised*, the day the child was opened. After a change to the
    shorter interval it is the later of last + interval and change + the days given for it, but
    never later than it was before: becoming more urgent gives nobody more time.
    """
    counted_from, counted_on = _find_start(facts)
    usual = _after(counted_on, clock.usual_days)
    since = shorter_since(facts.flags, clock.shorter_for, today)
    if since is None:
        rule = f"every {_say(clock.usual_days)}"
        return Due(usual, judge(usual, clock, today), rule, clock.source, counted_from, counted_on)
    due_on, rule = _after(counted_on, clock.shorter_days), _say_shorter(facts, clock, today)
    moved = _after(since, clock.after_change_days)
    if since > facts.opened_on and moved > due_on:
        if moved < usual:
            rule = f"{rule}; {_say(clock.after_change_days)} from the change"
            due_on, counted_from, counted_on = moved, CountedFrom.CHANGE, since
        else:
            due_on, rule = usual, f"every {_say(clock.usual_days)}, as before the change to {rule}"
    return Due(due_on, judge(due_on, clock, today), rule, clock.source, counted_from, counted_on)


def judge(due_on: date, clock: ChildClock, today: date) -> DueState:
    """Return where a date stands today."""
    left = (due_on - today).days
    if left < 0:
        return DueState.OVERDUE
    if left == 0:
        return DueState.DUE
    return DueState.COMING_DUE if left <= clock.coming_due_days else DueState.FINE


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


def _find_start(facts: ChildFacts) -> tuple[CountedFrom, date]:
    known = (
        (CountedFrom.SUPERVISION, facts.sent_on),
        (CountedFrom.DIRECTORY, facts.told_on),
        (CountedFrom.OPENED, facts.opened_on),
    )
    # On equal dates the first named wins: a supervision held here is the better proof.
    return max(((what, on) for what, on in known if on is not None), key=lambda start: start[1])


def _after(start: date, days: int) -> date:
    return start + timedelta(days=days)


def _say(days: int) -> str:
    number, unit = (days // 7, "week") if days % 7 == 0 else (days, "day")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _say_shorter(facts: ChildFacts, clock: ChildClock, today: date) -> str:
    holding = {held.flag for held in facts.flags if held.holds(today)}
    why = ", ".join(FLAG_WORDS[flag] for flag in ChildFlag if flag in holding and flag in clock.shorter_for)
    return f"every {_say(clock.shorter_days)}: {why}"
