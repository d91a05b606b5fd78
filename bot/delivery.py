"""The delivery loop: woken by every commit that promised something, and by the tick as a safety net.

No transaction is open while Slack is spoken to. Several deliverers may run, in one process or in
many: each row is claimed by one of them, with a lease.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.sending import Sender
from handlers.failures import describe
from models.outbox import claims
from models.outbox.claims import Times
from models.values.errors import Unavailable
from models.values.outbox import Promised
from models.vocabulary import OutboxState

__all__ = ["Deliverer"]

HELD: Final = 256
"""Rows claimed at one time: most of them only wait for their turn in their own channel."""

_AHEAD_SECONDS: Final = 5.0
"""Claimed is what the workspace has a turn for within this time: a lease is no place to queue in."""

_SHORTEST_REST: Final = 0.05
_GATHER_SECONDS: Final = 0.05
"""The least time between two claims while something is being sent, so that one takes several rows."""

_COUNTED: Final = (OutboxState.SENT, OutboxState.FAILED, OutboxState.UNSURE)

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

    def take_counts(self) -> dict[str, int]:
        """Return how many messages were sent, failed or came in doubt since this was last asked."""
        counts = self._sender.counts
        taken = {state.value: counts.pop(state, 0) for state in _COUNTED}
        counts.clear()
        return taken

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
                    self._woken.clear()
                    claimed = await self._claim(self._room(len(busy)))
                    busy.update(asyncio.create_task(self._do(work, promised)) for work, promised in claimed)
                    if not busy and self._room(0) > 0:
                        return
                    busy = await self._until_some_end(busy)
            finally:
                if busy:
                    await asyncio.wait(busy)

    async def _until_some_end(self, busy: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
        """Wait until something was sent, was promised or may be sent again; return what is still under way."""
        await asyncio.sleep(_GATHER_SECONDS)
        woken = asyncio.create_task(self._woken.wait())
        patience = None if busy else _AHEAD_SECONDS / 10
        try:
            await asyncio.wait({*busy, woken}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
        return {task for task in busy if not task.done()}

    async def _run(self) -> None:
        while not self._stopping:
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

    def _room(self, busy: int) -> int:
        """Return how many rows may be claimed beside those being sent."""
        turns = self._sender.pace.room(_AHEAD_SECONDS)
        return HELD - busy if turns is None else max(0, min(HELD, turns) - busy)

    async def _claim(self, room: int) -> Sequence[tuple[_Work, Promised]]:
        """Claim rows to be sent, or to be looked up; vanished deliverers' rows come back first."""
        times = self._looked = self._times()
        if not room:
            return ()
        return await self._sender.writer.write(partial(self._claim_rows, times, room))

    async def _claim_rows(self, times: Times, room: int, session: AsyncSession) -> Sequence[tuple[_Work, Promised]]:
        if number := await claims.recover(session, times):
            _log.warning("messages were left by a process that stopped", count=number)
        waiting = await claims.claim(session, times, room)
        unsure = await claims.claim_unsure(session, times, min(room, HELD // 8)) if len(waiting) < room else ()
        return [
            *((self._sender.send, promised) for promised in waiting),
            *((self._sender.look_up, promised) for promised in unsure),
        ]

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
