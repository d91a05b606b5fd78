"""Names of those from outside, as they are typed; and what makes a group."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.groups import NAME_LENGTH, NAMES_LIMIT, check_outside, check_somebody_else, split_names
from models.values.errors import Refusal


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ()),
        ("  \n\n ", ()),
        ("Dee Marsh\nMr  Okoro ", ("Dee Marsh", "Mr Okoro")),
        ("Dee Marsh\r\ndee marsh\nJo\nDEE MARSH", ("Dee Marsh", "Jo")),
    ],
)
def test_names_are_typed_one_a_line_and_each_counts_once(typed: str, names: tuple[str, ...]) -> None:
    assert split_names(typed) == names


@given(st.text())
def test_splitting_again_changes_nothing(typed: str) -> None:
    names = split_names(typed)
    assert split_names("\n".join(names)) == names


def test_too_many_and_too_long_names_are_refused_and_the_most_allowed_is_not() -> None:
    check_outside(["x" * NAME_LENGTH, *(f"Guest {n}" for n in range(NAMES_LIMIT - 1))])
    with pytest.raises(Refusal, match="At most 20"):
        check_outside([f"Guest {n}" for n in range(NAMES_LIMIT + 1)])
    with pytest.raises(Refusal, match="at most 80 letters"):
        check_outside(["x" * (NAME_LENGTH + 1)])


def test_somebody_from_outside_alone_makes_a_group() -> None:
    check_somebody_else([], ["Dee Marsh"])
    with pytest.raises(Refusal, match="somebody besides"):
        check_somebody_else([], [])
