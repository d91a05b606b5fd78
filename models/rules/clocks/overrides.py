"""What was agreed for one child or person instead of the rule, always with an end (B5, C8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.rules.clocks.dates import ONE_DAY, after_days
from models.rules.clocks.words import every, say_date, say_days
from models.values.clock_facts import Override
from models.values.due import CountedFrom

__all__ = ["Instead", "find_override", "move_by_override"]


@dataclass(frozen=True, slots=True)
class Instead:
    """The date an override gives, why, and what it counts from."""

    due_on: date
    rule: str
    counted: tuple[CountedFrom, date]


def find_override(exceptions: Iterable[Override], today: date) -> Override | None:
    """Return the one in force today; of several the one that began last."""
    return max((each for each in exceptions if each.holds(today)), key=lambda each: each.from_on, default=None)


def move_by_override(
    override: Override, start: tuple[CountedFrom, date], usual_on: date, after_change_days: int
) -> Instead | None:
    """Return when it is due under an override, or None where that has been met.

    A fixed date is met by a supervision held later than the day it was agreed. A shorter interval leaves
    `after_change_days` from the day it was agreed, like every change, but never more time than before. A
    longer one gives no time beyond its own last day, for the rule holds again on the next.
    """
    counted, rule = start, _say(override)
    if override.due_on is not None:
        if start[1] > override.from_on:
            return None
        own, counted = override.due_on, (CountedFrom.SET, override.from_on)
    else:
        own = after_days(start[1], override.every_days or 0)
        moved = after_days(override.from_on, after_change_days)
        if own < min(usual_on, moved) and override.from_on > start[1]:
            own = min(usual_on, moved)
            if own == moved:
                counted = CountedFrom.CHANGE, override.from_on
                rule = f"{rule}; {say_days(after_change_days)} from the change"
            else:
                rule = f"as before the change to {rule}"
    if own > usual_on and own >= override.until_on:
        own = max(usual_on, override.until_on - ONE_DAY)
        rule = f"{rule}; not later than {say_date(own)}"
    return Instead(own, rule, counted)


def _say(override: Override) -> str:
    rule = "a date of its own" if override.every_days is None else every(override.every_days)
    who = "as the supervision agreement says" if override.agreed else "as agreed"
    return f"{rule}, {who} until {say_date(override.until_on)}"
