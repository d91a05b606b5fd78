"""What is copied out of the bot and filed: the pieces still to be filed, their texts, and what a staff file holds."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.values.due import Due
from models.vocabulary import Filed, RecordKind, RecordState

__all__ = [
    "FiledAll",
    "FiledOne",
    "Marked",
    "Paste",
    "PasteField",
    "StaffFile",
    "StaffFilePiece",
    "ToFile",
    "ToFileList",
]


@dataclass(frozen=True, slots=True)
class PasteField:
    """One field of the form it is pasted into: its name, and all its text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Paste:
    """What is copied of one version, field by field, as it stood `at` that moment.

    `title` names whom it is about, for a screen after the check of access; `of_outcome` says that only the
    outcome of the agreement is still to be pasted. `filed` is whether it was filed already.
    """

    version_id: str
    title: str
    place: Filed
    fields: tuple[PasteField, ...]
    at: datetime
    of_outcome: bool = False
    filed: bool = False


@dataclass(frozen=True, slots=True)
class ToFile:
    """A version that is still to be filed, or of which only the outcome of its agreement is still to be pasted.

    `label` is a child's initials and number or a colleague's name; `again` says that an earlier version was
    filed. Of an outcome, `told` is how its agreement stood when it was filed.
    """

    version_id: str
    kind: RecordKind
    label: str
    worker_id: str
    worker: str
    held_on: date
    addendum: int
    number: int
    state: RecordState
    place: Filed
    due: Due
    told: RecordState | None = None
    again: bool = False

    @property
    def of_outcome(self) -> bool:
        """Whether only the outcome of its agreement is to be pasted."""
        return self.told is not None


@dataclass(frozen=True, slots=True)
class ToFileList:
    """What one viewer has to file, the soonest due first, as it stood `at` that moment.

    `scope` is `mine` or `all`; `has_all` says that the viewer answers for more than their own.
    """

    rows: tuple[ToFile, ...]
    today: date
    at: datetime
    scope: str
    has_all: bool


class Marked(StrEnum):
    """What came of saying that something is filed."""

    FILED = "filed"
    OUTCOME = "outcome"
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class FiledOne:
    """What came of it, where it is filed, and by whom and when it was marked, which may have been somebody else."""

    what: Marked
    place: Filed
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class FiledAll:
    """How many were marked, and how many came or changed since the list was drawn and were left."""

    filed: int
    left: int


@dataclass(frozen=True, slots=True)
class StaffFilePiece:
    """A record, or an addendum to one, of a person's staff file, and when and by whom it was put there."""

    kind: RecordKind
    held_on: date
    addendum: int
    number: int
    state: RecordState
    filed_on: date | None = None
    filed_by: str = ""


@dataclass(frozen=True, slots=True)
class StaffFile:
    """What a person's staff file holds of this bot, for its index (source rows B35, C18)."""

    person: str
    supervisor: str
    team: str
    started_on: date | None
    held_on: tuple[date, ...]
    pieces: tuple[StaffFilePiece, ...]
    today: date
