"""Who looks after the bot hears when it stood still, cannot plan or works with an old directory; once a day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import col, select

from handlers.alarm import render_alarm
from models.tables import DirectoryImport, Heartbeat, Outbox, PersonRole
from models.values.outbox import Promised
from models.vocabulary import MessageKind, Role, SendingMode, StaffKind
from models.workflow.clocks.alarms import Patience, raise_alarms
from models.workflow.clocks.heartbeats import PLAN, TICK, beat, read_beats
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import LONG_AGO, make_team
from tests.support.leaks import find_personal

PATIENCE = Patience(timedelta(minutes=60), timedelta(days=7))
REAL = datetime(2030, 1, 7, 12, 0, tzinfo=UTC)
"""The time outside, which is another than the bot's."""


@pytest.fixture
async def house(parts: Parts) -> Parts:
    """The team, and somebody who looks after the bot."""
    await make_team(parts, START, last_discussed={"AA": 20})
    async with parts.database.write(None, START) as session:
        role: Any = {"role": Role.ADMINISTRATOR, "staff_kind": StaffKind.QUALIFIED, "from_on": LONG_AGO}
        session.add(PersonRole(person_id="tom", **role))
    return parts


async def run(parts: Parts, after: timedelta, started: timedelta = timedelta()) -> list[Outbox]:
    """Look so long after the start, in both times, and return the alarms there are."""
    await raise_alarms(parts, PATIENCE, START + after, REAL + after, REAL + started)
    async with parts.read() as session:
        found = await session.exec(
            select(Outbox).where(Outbox.kind == MessageKind.ALARM).order_by(col(Outbox.promised_at))
        )
        return list(found.all())


async def ticked(parts: Parts, *names: str) -> None:
    for name in names:
        await beat(parts, name, START, REAL)


async def say(parts: Parts, row: Outbox, now: datetime) -> str:
    """Return everything its reader sees."""
    promised = Promised(
        row.id, row.kind, SendingMode.POST, row.recipient_id, dict(row.facts), row.promised_at, 1, now, "claim"
    )
    message = await render_alarm(parts, promised, now)
    return "" if message is None else f"{message.text} {message.blocks}"


async def test_while_everything_goes_on_nobody_hears_anything(house: Parts) -> None:
    await ticked(house, TICK, PLAN)
    assert await run(house, timedelta(minutes=59)) == []


async def test_after_a_gap_an_administrator_hears_from_when_to_when_nothing_was_checked(house: Parts) -> None:
    await ticked(house, TICK, PLAN)
    [row] = await run(house, timedelta(hours=3), started=timedelta(hours=3))
    assert row.recipient_id == "tom"
    said = await say(house, row, START + timedelta(hours=3))
    assert "Nothing was checked between Mon 2 March 2026 at 09:00 and Mon 2 March 2026 at 12:00" in said
    assert not find_personal(said, ())


async def test_a_clock_that_was_moved_is_no_gap(house: Parts) -> None:
    await ticked(house, TICK, PLAN)
    later = timedelta(days=1)
    await raise_alarms(house, PATIENCE, START + later, REAL + timedelta(minutes=1), REAL)
    assert await run(house, timedelta()) == []


async def test_a_night_without_the_bot_is_none_and_a_gap_that_ends_in_the_evening_is_told_in_the_morning(
    house: Parts,
) -> None:
    await beat(house, TICK, START + timedelta(hours=9), REAL + timedelta(hours=9))
    await beat(house, PLAN, START + timedelta(hours=23), REAL + timedelta(hours=23))
    assert await run(house, timedelta(hours=23), started=timedelta(hours=23)) == []
    await beat(house, TICK, START + timedelta(hours=27), REAL + timedelta(hours=27))
    [row] = await run(house, timedelta(hours=36), started=timedelta(hours=36))
    assert row.due_at == datetime(2026, 3, 4, 8, 0, tzinfo=UTC)


async def test_planning_that_does_not_get_done_while_the_bot_runs_is_told_once_a_day(house: Parts) -> None:
    await ticked(house, TICK, PLAN)
    for minutes in (61, 62, 120):
        await beat(house, TICK, START + timedelta(minutes=minutes - 1), REAL + timedelta(minutes=minutes - 1))
        rows = await run(house, timedelta(minutes=minutes))
        assert [row.facts["cause"] for row in rows] == ["not_planning"]
    said = await say(house, rows[0], START + timedelta(minutes=61))
    assert "What is due has not been worked out since Mon 2 March 2026 at 09:00" in said
    later = timedelta(days=1, minutes=5)
    await beat(house, TICK, START + later, REAL + later)
    assert len(await run(house, later)) == 2


async def test_planning_that_never_got_done_is_told_too(house: Parts) -> None:
    await ticked(house, TICK)
    await beat(house, TICK, START + timedelta(minutes=64), REAL + timedelta(minutes=64))
    [row] = await run(house, timedelta(minutes=65))
    assert row.facts["cause"] == "not_planning"


@pytest.mark.parametrize(("days", "told"), [(7, False), (8, True)])
async def test_a_directory_older_than_a_week_is_told_of_until_it_is_imported(
    house: Parts,
    days: int,
    told: bool,  # noqa: FBT001 -- pytest gives it by name
) -> None:
    age = timedelta(days=days)
    await beat(house, TICK, START + age, REAL + age)
    await beat(house, PLAN, START + age, REAL + age)
    rows = await run(house, age)
    assert [row.facts for row in rows] == ([{"cause": "old_directory", "directory": "2026-03-02"}] if told else [])
    if told:
        said = await say(house, rows[0], START + age)
        assert "The directory is 8 days old.* The last import describes Mon 2 March 2026." in said
        async with house.database.write(None, START) as session:
            session.add(DirectoryImport(effective_on=(START + age).date(), imported_at=START, people=1, children=1))
        assert await say(house, rows[0], START + age) == ""


async def test_where_no_administrator_is_listed_the_service_manager_hears(house: Parts) -> None:
    async with house.database.write(None, START) as session:
        await session.exec(delete(PersonRole).where(col(PersonRole.role) == Role.ADMINISTRATOR))
    await ticked(house, TICK, PLAN)
    [row] = await run(house, timedelta(hours=2), started=timedelta(hours=2))
    assert row.recipient_id == "olu"


async def test_heartbeats_add_up_what_came_of_a_day_and_begin_anew_on_the_next(parts: Parts) -> None:
    await beat(parts, "deliver", START, REAL, sent=2, failed=0)
    await beat(parts, "deliver", START + timedelta(hours=1), REAL, sent=3, failed=1)
    assert (await read_beats(parts))["deliver"].facts == {"sent": 5, "failed": 1}
    await beat(parts, "deliver", START + timedelta(days=1), REAL, sent=1, failed=0)
    assert (await read_beats(parts))["deliver"].facts == {"sent": 1, "failed": 0}
    async with parts.read() as session:
        assert len((await session.exec(select(Heartbeat))).all()) == 1
