"""One act of one person, as workflow receives it."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.vocabulary import Way

__all__ = ["LONDON", "Call"]

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Call:
    """Who acts, when, by which way, and the key that makes a repeated payload harmless.

    `now` is aware; `key` is None only for acts that are harmless to repeat, such as reading. `guest` says that they
    are a guest of the workspace, who reads and agrees their own records and does nothing else.
    """

    person_id: str
    now: datetime
    key: str | None = None
    way: Way = Way.BUTTON
    guest: bool = False

    @property
    def today(self) -> date:
        """Return the date in London, which is the date people mean."""
        return self.now.astimezone(LONDON).date()
