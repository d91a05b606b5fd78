"""Counting working days: no Saturday, no Sunday, no bank holiday of the nation (I9, danger 6)."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

import holidays

from models.vocabulary import Nation

__all__ = ["after_working_days", "is_working_day"]

_SUBDIVISIONS: Mapping[Nation, str] = MappingProxyType(
    {
        Nation.ENGLAND: "ENG",
        Nation.WALES: "WLS",
        Nation.SCOTLAND: "SCT",
        Nation.NORTHERN_IRELAND: "NIR",
    }
)


def after_working_days(start: date, days: int, nation: Nation) -> date:
    """Return the last of so many working days; the first is the one after `start`."""
    return _calendar(nation).get_nth_working_day(start, days)


def is_working_day(day: date, nation: Nation) -> bool:
    """Say whether people work that day."""
    return _calendar(nation).is_working_day(day)


@cache
def _calendar(nation: Nation) -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv=_SUBDIVISIONS[nation])
