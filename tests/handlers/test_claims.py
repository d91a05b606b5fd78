"""What comes back from Slack is a claim: numbers, days, words and places that cannot be read are no longer there."""

import json
from typing import Any

import pytest

from handlers.blocks.claims import as_day, as_number, as_word
from handlers.blocks.ids import Place, read_place, split_ids
from models.values.errors import Missing
from models.vocabulary import Depth


@pytest.mark.parametrize("value", ["", "-1", "1.5", "x", None, "१", "²", "9" * 5000, "2147483648", " 1"])
def test_what_is_no_number_of_a_page_is_gone(value: Any) -> None:
    with pytest.raises(Missing):
        as_number(value)


@pytest.mark.parametrize("value", ["", "2026-02-30", "0001-01-01", "9999-12-31", "tomorrow", None, 5])
def test_what_is_no_day_is_gone(value: Any) -> None:
    with pytest.raises(Missing):
        as_day(value)


def test_words_of_ours_are_read_and_others_are_gone() -> None:
    assert as_word(Depth, "brief") is Depth.BRIEF
    for value in ("", "BRIEF", None, ["brief"]):
        with pytest.raises(Missing):
            as_word(Depth, value)


@pytest.mark.parametrize("value", ["", "a", "a:b:c"])
def test_a_value_with_another_number_of_ids_is_gone(value: str) -> None:
    with pytest.raises(Missing):
        split_ids(value, 2)


@pytest.mark.parametrize(
    "given",
    [
        *({name: "\0"} for name in ("supervision", "subject", "stamp", "scope")),
        *({name: 10**30} for name in ("revision", "render", "n")),
        *({name: -1} for name in ("revision", "render", "n")),
        {"there": ["\0"]},
        {"turns": {"progress": 10**12}},
        {"held": "2026-02-30"},
        {"held": "0001-01-01"},
        {"supervision": "x" * 3000},
        {"nothing_of_ours": 1},
        {"supervision": {"a": {}}},
        [],
    ],
)
def test_a_place_that_no_screen_of_ours_names_is_none(given: Any) -> None:
    assert read_place(json.dumps(given)) == Place()


@pytest.mark.parametrize("metadata", ["", "{", "null", '{"page": "\\ud800"}', "[" * 10_000])
def test_metadata_that_is_no_place_is_none(metadata: str) -> None:
    assert read_place(metadata) == Place()
