"""Reading a screen: an empty box counts only where somebody emptied it, and only boxes of its own place."""

from typing import Any

import pytest

from handlers.blocks.fields import read_field
from handlers.blocks.ids import FIELD_CHOSEN, FIELD_TYPED
from handlers.blocks.section import build_section
from handlers.screen import field_place, read_screen, touched_blocks
from models.forms import Answer, ChoicesAnswer, TextAnswer
from models.values.errors import Missing
from tests.handlers.record_values import RENDER, sized_step, step

STEP = step(
    "outcomes",
    answers={
        "desired_outcomes": TextAnswer(text="x" * 2990 + "y" * 500),
        "whose_outcomes": ChoicesAnswer(options=("child",)),
    },
)
TEXT, WHOSE = STEP.fields[0].question, STEP.fields[1].question


def body(values: dict[str, dict[str, Any]], *actions: dict[str, Any]) -> dict[str, Any]:
    """Return what Slack sends for a press on this step with these boxes."""
    view = build_section(STEP, RENDER)
    return {"view": {**view, "id": "V1", "hash": "1.a", "state": {"values": values}}, "actions": list(actions)}


def boxes() -> list[str]:
    return [block["block_id"] for block in build_section(STEP, RENDER)["blocks"] if block["type"] == "input"]


def typed(text: str | None) -> dict[str, Any]:
    return {FIELD_TYPED: {"type": "plain_text_input", "value": text}}


def read(payload: dict[str, Any], question: Any, touched: frozenset[str] = frozenset()) -> tuple[Answer | None, bool]:
    screen = read_screen(payload, touched)
    return read_field(question, screen.view, field_place(screen.place)), screen.restored


def test_a_box_that_came_back_empty_by_itself_keeps_its_part_of_the_text() -> None:
    first, second, *_ = boxes()
    answer, restored = read(body({first: typed("Changed. "), second: typed(None)}), TEXT)
    assert isinstance(answer, TextAnswer)
    assert answer.text.startswith("Changed. ")
    assert answer.text.endswith("y" * 400)
    assert restored


def test_a_text_of_which_every_box_came_back_empty_by_itself_says_nothing() -> None:
    first, second, *_ = boxes()
    answer, restored = read(body({first: typed(None), second: typed("")}), TEXT)
    assert (answer, restored) == (None, True)


def test_a_box_that_somebody_emptied_is_empty() -> None:
    first, second, *_ = boxes()
    touched = frozenset({first, second})
    answer, restored = read(body({first: typed(None), second: typed(None)}), TEXT, touched)
    assert (answer, restored) == (TextAnswer(text=""), False)


def test_ticks_that_came_back_empty_by_themselves_stay() -> None:
    whose = next(block for block in boxes() if "whose_outcomes" in block)
    nothing = {whose: {FIELD_CHOSEN: {"type": "checkboxes", "selected_options": []}}}
    assert read(body(nothing), WHOSE) == (None, True)
    assert read(body(nothing), WHOSE, frozenset({whose})) == (ChoicesAnswer(), False)


def test_boxes_of_another_child_step_or_render_are_not_read() -> None:
    first = boxes()[0]
    for other in (
        first.replace("e" * 32, "f" * 32),
        first.replace(":outcomes:", ":progress:"),
        first.removesuffix(str(RENDER)) + "8",
    ):
        assert read(body({other: typed("Somebody else's")}), TEXT)[0] is None


def test_a_page_says_who_writes_it_what_it_has_seen_and_when() -> None:
    screen = read_screen(body({}, {"action_id": "record_save", "action_ts": "1772442000.000100"}))
    assert (screen.page.writer, screen.page.seen, screen.page.stamp) == ("V1", 3, "1772442000.000100")


@pytest.mark.parametrize("stamp", ["", "soon", "1772442000.0001; drop"])
def test_a_time_that_is_none_is_left_out(stamp: str) -> None:
    assert read_screen(body({}, {"action_ts": stamp})).page.stamp is None


def test_a_view_that_is_no_page_of_a_record_is_refused() -> None:
    with pytest.raises(Missing):
        read_screen({"view": {"id": "V1", "private_metadata": "{}", "blocks": []}})


def test_the_blocks_a_payload_is_about_are_those_of_its_actions() -> None:
    assert touched_blocks(body({}, {"block_id": "one"}, {"block_id": "two"})) == {"one", "two"}
    assert touched_blocks({"view": {}}) == frozenset()


def test_a_full_step_keeps_its_boxes_when_it_is_drawn_around_them() -> None:
    sized = sized_step(1, "stored")
    view = build_section(sized, RENDER)
    [block] = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    on_screen = {**view, "state": {"values": {block: typed("z" * 2990)}}}
    again = build_section(sized, RENDER, revision=1, on_screen=on_screen)
    kept = [one for one in again["blocks"] if one["type"] == "input"]
    assert kept[0]["block_id"] == block
    assert len(kept) == 2
    assert kept[0]["element"]["initial_value"] == "z" * 2990
