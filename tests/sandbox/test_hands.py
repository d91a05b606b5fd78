"""The hands: finding things by what is written on them, doing them, counting taps."""

import json
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.hands import Hands, NotDone, NotSeen
from tests.sandbox.block_rows import options
from tests.sandbox.raw_bot import RawBot
from tests.sandbox.small_bot import box, button, modal, plain

Json = dict[str, Any]


def ask(label: str, kind: str, **element: Any) -> Json:
    block_id = label.lower()
    given = {"type": kind, "action_id": "a", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "optional": True, "element": given}


async def show(sandbox: Sandbox, client: AsyncWebClient, hands: Hands, *blocks: Json) -> None:
    trigger = sandbox.rooms.triggers.issue(hands.user)
    await client.views_open(trigger_id=trigger, view=modal(*blocks))
    await hands.see()


def state(hands: Hands, block_id: str) -> Json:
    assert hands.view is not None
    found: Json = hands.view["values"][block_id]["a"]
    return found


async def test_every_kind_of_choice_can_be_made_by_what_is_written(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands
) -> None:
    groups = [{"label": plain("Group"), "options": options(2)}, {"label": plain("More"), "options": options(4)[2:]}]
    await show(
        sandbox,
        client,
        priya,
        ask("Menu", "static_select", option_groups=groups),
        ask("Menus", "multi_static_select", options=options(4), max_selected_items=3),
        ask("Radio", "radio_buttons", options=options(2)),
        ask("Boxes", "checkboxes", options=options(3)),
        ask("People", "multi_users_select"),
        ask("Where", "conversations_select"),
        ask("Day", "datepicker"),
        ask("Hour", "timepicker", timezone="Europe/London"),
        ask("Moment", "datetimepicker"),
    )
    await priya.choose("Menu", "Option 3")
    await priya.choose("Menus", "Option 1", "Option 2")
    await priya.choose("Menus", "Option 0")
    await priya.choose("Radio", "Option 1")
    await priya.choose("Boxes", "Option 0", "Option 2")
    assert priya.taps == 2 + 3 + 2 + 1 + 2
    await priya.choose("People", "U0SAM", "U0TOM")
    await priya.choose("Where", "C0TEAMELM")
    await priya.choose("Day", "2026-03-30")
    await priya.choose("Hour", "14:30")
    await priya.choose("Moment", "1772442000")
    assert state(priya, "menu")["selected_option"]["value"] == "v3"
    assert [one["value"] for one in state(priya, "menus")["selected_options"]] == ["v1", "v2", "v0"]
    assert state(priya, "people")["selected_users"] == ["U0SAM", "U0TOM"]
    assert state(priya, "where")["selected_conversation"] == "C0TEAMELM"
    assert state(priya, "hour") == {"type": "timepicker", "selected_time": "14:30", "timezone": "Europe/London"}
    assert state(priya, "moment")["selected_date_time"] == 1772442000
    with pytest.raises(NotDone, match="At most 3"):
        await priya.choose("Menus", "Option 3")
    await priya.unchoose("Boxes", "Option 0")
    assert [one["value"] for one in state(priya, "boxes")["selected_options"]] == ["v2"]
    await priya.unchoose("Boxes")
    assert state(priya, "boxes")["selected_options"] == []


async def test_what_is_not_there_is_said_with_what_is(sandbox: Sandbox, client: AsyncWebClient, priya: Hands) -> None:
    go = {"type": "actions", "block_id": "do", "elements": [button("go", "Go on")]}
    await show(sandbox, client, priya, box("b", "Words"), ask("Menu", "static_select", options=options(2)), go)
    with pytest.raises(NotSeen, match="there is \\['Go on'\\]"):
        await priya.click_button("Stop")
    with pytest.raises(NotSeen, match="Words"):
        await priya.type_into("Poem", "x")
    with pytest.raises(NotSeen, match="is not a text box"):
        await priya.type_into("Menu", "x")
    with pytest.raises(NotSeen, match="Option 1"):
        await priya.choose("Menu", "Option 7")
    with pytest.raises(NotSeen, match="no menu beside"):
        await priya.choose_overflow("More", beside="Words")
    with pytest.raises(NotSeen, match="nothing on Home"):
        await priya.click_button("Go on", home=True)
    await priya.close_view()
    with pytest.raises(NotSeen, match="no modal open"):
        await priya.submit()
    with pytest.raises(NotSeen, match=r"waited 0\.05 s for 'Words' in a view"):
        await priya.until_view("Words", timeout=0.05)


async def test_what_no_hand_could_do_is_refused(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    menu = {"type": "overflow", "action_id": "more", "options": options(2)}
    about = {"type": "section", "block_id": "about", "text": plain("About"), "accessory": menu}
    await show(sandbox, client, priya, box("b", "Words"), ask("Menu", "static_select", options=options(2)), about)
    assert priya.view is not None
    where = {"where": {"view_id": priya.view["id"]}}
    for given, sentence in (
        ({"block_id": "b", "action_id": "text"}, "typed into"),
        ({"block_id": "menu", "action_id": "a", "value": ["v0", "v1"]}, "Only one"),
        ({"block_id": "menu", "action_id": "a", "value": "v9"}, "no option with the value"),
        ({"block_id": "about", "action_id": "more", "option": "v9"}, "no option with the value"),
        ({"block_id": "nowhere", "action_id": "a"}, "nothing called nowhere/a"),
    ):
        with pytest.raises(NotDone, match=sentence):
            await priya._act("click", where | given)
    with pytest.raises(NotDone, match="not a text box"):
        await priya._act("type", where | {"block_id": "menu", "action_id": "a", "value": "x"})
    with pytest.raises(NotDone, match="should be a text"):
        await priya._act("type", where | {"block_id": "b", "action_id": "text", "value": 7})
    with pytest.raises(NotDone, match="do not come from the app"):
        await priya._act("options", where | {"block_id": "menu", "action_id": "a", "query": "x"})
    await priya.choose_overflow("Option 1", beside="About")
    assert raw.payloads("block_actions")[0]["actions"][0]["selected_option"]["value"] == "v1"


async def test_home_takes_typing_and_choosing_and_keeps_them_over_a_new_version(
    client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    live = {**box("b", "Words"), "dispatch_action": True}
    live["element"]["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    go = {"type": "actions", "block_id": "do", "elements": [button("go", "Go")]}
    home = {"type": "home", "blocks": [live, go], "private_metadata": "page 1"}
    await client.views_publish(user_id="U0PRIYA", view=home)
    await priya.type_into("Words", "typed", home=True)
    await priya.click_button("Go", home=True)
    typed, clicked = raw.payloads("block_actions")
    assert typed["actions"][0]["value"] == "typed"
    assert clicked["view"]["type"] == "home"
    assert clicked["view"]["state"]["values"]["b"]["text"]["value"] == "typed"
    assert clicked["view"]["private_metadata"] == "page 1"
    await client.views_publish(user_id="U0PRIYA", view=home, hash=clicked["view"]["hash"])
    await priya.see()
    assert priya.seen["home"]["values"]["b"]["text"]["value"] == "typed"


async def test_a_menu_on_a_message_keeps_its_choice(client: AsyncWebClient, sam: Hands, raw: RawBot) -> None:
    menu = {"type": "static_select", "action_id": "a", "options": options(2), "placeholder": plain("Choose")}
    blocks = [{"type": "actions", "block_id": "b", "elements": [menu, button("go", "Go")]}]
    await client.api_call("chat.postMessage", data={"channel": "U0SAM", "text": "Words", "blocks": json.dumps(blocks)})
    message = await sam.until_message("Words")
    await sam.choose("Choose", "Option 1", message=message)
    await sam.click_button("Go", message=sam.messages()[0])
    values = raw.payloads("block_actions")[-1]["state"]["values"]
    assert values["b"]["a"]["selected_option"]["value"] == "v1"


async def test_the_newest_message_with_the_button_is_pressed(client: AsyncWebClient, sam: Hands, raw: RawBot) -> None:
    for number in range(2):
        blocks = [{"type": "actions", "elements": [button("go", "Go", value=str(number))]}]
        await client.chat_postMessage(channel="U0SAM", text="Words", blocks=blocks)
    await sam.click_button("Go")
    await sam.click_button("Go", number=1)
    assert [one["actions"][0]["value"] for one in raw.payloads("block_actions")] == ["1", "0"]


async def test_the_messages_tab_can_be_closed_to_writing(sandbox: Sandbox, sam: Hands) -> None:
    object.__setattr__(sandbox.workspace.app, "messages_writable", False)
    with pytest.raises(NotDone, match="turned off"):
        await sam.say("Hello")
    object.__setattr__(sandbox.workspace.app, "messages_tab", False)
    with pytest.raises(NotDone, match="no Messages tab"):
        await sam.messages_tab()
    object.__setattr__(sandbox.workspace.app, "home_tab", False)
    with pytest.raises(NotDone, match="no Home tab"):
        await sam.home()
