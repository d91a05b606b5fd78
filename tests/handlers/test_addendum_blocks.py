"""The modal of an addendum: compared with a file, and its boxes read back whole."""

from dataclasses import replace

import pytest

from handlers.blocks.addendum import build_addendum, read_addendum
from models.values.agreement import AddendumDraft
from tests.support.golden import check_golden


def draft(text: str) -> AddendumDraft:
    return AddendumDraft(
        record_id="r" * 32, addendum=1, label="AB · 100001", name="Ada Brown", to_agree=("Sam Okafor",),
        to_read=(), text=text, again=True, asked="On Friday, please.",
    )  # fmt: skip


def test_an_addendum_is_written_in_boxes_that_grow_and_is_read_back_whole() -> None:
    text = "Gran 👵🏽 moved in. " * 500
    view = build_addendum(draft(text))
    boxes = [block for block in view["blocks"] if block["type"] == "input"]
    check_golden("agreement_addendum", build_addendum(draft("Gran moved in.")))

    values = {
        box["block_id"]: {box["element"]["action_id"]: {"value": box["element"].get("initial_value")}}
        for box in reversed(boxes)
    }

    assert len(boxes) > 1
    assert read_addendum(view | {"state": {"values": values}}) == text
    assert all(len(box["element"].get("initial_value", "")) <= 3000 for box in boxes)


@pytest.mark.parametrize(
    ("asked", "told", "words"),
    [
        (("Sam Okafor",), (), "It goes to *Sam Okafor* for agreement."),
        ((), ("Sam Okafor",), "It goes to *Sam Okafor* to read, with room for comments."),
        (
            ("Sam Okafor",),
            ("Ben Hale", "Joe Whitlock"),
            "It goes to *Sam Okafor* for agreement, and to *Ben Hale and Joe Whitlock* to read.",
        ),
    ],
)
def test_an_addendum_says_who_is_asked_and_who_only_reads(
    asked: tuple[str, ...], told: tuple[str, ...], words: str
) -> None:
    view = build_addendum(replace(draft("Gran moved in."), to_agree=asked, to_read=told))

    assert view["blocks"][1]["text"]["text"].endswith(f" The record stays as it is. {words}")


def test_a_box_of_an_addendum_that_slack_left_out_stands_as_it_was_drawn() -> None:
    view = build_addendum(draft("x" * 2999 + "y" * 500))
    first = next(block for block in view["blocks"] if block["type"] == "input")
    values = {first["block_id"]: {"addendum_typed": {"value": "Gran. "}}}

    assert read_addendum(view | {"state": {"values": values}}) == f"Gran. {'y' * 499}"
    assert read_addendum(view | {"state": {"values": {}}}) == "x" * 2999 + "y" * 500


def test_a_view_without_boxes_of_its_addendum_says_nothing_of_its_text() -> None:
    other = replace(draft("Gran."), addendum=2)
    view = build_addendum(other) | {"blocks": build_addendum(draft("Gran."))["blocks"]}

    assert read_addendum(view | {"state": {"values": {}}}) is None
