"""Modals: what stands in them, what acks may ask, how they close."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.hands import Hands, NotDone
from sandbox.rooms import TROUBLE
from tests.sandbox.block_rows import options
from tests.sandbox.raw_bot import NO_ACK, RawBot
from tests.sandbox.small_bot import box, button, modal, plain

Json = dict[str, Any]

SELECT = {
    "type": "input",
    "block_id": "pick",
    "label": plain("Pick"),
    "optional": True,
    "element": {"type": "static_select", "action_id": "one", "options": options(3)},
}
MANY = {
    "type": "section",
    "block_id": "many",
    "text": plain("Many"),
    "accessory": {
        "type": "checkboxes",
        "action_id": "some",
        "options": options(3),
        "initial_options": options(1),
    },
}


async def opened(sandbox: Sandbox, client: AsyncWebClient, hands: Hands, view: Json) -> str:
    answer = await client.views_open(trigger_id=sandbox.rooms.triggers.issue(hands.user), view=view)
    await hands.see()
    identity: str = answer["view"]["id"]
    return identity


def values(hands: Hands) -> Json:
    assert hands.view is not None
    found: Json = hands.view["values"]
    return found


async def test_every_stateful_element_is_in_the_values_of_a_click(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    press = {"type": "actions", "block_id": "do", "elements": [button("go", "Go", value="7")]}
    view_id = await opened(sandbox, client, priya, modal(box("b", "Box"), SELECT, MANY, press))
    await priya.type_into("Box", "typed & <kept>")
    await priya.choose("Pick", "Option 1")
    await priya.choose("Many", "Option 2")
    await priya.click_button("Go")
    payload = raw.payloads("block_actions")[-1]
    assert payload["view"]["id"] == view_id
    assert payload["view"]["state"]["values"] == {
        "b": {"text": {"type": "plain_text_input", "value": "typed & <kept>"}},
        "pick": {"one": {"type": "static_select", "selected_option": _normal(1)}},
        "many": {"some": {"type": "checkboxes", "selected_options": [_normal(0), _normal(2)]}},
    }
    assert payload["actions"][0]["value"] == "7"
    assert payload["container"] == {"type": "view", "view_id": view_id}


def _normal(number: int) -> Json:
    words = {"type": "plain_text", "text": f"Option {number}", "emoji": True}
    return {"text": words, "value": f"v{number}"}


async def test_a_choice_in_an_input_is_not_sent_until_the_submit(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    await opened(sandbox, client, priya, modal(SELECT))
    await priya.choose("Pick", "Option 1")
    assert raw.got == []


async def test_initial_values_are_ignored_while_block_and_action_stay(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands
) -> None:
    first = modal(box("same", "Same", initial_value="first"), box("old", "Old", initial_value="first"))
    second = modal(box("same", "Same", initial_value="second"), box("new", "New", initial_value="second"))
    view_id = await opened(sandbox, client, priya, first)
    await client.views_update(view_id=view_id, view=second)
    await priya.see()
    assert values(priya)["same"]["text"]["value"] == "first"
    assert values(priya)["new"]["text"]["value"] == "second"
    assert "old" not in values(priya)


async def test_a_chosen_option_that_is_no_longer_offered_goes(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands
) -> None:
    view_id = await opened(sandbox, client, priya, modal(SELECT))
    await priya.choose("Pick", "Option 2")
    fewer = {**SELECT, "element": {**SELECT["element"], "options": options(2)}}  # type: ignore[dict-item]
    await client.views_update(view_id=view_id, view=modal(fewer))
    await priya.see()
    assert values(priya)["pick"]["one"]["selected_option"] is None


async def test_an_update_with_the_present_hash_is_taken_and_changes_it(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands
) -> None:
    view_id = await opened(sandbox, client, priya, modal(box("b", "Box")))
    assert priya.view is not None
    before = priya.view["hash"]
    answer = await client.views_update(view_id=view_id, hash=before, view=modal(box("b", "Another")))
    assert answer["view"]["hash"] != before
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view_id, hash=before, view=modal(box("b", "Late")))


async def test_an_ack_may_push_and_update_and_clear(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    await opened(sandbox, client, priya, modal(box("b", "First")))
    raw.answer = lambda _: {"response_action": "push", "view": modal(box("b", "Second"))}
    await priya.submit()
    assert len(priya.seen["views"]) == 2
    raw.answer = lambda _: {"response_action": "update", "view": modal(box("b", "Third"))}
    await priya.submit()
    assert "Third" in priya.view_text
    sent = raw.payloads("view_submission")[1]["view"]
    assert sent["previous_view_id"] == sent["root_view_id"] == priya.seen["views"][0]["id"]
    raw.answer = lambda _: {"response_action": "clear"}
    await priya.submit()
    assert priya.view is None


async def test_a_plain_ack_closes_only_the_top_view(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    root = await opened(sandbox, client, priya, modal(box("b", "First")))
    sandbox.rooms.modals.push("U0PRIYA", sandbox.rooms.modals.checked(modal(box("b", "Second"))))
    await priya.submit()
    assert [one["id"] for one in priya.seen["views"]] == [root]


@pytest.mark.parametrize(
    "payload",
    [
        {"response_action": "errors", "errors": {}},
        {"response_action": "errors", "errors": {"nowhere": "No"}},
        {"response_action": "errors", "errors": {"go": "Not an input"}},
        {"response_action": "errors", "errors": {"b": 7}},
        {"response_action": "explode"},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "push"},
        {"text": "thanks"},
        "thanks",
    ],
)
async def test_an_ack_slack_cannot_use_is_shown_as_trouble(
    payload: Any, sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    go = {"type": "actions", "block_id": "go", "elements": [button("go", "Go")]}
    await opened(sandbox, client, priya, modal(box("b", "Box"), go))
    raw.answer = lambda _: payload
    answer = await priya.submit()
    assert (answer["ok"], answer["ack"]) == (False, "invalid")
    assert priya.notice == TROUBLE
    assert "Box" in priya.view_text


@pytest.mark.parametrize(("size", "ack"), [(20_400, "ok"), (20_481, "too_long")])
async def test_an_ack_over_twenty_kilobytes_is_dropped_and_shown_as_trouble(
    size: int, ack: str, sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    await opened(sandbox, client, priya, modal(box("b", "Box")))
    raw.answer = lambda _: {"response_action": "clear", "filling": "x" * (size - 100)}
    answer = await priya.submit()
    assert answer["ack"] == ack
    assert priya.notice == (None if ack == "ok" else TROUBLE)
    assert (priya.view is None) == (ack == "ok")


async def test_a_submission_without_an_ack_in_time_is_shown_as_trouble_and_keeps_the_text(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    await opened(sandbox, client, priya, modal(box("b", "Box")))
    await priya.type_into("Box", "still here")
    raw.answer = lambda _: NO_ACK
    answer = await priya.submit()
    assert answer == {"ok": False, "ack": "timeout", "sent": True}
    assert priya.notice == TROUBLE
    assert values(priya)["b"]["text"]["value"] == "still here"


async def test_without_a_bot_nothing_is_acknowledged(sandbox: Sandbox, client: AsyncWebClient, priya: Hands) -> None:
    await opened(sandbox, client, priya, modal(box("b", "Box")))
    assert (await priya.submit())["ack"] == "not_acked"


async def test_cancel_tells_of_the_top_view_and_x_of_the_root(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    told: Json = {"notify_on_close": True}
    root = await opened(sandbox, client, priya, modal(box("b", "First"), **told))
    modals = sandbox.rooms.modals
    modals.push("U0PRIYA", modals.checked(modal(box("b", "Second"), **told)))
    await priya.type_into("Second", "lost")
    await priya.close_view()
    first = raw.payloads("view_closed")[0]
    assert (first["is_cleared"], first["view"]["state"]) == (False, {"values": {}})
    await priya.close_view(everything=True)
    second = raw.payloads("view_closed")[1]
    assert (second["is_cleared"], second["view"]["id"]) == (True, root)


async def test_closing_says_nothing_unless_the_view_asks_for_it(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    await opened(sandbox, client, priya, modal(box("b", "First")))
    await priya.close_view()
    assert raw.got == []


async def test_only_the_top_view_can_be_touched(sandbox: Sandbox, client: AsyncWebClient, priya: Hands) -> None:
    root = await opened(sandbox, client, priya, modal(box("b", "First")))
    modals = sandbox.rooms.modals
    modals.push("U0PRIYA", modals.checked(modal(box("b", "Second"))))
    sandbox.workspace.screen("U0PRIYA").views.reverse()
    await priya.see()
    sandbox.workspace.screen("U0PRIYA").views.reverse()
    with pytest.raises(NotDone, match="on top"):
        await priya._act("type", {"view_id": root, "block_id": "b", "action_id": "text", "value": "x"})


async def test_a_box_takes_no_more_than_its_max_length(sandbox: Sandbox, client: AsyncWebClient, priya: Hands) -> None:
    await opened(sandbox, client, priya, modal(box("b", "Box", max_length=3)))
    with pytest.raises(NotDone, match="at most 3 characters"):
        await priya.type_into("Box", "four")
    assert values(priya)["b"]["text"]["value"] is None


async def test_a_confirmation_is_asked_before_the_button_counts(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    sure = {"title": plain("Sure?"), "text": plain("Really?"), "confirm": plain("Yes"), "deny": plain("No")}
    press = {"type": "actions", "block_id": "do", "elements": [button("go", "Go", confirm=sure)]}
    await opened(sandbox, client, priya, modal(press))
    with pytest.raises(NotDone) as asked:
        await priya.click_button("Go", confirmed=False)
    assert asked.value.answer["confirm"]["title"]["text"] == "Sure?"
    assert raw.got == []
    await priya.click_button("Go")
    assert priya.taps == 3


@pytest.mark.parametrize(
    ("element", "typed", "problem"),
    [
        ({"type": "plain_text_input", "min_length": 5}, "abc", "at least 5 characters"),
        ({"type": "email_text_input"}, "sam", "valid email"),
        ({"type": "url_text_input"}, "sam", "valid URL"),
        ({"type": "number_input", "is_decimal_allowed": False}, "many", "valid number"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "whole number"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2"}, "1", "at least 2"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "2"}, "3", "at most 2"),
        ({"type": "plain_text_input"}, "   ", "required field"),
    ],
)
async def test_the_client_itself_refuses_what_cannot_be_right(
    element: Json, typed: str, problem: str, sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    ask = {"type": "input", "block_id": "b", "label": plain("Box"), "element": {"action_id": "text", **element}}
    await opened(sandbox, client, priya, modal(ask))
    await priya.type_into("Box", typed)
    answer = await priya.submit()
    assert problem in answer["errors"]["b"]
    assert raw.got == []


async def test_typing_is_dispatched_one_at_a_time_with_the_newest_text_after(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    live = {**box("b", "Box"), "dispatch_action": True}
    live["element"]["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    view_id = await opened(sandbox, client, priya, modal(live))
    acks: list[str] = []

    async def type_while_away(_: Json) -> None:
        if len(raw.got) == 1:
            for text in ("ab", "abc"):
                given = {"view_id": view_id, "block_id": "b", "action_id": "text", "value": text}
                answer = await priya._call("POST", "/control/as/U0PRIYA/type", given)
                acks.append(answer["ack"])

    raw.calls = type_while_away
    await priya.type_into("Box", "a")
    sent = await raw.wait_for(2, "block_actions")
    assert [one["actions"][0]["value"] for one in sent] == ["a", "abc"]
    assert acks == ["coalesced", "coalesced"]


async def test_enter_is_dispatched_only_where_the_app_asks_for_it(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    live = {**box("b", "Box"), "dispatch_action": True}
    await opened(sandbox, client, priya, modal(live, box("c", "Quiet")))
    await priya.type_into("Box", "words")
    await priya.type_into("Quiet", "words", enter=True)
    assert raw.got == []
    await priya.type_into("Box", "words", enter=True)
    assert raw.payloads("block_actions")[0]["actions"][0]["value"] == "words"


async def test_an_external_select_asks_the_bot_and_takes_only_what_slack_takes(
    sandbox: Sandbox, client: AsyncWebClient, priya: Hands, raw: RawBot
) -> None:
    ask = {
        "type": "input",
        "block_id": "who",
        "label": plain("Who"),
        "element": {"type": "external_select", "action_id": "find", "min_query_length": 2},
    }
    await opened(sandbox, client, priya, modal(ask))
    raw.answer = lambda _: {"options": options(2)}
    await priya.choose("Who", "Option 1")
    assert raw.payloads("block_suggestion")[0]["value"] == "Option 1"
    assert values(priya)["who"]["find"]["selected_option"]["value"] == "v1"
    raw.answer = lambda _: {"options": options(101)}
    with pytest.raises(LookupError):
        await priya.choose("Who", "Option 1")
    assert priya.notice == TROUBLE
