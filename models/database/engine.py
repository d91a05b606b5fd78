"""Engines for the two databases, each with the manners the bot relies on."""

import sqlite3
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

__all__ = ["build_engine", "read_url"]

WRITES = "supervision_writes"


def read_url(url: str) -> URL:
    """Return the address with the one driver used here for its database (aiosqlite, psycopg)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite")
    return parsed.set(drivername="postgresql+psycopg")


def build_engine(url: str, *, patience: float) -> AsyncEngine:
    """Return an engine whose locks and statements give up after `patience` seconds."""
    parsed = read_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _build_sqlite(parsed, patience)
    milliseconds = int(patience * 1000)
    return create_async_engine(
        parsed,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=patience,
        connect_args={
            "connect_timeout": max(2, round(patience)),
            "options": f"-c lock_timeout={milliseconds} -c statement_timeout={milliseconds}",
        },
    )


def _build_sqlite(url: URL, patience: float) -> AsyncEngine:
    engine = create_async_engine(url, hide_parameters=True, connect_args={"timeout": patience}, pool_timeout=patience)

    @event.listens_for(engine.sync_engine, "connect")
    def _set_manners(connection: Any, _record: Any) -> None:
        # SQLAlchemy, not the driver, says when a transaction begins: only so can a write
        # take its lock at the start instead of failing half-way.
        connection.isolation_level = None
        cursor: sqlite3.Cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # A key that was dropped, and a text that was purged, must not lie about in the unused parts of the file.
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
