"""Plain columns of tables: large scans read them past the mapper, which costs more than the database does."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Table, and_, or_, true, type_coerce
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Table as Mapped

__all__ = ["among", "holds", "raw", "rows", "table"]


def table(mapped: type[Mapped]) -> Table:
    """Return the table behind a class."""
    found: Table = mapped.__table__  # type: ignore[attr-defined]
    return found


async def rows(session: AsyncSession, statement: Select[Any]) -> Sequence[Any]:
    """Return what a statement about columns finds, as tuples."""
    connection = await session.connection()
    found: Sequence[Any] = (await connection.execute(statement)).all()
    return found


def raw(column: ColumnElement[Any]) -> ColumnElement[str]:
    """Return a column of words as the text it is stored as, which its enumeration takes for the same."""
    return type_coerce(column, String)


def holds(dated: Table, on: date) -> ColumnElement[bool]:
    """Return the condition that a row with days holds that day."""
    return and_(dated.c.from_on <= on, or_(dated.c.until_on.is_(None), dated.c.until_on > on))


def among(column: ColumnElement[str], ids: Collection[str] | None) -> ColumnElement[bool]:
    """Return the condition that an id is one of some, or nothing where all are asked for."""
    return true() if ids is None else column.in_(ids)
