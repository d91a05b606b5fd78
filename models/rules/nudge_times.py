"""The times of day at which a person may want the digest: half hours within the policy's office hours."""

from datetime import time
from typing import Final

from models.policy import Nudges
from models.values.clocks import NudgeTimes
from models.values.errors import Refusal

__all__ = ["check_minute", "find_minute", "minute_of", "offered_minutes"]

STEP: Final = 30
"""Minutes between one time that is offered and the next."""
_MINUTES_IN_AN_HOUR: Final = 60


def offered_minutes(nudges: Nudges) -> tuple[int, ...]:
    """Return the half hours at which the digest may come, as minutes of the day."""
    first = -(-minute_of(nudges.from_time) // STEP) * STEP
    return tuple(range(first, minute_of(nudges.until_time), STEP))


def check_minute(minute: int | None, nudges: Nudges) -> None:
    """Pass a time that is offered, or none.

    Raises
    ------
    Refusal
        For any other.
    """
    if minute is not None and minute not in offered_minutes(nudges):
        message = f"Choose a time between {nudges.from_time:%H:%M} and {nudges.until_time:%H:%M}."
        raise Refusal(message)


def find_minute(chosen: NudgeTimes, nudges: Nudges) -> int:
    """Return the minute at which somebody hears: their own, or the usual one.

    Office hours may have changed since somebody chose, and nothing is ever planned at a time outside them.
    """
    minute = chosen.minute
    within = minute is not None and minute_of(nudges.from_time) <= minute < minute_of(nudges.until_time)
    return minute if minute is not None and within else minute_of(nudges.digest_time)


def minute_of(when: time) -> int:
    """Return the minute of the day."""
    return when.hour * _MINUTES_IN_AN_HOUR + when.minute
