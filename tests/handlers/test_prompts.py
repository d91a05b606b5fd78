"""Prompts of a bank beside a question: others of them without losing a letter, none at all, and back."""

import json
from dataclasses import replace
from itertools import count
from typing import Any
from unittest.mock import AsyncMock

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.autosave import autosave, needs_redraw
from handlers.blocks.home import build_home
from handlers.blocks.hub import RECONSTRUCTED
from handlers.blocks.ids import HOME_PROMPTS, PROMPTS_HIDE, PROMPTS_OTHERS, PROMPTS_SHOW
from handlers.desk import Desk
from handlers.prompts import hide, show_in_hub, show_on_home, show_others
from handlers.record_views import hub_view, section_view
from models.forms import Prompt, TextAnswer
from models.tables import PersonSetting
from models.values.call import Call
from models.workflow.home import read_home
from models.workflow.parts import Parts
from models.workflow.record import read_section
from sandbox.blockkit.surfaces import view_problems
from tests.conftest import START
from tests.support.council import call_of
from tests.support.forms import screen
from tests.support.made_up import ASKS, BANK, with_made_up
from tests.support.meetings import MEETING, PRIYA, make_meeting, rows_of

pytestmark = pytest.mark.by_turns

View = dict[str, Any]
TOM = call_of("tom", START)


class Table:
    """A desk with one child's step on the screen, and what Slack was told to draw."""

    def __init__(self, parts: Parts, child: str) -> None:
        self.desk = Desk(parts, lambda: START)
        self.child = child
        self.client = AsyncMock(spec=AsyncWebClient)
        self.client.views_update.side_effect = ({"view": {"hash": f"2.{drawn}"}} for drawn in count())

    async def open(self, call: Call = PRIYA) -> View:
        return await section_view(self.desk, call, MEETING, self.child, "talk")

    def body(self, view: View, action_id: str, *, typed: str | None = None, key: str = "1") -> dict[str, Any]:
        """Return what Slack sends when a button of this view is pressed."""
        sent = screen(view["blocks"])
        if typed is not None:
            box = next(block for block in view["blocks"] if block["type"] == "input")
            sent["state"]["values"][box["block_id"]] = {box["element"]["action_id"]: {"value": typed}}
        button = next(one for one in buttons(view) if one["action_id"] == action_id)
        return {
            "type": "block_actions",
            "user": {"id": "UPRIYA"},
            "trigger_id": key,
            "view": {**view, **sent, "type": "modal"},
            "actions": [{**button, "type": "button", "block_id": "prompts:strain", "action_ts": f"17000000{key}.0"}],
        }

    @property
    def drawn(self) -> View:
        view: View = self.client.views_update.call_args.kwargs["view"]
        return view


@pytest.fixture
async def table(parts: Parts) -> Table:
    asked = with_made_up(parts)
    (child,) = await make_meeting(asked)
    return Table(asked, child)


def new_ack() -> AsyncAck:
    return AsyncAck()  # type: ignore[no-untyped-call]


def buttons(view: View) -> list[dict[str, Any]]:
    rows = [one for block in view["blocks"] for one in block.get("elements", ()) if one.get("type") == "button"]
    return rows + [block["accessory"] for block in view["blocks"] if "accessory" in block]


def offers(view: View, action_id: str) -> bool:
    return any(one["action_id"] == action_id for one in buttons(view))


def asks(view: View) -> list[str]:
    text = json.dumps(view["blocks"], ensure_ascii=False)
    return [ask for ask in ASKS if ask in text]


def boxes(view: View) -> list[str]:
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


async def test_three_prompts_are_shown_and_the_same_each_time(table: Table) -> None:
    view = await table.open()
    assert len(asks(view)) == 3
    assert asks(await table.open()) == asks(view)
    assert view_problems(view, kind="modal") == []


async def test_others_come_above_boxes_that_keep_what_is_typed(table: Table) -> None:
    view = await table.open()
    await show_others(
        new_ack(), table.body(view, PROMPTS_OTHERS, typed="Night shifts."), table.client, table.desk, PRIYA
    )

    assert len(asks(table.drawn)) == 3
    assert not set(asks(table.drawn)) & set(asks(view))
    assert boxes(table.drawn) == boxes(view)
    assert view_problems(table.drawn, kind="modal") == []
    first = next(block for block in table.drawn["blocks"] if block["type"] == "input")
    assert first["element"]["initial_value"] == "Night shifts."
    step = await read_section(table.desk.parts, PRIYA, supervision_id=MEETING, subject_id=table.child)
    assert step.fields[0].answer == TextAnswer(text="Night shifts.")


async def test_going_on_shows_every_prompt_and_comes_round(table: Table) -> None:
    view, seen = await table.open(), set[str]()
    first = asks(view)
    for press in range(7):
        seen |= set(asks(view))
        body = table.body(view, PROMPTS_OTHERS, key=str(press))
        await show_others(new_ack(), body, table.client, table.desk, PRIYA)
        view = table.drawn
    assert seen == set(ASKS)
    assert asks(view) == first


async def test_a_letter_typed_afterwards_leaves_the_others_standing(table: Table) -> None:
    await show_others(new_ack(), table.body(await table.open(), PROMPTS_OTHERS), table.client, table.desk, PRIYA)
    view = table.drawn
    body = table.body(view, PROMPTS_OTHERS, typed="x" * 2950)
    box = next(block for block in view["blocks"] if block["type"] == "input")
    body["actions"] = [
        {
            "type": "plain_text_input",
            "value": "x" * 2950,
            "block_id": box["block_id"],
            "action_id": box["element"]["action_id"],
        }
    ]
    await autosave(new_ack(), body, table.client, table.desk, PRIYA)
    assert len(boxes(table.drawn)) == len(boxes(view)) + 1
    assert asks(table.drawn) == asks(view)


async def test_hidden_prompts_are_hidden_for_good_and_for_that_person_only(table: Table) -> None:
    view = await table.open()
    body = table.body(view, PROMPTS_HIDE, typed="Night shifts.")
    for _ in range(2):  # Slack may send a press again
        await hide(new_ack(), body, table.client, table.desk, replace(PRIYA, key="press"))
    await table.desk.finish(5)

    assert asks(table.drawn) == []
    assert boxes(table.drawn) == boxes(view)
    assert asks(await table.open()) == []
    assert len(asks(await table.open(TOM))) == 3
    assert len(await rows_of(table.desk.parts, PersonSetting)) == 1


async def test_the_hub_and_home_lead_back_to_prompts(table: Table) -> None:
    hub = await hub_view(table.desk, PRIYA, MEETING, table.child)
    assert not offers(hub, PROMPTS_SHOW)
    await hide(new_ack(), table.body(await table.open(), PROMPTS_HIDE), table.client, table.desk, PRIYA)
    hub = await hub_view(table.desk, PRIYA, MEETING, table.child)
    assert view_problems(hub, kind="modal") == []
    await show_in_hub(new_ack(), table.body(hub, PROMPTS_SHOW), table.client, table.desk, PRIYA)
    assert not offers(table.drawn, PROMPTS_SHOW)
    assert len(asks(await table.open())) == 3

    await hide(new_ack(), table.body(await table.open(), PROMPTS_HIDE, key="2"), table.client, table.desk, PRIYA)
    home = build_home(await read_home(table.desk.parts, PRIYA))
    assert offers(home, HOME_PROMPTS)
    assert view_problems(home, kind="home") == []
    await show_on_home(new_ack(), table.client, table.desk, PRIYA)
    assert not offers(table.client.views_publish.call_args.kwargs["view"], HOME_PROMPTS)
    assert len(asks(await table.open())) == 3
    await table.desk.finish(5)


async def test_three_prompts_or_fewer_have_no_others(parts: Parts) -> None:
    asked = with_made_up(parts)
    few = BANK.model_copy(
        update={"groups": (BANK.groups[1].model_copy(update={"prompts": BANK.groups[1].prompts[:2]}),)}
    )
    asked = replace(asked, library=replace(asked.library, banks={few.id: few}))
    (child,) = await make_meeting(asked)
    view = await Table(asked, child).open()
    assert len(asks(view)) == 2
    assert not offers(view, PROMPTS_OTHERS)
    assert offers(view, PROMPTS_HIDE)


async def test_the_longest_prompts_a_bank_may_have_keep_slacks_limits(parts: Parts) -> None:
    asked = with_made_up(parts)
    long = tuple(Prompt(ask=f"{number} {'ü' * 580}") for number in range(7))
    bank = BANK.model_copy(update={"groups": (BANK.groups[0].model_copy(update={"prompts": long}),)})
    asked = replace(asked, library=replace(asked.library, banks={bank.id: bank}))
    (child,) = await make_meeting(asked)
    view = await Table(asked, child).open()
    assert view_problems(view, kind="modal") == []
    assert json.dumps(view, ensure_ascii=False).count("ü" * 580) == 3


async def test_a_form_rebuilt_from_words_says_so_in_its_hub(table: Table) -> None:
    hub = await hub_view(table.desk, PRIYA, MEETING, table.child)
    assert RECONSTRUCTED in json.dumps(hub)


async def test_a_tick_under_a_text_is_drawn_with_what_becomes_of_the_text(table: Table) -> None:
    view = await table.open()
    body = table.body(view, PROMPTS_OTHERS, typed="Said by mistake.")
    tick = next(block for block in view["blocks"] if block.get("element", {}).get("type") == "checkboxes")
    state = {"type": "checkboxes", "selected_options": tick["element"]["options"]}
    body["view"]["state"]["values"][tick["block_id"]] = {tick["element"]["action_id"]: state}
    body["actions"] = [{**state, "block_id": tick["block_id"], "action_id": tick["element"]["action_id"]}]
    assert needs_redraw(body, body["view"])

    await autosave(new_ack(), body, table.client, table.desk, PRIYA)
    assert "Left out: the record will say only" in json.dumps(table.drawn, ensure_ascii=False)
    assert boxes(table.drawn) == boxes(view)
    step = await read_section(table.desk.parts, PRIYA, supervision_id=MEETING, subject_id=table.child)
    assert step.fields[0].answer == TextAnswer(text="Said by mistake.", left_out=True)


async def test_a_letter_in_the_line_by_whom_opens_no_box(table: Table) -> None:
    view = await table.open()
    body = table.body(view, PROMPTS_OTHERS)
    who = [block for block in view["blocks"] if block["type"] == "input"][-1]
    typed = {"type": "plain_text_input", "value": "y" * 300}
    body["view"]["state"]["values"][who["block_id"]] = {who["element"]["action_id"]: typed}
    body["actions"] = [{**typed, "block_id": who["block_id"], "action_id": who["element"]["action_id"]}]
    assert not needs_redraw(body, body["view"])
