"""The Socket Mode connection: opened with clear errors, watched, and closed without losing an answer."""

import asyncio
from collections.abc import Awaitable, Callable
from time import time
from typing import Any, Final

import structlog
from aiohttp import WSMessage
from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.listener.async_listener_completion_handler import AsyncListenerCompletionHandler
from slack_bolt.listener.async_listener_start_handler import AsyncListenerStartHandler
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.acks import PromptAck
from bot.settings import PaceSettings, SettingsError
from handlers.failures import describe
from handlers.payload import Payload, find_input_block, safe_facts
from handlers.shape import find_flaw

__all__ = ["ACK_BYTES", "Connection", "keep_short"]

ACK_BYTES: Final = 19_000
"""Slack drops an answer over Socket Mode of more than 20,480 bytes, envelope and all."""

TOO_LONG: Final = "The next page is too long to show here. What you saved is kept: close this and go on from Home."

_log = structlog.get_logger()


class _Traffic:
    """Counts what is being worked on, so that a stop can wait for it."""

    def __init__(self) -> None:
        self._number = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    def begin(self) -> None:
        self._number += 1
        self._quiet.clear()

    def end(self) -> None:
        self._number -= 1
        if self._number == 0:
            self._quiet.set()

    async def wait(self, patience: float) -> None:
        """Wait until nothing is being worked on, or patience ends."""
        try:
            await asyncio.wait_for(self._quiet.wait(), patience)
        except TimeoutError:
            _log.warning("listeners were still at work at the stop", count=self._number)


class _Started(AsyncListenerStartHandler):
    def __init__(self, traffic: _Traffic) -> None:
        self._traffic = traffic

    async def handle(self, request: AsyncBoltRequest, response: BoltResponse | None) -> None:  # noqa: ARG002
        self._traffic.begin()


class _Completed(AsyncListenerCompletionHandler):
    def __init__(self, traffic: _Traffic) -> None:
        self._traffic = traffic

    async def handle(self, request: AsyncBoltRequest, response: BoltResponse | None) -> None:  # noqa: ARG002
        self._traffic.end()


class _Handler(AsyncSocketModeHandler):
    """Leaves payloads alone once the stop has begun: unanswered, Slack sends events again."""

    def __init__(self, app: AsyncApp, app_token: str, web_client: AsyncWebClient, traffic: _Traffic) -> None:
        super().__init__(app, app_token, web_client=web_client)
        self._traffic = traffic
        self.stopping = False

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        if self.stopping:
            return
        self._traffic.begin()
        began = time()

        async def send(response: BoltResponse) -> None:
            await send_async_response(client, req, keep_short(response, req.payload), began)

        try:
            flaw = find_flaw(req.payload)
            if flaw is not None:
                await _put_aside(req, flaw, send)
                return
            ack = PromptAck(send)
            given: dict[str, Any] = {"body": Payload.wrap(req.payload), "headers": build_headers(req)}
            given["mode"] = "socket_mode"
            await ack.send(await self.app.async_dispatch(AsyncBoltRequest(**given, context={"ack": ack})))
        finally:
            self._traffic.end()


async def _put_aside(req: SocketModeRequest, flaw: str, send: Callable[[BoltResponse], Awaitable[None]]) -> None:
    """Go no further with what is not of the shape Slack gives it.

    An event is acked, or Slack would send it again for hours; whatever a person did is not, so that Slack tells them
    and keeps a form open with what was typed.
    """
    _log.warning("a payload was not of the shape that Slack gives", kind=req.type, where=flaw)
    if req.type == "events_api":
        await send(BoltResponse(status=200, body=""))


def keep_short(response: BoltResponse, payload: dict[str, Any]) -> BoltResponse:
    """Return an answer Slack will take: one that is too long would be lost without a word.

    The form then stays open with a sentence, and with what was typed.
    """
    size = len(response.body or "")  # JSON with everything beyond ASCII escaped: a byte a character
    if size <= ACK_BYTES:
        return response
    _log.error("an answer was too long for Slack", count=size, **safe_facts(payload))
    block = find_input_block(payload)
    body = {"response_action": "errors", "errors": {block: TOO_LONG}} if block else ""
    return BoltResponse(status=200, body=body)


class Connection:
    """Connects a Bolt app to Slack; make it inside the running loop."""

    def __init__(self, app: AsyncApp, client: AsyncWebClient, app_token: str, settings: PaceSettings) -> None:
        self._client = client
        self._app_token = app_token
        self._settings = settings
        self._traffic = _Traffic()
        app.listener_runner.listener_start_handler = _Started(self._traffic)
        app.listener_runner.listener_completion_handler = _Completed(self._traffic)
        self._handler = _Handler(app, app_token, client, self._traffic)
        self._heard = asyncio.get_running_loop().time()
        self._socket.on_message_listeners.append(self._hear)
        self._watch: asyncio.Task[None] | None = None

    @property
    def _socket(self) -> SocketModeClient:
        return self._handler.client

    async def open(self) -> None:
        """Connect, and keep watch over the connection from now on.

        Raises
        ------
        SettingsError
            When Slack refuses the app-level token.
        """
        try:
            opened = await self._client.apps_connections_open(app_token=self._app_token)
        except SlackApiError as error:
            raise SettingsError(
                f"The setting SLACK_APP_TOKEN is wrong: Slack refused it ({error.response.get('error')})."
            ) from None
        self._socket.wss_uri = opened["url"]
        await self._handler.connect_async()  # type: ignore[no-untyped-call]
        self._watch = asyncio.create_task(self._keep_watch(), name="connection watch")

    async def is_ready(self) -> bool:
        """Say whether payloads can arrive."""
        return await self._socket.is_connected()

    async def close(self, patience: float) -> None:
        """Take no more payloads, let those at work finish and answer, and disconnect."""
        self._handler.stopping = True
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        await self._traffic.wait(patience)
        await self._handler.close_async()  # type: ignore[no-untyped-call]
        own: list[Any] = [
            self._socket.message_processor,
            self._socket.current_session_monitor,
            self._socket.message_receiver,
        ]
        # The SDK cancels its tasks without waiting for them to end.
        await asyncio.gather(*(task for task in own if task is not None), return_exceptions=True)

    async def _hear(self, _message: WSMessage) -> None:
        self._heard = asyncio.get_running_loop().time()

    async def _keep_watch(self) -> None:
        """Mend a connection that is dead without saying so, and one that has been silent for long."""
        was_connected = True
        while True:
            await asyncio.sleep(self._settings.watch_seconds)
            connected = await self.is_ready()
            silent = asyncio.get_running_loop().time() - self._heard > self._settings.silence_seconds
            if silent or not (connected or was_connected):
                _log.warning("connecting to Slack anew", state="silent" if silent else "disconnected")
                try:
                    await self._socket.connect_to_new_endpoint(force=True)
                except Exception as error:  # noqa: BLE001 -- tried again at the next look
                    _log.warning("could not connect to Slack", **describe(error))
                self._heard = asyncio.get_running_loop().time()
            was_connected = connected
