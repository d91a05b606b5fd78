"""Reading and writing: one transaction, one function."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database.engine import WRITES
from models.tables import Inbound
from models.values.errors import Repeated, Unavailable

__all__ = ["PROMISED", "Database", "do_last"]

PROMISED = "promised"
_LAST: Final = "last"


def do_last(session: AsyncSession, work: Callable[[AsyncSession], Awaitable[None]]) -> None:
    """Have `work` done once at the very end of a transaction that writes, just before its commit.

    What every act changes is changed there: so nobody who holds it waits for anything else.
    """
    session.info.setdefault(_LAST, {})[work] = None


class Database:
    """One database: hands out sessions, and wakes the delivery after a commit that promised something."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._writing = self.engine.execution_options(**{WRITES: True})
        self._wake: Callable[[], None] | None = None

    def on_promise(self, wake: Callable[[], None]) -> None:
        """Call `wake` after each commit that promised a message."""
        self._wake = wake

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that only reads.

        Raises
        ------
        Unavailable
            When the database is locked or down past its patience.
        """
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            with _unavailable():
                yield session

    @asynccontextmanager
    async def write(self, key: str | None, now: datetime) -> AsyncIterator[AsyncSession]:
        """Open a transaction that holds the write lock from its start and commits at its end.

        `key` is the idempotency key of an inbound payload, written beside its effect.

        Raises
        ------
        Repeated
            When the effect of that payload is there already.
        Unavailable
            When the database is locked or down past its patience; nothing was written.
        """
        async with AsyncSession(self._writing, expire_on_commit=False) as session:
            with _unavailable():
                if key is not None:
                    await _remember(session, key, now)
                yield session
                for work in session.info.get(_LAST, {}):
                    await work(session)
                await session.commit()
            promised = session.info.get(PROMISED, False)
        if promised and self._wake is not None:
            self._wake()


async def _remember(session: AsyncSession, key: str, now: datetime) -> None:
    try:
        await session.exec(insert(Inbound).values(key=key, at=now))
    except IntegrityError:
        raise Repeated(key) from None


class _unavailable:  # noqa: N801 -- reads as a word in `with`, like contextlib.suppress
    """Turn a lock or a lost connection into `Unavailable`; everything else passes."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, OperationalError | InterfaceError | PoolTimeout) or (
            isinstance(error, DBAPIError) and error.connection_invalidated
        ):
            raise Unavailable(type(error).__name__) from error
