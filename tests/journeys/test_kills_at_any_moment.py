"""The bot killed at moments nobody chose, while a person sends and another agrees: each thing once, in the end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from random import Random
from typing import Any

import pytest
import pytest_asyncio

from models.vocabulary import ActKind, MessageKind, RecordState
from sandbox.hands import NotDone, NotSeen
from sandbox.kinds import Json
from tests.journeys.house import House, open_house
from tests.journeys.scene import read_through_to_the_end, until
from tests.journeys.steps import Meeting, begin

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(town_database: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with open_house(town_database, tmp_path_factory.mktemp("house")) as opened:
        yield opened


async def kill_during(house: House, chance: Random, doing: Awaitable[Any]) -> None:
    """Kill the bot some time after a person began something, and start it again."""
    begun = asyncio.ensure_future(doing)
    await asyncio.sleep(chance.uniform(0, 0.15))
    await house.bot.kill()
    await asyncio.gather(begun, return_exceptions=True)
    await house.bot.start()


async def press_send_until_sent(meeting: Meeting) -> None:
    """Do as a person does after *trouble connecting*: look, and press again while nothing was sent."""

    async def sent() -> bool:
        if set(await meeting.states()) != {RecordState.DRAFT}:
            return True
        try:
            await meeting.supervisor.see()
            if meeting.supervisor.view is None:
                await meeting.press_on_card("Read through and send", then="page 1 of")
            await read_through_to_the_end(meeting.supervisor)
            await meeting.supervisor.submit()
        except (NotDone, NotSeen):
            return False
        return False

    await until(sent, waiting_for="the records to be sent", timeout=30)


async def advance(house: House, minutes: int) -> None:
    """Move the clock, so that Slack sends again what was not acknowledged."""
    url = f"{house.scene.sandbox.url}/control/clock/advance"
    async with house.http.post(url, json={"minutes": minutes}) as answer:
        assert answer.status == 200, await answer.text()


async def play(house: House, chance: Random) -> None:
    """Hold one meeting through two kills."""
    meeting = await begin(house.scene, in_depth=1, brief=1)
    await meeting.write_all(1, 1)
    await meeting.press_on_card("Read through and send", then="page 1 of")
    await read_through_to_the_end(meeting.supervisor)

    await kill_during(house, chance, meeting.supervisor.submit())
    await press_send_until_sent(meeting)
    requests = await meeting.until_requests(2)
    for message in requests:
        await meeting.read_and_close(message)
    await kill_during(house, chance, tick(meeting, requests))
    await advance(house, 1)
    await advance(house, 5)

    for message in requests:
        await meeting.until_says(message, "you agreed")
    assert [act.kind for act in await meeting.acts()] == [ActKind.AGREED] * 2
    assert await meeting.states() == [RecordState.COMPLETE] * 2
    assert await meeting.count_posts(MessageKind.REQUEST) == [1, 1]
    assert await meeting.count_posts(MessageKind.CARD) == [1]


async def tick(meeting: Meeting, requests: list[Json]) -> None:
    for message in requests:
        await meeting.worker.react(message, "white_check_mark")


@pytest.mark.parametrize("seed", range(1))
async def test_a_meeting_survives_two_kills_at_moments_nobody_chose(house: House, seed: int) -> None:
    await play(house, Random(seed))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 160))
async def test_sixty_meetings_survive_two_kills_each(house: House, seed: int) -> None:
    await play(house, Random(seed))
