"""A sandbox for each test, and a small real bot to talk to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.hands import Hands
from tests.sandbox.raw_bot import RawBot, connected
from tests.sandbox.small_bot import register

ROOT = Path(__file__).parents[2]
WORKSPACE = ROOT / "content" / "example" / "workspace.yml"
MANIFEST = ROOT / "manifest.yml"


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with Sandbox.start(
        workspace=WORKSPACE, manifest=MANIFEST, folder=tmp_path / "sandbox", ack_seconds=1.0
    ) as running:
        yield running


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[AsyncWebClient]:
    """The SDK's own client, with the bot's token and no retries."""
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, session=session, retry_handlers=[])


@dataclass
class Bot:
    """A running bot: its Bolt app and its connection."""

    app: AsyncApp
    handler: AsyncSocketModeHandler


@asynccontextmanager
async def running(sandbox: Sandbox, client: AsyncWebClient, app: AsyncApp) -> AsyncIterator[Bot]:
    """Connect an app to the sandbox for as long as the block lasts."""
    handler = AsyncSocketModeHandler(app, sandbox.app_token, web_client=client, ping_interval=1)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield Bot(app, handler)
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture
async def bot(sandbox: Sandbox, client: AsyncWebClient) -> AsyncIterator[Bot]:
    app = AsyncApp(client=client)
    register(app)
    async with running(sandbox, client, app) as connected:
        yield connected


@pytest.fixture
async def raw(sandbox: Sandbox) -> AsyncIterator[RawBot]:
    """A bot of bare frames, connected."""
    async with connected(sandbox) as connected_bot:
        yield connected_bot


@pytest.fixture
async def priya(sandbox: Sandbox) -> AsyncIterator[Hands]:
    async with Hands(sandbox.url, "U0PRIYA") as hands:
        yield hands


@pytest.fixture
async def sam(sandbox: Sandbox) -> AsyncIterator[Hands]:
    async with Hands(sandbox.url, "U0SAM") as hands:
        yield hands


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    """A session whose addresses begin at the sandbox."""
    async with aiohttp.ClientSession(sandbox.url) as session:
        yield session
