"""One transaction, one function: all of it or nothing, once, and never waiting for long."""

import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from models.database import Database, build_engine, change_one, fetch, note
from models.outbox import promise
from models.tables import AuditEvent, Inbound, Mark, Outbox
from models.values.call import Call
from models.values.errors import Conflict, Missing, Repeated, Unavailable
from models.vocabulary import MessageKind
from models.workflow.parts import Parts

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def test_a_payload_that_comes_twice_has_its_effect_once(parts: Parts) -> None:
    async with parts.database.write("click-1", NOW) as session:
        session.add(Mark(name="colour", value="green"))
    with pytest.raises(Repeated):
        async with parts.database.write("click-1", NOW) as session:
            session.add(Mark(name="shape", value="round"))
    async with parts.read() as session:
        assert [mark.name for mark in await session.exec(select(Mark))] == ["colour"]


async def test_a_failed_effect_leaves_nothing_behind_so_that_the_payload_may_come_again(parts: Parts) -> None:
    with pytest.raises(ZeroDivisionError):
        async with parts.database.write("click-1", NOW) as session:
            session.add(Mark(name="colour", value="green"))
            raise ZeroDivisionError
    async with parts.read() as session:
        assert (await session.exec(select(Inbound))).all() == []
    async with parts.database.write("click-1", NOW) as session:
        session.add(Mark(name="colour", value="green"))


async def test_a_change_that_finds_something_else_is_a_conflict(parts: Parts) -> None:
    async with parts.database.write(None, NOW) as session:
        session.add(Mark(name="colour", value="green"))
    with pytest.raises(Conflict):
        async with parts.database.write(None, NOW) as session:
            await change_one(session, update(Mark).where(col(Mark.value) == "red").values(value="blue"))


async def test_what_is_not_there_is_missing(parts: Parts) -> None:
    async with parts.read() as session:
        with pytest.raises(Missing):
            await fetch(session, Mark, "colour")


async def test_times_come_back_aware_and_in_utc(parts: Parts) -> None:
    summer = datetime.fromisoformat("2026-07-01T10:00:00+01:00")
    async with parts.database.write("summer", summer):
        pass
    async with parts.read() as session:
        stored = (await session.exec(select(Inbound.at))).one()
    assert stored == summer
    assert stored.utcoffset() is not None
    assert stored.hour == 9


async def test_an_audit_event_tells_who_did_what(parts: Parts) -> None:
    call = Call(person_id="", now=NOW)
    async with parts.database.write(None, NOW) as session:
        await note(session, Call(person_id=None, now=NOW), "started", "mark", "colour", reason="test")  # type: ignore[arg-type]
    async with parts.read() as session:
        event = (await session.exec(select(AuditEvent))).one()
    assert (event.what, event.subject_id, event.facts, event.at) == ("started", "colour", {"reason": "test"}, call.now)


async def test_delivery_is_woken_after_a_commit_that_promised_and_not_otherwise(parts: Parts) -> None:
    woken: list[int] = []

    async def look_and_count() -> None:
        async with parts.read() as session:
            woken.append(len((await session.exec(select(Outbox))).all()))

    parts.database.on_promise(lambda: woken.append(-1))
    async with parts.database.write(None, NOW) as session:
        session.add(Mark(name="colour", value="green"))
    assert woken == []
    async with parts.database.write(None, NOW) as session:
        await promise(session, key="card:1", kind=MessageKind.CARD, recipient_id=None, facts={}, now=NOW)
        assert woken == []
    assert woken == [-1]
    await look_and_count()
    assert woken == [-1, 1]


async def test_a_locked_database_is_said_within_the_patience(parts: Parts, database_url: str) -> None:
    impatient = Database(build_engine(database_url, patience=0.2))
    async with parts.database.write(None, NOW) as first:
        first.add(Mark(name="colour", value="green"))
        await first.flush()
        began = time.monotonic()
        with pytest.raises(Unavailable):
            async with impatient.write(None, NOW) as second:
                second.add(Mark(name="colour", value="red"))
                await second.flush()
        assert time.monotonic() - began < 1
    await impatient.close()


async def test_a_database_that_is_down_is_said_in_time() -> None:
    gone = Database(build_engine("postgresql://nobody@127.0.0.1:1/supervision", patience=0.2))
    with pytest.raises(Unavailable):
        async with gone.read() as session:
            await session.exec(select(Mark))
    await gone.close()
