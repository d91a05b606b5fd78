"""Restoring a backup into an empty database: all of it, in one transaction, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Table
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.backups.lines import Head, Kind, check_lines, read_head, read_lines
from bot.backups.writing import PATIENCE
from models.database import Database, build_engine
from models.database.cells import CellError, read_cell
from models.database.keyed import WRAPPED, all_tables
from models.database.migrate import migrate, newest_version
from models.database.whole import Filler, find_filled_table, hold_alone, is_missing, snapshot
from models.sealing import Keyring
from models.values.errors import Refusal
from models.vocabulary import Way, World
from models.workflow.events import note_by_itself
from models.workflow.replay import LetGo, replay

__all__ = ["Restored", "Sources", "restore_backup"]

Keys = dict[str, dict[tuple[str, ...], str]]


@dataclass(frozen=True, slots=True)
class Sources:
    """What is restored: the tables, their keys, and the list (or a newer backup) of what was let go since, if any."""

    tables: Path
    keys: Path
    disposals: Path | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, as of when, and how much of it was let go at once, since it had been let go before."""

    made_at: str
    rows: int
    keys: int
    let_go: int


async def restore_backup(url: str, sources: Sources, keyring: Keyring, world: World, now: datetime) -> Restored:
    """Check the files, then fill an empty database with them and let go of what was let go since.

    Raises
    ------
    Refusal
        When a file is damaged or does not belong to the others, to this world, version or key, or when the database
        is not empty; nothing was restored then.
    Unavailable
        When the database cannot be reached.
    """
    head = _check_head(sources.tables, world)
    keys = _read_keys(sources.keys, head, keyring)
    gone = _read_gone(sources.disposals, head)
    database = Database(build_engine(url, patience=PATIENCE))
    try:
        await _make_tables(database, url)
        async with database.write(None, now) as session:
            connection = await session.connection()
            await hold_alone(connection)
            await _check_empty(connection)
            rows = await _fill(connection, sources.tables, keys)
            let_go = await replay(session, gone, now)
            _note(session, head, now, rows=rows, let_go=let_go)
            await session.flush()
    except (IntegrityError, DataError, CellError) as error:
        kind = str(error) if isinstance(error, CellError) else "its rows do not fit together"
        raise Refusal(f"{sources.tables} does not hold together ({kind}): nothing was restored.") from None
    finally:
        await database.close()
    return Restored(head.made_at, rows, sum(map(len, keys.values())), let_go)


async def _make_tables(database: Database, url: str) -> None:
    """Make the tables, unless there is anything in the database already."""
    if not is_missing(url):
        async with snapshot(database.engine) as connection:
            await _check_empty(connection)
    await migrate(url)


async def _check_empty(connection: AsyncConnection) -> None:
    filled = await find_filled_table(connection)
    if filled is not None:
        raise Refusal(
            f"The database is not empty (there are rows in {filled}), and a backup is restored only into an empty one: "
            "make a new database and point DATABASE_URL at it."
        )


def _check_head(path: Path, world: World) -> Head:
    head = check_lines(path, Kind.BACKUP)
    if head.world is not None and head.world != world.value:
        raise Refusal(
            f"{path} is a backup of the {head.world} world and cannot be restored in the {world.value} world."
        )
    if head.tables != newest_version():
        raise Refusal(
            f"{path} has the tables of version {head.tables}, and this version of the bot those of {newest_version()}: "
            "restore it with the version of the bot that wrote it, then start this one, which brings it up to date."
        )
    return head


def _read_keys(path: Path, head: Head, keyring: Keyring) -> Keys:
    """Read the keys of that very backup, and see that each of them opens."""
    if read_head(path, Kind.KEYS).backup != head.backup:
        raise Refusal(f"{path} has the keys of another backup: nothing was restored.")
    keys: Keys = {}
    shut = 0
    for row in read_lines(path, Kind.KEYS):
        *place, wrapped = row.cells.values()
        keys.setdefault(row.table, {})[tuple(place)] = wrapped
        shut += not _opens(keyring, row.table, wrapped)
    if shut:
        raise Refusal(
            f"{shut} of the keys in {path} do not open with the key in KEY or KEY_FILE: set it to the key of the time "
            "of the backup, or that one as KEY_BEFORE. Nothing was restored."
        )
    return keys


def _opens(keyring: Keyring, table: str, wrapped: Any) -> bool:
    column = next((each.c[WRAPPED] for each in all_tables() if each.name == table and WRAPPED in each.c), None)
    try:
        return column is not None and keyring.opens(read_cell(column, wrapped))
    except CellError:
        return False


def _read_gone(path: Path | None, head: Head) -> LetGo:
    gone = LetGo()
    if path is None:
        return gone
    newer = read_head(path, Kind.DISPOSALS, Kind.BACKUP)
    if newer.tables != head.tables or newer.world != head.world:
        raise Refusal(f"{path} is of another version or world than the backup: nothing was restored.")
    if datetime.fromisoformat(newer.made_at) < datetime.fromisoformat(head.made_at):
        raise Refusal(f"{path} is older than the backup, and says nothing of what was let go since: use the newest.")
    for row in read_lines(path, Kind.DISPOSALS, Kind.BACKUP):
        gone.take(row.table, row.cells)
    return gone


async def _fill(connection: AsyncConnection, path: Path, keys: Keys) -> int:
    """Put every row in its table; each key is used once, and each row that had one gets it."""
    tables = {table.name: table for table in all_tables()}
    rows = used = 0
    for name, lines in groupby(read_lines(path, Kind.BACKUP), key=lambda line: line.table):
        table = tables.get(name)
        if table is None:
            raise CellError(f"there is no table {name} in this version")
        filler = Filler(connection, table)
        columns = set(table.columns.keys())
        for line in lines:
            if set(line.cells) != columns:
                raise CellError(f"the table {name} has other columns")
            cells, had_key = _give_key(table, line.cells, keys)
            await filler.add({column: read_cell(table.c[column], value) for column, value in cells.items()})
            rows, used = rows + 1, used + had_key
        await filler.finish()
    if used != sum(map(len, keys.values())):
        raise CellError("there are keys of rows it does not have")
    return rows


def _give_key(table: Table, cells: Mapping[str, Any], keys: Keys) -> tuple[Mapping[str, Any], bool]:
    """Return a row with its key, where it had one, and say whether it had."""
    if cells.get(WRAPPED) is not True:
        return cells, False
    wrapped = keys.get(table.name, {}).get(tuple(cells[key.name] for key in table.primary_key.columns))
    if wrapped is None:
        raise CellError(f"a key is missing for a row of {table.name}")
    return {**cells, WRAPPED: wrapped}, True


def _note(session: AsyncSession, head: Head, now: datetime, **counts: int) -> None:
    facts = {"backup": head.backup, "made_at": head.made_at} | {name: str(count) for name, count in counts.items()}
    note_by_itself(session, now, "restored", "deployment", "database", way=Way.COMMAND, **facts)
