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
    EvidenceAnswer,
    Form,
    GridAnswer,
    ScaleAnswer,
    TextAnswer,
    YesNoAnswer,
)
from models.vocabulary import CarryRule, EvidenceBasis
from tests.support.forms import answers, every_type, form_data

FORM = every_type()


def question(kind: str) -> AnsweredQuestion:
    found = FORM.question(f"the_{kind}")
    assert isinstance(found, AnsweredQuestion)
    return found


def seen(basis: str, who: str) -> EvidenceAnswer:
    return EvidenceAnswer(text="Jay laughed.", basis=EvidenceBasis(basis), who=who)


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
        ("scale", ScaleAnswer(unscaled=True), "Not scaled today"),
        ("date", DateAnswer(day=date(2026, 3, 2)), "Mon 2 March 2026"),
        ("yes_no", YesNoAnswer(yes=True), "Yes, with the family"),
        ("yes_no", YesNoAnswer(yes=False), "No"),
        ("text", TextAnswer(text="", left_out=True), "Agreed not to record."),
        ("evidence", EvidenceAnswer(text="Jay laughed."), "Jay laughed."),
        ("evidence", EvidenceAnswer(text="", basis=EvidenceBasis.OBSERVED, who="Sam Doe"), ""),
        ("evidence", seen("observed", "Sam Doe"), "Jay laughed.\nObserved by Sam Doe."),
        ("evidence", seen("observed", " "), "Jay laughed.\nObserved."),
        ("evidence", seen("reported", "the school\n nurse."), "Jay laughed.\nReported by the school nurse."),
        ("evidence", seen("impression", "Sam Doe"), "Jay laughed.\nAn impression: to be explored."),
        ("grid", GridAnswer(chosen={"safe": "often", "heard": "never"}), "I am heard: Never\nAm I safe? Often"),
        ("grid", GridAnswer(chosen={"heard": "often"}), "I am heard: Often"),
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
        ("evidence", '{"type":"evidence","text":"x","basis":"dreamt"}'),
        ("evidence", '{"type":"text","text":"x"}'),
        ("grid", '{"type":"grid","chosen":{"moon":"often"}}'),
        ("grid", '{"type":"grid","chosen":{"heard":"moon"}}'),
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


def test_a_text_is_stored_as_it_was_before_texts_could_be_left_out() -> None:
    stored = '{"type":"text","text":"Settled."}'
    assert TextAnswer(text="Settled.").stored() == stored
    assert TextAnswer(text="Settled.").value() == {"text": "Settled."}
    assert question("text").read_stored(stored) == TextAnswer(text="Settled.", left_out=False)


def test_what_is_agreed_not_to_be_recorded_is_an_answer_whose_words_are_neither_shown_nor_sent() -> None:
    answer = TextAnswer(text="Nothing for the file.", left_out=True)
    assert not answer.is_empty
    assert question("text").show(answer) == "Agreed not to record."
    assert answer.as_sent().value() == {"text": "", "left_out": True}
    assert "file" not in answer.as_sent().stored()


def test_every_other_answer_is_sent_as_it_stands() -> None:
    assert TextAnswer(text="Settled.").as_sent() == TextAnswer(text="Settled.")
    assert seen("observed", "Sam Doe").as_sent() == seen("observed", "Sam Doe")


def test_a_needed_question_that_both_agreed_to_leave_out_is_not_missing() -> None:
    data = form_data()
    data["sections"][0]["questions"][0]["required"] = True
    form = Form.model_validate(data)
    assert [each.id for each in form.missing({"the_text": TextAnswer(text="")})] == ["the_text"]
    assert form.missing({"the_text": TextAnswer(text="", left_out=True)}) == ()


def test_an_agreement_not_to_record_is_not_taken_over_but_a_text_is() -> None:
    asked = question("text").model_copy(update={"carry": CarryRule.EDITABLE})
    assert asked.read_carried(TextAnswer(text="", left_out=True).stored()) is None
    assert asked.read_carried(TextAnswer(text="Settled.").stored()) == TextAnswer(text="Settled.")


def test_only_a_question_that_says_so_may_be_left_out() -> None:
    plain = question("text").model_copy(update={"may_be_left_out": False})
    with pytest.raises(ValueError, match="the_text may not be answered with"):
        plain.read_stored(TextAnswer(text="", left_out=True).stored())


def test_the_same_choices_in_a_grid_are_stored_alike_in_whichever_order_they_were_made() -> None:
    one, other = {"heard": "never", "safe": "often"}, {"safe": "often", "heard": "never"}
    assert GridAnswer(chosen=one).stored() == GridAnswer(chosen=other).stored()
