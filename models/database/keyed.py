"""The tables as a whole: in the order of their foreign keys, and which of them have a key for each row."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Column, LargeBinary, Table

from models.tables import Table as Row

__all__ = ["WRAPPED", "all_tables", "keyed_tables", "own_key", "sealed_columns"]

WRAPPED: Final = "wrapped_key"
"""The name that every wrapped data key has; found by it, no new table is forgotten."""


@cache
def all_tables() -> tuple[Table, ...]:
    """Return every table, each after those it refers to."""
    return tuple(Row.metadata.sorted_tables)


@cache
def keyed_tables() -> tuple[Table, ...]:
    """Return the tables whose rows have a wrapped data key."""
    return tuple(table for table in all_tables() if WRAPPED in table.columns)


def own_key(table: Table) -> Column[Any]:
    """Return the one column a row of a keyed table is found by.

    Raises
    ------
    ValueError
        When a row is found by more than one.
    """
    (column,) = table.primary_key.columns
    return column


def sealed_columns(table: Table) -> tuple[Column[Any], ...]:
    """Return the columns that hold sealed text; a wrapped key is none."""
    return tuple(column for column in table.columns if isinstance(column.type, LargeBinary) and column.name != WRAPPED)
