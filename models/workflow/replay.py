"""Letting go anew, in a restored database, of what was let go after the backup was made.

A backup holds what stood when it was made; what was purged or erased since would come back with it. So a newer
list, or a newer backup, says what is gone: rows whose key was dropped, records whose text went, what still stands of
these, other rows whose text went, the links of the chains that say so, and the disposal log; and which legal holds
last, lest the next night lets go of what was held since. `LetGo` picks that out of rows in the order of the tables;
`replay` brings a restored database to it. Nothing needs a key.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, delete, update
from sqlalchemy import select as core_select
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database.cells import read_cell
from models.database.keyed import WRAPPED, all_tables, keyed_tables, own_key, sealed_columns
from models.rules.integrity import BOUND_LATER, stamp
from models.tables import Child, Disposal, LegalHold, Link, Person, Record, SlackUser, Supervision, Version
from models.vocabulary import LinkKind
from models.workflow.chain import add_link

__all__ = ["LetGo", "replay"]

Cells = Mapping[str, Any]

_LINKS: Final = frozenset({LinkKind.PURGED.value, LinkKind.ERASED.value})
_PAGE: Final = 500
_NAMED: Final[Mapping[str, type[Child] | type[Person] | type[Record]]] = {
    "child_id": Child,
    "person_id": Person,
    "record_id": Record,
    "confirmed_by": Person,
    "set_by": Person,
    "ended_by": Person,
}
"""Of whom a line of the disposal log or a legal hold may be, or by whom."""

_NAMED_THERE: Final = ("child", "person")
"""Whose names stand in plain columns too, and go with their key."""


class LetGo:
    """What rows say is gone, picked out as they pass by in the order of `all_tables`; cells are as in a backup."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Cells]] = defaultdict(list)
        self._records: set[str] = set()
        self._versions: set[str] = set()
        self._paths = {table.name: path for table in all_tables() if (path := _path(table))}
        self._keyed = {table.name for table in keyed_tables()}
        self._sealed = {table.name: [text.name for text in sealed_columns(table)] for table in all_tables()}

    @property
    def count(self) -> int:
        """Return how many records, children, people and grants lost their key or their text.

        A supervision is not counted: it has a key only where somebody from outside was there.
        """
        return sum(len(rows) for name, rows in self.rows.items() if name in self._keyed and _counts(name))

    def take(self, table: str, cells: Cells) -> bool:
        """Say whether a row belongs to what is gone, and keep it then."""
        wanted = self._wants(table, cells)
        if wanted:
            self.rows[table].append(cells)
        return wanted

    def _wants(self, table: str, cells: Cells) -> bool:
        if table == "disposal":
            return cells["done_at"] is not None
        if table == "legalhold":
            return True
        if table == "record" and (cells["purged_at"] is not None or not cells[WRAPPED]):
            self._records.add(cells["id"])
            return True
        if table in self._keyed:
            return not cells[WRAPPED]
        if table == "link":
            return cells["record_id"] in self._records and cells["kind"] in _LINKS
        wanted = self._is_of_one(table, cells)
        if wanted and table == "version":
            self._versions.add(cells["id"])
        return wanted

    def _is_of_one(self, table: str, cells: Cells) -> bool:
        path = self._paths.get(table)
        if path is None:
            return any(not cells[name] for name in self._sealed.get(table, ()))
        return cells[path] in (self._records if path == "record_id" else self._versions)


def _counts(table: str) -> bool:
    """Say whether a row without a key was let go: a supervision has one only where somebody from outside was there."""
    return table != Supervision.__tablename__


async def replay(session: AsyncSession, gone: LetGo, now: datetime) -> int:
    """Let go, in this transaction, of everything that `gone` says is gone; return how many rows that touched."""
    touched = 0
    for table in keyed_tables():
        for cells in gone.rows[table.name]:
            dropped = await _drop_key(session, table, cells)
            touched += dropped if _counts(table.name) else 0
    touched += await _let_texts_go(session, gone)
    for table in all_tables():
        if sealed_columns(table) and WRAPPED not in table.columns and not _path(table):
            touched += await _empty(session, table, gone.rows[table.name])
    for cells in gone.rows["link"]:
        await _say_in_chain(session, cells, now)
    for kind in (Disposal, LegalHold):
        for cells in gone.rows[str(kind.__tablename__)]:
            await _log(session, kind, cells)
    return touched


async def _drop_key(session: AsyncSession, table: Table, cells: Cells) -> int:
    """Bring one row with a key of its own to what is left of it."""
    names = [column.name for column in sealed_columns(table)]
    if not cells[WRAPPED]:  # of a record that was only purged it is there
        names.append(WRAPPED)
    if table.name in _NAMED_THERE:
        names += [column.name for column in table.columns if not column.primary_key and not column.foreign_keys]
    if table.name == "record":
        names += ["purged_at", "erased_at"]
    values = {name: read_cell(table.c[name], cells[name]) for name in names}
    connection = await session.connection()
    if table.name == "person" and cells["slack_id"] is None:
        # What Slack told of somebody whose name has gone goes with it.
        linked = core_select(col(Person.slack_id)).where(col(Person.id) == cells["id"])
        await connection.execute(delete(SlackUser).where(col(SlackUser.slack_id).in_(linked)))
    changed = await connection.execute(update(table).where(own_key(table) == cells["id"]).values(values))
    return changed.rowcount


async def _let_texts_go(session: AsyncSession, gone: LetGo) -> int:
    """Of records that were purged or erased leave what still stands, and as it stands."""
    records = [cells["id"] for cells in gone.rows["record"]]
    touched = 0
    for table in reversed(all_tables()):
        if _path(table):
            keys = tuple(table.primary_key.columns)
            left = {tuple(read_cell(key, one[key.name]) for key in keys): one for one in gone.rows[table.name]}
            for place in range(0, len(records), _PAGE):
                touched += await _let_rows_go(session, table, records[place : place + _PAGE], left)
    return touched


async def _let_rows_go(
    session: AsyncSession, table: Table, records: Sequence[str], left: Mapping[tuple[Any, ...], Cells]
) -> int:
    keys, texts = tuple(table.primary_key.columns), sealed_columns(table)
    connection = await session.connection()
    found = await connection.execute(core_select(*keys, *texts).where(_of_records(table, records)))
    touched = 0
    for row in found.mappings().all():
        place = tuple(row[key.name] for key in keys)
        mine = and_(*(key == value for key, value in zip(keys, place, strict=True)))
        if place not in left:
            touched += (await connection.execute(delete(table).where(mine))).rowcount
            continue
        values = {text.name: read_cell(text, left[place][text.name]) for text in texts}
        if any(row[name] != value for name, value in values.items()):
            touched += (await connection.execute(update(table).where(mine).values(values))).rowcount
    return touched


async def _empty(session: AsyncSession, table: Table, rows: Sequence[Cells]) -> int:
    """Take the texts that went from rows that stay, such as what was prepared for a record that was purged."""
    connection = await session.connection()
    touched = 0
    for cells in rows:
        for text in sealed_columns(table):
            if not cells[text.name]:
                mine = [key == read_cell(key, cells[key.name]) for key in table.primary_key.columns]
                statement = update(table).where(*mine, text.is_not(None), text != b"")
                values = {text.name: read_cell(text, cells[text.name])}
                touched += (await connection.execute(statement.values(values))).rowcount
    return touched


def _path(table: Table) -> str | None:
    """Return by which column the sealed texts of a table belong to a record, itself or through a version."""
    if not sealed_columns(table) or WRAPPED in table.columns:
        return None
    return next((name for name in ("record_id", "version_id") if name in table.columns), None)


def _of_records(table: Table, records: Sequence[str]) -> ColumnElement[bool]:
    if _path(table) == "record_id":
        return table.c["record_id"].in_(records)
    return table.c["version_id"].in_(core_select(col(Version.id)).where(col(Version.record_id).in_(records)))


async def _say_in_chain(session: AsyncSession, cells: Cells, now: datetime) -> None:
    """Add what the newer chain says of it to the end of the restored one, unless it is there: bound later."""
    record = await session.get(Record, cells["record_id"], populate_existing=True)
    kind = LinkKind(cells["kind"])
    there = select(col(Link.id)).where(
        col(Link.record_id) == cells["record_id"], col(Link.kind) == kind, col(Link.row_id) == cells["row_id"]
    )
    if record is not None and (await session.exec(there)).first() is None:
        at = read_cell(Link.__table__.c.at, cells["at"])  # type: ignore[attr-defined]
        facts = cells["facts"] | {BOUND_LATER: stamp(now)}
        await add_link(session, record, kind, cells["row_id"], at, facts)


async def _log(session: AsyncSession, kind: type[Disposal] | type[LegalHold], cells: Cells) -> None:
    """Bring a line of the disposal log, or a hold, up to the newer one; it names nobody the backup does not know."""
    table: Table = kind.__table__  # type: ignore[union-attr]
    values = {column.name: read_cell(column, cells[column.name]) for column in table.columns}
    for name, other in _NAMED.items():
        if values.get(name) is not None and await session.get(other, values[name]) is None:
            values[name] = None
    if (values["child_id"] is None) == (values["person_id"] is None):
        return  # it was about somebody of whom the backup knows nothing
    if await session.get(kind, values["id"]) is None:
        session.add(kind(**values))
    else:
        await session.exec(update(kind).where(col(kind.id) == values.pop("id")).values(values))
