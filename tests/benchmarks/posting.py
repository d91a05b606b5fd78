"""2,000 posts over 200 teams' channels: how near delivery comes to the quickest that both limits allow.

The bot's side is the real delivery with its claims, its look at each channel before each post, and its
database; only the words are made here. The pretend workspace is a process of its own and refuses whatever
comes faster than its own two limits.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import aiohttp
import yaml
from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import func, select

from bot.clock import Clock
from bot.delivery import Deliverer
from bot.pace import Pace
from bot.posting import Poster
from bot.sending import Sender
from bot.settings import PaceSettings
from handlers.blocks.message import Message
from handlers.blocks.modal import section
from models.content import load_library
from models.database import Database, build_engine
from models.database.migrate import migrate
from models.outbox import promise
from models.sealing import KEY_BYTES, Keyring
from models.tables import Outbox, Team
from models.values.outbox import Promised
from models.vocabulary import MessageKind, OutboxState
from models.workflow.parts import Parts
from tests.support.settings import fixed

__all__ = ["CHANNELS", "LEAST", "POSTS", "Posting", "build_posting_table", "measure_posting"]

ROOT: Final = Path(__file__).parents[2]
POSTS: Final = 2_000
CHANNELS: Final = 200
A_MINUTE: Final = 6_000
PACE_SECONDS: Final = 1.0
LEAST: Final = 0.95
_NOW: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_START_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Posting:
    """What one run took, and the least it could take."""

    database: str
    posts: int
    optimum: float
    seconds: float
    refused: int

    @property
    def ratio(self) -> float:
        """How much of the quickest was reached; a bucket that begins full may even be quicker than steady."""
        return self.optimum / self.seconds

    @property
    def quick(self) -> bool:
        """Whether it is near enough."""
        return self.ratio >= LEAST


async def measure_posting(kind: str, url: str, folder: Path, posts: int = POSTS, channels: int = CHANNELS) -> Posting:
    """Promise the posts, let one process deliver them, and say how long that took."""
    optimum = max(posts / A_MINUTE * 60, (posts / channels - 1) * PACE_SECONDS)
    await migrate(url)
    database = Database(build_engine(url, patience=1.5))
    library = load_library(ROOT / "content")
    parts = Parts(database=database, keyring=Keyring(bytes(KEY_BYTES)), library=library)
    try:
        await _promise(parts, posts, channels)
        async with _workspace(folder, channels) as (api_url, token), _client(api_url, token) as client:
            began = time.perf_counter()
            await _deliver(parts, client)
            seconds = time.perf_counter() - began
        async with database.read() as session:
            sent = (await session.exec(select(func.count()).where(Outbox.state == OutboxState.SENT))).one()
            tries = (await session.exec(select(func.sum(Outbox.attempts)))).one()
    finally:
        await database.close()
    if sent != posts:
        raise RuntimeError(f"only {sent} of {posts} were sent")
    return Posting(kind, posts, optimum, seconds, int(tries) - posts)


def build_posting_table(rows: Sequence[Posting]) -> str:
    """Return the runs, one a line."""
    lines = [
        f"{row.database:10}  {row.posts} posts: optimum {row.optimum:.1f} s, measured {row.seconds:.1f} s, "
        f"ratio {row.ratio:.2f}, refused by the workspace {row.refused}  {'ok' if row.quick else 'TOO SLOW'}"
        for row in rows
    ]
    return "\n".join([*lines, f"At least {LEAST:.0%} of the quickest that one a second a channel and the total allow."])


async def _promise(parts: Parts, posts: int, channels: int) -> None:
    async with parts.database.write(None, _NOW) as session:
        for place in range(channels):
            session.add(Team(id=f"team{place}", name=f"Team {place}", channel_id=f"C0TEAM{place}"))
        await session.flush()
        # One channel after the other, as a plan that goes through teams writes them: the worst order for its pace.
        for place in range(posts):
            team_id = f"team{place * channels // posts}"
            await promise(
                session,
                key=f"post:{place}",
                kind=MessageKind.TEAM_POST,
                recipient_id=None,
                team_id=team_id,
                facts={"number": str(place)},
                now=_NOW,
            )


async def _deliver(parts: Parts, client: AsyncWebClient) -> None:
    settings = fixed(PaceSettings, pace_seconds=PACE_SECONDS, workspace_a_minute=A_MINUTE)
    pace = Pace(settings.pace_seconds, settings.workspace_a_minute)
    sender = Sender(parts, Clock(None), Poster(client), pace, settings, _render)
    deliverer = Deliverer(sender)
    while True:
        await deliverer.drain()
        async with parts.read() as session:
            left = (await session.exec(select(func.count()).where(Outbox.state != OutboxState.SENT))).one()
        if not left:
            return
        await asyncio.sleep(0.05)


async def _render(_parts: Parts, promised: Promised, _now: datetime) -> Message:
    words = f"3 children and 1 colleague are coming due in the next two weeks. ({promised.facts['number']})"
    return Message(text="What is coming due in this team.", blocks=[section(words)])


@asynccontextmanager
async def _client(api_url: str, token: str) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        yield AsyncWebClient(token=token, base_url=api_url, session=session, retry_handlers=[])


@asynccontextmanager
async def _workspace(folder: Path, channels: int) -> AsyncIterator[tuple[str, str]]:
    """Serve a workspace with that many private channels, in a process of its own and at Slack's pace."""
    described = yaml.safe_load((ROOT / "content" / "example" / "workspace.yml").read_text(encoding="utf-8"))
    described["channels"] = [
        {"id": f"C0TEAM{place}", "name": f"team-{place}", "private": True, "members": ["U0PRIYA", "bot"]}
        for place in range(channels)
    ]
    workspace = folder / "workspace.yml"
    workspace.write_text(yaml.safe_dump(described), encoding="utf-8")
    tell = "echo $SLACK_API_URL $SLACK_BOT_TOKEN; exec sleep 9999"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--folder", str(folder / "sandbox"), "--workspace", str(workspace)),
        *("--manifest", str(ROOT / "manifest.yml"), "--port", "0"),
        *("--pace-channel", str(PACE_SECONDS), "--pace-workspace", str(A_MINUTE)),
        *("--", "sh", "-c", tell),
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_START_SECONDS):
            address, token = await _read_address(process)
        yield address, token
    finally:
        process.terminate()
        await process.wait()


async def _read_address(process: asyncio.subprocess.Process) -> tuple[str, str]:
    """Return what the workspace tells whatever is started beside it."""
    assert process.stdout is not None
    async for line in process.stdout:
        words = line.decode().split()
        if len(words) == 2 and words[0].startswith("http"):
            return words[0], words[1]
    raise RuntimeError("The workspace did not start.")
