"""A promise is made once, with the change it tells of; refreshes are coalesced."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from models.outbox import promise, refresh
from models.outbox.claims import Times, claim, settle_sent
from models.tables import Outbox, Team
from models.values.outbox import Promised
from models.vocabulary import MessageKind, OutboxState, SendingMode
from models.workflow.parts import Parts

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


async def promise_card(parts: Parts) -> None:
    async with parts.database.write(None, NOW) as session:
        await promise(
            session,
            key="card:1",
            kind=MessageKind.CARD,
            recipient_id=None,
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

    async def take() -> tuple[Promised, ...]:
        async with parts.database.write(None, NOW) as session:
            return await claim(session, Times(NOW, NOW, timedelta(minutes=1)))

    async with parts.database.write(None, NOW) as session:
        await refresh(session, key="card:1", now=NOW)
        meanwhile = asyncio.create_task(take())
        await asyncio.wait({meanwhile}, timeout=0.2)
        taken_early = meanwhile.done() and meanwhile.result() != ()
    assert not taken_early
    assert await count(parts, SendingMode.REFRESH) == 1
    assert await meanwhile or await take()


@pytest.mark.parametrize("state", [OutboxState.FAILED, OutboxState.CANCELLED])
async def test_a_message_that_never_went_out_is_not_refreshed(parts: Parts, state: OutboxState) -> None:
    await promise_card(parts)
    await set_state(parts, state)
    await refresh_card(parts)
    assert await count(parts, SendingMode.REFRESH) == 0


async def promise_to_teams(parts: Parts, *teams: str) -> None:
    async with parts.database.write(None, NOW) as session:
        for team in sorted(set(teams)):
            session.add(Team(id=team, name=team))
        await session.flush()
        for place, team in enumerate(teams):
            await promise(
                session,
                key=f"team:{place}",
                kind=MessageKind.TEAM_POST,
                recipient_id=None,
                team_id=team,
                facts={"team": team},
                now=NOW,
                priority=place,
            )


async def claim_some(parts: Parts, limit: int = 1) -> tuple[Promised, ...]:
    async with parts.database.write(None, NOW) as session:
        return await claim(session, Times(NOW, NOW, timedelta(minutes=1)), limit)


@pytest.mark.parametrize("limit", [1, 10])
async def test_posts_to_one_team_go_out_one_at_a_time_and_in_order_and_no_other_team_waits_for_them(
    parts: Parts, limit: int
) -> None:
    await promise_to_teams(parts, "elm", "elm", "oak")
    taken = [one for _ in range(3) for one in await claim_some(parts, limit)]
    assert [(one.team_id, one.recipient_id) for one in taken] == [("elm", None), ("oak", None)]
    async with parts.database.write(None, NOW) as session:
        assert await settle_sent(session, taken[0], NOW, channel_id="C0ELM", ts="1.1")
    (third,) = await claim_some(parts, limit)
    assert (third.team_id, third.id != taken[0].id) == ("elm", True)


async def test_a_change_of_a_teams_post_goes_to_the_same_team(parts: Parts) -> None:
    await promise_to_teams(parts, "elm")
    (posted,) = await claim_some(parts)
    async with parts.database.write(None, NOW) as session:
        await settle_sent(session, posted, NOW, channel_id="C0ELM", ts="1.1")
    async with parts.database.write(None, NOW) as session:
        await refresh(session, key="team:0", now=NOW)
    (change,) = await claim_some(parts)
    assert (change.mode, change.team_id, change.channel_id) == (SendingMode.REFRESH, "elm", "C0ELM")


async def test_an_answer_to_an_act_goes_before_what_nobody_waits_for_though_that_was_due_earlier(parts: Parts) -> None:
    await promise_to_teams(parts, "elm", "oak")
    async with parts.database.write(None, NOW) as session:
        await promise(session, key="card:1", kind=MessageKind.CARD, recipient_id=None, facts={}, now=LATER)
    async with parts.database.write(None, LATER) as session:
        taken = await claim(session, Times(LATER, LATER, timedelta(minutes=1)), 10)
    assert [one.kind for one in taken] == [MessageKind.CARD, MessageKind.TEAM_POST, MessageKind.TEAM_POST]
