"""A bot of bare frames: it answers each envelope with whatever a test wants."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import aiohttp

from sandbox import Sandbox

Json = dict[str, Any]
NO_ACK: Final = object()
"""The answer of a bot that stays silent."""


class RawBot:
    """Collects envelopes and answers them by `answer`, which gives a payload, None or NO_ACK."""

    def __init__(self) -> None:
        self.hello: Json = {}
        self.got: list[Json] = []
        self.frames: list[Json] = []
        self.closed = asyncio.Event()
        self.heard = asyncio.Event()
        self.answer: Callable[[Json], Any] = lambda _: None
        self.calls: Callable[[Json], Any] | None = None

    def payloads(self, kind: str | None = None) -> list[Json]:
        """The payloads so far; of one type, if named: an interaction's or an event's."""
        found = [one["payload"] for one in self.got]
        if kind is None:
            return found
        return [one for one in found if kind in {one.get("type"), one.get("event", {}).get("type")}]

    async def wait_for(self, count: int, kind: str | None = None) -> list[Json]:
        """Wait until so many payloads are here."""
        async with asyncio.timeout(3):
            while len(self.payloads(kind)) < count:
                self.heard.clear()
                await self.heard.wait()
        return self.payloads(kind)


async def open_socket(sandbox: Sandbox, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    headers = {"Authorization": f"Bearer {sandbox.app_token}"}
    async with session.post(f"{sandbox.api_url}apps.connections.open", headers=headers) as response:
        address = await response.json()
    return await session.ws_connect(address["url"])


@asynccontextmanager
async def connected(sandbox: Sandbox) -> AsyncIterator[RawBot]:
    """Connect a bare bot for as long as the block lasts."""
    bot = RawBot()
    async with aiohttp.ClientSession() as session:
        socket = await open_socket(sandbox, session)
        bot.hello = await socket.receive_json()
        reading = asyncio.create_task(_read(bot, socket))
        try:
            yield bot
        finally:
            await socket.close()
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading


async def _read(bot: RawBot, socket: aiohttp.ClientWebSocketResponse) -> None:
    async for frame in socket:
        envelope = json.loads(frame.data)
        if "envelope_id" not in envelope:
            bot.frames.append(envelope)
            continue
        bot.got.append(envelope)
        bot.heard.set()
        if bot.calls is not None:
            await bot.calls(envelope["payload"])
        payload = bot.answer(envelope["payload"])
        if payload is NO_ACK:
            continue
        ack = {"envelope_id": envelope["envelope_id"]}
        await socket.send_str(json.dumps(ack if payload is None else {**ack, "payload": payload}))
    bot.closed.set()
