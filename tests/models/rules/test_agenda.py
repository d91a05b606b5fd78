"""The order of an agenda: reasons put on children (B19), then dates, reviews and silence; families together."""

from dataclasses import replace
from datetime import date
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.agenda import order_agenda
from models.values.children import AgendaChild
from models.values.due import CountedFrom, Due, DueState
from models.vocabulary import AgendaReason, ChildFlag, PlanStatus

TODAY = date(2026, 3, 2)
NEAR = 28


def build(
    number: str,
    due_on: str = "2026-04-20",
    *,
    state: DueState = DueState.FINE,
    review: str | None = None,
    last: str | None = "2026-02-23",
    reason: AgendaReason | None = None,
    family: str = "",
) -> AgendaChild:
    due = Due(date.fromisoformat(due_on), state, "every 8 weeks", "B18", CountedFrom.DIRECTORY, TODAY)
    return AgendaChild(
        id=number,
        mosaic_number=number,
        initials="JP",
        family=family,
        plan=PlanStatus.CHILD_IN_NEED,
        flags=(),
        reason=reason,
        due=due,
        last_on=None if last is None else date.fromisoformat(last),
        next_review_on=None if review is None else date.fromisoformat(review),
        opened_on=date(2025, 1, 6),
    )


def order(*children: AgendaChild) -> list[str]:
    return [child.mosaic_number for child in order_agenda(reversed(children), TODAY, NEAR)]


def test_overdue_comes_before_coming_due_before_a_near_review_before_the_rest() -> None:
    assert order(
        build("1", "2026-02-20", state=DueState.OVERDUE),
        build("2", "2026-02-27", state=DueState.OVERDUE),
        build("3", "2026-03-02", state=DueState.DUE),
        build("4", "2026-03-10", state=DueState.COMING_DUE),
        build("5", review="2026-03-05"),
        build("6", review="2026-03-30"),
        build("7", last="2026-01-05"),
        build("8", last="2026-02-02"),
    ) == ["1", "2", "3", "4", "5", "6", "7", "8"]


def test_reasons_come_before_all_dates_in_the_order_of_the_six_priorities() -> None:
    children = [build(str(place), reason=reason) for place, reason in enumerate(AgendaReason, start=1)]
    assert order(*children, build("9", "2026-01-01", state=DueState.OVERDUE)) == ["1", "2", "3", "4", "5", "6", "9"]


def test_a_council_may_order_the_reasons_otherwise() -> None:
    children = [build(str(place), reason=reason) for place, reason in enumerate(AgendaReason, start=1)]
    turned = order_agenda([*children, build("9")], TODAY, NEAR, tuple(reversed(AgendaReason)))
    assert [child.mosaic_number for child in turned] == ["6", "5", "4", "3", "2", "1", "9"]


def test_the_six_priorities_stand_in_the_order_of_the_source() -> None:
    assert [reason.value for reason in AgendaReason] == [
        "high_risk",
        "significant_point",
        "step_up_or_down",
        "repeat_concern",
        "inactivity",
        "going_well",
    ]


def test_two_children_with_one_reason_stand_by_their_dates() -> None:
    reason = AgendaReason.HIGH_RISK
    late, later = build("1", "2026-02-20", state=DueState.OVERDUE, reason=reason), build("2", reason=reason)
    assert order(late, later) == ["1", "2"]


@pytest.mark.parametrize("review", ["2026-03-01", "2026-03-31"])
def test_a_review_gone_by_or_far_off_brings_nobody_forward(review: str) -> None:
    assert order(build("1", last="2026-01-05"), build("2", review=review, last="2026-02-02")) == ["1", "2"]


def test_a_child_never_discussed_stands_by_the_day_it_was_opened() -> None:
    assert order(build("1", last=None), build("2", last="2025-12-01")) == ["1", "2"]


def test_equals_stand_by_mosaic_number() -> None:
    assert order(build("1"), build("2"), build("3")) == ["1", "2", "3"]


@given(st.permutations([build(str(number), last=f"2026-02-{number:02}") for number in range(1, 9)]))
def test_the_order_does_not_depend_on_where_children_stood_before(children: list[AgendaChild]) -> None:
    assert [child.mosaic_number for child in order_agenda(children, TODAY, NEAR)] == list("12345678")


def test_brothers_and_sisters_stand_at_the_place_of_the_most_urgent_of_them() -> None:
    assert order(
        build("1", "2026-02-20", state=DueState.OVERDUE),
        build("2", "2026-02-25", state=DueState.OVERDUE, family="F1"),
        build("6", last="2026-01-05", family="F1"),
        build("8", last="2026-02-02", family="F1"),
        build("3", "2026-02-27", state=DueState.OVERDUE),
        build("5", review="2026-03-05", family="F2"),
        build("7", last="2026-01-06", family="F2"),
    ) == ["1", "2", "6", "8", "3", "5", "7"]


def test_children_without_a_family_are_nobodys_brothers_and_sisters() -> None:
    assert order(
        build("1", "2026-02-20", state=DueState.OVERDUE),
        build("2", "2026-02-27", state=DueState.OVERDUE, family="F1"),
        build("3", "2026-03-02", state=DueState.DUE),
    ) == ["1", "2", "3"]


@st.composite
def agendas(draw: st.DrawFn) -> list[AgendaChild]:
    """Return children of a few families, and some of none, with anything that orders them."""
    days = st.dates(date(2026, 1, 1), date(2026, 4, 30)).map(str)
    return [
        build(
            str(number),
            draw(days),
            state=draw(st.sampled_from(DueState)),
            review=draw(st.none() | days),
            last=draw(st.none() | days),
            reason=draw(st.none() | st.sampled_from(AgendaReason)),
            family=draw(st.sampled_from(["", "F1", "F2", "F3"])),
        )
        for number in range(draw(st.integers(0, 9)))
    ]


@given(agendas())
def test_nobody_is_lost_families_are_together_and_each_stands_where_its_most_urgent_child_would(
    children: list[AgendaChild],
) -> None:
    ordered = order_agenda(children, TODAY, NEAR)
    alone = order_agenda([replace(child, family="") for child in children], TODAY, NEAR)
    place = {child.id: number for number, child in enumerate(alone)}

    assert sorted(child.id for child in ordered) == sorted(child.id for child in children)
    families = [list(group) for _, group in groupby(ordered, key=lambda child: child.family or child.id)]
    assert len(families) == len({child.family or child.id for child in children})
    for family in families:
        assert [place[child.id] for child in family] == sorted(place[child.id] for child in family)
    firsts = [place[family[0].id] for family in families]
    assert firsts == sorted(firsts)


def test_a_label_is_initials_and_number_and_never_the_name() -> None:
    assert replace(build("500101"), name="Juniper Pebblewick").label == "JP · 500101"


def test_a_plan_is_told_flags_first_and_without_the_word_restricted() -> None:
    court = (ChildFlag.IN_PROCEEDINGS, ChildFlag.RESTRICTED)
    assert build("1").plan_words == "child in need"
    assert replace(build("1"), flags=court).plan_words == "in proceedings, child in need"
    assert replace(build("1"), flags=court, plan=PlanStatus.OTHER).plan_words == "in proceedings"
    assert replace(build("1"), plan=PlanStatus.OTHER).plan_words == "other"
