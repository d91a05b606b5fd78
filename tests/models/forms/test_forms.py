"""A form is strict, knows its questions, and keeps its hash."""

from typing import Any

import pytest
from pydantic import ValidationError

from models.content import Library
from models.forms import Form, TextAnswer, TextQuestion
from models.forms.base import Part
from models.vocabulary import Meaning, QuestionType
from tests.support.forms import QUESTIONS, every_type, form_data


def refusal(data: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as raised:
        Form.model_validate(data)
    return str(raised.value)


def test_the_form_of_the_tests_has_every_type_of_question() -> None:
    assert {question.type for question in every_type().questions} == set(QuestionType) == set(QUESTIONS)


def test_a_form_read_from_its_canonical_text_is_the_same_form() -> None:
    form = every_type()
    assert Form.read(form.canonical()) == form
    assert Form.read(form.canonical()).hash == form.hash


def test_a_form_knows_its_sections_and_questions_in_order() -> None:
    form = every_type()
    assert form.section_after("about_text") == form.section("about_choice")
    assert form.section_after("about_actions") is None
    assert form.question("the_date").type is QuestionType.DATE
    with pytest.raises(KeyError):
        form.question("nothing")
    with pytest.raises(KeyError):
        form.section("nothing")


def test_only_questions_with_one_value_are_answered_and_actions_are_not() -> None:
    form = every_type()
    assert {question.type for question in form.questions} - {question.type for question in form.answered} == {
        QuestionType.ACTIONS
    }


def test_a_needed_question_is_missing_while_its_answer_is_blank(library: Library) -> None:
    form = library.form("mosaic-brief", 1)
    progress = form.question("progress")
    assert form.missing({}) == (progress,)
    assert form.missing({"progress": TextAnswer(text=" \n")}) == (progress,)
    assert form.missing({"progress": TextAnswer(text="Settled.")}) == ()


def test_a_missing_answer_is_said_in_the_words_of_the_form_or_in_plain_words() -> None:
    data = form_data()
    assert every_type().question("the_text").missing_words == "“A text?” has no answer yet."
    data["sections"][0]["questions"][0]["errors"] = {"missing": "Say something."}
    assert Form.model_validate(data).question("the_text").missing_words == "Say something."


def test_code_finds_an_answer_by_its_meaning_only(library: Library) -> None:
    casework = library.form("mosaic-casework", 1)
    outcomes = casework.meaning(Meaning.OUTCOMES)
    assert outcomes is not None
    assert outcomes.id == "desired_outcomes"
    assert casework.meaning(Meaning.CHILD_WORDS) is None


def test_a_key_with_a_default_added_to_the_schema_later_changes_no_hash() -> None:
    class LaterText(TextQuestion):
        added_later: str = "as before"

    class LaterPart(Part):
        question: LaterText

    class PresentPart(Part):
        question: TextQuestion

    data = {"question": form_data()["sections"][0]["questions"][0]}
    present = PresentPart.model_validate(data).model_dump_json(exclude_defaults=True)
    later = LaterPart.model_validate(data).model_dump_json(exclude_defaults=True)
    assert "placeholder" in present
    assert later == present


def test_saying_a_default_aloud_changes_no_hash_and_saying_something_else_does() -> None:
    data = form_data()
    plain = Form.model_validate(data).hash
    data["sections"][0]["questions"][0]["carry"] = "never"
    assert Form.model_validate(data).hash == plain
    data["sections"][0]["questions"][0]["carry"] = "editable"
    assert Form.model_validate(data).hash != plain


RELEASED = {
    "mosaic-brief": "97d3c3197c3d6d279ecaefa4ed001342e55a957ec8c44b25b60097ce2a5c8123",
    "mosaic-casework": "b175831b461f026015aea18509526a6626db14b7dc0190e481f080952aad5f72",
}


@pytest.mark.parametrize("form_id", RELEASED)
def test_a_form_released_long_ago_keeps_its_hash_whatever_the_schema_learned_since(
    library: Library, form_id: str
) -> None:
    assert library.form(form_id, 1).hash == RELEASED[form_id]


def test_a_prompt_may_be_plain_text_or_have_points_under_it() -> None:
    data = form_data()
    data["sections"][0]["questions"][0]["prompts"] = ["What?", {"ask": "Why?", "under": ["Who says?"]}]
    what, why = Form.model_validate(data).question("the_text").prompts
    assert (what.ask, what.under) == ("What?", ())
    assert (why.ask, why.under) == ("Why?", ("Who says?",))


def test_two_questions_with_one_id_are_refused_in_whatever_section() -> None:
    data = form_data()
    data["sections"][1]["questions"][0]["id"] = "the_text"
    assert "“the_text” is there twice" in refusal(data)


def test_two_sections_with_one_id_are_refused() -> None:
    data = form_data()
    data["sections"][1]["id"] = "about_text"
    assert "“about_text” is there twice" in refusal(data)


def test_one_meaning_claimed_by_two_questions_is_refused() -> None:
    data = form_data()
    for section in data["sections"][:2]:
        section["questions"][0]["means"] = "progress"
    assert "“progress” is there twice" in refusal(data)


def test_a_section_holds_six_inputs_and_not_seven() -> None:
    data = form_data()
    question = data["sections"][0]["questions"][0]
    data["sections"] = [data["sections"][0]]
    data["sections"][0]["questions"] = [question | {"id": f"question_{n}"} for n in range(6)]
    assert len(Form.model_validate(data).questions) == 6
    data["sections"][0]["questions"].append(question | {"id": "one_too_many"})
    assert "at most 6 items" in refusal(data)


def grid_section(rows: int, others: int) -> dict[str, Any]:
    """Return the data of a form with a grid of so many rows and other questions in one section."""
    data = form_data()
    text = data["sections"][0]["questions"][0]
    (grid,) = (section for section in data["sections"] if section["id"] == "about_grid")
    grid["questions"][0]["rows"] = [{"id": f"row_{n}", "label": f"Row {n}"} for n in range(rows)]
    grid["questions"] += [text | {"id": f"text_{n}"} for n in range(others)]
    return data


@pytest.mark.parametrize(("rows", "others"), [(3, 3), (5, 1), (6, 0), (12, 0)])
def test_a_grid_fits_a_section_with_six_inputs_in_all_or_alone(rows: int, others: int) -> None:
    form = Form.model_validate(grid_section(rows, others))
    assert sum(question.inputs for question in form.section("about_grid").questions) == rows + others


@pytest.mark.parametrize(("rows", "others"), [(4, 3), (6, 1)])
def test_a_grid_counts_as_many_inputs_as_it_has_rows(rows: int, others: int) -> None:
    says = "7 inputs, a grid counting as many as it has rows; at most 6 fit a section"
    assert says in refusal(grid_section(rows, others))


def test_a_form_may_serve_no_kind_of_record_and_be_rebuilt_from_its_source() -> None:
    data = form_data() | {"kinds": [], "reconstructed": True}
    assert "note: a reconstructed form says here what it was rebuilt from" in refusal(data)
    form = Form.model_validate(data | {"note": "Rebuilt from the headings of the guidance."})
    assert Form.read(form.canonical()) == form
    assert (form.kinds, form.reconstructed) == ((), True)


def test_a_bank_may_be_named_alone_or_in_a_list() -> None:
    data = form_data()
    text, choice = (section["questions"][0] for section in data["sections"][:2])
    text["banks"] = "kolb.experience"
    choice["banks"] = ["kolb.experience", "open_questions.child"]
    form = Form.model_validate(data)
    assert form.question("the_text").banks == ("kolb.experience",)
    assert form.question("the_choice").banks == ("kolb.experience", "open_questions.child")


@pytest.mark.parametrize(("kind", "meaning"), [("text", "own_frequency"), ("date", "safety")])
def test_a_meaning_that_needs_one_type_of_question_is_refused_elsewhere(kind: str, meaning: str) -> None:
    data = form_data()
    data["sections"][list(QUESTIONS).index(kind)]["questions"][0]["means"] = meaning
    assert f"can mean {meaning}" in refusal(data)


def test_a_second_table_of_actions_and_a_carry_rule_on_actions_are_refused() -> None:
    data = form_data()
    actions = data["sections"][-1]["questions"]
    actions.append(actions[0] | {"id": "more_actions"})
    assert "one question of the type actions" in refusal(data)
    data = form_data()
    data["sections"][-1]["questions"][0]["carry"] = "editable"
    assert "actions carry over by themselves" in refusal(data)


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_an_unknown_key_is_refused_in_every_type_of_question(kind: str) -> None:
    data = form_data()
    place = list(QUESTIONS).index(kind)
    data["sections"][place]["questions"][0]["colour"] = "red"
    assert "Extra inputs are not permitted" in refusal(data)


@pytest.mark.parametrize(
    ("kind", "key", "value", "says"),
    [
        ("text", "label", "x" * 151, "at most 150 characters"),
        ("text", "help", "x" * 2001, "at most 2000 characters"),
        ("text", "placeholder", "x" * 151, "at most 150 characters"),
        ("text", "prompts", ["x" * 1000, "y" * 1000], "together they must stay under 2000"),
        ("text", "label", "  ", "at least 1 character"),
        ("text", "id", "Not an id", "match pattern"),
        ("text", "carry", "sometimes", "'never', 'editable' or 'locked'"),
        ("choice", "options", [{"id": "one", "label": "One"}], "at least 2 items"),
        ("choice", "options", [{"id": f"o{n}", "label": f"{n}"} for n in range(101)], "at most 100 items"),
        ("choice", "options", [{"id": "a", "label": "x" * 76}, {"id": "b", "label": "B"}], "at most 75 characters"),
        ("choice", "options", [{"id": "a", "label": "A"}, {"id": "a", "label": "B"}], "the id “a”"),
        ("choices", "options", [{"id": "a", "label": "A"}, {"id": "b", "label": "A"}], "the label “A”"),
        ("scale", "high", {"at": 10}, "Field required"),
        ("scale", "high", {"at": 0, "words": "Safe"}, "low must be less than high"),
        ("scale", "high", {"at": 101, "words": "Safe"}, "from 0 to 100"),
        ("scale", "high", {"at": 99, "words": "Safe"}, "at most 99 points"),
        ("scale", "high", {"at": 10, "words": "Very worried"}, "different words"),
        ("yes_no", "no_label", "x" * 76, "at most 75 characters"),
        ("text", "banks", "kolb", "“kolb” must be a bank and one of its groups"),
        ("text", "banks", ["kolb.experience", "kolb.experience"], "one of them is there twice"),
        ("evidence", "placeholder", "x" * 151, "at most 150 characters"),
        ("grid", "rows", [{"id": "a", "label": "A"}], "at least 2 items"),
        ("grid", "rows", [{"id": f"r{n}", "label": f"{n}"} for n in range(13)], "at most 12 items"),
        ("grid", "rows", [{"id": "a", "label": "A"}, {"id": "a", "label": "B"}], "rows: two of them have the id “a”"),
        ("grid", "rows", [{"id": "a", "label": "A"}, {"id": "b", "label": "A"}], "the label “A”"),
        ("grid", "options", [{"id": f"o{n}", "label": f"{n}"} for n in range(11)], "at most 10 items"),
        ("grid", "options", [{"id": "a", "label": "A"}, {"id": "a", "label": "B"}], "options: two of them"),
        ("actions", "what", {"label": "What?", "placeholder": "x" * 151}, "at most 150 characters"),
    ],
)
def test_what_slack_or_a_reader_could_not_bear_is_refused(kind: str, key: str, value: object, says: str) -> None:
    data = form_data()
    data["sections"][list(QUESTIONS).index(kind)]["questions"][0][key] = value
    assert says in refusal(data)
