"""The child clock of source row B18: every eight weeks, every four while a flag holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.policy import ChildClock
from models.rules.clocks.children import build_child_due, shorter_since
from models.values.clock_facts import ChildFacts, Held
from models.values.due import CountedFrom, DueState
from models.vocabulary import ChildFlag

CP, COURT, PLACEMENT = (
    ChildFlag.CHILD_PROTECTION_PLAN,
    ChildFlag.IN_PROCEEDINGS,
    ChildFlag.EMERGENCY_OR_UNSUITABLE_PLACEMENT,
)
CLOCK = ChildClock(
    usual_days=56,
    shorter_days=28,
    after_change_days=7,
    coming_due_days=14,
    shorter_for=(CP, COURT, PLACEMENT),
    source="B18",
)
TODAY = date(2026, 3, 2)
OPENED = date(2025, 1, 6)


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("facts", "due_on", "counted_from"),
    [
        pytest.param(ChildFacts(on("2026-02-16")), "2026-04-13", CountedFrom.OPENED, id="new child from opening"),
        pytest.param(ChildFacts(OPENED, told_on=on("2026-01-12")), "2026-03-09", CountedFrom.DIRECTORY, id="told"),
        pytest.param(
            ChildFacts(OPENED, sent_on=on("2026-02-02"), told_on=on("2026-01-12")),
            "2026-03-30",
            CountedFrom.SUPERVISION,
            id="held here after what the directory tells",
        ),
        pytest.param(
            ChildFacts(OPENED, sent_on=on("2026-01-12"), told_on=on("2026-02-02")),
            "2026-03-30",
            CountedFrom.DIRECTORY,
            id="the directory tells of a later one",
        ),
        pytest.param(
            ChildFacts(OPENED, sent_on=on("2026-02-02"), told_on=on("2026-02-02")),
            "2026-03-30",
            CountedFrom.SUPERVISION,
            id="same day: the one held here is the proof",
        ),
        pytest.param(
            ChildFacts(on("2026-02-02"), told_on=on("2024-05-06")),
            "2026-03-30",
            CountedFrom.OPENED,
            id="opened again after an earlier time",
        ),
        pytest.param(
            ChildFacts(OPENED, told_on=on("2026-02-09"), flags=(Held(CP, OPENED),)),
            "2026-03-09",
            CountedFrom.DIRECTORY,
            id="four weeks with a child protection plan",
        ),
        pytest.param(
            ChildFacts(OPENED, told_on=on("2026-02-09"), flags=(Held(COURT, OPENED),)),
            "2026-03-09",
            CountedFrom.DIRECTORY,
            id="four weeks in proceedings",
        ),
        pytest.param(
            ChildFacts(OPENED, told_on=on("2026-02-09"), flags=(Held(PLACEMENT, OPENED),)),
            "2026-03-09",
            CountedFrom.DIRECTORY,
            id="four weeks in an unsuitable placement (I8)",
        ),
        pytest.param(
            ChildFacts(OPENED, told_on=on("2026-02-09"), flags=(Held(ChildFlag.RESTRICTED, OPENED),)),
            "2026-04-06",
            CountedFrom.DIRECTORY,
            id="restricted alone changes nothing",
        ),
        pytest.param(
            ChildFacts(OPENED, told_on=on("2026-02-09"), flags=(Held(CP, OPENED, on("2026-02-20")),)),
            "2026-04-06",
            CountedFrom.DIRECTORY,
            id="back to eight weeks when the plan has ended",
        ),
        pytest.param(
            ChildFacts(OPENED, told_on=on("2026-01-26"), flags=(Held(CP, TODAY),)),
            "2026-03-09",
            CountedFrom.CHANGE,
            id="a week from the change when four weeks have passed",
        ),
        pytest.param(
            ChildFacts(OPENED, told_on=on("2026-02-25"), flags=(Held(CP, TODAY),)),
            "2026-03-25",
            CountedFrom.DIRECTORY,
            id="the interval when it ends later than a week from the change",
        ),
        pytest.param(
            ChildFacts(OPENED, told_on=on("2026-01-09"), flags=(Held(CP, TODAY),)),
            "2026-03-06",
            CountedFrom.DIRECTORY,
            id="a change never puts a date off",
        ),
        pytest.param(
            ChildFacts(OPENED, told_on=on("2025-12-01"), flags=(Held(CP, TODAY),)),
            "2026-01-26",
            CountedFrom.DIRECTORY,
            id="an overdue child stays overdue at a change",
        ),
        pytest.param(
            ChildFacts(on("2026-02-23"), flags=(Held(CP, on("2026-02-23")),)),
            "2026-03-23",
            CountedFrom.OPENED,
            id="opened with a plan is no change",
        ),
        pytest.param(
            ChildFacts(OPENED, told_on=on("2024-02-01")), "2025-03-03", CountedFrom.OPENED, id="over a year ago"
        ),
        pytest.param(
            ChildFacts(on("2020-01-01"), told_on=on("2024-02-01"), flags=(Held(CP, on("2020-01-01")),)),
            "2024-02-29",
            CountedFrom.DIRECTORY,
            id="over a leap day",
        ),
    ],
)
def test_the_due_date_counts_from_the_latest_start(facts: ChildFacts, due_on: str, counted_from: CountedFrom) -> None:
    due = build_child_due(facts, CLOCK, TODAY)
    assert due.due_on == on(due_on)
    assert due.counted_from is counted_from
    assert due.source == "B18"


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (-1, DueState.OVERDUE),
        (0, DueState.DUE),
        (1, DueState.COMING_DUE),
        (14, DueState.COMING_DUE),
        (15, DueState.FINE),
    ],
)
def test_a_date_is_overdue_from_the_day_after(days: int, state: DueState) -> None:
    last = TODAY + timedelta(days=days - 56)
    assert build_child_due(ChildFacts(OPENED, told_on=last), CLOCK, TODAY).state is state


def test_the_rule_is_told_in_words() -> None:
    last = on("2026-02-09")
    usual = ChildFacts(OPENED, told_on=last)
    both = ChildFacts(OPENED, told_on=last, flags=(Held(COURT, OPENED), Held(CP, OPENED)))
    moved = ChildFacts(OPENED, told_on=on("2026-01-26"), flags=(Held(CP, TODAY),))
    late = ChildFacts(OPENED, told_on=on("2025-12-01"), flags=(Held(CP, TODAY),))
    assert [build_child_due(facts, CLOCK, TODAY).rule for facts in (usual, both, moved, late)] == [
        "every 8 weeks",
        "every 4 weeks: child protection plan, in proceedings",
        "every 4 weeks: child protection plan; 1 week from the change",
        "every 8 weeks, as before the change to every 4 weeks: child protection plan",
    ]


def test_intervals_that_are_no_whole_weeks_are_told_in_days() -> None:
    monthly = CLOCK.model_copy(update={"usual_days": 31})
    assert build_child_due(ChildFacts(OPENED), monthly, TODAY).rule == "every 31 days"


@pytest.mark.parametrize(
    ("flags", "since"),
    [
        pytest.param((), None, id="none"),
        pytest.param((Held(CP, on("2026-01-05")),), "2026-01-05", id="one"),
        pytest.param((Held(CP, on("2025-01-05"), TODAY),), None, id="ended today"),
        pytest.param((Held(CP, on("2026-03-03")),), None, id="from tomorrow"),
        pytest.param(
            (Held(CP, on("2025-01-05"), on("2026-01-05")), Held(COURT, on("2026-01-05"))), "2025-01-05", id="handed on"
        ),
        pytest.param(
            (Held(CP, on("2025-01-05"), on("2026-01-04")), Held(COURT, on("2026-01-05"))), "2026-01-05", id="a gap"
        ),
        pytest.param(
            (Held(CP, on("2025-01-05"), on("2025-01-05")), Held(COURT, on("2025-01-05"))), "2025-01-05", id="never held"
        ),
        pytest.param(
            (Held(CP, on("2026-02-02")), Held(COURT, on("2025-02-03")), Held(PLACEMENT, on("2026-02-20"))),
            "2025-02-03",
            id="several",
        ),
    ],
)
def test_the_interval_is_shorter_since_the_first_day_without_a_gap(flags: tuple[Held, ...], since: str | None) -> None:
    assert shorter_since(flags, CLOCK.shorter_for, TODAY) == (None if since is None else on(since))


days = st.dates(min_value=date(2020, 1, 1), max_value=TODAY)


@st.composite
def held_flags(draw: st.DrawFn) -> Held:
    from_on = draw(days)
    until = draw(st.none() | st.dates(min_value=from_on, max_value=date(2026, 12, 31)))
    return Held(draw(st.sampled_from(list(ChildFlag))), from_on, until)


facts = st.builds(
    ChildFacts,
    opened_on=days,
    sent_on=st.none() | days,
    told_on=st.none() | days,
    flags=st.lists(held_flags(), max_size=4).map(tuple),
)


@given(facts)
def test_a_date_is_never_earlier_than_four_weeks_nor_later_than_eight_from_its_start(known: ChildFacts) -> None:
    start = max(day for day in (known.opened_on, known.sent_on, known.told_on) if day is not None)
    due = build_child_due(known, CLOCK, TODAY)
    assert start + timedelta(days=28) <= due.due_on <= start + timedelta(days=56)


@given(facts)
def test_a_supervision_held_today_starts_the_interval_anew(known: ChildFacts) -> None:
    due = build_child_due(ChildFacts(known.opened_on, TODAY, known.told_on, known.flags), CLOCK, TODAY)
    short = shorter_since(known.flags, CLOCK.shorter_for, TODAY) is not None
    assert due.due_on == TODAY + timedelta(days=28 if short else 56)
    assert due.counted_from is CountedFrom.SUPERVISION
