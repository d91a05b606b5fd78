"""The two steps of starting, as Slack gets them and as its answers are read."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handlers.blocks.ids import AGENDA_BRIEF, AGENDA_IN_DEPTH, START_HELD, START_WHO
from handlers.blocks.start import Chosen, build_agenda, build_start, read_agenda_choices, read_start_choices
from models.values.due import CountedFrom, Due, DueState
from models.values.supervision import AgendaPlan
from models.vocabulary import Depth
from sandbox.blockkit.surfaces import size_of, view_problems
from tests.handlers.meeting_values import CHILDREN, MEETING, SAM, STILL_OPEN, TODAY, child, choices, start_options
from tests.support.golden import check_golden

FIRST, SECOND, THIRD = (one.id for one in CHILDREN)


def answered(view: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return the view as it comes back with what a person chose."""
    return view | {"state": {"values": values}}


def selected(person: str, in_depth: list[str], brief: list[str]) -> dict[str, Any]:
    def of(action_id: str, ids: list[str]) -> dict[str, Any]:
        options = [{"text": {"type": "plain_text", "text": "x"}, "value": one} for one in ids]
        return {action_id: {"type": "multi_static_select", "selected_options": options}}

    return {
        f"{AGENDA_IN_DEPTH}:{person}": of(AGENDA_IN_DEPTH, in_depth),
        f"{AGENDA_BRIEF}:{person}": of(AGENDA_BRIEF, brief),
    }


def element(view: dict[str, Any], action_id: str) -> dict[str, Any]:
    for block in view["blocks"]:
        for found in (block.get("element"), block.get("accessory"), *block.get("elements", ())):
            if found and found.get("action_id") == action_id:
                return dict(found)
    raise AssertionError(action_id)


def words(view: dict[str, Any]) -> str:
    return "\n".join(block["text"]["text"] for block in view["blocks"] if "text" in block)


def test_the_first_step_asks_whom_and_when_and_offers_what_is_open() -> None:
    view = build_start(start_options(with_open=True))

    assert view_problems(view, kind="modal") == []
    check_golden("start", view)


def test_a_problem_is_said_on_top_and_what_was_chosen_stays_chosen() -> None:
    view = build_start(start_options(), Chosen("asha", date(2026, 2, 27)), problem="Choose whom you supervise first.")

    assert view_problems(view, kind="modal") == []
    assert "Choose whom you supervise first." in view["blocks"][0]["text"]["text"]
    assert element(view, START_WHO)["initial_option"]["value"] == "asha"
    assert element(view, START_HELD)["initial_date"] == "2026-02-27"


def test_a_problem_that_holds_a_name_formats_nothing_and_notifies_nobody() -> None:
    view = build_start(start_options(), problem="Sam <!channel> *Okafor* has left.")

    text = view["blocks"][0]["text"]["text"]
    assert "<!channel>" not in text
    assert "&lt;!channel&gt;" in text


def test_after_going_back_what_was_chosen_stands_though_nobody_touched_it_again() -> None:
    view = build_start(start_options(), Chosen("asha", date(2026, 2, 27)))
    untouched = {
        START_WHO: {START_WHO: {"type": "static_select", "selected_option": None}},
        START_HELD: {START_HELD: {"type": "datepicker", "selected_date": None}},
    }

    assert read_start_choices(answered(view, {})) == Chosen("asha", date(2026, 2, 27))
    assert read_start_choices(answered(view, untouched)) == Chosen("asha", date(2026, 2, 27))


def test_a_person_is_chosen_by_the_supervisor_unless_there_is_only_one() -> None:
    several = start_options()
    one = replace(several, supervisees=several.supervisees[:1])

    assert "initial_option" not in element(build_start(several), START_WHO)
    assert element(build_start(one), START_WHO)["initial_option"]["value"] == "sam"


def test_what_the_first_step_says_is_read_back() -> None:
    view = build_start(start_options())
    values = {
        START_WHO: {START_WHO: {"type": "static_select", "selected_option": {"value": "sam"}}},
        START_HELD: {START_HELD: {"type": "datepicker", "selected_date": "2026-03-01"}},
    }
    empty = {
        START_WHO: {START_WHO: {"type": "static_select", "selected_option": None}},
        START_HELD: {START_HELD: {"type": "datepicker", "selected_date": None}},
    }

    assert read_start_choices(answered(view, values)) == Chosen("sam", date(2026, 3, 1))
    assert read_start_choices(answered(view, empty)) == Chosen(None, TODAY), "the day that was drawn"


def test_the_agenda_offers_every_child_most_urgent_first_with_the_brief_ones_chosen() -> None:
    view = build_agenda(choices(open_one=STILL_OPEN))

    assert view_problems(view, kind="modal") == []
    check_golden("agenda", view)
    brief = element(view, AGENDA_BRIEF)
    assert [option["value"] for option in brief["initial_options"]] == [FIRST, SECOND, THIRD]
    assert "initial_options" not in element(view, AGENDA_IN_DEPTH)


def test_no_child_is_named_on_the_agenda_but_by_initials_and_number() -> None:
    first = element(build_agenda(choices()), AGENDA_BRIEF)["options"][0]

    assert first["text"]["text"] == "AB · 100001 · overdue, was due 2 Feb"


def test_a_stand_in_is_told_that_restricted_children_are_not_shown() -> None:
    words = "Restricted children, if there are any, are not shown to a stand-in."
    assert words not in str(build_agenda(choices()))
    assert words in str(build_agenda(replace(choices(), supervisee=replace(choices().supervisee, stand_in=True))))


def test_a_child_left_out_whose_date_passes_is_named_once_and_the_button_says_what_it_does() -> None:
    plan = AgendaPlan(MEETING, "sam", TODAY, (), (SECOND,))

    view = build_agenda(choices(), plan, told=True)

    assert view_problems(view, kind="modal") == []
    assert "AB · 100001 · overdue, was due 2 Feb" in words(view)
    assert "100003" not in words(view), "its date does not pass before the next supervision"
    check_golden("agenda_left_out", view)


def test_a_caseload_over_a_hundred_is_offered_in_groups() -> None:
    many = choices(tuple(child(place, place) for place in range(1, 251)))

    view = build_agenda(many)

    assert view_problems(view, kind="modal") == []
    assert [len(group["options"]) for group in element(view, AGENDA_BRIEF)["option_groups"]] == [100, 100, 50]
    assert len(element(view, AGENDA_BRIEF)["initial_options"]) == 100
    assert size_of(view) < 250_000


def test_a_caseload_without_children_still_starts_and_asks_for_nothing() -> None:
    view = build_agenda(choices(()))

    assert view_problems(view, kind="modal") == []
    assert "no open child" in words(view)
    assert "submit" not in view


def test_what_the_agenda_says_is_read_back_for_the_person_it_was_drawn_for() -> None:
    view = build_agenda(choices())

    plan = read_agenda_choices(answered(view, selected("sam", [FIRST], [FIRST, SECOND])))
    of_another = read_agenda_choices(answered(view, selected("asha", [FIRST], [SECOND])))

    assert plan == AgendaPlan(MEETING, "sam", TODAY, (FIRST,), (FIRST, SECOND))
    assert plan.chosen == ((FIRST, Depth.IN_DEPTH), (SECOND, Depth.BRIEF)), "in depth wins"
    assert of_another is not None
    assert of_another.ids == frozenset()


@pytest.mark.parametrize("metadata", ["", "{}", '{"unknown": 1}', "not json"])
def test_a_view_that_is_no_agenda_is_no_plan(metadata: str) -> None:
    assert read_agenda_choices({"private_metadata": metadata, "state": {"values": {}}}) is None


def test_names_from_the_directory_format_and_link_nothing() -> None:
    sly = replace(choices(), supervisee=replace(choices().supervisee, name="<!channel> *Sam*"))

    head = build_agenda(sly)["blocks"][0]["text"]

    assert "<!channel>" not in head["text"]
    assert "&lt;!channel&gt;" in head["text"]
    assert head["verbatim"] is True


@pytest.mark.parametrize(
    ("due_on", "state", "words"),
    [
        (date(2026, 2, 1), DueState.OVERDUE, "own supervision overdue, was due 1 Feb"),
        (date(2026, 2, 1), DueState.BREACH, "own supervision in breach, was due 1 Feb"),
        (date(2026, 2, 1), DueState.DUE, "own supervision due since 1 Feb"),
        (date(2026, 2, 3), DueState.COMING_DUE, "a child overdue, was due 2 Feb"),
    ],
)
def test_somebodys_own_supervision_is_named_where_it_is_due_before_a_child(
    due_on: date, state: DueState, words: str
) -> None:
    own = replace(SAM, person_due=Due(due_on, state, "rule", "row", CountedFrom.SUPERVISION, due_on))
    view = build_start(replace(start_options(), supervisees=(own,)))

    (option,) = element(view, START_WHO)["options"]
    assert option["text"]["text"] == f"Sam Example · {words}"
