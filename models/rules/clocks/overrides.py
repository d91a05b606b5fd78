"""What was agreed for one child or person instead of the rule, always with an end (B5, C8)."""

from collections.abc import Iterable
from datetime import date

from models.rules.clocks.dates import ONE_DAY, after_days
from models.rules.clocks.words import every, say_date
from models.values.clock_facts import Override

__all__ = ["find_override", "move_by_override", "say_override"]


def find_override(exceptions: Iterable[Override], today: date) -> Override | None:
    """Return the one in force today; of several the one that began last."""
    return max((each for each in exceptions if each.holds(today)), key=lambda each: each.from_on, default=None)


def move_by_override(override: Override, start: date, usual_on: date, after_change_days: int) -> date | None:
    """Return when it is due under an override, or None where that has been met.

    A fixed date is met by a supervision held later than the day it was agreed. A shorter interval leaves
    `after_change_days` from the day it was agreed, like every change, but never more time than before. A
    longer one gives no time beyond its own last day, for the rule holds again on the next.
    """
    if override.due_on is not None:
        if start > override.from_on:
            return None
        own = override.due_on
    else:
        own = after_days(start, override.every_days or 0)
        if own < usual_on and override.from_on > start:
            return min(usual_on, max(own, after_days(override.from_on, after_change_days)))
    return own if own <= usual_on else min(own, max(usual_on, override.until_on - ONE_DAY))


def say_override(override: Override) -> str:
    """Return an override in words."""
    rule = "by a day of its own" if override.every_days is None else every(override.every_days)
    who = "as the supervision agreement says" if override.agreed else "as agreed"
    return f"{rule}, {who} until {say_date(override.until_on)}"
