"""One server on one loopback port: Web API, Socket Mode, control API, page."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from aiohttp import web

from sandbox.blockkit import limits
from sandbox.clock import Clock
from sandbox.control.hands import HandRoutes
from sandbox.control.routes import answered
from sandbox.control.world import WorldRoutes
from sandbox.description import read_manifest, read_workspace
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.modals import Modals
from sandbox.response_urls import ResponseUrls
from sandbox.rooms import Rooms
from sandbox.socket_mode import Sockets
from sandbox.storage import Storage
from sandbox.talk import Talk
from sandbox.traffic import Traffic
from sandbox.triggers import Triggers
from sandbox.web_api.files import FileRoutes
from sandbox.web_api.pace import Pace
from sandbox.web_api.server import WebApi
from sandbox.workspace import Workspace

__all__ = ["Sandbox"]

HOST: Final = "127.0.0.1"
STATIC: Final = Path(__file__).parent / "static"
_BODY_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True)
class Sandbox:
    """A running pretend workspace.

    `rooms` gives tests that share its event loop the parts themselves.
    """

    url: str
    folder: Path
    bot_token: str
    app_token: str
    rooms: Rooms

    @property
    def api_url(self) -> str:
        """What the bot uses instead of Slack's own address."""
        return f"{self.url}/api/"

    @property
    def port(self) -> int:
        """The port everything is served on."""
        return int(self.url.rpartition(":")[2])

    @property
    def workspace(self) -> Workspace:
        """The state of the workspace."""
        return self.rooms.workspace

    @property
    def clock(self) -> Clock:
        """The workspace's clock."""
        return self.rooms.workspace.clock

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        *,
        workspace: Path,
        manifest: Path,
        folder: Path,
        port: int = 0,
        ack_seconds: float = limits.ACK_SECONDS,
        pace_channel: float | None = None,
        pace_workspace: int | None = None,
        scopes: Sequence[str] = (),
    ) -> "AsyncIterator[Sandbox]":
        """Serve a workspace until the block ends; a folder used before is gone on with.

        `scopes` are given to the app beside those of its manifest, as by an administrator who added them.
        """
        _make(folder)
        description, app = read_workspace(workspace), read_manifest(manifest)
        app = replace(app, scopes=(*app.scopes, *scopes))
        place = Workspace(description, app, Clock(folder, description.start))
        storage = Storage(folder, place)
        storage.read_back()
        rooms = _join(place, ack_seconds=ack_seconds)
        tokens = (f"xoxb-sandbox-{app.id.lower()}", f"xapp-sandbox-{app.id.lower()}")
        pace = Pace(channel=pace_channel, workspace=pace_workspace)
        server = web.AppRunner(_application(rooms, pace, tokens), access_log=None, shutdown_timeout=1.0)
        await server.setup()
        try:
            site = web.TCPSite(server, HOST, port)
            await site.start()
            url = f"http://{HOST}:{server.addresses[0][1]}"
            rooms.response_urls.base = url
            place.touched, place.emit = storage.touched, rooms.events.emit
            rooms.sockets.on_change = lambda: place.changes.tell("connection")
            rooms.events.start()
            yield cls(url, folder, *tokens, rooms)
        finally:
            await rooms.events.stop()
            place.changes.close()
            rooms.traffic.close()
            await rooms.sockets.stop()
            await server.cleanup()
            await storage.stop()


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _join(place: Workspace, *, ack_seconds: float) -> Rooms:
    faults, traffic = Faults(), Traffic(place.clock)
    sockets = Sockets(place.app, faults, traffic, ack_seconds=ack_seconds)
    talk = Talk(place)
    return Rooms(
        workspace=place,
        talk=talk,
        modals=Modals(place),
        triggers=Triggers(),
        sockets=sockets,
        events=Events(place, sockets),
        response_urls=ResponseUrls(place, talk),
        faults=faults,
        traffic=traffic,
    )


def _application(rooms: Rooms, pace: Pace, tokens: tuple[str, str]) -> web.Application:
    application = web.Application(client_max_size=_BODY_BYTES)
    hands = HandRoutes(rooms)

    async def stop_typing(_: web.Application) -> None:
        await hands.stop()

    application.on_cleanup.append(stop_typing)
    api = WebApi(rooms, pace, bot_token=tokens[0], app_token=tokens[1])
    application.add_routes(
        [
            web.post("/api/{method}", api.serve),
            web.get("/api/{method}", api.serve),
            web.get("/socket", rooms.sockets.serve),
            web.post("/response/{secret}", rooms.response_urls.serve),
            web.get("/", _page),
            *FileRoutes(rooms).routes(),
            *hands.routes(answered),
            *WorldRoutes(rooms, pace).routes(answered),
        ]
    )
    application.on_response_prepare.append(_not_cached)
    if STATIC.is_dir():
        application.router.add_static("/static/", STATIC)
    return application


async def _not_cached(request: web.Request, response: web.StreamResponse) -> None:
    """Keep browsers from showing yesterday's page beside today's server."""
    if request.path == "/" or request.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-cache"


async def _page(_: web.Request) -> web.StreamResponse:
    page = STATIC / "index.html"
    if not page.exists():
        raise web.HTTPNotFound(text="The page is not there; the control API is.")
    return web.FileResponse(page)
