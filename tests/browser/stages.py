"""A town, a window on it, and the two people of the story at it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser

from tests.browser.gestures import Gestures
from tests.browser.window import Window, open_window
from tests.story import Stage
from tests.support.town import open_town

__all__ = ["open_stage"]


@asynccontextmanager
async def open_stage(browser: Browser, folder: Path, size: tuple[int, int]) -> AsyncIterator[tuple[Window, Stage]]:
    """Open the example town, and one window in which Priya and Sam take turns."""
    async with open_town(f"sqlite:///{folder / 'bot.db'}", folder / "sandbox") as town:
        url = town.sandbox.url
        async with (
            open_window(browser, url, size) as window,
            Gestures(url, "U0PRIYA", window) as priya,
            Gestures(url, "U0SAM", window) as sam,
        ):
            yield window, Stage(priya, sam, window.advance)
