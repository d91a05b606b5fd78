"""What all questions share, and what those share that are answered by a value of their own."""

import re
from abc import abstractmethod
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError, model_validator

from models.forms import limits
from models.forms.answers import Answer
from models.forms.base import ErrorWords, Part, PartId, Prompts, Words, prompts_length
from models.forms.proposal import Proposal
from models.vocabulary import CarryRule, Meaning, QuestionType, Sharing

__all__ = ["AnsweredQuestion", "QuestionPart", "expect"]

A = TypeVar("A", bound=Answer)

MEANT_TYPES: Mapping[Meaning, QuestionType] = {
    Meaning.OWN_FREQUENCY: QuestionType.CHOICE,
    Meaning.SAFETY: QuestionType.SCALE,
}
"""Meanings that only one type of question can carry."""

_BANK_GROUP = re.compile(r"^[a-z][a-z0-9_-]*\.[a-z][a-z0-9_]*$")


def _as_list(value: Any) -> Any:
    """Let a single entry be written without a list."""
    return [value] if isinstance(value, str) else value


def _bank_group(name: str) -> str:
    if not _BANK_GROUP.match(name):
        raise ValueError(f"“{name}” must be a bank and one of its groups, such as kolb.experience")
    return name


BankGroup = Annotated[Words, AfterValidator(_bank_group)]
"""A group of a prompt bank, named as `BANK.GROUP`."""


class QuestionPart(Part):
    """The keys every question may have, whatever its type.

    `first_help` is shown in place of `help` while there is no earlier record of the same
    subject (source row A5). `required` is looked at in the read-through only. `prompts` are the
    question's own; those of `banks` are offered beside them, a few at a time. `proposes` is the
    next step that one tap makes when the answer is missing (source row D2).
    """

    type: QuestionType
    id: PartId
    label: Annotated[Words, StringConstraints(max_length=limits.LABEL_LENGTH)]
    help: Annotated[Words, StringConstraints(max_length=limits.HELP_LENGTH)] | None = None
    first_help: Annotated[Words, StringConstraints(max_length=limits.HELP_LENGTH)] | None = None
    prompts: Prompts = ()
    banks: Annotated[tuple[BankGroup, ...], BeforeValidator(_as_list), Field(max_length=limits.BANK_GROUPS)] = ()
    errors: ErrorWords = ErrorWords()
    source: Words
    carry: CarryRule = CarryRule.NEVER
    sharing: Sharing = Sharing.OWN
    means: Annotated[tuple[Meaning, ...], BeforeValidator(_as_list), Field(max_length=5)] = ()
    required: bool = False
    proposes: Proposal | None = None

    @model_validator(mode="after")
    def check_prompts_fit(self) -> Self:
        """Refuse more prompts than one small-print block shows."""
        if prompts_length(self.prompts) > limits.PROMPTS_LENGTH:
            raise ValueError(f"prompts: together they must stay under {limits.PROMPTS_LENGTH} characters")
        return self

    @model_validator(mode="after")
    def check_banks_differ(self) -> Self:
        """Refuse a group of a bank named twice."""
        if len(set(self.banks)) < len(self.banks):
            raise ValueError("banks: one of them is there twice")
        return self

    @model_validator(mode="after")
    def check_meanings_fit(self) -> Self:
        """Refuse a meaning whose reader could not work with an answer of this type."""
        for meaning in self.means:
            if MEANT_TYPES.get(meaning, self.type) is not self.type:
                raise ValueError(f"means: only a question of the type {MEANT_TYPES[meaning]} can mean {meaning}")
        return self

    @property
    def inputs(self) -> int:
        """How many of a section's places it takes."""
        return 1

    @property
    def missing_words(self) -> str:
        """The sentence the read-through says when the answer is needed and not there."""
        return self.errors.missing or f"“{self.label}” has no answer yet."


class AnsweredQuestion(QuestionPart):
    """A question answered by one value; `answer_class` is the class of that value."""

    answer_class: ClassVar[type[Answer]]

    @abstractmethod
    def show(self, answer: Answer) -> str:
        """Return the whole answer in words, as it is read; nothing for an empty one."""

    def check_answer(self, answer: Answer) -> None:
        """Raise ValueError when the answer names something this question does not offer."""
        expect(self.answer_class, answer)

    def empty(self) -> Answer:
        """Return the answer of a question left blank or cleared."""
        return self.answer_class.model_validate(self.blank)

    @property
    def blank(self) -> Mapping[str, object]:
        """The values of an empty answer."""
        return {}

    def read_stored(self, stored: str) -> Answer:
        """Undo `Answer.stored`.

        Raises
        ------
        ValueError
            When the text is no answer to this question.
        """
        answer = self.answer_class.model_validate_json(stored)
        self.check_answer(answer)
        return answer

    def read_carried(self, stored: str) -> Answer | None:
        """Return an answer from an earlier form, or None when this question cannot take it over."""
        try:
            return self.read_stored(stored)
        except (ValidationError, ValueError):
            return None


def expect(kind: type[A], answer: Answer) -> A:
    """Return the answer as the kind a question works with.

    Raises
    ------
    ValueError
        When it answers another type of question.
    """
    if not isinstance(answer, kind):
        raise ValueError(f"a {kind.__name__} was expected, not a {type(answer).__name__}")  # noqa: TRY004 -- one error for every wrong answer
    return answer
