"""What may be let go, and when: case by case, and over simulated years."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.retention import (
    POINTS_KEPT,
    WORDS,
    archive_by,
    child_due_on,
    find_latest,
    find_stale_carried,
    find_stale_entries,
    is_filed,
    judge,
    staff_file_due_on,
)
from models.values.retention import CarriedFact, EntryFact, FiledFact, RecordFact, Stays, VersionFact
from models.vocabulary import CarryRule, RecordKind, RecordState
from models.workflow.carried import KEPT_OF_A_SCALE
from tests.support.policies import policy

RETENTION = policy().retention
HELD_ON = date(2026, 3, 2)
FILED = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
DUE_ON = FILED.date() + timedelta(RETENTION.purge_days)
DONE = RecordState.COMPLETE


def version(state: RecordState = DONE, told: RecordState | None = DONE, told_at: datetime = FILED) -> VersionFact:
    return VersionFact("v", state, None if told is None else FiledFact(told, told_at))


def record(*versions: VersionFact, **facts: object) -> RecordFact:
    known = versions or (version(),)
    whole = {"id": "r", "kind": RecordKind.CASEWORK, "state": known[0].state, "held_on": HELD_ON, "begun_at": FILED}
    return RecordFact(**{**whole, "versions": known, **facts})  # type: ignore[arg-type]


def stays(one: RecordFact, on: date = DUE_ON, **facts: bool) -> Stays | None:
    return judge(one, RETENTION, on, **facts).stays


CASES = {
    "filed and the days are over": (record(), None),
    "a brief one as well": (record(kind=RecordKind.BRIEF), None),
    "a note as well": (record(kind=RecordKind.NOTE), None),
    "not agreed, and filed so": (record(version(RecordState.NOT_AGREED, RecordState.NOT_AGREED)), None),
    "closed without an answer": (record(version(RecordState.NO_ANSWER_LEFT, RecordState.NO_ANSWER_LEFT)), None),
    "personal": (record(kind=RecordKind.PERSONAL), Stays.ABOUT_PERSON),
    "an agreement": (record(kind=RecordKind.CONTRACT), Stays.ABOUT_PERSON),
    "gone already": (record(gone=True), Stays.GONE),
    "a draft": (record(state=RecordState.DRAFT), Stays.NOT_SENT),
    "not in its chain yet": (record(bound=False), Stays.NOT_BOUND),
    "waiting": (record(version(RecordState.AWAITING, RecordState.AWAITING)), Stays.WAITING),
    "a change is asked for": (record(version(RecordState.CHANGE_ASKED, RecordState.CHANGE_ASKED)), Stays.WAITING),
    "an addendum waits": (record(version(), version(RecordState.AWAITING)), Stays.WAITING),
    "not filed": (record(version(told=None)), Stays.NOT_FILED),
    "an addendum is not filed": (record(version(), version(told=None)), Stays.NOT_FILED),
    "filed while it waited, agreed since": (record(version(told=RecordState.AWAITING)), Stays.OUTCOME_NOT_FILED),
}


@pytest.mark.parametrize("case", CASES)
def test_whether_the_text_of_a_record_may_go(case: str) -> None:
    one, expected = CASES[case]
    assert stays(one) is expected
    assert expected is None or WORDS[expected]


def test_every_reason_has_words() -> None:
    assert set(WORDS) == set(Stays)


def test_the_days_run_from_the_last_paste_and_the_last_word_typed() -> None:
    later = FILED + timedelta(days=9)
    assert stays(record(), DUE_ON - timedelta(1)) is Stays.NOT_YET
    assert judge(record(version(told_at=later)), RETENTION, DUE_ON).due_on == DUE_ON + timedelta(9)
    assert judge(record(version(), version(told_at=later)), RETENTION, DUE_ON).due_on == DUE_ON + timedelta(9)
    assert judge(record(typed_at=later), RETENTION, DUE_ON).due_on == DUE_ON + timedelta(9)


def test_a_day_is_a_day_in_london() -> None:
    past_midnight = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # half past midnight on 2 June
    assert judge(record(version(told_at=past_midnight)), RETENTION, DUE_ON).due_on == date(2026, 6, 2) + timedelta(
        RETENTION.purge_days
    )


def test_a_hold_and_the_latest_record_beat_the_days() -> None:
    long_after = DUE_ON + timedelta(3650)
    assert stays(record(), long_after, held=True) is Stays.HELD
    assert stays(record(), long_after, latest=True) is Stays.LATEST
    assert stays(record(), long_after, held=True, latest=True) is Stays.HELD


def test_the_latest_is_the_last_completed_supervision_and_a_note_only_where_there_is_none() -> None:
    first, then = record(id="1"), record(id="2", held_on=HELD_ON + timedelta(28))
    note = record(id="3", kind=RecordKind.NOTE, held_on=HELD_ON + timedelta(40))
    asked = record(version(RecordState.AWAITING), id="4", held_on=HELD_ON + timedelta(56))
    assert find_latest([first, then, note, asked]) == "2"
    assert find_latest([first, note, asked]) == "1"
    assert find_latest([note, asked]) == "3"
    assert find_latest([asked]) is None


CARRIED = CarriedFact("a", "outcomes", CarryRule.EDITABLE, HELD_ON, FILED, purged=True, filed=True)


def newer(one: CarriedFact, number: int, **facts: object) -> CarriedFact:
    moved = {"id": f"{one.id}{number}", "held_on": one.held_on + timedelta(28 * number), "purged": False}
    return replace(one, **{**moved, **facts})  # type: ignore[arg-type]


def test_what_carries_stays_until_a_filed_record_says_it_anew_or_the_child_closes() -> None:
    assert find_stale_carried([CARRIED], child_open=True) == frozenset()
    assert find_stale_carried([CARRIED, newer(CARRIED, 1, filed=False)], child_open=True) == frozenset()
    assert find_stale_carried([CARRIED, newer(CARRIED, 1, name="other")], child_open=True) == frozenset()
    assert find_stale_carried([CARRIED, newer(CARRIED, 1)], child_open=True) == {"a"}
    assert find_stale_carried([CARRIED], child_open=False) == {"a"}


def test_what_is_written_fresh_goes_with_its_record_but_outcomes_and_points_stay() -> None:
    fresh = replace(CARRIED, rule=CarryRule.NEVER)
    assert find_stale_carried([fresh], child_open=True) == {"a"}
    assert find_stale_carried([replace(fresh, purged=False)], child_open=True) == frozenset()
    assert find_stale_carried([replace(fresh, means_outcomes=True)], child_open=True) == frozenset()
    assert find_stale_carried([replace(fresh, of_a_scale=True)], child_open=True) == frozenset()


def test_a_scale_keeps_the_points_its_next_record_shows() -> None:
    point = replace(CARRIED, rule=CarryRule.NEVER, of_a_scale=True)
    points = [point, *(newer(point, number) for number in range(1, POINTS_KEPT))]
    assert KEPT_OF_A_SCALE == POINTS_KEPT
    assert find_stale_carried(points, child_open=True) == frozenset()
    assert find_stale_carried([*points, newer(point, POINTS_KEPT)], child_open=True) == {"a"}


@pytest.mark.parametrize(
    ("entry", "child_open", "goes"),
    [
        (EntryFact("e", purged=True, current=True, open=True, settled=True), True, False),
        (EntryFact("e", purged=True, current=True, open=True, settled=True), False, True),
        (EntryFact("e", purged=True, current=False, open=True, settled=True), True, True),
        (EntryFact("e", purged=True, current=True, open=False, settled=False), True, False),
        (EntryFact("e", purged=True, current=True, open=False, settled=True), True, True),
        (EntryFact("e", purged=False, current=True, open=False, settled=True), False, False),
    ],
)
def test_words_about_actions_stay_with_open_ones_and_their_history(
    entry: EntryFact, *, child_open: bool, goes: bool
) -> None:
    assert find_stale_entries([entry], child_open=child_open) == (frozenset({"e"}) if goes else frozenset())


def test_a_leavers_file_is_due_years_after_leaving_and_in_the_archive_within_a_month() -> None:
    assert staff_file_due_on(date(2024, 2, 29), RETENTION) == date(2030, 2, 28)
    assert archive_by(date(2026, 1, 31), policy().schedules.leaver_file_months) == date(2026, 2, 28)
    assert policy("dorset").retention.staff_file_years == 6  # B38
    assert policy("coventry").retention.staff_file_years >= 2  # C17


def test_a_childs_records_are_never_due_by_the_staff_rule_and_by_time_only_where_the_council_says_so() -> None:
    closed = date(2020, 5, 4)
    assert child_due_on(closed, RETENTION) is None
    council = RETENTION.model_copy(update={"child_record_years": 25, "staff_file_years": 2})
    assert child_due_on(closed, council) == date(2045, 5, 4)
    assert child_due_on(None, council) is None


@given(st.integers(0, 2**32))
def test_over_years_nothing_unfiled_unanswered_or_held_goes_and_the_latest_stays(seed: int) -> None:
    chance = Random(seed)
    records: list[RecordFact] = []
    for number in range(chance.randint(1, 30)):
        held_on = HELD_ON + timedelta(28 * number + chance.randint(0, 6))
        told_at = datetime.combine(held_on + timedelta(chance.randint(0, 60)), time(12), UTC)
        versions = tuple(
            version(chance.choice(list(RecordState)), chance.choice([None, *RecordState]), told_at)
            for _ in range(chance.randint(1, 3))
        )
        kind = chance.choice([RecordKind.CASEWORK, RecordKind.BRIEF, RecordKind.NOTE, RecordKind.PERSONAL])
        records.append(record(*versions, id=str(number), kind=kind, held_on=held_on, gone=chance.random() < 0.1))
    today = HELD_ON + timedelta(chance.randint(0, 1200))
    latest = find_latest(records)
    for one in records:
        held = chance.random() < 0.2
        verdict = judge(one, RETENTION, today, held=held, latest=one.id == latest)
        if verdict.stays is None:
            assert verdict.due_on is not None
            assert verdict.due_on <= today
            assert is_filed(one)
            assert not held
            assert one.id != latest
            assert not {item.state for item in one.versions} & {RecordState.AWAITING, RecordState.CHANGE_ASKED}
            assert one.kind is not RecordKind.PERSONAL
