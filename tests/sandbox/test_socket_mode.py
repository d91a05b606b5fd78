"""Socket Mode: connections, which of them hears, and what breaking them does."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.hands import Hands
from tests.sandbox.conftest import Bot
from tests.sandbox.raw_bot import RawBot, connected, open_socket


async def test_the_eleventh_connection_is_refused(sandbox: Sandbox, client: AsyncWebClient) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await open_socket(sandbox, session) for _ in range(10)]
        assert (await sockets[-1].receive_json())["num_connections"] == 10
        with pytest.raises(SlackApiError, match="too_many_websockets"):
            await client.apps_connections_open(app_token=sandbox.app_token)


async def test_a_connection_without_a_ticket_is_refused(sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.get("/socket?ticket=guess") as response:
        assert response.status == 401


async def test_each_envelope_goes_to_one_of_the_connections(sandbox: Sandbox, raw: RawBot, sam: Hands) -> None:
    async with connected(sandbox) as second:
        assert second.hello["num_connections"] == 2
        for _ in range(4):
            await sam.command("/supervision")
        assert len(raw.got) == len(second.got) == 2


async def test_a_closed_connection_is_made_again_by_the_sdk(
    sandbox: Sandbox, bot: Bot, priya: Hands, http: aiohttp.ClientSession
) -> None:
    await http.post("/control/faults", json={"socket": "close"})
    await priya.until(lambda seen: not seen["connected"] or sandbox.rooms.sockets.connected)
    await priya.until(lambda seen: seen["connected"])
    await priya.command("/supervision")
    await priya.until_view("Words")


async def test_a_warning_is_sent_before_a_connection_is_refreshed(
    sandbox: Sandbox, raw: RawBot, sam: Hands, http: aiohttp.ClientSession
) -> None:
    await http.post("/control/faults", json={"socket": "disconnect_warning"})
    await sam.command("/supervision")
    assert [one["reason"] for one in raw.frames] == ["warning"]


async def test_an_envelope_on_a_connection_that_breaks_is_not_acknowledged(
    sandbox: Sandbox, raw: RawBot, sam: Hands
) -> None:
    async def cut(_: object) -> None:
        await sandbox.rooms.sockets.close_all()

    raw.calls = cut
    assert (await sam.command("/supervision"))["ack"] == "not_acked"
    assert sam.notice == "/supervision failed with the error “dispatch_failed”"
