"""SMART actions: one id for life, and an entry for each thing said about them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from models.tables.base import Table, at, key, sealed, word
from models.vocabulary import ActionState, DueBy


class SmartAction(Table, table=True):
    """An action of a child or a person, never of a meeting.

    `state`, `owner_id` and `due_on` repeat the latest *sent* entry so that lists need no key;
    `state` is empty while the only entry stands in an unsent record.
    """

    __table_args__ = (CheckConstraint("(child_id IS NULL) <> (person_id IS NULL)", name="one_subject"),)

    id: str = key()
    child_id: str | None = Field(default=None, foreign_key="child.id", index=True, max_length=32)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    state: ActionState | None = word(ActionState, nullable=True, index=True)
    owner_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    due_on: date | None = None
    created_at: datetime = at()


class ActionEntry(Table, table=True):
    """What one record says about an action; becomes history when the record is sent.

    `text` is the sealed JSON of what, why, how, when in words, who in words and the sentence
    of the outcome, under the subject's own key. Sent entries are never changed.
    """

    __table_args__ = (UniqueConstraint("action_id", "record_id", "version"),)

    id: str = key()
    action_id: str = Field(foreign_key="smartaction.id", index=True, max_length=32)
    record_id: str = Field(foreign_key="record.id", index=True, max_length=32)
    version: int
    state: ActionState = word(ActionState)
    owner_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    due_on: date | None = None
    due_by: DueBy | None = word(DueBy, nullable=True)
    text: bytes = sealed()
    place: int = 0
    saved_by: str = Field(foreign_key="person.id", max_length=32)
    saved_at: datetime = at()
    sent_at: datetime | None = at(nullable=True)
