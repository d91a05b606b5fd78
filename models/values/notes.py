"""Values of notes between meetings: which child it can be about, and whether two people spoke at once."""

from dataclasses import dataclass
from datetime import datetime

from models.policy import Policy
from models.values.children import AgendaChild

__all__ = ["NoteChild", "NoteChoices", "Spoken", "Urgent"]


@dataclass(frozen=True, slots=True)
class NoteChild:
    """A child a note can be written about, and the worker who gets it."""

    child: AgendaChild
    worker: str


@dataclass(frozen=True, slots=True)
class NoteChoices:
    """What the first step of a note offers; `supervision_id` is the id it will have, so that twice is once."""

    supervision_id: str
    children: tuple[NoteChild, ...]
    policy: Policy


@dataclass(frozen=True, slots=True)
class Spoken:
    """One of the two who have to speak at once, and when they said that they did."""

    person_id: str
    name: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Urgent:
    """A note marked urgent: since when, by whom, about which child as a DM may say it, and who spoke."""

    supervision_id: str
    marked_by: Spoken
    told: Spoken
    label: str
    since: datetime

    @property
    def settled(self) -> bool:
        """Whether both said that they spoke."""
        return self.marked_by.at is not None and self.told.at is not None

    def of(self, person_id: str) -> tuple[Spoken, Spoken]:
        """Return one of the two and the other."""
        return (self.marked_by, self.told) if person_id == self.marked_by.person_id else (self.told, self.marked_by)
