"""Events to the bot: subscribed ones only, sent again when not acknowledged."""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sandbox.kinds import Json
from sandbox.socket_mode import Outcome, Retry, Sockets
from sandbox.workspace import Workspace

__all__ = ["Events"]

_RESENT_AFTER: Final = (0.0, 60.0, 300.0)
"""Seconds on the workspace's clock after the first attempt failed."""


@dataclass
class _Pending:
    due: float
    number: int
    began: float
    payload: Json
    reason: str


class Events:
    """Wraps events in envelopes, sends them, and keeps those to be sent again."""

    def __init__(self, workspace: Workspace, sockets: Sockets) -> None:
        self._workspace = workspace
        self._sockets = sockets
        self._pending: list[_Pending] = []
        self._more = asyncio.Event()
        self._sending = asyncio.Lock()
        self._tasks: set[asyncio.Task[Outcome]] = set()
        self._collector: list[asyncio.Task[Outcome]] | None = None
        self._runner: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to send again what is not acknowledged."""
        self._runner = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop sending."""
        running: list[asyncio.Task[Outcome] | asyncio.Task[None]] = [*self._tasks]
        if self._runner is not None:
            running.append(self._runner)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    @contextmanager
    def collected(self) -> Iterator[list[asyncio.Task[Outcome]]]:
        """Collect the first attempts of the events emitted inside, which must not await."""
        self._collector = []
        try:
            yield self._collector
        finally:
            self._collector = None

    def emit(self, event: Json) -> None:
        """Send an event, if the manifest subscribes to it."""
        if _subscription(event) not in self._workspace.app.events:
            return
        task = asyncio.create_task(self._first(self._envelope(event)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if self._collector is not None:
            self._collector.append(task)

    async def send_due(self) -> None:
        """Send again whatever is due by the workspace's clock."""
        async with self._sending:
            while self._pending and self._pending[0].due <= self._workspace.clock.unix():
                await self._again(self._pending.pop(0))

    async def _first(self, payload: Json) -> Outcome:
        outcome = await self._send(payload)
        if not outcome.ok:
            self._keep(payload, 1, self._workspace.clock.unix(), outcome)
        return outcome

    async def _again(self, pending: _Pending) -> None:
        retry = Retry(pending.number, pending.reason)
        outcome = await self._send(pending.payload, retry)
        if not outcome.ok and pending.number < len(_RESENT_AFTER):
            self._keep(pending.payload, pending.number + 1, pending.began, outcome)

    def _keep(self, payload: Json, number: int, began: float, outcome: Outcome) -> None:
        due = began + _RESENT_AFTER[number - 1]
        reason = "timeout" if outcome.ack == "timeout" else "connection_failed"
        self._pending.append(_Pending(due, number, began, payload, reason))
        self._pending.sort(key=lambda one: (one.due, one.payload["event_time"]))
        self._more.set()

    async def _send(self, payload: Json, retry: Retry | None = None) -> Outcome:
        event = payload["event"]
        return await self._sockets.deliver("events_api", payload, name=event["type"], answers=False, retry=retry)

    async def _run(self) -> None:
        while True:
            if self._pending:
                self._more.clear()
                waiting = asyncio.create_task(self._workspace.clock.wait_until(self._pending[0].due))
                more = asyncio.create_task(self._more.wait())
                try:
                    await asyncio.wait({waiting, more}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    waiting.cancel()
                    more.cancel()
                await self.send_due()
            else:
                self._more.clear()
                await self._more.wait()

    def _envelope(self, event: Json) -> Json:
        workspace = self._workspace
        return {
            "token": "sandbox",
            "team_id": workspace.team.id,
            "context_team_id": workspace.team.id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(workspace.clock.unix()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": workspace.team.id,
                    "user_id": workspace.app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": self._is_shared(event),
            "event_context": f"4-{secrets.token_hex(12)}",
        }

    def _is_shared(self, event: Json) -> bool:
        item = event.get("item", {})
        channel = event.get("channel") or (item.get("channel") if isinstance(item, dict) else None)
        found = self._workspace.conversations.get(channel) if isinstance(channel, str) else None
        return bool(found and found.shared)


def _subscription(event: Json) -> str:
    """Give the name under which a manifest subscribes to an event."""
    kind: str = event["type"]
    if kind != "message":
        return kind
    return {"im": "message.im", "group": "message.groups", "channel": "message.channels"}[event["channel_type"]]
