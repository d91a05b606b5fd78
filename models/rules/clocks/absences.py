"""What being away does to a person's dates; a child's never move (design: a child's clock keeps running)."""

from collections.abc import Iterable, Sequence
from datetime import date

from models.rules.clocks.dates import ONE_DAY, after_days, first_of_next_month
from models.rules.working_days import is_working_day
from models.values.clock_facts import Away
from models.vocabulary import Nation

__all__ = ["first_day_back", "join", "move", "wholly_away"]


def join(away: Iterable[Away]) -> tuple[Away, ...]:
    """Return absences in order; those that touch or overlap are one."""
    joined: list[Away] = []
    for each in sorted(away, key=lambda one: one.from_on):
        if joined and each.from_on <= joined[-1].until_on:
            joined[-1] = Away(joined[-1].from_on, max(joined[-1].until_on, each.until_on))
        elif each.from_on < each.until_on:
            joined.append(each)
    return tuple(joined)


def first_day_back(joined: Iterable[Away], today: date) -> date | None:
    """Return the first day back of somebody away today."""
    return next((each.until_on for each in joined if each.holds(today)), None)


def move(day: date, joined: Sequence[Away], after_change_days: int) -> tuple[date, date | None]:
    """Return a last day moved out of absences, and the first day back it then counts from.

    A day within an absence becomes the first day back and so many days more. Any other day stays: short leave in
    between gives no more time, and what had passed before somebody left is as late on their return.
    """
    back = None
    for each in joined:
        if each.holds(day):
            back = each.until_on
            day = after_days(back, after_change_days)
    return day, back


def wholly_away(first: date, joined: Sequence[Away], nation: Nation) -> bool:
    """Say whether somebody was here on no working day of the month that begins on `first`."""
    day, end = first, first_of_next_month(first)
    if not any(each.from_on < end and each.until_on > first for each in joined):
        return False
    while day < end:
        if is_working_day(day, nation) and not any(each.holds(day) for each in joined):
            return False
        day += ONE_DAY
    return True
