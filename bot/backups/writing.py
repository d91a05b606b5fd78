"""Writing a backup: every table as it stands at one moment, with the keys in a file of their own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import select

from bot.backups.lines import Head, Kind, LinesWriter
from bot.new_files import check_free, new_file
from models.database import build_engine
from models.database.cells import spell_cell
from models.database.keyed import WRAPPED, all_tables
from models.database.migrate import newest_version
from models.database.whole import is_missing, read_rows, read_tables_version, snapshot
from models.tables import Mark
from models.values.errors import Refusal
from models.workflow.marks import WORLD
from models.workflow.replay import LetGo

__all__ = ["PATIENCE", "Files", "Written", "write_backup"]

PATIENCE = 60.0
"""How many seconds one statement on the whole of a table may take."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where a backup goes: the tables and their keys, or the list of what was let go, or all three."""

    tables: Path | None = None
    keys: Path | None = None
    disposals: Path | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: rows and tables, keys, and how many rows the list of what was let go names."""

    rows: int
    tables: int
    keys: int
    gone: int


async def write_backup(url: str, files: Files, now: datetime) -> Written:
    """Write the files, each of them whole or not at all; that with the tables comes last.

    Raises
    ------
    Refusal
        When a file is there already or cannot be written, or the database has no tables of this version.
    Unavailable
        When the database cannot be reached.
    """
    _check(url, files)
    engine = build_engine(url, patience=PATIENCE)
    try:
        async with snapshot(engine) as connection:
            head = await _read_head(connection, now)
            with ExitStack() as stack:
                # Left in the opposite order: the keys get their name before the tables they belong to.
                tables = _open(stack, files.tables, head)
                keys = _open(stack, files.keys, replace(head, kind=Kind.KEYS))
                disposals = _open(stack, files.disposals, replace(head, kind=Kind.DISPOSALS))
                return await _write(connection, tables, keys, disposals)
    finally:
        await engine.dispose()


def _check(url: str, files: Files) -> None:
    for path in (files.tables, files.keys, files.disposals):
        if path is not None:
            check_free(path)
    if is_missing(url):
        raise Refusal("There is no database to copy: check DATABASE_URL.")


async def _read_head(connection: AsyncConnection, now: datetime) -> Head:
    version = await read_tables_version(connection)
    if version != newest_version():
        raise Refusal(
            "The database does not have the tables of this version of the bot: `python -m bot migrate` brings it there."
        )
    world = (await connection.execute(select(Mark.value).where(Mark.name == WORLD))).scalar_one_or_none()
    return Head(Kind.BACKUP, uuid4().hex, now.isoformat(), version, world)


def _open(stack: ExitStack, path: Path | None, head: Head) -> LinesWriter | None:
    if path is None:
        return None
    return stack.enter_context(LinesWriter(stack.enter_context(new_file(path)), head))


async def _write(
    connection: AsyncConnection, tables: LinesWriter | None, keys: LinesWriter | None, disposals: LinesWriter | None
) -> Written:
    gone = LetGo()
    writers = [writer for writer in (tables, keys, disposals) if writer is not None]
    for table in all_tables():
        columns = [column.name for column in table.columns]
        own = [column.name for column in table.primary_key.columns]
        for writer in writers:
            writer.begin_table(table.name, [*own, WRAPPED] if writer is keys else columns)
        async for cells in _read(connection, table):
            wrapped = cells.get(WRAPPED)
            if wrapped:
                if keys is not None:
                    keys.write_row([cells[name] for name in own] + [wrapped])
                cells[WRAPPED] = True
            if tables is not None:
                tables.write_row(list(cells.values()))
            if gone.take(table.name, cells) and disposals is not None:
                disposals.write_row(list(cells.values()))
    for writer in writers:
        writer.finish()
    return Written(
        rows=0 if tables is None else sum(tables.rows.values()),
        tables=len(all_tables()),
        keys=0 if keys is None else sum(keys.rows.values()),
        gone=gone.count,
    )


async def _read(connection: AsyncConnection, table: Any) -> AsyncIterator[dict[str, Any]]:
    async for row in read_rows(connection, table):
        yield _spell(row)


def _spell(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: spell_cell(value) for name, value in row.items()}
