"""A house: a workspace that stays, and beside it a bot that is killed."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.opening import open_parts
from sandbox import Sandbox
from sandbox.hands import Hands
from tests.journeys.process import BotProcess, open_nursery
from tests.journeys.scene import Scene
from tests.support.town import EXAMPLE, ROOT, import_example, settings_for

__all__ = ["House", "open_house"]


@dataclass
class House:
    """The workspace with its people, and the bot's process."""

    scene: Scene
    bot: BotProcess
    http: aiohttp.ClientSession


@asynccontextmanager
async def open_house(database_url: str, folder: Path) -> AsyncIterator[House]:
    """Open it with the example council imported and the bot running."""
    async with (
        Sandbox.start(workspace=EXAMPLE / "workspace.yml", manifest=ROOT / "manifest.yml", folder=folder) as sandbox,
        aiohttp.ClientSession() as session,
        open_nursery() as nursery,
        AsyncExitStack() as stack,
    ):
        settings = settings_for(sandbox, database_url)
        await import_example(settings)
        parts, clock = await stack.enter_async_context(open_parts(settings))
        known: dict[str, Hands] = {}

        async def person(name: str) -> Hands:
            hands = known.setdefault(name, Hands(sandbox.url, f"U0{name.upper()}", session))
            await hands.see()
            return hands

        bot = BotProcess(nursery, sandbox, database_url)
        await bot.start()
        try:
            yield House(Scene(sandbox, parts, clock.now, person), bot, session)
        finally:
            await bot.stop()
