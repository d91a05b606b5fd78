"""Plain columns of tables: large scans read them past the mapper, which costs more than the database does."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, String, Table, true, type_coerce
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Table as Mapped

__all__ = ["among", "chunks", "raw", "rows", "table"]

T = TypeVar("T")


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


def among(column: ColumnElement[str], ids: Collection[str] | None) -> ColumnElement[bool]:
    """Return the condition that an id is one of some, or nothing where all are asked for."""
    return true() if ids is None else column.in_(ids)


def chunks(some: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Give a sequence in parts of at most that size."""
    for place in range(0, len(some), size):
        yield some[place : place + size]
