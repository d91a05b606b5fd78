"""Reading what comes back from Slack: numbers, days and words of ours are claims, and may be anything.

What cannot be read is answered as what is no longer there: the screen it came from is not one of ours as it is now.
"""

from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from models.values.errors import Missing

__all__ = ["FIRST_DAY", "LARGEST", "LAST_DAY", "as_any_day", "as_day", "as_number", "as_word"]

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
"""No day anybody chooses lies outside; so days can be counted on from any of them."""

LARGEST: Final = 2**31 - 1
"""The largest whole number that both databases take."""

_DIGITS: Final = 10

W = TypeVar("W", bound=StrEnum)


def as_number(value: object) -> int:
    """Return a whole number from 0 on, such as that of a page.

    Raises
    ------
    Missing
        When it is none, or one that no screen of ours holds.
    """
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS) or int(text) > LARGEST:
        raise Missing
    return int(text)


def as_word(kind: type[W], value: object) -> W:
    """Return the member of an enumeration that is meant.

    Raises
    ------
    Missing
        When it has none of that name.
    """
    try:
        return kind(str(value))
    except ValueError:
        raise Missing from None


def as_any_day(value: object) -> date:
    """Return the day that is meant, which nobody counts on from.

    Raises
    ------
    Missing
        When it is no day of the calendar.
    """
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Missing from None


def as_day(value: object) -> date:
    """Return the day that is meant.

    Raises
    ------
    Missing
        When it is no day of the calendar, or none that anybody would choose.
    """
    day = as_any_day(value)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Missing
    return day
