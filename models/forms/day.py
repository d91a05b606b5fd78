"""Questions answered by a date."""

from typing import ClassVar, Literal

from models.forms.answers import Answer, DateAnswer
from models.forms.question import AnsweredQuestion, expect
from models.vocabulary import QuestionType

__all__ = ["DateQuestion"]


class DateQuestion(AnsweredQuestion):
    """A day, picked from a calendar."""

    answer_class: ClassVar[type[Answer]] = DateAnswer

    type: Literal[QuestionType.DATE]

    def show(self, answer: Answer) -> str:
        """Return the day as people say it: Mon 2 March 2026."""
        day = expect(DateAnswer, answer).day
        return "" if day is None else f"{day:%a} {day.day} {day:%B} {day.year}"
