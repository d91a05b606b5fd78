"""Two answers to one question: joined where nothing of either is lost."""

import pytest

from models.forms import Answer, ChoiceAnswer, EvidenceAnswer, GridAnswer, TextAnswer
from models.rules.joining import join_answers
from models.vocabulary import EvidenceBasis

OBSERVED, REPORTED = EvidenceBasis.OBSERVED, EvidenceBasis.REPORTED


@pytest.mark.parametrize(
    ("theirs", "mine", "both"),
    [
        (TextAnswer(text="One."), TextAnswer(text="Two."), TextAnswer(text="One.\n\nTwo.")),
        (
            TextAnswer(text="One.", left_out=True),
            TextAnswer(text="Two."),
            TextAnswer(text="One.\n\nTwo.", left_out=True),
        ),
        (
            EvidenceAnswer(text="One.", basis=OBSERVED, who="Sam"),
            EvidenceAnswer(text="Two.", basis=OBSERVED),
            EvidenceAnswer(text="One.\n\nTwo.", basis=OBSERVED, who="Sam"),
        ),
        (
            EvidenceAnswer(text="One."),
            EvidenceAnswer(text="", basis=REPORTED),
            EvidenceAnswer(text="One.", basis=REPORTED),
        ),
        (
            GridAnswer(chosen={"a": "x", "b": "y"}),
            GridAnswer(chosen={"b": "y", "c": "x"}),
            GridAnswer(chosen={"a": "x", "b": "y", "c": "x"}),
        ),
    ],
    ids=["two texts", "a text that was left out", "one source", "a source alone", "rows apart"],
)
def test_everything_of_both_is_kept(theirs: Answer, mine: Answer, both: Answer) -> None:
    assert join_answers(theirs, mine) == both


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (EvidenceAnswer(text="One.", basis=OBSERVED), EvidenceAnswer(text="Two.", basis=REPORTED)),
        (EvidenceAnswer(text="One.", who="Sam"), EvidenceAnswer(text="Two.", who="Asha")),
        (GridAnswer(chosen={"a": "x"}), GridAnswer(chosen={"a": "y"})),
        (ChoiceAnswer(option="x"), ChoiceAnswer(option="y")),
        (TextAnswer(text="One."), None),
    ],
    ids=["known in two ways", "known from two people", "one row twice", "two options", "nothing"],
)
def test_where_one_would_have_to_go_nothing_is_joined(theirs: Answer, mine: Answer | None) -> None:
    assert join_answers(theirs, mine) is None
