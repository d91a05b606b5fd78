"""Values of agreement: acts as facts, and what sending, reading and acting give back."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from models.values.document import Document
from models.vocabulary import ActKind, Filed, RecordKind, RecordState


class Actor(StrEnum):
    """What a person is to one version, decided from the document and the directory.

    `REQUIRED` is somebody whose agreement the record needs, `SENDER` the supervisor who
    answers for it (or who stands in), `PARTY` somebody else who was there.
    """

    REQUIRED = "required"
    SENDER = "sender"
    PARTY = "party"
    OTHER = "other"


class Owner(StrEnum):
    """Who has the next step while a record is in a state."""

    SUPERVISOR = "supervisor"
    PRACTITIONER = "practitioner"
    NOBODY = "nobody"


class Step(StrEnum):
    """What moves a record and is no act of agreement."""

    SENT = "sent"
    ADDED_TO = "added_to"
    CLOSED_AS_LEFT = "closed_as_left"
    DISCARDED = "discarded"


Move = ActKind | Step


@dataclass(frozen=True, slots=True)
class ActFact:
    """An act as the fold sees it; `at` is Slack's time of the event where it was a reaction."""

    id: str
    person_id: str
    kind: ActKind
    at: datetime
    sequence: int = 0
    withdraws: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote with an act on a version; part of the record (source row C15)."""

    person_name: str
    kind: ActKind
    number: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing a record still lacks before it can be sent, and the section to put it in."""

    words: str
    section: str | None = None


@dataclass(frozen=True, slots=True)
class AskedVersion:
    """One version within a request, as its message and its pages show it.

    `actions` are those still open, None where its form has none; `code` is its check code.
    `mine` is the last counting act of the addressee, given at `acted_at`; it can be undone until `undo_until`.
    `let_go` says what became of the text, where it is not here any more.
    """

    version_id: str
    record_id: str
    addendum: int
    number: int
    label: str
    name: str
    kind: RecordKind
    state: RecordState
    actions: int | None
    replaced: bool
    mine: ActKind | None = None
    acted_at: datetime | None = None
    undo_until: datetime | None = None
    read: bool = False
    code: str = ""
    let_go: str = ""

    @property
    def open(self) -> bool:
        """Whether the addressee can still answer it."""
        return self.state is RecordState.AWAITING and not self.replaced


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for agreement without a word of any record, for its message and for Home.

    `title` says what the meeting is called. Without `to_agree` the addressee only reads, and may
    comment up to the day `comments_until`, or at any time without one.
    """

    request_id: str
    supervision_id: str
    addressee_id: str
    addressee_name: str
    asked_by_id: str
    asked_by_name: str
    held_on: date
    asked_at: datetime
    versions: tuple[AskedVersion, ...]
    title: str
    to_agree: bool = True
    comments_until: date | None = None
    full_text: bool = False
    replaced: bool = False

    @property
    def open(self) -> tuple[AskedVersion, ...]:
        """The versions still waiting for an answer."""
        return tuple(version for version in self.versions if version.open) if self.to_agree else ()

    def may_comment(self, today: date) -> bool:
        """Say whether somebody who only reads may add a comment."""
        in_time = self.comments_until is None or today <= self.comments_until
        return not self.to_agree and in_time and not all(version.let_go for version in self.versions)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for one person: records to agree, or only to read, or a change asked of a supervisor.

    `title` says what the meeting is called, `who` is the other person's name; `act_id` is the act
    that asked for the change.
    """

    kind: Literal["agree", "read", "change"]
    supervision_id: str
    who: str
    held_on: date
    labels: tuple[str, ...]
    title: str
    request_id: str | None = None
    record_id: str | None = None
    act_id: str | None = None

    @property
    def count(self) -> int:
        """How many records it concerns."""
        return len(self.labels)


@dataclass(frozen=True, slots=True)
class FiledWhere:
    """Where, when and by whom a version was filed (danger 10: what stands here is a copy then)."""

    place: Filed
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The last answer of somebody whose agreement a version needs."""

    person_name: str
    kind: ActKind
    at: datetime


@dataclass(frozen=True, slots=True)
class HowAgreed:
    """How a version's agreement stands: who answered what and when, who has not, and what was written with it.

    `needed` is false where nobody's agreement is asked for.
    """

    state: RecordState
    replies: tuple[Reply, ...] = ()
    waiting_for: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    needed: bool = True


@dataclass(frozen=True, slots=True)
class ReadVersion:
    """A version with its whole document, what changed since the one before, check code and where it is filed.

    `agreed` is how its agreement stands, with every comment made on its line of versions. Where the text is not here
    any more, `let_go` says what became of it, and the document holds parties and dates.
    """

    version_id: str
    document: Document
    before: Document | None
    agreed: HowAgreed
    replaced: bool
    code: str = ""
    let_go: str = ""
    filed: FiledWhere | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody reads: one or more whole versions, of one request or of one record.

    `asked` is set when the reader is the addressee and may answer. For the supervisor,
    `close_as_left` names the version that can be closed because the person has left, and
    `may_add` says whether an addendum can be begun or mended.
    """

    versions: tuple[ReadVersion, ...]
    request_id: str | None = None
    record_id: str | None = None
    asked: Asked | None = None
    close_as_left: str | None = None
    may_add: bool = False


@dataclass(frozen=True, slots=True)
class Acted:
    """What an act did: the request as it now stands, and the records it touched."""

    asked: Asked
    kind: ActKind
    touched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer the supervisor hears of, to a record of that kind: a change asked for, comments, or *do not agree*.

    `stands` is false once it was taken back or a newer version has taken the place; `asked` that
    the person's agreement is needed, so that a comment of theirs asks for an addendum. `code` is the
    check code of the version answered.
    """

    act_id: str
    kind: ActKind
    record_id: str
    supervision_id: str
    subject_id: str
    record_kind: RecordKind
    addendum: int
    number: int
    label: str
    name: str
    held_on: date
    state: RecordState
    person_name: str
    comments: str
    stands: bool
    taken_back: bool
    asked: bool = True
    code: str = ""


@dataclass(frozen=True, slots=True)
class AddendumDraft:
    """The words of an addendum that is being written, or mended after a change was asked.

    `to_agree` are the names of those who are asked, `to_read` of those who only get it to read.
    """

    record_id: str
    addendum: int
    label: str
    name: str
    to_agree: tuple[str, ...]
    to_read: tuple[str, ...]
    text: str
    again: bool
    asked: str = ""


@dataclass(frozen=True, slots=True)
class PostedText:
    """One message's share of a text that is posted whole; empty once a notice took its place.

    `replaced` is true once a newer version took the place of what it says.
    """

    text: str
    part: int
    of: int
    taken_away: bool
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Ticked:
    """A reaction put on a message or taken off it, as Slack told of it."""

    channel_id: str
    message_ts: str
    slack_user: str
    name: str
    event_ts: str
    present: bool
