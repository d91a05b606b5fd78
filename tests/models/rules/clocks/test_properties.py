"""What holds of every clock, whatever the facts: older meetings, later days, more urgent children, a count by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.clocks.children import build_child_due, build_open_child_due
from models.rules.clocks.contracts import build_contract_due
from models.rules.clocks.dates import after_months
from models.rules.clocks.limits import find_year_limit
from models.rules.clocks.meetings import build_copy_due, build_write_up_due
from models.rules.clocks.people import build_person_due
from models.rules.clocks.states import judge
from models.values.clock_facts import (
    Away,
    ChildFacts,
    ContractFacts,
    Held,
    MeetingFacts,
    Override,
    PersonFacts,
    Supervised,
)
from models.values.due import CountedFrom, Due, DueState
from models.vocabulary import ChildFlag, StaffKind
from tests.support.policies import policy

POLICIES = [policy(name) for name in ("default", "coventry")]
DEFAULT, COVENTRY = POLICIES
URGENCY = list(DueState)
TODAY = date(2026, 3, 2)
BEGAN = date(2024, 1, 1)

days = st.dates(BEGAN, TODAY)
later = st.integers(1, 500).map(lambda number: TODAY + timedelta(days=number))
maybe = st.none() | days


@st.composite
def flags(draw: st.DrawFn) -> Held:
    from_on = draw(days)
    return Held(draw(st.sampled_from(list(ChildFlag))), from_on, draw(st.none() | st.dates(from_on, TODAY)))


@st.composite
def overrides(draw: st.DrawFn) -> Override:
    from_on = draw(st.dates(TODAY - timedelta(days=200), TODAY))
    until_on = draw(st.dates(TODAY + timedelta(days=1), TODAY + timedelta(days=200)))
    if draw(st.booleans()):
        return Override("a", from_on, until_on, every_days=draw(st.integers(1, 120)))
    return Override("a", from_on, until_on, due_on=draw(st.dates(from_on, until_on)))


@st.composite
def absences(draw: st.DrawFn) -> Away:
    from_on = draw(st.dates(TODAY - timedelta(days=120), TODAY + timedelta(days=120)))
    return Away(from_on, from_on + timedelta(days=draw(st.integers(1, 90))))


children = st.builds(
    ChildFacts,
    opened_on=days,
    sent_on=maybe,
    told_on=maybe,
    mentioned_on=maybe,
    elsewhere_on=maybe,
    go_live_on=maybe,
    flags=st.lists(flags(), max_size=2).map(tuple),
)
people = st.builds(
    PersonFacts,
    kind=st.sampled_from(list(StaffKind)),
    kind_since=days,
    started_on=maybe,
    asye_started_on=maybe,
    student_fortnightly_from=maybe,
    held=st.lists(days, max_size=12).map(tuple),
    elsewhere=st.lists(days, max_size=2).map(tuple),
    told_on=maybe,
    go_live_on=maybe,
)


def days_of(due: Due) -> tuple[date, date | None]:
    return due.due_on, due.late_on


def urgency(due: Due) -> int:
    return URGENCY.index(due.state)


@given(children, st.integers(1, 700))
def test_an_older_supervision_moves_no_date_of_a_child(facts: ChildFacts, back: int) -> None:
    latest = max((day for day in (facts.sent_on, facts.elsewhere_on, facts.told_on) if day), default=None)
    if latest is None:
        return
    older = latest - timedelta(days=back)
    if facts.elsewhere_on is None:
        facts, more = replace(facts, mentioned_on=None), replace(facts, mentioned_on=None, elsewhere_on=older)
    else:
        more = replace(facts, sent_on=max(facts.sent_on or older, older), mentioned_on=facts.mentioned_on)
    assert build_child_due(more, DEFAULT.child, TODAY) == build_child_due(facts, DEFAULT.child, TODAY)
    if facts.mentioned_on is None or facts.mentioned_on >= older:
        open_more, open_facts = (build_open_child_due(each, DEFAULT.open_child, TODAY) for each in (more, facts))
        assert open_more == open_facts


@given(people, st.integers(1, 700), st.lists(absences(), max_size=2), st.sampled_from(["held", "elsewhere"]))
def test_an_older_supervision_moves_no_interval_of_a_person(
    facts: PersonFacts, back: int, away: list[Away], where: str
) -> None:
    known = [*facts.held, *facts.elsewhere, *([facts.told_on] if facts.told_on else [])]
    if not known:
        return
    facts, older = replace(facts, away=tuple(away)), max(known) - timedelta(days=back)
    if where == "held":
        more = replace(facts, held=(*facts.held, older))
    else:
        more = replace(facts, elsewhere=(older, *facts.elsewhere))
    for kept in POLICIES:
        one, other = (build_person_due(each, kept, TODAY) for each in (facts, more))
        assert days_of(one) == days_of(other)
        assert (one.breach_on or date.max) <= (other.breach_on or date.max), (
            "it can only help with the number in a year"
        )


@given(children, later, later)
def test_no_child_becomes_less_urgent_by_waiting(facts: ChildFacts, one: date, other: date) -> None:
    first, second = sorted((one, other))
    due, after = (build_child_due(facts, DEFAULT.child, today) for today in (first, second))
    assert urgency(due) <= urgency(after)
    due, after = (build_open_child_due(facts, DEFAULT.open_child, today) for today in (first, second))
    assert urgency(due) <= urgency(after)


@given(people, later, later)
def test_no_person_becomes_less_urgent_by_waiting(facts: PersonFacts, one: date, other: date) -> None:
    first, second = sorted((one, other))
    for each in POLICIES:
        assert urgency(build_person_due(facts, each, first)) <= urgency(build_person_due(facts, each, second))


@given(days, st.integers(0, 60), st.integers(0, 60))
def test_no_meeting_becomes_less_urgent_by_waiting(held_on: date, one: int, other: int) -> None:
    first, second = (held_on + timedelta(days=number) for number in sorted((one, other)))
    for build in (build_write_up_due, build_copy_due):
        due, after = (build(MeetingFacts(held_on), DEFAULT.deadlines, today) for today in (first, second))
        assert urgency(due) <= urgency(after)
        assert due.due_on == after.due_on


@given(maybe, maybe, days, later, later)
def test_no_agreement_becomes_less_urgent_by_waiting(
    last_on: date | None, started_on: date | None, changed_on: date, one: date, other: date
) -> None:
    lines = Supervised("tom", date(2020, 1, 1), changed_on), Supervised("priya", changed_on)
    facts = ContractFacts(last_on, lines, started_on, BEGAN)
    due, after = (build_contract_due(facts, DEFAULT.contract, today) for today in sorted((one, other)))
    assert urgency(due) <= urgency(after)


@given(children, flags(), st.none() | overrides())
def test_becoming_more_urgent_never_gives_a_child_more_time(
    facts: ChildFacts, flag: Held, override: Override | None
) -> None:
    before = replace(facts, exceptions=() if override is None else (override,))
    after = replace(before, flags=(*before.flags, flag))
    one, other = (build_child_due(each, DEFAULT.child, TODAY) for each in (before, after))
    assert other.due_on <= one.due_on


@given(people, st.integers(1, 120), st.lists(absences(), max_size=2))
def test_an_own_frequency_moves_no_limit_and_a_shorter_one_gives_no_more_time(
    facts: PersonFacts, every: int, away: list[Away]
) -> None:
    override = Override("a", TODAY, TODAY + timedelta(days=365), every_days=every)
    for each in POLICIES:
        plain = build_person_due(replace(facts, away=tuple(away)), each, TODAY)
        own = build_person_due(replace(facts, away=tuple(away), exceptions=(override,)), each, TODAY)
        assert own.breach_on == plain.breach_on
        if not away and every <= 7:
            assert own.due_on <= plain.due_on


@given(people, st.lists(absences(), max_size=3))
def test_the_due_date_is_never_after_the_last_day_that_is_not_overdue_nor_that_after_a_limit(
    facts: PersonFacts, away: list[Away]
) -> None:
    for kept in POLICIES:
        due = build_person_due(replace(facts, away=tuple(away)), kept, TODAY)
        assert due.late_on is None or due.due_on < due.late_on
        if kept.person.least_in_a_year is None:
            assert due.breach_on is not None
            assert (due.late_on or due.due_on) < due.breach_on
        away_today = any(each.holds(TODAY) for each in away)
        assert (due.paused_until is not None) is away_today
        if due.paused_until is not None:
            assert due.paused_until > TODAY
            assert not any(each.holds(due.due_on) for each in away)
            assert due.state is not DueState.DUE


@given(people, absences())
def test_what_had_passed_before_somebody_left_stands_still_while_they_are_away(facts: PersonFacts, leave: Away) -> None:
    for kept in POLICIES:
        seen = [
            build_person_due(replace(facts, away=(leave,)), kept, day)
            for day in (leave.from_on - timedelta(days=1), leave.from_on, leave.until_on)
        ]
        if seen[0].state.is_late:
            assert len({due.due_on for due in seen}) == 1
            assert all(due.state.is_late for due in seen)


@given(st.sets(days, max_size=25), st.integers(1, 12), days, later)
def test_the_number_in_a_year_is_that_of_counting_each_day(
    held: set[date], least: int, observed_on: date, today: date
) -> None:
    def is_short(day: date) -> bool:
        since = after_months(day, -12)
        return sum(since < each <= day for each in held) < least

    known_on = after_months(observed_on, 12)
    limit = find_year_limit(held, least, observed_on)
    assert (today >= limit.breach_on) is (today >= known_on and is_short(today))
    if today >= limit.breach_on:
        spell = [limit.breach_on + timedelta(days=number) for number in range((today - limit.breach_on).days + 1)]
        assert all(is_short(day) for day in spell)
        assert limit.breach_on == known_on or not is_short(limit.breach_on - timedelta(days=1))


@given(days, days, st.integers(0, 30), st.none() | st.integers(0, 40), st.none() | st.integers(-20, 80))
def test_a_state_is_the_one_its_words_say(
    due_on: date, today: date, lead: int, late: int | None, breach: int | None
) -> None:
    late_on = None if late is None else due_on + timedelta(days=late)
    breach_on = None if breach is None else due_on + timedelta(days=breach)
    state = judge(due_on, today, lead, late_on=late_on, breach_on=breach_on)
    assert (state is DueState.BREACH) is (breach_on is not None and today >= breach_on)
    if state is not DueState.BREACH:
        assert (state is DueState.OVERDUE) is (today > (late_on or due_on))
        assert (state is DueState.DUE) is (due_on <= today <= (late_on or due_on))
        nearer = min(due_on, breach_on or due_on)
        assert (state is DueState.FINE) is (today < nearer - timedelta(days=lead) and today < due_on)


@pytest.mark.parametrize("build", [build_write_up_due, build_copy_due])
def test_a_deadline_is_a_working_day(build: Callable[..., Due]) -> None:
    for number in range(366):
        due = build(MeetingFacts(date(2027, 7, 1) + timedelta(days=number)), DEFAULT.deadlines, TODAY)
        assert due.due_on.weekday() < 5
        assert due.counted_from is CountedFrom.MEETING
