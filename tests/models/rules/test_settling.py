"""Within which days a due date may be settled, each refusal under the box it belongs to."""

from datetime import date, timedelta

import pytest

from models.content import load_library
from models.rules.settling import (
    ADJUSTABLE,
    HELD_ELSEWHERE,
    NOTED,
    OF_A_CHILD,
    SNOOZABLE,
    check_done,
    check_exception,
    check_snooze,
    check_words,
)
from models.values.due import CountedFrom, Due, DueState
from models.values.errors import Refusal, Unfit
from models.vocabulary import ClockKind
from tests.conftest import CONTENT

TODAY = date(2026, 3, 2)
POLICY = load_library(CONTENT).policy
OPENED = date(2026, 1, 5)


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


def due(days: int, breach: int | None = None, state: DueState = DueState.COMING_DUE) -> Due:
    breach_on = None if breach is None else day(breach)
    return Due(day(days), state, "a rule", "a source", CountedFrom.OPENED, OPENED, breach_on=breach_on)


@pytest.mark.parametrize("done_on", [TODAY, day(-1), OPENED])
def test_what_was_done_is_noted_from_the_first_day_up_to_today(done_on: date) -> None:
    check_done(done_on, TODAY, OPENED)
    check_done(done_on, TODAY)


@pytest.mark.parametrize("done_on", [day(1), OPENED - timedelta(days=1)])
def test_what_was_done_is_not_noted_for_tomorrow_or_before_the_first_day(done_on: date) -> None:
    with pytest.raises(Unfit) as refused:
        check_done(done_on, TODAY, OPENED)
    assert refused.value.field == "done_on"


@pytest.mark.parametrize(
    ("every", "due_on", "until_on"),
    [(1, None, day(1)), (366, None, day(366)), (None, TODAY, day(1)), (None, day(20), day(21))],
)
def test_an_exception_is_one_rule_with_an_end_within_a_year(
    every: int | None, due_on: date | None, until_on: date
) -> None:
    check_exception(every, due_on, until_on, TODAY)


@pytest.mark.parametrize(
    ("every", "due_on", "until_on", "field"),
    [
        (None, None, day(30), "every"),
        (14, day(20), day(30), "every"),
        (0, None, day(30), "every"),
        (367, None, day(30), "every"),
        (None, day(-1), day(30), "due_on"),
        (14, None, TODAY, "until_on"),
        (14, None, day(-1), "until_on"),
        (14, None, day(367), "until_on"),
        (None, day(20), day(20), "until_on"),
    ],
)
def test_an_exception_without_one_rule_or_without_a_fitting_end_is_refused_under_its_box(
    every: int | None, due_on: date | None, until_on: date, field: str
) -> None:
    with pytest.raises(Unfit) as refused:
        check_exception(every, due_on, until_on, TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("until", "of"),
    [
        (1, due(5)),
        (5, due(5)),
        (9, due(5, breach=9)),
        (60, due(0, 60, DueState.DUE)),
        (4, due(-3, 4, DueState.OVERDUE)),
        (7, due(-3, 60, DueState.OVERDUE)),  # five working days
    ],
)
def test_a_date_is_put_off_up_to_its_breach_and_without_one_up_to_itself(until: int, of: Due) -> None:
    check_snooze(day(until), of, TODAY, POLICY)


@pytest.mark.parametrize(
    ("until", "of"),
    [
        (0, due(5)),
        (-1, due(5)),
        (6, due(5)),
        (10, due(5, breach=9)),
        (5, due(-3, 4, DueState.OVERDUE)),
        (8, due(-3, 60, DueState.OVERDUE)),
    ],
)
def test_a_date_is_not_put_off_past_its_limit_and_the_sentence_stands_under_the_day(until: int, of: Due) -> None:
    with pytest.raises(Unfit) as refused:
        check_snooze(day(until), of, TODAY, POLICY)
    assert refused.value.field == "until_on"


@pytest.mark.parametrize(
    "of", [due(0, state=DueState.DUE), due(-1, state=DueState.OVERDUE), due(-40, -1, DueState.BREACH)]
)
def test_what_is_past_its_limit_is_put_off_no_more(of: Due) -> None:
    with pytest.raises(Refusal, match="too far"):
        check_snooze(day(1), of, TODAY, POLICY)


def test_what_is_fine_is_not_put_off_for_nobody_is_told_of_it() -> None:
    with pytest.raises(Refusal, match="Nobody is told of this yet"):
        check_snooze(day(50), due(55, state=DueState.FINE), TODAY, POLICY)


def test_words_are_asked_for() -> None:
    assert check_words("reason", "  because  ", "Write the reason.") == "because"
    with pytest.raises(Unfit, match="Write the reason") as refused:
        check_words("reason", " \n", "Write the reason.")
    assert refused.value.field == "reason"


def test_every_clock_is_settled_in_its_own_way_or_by_what_is_done_here() -> None:
    by_a_flow_of_its_own = {
        ClockKind.WRITE_UP,
        ClockKind.COPY,
        ClockKind.AGREEMENT,
        ClockKind.ACTION,
        ClockKind.CONTRACT,
        ClockKind.FILING,
    }
    assert {*HELD_ELSEWHERE, *NOTED} | by_a_flow_of_its_own == set(ClockKind)
    assert set(HELD_ELSEWHERE).isdisjoint(NOTED)
    assert ClockKind.FILING not in SNOOZABLE, "a record that somebody waits for is not put off"
    assert set(OF_A_CHILD) < set(ADJUSTABLE) < set(SNOOZABLE)
