"""What is prepared, in the meeting: in which box it belongs, and how it gets there without taking anything away."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from models.forms import Form, Section, TextAnswer, TextQuestion
from models.values.call import LONDON
from models.values.errors import Refusal

__all__ = ["TEXT_LIMIT", "add_text", "check_length", "draftable", "find_box", "holds_text", "last_moment"]

TEXT_LIMIT: Final = 3000
"""As much as one box holds: what is prepared is a beginning, not the record."""

LEFT_OUT: Final = "You both agreed not to record this. Take the tick out first, then use the text."


def draftable(form: Form) -> Iterator[tuple[Section, tuple[TextQuestion, ...]]]:
    """Yield the sections of a form that ask for text, with those questions."""
    for section in form.sections:
        questions = tuple(one for one in section.answered if isinstance(one, TextQuestion))
        if questions:
            yield section, questions


def find_box(question: TextQuestion, prepared_for: Form, form: Form) -> TextQuestion | None:
    """Return the box of a record for what was prepared for a question, perhaps of another form.

    Of another form it is the one that means the same, or that has the same id where neither means anything.
    """
    texts = [one for _, questions in draftable(form) for one in questions]
    if form.id == prepared_for.id:
        return next((one for one in texts if one.id == question.id), None)
    if question.means:
        return next((one for one in texts if set(one.means) & set(question.means)), None)
    return next((one for one in texts if not one.means and one.id == question.id), None)


def holds_text(answer: object, prepared: str) -> bool:
    """Say whether an answer has the prepared text in it."""
    return isinstance(answer, TextAnswer) and prepared.strip() in answer.text


def add_text(answer: TextAnswer | None, prepared: str) -> TextAnswer:
    """Return the answer with the prepared text in it: as all of it where it was blank, else after what is there.

    Raises
    ------
    Refusal
        Where it was agreed not to record any.
    """
    if answer is not None and answer.left_out:
        raise Refusal(LEFT_OUT)
    if answer is None or not answer.text.strip():
        return TextAnswer(text=prepared)
    if holds_text(answer, prepared):
        return answer
    return TextAnswer(text=f"{answer.text.rstrip()}\n\n{prepared}")


def check_length(text: str) -> None:
    """Pass as much text as one box holds.

    Raises
    ------
    Refusal
        For more.
    """
    if len(text) > TEXT_LIMIT:
        raise Refusal(f"A prepared text may have up to {TEXT_LIMIT:,} characters.")


def last_moment(held_on: date) -> datetime:
    """Return until when something can have been prepared for a meeting: the end of its day in London.

    What was begun later is for the next one.
    """
    return datetime.combine(held_on + timedelta(days=1), time(), LONDON)
