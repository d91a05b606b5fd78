"""Word to the people who look after the bot that something stands still."""

from dataclasses import dataclass
from datetime import date, datetime

from models.vocabulary import AlarmCause

__all__ = ["Alarm"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """What stands still: since when, up to when where that is over, and how old the directory is."""

    cause: AlarmCause
    since: datetime | None = None
    until: datetime | None = None
    directory_on: date | None = None
    today: date | None = None
