"""Several bots side by side in one workspace, on one database, any of which may be killed at any moment."""

import asyncio
import json
import os
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import col, select

from bot.opening import open_parts
from models.tables import Heartbeat, Outbox
from models.vocabulary import OutboxState
from models.workflow.clocks.heartbeats import PLAN
from models.workflow.parts import Parts
from sandbox import Sandbox
from sandbox.__main__ import child_environment
from tests.journeys.process import QUICK, open_nursery
from tests.journeys.scene import until
from tests.support.town import EXAMPLE, ROOT, import_example, settings_for

__all__ = ["Herd", "open_herd"]

_SETTLES_WITHIN = 60.0
_LEASE = {"LEASE_SECONDS": "6"}
"""Longer than for one bot alone: a morning's digests are put into words by all of them at once."""
_OWN_SCOPE = "      - im:history\n"
_MORE_SCOPE = "      - groups:history\n"


@dataclass
class Herd:
    """The workspace, the database, and the processes that are alive."""

    sandbox: Sandbox
    parts: Parts
    database_url: str
    _nursery: Process
    _http: aiohttp.ClientSession
    history: bool
    _alive: list[int] = field(default_factory=list)

    @property
    def log(self) -> Path:
        """What every one of them logs to."""
        return self.sandbox.folder / "bot.log"

    async def start(self) -> None:
        """Start one more; it connects by itself."""
        given = (
            child_environment(self.sandbox) | QUICK | _LEASE | {"DATABASE_URL": self.database_url, "LOG": str(self.log)}
        )
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(json.dumps(given).encode() + b"\n")
        line = await self._nursery.stdout.readline()
        assert line, "the bot cannot even be imported: its last words are on standard error"
        self._alive.append(int(line))

    async def kill_one(self, chance: Random) -> None:
        """End one of them at once: it can neither finish nor say anything."""
        number = chance.choice(self._alive)
        self._alive.remove(number)
        os.kill(number, signal.SIGKILL)
        await until(lambda: _is_gone(number), waiting_for="the end of a process")

    async def stop(self) -> None:
        """Leave nothing running behind."""
        for number in self._alive:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self._alive.clear()

    async def control(self, verb: str, path: str, given: dict[str, Any] | None = None) -> dict[str, Any]:
        """Call the workspace's control API."""
        async with self._http.request(verb, f"{self.sandbox.url}/control/{path}", json=given) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status < 400, (answer, self.log.read_text()[-2000:])
            return answer

    async def move_to(self, moment: datetime) -> None:
        """Move the clock to a moment, at which one of them has seen to what is due."""
        left = (moment - self.sandbox.rooms.workspace.clock.now()).total_seconds()
        await self.control("POST", "clock/advance", {"seconds": max(0.0, left), "timeout": _SETTLES_WITHIN})

    async def kill_and_replace(self, chance: Random) -> None:
        """Kill one some time from now, let what it had planned be taken over, and start another in its place."""
        await asyncio.sleep(chance.uniform(0, 0.5))
        await self.kill_one(chance)
        # Two minutes outside have to pass before others plan in its stead: here they pass at once.
        async with self.parts.database.write(None, datetime.now(UTC)) as session:
            await session.exec(update(Heartbeat).where(col(Heartbeat.name) == PLAN).values(claimed_until=None))
        await self.start()

    async def move_while_one_is_killed(self, moment: datetime, chance: Random) -> None:
        """Move the clock, and kill one while they see to what is due then."""
        moving = asyncio.ensure_future(self.move_to(moment))
        await self.kill_and_replace(chance)
        await moving

    async def age_doubts(self) -> None:
        """Let what is in doubt be as old outside as it is in the workspace, where days pass in seconds.

        A fresh doubt holds up what follows it to the same place for a minute, one of hours does not.
        """
        async with self.parts.database.write(None, datetime.now(UTC)) as session:
            for row in (await session.exec(select(Outbox).where(Outbox.state == OutboxState.UNSURE))).all():
                row.tried_at, row.lease_until = datetime.now(UTC) - timedelta(hours=2), None
                session.add(row)

    async def until_planned(self, moment: datetime) -> None:
        """Wait until somebody planned what is due at a moment, which is longer than planning rests after the last."""

        async def planned() -> bool:
            async with self.parts.read() as session:
                beat = await session.get(Heartbeat, PLAN)
                return beat is not None and beat.last_at >= moment

        await until(planned, waiting_for=f"planning at {moment}", timeout=_SETTLES_WITHIN)

    async def until_settled(self) -> None:
        """Wait until nothing that is due waits to be sent, and nothing is in doubt that can be looked up."""
        in_doubt: ColumnElement[bool] = col(Outbox.state) == OutboxState.UNSURE
        if not self.history:
            in_doubt = and_(in_doubt, col(Outbox.team_id).is_(None))
        is_open = or_(col(Outbox.state).in_((OutboxState.WAITING, OutboxState.SENDING)), in_doubt)

        async def read_open() -> list[Outbox]:
            due = col(Outbox.due_at) <= self.sandbox.rooms.workspace.clock.now()
            async with self.parts.read() as session:
                return list((await session.exec(select(Outbox).where(is_open, due))).all())

        async def settled() -> bool:
            return not await read_open()

        try:
            await until(settled, waiting_for="everything due to be settled", timeout=_SETTLES_WITHIN)
        except AssertionError:
            rows = [(row.key, row.mode, row.state, row.attempts, row.reason) for row in await read_open()]
            raise AssertionError(f"not settled: {rows}") from None

    def posts(self) -> list[tuple[str, str]]:
        """Return every message of the bot: its time, and the id of the row that posted it."""
        return [
            (message.ts, message.metadata["event_payload"]["outbox"])
            for conversation in self.sandbox.rooms.workspace.conversations.values()
            for message in conversation.messages.values()
            if message.by_bot and message.metadata is not None and "outbox" in message.metadata["event_payload"]
        ]


async def _is_gone(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    return False


@asynccontextmanager
async def open_herd(database_url: str, folder: Path, count: int, *, history: bool) -> AsyncIterator[Herd]:
    """Open a workspace with the example council imported, and start that many bots.

    With `history` the app has a scope that its manifest does not ask for: to read what stands in teams' channels.
    """
    manifest = ROOT / "manifest.yml"
    if history:
        manifest = folder.with_suffix(".yml")
        manifest.write_text((ROOT / "manifest.yml").read_text().replace(_OWN_SCOPE, f"{_OWN_SCOPE}{_MORE_SCOPE}"))
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(
            Sandbox.start(workspace=EXAMPLE / "workspace.yml", manifest=manifest, folder=folder)
        )
        http = await stack.enter_async_context(aiohttp.ClientSession())
        nursery = await stack.enter_async_context(open_nursery("--herd"))
        settings = settings_for(sandbox, database_url)
        await import_example(settings)
        parts, _ = await stack.enter_async_context(open_parts(settings))
        herd = Herd(sandbox, parts, database_url, nursery, http, history)
        stack.push_async_callback(herd.stop)
        for _ in range(count):
            await herd.start()
        await until(lambda: _connected(sandbox), waiting_for="a connection", timeout=30)
        yield herd


async def _connected(sandbox: Sandbox) -> bool:
    return sandbox.rooms.sockets.connected
