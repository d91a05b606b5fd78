"""Questions whose answer is made of several inputs: evidence, grids, and a text that may be left out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.blocks.fields import FieldPlace, build_field, read_field
from handlers.blocks.fields.evidence import WHO_LENGTH
from handlers.blocks.ids import FIELD_CHOSEN, FIELD_TYPED
from models.forms import (
    Answer,
    AnsweredQuestion,
    EvidenceAnswer,
    GridAnswer,
    GridQuestion,
    TextAnswer,
    TextQuestion,
)
from models.forms.limits import GRID_ROWS, HELP_LENGTH, LABEL_LENGTH, OPTION_HELP_LENGTH, OPTION_LABEL_LENGTH
from models.vocabulary import EvidenceBasis
from sandbox.blockkit.surfaces import size_of, view_problems
from tests.support.forms import answers, every_type, screen
from tests.support.golden import check_golden

FORM = every_type()
PLACE = FieldPlace(record="0f" * 16, section="progress", render=2)
TITLE = {"type": "plain_text", "text": "Record"}
FULL = "Jay said no. " * 230
TOGETHER = [FORM.question(f"the_{kind}") for kind in ("text", "evidence", "grid")]


def ask(kind: str) -> AnsweredQuestion:
    question = FORM.question(f"the_{kind}")
    assert isinstance(question, AnsweredQuestion)
    return question


def inputs(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [block for block in blocks if block["type"] == "input"]


def named(blocks: list[dict[str, Any]], label: str) -> dict[str, Any]:
    (found,) = [block for block in inputs(blocks) if block["label"]["text"] == label]
    return found


def leave(view: dict[str, Any], block: dict[str, Any], **state: Any) -> None:
    """Leave an input as a person would."""
    view["state"]["values"][block["block_id"]] = {block["element"]["action_id"]: state}


def as_view(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "modal", "title": TITLE, "submit": TITLE, "blocks": blocks}


def a_grid(rows: int, options: int) -> GridQuestion:
    """Return a grid as wide and wordy as a form may make it."""
    return GridQuestion.model_validate(
        {
            "id": "the_grid",
            "type": "grid",
            "label": "L" * LABEL_LENGTH,
            "help": "ü" * (HELP_LENGTH - 1),
            "source": "our own",
            "rows": [
                {"id": f"row_{n}", "label": f"{n:2} {'R' * (LABEL_LENGTH - 3)}".strip(), "help": "H" * HELP_LENGTH}
                for n in range(rows)
            ],
            "options": [
                {
                    "id": f"option_{n}",
                    "label": f"{n} {'👍' * ((OPTION_LABEL_LENGTH - 4) // 2)}",
                    "help": "h" * OPTION_HELP_LENGTH,
                }
                for n in range(options)
            ],
        }
    )


@given(st.data())
def test_an_answer_on_a_screen_nobody_touched_comes_back_as_it_was(data: st.DataObject) -> None:
    question = data.draw(st.sampled_from(TOGETHER))
    assert isinstance(question, AnsweredQuestion)
    answer = data.draw(answers(question))
    read = read_field(question, screen(build_field(question, answer, PLACE)), PLACE)
    assert read == answer or (read is None and answer.is_empty)


@given(st.data())
def test_a_redraw_under_the_same_render_changes_no_input(data: st.DataObject) -> None:
    question = data.draw(st.sampled_from(TOGETHER))
    assert isinstance(question, AnsweredQuestion)
    drawn = build_field(question, data.draw(answers(question)), PLACE)
    view = screen(drawn)
    again = build_field(question, read_field(question, view, PLACE), PLACE, on_screen=view)
    assert [block["block_id"] for block in inputs(again)] == [block["block_id"] for block in inputs(drawn)]
    assert read_field(question, screen(again), PLACE) == read_field(question, view, PLACE)


@pytest.mark.parametrize(
    ("name", "kind", "answer"),
    [
        ("evidence", "evidence", EvidenceAnswer(text="Jay laughed.", basis=EvidenceBasis.OBSERVED, who="Sam Doe")),
        ("grid", "grid", GridAnswer(chosen={"safe": "often"})),
        ("left_out", "text", TextAnswer(text="Said by mistake.", left_out=True)),
    ],
)
def test_a_question_of_several_inputs_looks_as_it_did(name: str, kind: str, answer: Answer) -> None:
    blocks = build_field(ask(kind), answer, PLACE)
    assert view_problems(as_view(blocks), kind="modal") == []
    check_golden(f"field-{name}", blocks)


# --- Evidence ------------------------------------------------------------------------------------


def test_a_long_text_with_its_source_comes_back_whole() -> None:
    answer = EvidenceAnswer(text=FULL * 5, basis=EvidenceBasis.REPORTED, who="é" * WHO_LENGTH)
    blocks = build_field(ask("evidence"), answer, PLACE)
    assert view_problems(as_view(blocks), kind="modal") == []
    assert read_field(ask("evidence"), screen(blocks), PLACE) == answer


def test_a_full_box_of_evidence_opens_another_above_the_choice() -> None:
    view = screen(build_field(ask("evidence"), None, PLACE))
    leave(view, inputs(view["blocks"])[0], value="x" * 2950)
    again = inputs(build_field(ask("evidence"), None, PLACE, on_screen=view))
    assert [block["element"]["type"] for block in again] == [
        "plain_text_input",
        "plain_text_input",
        "radio_buttons",
        "plain_text_input",
    ]
    assert again[1]["label"]["text"].endswith("(continued)")


def test_who_said_it_may_be_typed_before_what() -> None:
    view = screen(build_field(ask("evidence"), None, PLACE))
    leave(view, named(view["blocks"], "By whom, or from whom"), value="Jay’s aunt")
    read = read_field(ask("evidence"), view, PLACE)
    assert read == EvidenceAnswer(text="", who="Jay’s aunt")
    assert read.is_empty
    assert not read.is_blank


def test_a_source_that_was_emptied_is_cleared_and_one_slack_left_out_stands() -> None:
    answer = EvidenceAnswer(text="Jay laughed.", basis=EvidenceBasis.REPORTED, who="Jay’s aunt")
    view = screen(build_field(ask("evidence"), answer, PLACE))
    who, basis = (named(view["blocks"], label) for label in ("By whom, or from whom", "How is this known?"))
    del view["state"]["values"][basis["block_id"]]
    leave(view, who, value=None)
    assert read_field(ask("evidence"), view, PLACE) == answer.model_copy(update={"who": ""})


def test_a_basis_nobody_offered_is_none() -> None:
    view = screen(build_field(ask("evidence"), EvidenceAnswer(text="Jay laughed."), PLACE))
    leave(view, named(view["blocks"], "How is this known?"), selected_option={"value": "moon"})
    assert read_field(ask("evidence"), view, PLACE) == EvidenceAnswer(text="Jay laughed.")


def test_evidence_to_read_only_says_how_it_is_known() -> None:
    answer = EvidenceAnswer(text="Jay laughed.", basis=EvidenceBasis.OBSERVED, who="Sam Doe")
    blocks = build_field(ask("evidence"), answer, PLACE, locked=True)
    assert not inputs(blocks)
    assert blocks[1]["text"]["text"] == "Jay laughed.\nObserved by Sam Doe."


# --- Grids ---------------------------------------------------------------------------------------


def test_the_largest_grid_a_form_may_have_fits_one_page() -> None:
    question = a_grid(GRID_ROWS, 10)
    answer = GridAnswer(chosen={row.id: "option_9" for row in question.rows})
    blocks = build_field(question, answer, PLACE)
    assert view_problems(as_view(blocks), kind="modal") == []
    assert size_of(as_view(blocks)) < 150_000
    assert read_field(question, screen(blocks), PLACE) == answer


@pytest.mark.parametrize(("options", "kind"), [(2, "radio_buttons"), (3, "radio_buttons"), (4, "static_select")])
def test_few_options_are_buttons_and_more_a_menu_in_every_row(options: int, kind: str) -> None:
    rows = inputs(build_field(a_grid(5, options), None, PLACE))
    assert [row["element"]["type"] for row in rows] == [kind] * 5


def test_a_row_of_a_grid_is_chosen_by_itself_and_the_others_stay() -> None:
    view = screen(build_field(ask("grid"), GridAnswer(chosen={"heard": "never"}), PLACE))
    leave(view, named(view["blocks"], "Am I safe?"), selected_option={"value": "often"})
    assert read_field(ask("grid"), view, PLACE) == GridAnswer(chosen={"heard": "never", "safe": "often"})


def test_an_option_a_grid_does_not_offer_is_left_out() -> None:
    view = screen(build_field(ask("grid"), GridAnswer(chosen={"heard": "never"}), PLACE))
    leave(view, named(view["blocks"], "Am I safe?"), selected_option={"value": "moon"})
    assert read_field(ask("grid"), view, PLACE) == GridAnswer(chosen={"heard": "never"})


# --- Agreed not to record ------------------------------------------------------------------------


def tick(view: dict[str, Any]) -> dict[str, Any]:
    return named(view["blocks"], "If this should not be recorded")


def test_a_text_may_be_left_out_only_where_its_question_says_so() -> None:
    asked = ask("text")
    assert isinstance(asked, TextQuestion)
    plain = asked.model_copy(update={"may_be_left_out": False})
    assert len(inputs(build_field(plain, None, PLACE))) == 1
    view = screen(build_field(asked, TextAnswer(text="Jay", left_out=True), PLACE))
    assert read_field(plain, view, PLACE) == TextAnswer(text="Jay")


def test_a_tick_keeps_the_text_and_says_what_becomes_of_it() -> None:
    view = screen(build_field(ask("text"), TextAnswer(text="Said by mistake."), PLACE))
    ticked = tick(view)
    leave(view, ticked, selected_options=ticked["element"]["options"])
    read = read_field(ask("text"), view, PLACE)
    assert read == TextAnswer(text="Said by mistake.", left_out=True)
    again = build_field(ask("text"), read, PLACE, on_screen=view)
    assert inputs(again)[0]["element"]["initial_value"] == "Said by mistake."
    assert "Left out" in again[-1]["elements"][0]["text"]

    view = screen(again)
    leave(view, tick(view), selected_options=[])
    read = read_field(ask("text"), view, PLACE)
    assert read == TextAnswer(text="Said by mistake.")
    assert len(build_field(ask("text"), read, PLACE, on_screen=view)) == 2


def test_a_tick_alone_is_an_answer() -> None:
    view = screen(build_field(ask("text"), None, PLACE))
    ticked = tick(view)
    view["state"]["values"] = {ticked["block_id"]: {FIELD_CHOSEN: {"selected_options": ticked["element"]["options"]}}}
    read = read_field(ask("text"), view, PLACE)
    assert read == TextAnswer(text="", left_out=True)
    assert not read.is_empty


def test_the_tick_is_no_box_of_the_text() -> None:
    answer = TextAnswer(text=f"{FULL}{FULL[:99]}", left_out=True)
    view = screen(build_field(ask("text"), answer, PLACE))
    boxes = [block for block in inputs(view["blocks"]) if block["element"]["action_id"] == FIELD_TYPED]
    assert len(boxes) == 2
    assert read_field(ask("text"), view, PLACE) == answer


def test_a_text_left_out_is_read_as_the_agreement_only() -> None:
    blocks = build_field(ask("text"), TextAnswer(text="Said by mistake.", left_out=True), PLACE, locked=True)
    assert not inputs(blocks)
    assert blocks[1]["text"]["text"] == "Agreed not to record."
