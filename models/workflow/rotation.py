"""Changing the key from settings: every wrapped data key is wrapped anew, while the bots go on working.

Text is never touched. A batch is one transaction and changes a row only where it still holds the bytes that
were read: a key dropped meanwhile stays dropped. What is wrapped already is seen by its opening, so that
nothing has to be remembered: killed at any point, the next run goes on where this one ended.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Table, bindparam, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import Database
from models.database.keyed import WRAPPED, keyed_tables, own_key
from models.sealing import Keyring
from models.values.errors import Refusal, Unavailable
from models.workflow.key_marks import SWAPPED, check_key, end_rotation, read_key_marks

__all__ = ["BATCH", "ONE_KEY", "KeyCount", "Rotated", "count_keys", "rotate"]

BATCH: Final = 500
_TRIES: Final = 60

ONE_KEY: Final = (
    "There is no key to change from: set KEY to the new key and KEY_BEFORE (or KEY_BEFORE_FILE) to the old one. "
    "docs/keys.md says in which order."
)

Row = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class KeyCount:
    """How many data keys of one table are wrapped with the key of now, with that of before, or with neither."""

    table: str
    current: int
    before: int
    neither: int
    example: str | None = None
    """The id of a row whose key opens with neither."""

    @property
    def keys(self) -> int:
        """Return how many there are in all."""
        return self.current + self.before + self.neither


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation came to: how many keys this run wrapped anew, how many there are, and whether it ended now."""

    rewrapped: int
    keys: int
    ended: bool


async def count_keys(database: Database, keyring: Keyring) -> list[KeyCount]:
    """Return how the data keys of every table are wrapped; nothing is changed."""
    return [await _count(database, keyring, table) for table in keyed_tables()]


async def rotate(
    database: Database,
    keyring: Keyring,
    now: Callable[[], datetime],
    tell: Callable[[str, int], None],
    *,
    batch: int = BATCH,
    pause: float = 0.5,
) -> Rotated:
    """Wrap every data key with the key of now; `tell` hears after each batch which table and how many so far.

    A row that somebody holds is passed over and comes in the next round, `pause` seconds later: nobody waits
    for a rotation longer than one batch takes.

    Raises
    ------
    Refusal
        When the keys of the settings do not fit, or a data key opens with neither of them: nothing was changed.
    Unavailable
        When the database cannot be reached, or rows were held for too long; the next run goes on from there.
    """
    await _begin(database, keyring, now())
    rewrapped = 0
    for _ in range(_TRIES):
        found = done = 0
        for table in keyed_tables():
            async for rows in _old_rows(database, keyring, table, batch):
                found += len(rows)
                done += await _rewrap(database, keyring, table, rows, now())
                tell(table.name, rewrapped + done)
        rewrapped += done
        if found == 0:
            return await _end(database, keyring, rewrapped, now())
        if done < found:
            await asyncio.sleep(pause)
    raise Unavailable("rows are held by another process")


async def _begin(database: Database, keyring: Keyring, now: datetime) -> None:
    """Refuse what does not fit before anything is written, and mark the database with the new key."""
    if not keyring.reads_two:
        raise Refusal(ONE_KEY)
    counts = await count_keys(database, keyring)
    async with database.write(None, now) as session:
        await check_key(session, keyring, now)
        if not keyring.is_current((await read_key_marks(session)).check):
            raise Refusal(SWAPPED)
        _refuse_unknown(counts)


def _refuse_unknown(counts: Sequence[KeyCount]) -> None:
    unknown = [count for count in counts if count.neither]
    if unknown:
        places = "; ".join(f"{count.neither} in {count.table}, such as {count.example}" for count in unknown)
        raise Refusal(
            f"Some data keys open with neither of the two keys: {places}. Nothing was changed. "
            "They were sealed with a third key: set KEY_BEFORE to that one first."
        )


async def _end(database: Database, keyring: Keyring, rewrapped: int, now: datetime) -> Rotated:
    keys = sum(count.keys for count in await count_keys(database, keyring))
    async with database.write(None, now) as session:
        return Rotated(rewrapped, keys, ended=await end_rotation(session, now, keys))


async def _count(database: Database, keyring: Keyring, table: Table) -> KeyCount:
    current = before = neither = 0
    example: str | None = None
    async for rows in _pages(database, table, BATCH):
        for row, wrapped in rows:
            if keyring.is_current(wrapped):
                current += 1
            elif keyring.opens(wrapped):
                before += 1
            else:
                neither, example = neither + 1, example or row
    return KeyCount(table.name, current, before, neither, example)


async def _old_rows(database: Database, keyring: Keyring, table: Table, batch: int) -> AsyncIterator[list[Row]]:
    """Yield, a batch at a time, the rows whose key is still wrapped with the key of before."""
    async for rows in _pages(database, table, batch):
        old = [(row, wrapped) for row, wrapped in rows if not keyring.is_current(wrapped) and keyring.opens(wrapped)]
        if old:
            yield old


async def _pages(database: Database, table: Table, size: int) -> AsyncIterator[list[Row]]:
    """Yield all ids and wrapped keys, a page at a time; a row without a key, or whose key was dropped, is none."""
    row, wrapped = own_key(table), table.c[WRAPPED]
    last = ""
    while True:
        async with database.read() as session:
            connection = await session.connection()
            found = await connection.execute(select(row, wrapped).where(row > last).order_by(row).limit(size))
            page = [(each, bytes(key or b"")) for each, key in found]
        if page:
            yield [(each, key) for each, key in page if key]
        if len(page) < size:
            return
        last = page[-1][0]


async def _rewrap(database: Database, keyring: Keyring, table: Table, rows: Sequence[Row], now: datetime) -> int:
    """Wrap these rows' keys anew in one transaction, but none that somebody holds or has changed."""
    try:
        async with database.write(None, now) as session:
            free = await _lock_free(session, table, [row for row, _ in rows])
            changes = [
                {"row": row, "old": wrapped, "new": keyring.rewrap(wrapped)} for row, wrapped in rows if row in free
            ]
            if not changes:
                return 0
            statement = (
                update(table)
                .where(own_key(table) == bindparam("row"), table.c[WRAPPED] == bindparam("old"))
                .values({WRAPPED: bindparam("new")})
            )
            connection = await session.connection()
            return (await connection.execute(statement, changes)).rowcount
    except Unavailable:
        return 0


async def _lock_free(session: AsyncSession, table: Table, rows: Sequence[str]) -> set[str]:
    """Lock those rows that nobody holds; who holds one never waits for us while we wait for another."""
    row = own_key(table)
    statement = select(row).where(row.in_(rows)).order_by(row).with_for_update(skip_locked=True, key_share=True)
    connection = await session.connection()
    return set((await connection.execute(statement)).scalars())
