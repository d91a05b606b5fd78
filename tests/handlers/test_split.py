"""A long answer is cut into boxes and comes back exactly, with no sign torn apart."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.blocks.split import join_text, split_text, utf16_length

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
FLAG = "🇬🇧"
SIGNS = st.sampled_from(
    ["a", "é", "e\u0301", " ", "\n", "\r\n", FAMILY, FLAG, "👍🏽", "ש\u05b8", "漢", "\u1112\u1161\u11ab"]
)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(st.text())
def test_length_is_counted_in_utf_16_units(text: str) -> None:
    assert utf16_length(text) == units(text)


@settings(max_examples=60)
@given(st.text(max_size=60), st.integers(min_value=1, max_value=12_000))
def test_any_text_up_to_12000_characters_joins_exactly_and_every_part_fits(seed: str, length: int) -> None:
    text = (seed * (length // max(1, len(seed)) + 1))[:length]
    parts = split_text(text)
    assert join_text(parts) == text
    assert all(units(part) <= 3000 for part in parts)


@given(st.text(max_size=200), st.integers(min_value=2, max_value=40))
def test_any_limit_is_kept_and_no_part_is_empty_but_that_of_an_empty_text(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert join_text(parts) == text
    assert all(units(part) <= limit for part in parts)
    assert all(parts) or parts == [""]


@given(st.lists(SIGNS, max_size=60))
def test_what_is_seen_as_one_sign_stays_in_one_box(signs: list[str]) -> None:
    edges, place = {0}, 0
    for sign in signs:
        place += len(sign)
        edges.add(place)
    cut = 0
    for part in split_text("".join(signs), 40):
        assert cut in edges
        cut += len(part)


@given(st.lists(st.sampled_from(["word", "to", "a", "longer-word"]), min_size=20, max_size=80))
def test_no_blank_stands_at_the_edge_of_a_cut_where_words_give_a_choice(words: list[str]) -> None:
    text = " ".join(words)
    parts = split_text(text, 30)
    for before, after in pairwise(parts):
        assert not before[-1].isspace()
        assert not after[0].isspace()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("a" * 3000, ["a" * 3000]),
        ("a" * 3001, ["a" * 3000, "a"]),
        (" " * 3001, [" " * 3000, " "]),
        ("\r\n" * 1501, ["\r\n" * 1500, "\r\n"]),
        ("👍" * 1501, ["👍" * 1500, "👍"]),
        ("a" + FLAG * 750, ["a" + FLAG * 749, FLAG]),
        ("e" + "\u0301" * 3000, ["e" + "\u0301" * 2999, "\u0301"]),
    ],
    ids=[
        "nothing",
        "exactly one box",
        "one more",
        "all blanks",
        "line ends",
        "thumbs",
        "flags",
        "one sign longer than a box",
    ],
)
def test_the_edges_of_a_box(text: str, parts: list[str]) -> None:
    assert split_text(text) == parts
