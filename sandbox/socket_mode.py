"""Socket Mode: the web sockets over which the bot hears from the workspace."""

import asyncio
import json
import logging
import secrets
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import WSMsgType, web

from sandbox.blockkit import limits
from sandbox.description import App
from sandbox.faults import Fault, Faults
from sandbox.kinds import Json
from sandbox.refusals import Refused
from sandbox.traffic import Traffic

__all__ = ["Outcome", "Retry", "Sockets"]

logger = logging.getLogger(__name__)

_WARNING_SECONDS: Final = 10.0
_REORDER_SECONDS: Final = 2.0


@dataclass(frozen=True)
class Outcome:
    """What became of an envelope: `ok`, `timeout`, `not_acked` or `too_long`."""

    ack: str
    payload: Any = None

    @property
    def ok(self) -> bool:
        """Whether the bot acknowledged it in time."""
        return self.ack == "ok"


@dataclass(frozen=True)
class Retry:
    """Which re-send of an event this is."""

    attempt: int
    reason: str


@dataclass
class _Waiting:
    answer: asyncio.Future[Outcome]
    socket: web.WebSocketResponse


class Sockets:
    """Keeps the bot's connections, sends envelopes, waits for acks."""

    def __init__(self, app: App, faults: Faults, traffic: Traffic, *, ack_seconds: float) -> None:
        self._app = app
        self._faults = faults
        self._traffic = traffic
        self._ack_seconds = ack_seconds
        self._tickets: set[str] = set()
        self._sockets: list[web.WebSocketResponse] = []
        self._waiting: dict[str, _Waiting] = {}
        self._turn = 0
        self._sent = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self.on_change: Callable[[], None] = _nobody_cares

    @property
    def connected(self) -> bool:
        """Whether the bot has a connection."""
        return bool(self._sockets)

    def new_ticket(self) -> str:
        """Give a secret for one connection, or a refusal when there are ten already."""
        if len(self._sockets) >= limits.SOCKETS:
            raise Refused("too_many_websockets")
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection of the bot."""
        if request.query.get("ticket") not in self._tickets:
            raise web.HTTPUnauthorized(text="This ticket is not known.")
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        hello = {
            "type": "hello",
            "num_connections": len(self._sockets) + 1,
            "debug_info": {
                "host": "applink-sandbox",
                "build_number": 1,
                "approximate_connection_time": 18_060,
            },
            "connection_info": {"app_id": self._app.id},
        }
        await socket.send_json(hello)
        self._sockets.append(socket)
        self.on_change()
        try:
            async for frame in socket:
                if frame.type == WSMsgType.TEXT:
                    self._heard(frame.data)
        finally:
            self._gone(socket)
        return socket

    async def deliver(
        self, kind: str, payload: Json, *, name: str, answers: bool, retry: Retry | None = None
    ) -> Outcome:
        """Send one envelope, making the failures asked for, and wait for its ack."""
        fault = self._faults.for_envelope(name)
        if fault is None:
            return await self._once(kind, payload, name=name, answers=answers, retry=retry)
        return await self._with_fault(fault, kind, payload, name=name, answers=answers, retry=retry)

    async def _with_fault(
        self, fault: Fault, kind: str, payload: Json, *, name: str, answers: bool, retry: Retry | None
    ) -> Outcome:
        if fault.fault == "lose":
            return Outcome("ok")
        if fault.fault == "delay":
            await asyncio.sleep(fault.seconds)
        elif fault.fault == "reorder":
            with suppress(TimeoutError):
                await asyncio.wait_for(self._sent.wait(), _REORDER_SECONDS)
        first = self._once(kind, payload, name=name, answers=answers, retry=retry)
        if fault.fault == "duplicate":
            second = self._once(kind, payload, name=name, answers=answers, retry=retry)
            outcome, _ = await asyncio.gather(first, second)
            return outcome
        outcome = await first
        return Outcome("timeout") if fault.fault == "drop_ack" else outcome

    async def _once(self, kind: str, payload: Json, *, name: str, answers: bool, retry: Retry | None) -> Outcome:
        began = time.perf_counter()
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "payload": payload,
            "type": kind,
            "accepts_response_payload": answers,
        }
        if kind == "events_api":
            envelope["retry_attempt"] = retry.attempt if retry else 0
            envelope["retry_reason"] = retry.reason if retry else ""
        text = json.dumps(envelope)
        outcome = await self._send(envelope["envelope_id"], text)
        self._traffic.note(
            direction="to_bot",
            kind=f"event:{name}" if kind == "events_api" else name,
            began=began,
            error=None if outcome.ok else outcome.ack,
            body=payload if retry is None else {"retry_attempt": retry.attempt, **payload},
            answer=outcome.payload,
            size=len(text),
        )
        return outcome

    async def _send(self, envelope_id: str, text: str) -> Outcome:
        if not self._sockets:
            return Outcome("not_acked")
        self._turn += 1
        socket = self._sockets[self._turn % len(self._sockets)]
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = _Waiting(answer, socket)
        try:
            await socket.send_str(text)
            self._sent.set()
            self._sent = asyncio.Event()
            return await asyncio.wait_for(answer, self._ack_seconds)
        except TimeoutError:
            return Outcome("timeout")
        except ConnectionError:
            return Outcome("not_acked")
        finally:
            self._waiting.pop(envelope_id, None)

    def _heard(self, text: str) -> None:
        """Take one frame from the bot: an ack, or an ack too long to be one."""
        frame = json.loads(text)
        waiting = self._waiting.get(frame.get("envelope_id", ""))
        too_long = len(text.encode()) > limits.ACK_FRAME_BYTES
        if too_long:
            logger.warning("An ack of %d bytes was dropped, as Slack drops it.", len(text.encode()))
        if waiting is None or waiting.answer.done():
            return
        waiting.answer.set_result(Outcome("too_long") if too_long else Outcome("ok", frame.get("payload")))

    def _gone(self, socket: web.WebSocketResponse) -> None:
        if socket in self._sockets:
            self._sockets.remove(socket)
        for waiting in self._waiting.values():
            if waiting.socket is socket and not waiting.answer.done():
                waiting.answer.set_result(Outcome("not_acked"))
        self.on_change()

    async def close_all(self) -> None:
        """Close every connection, as a network failure or a shutdown would."""
        for socket in list(self._sockets):
            await socket.close(code=1001)

    async def warn_all(self) -> None:
        """Tell every connection that it will be refreshed, and close it ten seconds later."""
        for socket in list(self._sockets):
            await socket.send_json({"type": "disconnect", "reason": "warning", "debug_info": {}})
            task = asyncio.create_task(_close_later(socket))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """End every connection and every promise to close one."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.close_all()


def _nobody_cares() -> None:
    """Until a page is told about connections, nothing happens."""


async def _close_later(socket: web.WebSocketResponse) -> None:
    await asyncio.sleep(_WARNING_SECONDS)
    await socket.close(code=1001)
