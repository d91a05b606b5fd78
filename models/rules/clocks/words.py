"""Intervals and dates in words, for the rule behind a date; kept, since the same few come again and again."""

from datetime import date
from functools import lru_cache

__all__ = ["every", "say_date", "say_days", "say_months", "say_working_days"]

DAYS_IN_A_WEEK = 7


@lru_cache(maxsize=512)
def say_days(days: int) -> str:
    """Return a number of days in words, as weeks where it is whole weeks."""
    weeks, left = divmod(days, DAYS_IN_A_WEEK)
    return _say(days, "day") if left else _say(weeks, "week")


@lru_cache(maxsize=512)
def every(days: int) -> str:
    """Return an interval in words."""
    return "every week" if days == DAYS_IN_A_WEEK else f"every {say_days(days)}"


def say_months(months: int) -> str:
    """Return a number of months in words."""
    return _say(months, "month")


def say_working_days(days: int) -> str:
    """Return a number of working days in words."""
    return _say(days, "working day")


@lru_cache(maxsize=4096)
def say_date(day: date) -> str:
    """Return a date in words."""
    return f"{day.day} {day:%B} {day.year}"


def _say(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
