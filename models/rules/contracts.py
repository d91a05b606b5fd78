"""When a supervision agreement is looked at again: every year, and at each change of supervisor (B6, C10)."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.policy import ContractClock
from models.values.contracts import ContractStanding

__all__ = ["Supervised", "after_months", "build_standing", "supervised_since"]

MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Supervised:
    """Who supervised a person on which days; `until_on` is the first day they no longer did."""

    senior_id: str
    from_on: date
    until_on: date | None = None

    def holds(self, on: date) -> bool:
        """Return whether they supervised the person that day."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)

    def reaches(self, day: date) -> bool:
        """Return whether they did so up to that day, without a gap before it."""
        return self.from_on < day and (self.until_on is None or self.until_on >= day)


def build_standing(
    last_on: date | None, lines: Iterable[Supervised], clock: ContractClock, today: date
) -> ContractStanding:
    """Return how the last agreement stands today.

    It is due the policy's months after the day it was made or reviewed. Where somebody else has
    begun to supervise since, it is due from that day, unless it was due before.
    """
    if last_on is None:
        return ContractStanding()
    due_on = after_months(last_on, clock.review_months)
    since = supervised_since(lines, today)
    if since is None or since <= last_on:
        return ContractStanding(last_on, due_on)
    return ContractStanding(last_on, min(due_on, since), changed_on=since)


def supervised_since(lines: Iterable[Supervised], today: date) -> date | None:
    """Return since when, without a gap, today's supervisor has been that; None where nobody is."""
    known = tuple(lines)
    present = max((line for line in known if line.holds(today)), key=lambda line: line.from_on, default=None)
    if present is None:
        return None
    since = present.from_on
    own = [line for line in known if line.senior_id == present.senior_id]
    while earlier := [line.from_on for line in own if line.reaches(since)]:
        since = min(earlier)
    return since


def after_months(start: date, months: int) -> date:
    """Return the same day so many months later, or the last of a month that has no such day."""
    years, month = divmod(start.month - 1 + months, MONTHS_IN_A_YEAR)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
