"""Writing together: what delivery has to write at about the same time goes into one transaction."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import Clock
from models.database import Database
from models.values.errors import Unavailable

__all__ = ["Writer"]

_GATHER_SECONDS: Final = 0.01

T = TypeVar("T")
_Work = Callable[[AsyncSession], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Work to be done, the row of the outbox it is about if it is about one, and who waits for it."""

    work: _Work
    row: str | None
    done: asyncio.Future[Any]


class Writer:
    """Settles and claims rows for several senders in one transaction; each waits until it is committed.

    A hundred messages a second would otherwise wait for a hundred commits to reach the disk, and on
    SQLite for each other's lock.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: list[_Asked] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, work: Callable[[AsyncSession], Awaitable[T]], row: str | None = None) -> T:
        """Do the work in a transaction with whatever else waits, and say what it said.

        Work on one row goes in the order of rows; after that whatever locks only rows that nobody holds.

        Raises
        ------
        Unavailable
            When the database could not be reached: nothing was written.
        """
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Asked(work, row, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all(), name="writing")
        return await done

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(_GATHER_SECONDS)
                together, self._waiting = sorted(self._waiting, key=_order), []
                await self._write(together)
        finally:
            self._writing = None

    async def _write(self, together: list[_Asked]) -> None:
        try:
            async with self._database.write(None, self._clock.now()) as session:
                said = [await one.work(session) for one in together]
        except Exception as error:  # noqa: BLE001 -- each waiter is told, and decides for itself
            if len(together) > 1 and not isinstance(error, Unavailable):
                for one in together:  # one of them is at fault, and the others need not suffer for it
                    await self._write([one])
                return
            for one in together:
                if not one.done.done():
                    one.done.set_exception(error)
        else:
            for one, word in zip(together, said, strict=True):
                if not one.done.done():
                    one.done.set_result(word)
        finally:
            for one in together:
                one.done.cancel()  # which does nothing to those that were told


def _order(one: _Asked) -> tuple[bool, str]:
    return one.row is None, one.row or ""
