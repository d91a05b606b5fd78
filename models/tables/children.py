"""Children on caseloads and the dated facts about them. The name is sealed and never posted."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from models.tables.base import Table, at, key, sealed, word
from models.vocabulary import AgendaReason, ChildFlag, PlanStatus


class Child(Table, table=True):
    """A child or young person, known by the Mosaic number."""

    id: str = key()
    mosaic_number: str = Field(unique=True, max_length=60)
    initials: str = Field(max_length=12)
    name: bytes = sealed()
    born_on: bytes | None = sealed(nullable=True)
    family: str = Field(max_length=60, index=True)
    opened_on: date
    closed_on: date | None = None
    next_review_on: date | None = None
    last_supervised_on: date | None = None
    wrapped_key: bytes = sealed()

    @property
    def label(self) -> str:
        """The words a direct message may use: initials and Mosaic number."""
        return f"{self.initials} · {self.mosaic_number}"


class Allocation(Table, table=True):
    """Who works with a child, from and until; without a person it is the team's supervisor's."""

    id: str = key()
    child_id: str = Field(foreign_key="child.id", index=True, max_length=32)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    team_id: str = Field(foreign_key="team.id", index=True, max_length=32)
    from_on: date
    until_on: date | None = None


class ChildPlan(Table, table=True):
    """The plan a child was under, from and until."""

    id: str = key()
    child_id: str = Field(foreign_key="child.id", index=True, max_length=32)
    status: PlanStatus = word(PlanStatus)
    from_on: date
    until_on: date | None = None


class ChildFlagged(Table, table=True):
    """A flag that held for a child, from and until."""

    id: str = key()
    child_id: str = Field(foreign_key="child.id", index=True, max_length=32)
    flag: ChildFlag = word(ChildFlag)
    from_on: date
    until_on: date | None = None


class ChildPriority(Table, table=True):
    """The reason a worker or supervisor put on a child for the next agenda (source row B19)."""

    id: str = key()
    child_id: str = Field(foreign_key="child.id", index=True, max_length=32)
    reason: AgendaReason = word(AgendaReason)
    put_by: str = Field(foreign_key="person.id", max_length=32)
    put_at: datetime = at()
    ended_at: datetime | None = at(nullable=True)


class CarriedAnswer(Table, table=True):
    """One of the latest sent answers of a question, sealed under its subject's own key (A4, A5, C21)."""

    __table_args__ = (CheckConstraint("(child_id IS NULL) <> (person_id IS NULL)", name="one_subject"),)

    id: str = key()
    child_id: str | None = Field(default=None, foreign_key="child.id", index=True, max_length=32)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    question: str = Field(max_length=120)
    text: bytes = sealed()
    version_id: str = Field(foreign_key="version.id", max_length=32)
