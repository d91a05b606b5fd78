"""A headless Chromium, a sandbox of its own for each test, and pages that must not fail."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.browser.page_bot import PageBot

ROOT = Path(__file__).parents[2]
WORKSPACE = ROOT / "content" / "example" / "workspace.yml"
MANIFEST = ROOT / "manifest.yml"
WIDE = (1280, 820)
PATIENCE_MS = 10_000

OpenPage = Callable[..., Awaitable[Page]]
"""`await open_page(as_="U0PRIYA", show="home", size=WIDE)`: a window of the page, as somebody, somewhere."""


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        missing = "no Chromium on this machine: install the package chromium"
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = _chromium()
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--lang=en-GB", "--process-per-site"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with Sandbox.start(
        workspace=WORKSPACE, manifest=MANIFEST, folder=tmp_path / "sandbox", ack_seconds=1.0
    ) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def bot(sandbox: Sandbox) -> AsyncIterator[PageBot]:
    """A small bot that shows the page everything Block Kit has, over a real connection."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, session=session, retry_handlers=[])
        bot = PageBot(client)
        handler = AsyncSocketModeHandler(bot.app, sandbox.app_token, web_client=client, ping_interval=1)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield bot
        await handler.close_async()  # type: ignore[no-untyped-call]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def profile(browser: Browser) -> AsyncIterator[BrowserContext]:
    """The browser of somebody who has many windows open, each test's workspace at an address of its own.

    One window stays open at a first address: the process behind it then serves every other,
    and starting one costs more than most tests do.
    """
    profile = await browser.new_context(locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce")
    first = await profile.new_page()
    async with await asyncio.start_server(_say_nothing, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        await first.goto(f"http://127.0.0.1:{port}")
    yield profile
    await profile.close()


async def _say_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Type: text/html\r\n\r\n")
    writer.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(profile: BrowserContext, sandbox: Sandbox) -> AsyncIterator[OpenPage]:
    """Open windows; at the end none may have met a script error or asked another server for anything."""
    trouble: list[str] = []
    async with AsyncExitStack() as stack:

        async def open_one(as_: str = "U0PRIYA", show: str = "home", size: tuple[int, int] = WIDE) -> Page:
            page = await profile.new_page()
            stack.push_async_callback(page.close)
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            page.set_default_timeout(PATIENCE_MS)
            page.on("pageerror", lambda error: trouble.append(f"script error: {error}"))
            page.on("request", lambda request: _check_own(request.url, sandbox.url, trouble))
            await page.goto(f"{sandbox.url}/?as={as_}&show={show}")
            await page.locator("#sidebar").wait_for(state="attached")
            await page.locator("main .loading").wait_for(state="detached")
            return page

        yield open_one
        await profile.set_offline(offline=False)
    assert trouble == []


def _check_own(url: str, own: str, trouble: list[str]) -> None:
    if not url.startswith((own, own.replace("http:", "ws:"), "data:")):
        trouble.append(f"asked elsewhere: {url}")


@pytest_asyncio.fixture(loop_scope="session")
async def page(open_page: OpenPage) -> Page:
    """One window, as Priya, on the app's Home tab."""
    return await open_page()
