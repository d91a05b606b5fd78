"""The delivery loop: woken by every commit that promised something, and by the tick as a safety net.

No transaction is open while Slack is spoken to. Several deliverers may run, in one process or in
many: each row is claimed by one of them, with a lease.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import structlog

from bot.sending import Sender
from handlers.failures import describe
from models.outbox import claims
from models.outbox.claims import Times
from models.values.errors import Unavailable
from models.values.outbox import Promised

__all__ = ["Deliverer"]

WORKERS: Final = 4
_SHORTEST_REST: Final = 0.05

_log = structlog.get_logger()

_Work = Callable[[Promised], Awaitable[None]]


class Deliverer:
    """Keeps sending what is due until it is stopped."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._settings = sender.settings
        self._woken = asyncio.Event()
        self._one_round = asyncio.Lock()
        self._stopping = False
        self._loop: asyncio.Task[None] | None = None
        self._looked = self._times()

    def wake(self) -> None:
        """Look for what is due at once."""
        self._woken.set()

    def start(self) -> None:
        """Begin to deliver."""
        self._loop = asyncio.create_task(self._run(), name="delivery")

    async def stop(self, patience: float) -> None:
        """Finish the messages being sent, begin no other."""
        self._stopping = True
        self.wake()
        if self._loop is not None:
            await asyncio.wait([self._loop], timeout=patience)
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)

    async def drain(self) -> None:
        """Send everything that may go out now, and look up what is in doubt."""
        async with self._one_round:
            busy: set[asyncio.Task[None]] = set()
            try:
                while not self._stopping:
                    work = await self._claim() if len(busy) < WORKERS else None
                    if work is not None:
                        busy.add(asyncio.create_task(self._do(*work)))
                    elif busy:
                        _, busy = await asyncio.wait(busy, return_when=asyncio.FIRST_COMPLETED)
                    else:
                        return
            finally:
                if busy:
                    await asyncio.wait(busy)

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            rest = self._settings.tick_seconds
            try:
                await self.drain()
                rest = await self._rest()
            except Unavailable as error:
                _log.warning("delivery cannot reach the database", **describe(error))
            except Exception as error:  # noqa: BLE001 -- one bad row must not end all delivery
                _log.error("delivery failed", **describe(error))
            try:
                await asyncio.wait_for(self._woken.wait(), rest)
            except TimeoutError:
                continue

    async def _claim(self) -> tuple[_Work, Promised] | None:
        """Claim the next row to be sent, or else to be looked up; vanished deliverers' rows come back first."""
        times = self._looked = self._times()
        async with self._sender.parts.database.write(None, times.now) as session:
            if number := await claims.recover(session, times):
                _log.warning("messages were left by a process that stopped", count=number)
            if (promised := await claims.claim(session, times)) is not None:
                return self._sender.send, promised
            if (unsure := await claims.claim_unsure(session, times)) is not None:
                return self._sender.look_up, unsure
        return None

    async def _do(self, work: _Work, promised: Promised) -> None:
        try:
            await work(promised)
        except Exception as error:  # noqa: BLE001 -- its lease ends and it is looked up; the others go on
            _log.error("a message could not be handled", row=promised.id, kind=promised.kind, **describe(error))

    async def _rest(self) -> float:
        """Return how long there is surely nothing to do, if nobody wakes the loop."""
        async with self._sender.parts.database.read() as session:
            at = await claims.next_after(session, self._looked)
        if at is None:
            return self._settings.tick_seconds
        pause = (at - self._sender.clock.real()).total_seconds()
        return min(self._settings.tick_seconds, max(_SHORTEST_REST, pause))

    def _times(self) -> Times:
        clock = self._sender.clock
        return Times(clock.now(), clock.real(), timedelta(seconds=self._settings.lease_seconds))
