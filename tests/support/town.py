"""A whole town for journeys: the pretend workspace, the bot joined to it, and the people at their screens.

Everything is the real thing over real HTTP and a real web socket, in one event loop; only
pauses are shorter. The example council is imported as an administrator would.
"""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp

from bot.app import Bot, build
from bot.opening import open_parts
from bot.settings import RunSettings
from models.workflow.clocks.heartbeats import TICK, read_beats
from models.workflow.directory import DirectoryFiles, import_directory
from sandbox import Sandbox
from sandbox.hands import Hands
from tests.support.memory import folder_in_memory

__all__ = ["EXAMPLE", "Town", "import_example", "open_town", "settings_for"]

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "content" / "example"

QUICK = {
    "tick_seconds": 1.0,
    "pace_seconds": 0.0,
    "workspace_a_minute": 0,
    "retry_seconds": 0.05,
    "doubt_seconds": 0.1,
    "watch_seconds": 0.5,
    "answer_seconds": 2.0,
    "lease_seconds": 5.0,
}
"""Pauses for tests; what they pace is tested on its own."""


@dataclass
class Town:
    """A workspace, the bot in it, and the hands of whoever was asked for."""

    sandbox: Sandbox
    settings: RunSettings
    bot: Bot
    _stack: AsyncExitStack
    _session: aiohttp.ClientSession
    _people: dict[str, Hands] = field(default_factory=dict)
    _running: AsyncExitStack | None = None

    async def person(self, name: str) -> Hands:
        """Return the hands of a member by first name, in capitals or not."""
        user = f"U0{name.upper()}"
        if user not in self._people:
            self._people[user] = Hands(self.sandbox.url, user, self._session)
            await self._people[user].see()
        return self._people[user]

    async def control(self, verb: str, path: str, given: dict[str, Any] | None = None) -> dict[str, Any]:
        """Call the workspace's control API."""
        async with self._session.request(verb, f"{self.sandbox.url}/control/{path}", json=given) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status < 400, answer
            return answer

    async def advance(self, **how_far: float) -> None:
        """Move the clock; returns when the bot has seen to what is due then."""
        await self.control("POST", "clock/advance", how_far)

    async def fault(self, **what: Any) -> None:
        """Let something go wrong."""
        await self.control("POST", "faults", what)

    async def stop_bot(self) -> None:
        """Stop the bot, the workspace going on without it."""
        assert self._running is not None
        await self._running.aclose()
        self._running = None

    async def start_bot(self, **changed: Any) -> None:
        """Start the bot (again) on the same database."""
        self.settings = self.settings.model_copy(update=changed)
        self._running = await self._stack.enter_async_context(AsyncExitStack())
        self.bot = await self._running.enter_async_context(build(self.settings))


def settings_for(sandbox: Sandbox, database_url: str, **changed: Any) -> RunSettings:
    """Return the settings of a bot in that workspace, as its environment would give them."""
    given: dict[str, Any] = QUICK | {
        "world": "sandbox",
        "slack_bot_token": sandbox.bot_token,
        "slack_app_token": sandbox.app_token,
        "slack_api_url": sandbox.api_url,
        "database_url": database_url,
        "key_file": sandbox.folder / "key",
        "signing_key_file": sandbox.folder / "key.signing",
        "clock_file": sandbox.folder / "clock",
        "content_folder": ROOT / "content",
    }
    return RunSettings(_env_file=None, **(given | changed))


@asynccontextmanager
async def open_town(
    database_url: str, folder: Path, *, scopes: tuple[str, ...] = (), **changed: Any
) -> AsyncIterator[Town]:
    """Open the town with the example council imported, and close it afterwards; `scopes` come beside the manifest's."""
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(
            Sandbox.start(
                workspace=EXAMPLE / "workspace.yml", manifest=ROOT / "manifest.yml", folder=folder, scopes=scopes
            )
        )
        session = await stack.enter_async_context(aiohttp.ClientSession())
        settings = settings_for(sandbox, database_url, **changed)
        await import_example(settings)
        running = await stack.enter_async_context(AsyncExitStack())
        bot = await running.enter_async_context(build(settings))
        await _wait_until_ticked(bot)
        yield Town(sandbox, settings, bot, stack, session, _running=running)


async def import_example(settings: RunSettings) -> None:
    """Import the example council, or copy the SQLite file and the key of a town that did."""
    url, key = settings.database_url.get_secret_value(), settings.key_file
    file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else None
    kept = _kept()
    if file is not None and kept.exists() and key is not None:
        shutil.copy(kept, file)
        shutil.copy(kept.with_name("key"), key)
        return
    async with open_parts(settings) as (parts, clock):
        people, children = (EXAMPLE / name for name in ("people.csv", "children.csv"))
        files = DirectoryFiles(people.read_bytes(), children.read_bytes())
        await import_directory(parts.database, parts.keyring, files, now=clock.now())
    if file is not None and key is not None:
        shutil.copy(key, kept.with_name("key"))
        shutil.copy(file, kept)


@cache
def _kept() -> Path:
    """Return where this process keeps the database of the first town, as it was before anybody came."""
    folder = tempfile.mkdtemp(dir=folder_in_memory())
    atexit.register(shutil.rmtree, folder)
    return Path(folder) / "bot.db"


async def _wait_until_ticked(bot: Bot) -> None:
    """Wait for the first tick: after it everybody of the directory is known, and nothing is written unasked."""
    async with asyncio.timeout(20):
        while True:
            if TICK in await read_beats(bot.parts):
                return
            await asyncio.sleep(0.05)
