"""What the page watches: changes, traffic, and the page itself."""

import re

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.hands import Hands
from tests.sandbox.raw_bot import RawBot


async def test_each_person_is_told_only_of_what_they_see(
    client: AsyncWebClient, http: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    async with http.ws_connect("/control/as/U0SAM/stream") as sam, http.ws_connect("/control/as/U0TOM/stream") as tom:
        await client.chat_postMessage(channel="U0SAM", text="For Sam")
        news = await sam.receive_json(timeout=2)
        assert (news["type"], news["scope"]) == ("changed", ["messages"])
        sandbox.workspace.changes.tell("clock")
        assert (await tom.receive_json(timeout=2))["scope"] == ["clock"]


async def test_looking_again_is_answered_only_when_something_changed(
    client: AsyncWebClient, http: aiohttp.ClientSession, sam: Hands
) -> None:
    seq = sam.seen["seq"]
    async with http.get(f"/control/as/U0SAM?since={seq}") as response:
        assert await response.json() == {"unchanged": True, "seq": seq}
    await client.chat_postMessage(channel="U0SAM", text="News")
    async with http.get(f"/control/as/U0SAM?since={seq}") as response:
        assert "conversations" in await response.json()


async def test_the_inspector_sees_both_directions_with_errors_and_no_token(
    raw: RawBot, client: AsyncWebClient, sam: Hands, http: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    before = sandbox.rooms.traffic.since(0, 99)[-1]["seq"]
    async with http.ws_connect("/control/traffic/stream") as inspector:
        await sam.command("/supervision")
        assert (await inspector.receive_json(timeout=2))["type"] == "traffic"
    await client.api_call("users.info", data={"user": "U0SAM", "token": sandbox.bot_token})
    await http.post("/api/users.info", data={"user": "U0GHOST", "token": sandbox.bot_token})
    async with http.get(f"/control/traffic?since={before}&limit=10") as response:
        text = await response.text()
        entries = (await response.json())["entries"]
    assert [(one["direction"], one["kind"], one["error"]) for one in entries] == [
        ("to_bot", "slash_commands", None),
        ("from_bot", "api:users.info", None),
        ("from_bot", "api:users.info", "user_not_found"),
    ]
    assert entries[0]["bytes"] > 100
    assert entries[0]["ms"] > 0
    assert sandbox.bot_token not in text
    async with http.get(f"/control/traffic?since={before + 2}") as response:
        assert len((await response.json())["entries"]) == 1
    async with http.get("/control/traffic?since=soon") as response:
        assert response.status == 400


async def test_the_workspace_is_described_for_the_page(raw: RawBot, http: aiohttp.ClientSession) -> None:
    async with http.get("/control/workspace") as response:
        told = await response.json()
    assert told["team"]["name"] == "Ashmere Council"
    assert told["app"]["commands"][0]["command"] == "/supervision"
    assert told["app"]["shortcuts"][0]["callback_id"] == "start_supervision"
    assert told["clock"]["iso_london"].startswith("2026-03-02T09:0")
    assert told["connected"] is True
    assert {one["name"] for one in told["channels"]} == {"general", "team-elm", "team-oak"}


async def test_the_page_and_its_parts_are_served_fresh(http: aiohttp.ClientSession) -> None:
    async with http.get("/") as response:
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.content_type == "text/html"
        page = await response.text()
    parts = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert parts
    for part in parts:
        async with http.get(part) as response:
            assert (response.status, response.headers["Cache-Control"]) == (200, "no-cache")
