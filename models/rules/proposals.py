"""When a question proposes a next step: one tap, and once (source row D2)."""

from collections.abc import Iterable

from models.forms import Answer, AnsweredQuestion, YesNoAnswer
from models.values.action import ActionLine
from models.values.errors import Refusal
from models.vocabulary import ActionState

__all__ = ["check_missing", "is_missing", "is_next_step"]


def is_missing(answer: Answer | None) -> bool:
    """Say whether something is missing: nothing says that it is there, or a *no* says that it is not."""
    if answer is None or answer.is_empty:
        return True
    return isinstance(answer, YesNoAnswer) and answer.yes is False


def check_missing(question: AnsweredQuestion, answer: Answer | None) -> None:
    """Pass only a question whose answer is missing.

    Raises
    ------
    Refusal
        When it is answered.
    """
    if not is_missing(answer):
        raise Refusal(f"“{question.label}” is answered, so there is nothing to make a next step of.")


def is_next_step(question_id: str, lines: Iterable[ActionLine]) -> bool:
    """Say whether what a question proposes is on the working list already and still to be done.

    One carried over from an earlier meeting counts too: the same gap is not written down twice.
    """
    return any(line.now.proposed_by == question_id and line.now.state is ActionState.OPEN for line in lines)
