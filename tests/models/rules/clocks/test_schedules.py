"""Which reviews of the assessed year are behind, whoever noted one twice, late or early."""

from datetime import date

import pytest

from models.rules.clocks.schedules import count_reviews, find_first_day
from tests.support.policies import policy

ASYE = policy().asye
FIRST = date(2026, 1, 5)
"""Reviews on 5 April, 5 July and 5 October, and the final one on 5 December."""
LONG_AGO = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("done", "count"),
    [
        pytest.param("", 0, id="none"),
        pytest.param("04-01", 1, id="the first"),
        pytest.param("04-01 04-01", 1, id="the first, noted twice on one day"),
        pytest.param("04-01 04-03", 1, id="the first, noted as of two days"),
        pytest.param("03-30 04-08", 1, id="the first, noted before and after its date"),
        pytest.param("04-20 04-22", 1, id="a late first, noted twice"),
        pytest.param("06-10 06-12", 1, id="a very late first, noted twice"),
        pytest.param("04-01 04-03 07-02 07-06", 2, id="the first two, each noted twice"),
        pytest.param("07-02 04-03 07-06 04-01", 2, id="in any order"),
        pytest.param("04-01 06-14", 2, id="the second on the day it is coming due"),
        pytest.param("04-01 06-13", 1, id="no second before that"),
        pytest.param("06-20 07-04", 2, id="a very late first, then the second"),
        pytest.param("04-05 07-05 10-05 12-05", 4, id="all of them"),
        pytest.param("04-05 07-05 11-13 11-30", 4, id="a late third, then the final one"),
        pytest.param("04-05 07-05 10-05 12-05 12-20", 4, id="nothing is left"),
    ],
)
def test_a_review_noted_twice_skips_no_other(done: str, count: int) -> None:
    days = [date.fromisoformat(f"2026-{day}") for day in done.split()]
    assert count_reviews(FIRST, ASYE, days, LONG_AGO) == count


@pytest.mark.parametrize(
    ("began", "done", "count"),
    [
        pytest.param("2026-04-06", "", 1, id="a review from before is taken as done"),
        pytest.param("2026-04-05", "", 0, id="not on its day"),
        pytest.param("2026-04-06", "2026-04-02", 1, id="noted as well"),
        pytest.param("2026-04-06", "2026-04-08", 1, id="noted as well, held late"),
        pytest.param("2026-04-06", "2026-07-02", 2, id="the next one"),
        pytest.param("2026-04-01", "2026-03-28", 1, id="held before the bot began, and due after"),
    ],
)
def test_what_was_due_before_the_bot_began_is_taken_as_done(began: str, done: str, count: int) -> None:
    days = [date.fromisoformat(day) for day in done.split()]
    assert count_reviews(FIRST, ASYE, days, date.fromisoformat(began)) == count


def test_the_first_review_may_be_noted_of_any_day_and_the_next_once_it_is_coming_due() -> None:
    assert find_first_day(date(2026, 4, 5), FIRST, ASYE) == FIRST
    assert find_first_day(date(2026, 7, 5), FIRST, ASYE) == date(2026, 6, 14)
