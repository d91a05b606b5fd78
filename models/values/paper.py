"""A record as a paper: the words and their order, which PDF, Word and plain text all show."""

from dataclasses import dataclass
from datetime import date, datetime

from models.values.document import Document
from models.vocabulary import ActKind, RecordKind, RecordState, Way

__all__ = [
    "ActionRow",
    "ActionTable",
    "Heading",
    "Line",
    "Paper",
    "Section",
    "Sheet",
    "Signed",
    "StandingAct",
    "WholeRecord",
    "WholeVersion",
]


@dataclass(frozen=True, slots=True)
class StandingAct:
    """An act that was not taken back, with whose it is and on which number of its line of versions."""

    person_id: str
    name: str
    kind: ActKind
    way: Way
    at: datetime
    number: int
    comments: str = ""


@dataclass(frozen=True, slots=True)
class WholeVersion:
    """A version that stands, with its state, its hash, and every act that stands on its line of versions."""

    version_id: str
    document: Document
    state: RecordState
    hash: str
    acts: tuple[StandingAct, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """What the name of a record's file is made of; it is there also when the text is not any more.

    `hash` is that of the version that stands, `staff_name` the member of staff it is about, empty for a child's.
    """

    record_id: str
    kind: RecordKind
    held_on: date
    hash: str
    staff_name: str = ""


@dataclass(frozen=True, slots=True)
class WholeRecord:
    """All of a record that was sent and stands: itself first, then its addenda."""

    heading: Heading
    versions: tuple[WholeVersion, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A label, and what stands beside or below it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form: its questions with their answers."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One row of the action table (source row A7); `result` is what came of it, empty while it is open."""

    number: str
    what: str
    why: str
    how: str
    who: str
    when: str
    result: str


@dataclass(frozen=True, slots=True)
class ActionTable:
    """Actions under one heading: of one class where the form has classes (source row D7)."""

    title: str
    rows: tuple[ActionRow, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """One person of the record: what they were there, and how they stand to it (source rows C14, C15)."""

    name: str
    part: str
    words: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One version on paper: the record itself, or an addendum to it, whose words are in `text`."""

    title: str
    facts: tuple[Line, ...]
    sections: tuple[Section, ...]
    blank: str
    no_actions: str
    tables: tuple[ActionTable, ...]
    text: str
    state: str
    signed: tuple[Signed, ...]
    comments: tuple[Line, ...]
    proof: str
    code: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole record on paper.

    `kind` is what the council calls it, `subject` whom it is about with `known_as` below. `running` stands on every
    page and names a child only by initials and Mosaic number; `name` names nobody, for the file's own title.
    """

    kind: str
    subject: str
    known_as: str
    running: str
    name: str
    sheets: tuple[Sheet, ...]
    as_of: str
