"""People as screens and handlers know them: names, roles, and what one person is to another."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.values.due import Due, DueState
from models.vocabulary import Part, Purpose, Role, StaffKind

__all__ = ["Listed", "Relation", "Supervisee", "Tie"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A person of the directory who works for the council on the day asked about."""

    id: str
    name: str
    slack_id: str | None
    role: Role
    staff_kind: StaffKind
    team_name: str | None

    @property
    def first_name(self) -> str:
        """Return what colleagues call the person."""
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class Supervisee:
    """Somebody the viewer supervises or stands in for.

    `due_on` is the soonest due date among the person's children, or empty without children;
    `stand_in` is true where the viewer only stands in for the supervisor, and `away_until` the first day back of
    somebody who is away today.
    `person_due` is when the person's own supervision is due, where that is watched.
    """

    id: str
    name: str
    slack_id: str | None
    due_on: date | None
    state: DueState | None
    last_on: date | None
    children: int
    stand_in: bool = False
    away_until: date | None = None
    person_due: Due | None = None


class Tie(StrEnum):
    """What a viewer is to another person today, the strongest that holds."""

    SELF = "self"
    SUPERVISOR = "supervisor"
    STAND_IN = "stand_in"
    LINE_ABOVE = "line_above"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Relation:
    """The facts that access rules judge: a viewer's tie to one person, and what they look at.

    `name` is that person's, for sentences. `part` is the viewer's own part in the supervision
    in question, if there is one and the viewer was there. `left` says that the person has left,
    `above` that a stand-in is in the line above as well. `handed_over` says that the viewer was the
    person's supervisor or stood in, is it no more, and somebody else is down as supervisor.
    `role` is what the viewer is in the council today, where a rule asks for it; `purpose` what they were
    let in for by a grant that holds; `guest` that they are a guest of the workspace.
    """

    tie: Tie
    name: str
    part: Part | None = None
    left: bool = False
    above: bool = False
    handed_over: bool = False
    role: Role | None = None
    purpose: Purpose | None = None
    guest: bool = False
