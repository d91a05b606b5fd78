"""Screenshots for people: of the page as it is at a given width."""

import os
import tempfile
from pathlib import Path

from playwright.async_api import Page

HEIGHTS = {1280: 820, 380: 780}
"""How high a window of each usual width is."""


def folder() -> Path:
    """Where pictures go: PICTURES, or a folder among the temporary ones."""
    place = Path(os.environ.get("PICTURES") or Path(tempfile.gettempdir()) / "pictures")
    place.mkdir(parents=True, exist_ok=True)
    return place


async def picture(page: Page, name: str, width: int) -> Path:
    """Save `<name>-<width>.png`, once nothing is under way and nothing moves any more."""
    await page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 820)})
    await page.locator('html[data-busy="0"]').wait_for(state="attached")
    path = folder() / f"{name}-{width}.png"
    await page.screenshot(path=path, animations="disabled", caret="hide")
    return path


async def sideways(page: Page) -> int:
    """How many pixels the page could be scrolled sideways; none, if it fits its window."""
    overflow: int = await page.evaluate(
        """() => Math.max(...[
            document.documentElement,
            ...document.querySelectorAll('main, nav, aside, dialog, .topbar, .modal-body, .scroller'),
        ].map((each) => each.scrollWidth - each.clientWidth))"""
    )
    return overflow
