"""The half hours at which a digest may come."""

from datetime import time

import pytest

from models.content import Library
from models.policy import Nudges
from models.rules.nudge_times import check_minute, find_minute, minute_of, offered_minutes
from models.values.clocks import NudgeTimes
from models.values.errors import Refusal


def hours(library: Library, from_time: str, until_time: str) -> Nudges:
    return library.policy.nudges.model_copy(
        update={"from_time": time.fromisoformat(from_time), "until_time": time.fromisoformat(until_time)}
    )


@pytest.mark.parametrize(
    ("from_time", "until_time", "first", "last", "count"),
    [
        ("08:00", "18:00", 480, 1050, 20),
        ("08:15", "18:00", 510, 1050, 19),
        ("08:30", "17:45", 510, 1050, 19),
        ("09:00", "09:31", 540, 570, 2),
    ],
)
def test_the_half_hours_within_office_hours_are_offered(
    library: Library, from_time: str, until_time: str, first: int, last: int, count: int
) -> None:
    minutes = offered_minutes(hours(library, from_time, until_time))
    assert (minutes[0], minutes[-1], len(minutes)) == (first, last, count)


def test_a_time_at_which_nothing_would_ever_come_is_refused(library: Library) -> None:
    nudges = hours(library, "08:00", "18:00")
    for minute in (None, 480, 1050):
        check_minute(minute, nudges)
    for minute in (450, 485, 1080, -30):
        with pytest.raises(Refusal, match="between 08:00 and 18:00"):
            check_minute(minute, nudges)


def test_every_policys_own_time_is_within_what_is_offered(library: Library) -> None:
    nudges = library.policy.nudges
    assert minute_of(nudges.from_time) <= minute_of(nudges.digest_time) < minute_of(nudges.until_time)


@pytest.mark.parametrize(
    ("chosen", "heard_at"), [(None, 510), (540, 540), (1019, 1019), (1020, 510), (1050, 510), (539, 510)]
)
def test_a_time_that_office_hours_reach_no_more_gives_way_to_the_usual_one(
    library: Library, chosen: int | None, heard_at: int
) -> None:
    assert find_minute(NudgeTimes(minute=chosen), hours(library, "09:00", "17:00")) == heard_at
