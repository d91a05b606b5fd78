"""Events: which reach the bot, how they look, and what is sent again when."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.hands import Hands
from tests.sandbox.raw_bot import NO_ACK, RawBot

Json = dict[str, Any]


async def posted(client: AsyncWebClient, sam: Hands, text: str = "Do you agree?") -> Json:
    await client.chat_postMessage(channel="U0SAM", text=text)
    return await sam.until_message(text)


async def ask_for(http: aiohttp.ClientSession, **fault: Any) -> None:
    async with http.post("/control/faults", json=fault) as response:
        assert response.status == 200, await response.text()


async def advance(http: aiohttp.ClientSession, sandbox: Sandbox, **far: int) -> None:
    """Move the clock with a bot that ticks at once."""
    ticked = sandbox.folder / "clock.ticked"
    ticked.write_text('{"offset": 1e12}')
    async with http.post("/control/clock/advance", json=far) as response:
        assert response.status == 200, await response.text()


async def test_a_reaction_event_is_whole(raw: RawBot, sam: Hands, client: AsyncWebClient) -> None:
    message = await posted(client, sam)
    await sam.react(message, ":Heavy_Check_Mark:")
    payload = raw.payloads("reaction_added")[0]
    event = payload["event"]
    assert event | {"event_ts": ""} == {
        "type": "reaction_added",
        "user": "U0SAM",
        "reaction": "heavy_check_mark",
        "item": {"type": "message", "channel": "D0SAM", "ts": message["ts"]},
        "item_user": "U0SANDBOT",
        "event_ts": "",
    }
    assert float(event["event_ts"]) > float(message["ts"])
    assert payload["authorizations"][0]["user_id"] == "U0SANDBOT"
    assert raw.got[-1]["retry_attempt"] == 0


@pytest.mark.parametrize(
    ("typed", "heard"),
    [("thumbsup", "+1"), ("thumbsup::skin-tone-4", "+1::skin-tone-4"), ("white_check_mark", "white_check_mark")],
)
async def test_reactions_are_spelled_as_slack_spells_them(
    typed: str, heard: str, raw: RawBot, sam: Hands, client: AsyncWebClient
) -> None:
    await sam.react(await posted(client, sam), typed)
    assert raw.payloads("reaction_added")[0]["event"]["reaction"] == heard


async def test_taking_a_reaction_back_is_an_event_too(raw: RawBot, sam: Hands, client: AsyncWebClient) -> None:
    message = await posted(client, sam)
    await sam.react(message, "+1")
    await sam.react(message, "+1", remove=True)
    assert raw.payloads("reaction_removed")[0]["event"]["reaction"] == "+1"
    assert sam.messages()[0]["reactions"] == []


async def test_what_the_manifest_does_not_subscribe_to_is_not_sent(raw: RawBot, sam: Hands) -> None:
    await sam.say("Hello, team", "#team-elm")
    assert raw.got == []


async def test_a_message_to_the_app_arrives_escaped_as_slack_escapes(raw: RawBot, sam: Hands) -> None:
    await sam.say("a < b & c")
    event = raw.payloads("message")[0]["event"]
    assert (event["channel_type"], event["text"]) == ("im", "a &lt; b &amp; c")


async def test_the_bot_hears_its_own_posts_and_changes_in_direct_messages(
    raw: RawBot, sam: Hands, client: AsyncWebClient
) -> None:
    message = await posted(client, sam)
    await client.chat_update(channel="D0SAM", ts=message["ts"], text="Changed")
    own, changed = await raw.wait_for(2, "message")
    assert own["event"]["bot_id"] == "B0SANDBOX"
    assert (changed["event"]["subtype"], changed["event"]["message"]["text"]) == ("message_changed", "Changed")


async def test_an_event_without_an_ack_comes_again_at_once_then_after_a_minute_then_after_five(
    raw: RawBot, sam: Hands, client: AsyncWebClient, http: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    message = await posted(client, sam)
    await raw.wait_for(1, "message")
    raw.answer = lambda _: NO_ACK
    answer = await sam.react(message, "+1")
    assert answer["ack"] == "timeout"
    await raw.wait_for(2, "reaction_added")
    sent = sandbox.rooms.traffic
    await sam.until(lambda _: len([one for one in sent.since(0, 99) if one["kind"] == "event:reaction_added"]) == 2)
    await advance(http, sandbox, seconds=61)
    assert len(raw.payloads("reaction_added")) == 3
    raw.answer = lambda _: None
    await advance(http, sandbox, seconds=300)
    await advance(http, sandbox, weeks=1)
    tries = [one for one in raw.got if one["payload"]["event"]["type"] == "reaction_added"]
    assert [one["retry_attempt"] for one in tries] == [0, 1, 2, 3]
    assert tries[1]["retry_reason"] == "timeout"
    assert len({one["payload"]["event_id"] for one in tries}) == 1
    assert len({one["envelope_id"] for one in tries}) == 4


async def test_an_event_nobody_was_there_for_comes_a_minute_later(
    sandbox: Sandbox, sam: Hands, client: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    message = await posted(client, sam)
    assert (await sam.react(message, "+1"))["ack"] == "not_acked"
    from tests.sandbox.raw_bot import connected

    async with connected(sandbox) as late:
        await advance(http, sandbox, minutes=2)
        heard = await late.wait_for(1, "reaction_added")
        assert heard[0]["event"]["reaction"] == "+1"


async def test_an_event_can_come_twice_with_one_id(
    raw: RawBot, sam: Hands, client: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    message = await posted(client, sam)
    await ask_for(http, event="reaction_added", fault="duplicate")
    await sam.react(message, "+1")
    first, second = raw.payloads("reaction_added")
    assert first["event_id"] == second["event_id"]


async def test_an_ack_can_be_lost_and_the_event_comes_again(
    raw: RawBot, sam: Hands, client: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    message = await posted(client, sam)
    await ask_for(http, event="reaction_added", fault="drop_ack")
    await sam.react(message, "+1")
    first, second = await raw.wait_for(2, "reaction_added")
    assert first["event_id"] == second["event_id"]


async def test_events_can_come_in_another_order(
    raw: RawBot, sam: Hands, priya: Hands, client: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    message = await posted(client, sam)
    await raw.wait_for(1, "message")
    await ask_for(http, event="reaction_added", fault="reorder")
    import asyncio

    held = asyncio.create_task(sam.react(message, "+1"))
    await sam.until(lambda _: sam.messages()[0]["reactions"])
    await sam.react(message, "+1", remove=True)
    await held
    kinds = [one["payload"]["event"]["type"] for one in raw.got if "reaction" in str(one["payload"]["event"]["type"])]
    assert kinds == ["reaction_removed", "reaction_added"]


async def test_an_event_can_be_late_or_lost(
    raw: RawBot, sam: Hands, client: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    message = await posted(client, sam)
    await ask_for(http, event="reaction_added", fault="delay", seconds=0.05)
    await sam.react(message, "+1")
    assert len(raw.payloads("reaction_added")) == 1
    await ask_for(http, event="reaction_removed", fault="lose")
    await sam.react(message, "+1", remove=True)
    assert raw.payloads("reaction_removed") == []


async def test_an_event_from_a_shared_channel_says_so(
    raw: RawBot, sam: Hands, client: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    await http.post("/control/channels/C0TEAMELM", json={"shared": True})
    said = await client.chat_postMessage(channel="C0TEAMELM", text="To all")
    await sam.react({"ts": said["ts"]}, "+1", "C0TEAMELM")
    assert raw.payloads("reaction_added")[0]["is_ext_shared_channel"] is True
    info = await client.conversations_info(channel="C0TEAMELM")
    assert info["channel"]["is_ext_shared"] is True
