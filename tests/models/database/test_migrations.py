"""The migrations, run from nothing, build exactly the tables; and only one process runs them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel, select

from models.database import Database, build_engine
from models.database.engine import read_url
from models.database.migrate import build_config, migrate
from models.tables import Person
from models.values.clocks import NudgeTimes
from models.values.errors import Refusal
from models.values.leave import LeavePlan
from models.values.preparing import Given
from models.vocabulary import ClockKind, Rhythm
from models.workflow.clocks.bookings import book_supervision
from models.workflow.clocks.choices import choose_times
from models.workflow.clocks.leave import set_leave
from models.workflow.clocks.planning import plan
from models.workflow.clocks.settling import record_done, set_override, snooze
from models.workflow.notes import start_note
from models.workflow.parts import Parts
from models.workflow.preparing import save_preparation
from tests.conftest import START
from tests.support.council import make_team
from tests.support.meetings import PRIYA, SAM, make_meeting, send_meeting, write_record

WRITTEN = ("preparation", "clockoverride", "clockdone", "leave", "snooze", "booking", "outbox")


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


async def test_what_was_there_before_groups_goes_back_and_forth_unchanged(parts: Parts, database_url: str) -> None:
    (child,) = await make_meeting(parts)
    await write_record(parts, child)
    before = await dump(database_url)

    await step(database_url, "0003")
    await migrate(database_url)

    assert await dump(database_url) == before


async def test_a_database_does_not_go_back_to_before_chains_once_a_record_stands_in_one(
    parts: Parts, database_url: str
) -> None:
    await send_meeting(parts, in_depth=1, brief=1)
    before = await dump(database_url, "record", "version", "link")

    with pytest.raises(RuntimeError, match="cannot go back"):
        await step(database_url, "0005")

    assert await dump(database_url, "record", "version", "link") == before


async def test_a_database_with_notes_agreements_or_groups_does_not_go_back_and_stays_as_it_is(
    parts: Parts, database_url: str
) -> None:
    (child,) = await make_team(parts, START, last_discussed={"AB": 10})
    await start_note(parts, PRIYA, supervision_id="e" * 32, child_id=child)
    before = await dump(database_url)

    with pytest.raises(RuntimeError, match="cannot go back"):
        await step(database_url, "0003")

    assert await dump(database_url) == before


async def _prepare(parts: Parts, child: str) -> None:
    await save_preparation(parts, SAM, subject_id=child, given=Given(None, {"progress": "Four days at school."}))


async def _except(parts: Parts, child: str) -> None:
    days = {"every_days": 14, "due_on": None, "until_on": START.date() + timedelta(days=60)}
    await set_override(parts, PRIYA, clock=ClockKind.CHILD, subject_id=child, **days, reason="Court.")  # type: ignore[arg-type]


async def _hold_elsewhere(parts: Parts, child: str) -> None:
    words = {"by": "Tom", "line": "On file."}
    await record_done(parts, PRIYA, clock=ClockKind.CHILD, subject_id=child, done_on=START.date(), **words)


async def _put_off(parts: Parts, child: str) -> None:
    until = START.date() + timedelta(days=1)
    await snooze(parts, PRIYA, clock=ClockKind.CHILD, subject_id=child, until_on=until, reason="Away with school.")


async def _go_away(parts: Parts, _child: str) -> None:
    await set_leave(parts, SAM, LeavePlan("sam", START.date(), START.date()))


async def _book(parts: Parts, _child: str) -> None:
    await book_supervision(parts, PRIYA, supervisee_id="sam", booked_on=START.date() + timedelta(days=9))


@pytest.mark.parametrize("write", [_prepare, _except, _hold_elsewhere, _put_off, _go_away, _book])
async def test_a_database_does_not_go_back_to_before_reminders_over_what_people_wrote_since(
    parts: Parts, database_url: str, write: Callable[[Parts, str], Awaitable[None]]
) -> None:
    (child,) = await make_team(parts, START, last_discussed={"AB": 50})
    await write(parts, child)
    before = await dump(database_url, *WRITTEN)

    with pytest.raises(RuntimeError, match="cannot go back"):
        await step(database_url, "0004")

    assert await dump(database_url, *WRITTEN) == before


async def test_what_people_chose_for_reminders_does_not_keep_a_database_from_going_back(
    parts: Parts, database_url: str
) -> None:
    await make_team(parts, START, last_discussed={"AB": 60})
    await choose_times(parts, SAM, NudgeTimes(Rhythm.WEEKLY))
    await plan(parts, START, START)

    await step(database_url, "0004")
    await migrate(database_url)


async def step(url: str, revision: str) -> None:
    """Take a database back to an earlier revision, as an administrator would, in one transaction."""
    engine = create_async_engine(read_url(url), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(lambda sync: command.downgrade(build_config(sync), revision))
    finally:
        await engine.dispose()


async def dump(url: str, *names: str) -> dict[str, list[dict[str, object]]]:
    """Return all rows of the tables the step touches."""
    engine = create_async_engine(read_url(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            found = {}
            for name in names or ("agendaitem", "attendance", "request", "supervision", "record", "outbox"):
                rows = await connection.execute(text(f"SELECT * FROM {name} ORDER BY 1"))  # noqa: S608 -- fixed names
                found[name] = [dict(row) for row in rows.mappings()]
            return found
    finally:
        await engine.dispose()
