"""When a supervision agreement is due to be looked at: every year, and at a change of supervisor (B6, C10)."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.policy import ContractClock
from models.rules.clocks.dates import after_months
from models.rules.contracts import build_standing, supervised_since
from models.values.clock_facts import Supervised
from models.values.contracts import ContractStanding

CLOCK = ContractClock(review_months=12, after_change_days=28, coming_due_days=28, source="C10")
TODAY = date(2026, 3, 2)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
MONTHS = st.integers(1, 60)


def on(text: str) -> date:
    return date.fromisoformat(text)


@st.composite
def histories(draw: st.DrawFn) -> list[Supervised]:
    """Who supervised somebody, one after the other, perhaps with gaps; the last one perhaps still does."""
    day, lines = TODAY - timedelta(days=draw(st.integers(0, 2000))), []
    for _ in range(draw(st.integers(1, 5))):
        until = day + timedelta(days=draw(st.integers(1, 600)))
        lines.append(Supervised(draw(st.sampled_from(["priya", "tom"])), day, until))
        day = until + timedelta(days=draw(st.sampled_from([0, 0, 1, 40])))
    return [*lines[:-1], Supervised(lines[-1].senior_id, lines[-1].from_on)] if draw(st.booleans()) else lines


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2025-03-03", 12, "2026-03-03"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-12-31", 1, "2026-01-31"),
        ("2025-10-31", 1, "2025-11-30"),
        ("2025-11-15", 1, "2025-12-15"),
    ],
)
def test_so_many_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    start: str, months: int, expected: str
) -> None:
    assert after_months(on(start), months) == on(expected)


@given(start=DAYS, months=MONTHS)
def test_months_later_is_that_month_and_no_later_day_of_it(start: date, months: int) -> None:
    later = after_months(start, months)

    assert (later.year * 12 + later.month) - (start.year * 12 + start.month) == months
    assert later.day == min(start.day, monthrange(later.year, later.month)[1])


@given(one=DAYS, other=DAYS, months=MONTHS)
def test_who_agreed_earlier_is_never_due_later(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))

    assert after_months(first, months) <= after_months(second, months)


@pytest.mark.parametrize(
    ("last_on", "lines", "expected"),
    [
        pytest.param(None, [("priya", "2021-05-10", None)], ContractStanding(), id="none yet"),
        pytest.param(
            "2025-03-03",
            [("priya", "2021-05-10", None)],
            ContractStanding(on("2025-03-03"), on("2026-03-03")),
            id="a year later",
        ),
        pytest.param(
            "2025-06-16",
            [("tom", "2021-05-10", "2026-02-02"), ("priya", "2026-02-02", None)],
            ContractStanding(on("2025-06-16"), on("2026-02-02"), on("2026-02-02")),
            id="another supervisor since",
        ),
        pytest.param(
            "2025-01-13",
            [("tom", "2021-05-10", "2026-02-02"), ("priya", "2026-02-02", None)],
            ContractStanding(on("2025-01-13"), on("2026-01-13"), on("2026-02-02")),
            id="overdue before the change",
        ),
        pytest.param(
            "2026-02-02",
            [("tom", "2021-05-10", "2026-02-02"), ("priya", "2026-02-02", None)],
            ContractStanding(on("2026-02-02"), on("2027-02-02")),
            id="made on the first day with the new one",
        ),
        pytest.param(
            "2025-06-16",
            [("priya", "2021-05-10", "2025-09-01"), ("priya", "2025-09-01", None)],
            ContractStanding(on("2025-06-16"), on("2026-06-16")),
            id="a line written anew is no change",
        ),
        pytest.param(
            "2025-06-16",
            [("priya", "2021-05-10", "2025-09-01"), ("tom", "2025-09-01", "2026-01-12"), ("priya", "2026-01-12", None)],
            ContractStanding(on("2025-06-16"), on("2026-01-12"), on("2026-01-12")),
            id="back after somebody else",
        ),
        pytest.param(
            "2025-06-16",
            [("tom", "2021-05-10", "2026-02-02"), ("priya", "2026-04-01", None)],
            ContractStanding(on("2025-06-16"), on("2026-06-16")),
            id="nobody supervises today",
        ),
    ],
)
def test_how_the_last_agreement_stands(
    last_on: str | None, lines: list[tuple[str, str, str | None]], expected: ContractStanding
) -> None:
    held = [Supervised(who, on(first), None if until is None else on(until)) for who, first, until in lines]

    assert build_standing(None if last_on is None else on(last_on), held, CLOCK, TODAY) == expected


@given(last_on=DAYS, lines=histories(), today=st.dates(TODAY - timedelta(days=2000), TODAY + timedelta(days=2000)))
def test_it_is_due_by_the_review_at_the_latest_and_earlier_only_because_of_a_change(
    last_on: date, lines: list[Supervised], today: date
) -> None:
    standing = build_standing(last_on, lines, CLOCK, today)

    review = after_months(last_on, CLOCK.review_months)
    assert standing.due_on is not None
    assert standing.due_on <= review
    if standing.changed_on is None:
        assert standing.due_on == review
    else:
        assert last_on < standing.changed_on <= today
        assert standing.due_on == min(review, standing.changed_on)


@given(lines=histories(), today=st.dates(TODAY - timedelta(days=2000), TODAY + timedelta(days=2000)))
def test_todays_supervisor_has_supervised_every_day_since_and_not_the_day_before(
    lines: list[Supervised], today: date
) -> None:
    since = supervised_since(lines, today)

    def who(day: date) -> set[str]:
        return {line.senior_id for line in lines if line.holds(day)}

    if since is None:
        assert who(today) == set()
        return
    days = [since + timedelta(days=n) for n in range((today - since).days + 1)]
    assert {one for day in days for one in who(day)} == who(today)
    assert all(who(day) for day in days)
    assert who(since - timedelta(days=1)) != who(today)
