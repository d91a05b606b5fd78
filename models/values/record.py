"""What workflow tells about a record being written: its hub, its steps, what was saved, what it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.forms import Answer, AnsweredQuestion, Form, Prompt, Section
from models.values.action import ActionGroup, ActionLine
from models.values.agreement import Lack
from models.values.document import DocumentAction, DocumentSection, DocumentSubject
from models.values.preparing import Prepared
from models.values.sharing import NO_OFFERS, Offers
from models.vocabulary import AgendaOutcome, Depth, DueBy, Format, RecordKind, RecordState

__all__ = [
    "EDITABLE",
    "ActionStep",
    "AnswerField",
    "Banner",
    "Clash",
    "Earlier",
    "Page",
    "RecordContent",
    "RecordHead",
    "RecordView",
    "Saved",
    "SectionLine",
    "SectionState",
    "SectionView",
]

EDITABLE = frozenset({RecordState.DRAFT, RecordState.CHANGE_ASKED})
"""The states in which the working answers of a record may be written."""


class SectionState(StrEnum):
    """How far a section is; never stored."""

    EMPTY = "empty"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Banner:
    """Whom a screen is about; a child's name only ever reaches a modal, after the access check.

    `label` is what a direct message may say, `facts` the line under the name.
    """

    name: str
    label: str
    facts: str


@dataclass(frozen=True, slots=True)
class RecordHead:
    """A record, begun or not yet; `id` is fixed by supervision, subject and kind before any row exists.

    `title` says what its meeting is called, `kind_words` what the policy calls this kind of record,
    `supervisee` whom it concerns. `revision` is 0 and `saved_at` None until somebody saved something.
    """

    id: str
    supervision_id: str
    subject_id: str
    kind: RecordKind
    kind_words: str
    outcome: AgendaOutcome
    format: Format
    held_on: date
    title: str
    supervisee_id: str
    supervisee: str
    form: Form
    banner: Banner
    state: RecordState
    revision: int
    version: int
    saved_at: datetime | None

    @property
    def depth(self) -> Depth:
        """How much such a record says."""
        return self.kind.depth

    @property
    def label(self) -> str:
        """The words a direct message may use."""
        return self.banner.label


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section as the hub lists it; `clashes` counts answers with two texts to choose between."""

    id: str
    title: str
    state: SectionState
    saved_at: datetime | None
    clashes: int = 0


@dataclass(frozen=True, slots=True)
class RecordView:
    """The hub of a record; `prompts_hidden` says that its reader would else see prompts of a bank."""

    head: RecordHead
    sections: tuple[SectionLine, ...]
    actions: tuple[ActionLine, ...]
    prompts_hidden: bool = False

    @property
    def begun(self) -> bool:
        """Whether somebody wrote in it; what came from a brother's or sister's record does not count."""
        return self.head.saved_at is not None

    @property
    def clashes(self) -> int:
        """How many answers and actions have two texts to choose between."""
        return sum(line.clashes for line in self.sections)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The answer of an earlier record that stands read-only beside a blank box (source row A5).

    `several` says that it is more than one, each with its own day; `held_on` is the day of the newest.
    """

    question: str
    label: str
    text: str
    held_on: date
    several: bool = False


@dataclass(frozen=True, slots=True)
class AnswerField:
    """A question on a step with its working answer.

    `fixed` shows it without a box (carry rule locked); `prefilled` says it was carried in and
    nobody has touched it here. `offered` are the prompts of its banks, in the order of this record.
    `proposed` says that the next step the question proposes is on the list of actions. `prepared` is what
    the supervisee wrote for it beforehand.
    """

    question: AnsweredQuestion
    answer: Answer | None
    fixed: bool = False
    prefilled: bool = False
    earlier: Earlier | None = None
    clash: bool = False
    offered: tuple[Prompt, ...] = ()
    proposed: bool = False
    prepared: tuple[Prepared, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section of a record as a step; `beside` are earlier answers no box of this form stands for.

    `actions` is None where the section asks for none; in a group `action_groups` has them by who does
    them. `following` is the section after it. `offers` says what of it can be shared with brothers and
    sisters. `prepared` is what the supervisee wrote beforehand that has no box in this form.
    """

    head: RecordHead
    section: Section
    fields: tuple[AnswerField, ...]
    actions: tuple[ActionLine, ...] | None
    beside: tuple[Earlier, ...]
    following: str | None
    saved_at: datetime | None
    first_record: bool
    offers: Offers = NO_OFFERS
    action_groups: tuple[ActionGroup, ...] = ()
    prepared: tuple[Prepared, ...] = ()

    @property
    def clashes(self) -> int:
        """How many answers and actions of it have two texts to choose between."""
        return sum(field.clash for field in self.fields) + sum(line.clash for line in self.actions or ())


@dataclass(frozen=True, slots=True)
class ActionStep:
    """The step for one action; `line` is None for one that is only being begun.

    `dates` are the one-tap choices of when; `owner` is who it falls to by default.
    """

    head: RecordHead
    action_id: str
    section_id: str
    line: ActionLine | None
    owner_id: str
    owner: str
    dates: Mapping[DueBy, date]


@dataclass(frozen=True, slots=True)
class Page:
    """From which screen a save comes: the view's id, the revision it had seen, Slack's time of the click."""

    supervision_id: str
    subject_id: str
    writer: str
    seen: int
    stamp: str | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Two texts for one answer or action, written on two devices at once; nothing of either is lost.

    `subject` is a question's id, or an action's where `is_action` is set; `left` counts this
    one and those behind it.
    """

    head: RecordHead
    subject: str
    is_action: bool
    section_id: str
    label: str
    theirs: str
    theirs_by: str
    mine: str
    mine_by: str
    can_keep_both: bool
    parked: str
    left: int


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did.

    `clashes` names answers or actions where two texts now wait for a choice; `stale` those
    whose stored text is not the one on the writer's screen, so that it must be redrawn.
    """

    revision: int
    saved_at: datetime | None
    changed: bool
    clashes: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordContent:
    """Everything a record holds, for the read-through and for the document that is sent.

    `answers` are those somebody gave, by question id. `actions` are all that its reader sees:
    carried ones, changed or not, and new ones. `lacking` is what is needed before Send.
    """

    id: str
    kind: RecordKind
    form: Form
    subject: DocumentSubject
    answers: Mapping[str, Answer]
    actions: tuple[ActionLine, ...]
    lacking: tuple[Lack, ...]
    sections: tuple[DocumentSection, ...]
    document_actions: tuple[DocumentAction, ...]
