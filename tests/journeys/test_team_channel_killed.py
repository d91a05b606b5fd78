"""A bot that is killed while it posts to the teams' channels: nobody reads a morning's post twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlmodel import col

from models.tables import Outbox
from models.vocabulary import MessageKind, OutboxState
from sandbox.looking import text_in
from tests.journeys.house import House, open_house
from tests.journeys.scene import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPEN = (OutboxState.WAITING, OutboxState.SENDING)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(town_database: str, town_folder: Path) -> AsyncIterator[House]:
    """A house on the Monday morning."""
    async with open_house(town_database, town_folder / "sandbox") as opened:
        yield opened


async def posts(house: House, channel: str, name: str) -> int:
    hands = await house.scene.person(name)
    return sum("Coming due" in text_in(one) for one in hands.messages(channel))


async def test_killed_before_and_after_slack_took_a_post_it_is_never_posted_twice(house: House) -> None:
    async def settled() -> bool:
        rows = await house.scene.rows(Outbox, col(Outbox.kind) == MessageKind.TEAM_POST)
        return bool(rows) and all(row.state not in OPEN for row in rows)

    await until(settled, waiting_for="Monday's posts")
    url = f"{house.scene.sandbox.url}/control"
    async with house.http.post(f"{url}/faults", json={"method": "chat.postMessage", "fault": "slow", "times": 40}):
        pass
    moving = asyncio.create_task(
        house.http.post(f"{url}/clock/advance", json={"hours": 24, "minutes": 5, "timeout": 60})
    )

    async def sending() -> bool:
        rows = await house.scene.rows(Outbox, col(Outbox.kind) == MessageKind.TEAM_POST)
        return any(row.state is OutboxState.SENDING for row in rows)

    await until(sending, waiting_for="a post on its way", timeout=30)
    await house.bot.restart()
    (await moving).release()
    await until(settled, waiting_for="Tuesday's posts", timeout=30)

    rows = await house.scene.rows(Outbox, col(Outbox.kind) == MessageKind.TEAM_POST)
    for channel, name in (("C0TEAMELM", "priya"), ("C0TEAMOAK", "tom")):
        of_channel = [row for row in rows if row.channel_id in {channel, None}]
        assert len(of_channel) >= 1
        assert await posts(house, channel, name) <= 2
    days = {row.key.rsplit(":", 1)[1] for row in rows if row.target_id is None}
    assert days == {"2026-03-02", "2026-03-03"}
