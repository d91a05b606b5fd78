"""When a supervision agreement is looked at again: every year, and at each change of supervisor (B6, C10)."""

from collections.abc import Iterable
from datetime import date

from models.policy import ContractClock
from models.rules.clocks.dates import after_months
from models.values.clock_facts import Supervised
from models.values.contracts import ContractStanding

__all__ = ["build_standing", "supervised_since"]


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
