"""An answer survives being stored, and is worded by its question."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.forms import (
    Answer,
    AnsweredQuestion,
    ChoiceAnswer,
    ChoicesAnswer,
    DateAnswer,
    ScaleAnswer,
    TextAnswer,
    YesNoAnswer,
)
from tests.support.forms import answers, every_type

FORM = every_type()


def question(kind: str) -> AnsweredQuestion:
    found = FORM.question(f"the_{kind}")
    assert isinstance(found, AnsweredQuestion)
    return found


@given(st.data())
def test_every_answer_is_read_back_as_it_was_stored(data: st.DataObject) -> None:
    asked = data.draw(st.sampled_from(FORM.answered))
    answer = data.draw(answers(asked))
    assert asked.read_stored(answer.stored()) == answer


@given(st.data())
def test_an_answer_is_empty_exactly_when_nothing_is_shown_for_it(data: st.DataObject) -> None:
    asked = data.draw(st.sampled_from(FORM.answered))
    answer = data.draw(answers(asked))
    assert answer.is_empty == (asked.show(answer) == "")


@pytest.mark.parametrize("asked", FORM.answered, ids=lambda asked: asked.type)
def test_a_cleared_question_has_an_empty_answer_that_can_be_stored(asked: AnsweredQuestion) -> None:
    empty = asked.empty()
    assert empty.is_empty
    assert asked.show(empty) == ""
    assert asked.read_stored(empty.stored()) == empty


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        ("text", TextAnswer(text="  Ja, “good”.\n"), "  Ja, “good”.\n"),
        ("choice", ChoiceAnswer(option="school"), "At school"),
        ("choices", ChoicesAnswer(options=("option_1", "option_3")), "Option 1\nOption 3"),
        ("scale", ScaleAnswer(point=7), "7 (0 is “Very worried”, 10 is “Safe”)"),
        ("scale", ScaleAnswer(unscaled=True), "Not scaled"),
        ("date", DateAnswer(day=date(2026, 3, 2)), "Mon 2 March 2026"),
        ("yes_no", YesNoAnswer(yes=True), "Yes, with the family"),
        ("yes_no", YesNoAnswer(yes=False), "No"),
    ],
)
def test_an_answer_is_shown_in_the_words_of_the_form(kind: str, answer: Answer, words: str) -> None:
    assert question(kind).show(answer) == words


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        ("text", '{"type":"date","day":null}'),
        ("text", "not JSON"),
        ("text", '{"type":"text","text":"x","more":1}'),
        ("choice", '{"type":"choice","option":"moon"}'),
        ("choices", '{"type":"choices","options":["option_1","moon"]}'),
        ("scale", '{"type":"scale","point":11,"unscaled":false}'),
        ("scale", '{"type":"scale","point":1,"unscaled":true}'),
        ("date", '{"type":"date","day":"soon"}'),
        ("yes_no", '{"type":"yes_no","yes":"perhaps"}'),
    ],
)
def test_an_answer_the_question_does_not_offer_is_refused_and_never_carried(kind: str, stored: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        question(kind).read_stored(stored)
    assert question(kind).read_carried(stored) is None


def test_an_answer_that_still_fits_is_carried_into_the_next_number_of_a_form() -> None:
    answer = ChoiceAnswer(option="home")
    assert question("choice").read_carried(answer.stored()) == answer


def test_a_question_does_not_word_the_answer_to_another_type() -> None:
    with pytest.raises(ValueError, match="a TextAnswer was expected"):
        question("text").show(YesNoAnswer(yes=True))


def test_a_document_gets_the_value_without_its_type() -> None:
    assert ScaleAnswer(point=3).value() == {"point": 3, "unscaled": False}
    assert DateAnswer(day=date(2026, 3, 2)).value() == {"day": "2026-03-02"}
