"""Writing many made-up rows by the driver alone, past the checks a database in earnest makes: measuring comes after."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, Final

import psycopg
from sqlalchemy import Dialect
from sqlalchemy.engine import make_url

from models.database.engine import build_engine, read_url
from models.tables import Table

__all__ = ["Write", "writing"]

Write = Callable[[type[Table], Sequence[dict[str, Any]]], None]
"""Writes rows of one table; each names the same columns as the first."""

_PATIENCE: Final = 600.0


@contextmanager
def writing(url: str) -> Iterator[Write]:
    """Give the means to write rows; all of them are there afterwards, or none."""
    dialect = build_engine(url, patience=_PATIENCE).dialect
    if make_url(url).get_backend_name() == "sqlite":
        with closing(sqlite3.connect(make_url(url).database or "", isolation_level=None)) as file:
            for manner in ("synchronous=OFF", "journal_mode=MEMORY", "cache_size=-500000"):
                file.execute(f"PRAGMA {manner}")
            file.execute("BEGIN IMMEDIATE")
            # An index is made from rows that are there much faster than row by row.
            indexes = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
            made = list(indexes.fetchall())
            for name, _ in made:
                file.execute(f"DROP INDEX {name}")
            yield lambda table, rows: _insert(file, dialect, table, rows)
            for _, statement in made:
                file.execute(statement)
            file.execute("COMMIT")
        return
    address = read_url(url).set(drivername="postgresql").render_as_string(False)
    with psycopg.connect(address) as connection:
        connection.execute("SET session_replication_role = replica")
        yield lambda table, rows: _copy(connection, dialect, table, rows)


def _insert(file: sqlite3.Connection, dialect: Dialect, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    name, columns = table.__tablename__, list(rows[0])
    marks = ", ".join("?" * len(columns))
    # Names of our own tables and columns; the values go beside.
    file.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", _values(dialect, table, rows))  # noqa: S608


def _copy(
    connection: "psycopg.Connection[Any]", dialect: Dialect, table: type[Table], rows: Sequence[dict[str, Any]]
) -> None:
    statement = f"COPY {table.__tablename__} ({', '.join(rows[0])}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for values in _values(dialect, table, rows):
            copy.write_row(values)


def _values(dialect: Dialect, table: type[Table], rows: Sequence[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """Give the values of each row as the driver takes them."""
    columns = table.__table__.c  # type: ignore[attr-defined]
    ways = [(name, columns[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in rows[0]]
    for row in rows:
        yield tuple(row[name] if way is None else way(row[name]) for name, way in ways)
