"""Questions answered by yes or no."""

from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from models.forms import limits
from models.forms.answers import Answer, YesNoAnswer
from models.forms.base import Words
from models.forms.question import AnsweredQuestion, expect
from models.vocabulary import QuestionType

__all__ = ["YesNoQuestion"]

OptionWords = Annotated[Words, StringConstraints(max_length=limits.OPTION_LABEL_LENGTH)]


class YesNoQuestion(AnsweredQuestion):
    """Yes or no, in the form's own words for each."""

    answer_class: ClassVar[type[Answer]] = YesNoAnswer

    type: Literal[QuestionType.YES_NO]
    yes_label: OptionWords = "Yes"
    no_label: OptionWords = "No"

    def show(self, answer: Answer) -> str:
        """Return the words for what was chosen."""
        yes = expect(YesNoAnswer, answer).yes
        if yes is None:
            return ""
        return self.yes_label if yes else self.no_label
