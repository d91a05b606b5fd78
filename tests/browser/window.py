"""One browser window on the sandbox's page, in which a test is now one made-up person and now another."""

import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.pictures import folder, sideways
from tests.browser.png import shrink

__all__ = ["DESKTOP", "PHONE", "Window", "open_window"]

DESKTOP: Final = (1280, 820)
PHONE: Final = (380, 780)

_PATIENCE_MS: Final = 10_000


class Window:
    """What is done to the page itself: who we are, where we look, the clock, pictures.

    `trouble` holds what may never be: script errors, lines in the console, requests to other servers.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.trouble: list[str] = []
        self._name = ""
        self.before_press: Callable[[str], Awaitable[None]] | None = None

    @property
    def modal(self) -> Locator:
        """The modal on top."""
        return self.page.locator("dialog.modal")

    async def be(self, name: str) -> None:
        """Become this person by the switcher at the top right, unless we are."""
        if self._name == name:
            return
        await self.page.get_by_role("button", name=re.compile("^You are ")).click()
        await self.page.get_by_role("menuitemradio", name=name).click()
        await expect(self.page.get_by_role("button", name=f"You are {name}")).to_be_visible()
        self._name = name
        await self.still()

    async def app_tab(self, name: str) -> bool:
        """Go to the app's tab of this name; tell whether a tap was needed."""
        tab = self.page.get_by_role("tab", name=name)
        if not await tab.count():
            await self._leave_for(re.compile("^Supervision"))
        if await tab.get_attribute("aria-selected") == "true":
            return False
        await tab.click()
        await self.still()
        return True

    async def channel(self, name: str) -> None:
        """Go to a channel by its line in the sidebar."""
        heading = self.page.get_by_role("heading", level=1, name=name, exact=True)
        if not await heading.count():
            await self._leave_for(re.compile(rf"hannel {re.escape(name)}\b"))
            await expect(heading).to_be_visible()

    async def _leave_for(self, line: re.Pattern[str]) -> None:
        drawer = self.page.get_by_role("button", name="Conversations")
        if await drawer.is_visible():
            await drawer.click()
        await self.page.get_by_role("link", name=line).click()
        await self.still()

    async def advance(self, **how_far: int) -> None:
        """Press one of the clock's buttons, and wait until the app has seen to what is due then."""
        ((unit, many),) = how_far.items()
        face = f"+{many} {unit if many > 1 else unit.removesuffix('s')}"
        await self.page.get_by_role("button", name=f"Move the clock on: {face}").click()
        await self.still()

    async def still(self) -> None:
        """Wait until nothing is on its way to the server."""
        await self.page.locator('html[data-busy="0"]').wait_for(state="attached")

    async def sideways(self) -> int:
        """How many pixels anything that should fit the window could be scrolled sideways."""
        return await sideways(self.page)

    async def picture(self, name: str, *, of: Locator | None = None) -> None:
        """Save `<name>.png`: small, where PICTURES says; or as it comes, among the temporary files."""
        await self.still()
        taken = await (of or self.page).screenshot(animations="disabled", caret="hide")
        _keep(name, await shrink(self.page, taken) if "PICTURES" in os.environ else taken)


def _keep(name: str, picture: bytes) -> None:
    (folder() / f"{name}.png").write_bytes(picture)


@asynccontextmanager
async def open_window(
    browser: Browser, url: str, size: tuple[int, int] = DESKTOP, as_: str = "U0PRIYA"
) -> AsyncIterator[Window]:
    """Open the page in a window of its own; at the end nothing may have gone wrong in it."""
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=size == PHONE,
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
    )
    try:
        page = await context.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        window = Window(page)
        _watch(page, url, window.trouble)
        await page.goto(f"{url}/?as={as_}&show=home")
        await page.locator("main .loading").wait_for(state="detached")
        await page.get_by_role("button", name=re.compile("^You are ")).wait_for()
        yield window
        assert window.trouble == []
    finally:
        await context.close()


def _watch(page: Page, own: str, trouble: list[str]) -> None:
    def asked(address: str) -> None:
        if not address.startswith((own, own.replace("http:", "ws:"), "data:")):
            trouble.append(f"asked elsewhere: {address}")

    page.on("pageerror", lambda error: trouble.append(f"script error: {error}"))
    page.on("console", lambda line: trouble.append(f"{line.type}: {line.text}") if line.type == "error" else None)
    page.on("request", lambda request: asked(request.url))
