"""The migrations, run from nothing, build exactly the tables; and only one process runs them."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlmodel import SQLModel, select

from models.database import Database, build_engine
from models.database.migrate import migrate
from models.tables import Person
from models.values.errors import Refusal


async def test_migrations_from_nothing_equal_the_tables(database_url: str) -> None:
    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))

    database = Database(build_engine(database_url, patience=1.5))
    async with database.engine.connect() as connection:
        assert await connection.run_sync(compare) == []
    await database.close()


async def test_two_processes_starting_at_once_both_find_the_tables(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'bot.db'}"
    await asyncio.gather(migrate(url), migrate(url))
    database = Database(build_engine(url, patience=1.5))
    async with database.read() as session:
        assert (await session.exec(select(Person))).all() == []
    await database.close()


async def test_a_database_of_a_newer_version_is_refused_in_a_sentence(database_url: str) -> None:
    database = Database(build_engine(database_url, patience=1.5))
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    with pytest.raises(Refusal, match="newer version of the bot"):
        await migrate(database_url)
