"""What one tick of planning took, as a table, and whether it is quick enough beside a bare read."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from tests.benchmarks.planning import Planned
from tests.benchmarks.report import line_up

__all__ = ["MOST", "build_planning_table", "is_quick"]

MOST: Final = 4.0
"""How many times a bare read of the same columns reading and rules may take."""
_GROWTH: Final = 1.5
"""How much more than in proportion a council of ten times the size may take: the rest is in proportion."""


def is_quick(found: Sequence[Planned]) -> bool:
    """Say whether every size keeps within that, and the time grows in proportion to the children."""
    return all(one.ratio <= MOST for one in found) and all(
        later.reading / first.reading <= _GROWTH * later.size.children / first.size.children
        for first, later in pairwise(found)
        if first.database == later.database
    )


def build_planning_table(found: Sequence[Planned], jobs: Mapping[str, tuple[int, float, float]]) -> str:
    """Return the table, with what a stored job for each item took on each database beneath."""
    head = (
        "database",
        "council",
        "due",
        "reading+rules",
        "bare",
        "ratio",
        "nudges",
        "inserts",
        "next tick",
        "peak",
        "",
    )
    rows = [
        (
            one.database,
            one.size.words,
            f"{one.items:,}",
            f"{one.reading:.2f} s",
            f"{one.bare:.2f} s",
            f"{one.ratio:.2f}",
            f"{one.nudges:,}",
            f"{one.inserting:.2f} s",
            f"{one.again:.2f} s",
            f"{one.megabytes:.0f} MB",
            "ok" if one.ratio <= MOST else "TOO SLOW",
        )
        for one in found
    ]
    beside = [
        f"{database}: one stored APScheduler job for each of {count:,} items: {adding:.1f} s to add, "
        f"{finding:.1f} s to find them due."
        for database, (count, adding, finding) in jobs.items()
    ]
    asked = f"At most {MOST:g} times a bare read of the same columns by the same driver, growing in proportion."
    peak = "Peak: the most that Python holds while reading and judging, by tracemalloc, in a run apart."
    return "\n".join([line_up(head, rows), asked, peak, *beside])
