"""Questions answered by a point on a worded scale."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import StringConstraints, model_validator

from models.forms import limits
from models.forms.answers import Answer, ScaleAnswer
from models.forms.base import Part, Words
from models.forms.question import AnsweredQuestion, expect
from models.vocabulary import QuestionType

__all__ = ["NOT_SCALED", "Pole", "ScaleQuestion"]

NOT_SCALED = "Not scaled today"
_POINT_AND_DASH = len("100 – ")


class Pole(Part):
    """One end of a scale; a number without words would mean something else to each reader (I15)."""

    at: int
    words: Annotated[Words, StringConstraints(max_length=limits.OPTION_LABEL_LENGTH - _POINT_AND_DASH)]


class ScaleQuestion(AnsweredQuestion):
    """A whole number between two worded poles; it may be left unscaled."""

    answer_class: ClassVar[type[Answer]] = ScaleAnswer

    type: Literal[QuestionType.SCALE]
    low: Pole
    high: Pole

    @model_validator(mode="after")
    def check_poles(self) -> Self:
        """Refuse poles in the wrong order, out of range, or worded alike."""
        if not 0 <= self.low.at < self.high.at <= limits.MENU_OPTIONS:
            raise ValueError(f"low and high: low must be less than high, both from 0 to {limits.MENU_OPTIONS}")
        if self.high.at - self.low.at >= limits.SCALE_STEPS:
            raise ValueError(f"low and high: a scale has at most {limits.SCALE_STEPS} points")
        if self.low.words == self.high.words:
            raise ValueError("low and high: the two poles need different words")
        return self

    @property
    def points(self) -> range:
        """All points from low to high."""
        return range(self.low.at, self.high.at + 1)

    def point_words(self, point: int) -> str:
        """Return a point as it stands in the menu, its pole's words beside it."""
        worded = {self.low.at: self.low.words, self.high.at: self.high.words}
        return f"{point} – {worded[point]}" if point in worded else str(point)

    @property
    def poles(self) -> str:
        """Both ends in words."""
        return f"{self.low.at} is “{self.low.words}”, {self.high.at} is “{self.high.words}”"

    def show(self, answer: Answer) -> str:
        """Return the point with both poles in words, so that the number can be read later."""
        scaled = expect(ScaleAnswer, answer)
        if scaled.point is None:
            return NOT_SCALED if scaled.unscaled else ""
        return f"{scaled.point} ({self.poles})"

    def check_answer(self, answer: Answer) -> None:
        """Raise ValueError when the point is off the scale, or said to be unscaled as well."""
        scaled = expect(ScaleAnswer, answer)
        if scaled.point is None:
            return
        if scaled.unscaled or scaled.point not in self.points:
            raise ValueError(f"{scaled.point} is no point on the scale of the question {self.id}")
