"""Typed answers. An answer knows its stored form and whether it is empty; its question words it.

The answers of the types with parts of their own stand beside their questions: see `evidence` and `grid`.
"""

from abc import ABC, abstractmethod
from datetime import date
from operator import not_
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from models.vocabulary import QuestionType

__all__ = [
    "Answer",
    "ChoiceAnswer",
    "ChoicesAnswer",
    "DateAnswer",
    "ScaleAnswer",
    "TextAnswer",
    "YesNoAnswer",
]


class Answer(BaseModel, ABC):
    """One answer to one question; `type` is part of what is stored, so a mix-up cannot pass."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @property
    @abstractmethod
    def is_empty(self) -> bool:
        """Whether nothing was said; blanks alone are nothing."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing of it has to be kept; an empty answer may have a beginning in it."""
        return self.is_empty

    def as_sent(self) -> Self:
        """Return the answer as it leaves the writer's desk."""
        return self

    def stored(self) -> str:
        """Return the JSON text that is sealed; `Question.read_stored` undoes it."""
        return self.model_dump_json()

    def value(self) -> JsonValue:
        """Return the answer as JSON data for a document."""
        data: Any = self.model_dump(mode="json")
        return {key: each for key, each in data.items() if key != "type"}


class TextAnswer(Answer):
    """Free text, kept exactly as typed, or the agreement not to record any (source row B10).

    `left_out` is an answer too. Words beside it are kept only while the record is written, so that
    a tick by accident costs nothing; `as_sent` drops them. Where it is not set it is not stored
    either, so that texts stored before the key was there stay the same.
    """

    type: Literal[QuestionType.TEXT] = QuestionType.TEXT
    text: str
    left_out: bool = Field(default=False, exclude_if=not_)

    def as_sent(self) -> Self:
        """Return the answer without words that were agreed not to be recorded."""
        return self.model_copy(update={"text": ""}) if self.left_out else self

    @property
    def is_empty(self) -> bool:
        """Whether there is no sign in it but blanks, and nobody agreed to leave it so."""
        return not self.left_out and not self.text.strip()


class ChoiceAnswer(Answer):
    """One option, by its id."""

    type: Literal[QuestionType.CHOICE] = QuestionType.CHOICE
    option: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether none was chosen."""
        return self.option is None


class ChoicesAnswer(Answer):
    """Any number of options, by their ids, in the order of the question."""

    type: Literal[QuestionType.CHOICES] = QuestionType.CHOICES
    options: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether none was chosen."""
        return not self.options


class ScaleAnswer(Answer):
    """A point on a scale, or the decision not to put it on the scale, which is an answer too."""

    type: Literal[QuestionType.SCALE] = QuestionType.SCALE
    point: int | None = None
    unscaled: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether neither a point nor *Not scaled today* was chosen."""
        return self.point is None and not self.unscaled


class DateAnswer(Answer):
    """A day."""

    type: Literal[QuestionType.DATE] = QuestionType.DATE
    day: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no day was picked."""
        return self.day is None


class YesNoAnswer(Answer):
    """Yes, no, or not said."""

    type: Literal[QuestionType.YES_NO] = QuestionType.YES_NO
    yes: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Whether neither was chosen."""
        return self.yes is None
