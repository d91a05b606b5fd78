"""The report of the measurements: what counts as quick enough, and how it reads."""

from pathlib import Path

import pytest

from tests.benchmarks.posting import Posting, build_posting_table, measure_posting
from tests.benchmarks.report import Row, build_table, p95

STEADY = [10.0] * 40


@pytest.mark.parametrize(
    ("bot", "quick"),
    [
        ([20.0] * 40, True),
        ([20.1] * 40, False),
        ([15.0] * 37 + [30.0] * 3, True),
        ([15.0] * 37 + [30.1] * 3, False),
        ([5.0] * 39 + [500.0], True),
    ],
)
def test_twice_as_long_at_the_median_and_three_times_at_p95_is_the_most(
    bot: list[float],
    quick: bool,  # noqa: FBT001 -- pytest gives it by name
) -> None:
    assert Row("sqlite", "click to ack", bot, STEADY).quick is quick


def test_one_in_twenty_may_take_longer_than_p95() -> None:
    assert p95([float(number) for number in range(1, 102)]) == 96.0


def test_the_table_says_which_row_is_too_slow() -> None:
    table = build_table(
        [Row("sqlite", "click to ack", [15.0] * 40, STEADY), Row("sqlite", "command", [25.0] * 40, STEADY)]
    )
    lines = table.splitlines()
    assert lines[1].split() == ["sqlite", "click", "to", "ack", "15.0", "15.0", "10.0", "10.0", "1.50", "1.50", "ok"]
    assert lines[2].endswith("2.50  2.50  TOO SLOW")
    assert "40 samples each" in lines[-1]


def test_posting_is_quick_enough_from_nineteen_twentieths_of_the_quickest_on() -> None:
    rows = [Posting("sqlite", 2000, 20.0, 21.0, 0), Posting("postgresql", 2000, 20.0, 21.1, 3)]
    assert [row.quick for row in rows] == [True, False]
    lines = build_posting_table(rows).splitlines()
    assert lines[0].endswith("optimum 20.0 s, measured 21.0 s, ratio 0.95, refused by the workspace 0  ok")
    assert lines[1].endswith("refused by the workspace 3  TOO SLOW")


async def test_the_posts_of_a_small_run_all_arrive_and_the_workspace_refuses_none(
    database_url: str, tmp_path: Path
) -> None:
    run = await measure_posting("here", database_url, tmp_path, posts=40, channels=20)
    assert (run.posts, run.optimum, run.refused) == (40, 1.0, 0)
