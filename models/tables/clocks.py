"""What moves a due date beside meetings: exceptions, what was done elsewhere, who is away; and nudges told."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, Index, text
from sqlmodel import Field

from models.tables.base import Table, at, key, sealed, word
from models.vocabulary import AgendaReason, ClockKind, NudgeStage, NudgeState, Rhythm

_ONE_SUBJECT = "(child_id IS NULL) <> (person_id IS NULL)"


class ClockOverride(Table, table=True):
    """Another interval, or one fixed date, for one clock of a child or person, always with an end (B5, C8).

    `text` is the sealed reason, under the subject's own key. `version_id` names the supervision agreement
    that says so. `until_on` is the first day it no longer holds; `ended_at` is set where it is ended early.
    """

    __table_args__ = (
        CheckConstraint(_ONE_SUBJECT, name="one_subject"),
        CheckConstraint("(every_days IS NULL) <> (due_on IS NULL)", name="one_rule"),
    )

    id: str = key()
    clock: ClockKind = word(ClockKind)
    child_id: str | None = Field(default=None, foreign_key="child.id", index=True, max_length=32)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    every_days: int | None = None
    due_on: date | None = None
    from_on: date
    until_on: date
    text: bytes = sealed()
    version_id: str | None = Field(default=None, foreign_key="version.id", max_length=32)
    set_by: str = Field(foreign_key="person.id", max_length=32)
    set_at: datetime = at()
    ended_at: datetime | None = at(nullable=True)


class ClockDone(Table, table=True):
    """Something done that left no record here: a supervision held elsewhere, an observation, an audit.

    `text` is sealed under the subject's own key: by whom and where it is filed, or one line about it.
    """

    __table_args__ = (CheckConstraint(_ONE_SUBJECT, name="one_subject"),)

    id: str = key()
    clock: ClockKind = word(ClockKind)
    child_id: str | None = Field(default=None, foreign_key="child.id", index=True, max_length=32)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    done_on: date
    text: bytes = sealed()
    recorded_by: str = Field(foreign_key="person.id", max_length=32)
    recorded_at: datetime = at()


class Leave(Table, table=True):
    """Days on which somebody is away, and who covers; nobody asks why. `until_on` is the first day back."""

    id: str = key()
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    from_on: date
    until_on: date
    cover_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    set_by: str = Field(foreign_key="person.id", max_length=32)
    set_at: datetime = at()
    ended_at: datetime | None = at(nullable=True)


class Snooze(Table, table=True):
    """A date nobody is to be told of before `until_on`; it holds for that one date (`due_on`) only.

    `text` is the sealed reason, under the key of the child or person it is about.
    """

    __table_args__ = (CheckConstraint(_ONE_SUBJECT, name="one_subject"),)

    id: str = key()
    clock: ClockKind = word(ClockKind)
    child_id: str | None = Field(default=None, foreign_key="child.id", index=True, max_length=32)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    due_on: date
    until_on: date
    text: bytes = sealed()
    set_by: str = Field(foreign_key="person.id", max_length=32)
    set_at: datetime = at()


class NudgeChoice(Table, table=True):
    """When a person wants the digest; `minute` is the minute of the day in London, or the policy's where it is none."""

    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=32)
    rhythm: Rhythm = word(Rhythm)
    minute: int | None = None
    chosen_at: datetime = at()


class Nudge(Table, table=True):
    """One promise to tell one person of one stage of one due date.

    `key` is unique: clock, subject, due date, stage and audience, so that planning twice changes nothing.
    `told_on` is the day of the digest it stood in.
    """

    __table_args__ = (Index("ix_nudge_audience", "audience_id", "state"),)

    id: str = key()
    key: str = Field(unique=True, max_length=200)
    clock: ClockKind = word(ClockKind)
    subject_id: str = Field(index=True, max_length=32)
    due_on: date
    stage: NudgeStage = word(NudgeStage)
    audience_id: str = Field(foreign_key="person.id", max_length=32)
    state: NudgeState = word(NudgeState)
    planned_at: datetime = at()
    told_on: date | None = None


class Booking(Table, table=True):
    """A supervision that is planned for a day; held or cancelled, it is past."""

    id: str = key()
    supervisor_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    supervisee_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    booked_on: date
    set_by: str = Field(foreign_key="person.id", max_length=32)
    set_at: datetime = at()
    cancelled_at: datetime | None = at(nullable=True)


class Preparation(Table, table=True):
    """What a supervisee brings to the next supervision: a line, or a draft for one question (B20, I29, I30).

    `question` is empty for the line. `text` is sealed under the key of the child, or of the person for what
    is about themselves. `ended_at` is when the meeting it was for was closed or discarded.
    `prepared_at` is when it was begun, and says which meeting it is for; `saved_at` when it was last changed.
    """

    __table_args__ = (
        Index(
            "uq_preparation_present",
            "person_id",
            "subject_id",
            "question",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: str = key()
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    subject_id: str = Field(index=True, max_length=32)
    child_id: str | None = Field(default=None, foreign_key="child.id", index=True, max_length=32)
    question: str = Field(default="", max_length=120)
    in_depth: bool = False
    reason: AgendaReason | None = word(AgendaReason, nullable=True)
    text: bytes | None = sealed(nullable=True)
    prepared_at: datetime = at()
    saved_at: datetime = at()
    ended_at: datetime | None = at(nullable=True)


class Heartbeat(Table, table=True):
    """When something the bot does by itself was last done, and in numbers what came of it.

    `claimed_until` is the time outside up to which one process is at it.
    """

    name: str = Field(primary_key=True, max_length=40)
    last_at: datetime = at()
    real_at: datetime = at()
    facts: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    claimed_until: datetime | None = at(nullable=True)


class TeamChannel(Table, table=True):
    """The local copy of what Slack says of a team's channel."""

    channel_id: str = Field(primary_key=True, max_length=40)
    private: bool = False
    shared: bool = False
    archived: bool = False
    bot_is_in: bool = False
    seen_at: datetime = at()


class ChannelMember(Table, table=True):
    """The local copy of who is in a team's channel."""

    channel_id: str = Field(primary_key=True, max_length=40)
    slack_id: str = Field(primary_key=True, max_length=40)
