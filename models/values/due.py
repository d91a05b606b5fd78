"""A due date with its proof: by which rule, from which source, counted from what."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = ["CountedFrom", "Due", "DueState"]


class DueState(StrEnum):
    """Where a date stands today: *due* on the day itself, *overdue* from the day after."""

    FINE = "fine"
    COMING_DUE = "coming_due"
    DUE = "due"
    OVERDUE = "overdue"

    @property
    def words(self) -> str:
        """Return the state as people say it."""
        return self.value.replace("_", " ")


class CountedFrom(StrEnum):
    """What an interval counts from."""

    SUPERVISION = "supervision"
    DIRECTORY = "directory"
    OPENED = "opened"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Due:
    """One due date and why it is that date."""

    due_on: date
    state: DueState
    rule: str
    source: str
    counted_from: CountedFrom
    counted_on: date
