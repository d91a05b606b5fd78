"""The earlier points of a scale in words, so that a reader sees which way things go (source rows C21, I15)."""

from collections.abc import Iterable, Iterator
from datetime import date

from models.forms import ScaleAnswer, ScaleQuestion

__all__ = ["points_words"]


def points_words(question: ScaleQuestion, said: Iterable[tuple[date, str, str]]) -> str:
    """Return one line for each earlier answer: its day, its stored form, and how it was shown then.

    What the ends stand for is said once, with the first point of today's scale. A point of
    another scale, from before the form was changed, keeps its own ends.
    """
    return "\n".join(_lines(question, said))


def _lines(question: ScaleQuestion, said: Iterable[tuple[date, str, str]]) -> Iterator[str]:
    told = False
    for day, stored, shown in said:
        answer = question.read_carried(stored)
        when = f"on {day.day} {day:%B} {day.year}"
        if isinstance(answer, ScaleAnswer) and answer.unscaled:
            yield f"Not scaled {when}"
        elif isinstance(answer, ScaleAnswer) and answer.point is not None and question.show(answer) == shown:
            yield f"{answer.point} {when}" if told else f"{answer.point} {when} ({question.poles})"
            told = True
        elif shown:
            yield f"{shown} {when}"
