"""A promise is made once, with the change it tells of; refreshes are coalesced."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from models.outbox import promise, refresh
from models.outbox.claims import Times, claim
from models.tables import Outbox
from models.values.outbox import Promised
from models.vocabulary import MessageKind, OutboxState, SendingMode
from models.workflow.parts import Parts

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def promise_card(parts: Parts) -> None:
    async with parts.database.write(None, NOW) as session:
        await promise(
            session,
            key="card:1",
            kind=MessageKind.CARD,
            recipient_id=None,  # type: ignore[arg-type]
            facts={"supervision": "1"},
            now=NOW,
        )


async def set_state(parts: Parts, state: OutboxState, mode: SendingMode = SendingMode.POST) -> None:
    async with parts.database.write(None, NOW) as session:
        await session.exec(update(Outbox).where(col(Outbox.mode) == mode).values(state=state))


async def refresh_card(parts: Parts) -> None:
    async with parts.database.write(None, NOW) as session:
        await refresh(session, key="card:1", now=NOW)


async def count(parts: Parts, mode: SendingMode) -> int:
    async with parts.read() as session:
        return len((await session.exec(select(Outbox).where(Outbox.mode == mode))).all())


async def test_promising_the_same_twice_changes_nothing(parts: Parts) -> None:
    await promise_card(parts)
    await promise_card(parts)
    assert await count(parts, SendingMode.POST) == 1


async def test_a_message_that_still_waits_needs_no_refresh(parts: Parts) -> None:
    await promise_card(parts)
    await refresh_card(parts)
    assert await count(parts, SendingMode.REFRESH) == 0


@pytest.mark.parametrize("state", [OutboxState.SENDING, OutboxState.SENT, OutboxState.UNSURE])
async def test_many_changes_of_a_message_make_one_refresh(parts: Parts, state: OutboxState) -> None:
    await promise_card(parts)
    await set_state(parts, state)
    await refresh_card(parts)
    await refresh_card(parts)
    assert await count(parts, SendingMode.REFRESH) == 1


async def test_a_change_while_a_refresh_is_being_sent_asks_for_another(parts: Parts) -> None:
    await promise_card(parts)
    await set_state(parts, OutboxState.SENT)
    await refresh_card(parts)
    await set_state(parts, OutboxState.SENDING, SendingMode.REFRESH)
    await refresh_card(parts)
    assert await count(parts, SendingMode.REFRESH) == 2


async def test_a_waiting_refresh_a_change_relies_on_is_not_sent_before_that_change_is_there(parts: Parts) -> None:
    await promise_card(parts)
    await set_state(parts, OutboxState.SENT)
    await refresh_card(parts)

    async def take() -> Promised | None:
        async with parts.database.write(None, NOW) as session:
            return await claim(session, Times(NOW, NOW, timedelta(minutes=1)))

    async with parts.database.write(None, NOW) as session:
        await refresh(session, key="card:1", now=NOW)
        meanwhile = asyncio.create_task(take())
        await asyncio.wait({meanwhile}, timeout=0.2)
        taken_early = meanwhile.done() and meanwhile.result() is not None
    assert not taken_early
    assert await count(parts, SendingMode.REFRESH) == 1
    assert await meanwhile or await take()


@pytest.mark.parametrize("state", [OutboxState.FAILED, OutboxState.CANCELLED])
async def test_a_message_that_never_went_out_is_not_refreshed(parts: Parts, state: OutboxState) -> None:
    await promise_card(parts)
    await set_state(parts, state)
    await refresh_card(parts)
    assert await count(parts, SendingMode.REFRESH) == 0
