"""Requests for agreement, the acts given on versions, and reactions that wait for their message."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.tables.base import Table, at, key, sealed, word
from models.vocabulary import ActKind, Way


class Request(Table, table=True):
    """One ask for agreement: one person, one message, one or more versions.

    Where the person's agreement is not needed, `to_agree` is false: they get it to read, and may
    comment up to the day `comments_until`, or at any time without one. Its message is the outbox
    row with the key `request:<id>`. `text_replaced_at` is when a notice took the place of the text
    posted with it.
    """

    id: str = key()
    supervision_id: str = Field(foreign_key="supervision.id", index=True, max_length=32)
    addressee_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    asked_by: str = Field(foreign_key="person.id", max_length=32)
    asked_at: datetime = at()
    to_agree: bool = True
    comments_until: date | None = None
    full_text: bool = False
    replaced_at: datetime | None = at(nullable=True)
    text_replaced_at: datetime | None = at(nullable=True)


class RequestVersion(Table, table=True):
    """A version within a request; `read_at` is when the addressee opened its last page."""

    request_id: str = Field(foreign_key="request.id", primary_key=True, max_length=32)
    version_id: str = Field(foreign_key="version.id", primary_key=True, max_length=32, index=True)
    place: int
    read_at: datetime | None = at(nullable=True)


class Act(Table, table=True):
    """One act of one person on one version; append-only.

    `withdraws` names the act a withdrawal undoes; `event_ts` is Slack's time of a reaction. `mac` is the
    HMAC of the comments under `nonce`, which is sealed beside them.
    """

    id: str = key()
    version_id: str = Field(foreign_key="version.id", index=True, max_length=32)
    request_id: str | None = Field(default=None, foreign_key="request.id", index=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", max_length=32)
    kind: ActKind = word(ActKind)
    comments: bytes | None = sealed(nullable=True)
    nonce: bytes | None = sealed(nullable=True)
    mac: str = Field(default="", max_length=64)
    way: Way = word(Way)
    withdraws: str | None = Field(default=None, foreign_key="act.id", max_length=32)
    event_ts: str | None = Field(default=None, max_length=40)
    at: datetime = at()
    sequence: int


class Reaction(Table, table=True):
    """A reaction as Slack told of it, in any order; the newest `event_ts` a name decides if it is there.

    `settled` is false while the message it stands on has no known request yet.
    """

    __table_args__ = (UniqueConstraint("channel_id", "message_ts", "slack_user", "name"),)

    id: str = key()
    channel_id: str = Field(max_length=40, index=True)
    message_ts: str = Field(max_length=40, index=True)
    slack_user: str = Field(max_length=40)
    name: str = Field(max_length=120)
    present: bool
    event_ts: str = Field(max_length=40)
    settled: bool = False
