"""A supervision, who was there, its agenda, and what was not worth a record."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from models.tables.base import Table, at, key, sealed, word
from models.vocabulary import AgendaOutcome, Format, Part, RecordKind, SupervisionState


class Supervision(Table, table=True):
    """One meeting. `held_on` is the day it was held, `typed_at` when the bot first heard of it.

    `outside` are the names of those who were there and are not in the directory, sealed under a key
    of their own. `urgent_at` is when a note was marked urgent: two people have to speak at once.
    """

    id: str = key()
    format: Format = word(Format)
    held_on: date
    typed_at: datetime = at()
    state: SupervisionState = word(SupervisionState, index=True)
    revision: int = 1
    actual_minutes: int | None = None
    interruptions: int | None = None
    first_sent_at: datetime | None = at(nullable=True)
    closed_at: datetime | None = at(nullable=True)
    outside: bytes | None = sealed(nullable=True)
    wrapped_key: bytes | None = sealed(nullable=True)
    urgent_at: datetime | None = at(nullable=True)


class Attendance(Table, table=True):
    """A person's part in a supervision; `spoke_at` is when they said that the urgent talk took place."""

    __table_args__ = (UniqueConstraint("supervision_id", "person_id"),)

    id: str = key()
    supervision_id: str = Field(foreign_key="supervision.id", index=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    part: Part = word(Part)
    spoke_at: datetime | None = at(nullable=True)


class AgendaItem(Table, table=True):
    """A child on the agenda, or the person met, and what became of it; the place is the order on screens.

    `kind` is what its record is, or will be. `worker_id` is whom the record concerns besides the
    supervisor: who agrees to it, or in case of a note gets it. There is one item of a person at most.
    """

    __table_args__ = (
        UniqueConstraint("supervision_id", "child_id"),
        UniqueConstraint("supervision_id", "person_id"),
        CheckConstraint("(child_id IS NULL) <> (person_id IS NULL)", name="one_subject"),
    )

    id: str = key()
    supervision_id: str = Field(foreign_key="supervision.id", index=True, max_length=32)
    child_id: str | None = Field(default=None, foreign_key="child.id", index=True, max_length=32)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    kind: RecordKind = word(RecordKind)
    worker_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    place: int
    outcome: AgendaOutcome = word(AgendaOutcome)

    @property
    def subject_id(self) -> str:
        """The child or the person it is about; the database refuses neither and both."""
        return self.child_id or self.person_id or ""


class Mention(Table, table=True):
    """Only the words "no change, actions continue": no record, nothing to agree (I7).

    `counted_at` is set by the meeting's first Send or its close, whichever comes first.
    """

    __table_args__ = (UniqueConstraint("supervision_id", "child_id"),)

    id: str = key()
    supervision_id: str = Field(foreign_key="supervision.id", index=True, max_length=32)
    child_id: str = Field(foreign_key="child.id", index=True, max_length=32)
    made_by: str = Field(foreign_key="person.id", max_length=32)
    made_at: datetime = at()
    counted_at: datetime | None = at(nullable=True)
