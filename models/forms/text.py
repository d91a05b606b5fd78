"""Questions answered in free text."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from models.forms import limits
from models.forms.answers import Answer, TextAnswer
from models.forms.base import Words
from models.forms.question import AnsweredQuestion, expect
from models.vocabulary import QuestionType

__all__ = ["TextQuestion"]


class TextQuestion(AnsweredQuestion):
    """Free text of any length, typed into one box or several."""

    answer_class: ClassVar[type[Answer]] = TextAnswer

    type: Literal[QuestionType.TEXT]
    placeholder: Annotated[Words, StringConstraints(max_length=limits.PLACEHOLDER_LENGTH)] | None = None

    @property
    def blank(self) -> Mapping[str, object]:
        """Nothing typed."""
        return {"text": ""}

    def show(self, answer: Answer) -> str:
        """Return the text as it was typed, or nothing when it is all blanks."""
        text = expect(TextAnswer, answer)
        return "" if text.is_empty else text.text
