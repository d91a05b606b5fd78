"""Office hours: working days between two times of day in London, across weekends, holidays and both clock changes."""

from datetime import datetime, timedelta

import pytest

from models.content import Library
from models.rules.office_hours import hours_between, is_in_hours, next_in_hours
from models.values.call import LONDON


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("at", "in_hours", "then"),
    [
        ("2026-03-02T08:00", True, "2026-03-02T08:00"),
        ("2026-03-02T17:59", True, "2026-03-02T17:59"),
        ("2026-03-02T18:00", False, "2026-03-03T08:00"),
        ("2026-03-02T07:59", False, "2026-03-02T08:00"),
        ("2026-03-06T18:30", False, "2026-03-09T08:00"),
        ("2026-03-07T12:00", False, "2026-03-09T08:00"),
        ("2026-04-02T19:00", False, "2026-04-07T08:00"),  # Good Friday and Easter Monday
        ("2026-03-29T12:00", False, "2026-03-30T08:00"),  # the clocks went forward
        ("2026-10-25T12:00", False, "2026-10-26T08:00"),  # and back
    ],
)
def test_office_hours_and_when_they_begin_next(library: Library, at: str, in_hours: bool, then: str) -> None:  # noqa: FBT001
    assert is_in_hours(library.policy, london(at)) is in_hours
    assert next_in_hours(library.policy, london(at)) == london(then)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2026-03-02T09:00", "2026-03-02T12:00", 3),
        ("2026-03-02T17:00", "2026-03-03T09:00", 2),
        ("2026-03-06T18:00", "2026-03-09T08:00", 0),
        ("2026-03-27T17:00", "2026-03-30T09:00", 2),
    ],
)
def test_only_time_within_office_hours_counts(library: Library, since: str, until: str, hours: int) -> None:
    assert hours_between(library.policy, london(since), london(until)) == timedelta(hours=hours)
