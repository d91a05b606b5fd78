"""Which reactions mean *I agree*, and how Slack's names and times of them are read."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

__all__ = ["TICKS", "base_name", "counts", "event_time", "is_newer"]

TICKS = frozenset({"white_check_mark", "heavy_check_mark"})
_THUMBS = frozenset({"+1", "thumbsup"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def base_name(name: str) -> str:
    """Return a reaction's name without its skin tone."""
    return name.split("::", maxsplit=1)[0]


def counts(name: str, *, thumbs_up: bool) -> bool:
    """Say whether a reaction of that name means agreement here."""
    return base_name(name) in (TICKS | _THUMBS if thumbs_up else TICKS)


def event_time(event_ts: str) -> datetime:
    """Return Slack's time of an event, to the microsecond."""
    microseconds = int(Decimal(event_ts) * 1_000_000)
    return _EPOCH + timedelta(microseconds=microseconds)


def is_newer(event_ts: str, than: str) -> bool:
    """Say whether one event happened after another; the same event told twice is not newer."""
    return Decimal(event_ts) > Decimal(than)
