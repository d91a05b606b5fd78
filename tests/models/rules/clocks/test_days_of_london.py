"""A date stands where the day in London stands, also in the two nights the clocks change."""

from datetime import UTC, date, datetime

import pytest

from models.rules.clocks.children import build_child_due, build_open_child_due
from models.rules.clocks.meetings import build_write_up_due
from models.values.call import Call
from models.values.clock_facts import ChildFacts, MeetingFacts
from tests.support.policies import policy

OPENED = date(2025, 1, 6)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        pytest.param(datetime(2026, 3, 28, 23, 59, tzinfo=UTC), "coming_due", id="before the night they go forward"),
        pytest.param(datetime(2026, 3, 29, 0, 0, tzinfo=UTC), "due", id="midnight before it"),
        pytest.param(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "due", id="the hour that is left out"),
        pytest.param(datetime(2026, 3, 29, 22, 59, tzinfo=UTC), "due", id="the last minute in London"),
        pytest.param(datetime(2026, 3, 29, 23, 0, tzinfo=UTC), "overdue", id="midnight in London, an hour early"),
    ],
)
def test_a_childs_date_as_the_clocks_go_forward(now: datetime, state: str) -> None:
    today = Call("priya", now).today
    assert build_child_due(ChildFacts(OPENED, date(2026, 2, 1)), policy().child, today).state.value == state


@pytest.mark.parametrize(
    ("now", "state"),
    [
        pytest.param(datetime(2026, 10, 24, 22, 59, tzinfo=UTC), "coming_due", id="before the night they go back"),
        pytest.param(datetime(2026, 10, 24, 23, 0, tzinfo=UTC), "due", id="midnight in London"),
        pytest.param(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "due", id="half past one for the first time"),
        pytest.param(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "due", id="half past one for the second time"),
        pytest.param(datetime(2026, 10, 25, 23, 59, tzinfo=UTC), "due", id="the last minute"),
        pytest.param(datetime(2026, 10, 26, 0, 0, tzinfo=UTC), "overdue", id="midnight"),
    ],
)
def test_a_childs_date_as_the_clocks_go_back(now: datetime, state: str) -> None:
    today = Call("priya", now).today
    assert build_child_due(ChildFacts(OPENED, date(2026, 8, 30)), policy().child, today).state.value == state


def test_a_month_ends_and_a_working_day_begins_in_london() -> None:
    facts, clocks = ChildFacts(OPENED, date(2026, 6, 8)), policy()
    last, first = (datetime(2026, 7, 31, hour, minute, tzinfo=UTC) for hour, minute in ((22, 59), (23, 0)))
    states = [build_open_child_due(facts, clocks.open_child, Call("priya", now).today).state for now in (last, first)]
    assert states == ["due", "overdue"]
    held, first = MeetingFacts(date(2026, 10, 19)), datetime(2026, 10, 25, 23, 59, tzinfo=UTC)
    assert build_write_up_due(held, clocks.deadlines, Call("priya", first).today).state == "coming_due"
