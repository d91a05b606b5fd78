"""Questions answered in free text."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from models.forms import limits
from models.forms.answers import Answer, TextAnswer
from models.forms.base import Words
from models.forms.question import AnsweredQuestion, expect
from models.vocabulary import QuestionType

__all__ = ["LEFT_OUT", "TextQuestion"]

LEFT_OUT = "Agreed not to record."


class TextQuestion(AnsweredQuestion):
    """Free text of any length, typed into one box or several.

    With `may_be_left_out` both may agree not to record it, which is an answer too (source row B10).
    """

    answer_class: ClassVar[type[Answer]] = TextAnswer

    type: Literal[QuestionType.TEXT]
    placeholder: Annotated[Words, StringConstraints(max_length=limits.PLACEHOLDER_LENGTH)] | None = None
    may_be_left_out: bool = False

    @property
    def blank(self) -> Mapping[str, object]:
        """Nothing typed."""
        return {"text": ""}

    def show(self, answer: Answer) -> str:
        """Return the text as it was typed, or that it was agreed to have none; nothing when it is all blanks."""
        text = expect(TextAnswer, answer)
        if text.left_out:
            return LEFT_OUT
        return "" if text.is_empty else text.text

    def check_answer(self, answer: Answer) -> None:
        """Raise ValueError when the answer was agreed to be left out and this question must be answered in words."""
        if expect(TextAnswer, answer).left_out and not self.may_be_left_out:
            raise ValueError(f"the question {self.id} may not be answered with “{LEFT_OUT}”")

    def read_carried(self, stored: str) -> Answer | None:
        """Return an earlier text; an agreement not to record is made anew each time and is not taken over."""
        answer = super().read_carried(stored)
        return None if isinstance(answer, TextAnswer) and answer.left_out else answer
