"""Typed answers. An answer knows its stored form and whether it is empty; its question words it."""

from abc import ABC, abstractmethod
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, JsonValue

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

    def stored(self) -> str:
        """Return the JSON text that is sealed; `Question.read_stored` undoes it."""
        return self.model_dump_json()

    def value(self) -> JsonValue:
        """Return the answer as JSON data for a document."""
        data: Any = self.model_dump(mode="json")
        return {key: each for key, each in data.items() if key != "type"}


class TextAnswer(Answer):
    """Free text, kept exactly as typed."""

    type: Literal[QuestionType.TEXT] = QuestionType.TEXT
    text: str

    @property
    def is_empty(self) -> bool:
        """Whether there is no sign in it but blanks."""
        return not self.text.strip()


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
        """Whether neither a point nor *Not scaled* was chosen."""
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
