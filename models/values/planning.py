"""What booking the next supervision shows: whom one may book with, by when it is due, and what is booked."""

from dataclasses import dataclass
from datetime import date

from models.policy import Policy
from models.values.clocks import Booked
from models.values.due import DueState

__all__ = ["Plan", "Plannable"]


@dataclass(frozen=True, slots=True)
class Plannable:
    """Somebody a supervision can be booked with, and by when it is due; no date where no clock runs."""

    id: str
    name: str
    due_on: date | None = None
    state: DueState | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What one viewer sees: `booked` are those they may move or cancel, `mine` their own, to prepare for.

    `supervised` says that somebody supervises the viewer, who can prepare whether or not a day is booked.
    """

    viewer_id: str
    people: tuple[Plannable, ...]
    booked: tuple[Booked, ...]
    mine: tuple[Booked, ...]
    supervised: bool
    today: date
    policy: Policy

    def person(self, person_id: str | None) -> Plannable | None:
        """Return one of those a supervision can be booked with."""
        return next((one for one in self.people if one.id == person_id), None)

    def booking(self, booking_id: str | None) -> Booked | None:
        """Return one of those booked."""
        return next((one for one in self.booked if one.id == booking_id), None)
