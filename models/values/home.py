"""What Home shows one person: what is open, what waits for them, their children."""

from dataclasses import dataclass
from datetime import date

from models.policy import Policy
from models.values.agreement import Waiting
from models.values.children import AgendaChild
from models.values.clocks import Booked
from models.values.leave import Absence, Cover
from models.values.notes import Urgent
from models.values.people import Listed
from models.values.supervision import OpenSupervision

__all__ = ["Caseload", "HomeContent", "Markable"]


@dataclass(frozen=True, slots=True)
class HomeContent:
    """Everything on one person's Home; `to_speak` are urgent notes over which the person has to speak with somebody.

    `booked` are the person's own next supervisions, `may_prepare` says that somebody supervises them.
    `absence` is the person's own that has begun or comes next, `covering` are those for whom the person
    covers today, `away` the supervisees who are away. `to_file` is how many records are theirs to file.
    """

    person: Listed
    may_start: bool
    open: tuple[OpenSupervision, ...]
    waiting: tuple[Waiting, ...]
    children: tuple[AgendaChild, ...]
    today: date
    directory_on: date | None
    policy: Policy
    prompts_hidden: bool = False
    to_speak: tuple[Urgent, ...] = ()
    booked: tuple[Booked, ...] = ()
    may_prepare: bool = False
    absence: Absence | None = None
    covering: tuple[Cover, ...] = ()
    away: tuple[Absence, ...] = ()
    to_file: int = 0


@dataclass(frozen=True, slots=True)
class Caseload:
    """The children of one person somebody may mark for discussion."""

    person: str
    children: tuple[AgendaChild, ...]


@dataclass(frozen=True, slots=True)
class Markable:
    """What the modal for a reason offers: one child by name, or the caseloads to choose from."""

    policy: Policy
    today: date
    child: AgendaChild | None = None
    caseloads: tuple[Caseload, ...] = ()
