"""The bot as a fuzzer meets it: its own app and connection, a database of its own, and Slack at the wire only."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.listener import asyncio_runner
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import _after_sent
from bot.clock import Clock
from bot.connection import Connection
from bot.delivery import Deliverer
from bot.logs import set_up_logs
from bot.opening import open_parts
from bot.pace import Pace
from bot.posting import Poster
from bot.sending import Sender
from bot.settings import RunSettings
from bot.workspace import build_app
from handlers import register
from handlers.desk import Desk
from handlers.members import read_member
from handlers.messages import render
from models.workflow.clocks.planning import plan
from models.workflow.directory import import_directory
from models.workflow.parts import Parts
from models.workflow.slack_users import note_members
from sandbox.kinds import Json
from tests.fuzz.wire import TEAM, Wire
from tests.support.directory import example_files
from tests.support.town import QUICK, ROOT

__all__ = ["BEGAN", "MEMBERS", "Ground", "open_ground"]

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

_LISTED = (
    *("priya.nair", "sam.okafor", "tom.bell", "helen.marsh", "amira.khan", "joe.whitlock", "lucy.price"),
    *("ben.hale", "grace.adeyemi", "dan.firth", "rosa.vidal", "owen.pugh", "nina.castell"),
)


def _members() -> dict[str, Json]:
    """Return the workspace: the council, and those who may not come in."""
    found: dict[str, Json] = {}
    for name in _LISTED:
        first, last = name.split(".")
        found[f"U0{first.upper()}"] = {
            "id": f"U0{first.upper()}",
            "team_id": TEAM,
            "profile": {"real_name": f"{first.title()} {last.title()}", "email": f"{name}@ashmere.example"},
        }
    visitors: dict[str, Json] = {
        "U0MEERA": {"is_restricted": True},
        "U0PIOTR": {"is_stranger": True, "team_id": "T0ELSEWHERE"},
        "U0GONE": {"deleted": True},
        "U0NOBODY": {},
    }
    for user, more in visitors.items():
        found[user] = {"id": user, "team_id": TEAM, "profile": {"real_name": f"Visitor {user}"}} | more
    return found


MEMBERS = _members()
"""Everybody in the workspace, as Slack spells them."""


class _Socket:
    """Where the bot's acks go."""

    def __init__(self) -> None:
        self.logger = logging.getLogger("slack_sdk.fuzz")
        self.acks: dict[str, Any] = {}

    async def send_socket_mode_response(self, response: Any) -> None:
        self.acks.setdefault(response.envelope_id, response.payload)


@dataclass
class Ground:
    """The bot's parts, and what they are to be watched by."""

    parts: Parts
    desk: Desk
    wire: Wire
    file: Path
    log: StringIO
    clock: Clock
    deliverer: Deliverer
    connection: Connection
    hooks: str
    moment: SimpleNamespace
    socket: _Socket = field(default_factory=_Socket)
    sent: int = 0
    promised: bool = True

    @property
    def now(self) -> datetime:
        """The time by the bot's clock."""
        return self.clock.now()

    def wake(self) -> None:
        """Be told that something was promised, as the delivery is."""
        self.promised = True

    def later(self, **by: float) -> None:
        """Move the clock."""
        self.moment.now += timedelta(**by)

    async def send(self, kind: str, payload: Any, user: str | None, retry: int | None = None) -> tuple[bool, Any]:
        """Hand the bot one envelope, wait until all that follows from it is done, and return whether and how it acked.

        Raises whatever the bot did not catch.
        """
        self.sent += 1
        envelope = f"e{self.sent}"
        reason = None if retry is None else "timeout"
        request = SocketModeRequest(
            type=kind, envelope_id=envelope, payload=payload, retry_attempt=retry, retry_reason=reason
        )
        await self.connection._handler.handle(self.socket, request)  # type: ignore[arg-type]
        await self.settle()
        acked, payload_of_ack = envelope in self.socket.acks, self.socket.acks.pop(envelope, None)
        if user is not None:
            view = payload.get("view") if isinstance(payload, dict) else None
            self.wire.obey(user, payload_of_ack, view.get("id") if isinstance(view, dict) else None)
        return acked, payload_of_ack

    async def settle(self) -> None:
        """Wait for listeners and for what they left for after their acks, and let out what was promised."""
        await self.connection._traffic.wait(20)
        await self.desk.finish(20)
        while self.promised:
            self.promised = False
            while claimed := await self.deliverer._claim(64):
                for work, promised in claimed:
                    await self.deliverer._do(work, promised)
            await self.desk.finish(20)

    async def plan(self) -> None:
        """Plan, as a tick would."""
        self.promised = True
        await plan(self.parts, self.clock.now(), self.clock.real())
        await self.settle()


class _Impatient:
    """Stands for `asyncio` inside Bolt, which looks for an ack only every 10 ms."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    @staticmethod
    async def sleep(seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.0005))


@contextmanager
def _as_it_runs() -> Iterator[StringIO]:
    """Log as the bot does, into memory; and look for acks often."""
    root = logging.getLogger()
    handlers, level, kept = root.handlers, root.level, structlog.get_config()
    set_up_logs("INFO")
    text = StringIO()
    root.handlers[0].stream = text  # type: ignore[attr-defined]
    patient: Any = asyncio_runner
    patient.asyncio = _Impatient()
    try:
        yield text
    finally:
        patient.asyncio = asyncio
        root.handlers = handlers
        root.setLevel(level)
        structlog.configure(**kept)


@asynccontextmanager
async def _response_urls(wire: Wire) -> AsyncIterator[str]:
    """Serve the addresses at which a person alone is told something."""

    async def answer(request: web.Request) -> web.Response:
        wire.say(request.match_info["user"], await request.json())
        return web.Response(text="ok")

    app = web.Application()
    app.router.add_post("/{user}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def open_ground(folder: Path) -> AsyncIterator[Ground]:
    """Open it with the example council imported and everybody known to the bot."""
    file = folder / "bot.db"
    settings = RunSettings(
        _env_file=None,
        **QUICK  # type: ignore[arg-type]
        | {
            "world": "sandbox",
            "slack_bot_token": "xoxb-1",
            "slack_app_token": "xapp-1",
            "slack_api_url": "http://127.0.0.1:9/api/",
            "database_url": f"sqlite:///{file}",
            "key_file": folder / "key",
            "content_folder": ROOT / "content",
        },
    )
    wire = Wire(MEMBERS)
    moment = SimpleNamespace(now=BEGAN)
    clock = Clock(None, outside=lambda: moment.now)
    with _as_it_runs() as log:
        async with open_parts(settings) as (parts, _), _response_urls(wire) as hooks:
            session: aiohttp.ClientSession = wire  # type: ignore[assignment]
            client = AsyncWebClient(token="xoxb-1", session=session, retry_handlers=[])
            desk = Desk(parts=parts, now=clock.now)
            identity = {"team_id": TEAM, "bot_id": "B0SUPER", "user_id": "U0BOT", "ok": True}
            app = build_app(settings, session, identity)
            register(app, desk)
            sender = Sender(parts, clock, Poster(client), Pace(0.0), settings, render, _after_sent(parts))
            deliverer = Deliverer(sender)
            connection = Connection(app, client, "xapp-1", settings)
            ground = Ground(parts, desk, wire, file, log, clock, deliverer, connection, hooks, moment)
            parts.database.on_promise(ground.wake)
            try:
                await import_directory(parts.database, parts.keyring, example_files(), now=clock.now())
                await note_members(parts, [read_member(one, home=TEAM) for one in MEMBERS.values()], clock.now())
                yield ground
            finally:
                await connection.close(1)
                await desk.finish(1)
