"""The measurement of planning, on a council of one team: it measures what it says."""

from pathlib import Path

import pytest

from tests.benchmarks.council import Size
from tests.benchmarks.planning import Planned, measure_jobs, measure_planning
from tests.benchmarks.planning_report import build_planning_table, is_quick

SMALL = Size(8, 100)


def planned(children: int, reading: float) -> Planned:
    return Planned("sqlite", Size(children // 12, children), 10, 10, 10, reading, 1.0, 1.0, 0.5, 10.0)


async def test_a_small_council_is_read_planned_and_read_bare(tmp_path: Path) -> None:
    found = await measure_planning("sqlite", f"sqlite:///{tmp_path / 'bot.db'}", SMALL, rounds=1)
    assert found.items > 20
    assert found.nudges > 20
    assert found.rows > found.items
    assert min(found.reading, found.bare, found.first, found.again, found.megabytes) > 0
    table = build_planning_table([found], {"sqlite": (5, *measure_jobs(f"sqlite:///{tmp_path / 'jobs.db'}", 5))})
    assert "8 practitioners, 100 children" in table
    assert "one stored APScheduler job for each of 5 items" in table


@pytest.mark.parametrize(
    ("readings", "quick"),
    [
        ((4.0,), True),
        ((4.1,), False),
        ((0.2, 2.9), True),
        ((0.2, 3.1), False),
    ],
)
def test_it_is_quick_enough_at_four_times_a_bare_read_and_in_proportion(
    readings: tuple[float, ...],
    quick: bool,  # noqa: FBT001 -- pytest gives it by name
) -> None:
    assert is_quick([planned(100 * 10**place, reading) for place, reading in enumerate(readings)]) is quick
