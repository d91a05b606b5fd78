"""The record as evidence: its chain, the daily seals, where it was filed, who was let in, what is let go."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field

from models.tables.base import Table, at, key, sealed, word
from models.vocabulary import Filed, FileState, Kept, LinkKind, Purpose, RecordState

_ONE_SUBJECT = "(child_id IS NULL) <> (person_id IS NULL)"


class Link(Table, table=True):
    """One thing that happened to a record, bound by `hash` to everything that happened before.

    `row_id` is the version, act, filing or disposal it tells of; `facts` holds ids, words of ours and hashes,
    never any text, so that a chain reads on after its texts have gone (see `models.rules.integrity`).
    `sealed_on` is the day of the first seal over it, None until then.
    """

    __table_args__ = (UniqueConstraint("record_id", "place"),)

    id: str = key()
    record_id: str = Field(foreign_key="record.id", index=True, max_length=32)
    place: int
    kind: LinkKind = word(LinkKind)
    row_id: str = Field(max_length=32)
    at: datetime = at(index=True)
    facts: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    sealed_on: date | None = Field(default=None, index=True)


class DaySeal(Table, table=True):
    """What stood at one moment of a day, signed: the heads of all chains, and the audit events since the last one.

    `until` is the moment; which links and events were there they carry themselves, as `sealed_on`. `previous` is the
    hash of the seal before. `signed_with` is the fingerprint of the public key, `signature` the Ed25519 signature of
    `hash` in hexadecimal.
    """

    sealed_on: date = Field(primary_key=True)
    until: datetime = at()
    heads: int
    heads_root: str = Field(max_length=64)
    events: int
    events_root: str = Field(max_length=64)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    signed_with: str = Field(max_length=64)
    signature: str = Field(max_length=128)


class Filing(Table, table=True):
    """A version somebody copied out of the bot: who, when, where, and how its agreement stood then.

    Where the agreement came later, its outcome is pasted once more: `outcome_at` is when, `outcome_state` what
    was pasted.
    """

    id: str = key()
    record_id: str = Field(foreign_key="record.id", index=True, max_length=32)
    version_id: str = Field(foreign_key="version.id", unique=True, max_length=32)
    place: Filed = word(Filed)
    state: RecordState = word(RecordState)
    filed_on: date
    filed_by: str = Field(foreign_key="person.id", max_length=32)
    filed_at: datetime = at()
    outcome_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    outcome_at: datetime | None = at(nullable=True)
    outcome_state: RecordState | None = word(RecordState, nullable=True, name="outcome")

    @property
    def told(self) -> RecordState:
        """How its agreement stands where it was filed."""
        return self.outcome_state or self.state


class Grant(Table, table=True):
    """Somebody outside the line may read: what, what for, until when, given by whom (source rows B14, B40, C17).

    Without child, person and team it holds for the whole council; without `until_on` it is a standing one.
    `text` is the reason, sealed under a key of its own. `approved_by` is the second name an investigation needs;
    `hidden` is true while those it is about are not told.
    """

    __tablename__ = "access_grant"  # `grant` is a word of SQL itself

    id: str = key()
    reader_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    purpose: Purpose = word(Purpose)
    child_id: str | None = Field(default=None, foreign_key="child.id", index=True, max_length=32)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    team_id: str | None = Field(default=None, foreign_key="team.id", index=True, max_length=32)
    from_on: date
    until_on: date | None = None
    text: bytes = sealed()
    wrapped_key: bytes = sealed()
    hidden: bool = False
    given_by: str = Field(foreign_key="person.id", max_length=32)
    given_at: datetime = at()
    approved_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    approved_at: datetime | None = at(nullable=True)
    ended_at: datetime | None = at(nullable=True)
    ended_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)


class ReadTold(Table, table=True):
    """That somebody read a record about a person stood in that person's digest of a day (source rows B40, I10)."""

    id: str = key()
    event_id: str = Field(foreign_key="auditevent.id", unique=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    told_on: date


class LegalHold(Table, table=True):
    """Nothing of a child or person is let go while it lasts; `text` is the sealed reason, under the subject's key."""

    __table_args__ = (CheckConstraint(_ONE_SUBJECT, name="one_subject"),)

    id: str = key()
    child_id: str | None = Field(default=None, foreign_key="child.id", index=True, max_length=32)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    text: bytes = sealed()
    set_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    set_at: datetime = at()
    ended_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    ended_at: datetime | None = at(nullable=True)


class Disposal(Table, table=True):
    """What is due to be let go, who confirmed it, and when it went: the disposal log (source rows B38, C17, I11).

    `facts` holds ids and numbers, never any text. A purge of casework text needs no confirmation.
    """

    __table_args__ = (CheckConstraint(_ONE_SUBJECT, name="one_subject"),)

    id: str = key()
    kept: Kept = word(Kept)
    child_id: str | None = Field(default=None, foreign_key="child.id", index=True, max_length=32)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    record_id: str | None = Field(default=None, foreign_key="record.id", index=True, max_length=32)
    due_on: date
    listed_at: datetime = at()
    confirmed_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    confirmed_at: datetime | None = at(nullable=True)
    done_at: datetime | None = at(nullable=True)
    facts: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class PostedFile(Table, table=True):
    """A record somebody asked for as a file in Slack: until it is filed, and for a day at most.

    `file_id` is Slack's, known and stored before Slack can show the file to anybody: so none is ever forgotten, even
    where the answer to the upload was lost. `delete_at` is the latest moment it may be there. `lease_until` and
    `lease_owner` say who is at work on it, or not before when it is tried again, in the time outside.
    """

    id: str = key()
    record_id: str = Field(foreign_key="record.id", index=True, max_length=32)
    version_id: str = Field(foreign_key="version.id", max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    state: FileState = word(FileState, index=True)
    asked_at: datetime = at()
    delete_at: datetime = at()
    file_id: str | None = Field(default=None, max_length=40)
    posted_at: datetime | None = at(nullable=True)
    settled_at: datetime | None = at(nullable=True)
    attempts: int = 0
    lease_until: datetime | None = at(nullable=True)
    lease_owner: str | None = Field(default=None, max_length=40)
    reason: str | None = Field(default=None, max_length=200)
