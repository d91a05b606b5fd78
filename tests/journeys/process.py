"""The bot as a process of its own, as the sandbox starts it, that can be killed without a word."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox import Sandbox
from sandbox.__main__ import child_environment
from tests.journeys.scene import until

__all__ = ["QUICK", "BotProcess", "open_nursery"]

ROOT = Path(__file__).parent.parent.parent
QUICK = {
    "TICK_SECONDS": "0.3",
    "PACE_SECONDS": "0",
    "WORKSPACE_A_MINUTE": "0",
    "RETRY_SECONDS": "0.05",
    "DOUBT_SECONDS": "0.2",
    "LEASE_SECONDS": "4",
    "ANSWER_SECONDS": "1",
    "WATCH_SECONDS": "0.5",
}
"""Pauses for tests; everything else is as the sandbox gives it."""


@asynccontextmanager
async def open_nursery(*given: str) -> AsyncIterator[Process]:
    """Start the process that forks bots; see `warm_bot`."""
    nursery = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.journeys.warm_bot", *given, cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    try:
        yield nursery
    finally:
        assert nursery.stdin is not None
        nursery.stdin.close()
        await nursery.wait()


@dataclass
class BotProcess:
    """A bot beside a sandbox; what it logs goes to a file in the sandbox's folder."""

    nursery: Process
    sandbox: Sandbox
    database_url: str
    _number: int | None = None

    @property
    def _log(self) -> Path:
        return self.sandbox.folder / "bot.log"

    async def start(self) -> None:
        """Start it, and wait until it is connected."""
        given = child_environment(self.sandbox) | QUICK | {"DATABASE_URL": self.database_url, "LOG": str(self._log)}
        assert self.nursery.stdin is not None
        self.nursery.stdin.write(json.dumps(given).encode() + b"\n")
        self._number = int(await self._told())
        await self._until_connected(wanted=True)

    async def kill(self) -> None:
        """End it at once: it can neither finish nor say anything."""
        assert self._number is not None
        os.kill(self._number, signal.SIGKILL)
        self._number = None
        assert await self._told() == "gone"
        await self._until_connected(wanted=False)

    async def restart(self) -> None:
        """Kill it and start another on the same database."""
        await self.kill()
        await self.start()

    async def stop(self) -> None:
        """Leave nothing running behind."""
        if self._number is not None:
            await self.kill()

    async def _told(self) -> str:
        assert self.nursery.stdout is not None
        line = await self.nursery.stdout.readline()
        assert line, "the bot cannot even be imported: its last words are on standard error"
        return line.decode().strip()

    async def _until_connected(self, *, wanted: bool) -> None:
        async def fits() -> bool:
            return self.sandbox.rooms.sockets.connected is wanted

        try:
            await until(fits, waiting_for="the connection", timeout=30)
        except AssertionError:
            raise AssertionError(self._log.read_text()[-2000:]) from None
