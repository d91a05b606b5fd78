"""The pages of a record: as drawn, within Slack's limits, and read back as they were drawn."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handlers.blocks.action_fields import read_action
from handlers.blocks.action_step import build_action
from handlers.blocks.banner import build_banner
from handlers.blocks.conflict import build_clash
from handlers.blocks.earlier import build_earlier_page
from handlers.blocks.fields import FieldPlace, read_field
from handlers.blocks.fit import fit, measure
from handlers.blocks.hub import build_hub, build_list
from handlers.blocks.ids import (
    ACTION_WHEN,
    CLASH_BOTH,
    MENTION,
    MENTION_UNDO,
    RECORD_NEXT,
    RECORD_OPEN,
    read_place,
)
from handlers.blocks.modal import NOT_AN_EMERGENCY
from handlers.blocks.section import build_section
from models.forms import ActionsQuestion, TextAnswer
from models.rules.smart_actions import find_gaps, find_hints
from models.values.action import ActionContent
from models.values.supervision import RowState
from models.vocabulary import ActionState, AgendaOutcome, Depth, DueBy, Format, RecordKind, RecordState
from sandbox.blockkit.surfaces import size_of, view_problems
from tests.handlers.meeting_values import overview, row
from tests.handlers.record_values import (
    ACHIEVED,
    CARRIED,
    EARLIER,
    HEAD,
    NEW,
    RENDER,
    action_step,
    brief_head,
    clash,
    hub,
    sized_step,
    step,
)
from tests.support.golden import check_golden

OUTCOMES = {"desired_outcomes": TextAnswer(text="Jay feels safe <!channel> @everyone *so* `there`")}
NASTY = "<!channel> @everyone <@U1> `code` *bold* :tada: & <https://a.example|here> \u202eright to left"
QUESTION = next(one for one in HEAD.form.questions if isinstance(one, ActionsQuestion))


def pages() -> dict[str, dict[str, Any]]:
    lacking = NEW.now.model_copy(update={"due_on": None})
    unfinished = replace(
        NEW,
        now=lacking,
        findings=(
            *find_gaps(lacking, QUESTION, Depth.IN_DEPTH),
            *find_hints(lacking, QUESTION, HEAD.held_on),
        ),
    )
    mentioned = replace(brief_head(), outcome=AgendaOutcome.MENTION)
    closed = replace(ACHIEVED, id="4" * 32)
    return {
        "hub": build_hub(hub(), RENDER),
        "hub_clash": build_hub(hub(clashes=1), RENDER),
        "list": build_list(overview(tuple(row(place, state) for place, state in enumerate(RowState))), RENDER),
        "outcomes": build_section(step("outcomes", answers=OUTCOMES), RENDER),
        "progress": build_section(step("progress", earlier=EARLIER), RENDER),
        "actions": build_section(step("actions", actions=(CARRIED, closed, unfinished)), RENDER),
        "brief": build_section(step("brief", head=brief_head(), actions=(CARRIED,), beside=(EARLIER,)), RENDER),
        "brief_mentioned": build_section(step("brief", head=mentioned, actions=()), RENDER),
        "action_new": build_action(action_step(None), QUESTION, ActionContent(), RENDER),
        "action_edit": build_action(action_step(NEW), QUESTION, NEW.now, RENDER, notice="Saved."),
        "action_update": build_action(action_step(ACHIEVED), QUESTION, ACHIEVED.now, RENDER),
        "two_texts": build_clash(clash("From the laptop.", NASTY), RENDER),
        "earlier": build_earlier_page(HEAD, replace(EARLIER, text="word " * 4000), 2),
    }


@pytest.mark.parametrize("name", list(pages()))
def test_a_page_is_as_drawn_and_slack_takes_it(name: str) -> None:
    view = pages()[name]
    assert view_problems(view, kind="modal") == []
    check_golden(f"record_{name}", view)


@pytest.mark.parametrize("name", [name for name in pages() if name != "list"])
def test_every_page_says_for_which_child_it_is_and_what_it_is_not(name: str) -> None:
    shown = json.dumps(pages()[name], ensure_ascii=False)
    assert "Jay <Example>" in shown
    assert "JE · 100001" in shown
    assert NOT_AN_EMERGENCY in shown


@pytest.mark.parametrize("name", [name for name in pages() if name not in {"list", "earlier"}])
def test_a_page_carries_ids_only(name: str) -> None:
    place = read_place(pages()[name]["private_metadata"])
    assert (place.supervision, place.subject, place.record) == (HEAD.supervision_id, HEAD.subject_id, HEAD.id)
    assert "Jay" not in pages()[name]["private_metadata"]


def texts_of(part: Any) -> list[dict[str, Any]]:
    """Return every text object somewhere in a view."""
    if isinstance(part, list):
        return [text for one in part for text in texts_of(one)]
    if not isinstance(part, dict):
        return []
    own = [part] if part.get("type") in {"mrkdwn", "plain_text"} and isinstance(part.get("text"), str) else []
    return own + [text for one in part.values() for text in texts_of(one)]


def test_what_people_wrote_formats_and_notifies_nothing() -> None:
    line = replace(CARRIED, now=CARRIED.now.model_copy(update={"what": NASTY, "when_words": NASTY}))
    views = [
        build_section(step("progress", earlier=replace(EARLIER, text=NASTY)), RENDER),
        build_section(step("actions", actions=(line,)), RENDER),
        build_clash(clash(NASTY, NASTY), RENDER),
        build_earlier_page(HEAD, replace(EARLIER, text=NASTY, label=NASTY), 1),
    ]
    for view in views:
        holding = [text for text in texts_of(view) if "code" in text["text"]]
        assert holding
        for text in holding:
            assert text["type"] == "plain_text" or "<!channel>" not in text["text"]


def buttons(view: dict[str, Any], action_id: str) -> list[str | None]:
    elements = [element for block in view["blocks"] for element in block.get("elements", ())]
    accessories = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    return [one.get("value") for one in (*elements, *accessories) if one.get("action_id") == action_id]


def test_the_way_on_leads_to_the_next_section_and_from_the_last_to_the_next_child() -> None:
    assert buttons(build_section(step("outcomes"), RENDER), RECORD_NEXT) == ["section:progress"]
    assert buttons(build_section(step("actions", actions=()), RENDER), RECORD_NEXT) == ["child"]


def test_a_mention_is_offered_until_it_was_made_or_something_was_written() -> None:
    fresh = step("brief", head=brief_head(), actions=())
    mentioned = step("brief", head=replace(brief_head(), outcome=AgendaOutcome.MENTION), actions=())
    written = step("brief", head=replace(brief_head(), outcome=AgendaOutcome.RECORD), actions=())
    assert len(buttons(build_section(fresh, RENDER), MENTION)) == 1
    assert buttons(build_section(mentioned, RENDER), MENTION) == []
    assert len(buttons(build_section(mentioned, RENDER), MENTION_UNDO)) == 1
    assert buttons(build_section(written, RENDER), MENTION) == []


def test_the_hub_of_a_sent_record_opens_no_step() -> None:
    sent = replace(hub(), head=replace(HEAD, state=RecordState.AWAITING))
    assert buttons(build_hub(sent, RENDER), RECORD_OPEN) == []


def test_only_texts_can_be_kept_both() -> None:
    both = clash("One", "Other")
    assert len(buttons(build_clash(both, RENDER), CLASH_BOTH)) == 1
    assert buttons(build_clash(replace(both, can_keep_both=False), RENDER), CLASH_BOTH) == []


def test_a_step_that_would_be_too_large_goes_on_on_another_page_and_no_question_is_left_out() -> None:
    large = sized_step(6, "🙂" * 6000)
    first, shown = 0, []
    while True:
        view = build_section(large, RENDER, first=first)
        assert size_of(view) < 250_000
        assert view_problems(view, kind="modal") == []
        shown += [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]
        [value] = buttons(view, RECORD_NEXT)
        if value == "child":
            break
        assert value is not None
        first = int(value.removeprefix("n:"))
    assert {f"Question {number}" for number in range(6)} <= set(shown)


def test_a_text_no_modal_could_hold_is_shown_by_its_beginning_and_not_read_back() -> None:
    huge = sized_step(1, "🙂" * 30_000)
    view = build_section(huge, RENDER)
    assert size_of(view) < 250_000
    assert not [block for block in view["blocks"] if block["type"] == "input"]
    assert "30000 characters" in json.dumps(view)
    place = FieldPlace(HEAD.id, "all", RENDER)
    assert read_field(huge.fields[0].question, {**view, "state": {"values": {}}}, place) is None


def test_two_long_texts_are_shown_as_far_as_a_modal_holds_them() -> None:
    view = build_clash(clash("🙂" * 40_000, "x" * 12_000), RENDER)
    assert size_of(view) < 250_000
    assert "more characters, kept as well" in json.dumps(view)


def test_fitting_never_gives_an_empty_page_or_parts_a_question() -> None:
    items = [[{"type": "input", "n": number}] for number in range(14)]
    found, first = [], 0
    while True:
        fitted = fit(items, first)
        assert fitted.blocks
        found += fitted.blocks
        if fitted.following is None:
            break
        first = fitted.following
    assert [block["n"] for block in found] == list(range(14))
    assert fit(items, 99).blocks == items[-1]
    assert measure("ü") == len('"\\u00fc"')


def test_in_a_group_the_page_about_a_child_says_whose_child_it_is() -> None:
    in_group = replace(HEAD, format=Format.GROUP, title="Group: Asha Example presents")
    about_person = replace(in_group, kind=RecordKind.PERSONAL)

    facts = [build_banner(head)[1]["elements"][0]["text"] for head in (in_group, about_person, HEAD)]

    assert facts == [f"{HEAD.banner.facts} · with Sam Example", HEAD.banner.facts, HEAD.banner.facts]


def untouched(view: dict[str, Any]) -> dict[str, Any]:
    """Return the view as Slack sends it when nobody touched it."""
    values = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            names = {"value": "initial_value", "selected_option": "initial_option", "selected_date": "initial_date"}
            state = {key: element.get(initial) for key, initial in names.items() if initial in element}
            values[block["block_id"]] = {element["action_id"]: state or {"value": None}}
    return {**view, "state": {"values": values}}


@pytest.mark.parametrize("line", [NEW, ACHIEVED, CARRIED])
def test_an_action_is_read_back_as_it_was_drawn(line: Any) -> None:
    view = untouched(build_action(action_step(line), QUESTION, line.now, RENDER))
    read = ActionContent.model_validate(line.now.model_dump() | read_action(view, read_place(view["private_metadata"])))
    expected = line.now if line is NEW else line.now.model_copy(update={"due_by": DueBy.DATE})
    assert read.model_copy(update={"owner_id": expected.owner_id}) == expected


def test_a_picker_for_the_day_is_there_once_another_day_is_chosen() -> None:
    waiting = NEW.now.model_copy(update={"due_by": DueBy.DATE, "due_on": None})
    kinds = [
        block["element"]["type"]
        for block in build_action(action_step(NEW), QUESTION, waiting, RENDER)["blocks"]
        if block["type"] == "input"
    ]
    assert "datepicker" in kinds


def test_one_tap_chooses_an_event_with_its_date() -> None:
    view = untouched(build_action(action_step(None), QUESTION, ActionContent(), RENDER))
    for block in view["blocks"]:
        if block.get("element", {}).get("action_id") == ACTION_WHEN:
            option = block["element"]["options"][0]
            view["state"]["values"][block["block_id"]][ACTION_WHEN] = {"selected_option": option}
    read = read_action(view, read_place(view["private_metadata"]))
    assert (read["due_by"], read["due_on"]) == (DueBy.TWO_WEEKS, date(2026, 3, 16))


def test_boxes_of_another_action_are_not_read() -> None:
    view = untouched(build_action(action_step(NEW), QUESTION, NEW.now, RENDER))
    elsewhere = read_place(view["private_metadata"]).model_copy(update={"action": "9" * 32})
    assert read_action(view, elsewhere) == {}


def test_what_became_of_an_action_is_said_in_its_row() -> None:
    shown = json.dumps(build_section(step("actions", actions=(ACHIEVED,)), RENDER))
    assert "Achieved: Yes, every Friday." in shown
    assert ACHIEVED.now.state is ActionState.ACHIEVED
