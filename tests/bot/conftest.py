"""A sandbox, and a deliverer that posts to it from a fresh database of each kind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import update
from sqlmodel import col, select

from bot.clock import Clock
from bot.delivery import Deliverer
from bot.pace import Pace
from bot.posting import Poster
from bot.sending import Sender
from bot.settings import PaceSettings
from handlers.blocks.message import Message
from handlers.blocks.modal import section
from handlers.messages import render
from models.outbox import promise
from models.tables import Outbox, Person
from models.values.outbox import Promised
from models.vocabulary import MessageKind, OutboxState
from models.workflow.parts import Parts
from sandbox import Sandbox
from sandbox.hands import Hands
from tests.support.council import make_team
from tests.support.settings import fixed

ROOT = Path(__file__).parents[2]

QUICK = {
    "pace_seconds": 0.0,
    "workspace_a_minute": 0,
    "retry_seconds": 0.02,
    "doubt_seconds": 0.1,
    "answer_seconds": 1.0,
    "lease_seconds": 5.0,
}


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with Sandbox.start(
        workspace=ROOT / "content" / "example" / "workspace.yml",
        manifest=ROOT / "manifest.yml",
        folder=tmp_path / "sandbox",
    ) as running:
        yield running


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox.url) as session:
        yield session


@pytest.fixture
async def sam(sandbox: Sandbox) -> AsyncIterator[Hands]:
    async with Hands(sandbox.url, "U0SAM") as hands:
        yield hands


@dataclass
class Desk:
    """A deliverer with its parts, and ways to promise and to look."""

    parts: Parts
    clock: Clock
    client: AsyncWebClient
    said: dict[str, Message | None] = field(default_factory=dict)
    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def deliverer(self, **changed: float) -> Deliverer:
        """Return another deliverer on the same database, quicker than in earnest."""
        settings = fixed(PaceSettings, **(QUICK | changed))
        return Deliverer(
            Sender(
                self.parts,
                self.clock,
                Poster(self.client),
                Pace(settings.pace_seconds, settings.workspace_a_minute),
                settings,
                self.render,
                (self.note_sent,),
            )
        )

    async def render(self, parts: Parts, promised: Promised, now: datetime) -> Message | None:
        if promised.kind is MessageKind.UNSENT:
            return await render(parts, promised, now)
        words = promised.facts["words"]
        default = Message(text=words, blocks=[section(words)], thread_ts=promised.facts.get("thread_ts"))
        return self.said.get(words, default)

    async def note_sent(self, promised: Promised, channel: str, ts: str, _now: datetime) -> None:
        self.sent.append((promised.facts.get("words", promised.kind.value), channel, ts))

    async def link(self, person_id: str, slack_id: str | None) -> None:
        """Link a person to a member of the workspace, or to none."""
        async with self.parts.database.write(None, self.clock.now()) as session:
            await session.exec(update(Person).where(col(Person.id) == person_id).values(slack_id=slack_id))

    async def promise(self, *words: str, to: str = "sam", due_at: datetime | None = None, **facts: str) -> None:
        """Promise one message for each of the words, in that order."""
        now = self.clock.now()
        async with self.parts.database.write(None, now) as session:
            for place, each in enumerate(words):
                await promise(
                    session,
                    key=each,
                    kind=MessageKind.CARD,
                    recipient_id=to,
                    facts={"words": each, **facts},
                    now=now,
                    due_at=due_at,
                    priority=place,
                )

    async def row(self, words: str) -> Outbox:
        """Return the row promised with those words."""
        async with self.parts.read() as session:
            return (await session.exec(select(Outbox).where(Outbox.key == words))).one()

    async def states(self) -> dict[str, OutboxState]:
        """Return where every row stands."""
        async with self.parts.read() as session:
            rows = (await session.exec(select(Outbox.key, Outbox.state))).all()
        return {key: OutboxState(state) for key, state in rows}

    async def change_row(self, words: str, **values: Any) -> None:
        """Change a row as another process, or a bad day, would have."""
        async with self.parts.database.write(None, self.clock.now()) as session:
            await session.exec(update(Outbox).where(col(Outbox.key) == words).values(**values))


@pytest.fixture
async def desk(sandbox: Sandbox, parts: Parts) -> AsyncIterator[Desk]:
    clock = Clock(sandbox.folder / "clock")
    await make_team(parts, clock.now(), last_discussed={})
    async with open_client(sandbox) as client:
        made = Desk(parts, clock, client)
        await made.link("sam", "U0SAM")
        await made.link("olu", "U0HELEN")
        yield made


@asynccontextmanager
async def open_client(sandbox: Sandbox) -> AsyncIterator[AsyncWebClient]:
    """Open a client as the bot does: one session, no retries."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1)) as session:
        yield AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, session=session, retry_handlers=[])


async def ask_for(http: aiohttp.ClientSession, **fault: Any) -> None:
    """Ask the sandbox to fail."""
    async with http.post("/control/faults", json=fault) as response:
        assert response.status == 200, await response.text()
