"""Booking the next supervision, as it is drawn and read back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from handlers.blocks.home import build_home
from handlers.blocks.ids import PLAN_BOOK, PLAN_CANCEL, PLAN_DAY, PLAN_MOVE, PLAN_PAGE, PLAN_WHO, PREPARE_OPEN
from handlers.blocks.plan import PlanChosen, away_words, build_plan, day_off_words, read_plan_choices
from models.rules.bookings import DayOff
from models.values.clocks import Booked
from models.values.due import DueState
from models.values.leave import Absence
from models.values.planning import Plan, Plannable
from sandbox.blockkit.surfaces import view_problems
from sandbox.looking import text_in
from tests.handlers.meeting_values import POLICY, TODAY, home

MONDAY = date(2026, 3, 16)
SAM = Plannable("sam", "Sam Example", MONDAY, DueState.COMING_DUE)
ASHA = Plannable("asha", "Asha <Example>", date(2026, 2, 20), DueState.OVERDUE)
NEW = Plannable("new", "New Example")


def booked(number: int = 1, on: date = MONDAY, supervisor: str = "priya") -> Booked:
    name = f"{supervisor.title()} Example"
    return Booked(f"{number:032x}", supervisor, name, "sam", "Sam Example", on, datetime(2026, 3, 2, tzinfo=UTC))


PLAN = Plan("priya", (SAM, ASHA, NEW), (booked(),), (), supervised=False, today=TODAY, policy=POLICY)


def buttons(view: dict[str, Any], action_id: str) -> list[tuple[str, str | None]]:
    found = [block.get("accessory") or {} for block in view["blocks"]]
    found += [element for block in view["blocks"] if block["type"] == "actions" for element in block["elements"]]
    return [
        (one["text"]["text"], one.get("value")) for one in found if str(one.get("action_id", "")).startswith(action_id)
    ]


def answered(view: dict[str, Any], who: str | None = None, day: str | None = None, render: int = 0) -> dict[str, Any]:
    """Return the view as Slack sends it: only what was touched is in its state."""
    values: dict[str, Any] = {}
    if who is not None:
        values[f"{PLAN_WHO}:{render}"] = {PLAN_WHO: {"selected_option": {"value": who}}}
    if day is not None:
        values[f"{PLAN_DAY}:{render}"] = {PLAN_DAY: {"selected_date": day}}
    return view | {"state": {"values": values}}


def test_each_person_is_offered_with_the_date_by_which_it_is_due_in_words() -> None:
    view = build_plan(PLAN)
    options = next(block["accessory"]["options"] for block in view["blocks"] if "With whom" in text_in(block))
    assert [one["text"]["text"] for one in options] == [
        "Sam Example · due by 16 March",
        "Asha <Example> · overdue, was due 20 February",
        "New Example · no date is due",
    ]
    assert view_problems(view, kind="modal") == []


@pytest.mark.parametrize(("day", "late"), [(MONDAY, False), (MONDAY + timedelta(days=1), True)])
def test_a_day_after_the_due_date_is_said_to_be_after_it(day: date, late: bool) -> None:  # noqa: FBT001 -- a row of the table
    text = text_in(build_plan(PLAN, PlanChosen("sam", day)))
    assert "Sam Example: due by 16 March." in text
    assert ("This is after the 16 March it is due by." in text) is late


def test_what_is_booked_can_be_moved_or_cancelled_and_one_of_a_stand_in_says_whose_it_is() -> None:
    view = build_plan(replace(PLAN, booked=(booked(1, MONDAY + timedelta(days=2)), booked(2, supervisor="tom"))))
    text = text_in(view)
    assert "*Sam Example* · Wed 18 March 2026\ndue by 16 March · :warning: booked after that" in text
    assert "*Sam Example* · Mon 16 March 2026, with Tom Example\ndue by 16 March\n" in text
    assert buttons(view, PLAN_MOVE) == [("Move", f"{1:032x}"), ("Move", f"{2:032x}")]
    assert [value for _, value in buttons(view, PLAN_CANCEL)] == [f"{1:032x}", f"{2:032x}"]
    assert view_problems(view, kind="modal") == []


def test_moving_asks_for_the_day_only_and_keeps_what_is_being_moved() -> None:
    view = build_plan(PLAN, PlanChosen("sam", MONDAY, f"{1:032x}"), render=7)
    assert "Move the supervision with Sam Example" in text_in(view)
    assert buttons(view, PLAN_BOOK) == [("Move it", None)]
    chosen = read_plan_choices(answered(view, day="2026-03-20", render=7))
    assert chosen == PlanChosen("sam", date(2026, 3, 20), f"{1:032x}")
    assert read_plan_choices(answered(view)) == PlanChosen("sam", MONDAY, f"{1:032x}"), "what was drawn stands"


def test_a_day_off_is_said_once_of_that_day_and_again_of_another() -> None:
    saturday = date(2026, 3, 14)
    view = build_plan(PLAN, PlanChosen("sam", saturday, told=True), notice=day_off_words(saturday, DayOff.WEEKEND))
    assert "Sat 14 March 2026 is on a weekend" in text_in(view)
    assert buttons(view, PLAN_BOOK) == [("Book all the same", None)]
    assert read_plan_choices(answered(view, "sam", "2026-03-14")).told
    assert not read_plan_choices(answered(view, "sam", "2026-03-15")).told


def test_a_day_on_which_one_of_the_two_is_away_is_said_with_the_first_day_back() -> None:
    away = Absence("e" * 32, "sam", "Sam <Example>", MONDAY, date(2026, 3, 20))
    view = build_plan(PLAN, PlanChosen("sam", MONDAY, told=True), notice=away_words(away, "priya"))
    assert "Sam &lt;Example&gt; is away until Fri 20 March 2026: book all the same?" in text_in(view)
    assert away_words(replace(away, person_id="priya"), "priya").startswith(":information_source: You are away")


def test_who_supervises_nobody_sees_their_own_with_prepare_and_no_form() -> None:
    view = build_plan(replace(PLAN, people=(), booked=(), mine=(booked(),), supervised=True))
    assert text_in(view).startswith("Plan supervisions\n*Your next supervision*\nMon 16 March 2026 with Priya Example")
    assert buttons(view, PREPARE_OPEN) == [("Prepare", None)]
    assert buttons(view, PLAN_BOOK) == []
    assert view_problems(view, kind="modal") == []


def test_a_long_list_of_bookings_stays_within_slacks_limits_and_is_turned() -> None:
    people = tuple(Plannable(f"p{place}", f"Person {place} " + "x" * 80, MONDAY, DueState.FINE) for place in range(120))
    many = replace(PLAN, people=people, booked=tuple(booked(n) for n in range(45)), mine=(booked(),), supervised=True)
    for page, turns in ((1, ["More"]), (2, ["Earlier", "More"]), (3, ["Earlier"])):
        view = build_plan(many, PlanChosen("p5", MONDAY), page=page, notice="Something.")
        assert view_problems(view, kind="modal") == []
        assert [text for text, _ in buttons(view, f"{PLAN_PAGE}:")] == turns


def test_home_says_when_the_next_supervision_is_to_who_is_supervised_and_to_nobody_else() -> None:
    view = build_home(replace(home(), booked=(booked(),), may_prepare=True))
    assert "*Your next supervision*\nMon 16 March 2026 with Priya Example" in text_in(view)
    assert view_problems(view, kind="home") == []
    assert "No day is booked yet" in text_in(build_home(replace(home(), may_prepare=True)))
    assert "next supervision" not in text_in(build_home(home()))
