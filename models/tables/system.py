"""The outbox, the keys of what came in, the audit trail, and marks of the deployment itself."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from models.tables.base import Table, at, key, word
from models.vocabulary import MessageKind, OutboxState, SendingMode, Way


class Outbox(Table, table=True):
    """One promised message; `facts` holds ids only, the words are rendered when it is sent.

    `key` says what was promised and is unique, so promising twice changes nothing. A refresh
    names the posted row in `target_id`. It goes to a person's direct messages, or to the channel of a team.
    `priority` orders rows due at one time.
    `lease_until` and `tried_at` are times outside, which a moved clock does not touch; `tried_at` is set just
    before a message is posted, so that only of what was tried there can be doubt.
    """

    __table_args__ = (
        Index("ix_outbox_due", "state", "due_at"),
        Index("ix_outbox_message", "channel_id", "message_ts"),
    )

    id: str = key()
    key: str = Field(unique=True, max_length=200)
    kind: MessageKind = word(MessageKind)
    mode: SendingMode = word(SendingMode)
    recipient_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    team_id: str | None = Field(default=None, foreign_key="team.id", index=True, max_length=32)
    facts: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    target_id: str | None = Field(default=None, foreign_key="outbox.id", index=True, max_length=32)
    priority: int = 0
    state: OutboxState = word(OutboxState)
    due_at: datetime = at()
    attempts: int = 0
    lease_until: datetime | None = at(nullable=True)
    lease_owner: str | None = Field(default=None, max_length=40)
    tried_at: datetime | None = at(nullable=True)
    channel_id: str | None = Field(default=None, max_length=40)
    message_ts: str | None = Field(default=None, max_length=40)
    reason: str | None = Field(default=None, max_length=500)
    promised_at: datetime = at()
    settled_at: datetime | None = at(nullable=True)


class Inbound(Table, table=True):
    """The key of a payload whose effect is in the database; written in the same transaction."""

    key: str = Field(primary_key=True, max_length=200)
    at: datetime = at()


class AuditEvent(Table, table=True):
    """Who did what to what, when and by which way; never any text of a record.

    `sealed_on` is the day of the seal over it (see `models.tables.evidence.DaySeal`), None until then.
    """

    id: str = key()
    at: datetime = at(index=True)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    what: str = Field(max_length=80)
    subject: str = Field(max_length=40)
    subject_id: str = Field(max_length=40, index=True)
    version_id: str | None = Field(default=None, foreign_key="version.id", max_length=32)
    way: Way = word(Way)
    facts: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    sealed_on: date | None = Field(default=None, index=True)


class Mark(Table, table=True):
    """A fact about the deployment, such as its world or the check value of its key."""

    name: str = Field(primary_key=True, max_length=60)
    value: str = Field(max_length=500)
