"""The whole database at once: every row as it stands at one moment, and rows put into an empty one."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Column,
    String,
    Table,
    and_,
    bindparam,
    exists,
    func,
    insert,
    inspect,
    literal,
    select,
    update,
)
from sqlalchemy import table as lightweight
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from models.database.engine import read_url
from models.values.errors import Unavailable

__all__ = ["Filler", "find_filled_table", "hold_alone", "is_missing", "read_rows", "read_tables_version", "snapshot"]

_PAGE: Final = 500
_LOCK: Final = 7_312_005
_VERSION: Final = lightweight("alembic_version", Column("version_num", String()))

Row = dict[str, Any]


def is_missing(url: str) -> bool:
    """Say whether the address is a file of SQLite that does not exist; opening it would make it."""
    parsed = read_url(url)
    return parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file()


@asynccontextmanager
async def snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open one transaction that sees the database as it stands now, however long it reads, and writes nothing.

    Raises
    ------
    Unavailable
        When the database is locked or down past its patience.
    """
    chosen = engine
    if engine.dialect.name == "postgresql":
        chosen = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    try:
        async with chosen.connect() as connection, connection.begin():
            yield connection
    except (OperationalError, InterfaceError) as error:
        raise Unavailable(type(error).__name__) from error


async def read_tables_version(connection: AsyncConnection) -> str | None:
    """Return which migration the tables have come to; nothing where there are none."""
    names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    if _VERSION.name not in names:
        return None
    return (await connection.execute(select(_VERSION.c.version_num))).scalar_one_or_none()


async def read_rows(connection: AsyncConnection, table: Table) -> AsyncIterator[Row]:
    """Yield every row of a table, by its key, as a mapping of columns."""
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_PAGE)
    async with connection.stream(statement) as rows:
        async for row in rows.mappings():
            yield dict(row)


async def find_filled_table(connection: AsyncConnection) -> str | None:
    """Return the name of a table that has a row, whichever version made it; nothing for an empty database."""
    names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    asked = [
        exists(select(literal(1)).select_from(lightweight(name))).label(name)
        for name in sorted(set(names) - {_VERSION.name})
    ]
    if not asked:
        return None
    found = (await connection.execute(select(*asked))).mappings().one()
    return next((name for name, filled in found.items() if filled), None)


async def hold_alone(connection: AsyncConnection) -> None:
    """Let no other restore in until this transaction ends; SQLite lets nobody else write anyway."""
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


class Filler:
    """Puts rows into one table, many at a time.

    A row may name another of its own table, which comes later: such columns are filled in at the end.
    """

    def __init__(self, connection: AsyncConnection, table: Table) -> None:
        self._connection = connection
        self._table = table
        self._inward = _inward(table)
        self._keys: tuple[Column[Any], ...] = tuple(table.primary_key.columns)
        self._waiting: list[Row] = []
        self._named: dict[str, list[Row]] = {column.name: [] for column in self._inward}

    async def add(self, row: Mapping[str, Any]) -> None:
        """Take one row; it is written with the next page."""
        whole = dict(row)
        for column in self._inward:
            if whole[column.name] is not None:
                keys = {f"key_{key.name}": whole[key.name] for key in self._keys}
                self._named[column.name].append(keys | {"named": whole[column.name]})
                whole[column.name] = None
        self._waiting.append(whole)
        if len(self._waiting) >= _PAGE:
            await self._write()

    async def finish(self) -> None:
        """Write what is left, and what names another row of the table."""
        await self._write()
        mine = and_(*(key == bindparam(f"key_{key.name}") for key in self._keys))
        for name, rows in self._named.items():
            for page in _pages(rows):
                await self._connection.execute(update(self._table).where(mine).values({name: bindparam("named")}), page)

    async def _write(self) -> None:
        if self._waiting:
            await self._connection.execute(insert(self._table), self._waiting)
            self._waiting = []


def _inward(table: Table) -> tuple[Column[Any], ...]:
    return tuple(column for column in table.columns if any(key.column.table is table for key in column.foreign_keys))


def _pages(rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
    return (rows[place : place + _PAGE] for place in range(0, len(rows), _PAGE))
