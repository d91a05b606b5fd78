"""What retention is judged from, and what comes of it: ids, dates and states, never any text."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from models.vocabulary import CarryRule, Kept, RecordKind, RecordState

__all__ = [
    "CarriedFact",
    "DisposalLine",
    "DisposalList",
    "EntryFact",
    "FiledFact",
    "HoldLine",
    "LeaverLine",
    "LetGo",
    "LoggedDisposal",
    "RecordFact",
    "Stays",
    "Verdict",
    "VersionFact",
]


class Stays(StrEnum):
    """Why the text of a record stays for now."""

    ABOUT_PERSON = "about_person"
    HELD = "held"
    GONE = "gone"
    NOT_SENT = "not_sent"
    NOT_BOUND = "not_bound"
    WAITING = "waiting"
    NOT_FILED = "not_filed"
    OUTCOME_NOT_FILED = "outcome_not_filed"
    LATEST = "latest"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class FiledFact:
    """What the file a version was copied to says of its agreement, and when that was pasted last."""

    told: RecordState
    told_at: datetime


@dataclass(frozen=True, slots=True)
class VersionFact:
    """A version that no other has replaced: the record itself, or one of its addenda."""

    id: str
    state: RecordState
    filed: FiledFact | None = None


@dataclass(frozen=True, slots=True)
class RecordFact:
    """A record with its current versions, addenda included.

    `gone` is true once its text was purged or its key dropped, `bound` once its chain holds the hash of every version.
    `typed_at` is when somebody last saved an addendum that was not sent.
    """

    id: str
    kind: RecordKind
    state: RecordState
    held_on: date
    begun_at: datetime
    versions: tuple[VersionFact, ...] = ()
    gone: bool = False
    bound: bool = True
    typed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """When the text of a record may go, and why not now; `due_on` is only there once all of it was filed."""

    stays: Stays | None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class CarriedFact:
    """An answer handed on, with the record it came from: whether that is purged, and whether it is filed.

    `means_outcomes` and `of_a_scale` say what its question asks for; `rule` is its carry rule.
    """

    id: str
    name: str
    rule: CarryRule
    held_on: date
    sent_at: datetime
    purged: bool
    filed: bool
    means_outcomes: bool = False
    of_a_scale: bool = False


@dataclass(frozen=True, slots=True)
class EntryFact:
    """What a record said of an action: `current` where it is the record's newest word, `open` where the action is.

    `settled` is true once the record that said the last word of the action is purged itself.
    """

    id: str
    purged: bool
    current: bool
    open: bool
    settled: bool


@dataclass(frozen=True, slots=True)
class LetGo:
    """What one run let go: texts of records, and for how many other children what earlier ones handed on.

    `left` says how many were due and are for the next run: there was no time, or somebody was at work on them.
    """

    records: int = 0
    handed_on: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class DisposalLine:
    """One subject on the list of what is due for disposal; `label` is a leaver's name, or a Mosaic number.

    `held` is true while a legal hold lasts, which nothing passes.
    """

    id: str
    kept: Kept
    label: str
    number: str
    due_on: date
    records: int
    held: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class LoggedDisposal:
    """One line of the disposal log: of a record, or of the rest of what was kept of a child or person.

    `confirmed_by` is an administrator's staff number; the text of filed records goes without anybody's confirmation.
    """

    done_on: date
    kept: Kept
    due_on: date
    subject_id: str
    record_id: str | None = None
    confirmed_by: str | None = None


@dataclass(frozen=True, slots=True)
class LeaverLine:
    """Somebody who left and whose file belongs in the archive by a day, under a name with the deletion date."""

    staff_number: str
    name: str
    left_on: date
    archive_by: date
    archive_name: str
    deletion_on: date
    archived: bool = False


@dataclass(frozen=True, slots=True)
class DisposalList:
    """What an administrator looks through: what is due, and whose file goes to the archive."""

    lines: tuple[DisposalLine, ...] = ()
    leavers: tuple[LeaverLine, ...] = field(default=())

    @property
    def due(self) -> tuple[DisposalLine, ...]:
        """What can be confirmed now."""
        return tuple(line for line in self.lines if not line.held and not line.confirmed)


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A legal hold: on whom, since when and by whom; the reason is not among it."""

    id: str
    about: str
    number: str
    set_at: datetime
    set_by: str
