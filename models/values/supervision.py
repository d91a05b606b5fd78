"""What workflow tells about a supervision: its agenda, its card, where to go next."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from models.policy import Policy
from models.values.children import AgendaChild
from models.values.notes import Urgent
from models.values.people import Supervisee
from models.values.preparing import Marked
from models.vocabulary import AgendaOutcome, Depth, Format, RecordKind, RecordState, SupervisionState

__all__ = [
    "STANDS_ALONE",
    "Addable",
    "AgendaChoices",
    "AgendaPlan",
    "AgendaRow",
    "Choosable",
    "Closing",
    "GroupChoices",
    "OpenSupervision",
    "RowState",
    "StartOptions",
    "Stop",
    "SupervisionOverview",
    "meeting_title",
    "row_state",
]


def meeting_title(policy: Policy, met: Format, kinds: Collection[RecordKind], who: str) -> str:
    """Return what a meeting is called on screens, in the council's words: what it is and with whom.

    `kinds` are those on its agenda; a note or an agreement is the only one on its own.
    """
    if met is Format.GROUP:
        return f"{policy.labels.format[met]}: {who} presents"
    alone = next((kind for kind in kinds if kind in STANDS_ALONE), None)
    return f"Supervision with {who}" if alone is None else f"{policy.labels.kind[alone]} with {who}"


STANDS_ALONE = frozenset({RecordKind.NOTE, RecordKind.CONTRACT})
"""The kinds whose record is all there is of a meeting: it ends when that is sent, and is no supervision."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the walk through a meeting goes next; `subject_id` is empty for the read-through only."""

    kind: Literal["in_depth", "brief", "read_through"]
    subject_id: str | None = None


class RowState(StrEnum):
    """Where a row of the agenda stands, as the card and Home say it; never stored."""

    TO_DO = "to_do"
    WRITING = "writing"
    MENTIONED = "mentioned"
    NOT_REACHED = "not_reached"
    AWAITING = "awaiting"
    CHANGE_ASKED = "change_asked"
    COMPLETE = "complete"
    NOT_AGREED = "not_agreed"
    NO_ANSWER_LEFT = "no_answer_left"

    @property
    def is_left(self) -> bool:
        """Whether the supervisor still has something to write or to answer here."""
        return self in {RowState.TO_DO, RowState.WRITING, RowState.CHANGE_ASKED}


_OF_OUTCOME = {
    AgendaOutcome.WAITING: RowState.TO_DO,
    AgendaOutcome.RECORD: RowState.WRITING,
    AgendaOutcome.MENTION: RowState.MENTIONED,
    AgendaOutcome.NOT_REACHED: RowState.NOT_REACHED,
}
_OF_RECORD = {
    RecordState.DRAFT: RowState.WRITING,
    RecordState.AWAITING: RowState.AWAITING,
    RecordState.CHANGE_ASKED: RowState.CHANGE_ASKED,
    RecordState.COMPLETE: RowState.COMPLETE,
    RecordState.NOT_AGREED: RowState.NOT_AGREED,
    RecordState.NO_ANSWER_LEFT: RowState.NO_ANSWER_LEFT,
}


def row_state(outcome: AgendaOutcome, record: RecordState | None) -> RowState:
    """Fold what the agenda and the record say into one word; a discarded record says nothing."""
    if outcome is AgendaOutcome.RECORD and record in _OF_RECORD:
        return _OF_RECORD[record]
    return _OF_OUTCOME[outcome]


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A child on the agenda, or the person; `label` is all that a DM may say of it.

    Of a child that is initials and Mosaic number. `worker` is the name of whom its record concerns, `code` the check
    code of the version that was sent last.
    """

    subject_id: str
    label: str
    kind: RecordKind
    place: int
    outcome: AgendaOutcome
    state: RowState
    record_id: str | None = None
    saved_at: datetime | None = None
    worker_id: str = ""
    worker: str = ""
    code: str = ""

    @property
    def depth(self) -> Depth:
        """How much is said about it."""
        return self.kind.depth

    @property
    def about_person(self) -> bool:
        """Whether it is about the person met, not about a child."""
        return self.kind.about_person

    @property
    def is_fresh(self) -> bool:
        """Whether nobody wrote about it yet; what came from a brother's or sister's record does not count."""
        return self.state is RowState.TO_DO or (self.state is RowState.WRITING and self.saved_at is None)


@dataclass(frozen=True, slots=True)
class SupervisionOverview:
    """A supervision as its card shows it; `left_out` are children whose date passes before the next one.

    `supervisee` presents where a group met; `others` are those who were there besides, and `outside`
    those of them who are not in the directory. `may_add_personal` says that a personal part can be added,
    `may_see_patterns` that what keeps missing can be looked at, `urgent` how a note stands over which two
    have to speak at once.
    """

    id: str
    supervisee_id: str
    supervisee: str
    supervisor_id: str
    supervisor: str
    format: Format
    held_on: date
    state: SupervisionState
    revision: int
    sent: bool
    rows: tuple[AgendaRow, ...]
    policy: Policy
    left_out: tuple[AgendaChild, ...] = ()
    actual_minutes: int | None = None
    interruptions: int | None = None
    may_add_personal: bool = False
    may_see_patterns: bool = False
    others: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    urgent: Urgent | None = None

    @property
    def title(self) -> str:
        """What the meeting is called on screens."""
        return meeting_title(self.policy, self.format, {row.kind for row in self.rows}, self.supervisee)

    @property
    def stands_alone(self) -> bool:
        """Whether a note or an agreement is all there is of it."""
        return any(row.kind in STANDS_ALONE for row in self.rows)

    @property
    def left(self) -> int:
        """How many rows still need something from the supervisor."""
        return sum(row.state.is_left for row in self.rows)

    @property
    def done(self) -> int:
        """How many rows need nothing more from the supervisor."""
        return len(self.rows) - self.left

    @property
    def can_discard(self) -> bool:
        """A supervision may be discarded only while nothing of it was sent."""
        return self.state is not SupervisionState.DISCARDED and not self.sent


@dataclass(frozen=True, slots=True)
class OpenSupervision:
    """A supervision somebody can carry on with, in one line; `personal` says that the counts have that part too.

    `title` is empty for a usual meeting of two, of which the name says enough. `alone` is where the
    one record stands that is all there is of it.
    """

    id: str
    supervisee_id: str
    supervisee: str
    held_on: date
    state: SupervisionState
    done: int
    total: int
    personal: bool = False
    title: str = ""
    alone: RowState | None = None


@dataclass(frozen=True, slots=True)
class StartOptions:
    """What the first step of starting offers: own supervisees, soonest due first, and what is open.

    `colleagues` are those chosen for a group so far, by id and name.
    """

    supervisees: tuple[Supervisee, ...]
    open: tuple[OpenSupervision, ...]
    today: date
    directory_on: date | None
    policy: Policy
    colleagues: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AgendaChoices:
    """What the agenda step offers for one supervisee.

    `children` come in the agenda's order; with `sweep_all` every one of them is brief beforehand,
    otherwise those whose date passes before the next supervision. `supervision_id` is the id the
    supervision will have, so that starting twice starts once. `personal` says that a personal part
    may be included. `marked` are the children that the supervisee would like to talk about in depth,
    `personal_prepared` says that they prepared something for the personal part.
    """

    supervision_id: str
    supervisee: Supervisee
    today: date
    held_on: date
    next_on: date
    sweep_all: bool
    children: tuple[AgendaChild, ...]
    policy: Policy
    open: OpenSupervision | None = None
    personal: bool = False
    marked: tuple[Marked, ...] = ()
    personal_prepared: bool = False

    @property
    def brief(self) -> tuple[str, ...]:
        """The ids chosen beforehand by policy."""
        return tuple(child.id for child in self.children if self.sweep_all or self.falls_due(child))

    def left_out(self, chosen: frozenset[str]) -> tuple[AgendaChild, ...]:
        """Children not chosen whose date passes before the next supervision."""
        return tuple(child for child in self.children if child.id not in chosen and self.falls_due(child))

    def falls_due(self, child: AgendaChild) -> bool:
        """Whether the child's date passes before the next supervision."""
        return child.due_on < self.next_on


@dataclass(frozen=True, slots=True)
class Choosable:
    """A child that can be put on an agenda, and the one of those who meet who works with it."""

    child: AgendaChild
    worker_id: str


@dataclass(frozen=True, slots=True)
class GroupChoices:
    """What the last step of starting a group offers: the children of those who are there, most urgent first.

    `others` are the attendees by id and name; `workers` says, where several are there, whose child each is.
    """

    supervision_id: str
    presenter_id: str
    presenter: str
    others: tuple[tuple[str, str], ...]
    today: date
    held_on: date
    children: tuple[AgendaChild, ...]
    workers: Mapping[str, str]
    policy: Policy


@dataclass(frozen=True, slots=True)
class Addable:
    """The children that can be put on the agenda of a meeting that goes on; a group discusses each in depth.

    `workers` says, where several are there, whose child each is.
    """

    children: tuple[AgendaChild, ...]
    policy: Policy
    today: date
    in_depth_only: bool = False
    workers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AgendaPlan:
    """What was chosen for a meeting; a child chosen in both is discussed in depth, `personal` is the person's part.

    Of a group the supervisee presents, `attendees` are there too, and `outside` the names of those
    who are not in the directory.
    """

    supervision_id: str
    supervisee_id: str
    held_on: date
    in_depth: tuple[str, ...]
    brief: tuple[str, ...]
    personal: bool = False
    met: Format = Format.ONE_TO_ONE
    attendees: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()

    @property
    def workers(self) -> tuple[str, ...]:
        """Those whose children can be discussed: the supervisee, then the others who are there."""
        return (self.supervisee_id, *self.attendees)

    @property
    def ids(self) -> frozenset[str]:
        """Every child chosen."""
        return frozenset((*self.in_depth, *self.brief))

    @property
    def chosen(self) -> tuple[tuple[str, Depth], ...]:
        """Every child once, in depth first, in the order given."""
        deep = dict.fromkeys(self.in_depth, Depth.IN_DEPTH)
        return tuple((deep | dict.fromkeys((c for c in self.brief if c not in deep), Depth.BRIEF)).items())


@dataclass(frozen=True, slots=True)
class Closing:
    """What is asked once when a meeting is closed (I22); both may be left empty."""

    actual_minutes: int | None = None
    interruptions: int | None = None
