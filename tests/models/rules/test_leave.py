"""Which days away can be, and who covers: golden rows, and that what passes never overlaps."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.leave import check_cover, check_days
from models.values.leave import Absence, LeavePart, LeavePlan, LeaveRefused
from models.values.people import Listed
from models.vocabulary import Role, StaffKind

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def away(from_on: date, until_on: date) -> Absence:
    return Absence("x", "sam", "Sam Okafor", from_on, until_on)


EASTER = away(date(2026, 3, 30), date(2026, 4, 13))


def plan(from_on: date, last_on: date, cover_id: str | None = None) -> LeavePlan:
    return LeavePlan("sam", from_on, last_on, cover_id)


@pytest.mark.parametrize(
    ("from_on", "last_on"),
    [
        pytest.param(TODAY, TODAY, id="one day, today"),
        pytest.param(date(2026, 2, 16), TODAY, id="since two weeks ago"),
        pytest.param(date(2026, 3, 28), date(2026, 3, 29), id="up to the day before another"),
        pytest.param(date(2026, 4, 13), date(2026, 4, 13), id="from the first day back"),
        pytest.param(date(2026, 5, 1), date(2027, 4, 30), id="twelve months"),
        pytest.param(date(2028, 2, 29), date(2029, 2, 27), id="twelve months from a leap day"),
    ],
)
def test_days_that_end_and_meet_no_others_are_taken(from_on: date, last_on: date) -> None:
    check_days(plan(from_on, last_on), TODAY, [EASTER])


@pytest.mark.parametrize(
    ("from_on", "last_on", "about", "said"),
    [
        (date(2026, 3, 4), date(2026, 3, 3), LeavePart.LAST, "before the first"),
        (date(2026, 2, 16), date(2026, 3, 1), LeavePart.LAST, "today or later"),
        (date(2026, 5, 1), date(2027, 5, 1), LeavePart.LAST, "At most 12 months"),
        (date(2028, 2, 29), date(2029, 2, 28), LeavePart.LAST, "At most 12 months"),
        (date(2026, 3, 28), date(2026, 3, 30), LeavePart.FROM, "from 30 March 2026 to 12 April 2026"),
        (date(2026, 4, 12), date(2026, 4, 20), LeavePart.FROM, "Change that one"),
        (date(2026, 4, 1), date(2026, 4, 2), LeavePart.FROM, "Change that one"),
        (date(2026, 3, 1), date(2026, 5, 1), LeavePart.FROM, "Change that one"),
    ],
)
def test_days_that_cannot_be_are_refused_with_what_is_wrong(
    from_on: date, last_on: date, about: LeavePart, said: str
) -> None:
    with pytest.raises(LeaveRefused, match=said) as refused:
        check_days(plan(from_on, last_on), TODAY, [EASTER])
    assert refused.value.about is about


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(days, days, days, days)
def test_what_is_taken_shares_no_day_with_another_absence(one: date, two: date, three: date, four: date) -> None:
    other = away(min(three, four), max(three, four) + DAY)
    wanted = plan(one, two)
    try:
        check_days(wanted, TODAY, [other])
    except LeaveRefused:
        return
    mine = {one + DAY * n for n in range((two - one).days + 1)}
    theirs = {other.from_on + DAY * n for n in range((other.until_on - other.from_on).days)}
    assert mine
    assert not mine & theirs


def colleague(role: Role = Role.PRACTITIONER) -> Listed:
    return Listed("amira", "Amira Khan", None, role, StaffKind.QUALIFIED, "Elm")


COVERED = plan(date(2026, 3, 9), date(2026, 3, 13), "amira")


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.SUPERVISOR, Role.SERVICE_MANAGER])
def test_who_works_with_children_or_answers_for_those_who_do_may_cover(role: Role) -> None:
    check_cover(COVERED, colleague(role), [away(date(2026, 3, 14), date(2026, 3, 20)), EASTER])


def test_nobody_need_cover() -> None:
    check_cover(plan(TODAY, TODAY), None, ())


@pytest.mark.parametrize(
    ("cover_id", "cover", "absences", "said"),
    [
        ("sam", colleague(), (), "Nobody covers for themselves"),
        ("amira", None, (), "works with children"),
        ("amira", colleague(Role.ADMINISTRATOR), (), "works with children"),
        ("amira", colleague(Role.QUALITY_ASSURANCE), (), "works with children"),
        (
            "amira",
            colleague(),
            (away(date(2026, 3, 13), date(2026, 3, 20)),),
            "Amira Khan is away then too, from 13 March 2026 to 19 March 2026",
        ),
    ],
)
def test_a_cover_who_cannot_be_is_refused_with_why(
    cover_id: str, cover: Listed | None, absences: tuple[Absence, ...], said: str
) -> None:
    wanted = LeavePlan("sam", date(2026, 3, 9), date(2026, 3, 13), cover_id)
    with pytest.raises(LeaveRefused, match=said) as refused:
        check_cover(wanted, cover, absences)
    assert refused.value.about is LeavePart.COVER
