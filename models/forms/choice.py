"""Questions answered by choosing among options, one or several."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from models.forms import limits
from models.forms.answers import Answer, ChoiceAnswer, ChoicesAnswer
from models.forms.base import Part, Words
from models.forms.question import AnsweredQuestion, expect
from models.vocabulary import QuestionType

__all__ = ["ChoiceQuestion", "ChoicesQuestion", "Option"]


class Option(Part):
    """Something that may be chosen."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=limits.OPTION_ID_LENGTH)]
    label: Annotated[Words, StringConstraints(max_length=limits.OPTION_LABEL_LENGTH)]
    help: Annotated[Words, StringConstraints(max_length=limits.OPTION_HELP_LENGTH)] | None = None


class _OptionsQuestion(AnsweredQuestion):
    """What one choice and several share: the options, up to ten as buttons, up to 100 as a menu."""

    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=limits.MENU_OPTIONS)]

    @model_validator(mode="after")
    def check_options_differ(self) -> Self:
        """Refuse two options with one id, or with one label, which nobody could tell apart."""
        for what in ("id", "label"):
            seen: set[str] = set()
            for option in self.options:
                said = getattr(option, what)
                if said in seen:
                    raise ValueError(f"options: two of them have the {what} “{said}”")
                seen.add(said)
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


class ChoiceQuestion(_OptionsQuestion):
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


class ChoicesQuestion(_OptionsQuestion):
    """Any number of options."""

    answer_class: ClassVar[type[Answer]] = ChoicesAnswer

    type: Literal[QuestionType.CHOICES]

    def show(self, answer: Answer) -> str:
        """Return the labels, one a line."""
        return "\n".join(self.label_of(option) for option in expect(ChoicesAnswer, answer).options)

    def check_answer(self, answer: Answer) -> None:
        """Raise ValueError when an option is not offered."""
        self.show(answer)
