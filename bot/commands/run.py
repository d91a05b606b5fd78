"""`python -m bot run`: the bot itself."""

import asyncio
import signal
from typing import Final

from bot.app import build
from bot.logs import set_up_logs
from bot.memory import look_for_garbage_less_often
from bot.settings import RunSettings, read_settings
from bot.workspace import forget_proxies
from models.vocabulary import World

__all__ = ["run"]

_WELCOME: Final = {
    World.SLACK: "Slack: the real workspace.",
    World.SANDBOX: "Sandbox: a pretend workspace with made-up people.",
}


async def run() -> None:
    """Connect to the workspace and work until stopped (Ctrl-C, or SIGTERM)."""
    settings = read_settings(RunSettings)
    print(_WELCOME[settings.world], flush=True)
    set_up_logs(settings.log_level)
    if settings.world is World.SANDBOX:
        forget_proxies()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with build(settings):
        look_for_garbage_less_often()
        await stop.wait()
