"""Names of children in a record about a person: found as words of their own, and only so (C16)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.names import find_names, words_of
from tests.models.rules.test_documents import action, document

NAMES = ("Ella Brown", "Will Stone", "Jo Field", "Zoë O’Neil")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I keep thinking of Ella.", ("Ella",)),
        ("Ella Brown's hearing was hard.", ("Ella Brown",)),
        ("ELLA", ()),
        ("The umbrElla is gone, and will be.", ()),
        ("Will came up again, and Ella", ("Ella", "Will")),
        ("Jo Field, not jo", ("Jo Field",)),
        ("Jo is too short to be looked for", ()),
        ("“Zoë” and 100012", ("Zoë",)),
        ("100012 weighs on me", ()),
        ("", ()),
    ],
)
def test_a_name_is_found_as_it_is_spelt_whole_or_by_the_first_name(text: str, found: tuple[str, ...]) -> None:
    assert find_names([text], NAMES) == found


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(NAMES))
def test_a_whole_name_between_blanks_is_always_found(before: str, after: str, name: str) -> None:
    assert name in find_names([f"{before} {name} {after}"], [name])


@given(st.text(alphabet=st.characters(categories=["Ll", "Nd", "Zs"]), max_size=200))
def test_nothing_without_a_capital_is_a_name(text: str) -> None:
    assert find_names([text], NAMES) == ()


def test_answers_and_all_that_actions_say_are_looked_through() -> None:
    whole = document(actions=(action(1, what="Ring Ella", why="Will", outcome="Zoë laughed"),))

    assert find_names(words_of(whole), NAMES) == ("Ella", "Will", "Zoë")
