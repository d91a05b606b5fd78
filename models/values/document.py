"""The document of a sent version: everything its reader saw, as one canonical JSON text.

Modal, message, PDF and paste text are all rendered from it, so it holds words, never only ids:
the questions as they were asked, the answers as they were shown, the actions as they stood.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import not_
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from models.vocabulary import ActionState, Format, Part, QuestionType, RecordKind

LAYOUT: Literal[1] = 1


def _is_empty(value: object) -> bool:
    """Say whether a key that came later says nothing: left out then, it changes no older document's spelling."""
    return not value


class Frozen(BaseModel):
    """A part of the document: immutable, and refusing keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DocumentForm(Frozen):
    """Which form the record answers; `form_id` and `number` name its release for ever."""

    form_id: str
    number: int
    title: str


class DocumentMeeting(Frozen):
    """The supervision: the day it was held and the time it was first typed are two facts.

    `outside` are the names of those who were there and are not in the directory.
    """

    supervision_id: str
    format: Format
    held_on: date
    typed_at: datetime
    outside: tuple[str, ...] = Field(default=(), exclude_if=_is_empty)


class DocumentSubject(Frozen):
    """The one child or person the record is about."""

    child_id: str | None = None
    person_id: str | None = None
    mosaic_number: str | None = None
    initials: str | None = None
    name: str

    @property
    def label(self) -> str:
        """The words a direct message may use: initials and Mosaic number, or a colleague's name."""
        if self.child_id is None:
            return self.name
        return f"{self.initials} · {self.mosaic_number}"


class DocumentParty(Frozen):
    """Someone who was there; `required` when the record needs their agreement (source row C15)."""

    person_id: str
    name: str
    part: Part
    required: bool


class DocumentAnswer(Frozen):
    """A question as it was asked and its answer; `shown` is the whole answer in words."""

    question: str
    label: str
    type: QuestionType
    value: JsonValue
    shown: str


class DocumentSection(Frozen):
    """A section of the form with the questions that were answered in it."""

    section: str
    title: str
    answers: tuple[DocumentAnswer, ...] = ()


class DocumentAction(Frozen):
    """An action as it stood (source row A7); `outcome` is the sentence of row A9.

    `class_label` are the words of its class, under which it is read (source row D7).
    """

    action_id: str
    state: ActionState
    what: str
    why: str = ""
    how: str = ""
    who: str
    due_on: date | None = None
    due_words: str = ""
    outcome: str = ""
    carried: bool = False
    class_label: str = Field(default="", exclude_if=not_)

    @property
    def is_open(self) -> bool:
        """Whether it still has to be done."""
        return self.state is ActionState.OPEN


class Document(Frozen):
    """A record, or an addendum to one, as it was sent; `label` is what the council called it then.

    `addendum` is 0 for the record itself; an addendum has `addendum_text` and neither sections
    nor actions.
    """

    layout: Literal[1] = LAYOUT
    record_id: str
    kind: RecordKind
    label: str = Field(default="", exclude_if=_is_empty)
    addendum: int = 0
    number: int
    form: DocumentForm
    meeting: DocumentMeeting
    subject: DocumentSubject
    parties: tuple[DocumentParty, ...]
    sections: tuple[DocumentSection, ...] = ()
    actions: tuple[DocumentAction, ...] = ()
    addendum_text: str | None = None
    sent_by: str
    sent_by_name: str
    sent_at: datetime

    def canonical(self) -> str:
        """Return the one JSON spelling: sorted keys, no spaces, characters as themselves."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Self:
        """Undo `canonical`.

        Raises
        ------
        pydantic.ValidationError
            When the text is no document of this layout.
        """
        return cls.model_validate_json(text)

    @property
    def required(self) -> tuple[str, ...]:
        """The ids of those whose agreement the record needs."""
        return tuple(party.person_id for party in self.parties if party.required)

    @property
    def readers(self) -> tuple[str, ...]:
        """The ids of those who were there, get it to read, and are not asked to agree."""
        return tuple(
            party.person_id for party in self.parties if not party.required and party.part is not Part.SUPERVISOR
        )

    def answers(self) -> Iterator[tuple[DocumentSection, DocumentAnswer]]:
        """Yield every answer with its section, in the order of the form."""
        for section in self.sections:
            for answer in section.answers:
                yield section, answer


@dataclass(frozen=True, slots=True)
class Signature:
    """Who sends a version, and when: Send is the supervisor's own signature (source row C15)."""

    person_id: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions; an empty side means it was not there."""

    where: str
    before: str
    after: str


class Voice(StrEnum):
    """How a passage is meant; each renderer gives a voice its own look."""

    TITLE = "title"
    SECTION = "section"
    LABEL = "label"
    TEXT = "text"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document in plain words, in reading order.

    `people_wrote` is true for what somebody typed, which is never taken as formatting.
    """

    voice: Voice
    text: str
    people_wrote: bool = False
