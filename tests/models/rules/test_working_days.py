"""Working days: weekends, bank holidays and days in lieu, each nation's own (I9, danger 6)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.working_days import after_working_days, before_working_days, is_working_day, working_days_between
from models.vocabulary import Nation

ENGLAND, WALES, SCOTLAND, NORTHERN_IRELAND = (
    Nation.ENGLAND,
    Nation.WALES,
    Nation.SCOTLAND,
    Nation.NORTHERN_IRELAND,
)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
NATIONS = st.sampled_from(list(Nation))


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("day", "off"),
    [
        pytest.param("2026-01-01", {*Nation}, id="New Year"),
        pytest.param("2026-01-02", {SCOTLAND}, id="2 January"),
        pytest.param("2026-03-17", {NORTHERN_IRELAND}, id="St Patrick"),
        pytest.param("2026-04-03", {*Nation}, id="Good Friday"),
        pytest.param("2026-04-04", {*Nation}, id="a Saturday"),
        pytest.param("2026-04-05", {*Nation}, id="a Sunday"),
        pytest.param("2026-04-06", {ENGLAND, WALES, NORTHERN_IRELAND}, id="Easter Monday"),
        pytest.param("2026-04-07", set(), id="the Tuesday after"),
        pytest.param("2026-05-04", {*Nation}, id="early May"),
        pytest.param("2026-05-25", {*Nation}, id="spring"),
        pytest.param("2026-07-13", {NORTHERN_IRELAND}, id="a day in lieu of 12 July, a Sunday"),
        pytest.param("2026-08-03", {SCOTLAND}, id="summer in Scotland"),
        pytest.param("2026-08-31", {ENGLAND, WALES, NORTHERN_IRELAND}, id="summer elsewhere"),
        pytest.param("2026-11-30", {SCOTLAND}, id="St Andrew"),
        pytest.param("2026-12-24", set(), id="Christmas Eve"),
        pytest.param("2026-12-25", {*Nation}, id="Christmas"),
        pytest.param("2026-12-28", {*Nation}, id="a day in lieu of Boxing Day, a Saturday"),
        pytest.param("2026-12-29", set(), id="the day after that"),
        pytest.param("2027-12-27", {*Nation}, id="a day in lieu of Christmas, a Saturday"),
        pytest.param("2027-12-28", {*Nation}, id="a day in lieu of Boxing Day, a Sunday"),
        pytest.param("2028-01-03", {*Nation}, id="a day in lieu of New Year, a Saturday"),
        pytest.param("2028-01-04", {SCOTLAND}, id="a day in lieu of 2 January, a Sunday"),
        pytest.param("2028-02-29", set(), id="a leap day"),
        pytest.param("2022-06-03", {*Nation}, id="a jubilee"),
    ],
)
def test_a_bank_holiday_is_one_in_its_own_nations(day: str, off: set[Nation]) -> None:
    assert {nation for nation in Nation if not is_working_day(on(day), nation)} == off


@pytest.mark.parametrize(
    ("start", "days", "nation", "end"),
    [
        pytest.param("2026-03-02", 5, ENGLAND, "2026-03-09", id="over a weekend"),
        pytest.param("2026-03-07", 1, ENGLAND, "2026-03-09", id="from a Saturday"),
        pytest.param("2026-04-01", 5, ENGLAND, "2026-04-10", id="Easter in England"),
        pytest.param("2026-04-01", 5, SCOTLAND, "2026-04-09", id="Easter in Scotland"),
        pytest.param("2026-12-21", 5, ENGLAND, "2026-12-30", id="Christmas with a day in lieu"),
        pytest.param("2026-12-21", 10, ENGLAND, "2027-01-07", id="Christmas and New Year"),
        pytest.param("2026-12-21", 10, SCOTLAND, "2027-01-08", id="with another day in Scotland"),
        pytest.param("2027-12-23", 5, WALES, "2028-01-04", id="three days in lieu"),
        pytest.param("2027-12-23", 5, SCOTLAND, "2028-01-05", id="four in Scotland"),
        pytest.param("2026-07-09", 2, NORTHERN_IRELAND, "2026-07-14", id="July in Northern Ireland"),
        pytest.param("2028-02-28", 2, ENGLAND, "2028-03-01", id="over a leap day"),
        pytest.param("2026-03-27", 1, ENGLAND, "2026-03-30", id="over the night the clocks go forward"),
        pytest.param("2026-10-23", 1, ENGLAND, "2026-10-26", id="over the night the clocks go back"),
        pytest.param("2026-03-07", 0, ENGLAND, "2026-03-07", id="none is the day itself"),
    ],
)
def test_so_many_working_days_after_a_day(start: str, days: int, nation: Nation, end: str) -> None:
    assert after_working_days(on(start), days, nation) == on(end)
    assert working_days_between(on(start), on(end), nation) == days


@pytest.mark.parametrize(
    ("end", "days", "start"),
    [
        pytest.param("2026-03-09", 2, "2026-03-05", id="over a weekend"),
        pytest.param("2026-04-07", 1, "2026-04-02", id="over Easter"),
        pytest.param("2026-12-30", 2, "2026-12-24", id="over Christmas"),
        pytest.param("2028-01-04", 2, "2027-12-30", id="over three days in lieu"),
        pytest.param("2028-03-01", 1, "2028-02-29", id="a leap day"),
        pytest.param("2026-03-08", 1, "2026-03-06", id="before a Sunday"),
    ],
)
def test_so_many_working_days_before_a_day(end: str, days: int, start: str) -> None:
    assert before_working_days(on(end), days, ENGLAND) == on(start)


def test_none_lie_between_a_day_and_itself_or_an_earlier_one() -> None:
    monday = on("2026-03-02")
    assert working_days_between(monday, monday, ENGLAND) == 0
    assert working_days_between(monday, on("2026-02-23"), ENGLAND) == 0
    assert working_days_between(on("2026-12-24"), on("2026-12-28"), ENGLAND) == 0


@given(DAYS, st.integers(1, 90), NATIONS)
def test_counting_there_and_back_ends_on_a_working_day_and_where_it_began(day: date, days: int, nation: Nation) -> None:
    later = after_working_days(day, days, nation)
    assert is_working_day(later, nation)
    assert working_days_between(day, later, nation) == days
    assert working_days_between(day, later - timedelta(days=1), nation) == days - 1
    back = before_working_days(later, days, nation)
    assert back <= day
    assert (back == day) is is_working_day(day, nation)
    assert working_days_between(back, later, nation) == days
