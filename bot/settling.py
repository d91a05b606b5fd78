"""Settling rows together: what comes back within a moment is written in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import Clock
from models.database import Database

__all__ = ["Settle", "Settler"]

_GATHER_SECONDS: Final = 0.01

Settle = Callable[[AsyncSession], Awaitable[bool]]
"""One statement that settles a row, and says whether its lease still held."""


class Settler:
    """Writes what several senders have to settle at about the same time; each waits until it is there.

    A hundred messages a second would otherwise wait for a hundred commits to reach the disk.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: list[tuple[Settle, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, settle: Settle) -> bool:
        """Run the statement in a transaction with whatever else waits, and say what it said.

        Raises
        ------
        Unavailable
            When the database could not be reached: nothing was written.
        """
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((settle, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all(), name="settling")
        return await done

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(_GATHER_SECONDS)
                together, self._waiting = self._waiting, []
                await self._write(together)
        finally:
            self._writing = None

    async def _write(self, together: list[tuple[Settle, asyncio.Future[bool]]]) -> None:
        try:
            async with self._database.write(None, self._clock.now()) as session:
                said = [await settle(session) for settle, _ in together]
            for (_, done), word in zip(together, said, strict=True):
                if not done.done():
                    done.set_result(word)
        except Exception as error:  # noqa: BLE001 -- each waiter is told, and decides for itself
            for _, done in together:
                if not done.done():
                    done.set_exception(error)
        finally:
            for _, done in together:
                done.cancel()  # which does nothing to those that were told
