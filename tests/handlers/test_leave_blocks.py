"""The screens for days away and for reminders, as Slack gets them and as their answers are read."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from handlers.blocks.home import build_home
from handlers.blocks.ids import (
    LEAVE_COVER,
    LEAVE_FROM,
    LEAVE_LAST,
    LEAVE_WHO,
    REMINDERS_RHYTHM,
    REMINDERS_TIME,
)
from handlers.blocks.leave import booked_words, build_leave, read_leave_answer
from handlers.blocks.nudge_choice import build_reminders, read_reminders
from handlers.blocks.start import build_start
from models.values.clocks import Booked, NudgeTimes
from models.values.leave import Absence, Cover, LeaveChoices, LeavePart, LeavePlan
from models.vocabulary import Rhythm
from sandbox.blockkit.surfaces import view_problems
from tests.conftest import START
from tests.handlers.meeting_values import CHILDREN, POLICY, SAM, TODAY, home, start_options
from tests.support.golden import check_golden

AWAY = Absence("e" * 32, "sam", "Sam Example", TODAY, date(2026, 3, 7), "nell", "Nell <!here> Example")
COMING = Absence("f" * 32, "priya", "Priya Example", date(2026, 4, 6), date(2026, 4, 7))
PEOPLE = {"priya": "Priya Example", "sam": "Sam Example"}
CHOICES = LeaveChoices("priya", PEOPLE, (AWAY, COMING), TODAY)
ALONE = LeaveChoices("sam", {"sam": "Sam Example"}, (), TODAY)


def words(view: dict[str, Any]) -> str:
    return json.dumps(view["blocks"], ensure_ascii=False)


def inputs(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["element"]["action_id"]: block for block in view["blocks"] if block["type"] == "input"}


def answered(view: dict[str, Any], **chosen: str | None) -> dict[str, Any]:
    """Return the view as it comes back with what stands in its boxes, and what a person chose besides."""
    values: dict[str, Any] = {}
    for action_id, block in inputs(view).items():
        element = block["element"]
        given = chosen.get(action_id)
        day = given or element.get("initial_date")
        option = {"value": given} if given else element.get("initial_option")
        state = {"selected_date": day} if element["type"] == "datepicker" else {"selected_option": option}
        values[block["block_id"]] = {action_id: state}
    return view | {"state": {"values": values}}


def test_a_supervisor_is_asked_who_from_when_to_when_and_who_covers_and_for_no_reason() -> None:
    view = build_leave(CHOICES)

    assert view_problems(view, kind="modal") == []
    check_golden("leave", view)
    assert list(inputs(view)) == [LEAVE_WHO, LEAVE_FROM, LEAVE_LAST, LEAVE_COVER]
    assert not [block for block in inputs(view).values() if block["element"]["type"] == "plain_text_input"]
    assert "<!here>" not in words(view)


def test_somebody_who_supervises_nobody_says_it_of_themselves_only() -> None:
    view = build_leave(ALONE)

    assert view_problems(view, kind="modal") == []
    assert list(inputs(view)) == [LEAVE_FROM, LEAVE_LAST, LEAVE_COVER]
    assert "Nobody is down as away." in words(view)
    answer = read_leave_answer(answered(view, leave_last="2026-03-06"))
    assert answer is not None
    assert (answer.plan, answer.leave_id) == (LeavePlan("sam", TODAY, date(2026, 3, 6)), None)


def test_what_is_being_changed_stands_in_the_boxes_which_are_others_than_before() -> None:
    view = build_leave(CHOICES, AWAY)

    assert view_problems(view, kind="modal") == []
    check_golden("leave_changing", view)
    before, now = inputs(build_leave(CHOICES)), inputs(view)
    assert LEAVE_WHO not in now
    assert all(before[each]["block_id"] != now[each]["block_id"] for each in now)
    answer = read_leave_answer(answered(view))
    assert answer is not None
    assert answer.plan == LeavePlan("sam", TODAY, date(2026, 3, 6), "nell")
    assert answer.leave_id == AWAY.id
    assert answer.blocks[LeavePart.COVER] == now[LEAVE_COVER]["block_id"]


def test_the_answer_names_whom_the_supervisor_chose_and_is_none_without_a_day() -> None:
    view = build_leave(CHOICES)
    answer = read_leave_answer(answered(view, leave_who="sam", leave_last="2026-03-09", leave_cover="nell"))
    assert answer is not None
    assert answer.plan == LeavePlan("sam", TODAY, date(2026, 3, 9), "nell")
    assert read_leave_answer(answered(view, leave_who="sam")) is None


def test_the_longest_list_stays_within_slacks_limits() -> None:
    people = {f"p{place}": "Somebody With A Very Long Name Indeed " * 5 for place in range(300)}
    many = tuple(replace(AWAY, id=f"{place:032x}", person="N" * 200, cover="M" * 200) for place in range(45))
    choices = LeaveChoices("p0", people, many, TODAY)
    for view in (build_leave(choices), build_leave(choices, page=2), build_leave(choices, many[0], 3)):
        assert view_problems(view, kind="modal") == []
    assert "21 to 40 of 45" in words(build_leave(choices, page=2))


@pytest.mark.parametrize(
    ("absence", "said"),
    [
        (AWAY, "You are away until Sat 7 March 2026. Nell"),
        (replace(COMING, person_id="priya"), "You will be away: Mon 6 April 2026."),
        (replace(AWAY, from_on=TODAY + timedelta(days=1)), "You will be away: Tue 3 March 2026 to Fri 6 March 2026."),
    ],
)
def test_home_says_when_one_is_away(absence: Absence, said: str) -> None:
    view = build_home(replace(home(children=CHILDREN), absence=absence))
    assert view_problems(view, kind="home") == []
    assert said in words(view)


def test_home_says_for_whom_one_covers_and_who_of_the_team_is_away() -> None:
    covered = tuple(replace(child, covering_for="Sam *Example*") for child in CHILDREN)
    content = replace(
        home(children=covered),
        covering=(Cover("sam", "Sam Example", "priya", date(2026, 3, 7)),),
        away=(AWAY,) * 10,
    )
    view = build_home(content)
    assert view_problems(view, kind="home") == []
    assert "You cover for Sam Example until Sat 7 March 2026." in words(view)
    assert words(view).count("Sam Example is away until Sat 7 March 2026.") == 8
    assert "And 2 more are away." in words(view)
    assert words(view).count("covering for Sam \u2060*Example\u2060*") == 3


def test_everybody_finds_what_is_due_being_away_and_reminders_beneath_the_greeting() -> None:
    for may_start, row in ((True, 2), (False, 1)):
        block = build_home(home(may_start=may_start))["blocks"][row]
        found = [one["text"]["text"] for one in block["elements"]]
        to_file = ["To file"] if may_start else []
        assert found == ["What is due", "I will be away", "Reminders", "Records", *to_file]


def test_the_start_screen_says_until_when_somebody_is_away() -> None:
    away = replace(SAM, away_until=date(2026, 3, 9))
    options = replace(start_options(), supervisees=(away, replace(away, id="x", name="N" * 90, stand_in=True)))
    view = build_start(options)
    assert view_problems(view, kind="modal") == []
    texts = [one["text"]["text"] for one in view["blocks"][0]["accessory"]["options"]]
    assert texts[0] == "Sam Example · a child overdue, was due 2 Feb · away until 9 Mar"
    assert texts[1].endswith("… · a child overdue, was due 2 Feb · away until 9 Mar · you stand in")


def test_reminders_offer_the_usual_time_and_the_half_hours_of_the_office() -> None:
    view = build_reminders(NudgeTimes(), POLICY.nudges)
    assert view_problems(view, kind="modal") == []
    check_golden("reminders", view)
    assert read_reminders(answered(view)) == NudgeTimes(Rhythm.DAILY, None)


@pytest.mark.parametrize("times", [NudgeTimes(Rhythm.WEEKLY, 600), NudgeTimes(Rhythm.QUIET, None)])
def test_what_was_chosen_stands_in_the_screen_and_is_read_back(times: NudgeTimes) -> None:
    assert read_reminders(answered(build_reminders(times, POLICY.nudges))) == times


def test_a_time_that_is_no_longer_offered_is_the_usual_one_again_and_nothing_chosen_is_nothing() -> None:
    view = build_reminders(NudgeTimes(Rhythm.DAILY, 5 * 60), POLICY.nudges)
    assert read_reminders(answered(view)) == NudgeTimes(Rhythm.DAILY, None)
    assert inputs(view)[REMINDERS_TIME]["element"]["initial_option"]["text"]["text"] == "As is usual here: 08:30"
    assert set(inputs(view)) == {REMINDERS_RHYTHM, REMINDERS_TIME}
    assert read_reminders(view | {"state": {"values": {}}}) is None


def test_what_is_booked_for_days_away_is_said_above_the_boxes_to_either_of_the_two() -> None:
    booked = Booked("b" * 32, "priya", "Priya Example", "sam", "Sam <Example>", TODAY, START)
    view = build_leave(CHOICES, notice=booked_words([booked], "priya"))
    assert view_problems(view, kind="modal") == []
    said = view["blocks"][0]["text"]["text"]
    assert said.startswith(":warning: Saved. A supervision is booked for days within it: ")
    assert "with Sam &lt;Example&gt;. `/supervision plan`" in said
    assert "with Priya Example." in booked_words([booked], "sam")
    assert "Supervisions are" in booked_words([booked, booked], "sam")
