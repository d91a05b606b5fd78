"""Taking a database away for a while: SQLite's file is locked, PostgreSQL's doors are shut."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import psycopg
from sqlalchemy.engine import make_url

from tests.journeys.scene import until

__all__ = ["take_away"]


def take_away(url: str) -> AbstractAsyncContextManager[None]:
    """Take the database away while the block lasts."""
    if url.startswith("sqlite"):
        return _locked(url.removeprefix("sqlite:///"))
    return _shut(url)


@asynccontextmanager
async def _locked(file: str) -> AsyncIterator[None]:
    connection = sqlite3.connect(file, isolation_level=None, timeout=0)
    await until(lambda: _lock(connection), waiting_for="the lock")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


async def _lock(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    return True


@asynccontextmanager
async def _shut(url: str) -> AsyncIterator[None]:
    parsed = make_url(url)
    name = parsed.database
    server = parsed.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false'.encode())
        try:
            # A backend told to end may live on for a moment: a connection that dies only after the block is not away.
            await until(lambda: _end_backends(connection, name), waiting_for="the end of every connection")
            yield
        finally:
            connection.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true'.encode())


async def _end_backends(connection: psycopg.Connection, name: str | None) -> bool:
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    return not connection.execute(ended, [name]).fetchall()
