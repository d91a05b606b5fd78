"""Opening every sealed text of a database, whichever table it is in, to see that none was lost on the way."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.database import Database
from models.database.keyed import WRAPPED, all_tables, keyed_tables, own_key, sealed_columns
from models.sealing import Keyring, SealBroken, unseal

__all__ = ["Keys", "open_everything", "read_wrapped", "rows_of_all"]

Keys = dict[tuple[str, str], bytes]
Texts = dict[tuple[str, str, str], str]
Row = dict[str, Any]


async def read_wrapped(database: Database) -> Keys:
    """Return every wrapped key by table and id; a dropped one is none."""
    found: Keys = {}
    async with database.engine.connect() as connection:
        for table in keyed_tables():
            rows = await connection.execute(select(own_key(table), table.c[WRAPPED]))
            found |= {(table.name, row): bytes(wrapped) for row, wrapped in rows if wrapped}
    return found


async def rows_of_all(database: Database) -> dict[str, list[Row]]:
    """Return every row of every table, in the order of its key."""
    async with database.engine.connect() as connection:
        return {table.name: await _rows(connection, table) for table in all_tables()}


async def open_everything(database: Database, keyring: Keyring) -> Texts:
    """Return every sealed text, by table, row and column, but those whose key was dropped.

    Raises
    ------
    SealBroken
        When one does not open.
    """
    keys = {place: keyring.unwrap(wrapped) for place, wrapped in (await read_wrapped(database)).items()}
    texts: Texts = {}
    rows = await rows_of_all(database)
    known = {row["id"]: row for row in (*rows["version"], *rows["smartaction"])}
    for table in all_tables():
        for row in rows[table.name]:
            place = "/".join(str(row[key.name]) for key in table.primary_key.columns)
            owners = set(_owners(table, row, known))
            for column in sealed_columns(table):
                if not row[column.name]:
                    continue
                text = _open([keys[one] for one in owners if one in keys], (table.name, place, column.name), row)
                if text is not None:
                    texts[table.name, place, column.name] = text
                elif owners <= keys.keys():
                    raise SealBroken(f"{table.name}/{place}/{column.name}")
    return texts


async def _rows(connection: AsyncConnection, table: Table) -> list[Row]:
    rows = await connection.execute(select(table).order_by(*table.primary_key.columns))
    return [dict(row) for row in rows.mappings()]


def _owners(table: Table, row: Row, known: dict[str, Row]) -> Iterator[tuple[str, str]]:
    """Yield under whose key the texts of a row may be."""
    if WRAPPED in table.columns:
        yield table.name, row["id"]
        return
    beside = [known[row[name]] for name in ("version_id", "action_id") if row.get(name)]
    for each in (row, *beside):
        for owner in ("record", "child", "person"):
            if each.get(f"{owner}_id"):
                yield owner, each[f"{owner}_id"]


def _open(keys: list[bytes], place: tuple[str, str, str], row: Row) -> str | None:
    for key in keys:
        try:
            return unseal(key, *place, bytes(row[place[2]]))
        except SealBroken:
            continue
    return None
