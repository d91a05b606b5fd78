"""What a supervisee prepares for the next supervision, and what of it reaches the meeting (B20, I29, I30)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from models.forms import Section, TextQuestion
from models.policy import Policy
from models.values.children import AgendaChild
from models.values.clocks import Booked
from models.vocabulary import AgendaReason

__all__ = [
    "LINE",
    "NOT_IN_DEPTH",
    "DraftSection",
    "Given",
    "InDepth",
    "Marked",
    "Prepared",
    "PreparedSubject",
    "Preparing",
    "PreparingRow",
]

LINE = ""
"""The name under which the line is kept that answers no question."""


@dataclass(frozen=True, slots=True)
class InDepth:
    """Whether somebody would like to talk about a child in depth, and for which of the reasons, if for one."""

    wanted: bool
    reason: AgendaReason | None = None


NOT_IN_DEPTH = InDepth(wanted=False)


@dataclass(frozen=True, slots=True)
class Given:
    """What a screen says of a subject: only what its writer changed.

    `texts` are by question, the line under `LINE`; an empty one was emptied by its writer.
    """

    in_depth: InDepth | None = None
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def says_nothing(self) -> bool:
        """Whether nothing was changed."""
        return self.in_depth is None and not self.texts


@dataclass(frozen=True, slots=True)
class PreparingRow:
    """A child of one's own, or oneself, with what is prepared so far; `child` is None for the latter."""

    subject_id: str
    child: AgendaChild | None
    in_depth: InDepth = NOT_IN_DEPTH
    line: str = ""
    drafted: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is prepared."""
        return not (self.in_depth.wanted or self.line or self.drafted)


@dataclass(frozen=True, slots=True)
class Preparing:
    """All that one supervisee may prepare: their open children, most urgent first, and themselves where a form asks."""

    rows: tuple[PreparingRow, ...]
    about_me: PreparingRow | None
    booked: Booked | None
    today: date
    policy: Policy


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A section of the form in which a record would answer now, with the questions that take text and the drafts."""

    section: Section
    questions: tuple[TextQuestion, ...]
    texts: Mapping[str, str]

    @property
    def drafted(self) -> int:
        """How many of its questions have a draft."""
        return sum(question.id in self.texts for question in self.questions)


@dataclass(frozen=True, slots=True)
class PreparedSubject:
    """One subject while it is prepared; `name` is for a modal only, `saved_at` when anything of it was last saved."""

    row: PreparingRow
    name: str
    sections: tuple[DraftSection, ...]
    saved_at: datetime | None
    today: date
    policy: Policy

    def section(self, section_id: str | None) -> DraftSection | None:
        """Return one of its sections."""
        return next((one for one in self.sections if one.section.id == section_id), None)


@dataclass(frozen=True, slots=True)
class Marked:
    """A child that the supervisee would like to talk about in depth, and why."""

    child_id: str
    label: str
    reason: AgendaReason | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text that stands beside a box, or on top of a record where it has none.

    `question` is the one it was written for, `label` how that was worded, `by` who wrote it. `there`
    says that the box holds it already.
    """

    question: str
    label: str
    text: str
    by: str
    there: bool = False
