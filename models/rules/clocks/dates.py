"""Counting days and months: nothing here knows a working day."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

__all__ = ["ONE_DAY", "after_days", "after_months", "first_of_next_month", "last_of_month", "last_of_next_month"]

MONTHS_IN_A_YEAR = 12
ONE_DAY = timedelta(days=1)


def after_days(start: date, days: int) -> date:
    """Return the day so many days later."""
    return start + timedelta(days)


def after_months(start: date, months: int) -> date:
    """Return the same day so many months later, or the last of a month that has no such day."""
    years, month = divmod(start.month - 1 + months, MONTHS_IN_A_YEAR)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def first_of_next_month(day: date) -> date:
    """Return the first day of the month after the one a day lies in."""
    return date(day.year + 1, 1, 1) if day.month == MONTHS_IN_A_YEAR else date(day.year, day.month + 1, 1)


@lru_cache(maxsize=4096)
def last_of_month(day: date) -> date:
    """Return the last day of the month a day lies in."""
    return first_of_next_month(day) - ONE_DAY


@lru_cache(maxsize=4096)
def last_of_next_month(day: date) -> date:
    """Return the last day of the month after the one a day lies in."""
    return last_of_month(first_of_next_month(day))
