"""The numbers of the pace that the command line sets."""

import pytest

from sandbox.__main__ import paces_of, read_wishes


@pytest.mark.parametrize(
    ("given", "paces"),
    [
        ([], (None, None)),
        (["--pace"], (1.0, 300)),
        (["--pace", "--pace-workspace", "6000"], (1.0, 6000)),
        (["--pace-channel", "0.5"], (0.5, None)),
        (["--pace-channel", "2", "--pace-workspace", "30", "--", "bot", "--pace"], (2.0, 30)),
    ],
)
def test_the_pace_is_slacks_own_or_the_one_given(given: list[str], paces: tuple[float | None, int | None]) -> None:
    assert paces_of(read_wishes(given)) == paces
