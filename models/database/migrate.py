"""Bringing a database to the tables of this version, one process at a time."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from models.database.engine import read_url
from models.values.errors import Refusal, Unavailable

__all__ = ["build_config", "migrate", "newest_version"]

_FOLDER = Path(__file__).parent.parent / "migrations"
_LOCK = 7_312_004


async def migrate(url: str) -> None:
    """Run all migrations that this database has not seen.

    Two processes may start at once: an advisory lock (PostgreSQL) or the file's own write lock
    (SQLite) lets one work and the other wait. Foreign keys are left unenforced on SQLite, since
    rebuilding a table with them on would delete what points at it.

    Raises
    ------
    Refusal
        When the database was written by a newer version of the bot.
    Unavailable
        When the database cannot be reached, or another process holds it for too long.
    """
    parsed = read_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(parsed, poolclass=NullPool)
    if parsed.get_backend_name() == "sqlite":
        _hold_the_file(engine.sync_engine)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    except CommandError as error:
        sentence = (
            "The database was written by a newer version of the bot, or by another program: "
            f"{error}. Start the version that wrote it, or restore a backup."
        )
        raise Refusal(sentence) from error
    except (InterfaceError, OperationalError) as error:
        raise Unavailable(type(error).__name__) from error
    finally:
        await engine.dispose()


@cache
def newest_version() -> str:
    """Return the migration that the tables of this version of the bot have come to."""
    head = ScriptDirectory.from_config(build_config()).get_current_head()
    if head is None:
        message = "there are no migrations"
        raise RuntimeError(message)
    return head


def build_config(connection: Connection | None = None) -> Config:
    """Return Alembic's settings, working on `connection`."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    command.upgrade(build_config(connection), "head")


def _hold_the_file(engine: object) -> None:
    @event.listens_for(engine, "connect")
    def _set_manners(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA busy_timeout=30000")
        # A table made anew must not leave its old rows, keys and all, in the unused parts of the file.
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
