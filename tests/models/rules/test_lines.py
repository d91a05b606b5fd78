"""Who handed a person over, from the lines of the directory."""

from datetime import date

import pytest

from models.rules.lines import has_handed_over, last_supervisor
from models.values.clock_facts import Supervised
from models.vocabulary import LineKind

FIRST, SECOND, THIRD, TODAY = date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2), date(2026, 4, 6)
SUPERVISOR, STAND_IN, MENTOR = LineKind.SUPERVISOR, LineKind.STAND_IN, LineKind.MENTOR
Line = tuple[str, Supervised]


def line(kind: str, senior: str, first: date, until: date | None = None) -> Line:
    return kind, Supervised(senior, first, until)


@pytest.mark.parametrize(
    ("lines", "over", "last"),
    [
        ([], False, None),
        ([line(SUPERVISOR, "priya", FIRST)], False, "priya"),
        ([line(SUPERVISOR, "priya", FIRST, SECOND)], False, "priya"),
        ([line(SUPERVISOR, "priya", FIRST, SECOND), line(SUPERVISOR, "nell", SECOND)], True, "nell"),
        ([line(SUPERVISOR, "priya", FIRST, SECOND), line(SUPERVISOR, "nell", SECOND, THIRD)], True, "nell"),
        ([line(SUPERVISOR, "priya", FIRST, SECOND), line(SUPERVISOR, "nell", date(2026, 5, 4))], False, "priya"),
        ([line(SUPERVISOR, "priya", FIRST, SECOND), line(MENTOR, "nell", SECOND)], False, "priya"),
        ([line(STAND_IN, "priya", FIRST, SECOND), line(SUPERVISOR, "nell", FIRST)], True, "nell"),
        ([line(STAND_IN, "priya", FIRST, SECOND), line(SUPERVISOR, "nell", FIRST, SECOND)], False, "nell"),
        (
            [
                line(SUPERVISOR, "priya", FIRST, SECOND),
                line(SUPERVISOR, "nell", SECOND, THIRD),
                line(SUPERVISOR, "priya", THIRD),
            ],
            False,
            "priya",
        ),
        (
            [
                line(SUPERVISOR, "priya", FIRST, SECOND),
                line(SUPERVISOR, "nell", SECOND, THIRD),
                line(SUPERVISOR, "priya", THIRD, date(2026, 4, 1)),
            ],
            False,
            "priya",
        ),
        (
            [
                line(SUPERVISOR, "priya", FIRST, SECOND),
                line(SUPERVISOR, "nell", SECOND, THIRD),
                line(STAND_IN, "priya", date(2026, 2, 23), THIRD),
            ],
            True,
            "nell",
        ),
        (
            [
                line(SUPERVISOR, "priya", FIRST, SECOND),
                line(SUPERVISOR, "nell", SECOND, THIRD),
                line(STAND_IN, "priya", date(2026, 2, 23), date(2026, 3, 9)),
            ],
            True,
            "nell",
        ),
        ([line(SUPERVISOR, "priya", FIRST, SECOND), line(SUPERVISOR, "nell", THIRD, THIRD)], False, "priya"),
        ([line(SUPERVISOR, "tom", FIRST, FIRST), line(SUPERVISOR, "priya", FIRST)], False, "priya"),
        ([line(SUPERVISOR, "tom", SECOND, SECOND), line(SUPERVISOR, "priya", FIRST)], False, "priya"),
    ],
    ids=[
        "nobody ever",
        "the supervisor",
        "no successor yet",
        "a successor",
        "a successor who has gone as well",
        "a successor of a later day",
        "a mentor is no successor",
        "stood in for a while",
        "stood in, and both ended together",
        "came back",
        "came back, and no successor since",
        "stood in later, up to the day the successor went",
        "stood in later, beyond the successor",
        "a successor by mistake, corrected the same day",
        "a predecessor by mistake, corrected the same day",
        "a mistake of a later day",
    ],
)
def test_what_was_handed_over_stays_so(lines: list[Line], over: bool, last: str | None) -> None:  # noqa: FBT001
    assert has_handed_over(lines, "priya", TODAY) is over
    assert last_supervisor(lines, TODAY) == last
