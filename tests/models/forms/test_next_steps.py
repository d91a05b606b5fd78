"""Next steps by class, and questions that propose one: what a form may say, and what is refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from models.forms import Form
from tests.support.forms import form_data

FAMILY, FILE = {"id": "family", "label": "With the family"}, {"id": "file", "label": "Putting the file right"}
WHAT = "Find out when the child was last seen"


def form_with(*, proposes: dict[str, Any] | None = None, asking: str = "the_date", **actions: Any) -> dict[str, Any]:
    """Return the data of the form with every type, its actions with these keys, one question proposing a step."""
    data = form_data()
    questions = {one["id"]: one for section in data["sections"] for one in section["questions"]}
    questions["the_actions"] |= actions
    if proposes is not None:
        questions[asking]["proposes"] = proposes
    return data


def refusal(data: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as raised:
        Form.model_validate(data)
    return str(raised.value)


def test_a_form_with_classes_and_a_proposal_survives_its_release() -> None:
    form = Form.model_validate(
        form_with(
            proposes={"what": WHAT, "why": "Nobody knows.", "class_id": "file"},
            classes=[FAMILY, FILE],
            class_required=True,
            why_required=True,
        )
    )
    assert Form.read(form.canonical()) == form
    table, proposal = form.action_table, form.question("the_date").proposes
    assert table is not None
    assert proposal is not None
    assert table.class_label == "Which kind of step is it?"
    assert (proposal.what, table.class_words(proposal.class_id or "")) == (WHAT, "Putting the file right")


def test_a_class_of_another_form_has_no_words_here_and_stands_last() -> None:
    table = Form.model_validate(form_with(classes=[FAMILY, FILE])).action_table
    assert table is not None
    assert [table.class_words(one) for one in ("", "elsewhere", "family")] == ["", "", "With the family"]
    assert sorted(("", "file", "elsewhere", "family"), key=table.class_place) == ["family", "file", "", "elsewhere"]


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"classes": [FAMILY]}, "classes: two or more, or none at all"),
        ({"classes": [{"id": f"c{n}", "label": f"{n}"} for n in range(11)]}, "at most 10 items"),
        ({"classes": [FAMILY, FAMILY | {"label": "Other"}]}, "classes: two of them have the id “family”"),
        ({"classes": [FAMILY, FILE | {"label": "With the family"}]}, "the label “With the family”"),
        ({"classes": [FAMILY, FILE], "class_label": "x" * 151}, "at most 150 characters"),
        ({"class_required": True}, "class_required: there are no classes to choose from"),
    ],
)
def test_classes_nobody_could_choose_among_are_refused(keys: dict[str, Any], says: str) -> None:
    assert says in refusal(form_with(**keys))


@pytest.mark.parametrize(
    ("proposes", "keys", "says"),
    [
        ({"why": "Because"}, {}, "Field required"),
        ({"what": "x" * 55}, {}, "at most 54 characters"),
        ({"what": WHAT, "why": "x" * 301}, {}, "at most 300 characters"),
        ({"what": WHAT, "who": "Sam"}, {}, "Extra inputs are not permitted"),
        ({"what": WHAT, "class_id": "file"}, {}, "the_date: class_id: “file” is none of the classes"),
        ({"what": WHAT, "class_id": "other"}, {"classes": [FAMILY, FILE]}, "class_id: “other” is none of the classes"),
        ({"what": WHAT}, {"classes": [FAMILY, FILE], "class_required": True}, "the form needs a class of every action"),
        ({"what": WHAT}, {"why_required": True}, "why: the form needs the reason of every action"),
    ],
)
def test_a_proposal_that_could_not_be_sent_as_it_is_made_is_refused(
    proposes: dict[str, Any], keys: dict[str, Any], says: str
) -> None:
    assert says in refusal(form_with(proposes=proposes, **keys))


def test_a_proposal_needs_a_table_to_go_to_and_the_table_proposes_nothing_itself() -> None:
    data = form_with(proposes={"what": WHAT})
    data["sections"] = [section for section in data["sections"] if section["id"] != "about_actions"]
    assert "a next step needs a question of the type actions" in refusal(data)
    assert "actions propose nothing" in refusal(form_with(proposes={"what": WHAT}, asking="the_actions"))
