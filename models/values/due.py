"""A due date with its proof: by which rule, from which source, counted from what."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = ["CountedFrom", "Due", "DueState", "Overridden"]


class DueState(StrEnum):
    """Where a date stands today.

    *Due* on the day itself, and where a later limit is named up to that; *overdue* from the day after;
    *breach* only where a limit for it is named.
    """

    FINE = "fine"
    COMING_DUE = "coming_due"
    DUE = "due"
    OVERDUE = "overdue"
    BREACH = "breach"

    @property
    def words(self) -> str:
        """Return the state as people say it."""
        return self.value.replace("_", " ")

    @property
    def urgency(self) -> int:
        """Return its place among the states, the most urgent first."""
        return _BY_URGENCY.index(self)

    @property
    def is_late(self) -> bool:
        """Say whether the last day for it has passed."""
        return self is DueState.OVERDUE or self is DueState.BREACH


_BY_URGENCY = (DueState.BREACH, DueState.OVERDUE, DueState.DUE, DueState.COMING_DUE, DueState.FINE)


class CountedFrom(StrEnum):
    """What an interval counts from."""

    SUPERVISION = "supervision"
    MENTION = "mention"
    ELSEWHERE = "elsewhere"
    DONE = "done"
    DIRECTORY = "directory"
    OPENED = "opened"
    STARTED = "started"
    GO_LIVE = "go_live"
    CHANGE = "change"
    RETURN = "return"
    MEETING = "meeting"
    SENT = "sent"
    ANSWERED = "answered"
    ASKED = "asked"
    LEFT = "left"
    SET = "set"


@dataclass(frozen=True, slots=True)
class Overridden:
    """The exception in force behind a date: its id, and the first day it no longer holds."""

    id: str
    until_on: date


@dataclass(frozen=True, slots=True)
class Due:
    """One due date and why it is that date.

    `late_on` is the last day that is not overdue, where it is another than `due_on`; `breach_on` the first
    day in breach, where there is such a limit. `calendar` says which days were counted. `paused_until` is
    the first day back of somebody away, who is told nothing before.
    """

    due_on: date
    state: DueState
    rule: str
    source: str
    counted_from: CountedFrom
    counted_on: date
    late_on: date | None = None
    breach_on: date | None = None
    calendar: str = "every day"
    override: Overridden | None = None
    paused_until: date | None = None
