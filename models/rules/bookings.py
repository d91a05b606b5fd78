"""Which day a supervision can be booked for, and what is said of it: never more than a word (C6, E8)."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from models.rules.working_days import is_working_day
from models.values.errors import Refusal
from models.vocabulary import Nation

__all__ = ["DayOff", "check_bookable", "find_day_off"]

AHEAD: Final = timedelta(days=366)
"""Further ahead it is a slip of the finger, such as the year beside the one that was meant."""
_SATURDAY: Final = 5


class DayOff(StrEnum):
    """Why nobody is expected at work on a day."""

    WEEKEND = "weekend"
    BANK_HOLIDAY = "bank holiday"


def check_bookable(booked_on: date, today: date) -> None:
    """Pass today or a day within a year.

    Raises
    ------
    Refusal
        For any other day.
    """
    if booked_on < today:
        raise Refusal("The day must be today or later. What was held already is started with /supervision.")
    if booked_on > today + AHEAD:
        raise Refusal("The day is more than a year ahead. Choose one within a year.")


def find_day_off(day: date, nation: Nation) -> DayOff | None:
    """Return why a day is no working day; nothing for one that is."""
    if day.weekday() >= _SATURDAY:
        return DayOff.WEEKEND
    return None if is_working_day(day, nation) else DayOff.BANK_HOLIDAY
