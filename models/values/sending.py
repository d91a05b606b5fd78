"""Values of sending: the whole meeting at the read-through, and what a Send did."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from models.values.agreement import Lack
from models.values.document import Document
from models.vocabulary import RecordKind, RecordState

__all__ = ["ReadThrough", "ReadyRecord", "Sent", "SentRecord", "Untouched"]


@dataclass(frozen=True, slots=True)
class ReadyRecord:
    """A record at the read-through: what would be sent, or what it lacks.

    `document` is what the reader would see. `again` is set when it would be a further version,
    `unchanged` when a change was asked for and nothing has been changed yet. `named` are children
    whose names stand in a record about a person, which advises and blocks nothing (source row C16).
    `readers` are the ids of those who would get it to read.
    """

    record_id: str
    subject_id: str
    name: str
    label: str
    kind: RecordKind
    revision: int
    document: Document
    lacking: tuple[Lack, ...]
    again: bool = False
    unchanged: bool = False
    named: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether Send would send it."""
        return not self.lacking and not self.unchanged


@dataclass(frozen=True, slots=True)
class SentRecord:
    """A record that was sent earlier, at the read-through."""

    record_id: str
    name: str
    label: str
    kind: RecordKind
    state: RecordState


@dataclass(frozen=True, slots=True)
class Untouched:
    """Whom nothing has been written about yet, at the read-through."""

    subject_id: str
    name: str
    kind: RecordKind


@dataclass(frozen=True, slots=True)
class ReadThrough:
    """The whole meeting before Send; `title` says what it is, `stamp` changes when anything shown here does."""

    supervision_id: str
    title: str
    held_on: date
    records: tuple[ReadyRecord, ...]
    sent: tuple[SentRecord, ...]
    mentions: tuple[str, ...]
    untouched: tuple[Untouched, ...]
    stamp: str
    full_text: bool = False

    @property
    def ready(self) -> tuple[ReadyRecord, ...]:
        """The records that Send would send now."""
        return tuple(record for record in self.records if record.ready)

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of those whom Send would ask to agree."""
        return _names(self.ready, lambda record: record.document.required)

    @property
    def told(self) -> tuple[str, ...]:
        """The names of those who would get something to read, without being asked to agree."""
        return _names(self.ready, lambda record: record.readers)

    @property
    def unready(self) -> tuple[ReadyRecord, ...]:
        """The records that Send would leave."""
        return tuple(record for record in self.records if not record.ready)


def _names(records: Iterable[ReadyRecord], whom: Callable[[ReadyRecord], tuple[str, ...]]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for record in records:
        names = {party.person_id: party.name for party in record.document.parties}
        found |= {person_id: names[person_id] for person_id in whom(record)}
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Sent:
    """What a Send did: how many records went to whom, and which still lack something.

    `asks` says that somebody was asked to agree; what was only sent to read gets comments at most.
    """

    supervision_id: str
    to_names: tuple[str, ...]
    to_ids: tuple[str, ...]
    sent: tuple[str, ...]
    left: tuple[ReadyRecord, ...]
    asks: bool = True
