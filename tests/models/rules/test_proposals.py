"""When a question proposes a next step, and when it is one already."""

from datetime import date

import pytest

from models.forms import (
    Answer,
    ChoiceAnswer,
    DateAnswer,
    DateQuestion,
    ScaleAnswer,
    TextAnswer,
    YesNoAnswer,
)
from models.rules.proposals import check_missing, is_missing, is_next_step
from models.values.action import ActionContent, ActionLine
from models.values.errors import Refusal
from models.vocabulary import ActionState


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        (None, True),
        (DateAnswer(), True),
        (DateAnswer(day=date(2026, 3, 2)), False),
        (TextAnswer(text=" \n"), True),
        (TextAnswer(text="Seen at school."), False),
        (TextAnswer(text="", left_out=True), False),
        (ChoiceAnswer(option="no"), False),
        (ScaleAnswer(unscaled=True), False),
        (YesNoAnswer(), True),
        (YesNoAnswer(yes=False), True),
        (YesNoAnswer(yes=True), False),
    ],
)
def test_something_is_missing_when_nothing_says_that_it_is_there_or_a_no_says_that_it_is_not(
    answer: Answer | None, *, missing: bool
) -> None:
    assert is_missing(answer) is missing


def test_an_answered_question_proposes_nothing_and_says_so() -> None:
    question = DateQuestion.model_validate({"type": "date", "id": "seen", "label": "Last seen?", "source": "our own"})
    check_missing(question, None)
    with pytest.raises(Refusal, match="“Last seen\\?” is answered"):
        check_missing(question, DateAnswer(day=date(2026, 3, 2)))


def line(proposed_by: str, state: ActionState) -> ActionLine:
    content = ActionContent(what="Find out", proposed_by=proposed_by, state=state)
    return ActionLine("1" * 32, content, content, changed=False, owner=None)


def test_it_is_a_next_step_as_long_as_that_is_still_to_be_done() -> None:
    still_open, done = line("seen", ActionState.OPEN), line("seen", ActionState.ACHIEVED)
    assert is_next_step("seen", [done, still_open])
    assert not is_next_step("seen", [done])
    assert not is_next_step("meeting", [still_open])
    assert not is_next_step("seen", [line("", ActionState.OPEN)])
