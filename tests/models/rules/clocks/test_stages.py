"""When somebody is told, one level up and again; and that no two things to tell share a key."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.clocks.stages import escalates, find_stage, nudge_key, repeat_number, tells_anew
from models.rules.clocks.states import judge
from models.rules.working_days import after_working_days, is_working_day
from models.values.clocks import DueItem
from models.values.due import CountedFrom, Due, DueState
from models.vocabulary import ClockKind, Nation, NudgeStage
from tests.support.policies import policy

DEFAULT = policy()
POLICY = DEFAULT.model_copy(update={"clocks": tuple(ClockKind)})
MONDAY = date(2026, 3, 2)
ID = "0123456789abcdef0123456789abcdef"
QUIET_ABOVE = {ClockKind.ACTION, ClockKind.AGREEMENT}
MET = {ClockKind.CHILD, ClockKind.OPEN_CHILD, ClockKind.PERSON}


def on(text: str) -> date:
    return date.fromisoformat(text)


def item(
    today: date,
    due_on: date,
    *,
    clock: ClockKind = ClockKind.PERSON,
    late_on: date | None = None,
    breach_on: date | None = None,
) -> DueItem:
    state = judge(due_on, today, 7, late_on=late_on, breach_on=breach_on)
    due = Due(due_on, state, "", "", CountedFrom.SUPERVISION, due_on, late_on=late_on, breach_on=breach_on)
    return DueItem(clock, ID, due)


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        ("2026-02-22", None),
        ("2026-02-23", NudgeStage.COMING_DUE),
        ("2026-03-01", NudgeStage.COMING_DUE),
        ("2026-03-02", NudgeStage.DUE),
        ("2026-03-03", NudgeStage.OVERDUE),
        ("2026-03-31", NudgeStage.OVERDUE),
        ("2026-04-01", NudgeStage.BREACH),
    ],
)
def test_each_state_but_fine_is_told(today: str, stage: NudgeStage | None) -> None:
    assert find_stage(item(on(today), MONDAY, breach_on=on("2026-04-01")), POLICY, on(today)) is stage


@pytest.mark.parametrize("clock", ClockKind)
def test_of_a_clock_that_is_not_watched_nothing_is_told(clock: ClockKind) -> None:
    late = item(on("2026-05-01"), MONDAY, clock=clock)
    told = find_stage(late, DEFAULT, on("2026-05-01"))
    assert told is (NudgeStage.OVERDUE if DEFAULT.watches(clock) else None)
    assert escalates(late, DEFAULT, on("2026-05-01")) is (DEFAULT.watches(clock) and clock not in QUIET_ABOVE)


@pytest.mark.parametrize("state", DueState)
def test_of_somebody_away_nothing_is_told(state: DueState) -> None:
    today = on("2026-03-10")
    due = Due(MONDAY, state, "", "", CountedFrom.SUPERVISION, MONDAY, paused_until=on("2026-03-16"))
    assert find_stage(DueItem(ClockKind.PERSON, ID, due), POLICY, today) is None
    assert not escalates(DueItem(ClockKind.PERSON, ID, due), POLICY, today)


@pytest.mark.parametrize(
    ("today", "until", "stage"),
    [
        ("2026-02-24", "2026-02-25", None),
        ("2026-02-25", "2026-02-25", NudgeStage.COMING_DUE),
        ("2026-03-12", "2026-03-13", None),
        ("2026-04-01", "2026-04-02", NudgeStage.BREACH),
    ],
)
def test_a_snooze_holds_until_its_day_but_never_over_a_breach(today: str, until: str, stage: NudgeStage | None) -> None:
    snoozed = replace(item(on(today), MONDAY, breach_on=on("2026-04-01")), snoozed_until=on(until))
    assert find_stage(snoozed, POLICY, on(today)) is stage
    unsnoozed = replace(snoozed, snoozed_until=None)
    assert escalates(snoozed, POLICY, on(today)) is escalates(unsnoozed, POLICY, on(today))
    assert escalates(snoozed, POLICY, on(today)) is (today > "2026-03-09")


def test_what_was_told_before_a_snooze_is_told_anew_after_it_but_one_level_up_only_once() -> None:
    end = on("2026-03-12")
    plain = item(end, MONDAY)
    first, second = (replace(plain, snoozed_until=day) for day in (end, end + timedelta(days=7)))

    def keys(of: DueItem, today: date) -> tuple[str, str]:
        return nudge_key(of, NudgeStage.OVERDUE, ID, today), nudge_key(of, NudgeStage.ESCALATED, ID, today)

    never, running = keys(plain, end), keys(first, end - timedelta(days=1))
    over, still = keys(first, end), keys(first, end + timedelta(days=30))
    again = keys(second, end + timedelta(days=7))
    assert never == running
    assert over == still
    assert len({never[0], over[0], again[0]}) == 3
    assert {never[1], over[1], again[1]} == {never[1]}


def test_telling_again_counts_anew_from_the_end_of_a_snooze_and_the_line_above_does_not_wait_for_it() -> None:
    def at(today: str, until: str) -> tuple[bool, int]:
        late = replace(item(on(today), MONDAY), snoozed_until=on(until))
        return escalates(late, POLICY, on(today)), repeat_number(late, POLICY, on(today))

    days = ("2026-03-09", "2026-03-10", "2026-03-13", "2026-03-16", "2026-03-23")
    assert [at(day, "2026-03-09") for day in days] == [(True, 0), (True, 0), (True, 0), (True, 1), (True, 2)]
    assert [at(day, "2026-02-25")[1] for day in days] == [0, 1, 1, 1, 2], "over before it was late"
    assert [at(day, "2026-03-14")[1] for day in ("2026-03-16", "2026-03-20", "2026-03-23")] == [0, 0, 1], "a Saturday"


@pytest.mark.parametrize(
    ("today", "booked", "stage"),
    [
        pytest.param("2026-02-24", "2026-03-02", None, id="for the due date"),
        pytest.param("2026-02-24", "2026-02-24", None, id="for today"),
        pytest.param("2026-02-24", "2026-03-03", NudgeStage.COMING_DUE, id="for a day that is late"),
        pytest.param("2026-02-24", "2026-02-23", NudgeStage.COMING_DUE, id="for a day that has passed"),
        pytest.param("2026-03-02", "2026-03-02", None, id="due today and booked for today"),
        pytest.param("2026-03-03", "2026-03-04", NudgeStage.OVERDUE, id="late already"),
    ],
)
@pytest.mark.parametrize("clock", ClockKind)
def test_a_booked_supervision_quiets_what_comes_before_it_is_late(
    clock: ClockKind, today: str, booked: str, stage: NudgeStage | None
) -> None:
    told = find_stage(replace(item(on(today), MONDAY, clock=clock), booked_on=on(booked)), POLICY, on(today))
    if clock in MET:
        assert told is stage
    else:
        assert told is find_stage(item(on(today), MONDAY, clock=clock), POLICY, on(today)), "no meeting resets it"


def test_a_date_booked_within_a_later_limit_is_in_time_but_not_on_the_day_of_a_breach() -> None:
    today = on("2026-03-04")
    due = item(today, MONDAY, late_on=on("2026-03-16"), breach_on=on("2026-04-03"))
    assert find_stage(due, POLICY, today) is NudgeStage.DUE
    assert find_stage(replace(due, booked_on=on("2026-03-16")), POLICY, today) is None
    assert find_stage(replace(due, booked_on=on("2026-03-17")), POLICY, today) is NudgeStage.DUE
    few = item(today, on("2026-03-30"), breach_on=on("2026-03-10"))
    assert find_stage(replace(few, booked_on=on("2026-03-09")), POLICY, today) is None
    assert find_stage(replace(few, booked_on=on("2026-03-10")), POLICY, today) is NudgeStage.COMING_DUE


@pytest.mark.parametrize(
    ("due_on", "late_on", "breach_on", "above"),
    [
        pytest.param("2026-03-02", None, None, "2026-03-06", id="overdue on a Tuesday, told above on the Friday"),
        pytest.param("2026-03-05", None, None, "2026-03-11", id="over a weekend"),
        pytest.param("2026-03-06", None, None, "2026-03-11", id="overdue from a Saturday"),
        pytest.param("2026-04-01", None, None, "2026-04-09", id="over Easter"),
        pytest.param("2026-12-23", None, None, "2026-12-31", id="over Christmas"),
        pytest.param("2028-02-28", None, None, "2028-03-03", id="over a leap day"),
        pytest.param("2026-10-22", None, None, "2026-10-28", id="over the night the clocks go back"),
        pytest.param("2026-03-02", "2026-03-16", None, "2026-03-20", id="from the later limit"),
        pytest.param("2026-03-16", "2026-03-30", "2026-03-10", "2026-03-13", id="in breach before it is due"),
    ],
)
def test_the_line_above_hears_three_working_days_after(
    due_on: str, late_on: str | None, breach_on: str | None, above: str
) -> None:
    late, breach = (None if text is None else on(text) for text in (late_on, breach_on))
    day = on(above)

    def told(today: date) -> bool:
        return escalates(item(today, on(due_on), late_on=late, breach_on=breach), POLICY, today)

    assert told(day)
    assert not told(day - timedelta(days=1))
    assert told(day + timedelta(days=40))


@pytest.mark.parametrize(
    ("watched_from", "above", "again"),
    [
        pytest.param("2026-03-09", "2026-03-12", "2026-03-16", id="late for weeks when the bot began on a Monday"),
        pytest.param("2026-03-06", "2026-03-11", "2026-03-13", id="on a Friday"),
        pytest.param("2026-04-03", "2026-04-09", "2026-04-14", id="on Good Friday"),
        pytest.param("2026-02-02", "2026-02-19", "2026-02-23", id="watched before it was late"),
        pytest.param("2026-02-16", "2026-02-19", "2026-02-23", id="on the day it became late"),
    ],
)
def test_of_what_was_late_when_the_bot_began_the_owner_hears_first_and_again_as_of_anything(
    watched_from: str, above: str, again: str
) -> None:
    sunday = on("2026-02-15")

    def told(today: date) -> tuple[bool, int]:
        late = replace(item(today, sunday), watched_from=on(watched_from))
        return escalates(late, POLICY, today), repeat_number(late, POLICY, today)

    assert told(on(watched_from)) == (False, 0)
    assert [told(on(above) - timedelta(days=1))[0], told(on(above))[0]] == [False, True]
    assert [told(on(again) - timedelta(days=1))[1], told(on(again))[1]] == [0, 1]


def test_a_breach_from_before_the_bot_began_counts_from_that_day_too() -> None:
    today = on("2026-03-09")
    old = replace(item(today, on("2026-01-05"), breach_on=on("2026-02-01")), watched_from=today)
    assert find_stage(old, POLICY, today) is NudgeStage.BREACH
    assert not escalates(old, POLICY, today)
    assert escalates(old, POLICY, on("2026-03-12"))
    assert [repeat_number(old, POLICY, on(day)) for day in ("2026-03-13", "2026-03-16")] == [0, 1]


@pytest.mark.parametrize("clock", ClockKind)
def test_actions_and_answers_are_never_told_above(clock: ClockKind) -> None:
    today = on("2026-06-01")
    assert escalates(item(today, MONDAY, clock=clock), POLICY, today) is (clock not in QUIET_ABOVE)


@pytest.mark.parametrize(
    ("today", "number"),
    [
        pytest.param("2026-03-02", 0, id="due"),
        pytest.param("2026-03-03", 0, id="the first day"),
        pytest.param("2026-03-09", 0, id="four working days later"),
        pytest.param("2026-03-10", 1, id="five"),
        pytest.param("2026-03-16", 1, id="nine"),
        pytest.param("2026-03-17", 2, id="ten"),
        pytest.param("2026-04-09", 5, id="over Easter"),
    ],
)
def test_what_is_overdue_is_told_again_every_five_working_days(today: str, number: int) -> None:
    assert repeat_number(item(on(today), MONDAY), POLICY, on(today)) == number


def test_the_count_begins_on_the_first_working_day_it_is_overdue() -> None:
    friday = on("2026-03-06")
    numbers = {
        today: repeat_number(item(on(today), friday), POLICY, on(today)) for today in ("2026-03-07", "2026-03-09")
    }
    assert set(numbers.values()) == {0}
    assert repeat_number(item(on("2026-03-13"), friday), POLICY, on("2026-03-13")) == 0
    assert repeat_number(item(on("2026-03-16"), friday), POLICY, on("2026-03-16")) == 1


def test_a_breach_counts_anew_and_one_before_the_due_date_is_not_repeated() -> None:
    breach = on("2026-04-01")
    for today, number in (("2026-03-31", 4), ("2026-04-01", 0), ("2026-04-09", 0), ("2026-04-10", 1)):
        assert repeat_number(item(on(today), MONDAY, breach_on=breach), POLICY, on(today)) == number, today
    few = on("2026-02-02")
    for today, number in (("2026-03-02", 0), ("2026-03-09", 0), ("2026-03-10", 1)):
        assert repeat_number(item(on(today), MONDAY, breach_on=few), POLICY, on(today)) == number, today


@pytest.mark.parametrize(
    ("today", "stage", "before", "booked", "tells"),
    [
        pytest.param("2026-03-03", NudgeStage.OVERDUE, None, None, True, id="never told"),
        pytest.param("2026-03-02", NudgeStage.DUE, (NudgeStage.COMING_DUE, "2026-02-27"), None, True, id="due"),
        pytest.param("2026-03-03", NudgeStage.OVERDUE, (NudgeStage.DUE, "2026-03-02"), None, False, id="the day after"),
        pytest.param("2026-03-06", NudgeStage.OVERDUE, (NudgeStage.DUE, "2026-03-02"), None, False, id="four days"),
        pytest.param("2026-03-09", NudgeStage.OVERDUE, (NudgeStage.DUE, "2026-03-02"), None, True, id="five"),
        pytest.param("2026-04-09", NudgeStage.OVERDUE, (NudgeStage.OVERDUE, "2026-04-01"), None, False, id="Easter"),
        pytest.param("2026-04-10", NudgeStage.OVERDUE, (NudgeStage.OVERDUE, "2026-04-01"), None, True, id="after it"),
        pytest.param(
            "2026-03-09", NudgeStage.OVERDUE, (NudgeStage.OVERDUE, "2026-03-02"), "2026-03-16", False, id="booked"
        ),
        pytest.param(
            "2026-03-09", NudgeStage.OVERDUE, (NudgeStage.OVERDUE, "2026-03-02"), "2026-03-17", True, id="far"
        ),
        pytest.param(
            "2026-03-09", NudgeStage.OVERDUE, (NudgeStage.OVERDUE, "2026-03-02"), "2026-03-06", True, id="past"
        ),
        pytest.param("2026-03-03", NudgeStage.OVERDUE, None, "2026-03-05", True, id="booked, but never told"),
        pytest.param("2026-04-01", NudgeStage.BREACH, (NudgeStage.OVERDUE, "2026-03-31"), None, True, id="new breach"),
        pytest.param("2026-04-02", NudgeStage.BREACH, (NudgeStage.BREACH, "2026-04-01"), None, False, id="a breach"),
        pytest.param("2026-04-01", NudgeStage.ESCALATED, (NudgeStage.OVERDUE, "2026-03-31"), None, True, id="above"),
    ],
)
def test_who_was_told_is_told_again_once_a_week_and_not_while_it_is_booked(
    today: str, stage: NudgeStage, before: tuple[NudgeStage, str] | None, booked: str | None, *, tells: bool
) -> None:
    late = replace(item(on(today), MONDAY), booked_on=None if booked is None else on(booked))
    told = [] if before is None else [(before[0], on(before[1]))]
    assert tells_anew(late, stage, told, POLICY, on(today)) is tells


@pytest.mark.parametrize("clock", ClockKind)
def test_only_what_is_to_be_done_within_days_is_overdue_to_who_was_told_the_day_before(clock: ClockKind) -> None:
    today = on("2026-03-03")
    short = {ClockKind.WRITE_UP, ClockKind.FILING, ClockKind.COPY, ClockKind.AGREEMENT, ClockKind.ACTION}
    told = [(NudgeStage.DUE, MONDAY)]
    assert tells_anew(item(today, MONDAY, clock=clock), NudgeStage.OVERDUE, told, POLICY, today) is (clock in short)


ids = st.text("0123456789abcdef", min_size=1, max_size=32)
told = st.tuples(
    st.sampled_from(list(ClockKind)),
    ids,
    st.dates(date(2026, 1, 1), date(2026, 1, 3)) | st.dates(),
    st.sampled_from(list(NudgeStage)),
    ids,
    st.integers(0, 3),
)


@given(told, told)
def test_a_key_never_repeats_for_something_else(
    one: tuple[ClockKind, str, date, NudgeStage, str, int], other: tuple[ClockKind, str, date, NudgeStage, str, int]
) -> None:
    def key(clock: ClockKind, subject: str, due_on: date, stage: NudgeStage, audience: str, repeat: int) -> str:
        due = Due(due_on, DueState.DUE, "", "", CountedFrom.SET, due_on)
        return nudge_key(DueItem(clock, subject, due), stage, audience, MONDAY, repeat)

    assert (key(*one) == key(*other)) is (one == other)
    assert len(key(*one)) <= 200


def test_the_longest_key_has_room() -> None:
    longest = max(ClockKind, key=lambda clock: len(clock.value))
    due = replace(item(MONDAY, MONDAY, clock=longest), subject_id="f" * 32, snoozed_until=MONDAY)
    key = nudge_key(due, NudgeStage.COMING_DUE, "f" * 32, MONDAY, 99_999)
    assert key.endswith(f":{MONDAY}")
    assert len(key) <= 200


days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(days, st.integers(0, 60), st.integers(0, 60), days, st.integers(0, 400))
def test_numbers_and_the_line_above_only_go_on(due_on: date, late: int, breach: int, today: date, more: int) -> None:
    def at(day: date) -> tuple[bool, int]:
        late_on, breach_on = due_on + timedelta(days=late), due_on + timedelta(days=late + breach + 1)
        here = item(day, due_on, late_on=late_on, breach_on=breach_on)
        return escalates(here, POLICY, day), repeat_number(here, POLICY, day)

    (above, number), (later_above, later_number) = at(today), at(today + timedelta(days=more))
    assert above <= later_above
    in_breach = due_on + timedelta(days=late + breach + 1)
    if not today < in_breach <= today + timedelta(days=more):
        assert number <= later_number


@given(days, days)
def test_it_is_told_again_exactly_so_many_working_days_after_the_first_time(due_on: date, today: date) -> None:
    first = due_on + timedelta(days=1)
    while not is_working_day(first, Nation.ENGLAND):
        first += timedelta(days=1)
    number = repeat_number(item(today, due_on), POLICY, today)
    expected = 0
    while today >= after_working_days(first, 5 * (expected + 1), Nation.ENGLAND):
        expected += 1
    assert number == expected
