"""Two people at the same record in the same moment: one waits, and then sees what the other did."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Act, Record, Version
from models.values.errors import Refusal
from models.vocabulary import ActKind, RecordState
from models.workflow.addenda import send_addendum
from models.workflow.agreement import act, undo
from models.workflow.asking import replace_version
from models.workflow.parts import Parts
from tests.support.meetings import PRIYA, SAM, after, find_record, rows_of, send_meeting

_WAITERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@asynccontextmanager
async def someone_writing(parts: Parts, record_id: str) -> AsyncIterator[AsyncSession]:
    """Hold a record as a writer does until its commit."""
    async with parts.write(PRIYA) as session:
        await session.exec(select(Record.id).where(Record.id == record_id).with_for_update())
        yield session


async def begin_meanwhile(parts: Parts, work: Coroutine[Any, Any, Any], database_url: str) -> asyncio.Task[Any]:
    """Start what has to wait; where the database shows who waits, return only once it does."""
    task = asyncio.create_task(work)
    for _ in range(100):
        await asyncio.sleep(0.01)
        if database_url.startswith("sqlite"):
            break
        async with parts.read() as session:
            if (await session.connection()) and (await session.exec(text(_WAITERS))).scalar():  # type: ignore[call-overload]
                break
    return task


@pytest.mark.parametrize("kind", [ActKind.AGREED, None])
async def test_answering_while_a_new_version_is_sent_says_so_instead_of_claiming_it_was_answered(
    parts: Parts, database_url: str, kind: ActKind | None
) -> None:
    (child,), (request,) = await send_meeting(parts)
    record = await find_record(parts, child)
    (version,) = await rows_of(parts, Version)

    async with someone_writing(parts, record.id) as session:
        await replace_version(session, await session.get_one(Version, version.id), PRIYA.now)
        press = (
            undo(parts, after(SAM, 1), request_id=request)
            if kind is None
            else act(parts, after(SAM, 1), request_id=request, kind=kind, at_last_page=True)
        )
        pressing = await begin_meanwhile(parts, press, database_url)

    with pytest.raises(Refusal, match="newer version"):
        await pressing
    assert await rows_of(parts, Act) == []


async def test_an_addendum_is_not_sent_on_an_answer_taken_back_in_the_same_moment(
    parts: Parts, database_url: str
) -> None:
    (child,), (request,) = await send_meeting(parts)
    await act(parts, SAM, request_id=request, kind=ActKind.AGREED, at_last_page=True)
    record = await find_record(parts, child)

    async with someone_writing(parts, record.id) as session:
        await session.exec(update(Record).where(col(Record.id) == record.id).values(state=RecordState.AWAITING))
        sending = await begin_meanwhile(
            parts,
            send_addendum(parts, after(PRIYA, 1), record_id=record.id, addendum=1, text="Gran moved in."),
            database_url,
        )

    with pytest.raises(Refusal, match="waiting for an answer"):
        await sending
    assert await rows_of(parts, Version, Version.addendum == 1) == []
