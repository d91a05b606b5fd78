"""Who may read what, as screens know it: grants, lists of records, what there is of a child, and who read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.values.clocks import DueItem
from models.values.errors import Refusal
from models.values.supervision import OpenSupervision
from models.vocabulary import Purpose, RecordKind, RecordState

__all__ = [
    "ChildAction",
    "ChildPage",
    "ChildRecord",
    "GrantChoices",
    "GrantFact",
    "GrantPart",
    "GrantPlan",
    "GrantRefused",
    "GrantRow",
    "HandedOver",
    "Opened",
    "Reads",
    "RecordList",
    "RecordRow",
    "Said",
    "Scope",
    "Subject",
    "Word",
]


class Scope(StrEnum):
    """Of whom a grant opens the records."""

    CHILD = "child"
    PERSON = "person"
    TEAM = "team"
    COUNCIL = "council"


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom records are looked up or opened: a child, a person, a team, or with no id the whole council."""

    scope: Scope
    id: str = ""

    def __str__(self) -> str:
        """Return it as the value of a choice; `read` undoes it."""
        return f"{self.scope.value}:{self.id}"

    @classmethod
    def read(cls, value: str) -> "Subject | None":
        """Return what a choice names, or nothing where it names none."""
        scope, _, subject_id = value.partition(":")
        if scope not in set(Scope) or (not subject_id and scope != Scope.COUNCIL):
            return None
        return cls(Scope(scope), subject_id)


@dataclass(frozen=True, slots=True)
class GrantFact:
    """A grant as the rules judge it; of a break-glass one the hours count from `given_at`."""

    id: str
    purpose: Purpose
    subject: Subject
    from_on: date
    until_on: date | None
    given_at: datetime
    approved: bool = True
    ended: bool = False


@dataclass(frozen=True, slots=True)
class GrantPlan:
    """A grant as somebody would give it; `last_on` is its last day, none for a standing one."""

    reader_id: str
    purpose: Purpose
    subject: Subject
    last_on: date | None
    reason: str
    approver_id: str | None = None


class GrantPart(StrEnum):
    """What of a grant is wrong."""

    READER = "reader"
    PURPOSE = "purpose"
    SUBJECT = "subject"
    LAST = "last"
    REASON = "reason"
    APPROVER = "approver"


class GrantRefused(Refusal):
    """A grant that cannot be, and what about it."""

    def __init__(self, about: GrantPart, sentence: str) -> None:
        super().__init__(sentence)
        self.about = about


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant on a screen: who, what for, of whom, until when, by whom; `reason` only where the viewer may read it.

    `waiting_for` is who has still to approve it, `mine_to_approve` that this is the viewer. `over` says that
    it opens nothing any more; `until_at` is the moment at which one ends that counts in hours.
    """

    id: str
    reader: str
    purpose: Purpose
    about: str
    from_on: date
    last_on: date | None
    given_by: str
    given_at: datetime
    approved_by: str | None = None
    waiting_for: str | None = None
    mine_to_approve: bool = False
    over: bool = False
    hidden: bool = False
    reason: str = ""
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GrantChoices:
    """What stands for somebody who may give grants, or has one to approve."""

    rows: tuple[GrantRow, ...]
    today: date
    may_give: bool


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in a list: when, what, how it stands. `previous` is whose *Previous Supervision* it belongs to.

    Without `may_read` the viewer may know that there is one, and no more.
    """

    record_id: str
    held_on: date
    kind: RecordKind
    label: str
    state: RecordState
    supervisor: str
    may_read: bool
    previous: str | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class RecordList:
    """The records of a person or child that the viewer may see, newest first; nothing before one was chosen.

    `page_of_child` says that all there is of the child may be shown on one page, `may_break_glass` that the
    viewer may open a child's records with a reason.
    """

    subject: Subject | None
    label: str
    rows: tuple[RecordRow, ...]
    today: date
    labels: Mapping[RecordKind, str]
    page_of_child: bool = False
    may_break_glass: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """One reading: who, when, by which right; `purpose` where it was a grant's.

    Without `kind` and `held_on` it was all there is of a child, on one page.
    """

    at: datetime
    reader: str
    kind: RecordKind | None
    label: str
    held_on: date | None
    exported: bool = False
    purpose: Purpose | None = None


@dataclass(frozen=True, slots=True)
class Reads:
    """Who read one's own records, newest first, and which grants open or opened them."""

    rows: tuple[Opened, ...]
    grants: tuple[GrantRow, ...]
    labels: Mapping[RecordKind, str]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer of a child's latest record, with the day of its meeting."""

    held_on: date
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ChildAction:
    """An open action of a child."""

    what: str
    who: str
    due_on: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class ChildRecord:
    """A record of a child that was not agreed, or of which a change is asked."""

    record_id: str
    held_on: date
    kind: RecordKind
    state: RecordState


@dataclass(frozen=True, slots=True)
class ChildPage:
    """What whoever takes a child over needs first (B39): outcomes, the child's own words, what is open, what comes."""

    child_id: str
    label: str
    name: str
    today: date
    outcomes: tuple[Said, ...]
    words: tuple[Said, ...]
    actions: tuple[ChildAction, ...]
    dates: tuple[DueItem, ...]
    next_review_on: date | None
    disagreements: tuple[ChildRecord, ...]
    worker: str | None = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a new supervisor takes over with a person, in numbers and labels, never a word of a record.

    `labels` are of what is brought up: who is urgent to be talked about, where somebody did not agree, where an
    action is overdue.
    """

    person_id: str
    person: str
    before: str
    open: tuple[OpenSupervision, ...]
    records: int
    waiting: int
    actions: int
    children: int
    urgent: tuple[str, ...] = ()
    disagreed: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """Word of a grant to one person: who may read what now, or what they are asked to approve.

    `asked` is true for who is asked to approve it, `mine` for who may read; for everybody else somebody opened
    records with a reason.
    """

    row: GrantRow
    role: str
    asked: bool = False
    mine: bool = False
