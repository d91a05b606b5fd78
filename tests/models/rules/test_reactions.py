"""Which reactions count, and reading Slack's times of events."""

from datetime import UTC, datetime

import pytest

from models.rules.reactions import counts, event_time, is_newer


@pytest.mark.parametrize(
    ("name", "always", "with_thumbs"),
    [
        ("white_check_mark", True, True),
        ("heavy_check_mark", True, True),
        ("+1", False, True),
        ("thumbsup", False, True),
        ("+1::skin-tone-3", False, True),
        ("thumbsup::skin-tone-6", False, True),
        ("ballot_box_with_check", False, False),
        ("-1", False, False),
        ("eyes", False, False),
    ],
)
def test_ticks_count_always_and_thumbs_only_where_the_council_says_so(
    name: str,
    always: bool,  # noqa: FBT001
    with_thumbs: bool,  # noqa: FBT001
) -> None:
    assert counts(name, thumbs_up=False) is always
    assert counts(name, thumbs_up=True) is with_thumbs


def test_the_time_of_an_event_is_read_to_the_microsecond() -> None:
    assert event_time("1772442000.000123") == datetime(2026, 3, 2, 9, 0, 0, 123, tzinfo=UTC)


def test_times_are_compared_as_numbers_and_the_same_event_is_not_newer() -> None:
    assert is_newer("1772442000.000200", than="1772442000.000100")
    assert is_newer("10000000000.0", than="9999999999.9")
    assert not is_newer("1772442000.000100", than="1772442000.0001")
