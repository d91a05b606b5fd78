"""Delivery writes several rows in one transaction, and waits for nobody who may be waiting for it."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from bot.clock import Clock
from bot.writing import Writer
from models.outbox import promise, refresh, refresh_all
from models.outbox.claims import Times, claim, recover, settle_sent
from models.tables import Outbox
from models.values.outbox import Promised
from models.vocabulary import MessageKind, OutboxState
from models.workflow.parts import Parts
from tests.support.meetings import rows_of

T = TypeVar("T")

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TIMES = Times(NOW, NOW, timedelta(minutes=1))
MUCH_LATER = Times(NOW, NOW + timedelta(hours=1), timedelta(minutes=1))


async def promise_some(parts: Parts, number: int) -> None:
    async with parts.database.write(None, NOW) as session:
        for place in range(number):
            facts = {"number": str(place)}
            await promise(session, key=f"{place}", kind=MessageKind.CARD, recipient_id=None, facts=facts, now=NOW)


async def claim_some(parts: Parts, number: int) -> list[Promised]:
    """Claim so many rows, and return them by rising id."""
    async with parts.database.write(None, NOW) as session:
        return sorted(await claim(session, TIMES, number), key=lambda promised: promised.id)


async def key_of(parts: Parts, promised: Promised) -> str:
    (row,) = await rows_of(parts, Outbox, Outbox.id == promised.id)
    return str(row.key)


async def begin(*work: Awaitable[T]) -> "asyncio.Future[list[T]]":
    """Begin the work, and let it come as far as it can."""
    begun = asyncio.gather(*work)
    await asyncio.sleep(0.2)
    return begun


async def test_whoever_changes_several_messages_and_delivery_that_settles_them_do_not_wait_for_each_other(
    parts: Parts,
) -> None:
    await promise_some(parts, 3)
    low, high = await claim_some(parts, 2)
    (waits,) = await rows_of(parts, Outbox, Outbox.state == OutboxState.WAITING)
    keys = [await key_of(parts, low), await key_of(parts, high), waits.key]
    writer = Writer(parts.database, Clock(None))
    async with parts.database.write(None, NOW) as session:
        await refresh(session, key=keys[0], now=NOW)
        claiming = asyncio.create_task(writer.write(lambda s: claim(s, TIMES, 10)))
        settling = await begin(
            *(writer.write(partial(settle_sent, promised=one, now=NOW), one.id) for one in (high, low)),
        )
        for key in keys[1:]:
            await refresh(session, key=key, now=NOW)
    assert await settling == [True, True]
    assert waits.id in {promised.id for promised in await claiming}


async def test_two_who_change_the_same_messages_do_not_wait_for_each_other(parts: Parts) -> None:
    await promise_some(parts, 2)
    low, high = await claim_some(parts, 2)
    keys = [await key_of(parts, low), await key_of(parts, high)]

    async def change() -> None:
        async with parts.database.write(None, NOW) as session:
            await refresh_all(session, keys=keys[::-1], now=NOW)

    async with parts.database.write(None, NOW) as session:
        await refresh(session, key=keys[0], now=NOW)
        changed = await begin(change())
        await refresh(session, key=keys[1], now=NOW)
    await changed
    assert len(await rows_of(parts, Outbox, Outbox.target_id == low.id)) == 1
    assert len(await rows_of(parts, Outbox, Outbox.target_id == high.id)) == 1


async def test_what_a_stopped_process_left_and_somebody_is_just_changing_is_taken_back_the_next_time(
    parts: Parts,
) -> None:
    await promise_some(parts, 2)
    low, high = await claim_some(parts, 2)

    async def take_back() -> int:
        async with parts.database.write(None, NOW) as session:
            return await recover(session, MUCH_LATER)

    async with parts.database.write(None, NOW) as session:
        await refresh(session, key=await key_of(parts, low), now=NOW)
        taken = await begin(take_back())
    locks_rows = parts.database.engine.dialect.name == "postgresql"  # and the other the whole file
    assert [*await taken, await take_back()] == ([1, 1] if locks_rows else [2, 0])
    assert {row.id for row in await rows_of(parts, Outbox, Outbox.state == OutboxState.WAITING)} >= {low.id, high.id}
