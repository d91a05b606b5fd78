"""People, their teams and the dated relations between them. Facts have dates and are never overwritten."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.tables.base import Table, at, key, sealed, word
from models.vocabulary import ChannelDetail, LineKind, Role, Setting, StaffKind


class Team(Table, table=True):
    """A team and the Slack channel that hears what is coming due, and how much of it."""

    id: str = key()
    name: str = Field(unique=True, max_length=200)
    channel_id: str | None = Field(default=None, max_length=40)
    channel_detail: ChannelDetail = word(ChannelDetail, default=ChannelDetail.COUNTS)


class Person(Table, table=True):
    """Anyone in the directory; the staff number is the council's key."""

    id: str = key()
    staff_number: str = Field(unique=True, max_length=60)
    name: str = Field(max_length=200)
    email: str = Field(unique=True, max_length=320)
    slack_id: str | None = Field(default=None, unique=True, max_length=40)
    started_on: date | None = None
    asye_started_on: date | None = None
    student_fortnightly_from: date | None = None
    last_supervised_on: date | None = None
    last_contract_review_on: date | None = None
    last_observed_on: date | None = None
    left_on: date | None = None
    wrapped_key: bytes = sealed()


class PersonRole(Table, table=True):
    """What a person was, from and until (`until_on` is the first day it no longer holds)."""

    id: str = key()
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    role: Role = word(Role)
    staff_kind: StaffKind = word(StaffKind)
    from_on: date
    until_on: date | None = None


class TeamMember(Table, table=True):
    """Which team a person belonged to, from and until."""

    id: str = key()
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    team_id: str = Field(foreign_key="team.id", index=True, max_length=32)
    from_on: date
    until_on: date | None = None


class SupervisionLine(Table, table=True):
    """Who supervises, stands in for or mentors whom (source rows B27, C12)."""

    id: str = key()
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    senior_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    kind: LineKind = word(LineKind)
    agreed_by: str | None = Field(default=None, max_length=200)
    from_on: date
    until_on: date | None = None


class PersonSetting(Table, table=True):
    """What a person chose for themselves; the row is there for as long as they want it so."""

    __table_args__ = (UniqueConstraint("person_id", "setting"),)

    id: str = key()
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    setting: Setting = word(Setting)
    chosen_at: datetime = at()


class SlackUser(Table, table=True):
    """The local copy of a Slack member, kept by events and one listing a day."""

    slack_id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=200)
    email: str | None = Field(default=None, max_length=320, index=True)
    deleted: bool = False
    guest: bool = False
    stranger: bool = False
    bot: bool = False
    seen_at: datetime = at()


class DirectoryImport(Table, table=True):
    """One run of `python -m bot import`; lists show the latest as *directory as of DATE*."""

    id: str = key()
    effective_on: date
    imported_at: datetime = at()
    people: int
    children: int
