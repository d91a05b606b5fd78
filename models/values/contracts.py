"""What workflow tells about somebody's supervision agreement before a new one is begun."""

from dataclasses import dataclass
from datetime import date

from models.policy import Policy
from models.values.supervision import OpenSupervision

__all__ = ["ContractChoices", "ContractPlan", "ContractStanding"]


@dataclass(frozen=True, slots=True)
class ContractStanding:
    """The last agreement of a person and by when it is looked at again; all empty where there is none yet.

    `changed_on` is since when somebody else supervises, where it is due because of that (C10).
    """

    last_on: date | None = None
    due_on: date | None = None
    changed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ContractPlan:
    """An agreement to be begun: with whom, and the day it is talked through."""

    supervision_id: str
    supervisee_id: str
    held_on: date


@dataclass(frozen=True, slots=True)
class ContractChoices:
    """What the step before a new agreement shows.

    `open` is one that is being written with this person already, `waiting_on` the day of one that
    was sent and waits for the person's answer.
    """

    plan: ContractPlan
    supervisee: str
    today: date
    policy: Policy
    standing: ContractStanding
    open: OpenSupervision | None = None
    waiting_on: date | None = None
