"""Which days away can be: they end, they are not over, and nobody is away twice at once."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from models.rules.clocks.dates import after_months
from models.values.leave import Absence, LeavePart, LeavePlan, LeaveRefused
from models.values.people import Listed
from models.vocabulary import Role

__all__ = ["COVERING", "LONGEST_MONTHS", "check_cover", "check_days"]

LONGEST_MONTHS: Final = 12
"""Nobody is away without an end: after that long somebody has to say it again."""

COVERING: Final[Collection[Role]] = frozenset({Role.PRACTITIONER, Role.SUPERVISOR, Role.SERVICE_MANAGER})
"""Who may answer for somebody's children: those who work with children or answer for those who do."""


def check_days(plan: LeavePlan, today: date, others: Iterable[Absence]) -> None:
    """Pass days away that can be; `others` are the person's other absences.

    Raises
    ------
    LeaveRefused
        Where the last day is before the first, over, or too far off, and where two absences overlap.
    """
    if plan.last_on < plan.from_on:
        raise LeaveRefused(LeavePart.LAST, "The last day away is before the first.")
    if plan.last_on < today:
        raise LeaveRefused(LeavePart.LAST, "The last day away must be today or later.")
    if plan.until_on > after_months(plan.from_on, LONGEST_MONTHS):
        raise LeaveRefused(LeavePart.LAST, f"At most {LONGEST_MONTHS} months at a time. Choose an earlier last day.")
    for other in others:
        if other.meets(plan.from_on, plan.until_on):
            message = (
                f"Some of these days are in another absence, from {_day(other.from_on)} to {_day(other.last_on)}. "
                "Change that one, or choose other days."
            )
            raise LeaveRefused(LeavePart.FROM, message)


def check_cover(plan: LeavePlan, cover: Listed | None, away: Iterable[Absence]) -> None:
    """Pass a plan whose cover is a colleague who is here; `away` are the cover's own absences.

    Raises
    ------
    LeaveRefused
        For who covers for themselves, who does no work with children, or is away then too.
    """
    if plan.cover_id is None:
        return
    if plan.cover_id == plan.person_id:
        raise LeaveRefused(LeavePart.COVER, "Nobody covers for themselves. Choose a colleague, or nobody.")
    if cover is None or cover.role not in COVERING:
        raise LeaveRefused(
            LeavePart.COVER, "Choose a colleague who works with children or supervises those who do, or nobody."
        )
    for other in away:
        if other.meets(plan.from_on, plan.until_on):
            message = f"{cover.name} is away then too, from {_day(other.from_on)} to {_day(other.last_on)}."
            raise LeaveRefused(LeavePart.COVER, f"{message} Choose somebody else, or nobody.")


def _day(when: date) -> str:
    return f"{when.day} {when:%B} {when.year}"
