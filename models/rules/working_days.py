"""Counting working days: no Saturday, no Sunday, no bank holiday of the nation (I9, danger 6)."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from types import MappingProxyType

import holidays

from models.vocabulary import Nation

__all__ = ["after_working_days", "before_working_days", "is_working_day", "working_days_between"]

SATURDAY = 5
ONE_DAY = timedelta(days=1)

_SUBDIVISIONS: Mapping[Nation, str] = MappingProxyType(
    {
        Nation.ENGLAND: "ENG",
        Nation.WALES: "WLS",
        Nation.SCOTLAND: "SCT",
        Nation.NORTHERN_IRELAND: "NIR",
    }
)


def is_working_day(day: date, nation: Nation) -> bool:
    """Say whether people work that day."""
    return day.weekday() < SATURDAY and day not in _bank_holidays(day.year, nation)


@lru_cache(maxsize=16384)
def after_working_days(start: date, days: int, nation: Nation) -> date:
    """Return the last of so many working days; the first is the one after `start`."""
    return _step(start, days, nation, ONE_DAY)


@lru_cache(maxsize=16384)
def before_working_days(end: date, days: int, nation: Nation) -> date:
    """Return the first of so many working days; the last is the one before `end`."""
    return _step(end, days, nation, -ONE_DAY)


@lru_cache(maxsize=16384)
def working_days_between(start: date, end: date, nation: Nation) -> int:
    """Return how many working days there are after `start` up to and with `end`; none where it is not later."""
    return sum(is_working_day(start + timedelta(days=n), nation) for n in range(1, (end - start).days + 1))


def _step(day: date, days: int, nation: Nation, step: timedelta) -> date:
    while days:
        day += step
        days -= is_working_day(day, nation)
    return day


@cache
def _bank_holidays(year: int, nation: Nation) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv=_SUBDIVISIONS[nation], years=year))
