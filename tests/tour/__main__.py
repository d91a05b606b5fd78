"""`python -m tests.tour [--fast]`: watch the whole story play itself in the page."""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import aiohttp

from bot.logs import set_up_logs
from tests.story import CHAPTERS, Chapter, Stage, tell
from tests.support.town import Town, open_town
from tests.tour.watched import FAST, SLOW, Pace, Watched

WAIT_FOR_PAGE: Final = 60.0
_PROXIES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


def say(line: str = "") -> None:
    """Print a line at once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def tour(pace: Pace, chapters: Sequence[Chapter], *, stay: bool) -> None:
    """Open a fresh workspace with the bot in it, play the chapters, and stay until Ctrl-C if asked to."""
    with tempfile.TemporaryDirectory(prefix="tour-") as name:
        folder = Path(name)
        async with open_town(f"sqlite:///{folder / 'bot.db'}", folder / "sandbox") as town:
            say("The tour: made-up people in a pretend workspace. Watch it here:")
            say(f"\n    {town.sandbox.url}/?follow=1\n")
            if stay:
                await _wait_for_page(town)
            await _play(town, pace, chapters)
            say("\nThe tour is over.")
            if stay:
                say("Look around in the page: be Priya or Sam, and go on. Ctrl-C ends it.")
                await asyncio.Event().wait()


async def _wait_for_page(town: Town) -> None:
    """Begin when somebody watches, or after a minute without anybody."""
    say(f"It begins when the page is open, at the latest in {WAIT_FOR_PAGE:.0f} seconds.\n")
    with suppress(TimeoutError):
        async with asyncio.timeout(WAIT_FOR_PAGE):
            await town.sandbox.workspace.changes.until_watched()


async def _play(town: Town, pace: Pace, chapters: Sequence[Chapter]) -> None:
    async with aiohttp.ClientSession() as session:
        cast = {name: Watched(town.sandbox.url, f"U0{name.upper()}", session, pace) for name in ("Priya", "Sam")}
        for person in cast.values():
            await person.see()

        async for told in tell(Stage(cast["Priya"], cast["Sam"], town.advance), chapters):
            say(f"{told}")
            await cast[told.person].shine(words=told.sentence)
            await asyncio.sleep(pace.sentence)
        taps = ", ".join(f"{name} {person.taps}" for name, person in cast.items())
        say(f"\nTaps, both meetings: {taps}.")
        await town.control("DELETE", "spotlight")


def main() -> None:
    """Read the command line and play."""
    parser = argparse.ArgumentParser(prog="python -m tests.tour", description=__doc__)
    parser.add_argument("--fast", action="store_true", help="play without waiting, and end")
    parser.add_argument("--chapters", type=int, help="play only the first so many chapters")
    arguments = parser.parse_args()
    fast: bool = arguments.fast
    for name in _PROXIES:
        os.environ.pop(name, None)  # everything here is on this machine
    set_up_logs("WARNING")
    with suppress(KeyboardInterrupt):
        asyncio.run(tour(FAST if fast else SLOW, CHAPTERS[: arguments.chapters], stay=not fast))


if __name__ == "__main__":
    main()
