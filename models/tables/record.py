"""Records: the form release they answer, the working answers, and the sealed versions as sent."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from models.tables.base import Table, at, key, sealed, word
from models.vocabulary import RecordKind, RecordState


class FormRelease(Table, table=True):
    """A form as it was first used; an old record always reads as it was asked."""

    form_id: str = Field(primary_key=True, max_length=80)
    number: int = Field(primary_key=True)
    hash: str = Field(max_length=64)
    body: str
    released_at: datetime = at()


class Record(Table, table=True):
    """The written result for exactly one subject of one supervision.

    `revision` is the optimistic lock of the working answers; `writer` is the id of the
    view that saved last, whose next save is never a conflict. `version` is the number of
    the current version, 0 before the first Send. `head` is the hash of the last of its `links`,
    empty before the first. An erased record has no key any more: `wrapped_key` is empty.
    """

    __table_args__ = (
        UniqueConstraint("supervision_id", "child_id", "kind"),
        # An index, not a constraint: it can be added to a table that others refer to without making it anew.
        Index("uq_record_supervision_id_person_id_kind", "supervision_id", "person_id", "kind", unique=True),
        CheckConstraint("(child_id IS NULL) <> (person_id IS NULL)", name="one_subject"),
    )

    id: str = key()
    supervision_id: str = Field(foreign_key="supervision.id", index=True, max_length=32)
    kind: RecordKind = word(RecordKind)
    child_id: str | None = Field(default=None, foreign_key="child.id", index=True, max_length=32)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    form_id: str = Field(max_length=80)
    form_number: int
    state: RecordState = word(RecordState, index=True)
    revision: int = 1
    writer: str | None = Field(default=None, max_length=40)
    version: int = 0
    started_at: datetime = at()
    saved_at: datetime | None = at(nullable=True)
    wrapped_key: bytes = sealed()
    links: int = 0
    head: str = Field(default="", max_length=64)
    purged_at: datetime | None = at(nullable=True)
    erased_at: datetime | None = at(nullable=True)

    @property
    def subject_id(self) -> str:
        """The child or the person it is about; the database refuses neither and both."""
        return self.child_id or self.person_id or ""


class Answer(Table, table=True):
    """A working answer; `revision` is the record's when it was written, `text` the sealed JSON value."""

    record_id: str = Field(foreign_key="record.id", primary_key=True, max_length=32)
    question: str = Field(primary_key=True, max_length=120)
    text: bytes = sealed()
    revision: int
    writer: str | None = Field(default=None, max_length=40)
    saved_by: str = Field(foreign_key="person.id", max_length=32)
    saved_at: datetime = at()


class Version(Table, table=True):
    """A record as sent: one sealed document with everything its reader saw.

    `addendum` is 0 for the record itself and 1, 2, … for what was added after completion;
    each addendum has versions and a state of its own. `facts` is what stays plain, `mac` the
    HMAC of the document under `nonce`, which is sealed beside it, and `hash` that of both (see
    `models.rules.integrity`). A purged version has neither document nor nonce any more.
    """

    __table_args__ = (UniqueConstraint("record_id", "addendum", "number"),)

    id: str = key()
    record_id: str = Field(foreign_key="record.id", index=True, max_length=32)
    addendum: int = 0
    number: int
    document: bytes | None = sealed(nullable=True)
    nonce: bytes | None = sealed(nullable=True)
    facts: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    mac: str = Field(default="", max_length=64)
    hash: str = Field(default="", max_length=64)
    state: RecordState = word(RecordState)
    revision: int = 1
    replaced: bool = False
    sent_by: str = Field(foreign_key="person.id", max_length=32)
    sent_at: datetime = at()


class Addendum(Table, table=True):
    """The working text of an addendum that has not been sent, or is to be sent anew."""

    record_id: str = Field(foreign_key="record.id", primary_key=True, max_length=32)
    addendum: int = Field(primary_key=True)
    text: bytes = sealed()
    revision: int = 1
    saved_by: str = Field(foreign_key="person.id", max_length=32)
    saved_at: datetime = at()
