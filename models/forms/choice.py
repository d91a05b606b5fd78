"""Questions answered by choosing among options, one or several."""

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal, Protocol, Self

from pydantic import Field, StringConstraints, model_validator

from models.forms import limits
from models.forms.answers import Answer, ChoiceAnswer, ChoicesAnswer
from models.forms.base import Part, Words
from models.forms.question import AnsweredQuestion, expect
from models.vocabulary import QuestionType

__all__ = ["ChoiceQuestion", "ChoicesQuestion", "Option", "OptionsQuestion", "check_differ"]


class Option(Part):
    """Something that may be chosen."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=limits.OPTION_ID_LENGTH)]
    label: Annotated[Words, StringConstraints(max_length=limits.OPTION_LABEL_LENGTH)]
    help: Annotated[Words, StringConstraints(max_length=limits.OPTION_HELP_LENGTH)] | None = None


class OptionsQuestion(AnsweredQuestion):
    """What choices and grids share: the options, up to ten as buttons, up to 100 as a menu."""

    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=limits.MENU_OPTIONS)]

    @model_validator(mode="after")
    def check_options_differ(self) -> Self:
        """Refuse two options with one id, or with one label, which nobody could tell apart."""
        check_differ("options", self.options)
        return self

    @property
    def is_short(self) -> bool:
        """Whether all options can be buttons, answered by one tap."""
        return len(self.options) <= limits.TAP_OPTIONS

    def label_of(self, option: str) -> str:
        """Return the words of an option.

        Raises
        ------
        ValueError
            When the question offers no such option.
        """
        for each in self.options:
            if each.id == option:
                return each.label
        raise ValueError(f"“{option}” is no option of the question {self.id}")


class ChoiceQuestion(OptionsQuestion):
    """One option of several."""

    answer_class: ClassVar[type[Answer]] = ChoiceAnswer

    type: Literal[QuestionType.CHOICE]

    def show(self, answer: Answer) -> str:
        """Return the label of the option."""
        chosen = expect(ChoiceAnswer, answer).option
        return "" if chosen is None else self.label_of(chosen)

    def check_answer(self, answer: Answer) -> None:
        """Raise ValueError when the option is not offered."""
        self.show(answer)


class ChoicesQuestion(OptionsQuestion):
    """Any number of options."""

    answer_class: ClassVar[type[Answer]] = ChoicesAnswer

    type: Literal[QuestionType.CHOICES]

    def show(self, answer: Answer) -> str:
        """Return the labels, one a line."""
        return "\n".join(self.label_of(option) for option in expect(ChoicesAnswer, answer).options)

    def check_answer(self, answer: Answer) -> None:
        """Raise ValueError when an option is not offered."""
        self.show(answer)


class _Named(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def label(self) -> str: ...


def check_differ(where: str, named: Iterable[_Named]) -> None:
    """Raise ValueError when two entries of a list have one id, or one label, which nobody could tell apart."""
    seen: set[tuple[str, str]] = set()
    for each in named:
        for said in (("id", each.id), ("label", each.label)):
            if said in seen:
                raise ValueError(f"{where}: two of them have the {said[0]} “{said[1]}”")
            seen.add(said)
