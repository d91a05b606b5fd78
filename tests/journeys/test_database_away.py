"""The database locked or down for a while: a sentence, the text stays, the next press saves, nothing is half there."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
import pytest_asyncio

from models.tables import Supervision
from models.vocabulary import ActKind, MessageKind, RecordState, Way
from sandbox.hands import Hands
from tests.journeys.away import take_away
from tests.journeys.scene import Scene, read_through_to_the_end, until
from tests.journeys.steps import begin
from tests.story.screen import child_on, rows_of, title_of, typed_in
from tests.story.writing import BRIEF_PROGRESS, OUTCOMES, PROGRESS, WHAT
from tests.support.databases import KINDS, Databases
from tests.support.town import Town, open_town

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.by_turns]

AWAY = "could not be saved just now"
SAID = "She told me the blanket is back."

Away = Callable[[], AbstractAsyncContextManager[None]]


@pytest.fixture(scope="module", params=KINDS)
def town_database(request: pytest.FixtureRequest, databases: Databases, town_folder: Path) -> Iterator[str]:
    with databases.make(request.param, town_folder) as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(town_database: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A town whose bot is soon out of patience with its database."""
    folder = tmp_path_factory.mktemp("town") / "sandbox"
    async with open_town(town_database, folder, patience_seconds=0.5) as opened:
        yield opened


@pytest.fixture
def away(town_database: str) -> Away:
    """Take the database away while a block lasts."""
    return lambda: take_away(town_database)


async def is_told(hands: Hands) -> None:
    """Wait for the sentence on top of the modal, and close it."""
    await hands.until_view(AWAY)
    await hands.close_view()


async def test_what_is_typed_meanwhile_stays_on_the_screen_and_is_saved_by_the_next_press(
    town: Town, scene: Scene, away: Away
) -> None:
    meeting = await begin(scene)
    await meeting.press_on_card("Go on", then=OUTCOMES)
    priya = meeting.supervisor
    async with away():
        await priya.type_into(OUTCOMES, SAID)
        await priya.click_button("Save and next")
        await is_told(priya)
        assert typed_in(priya, OUTCOMES) == SAID
        refused = await priya.submit()
        assert refused["ack"] == "errors"
        assert AWAY in str(refused["errors"])
    assert typed_in(priya, OUTCOMES) == SAID

    await priya.click_button("Save and next")
    await priya.until_view(PROGRESS)
    await priya.close_view(everything=True)

    await meeting.open_child(then="Desired outcomes")
    await priya.click_button("Open")
    await priya.until_view(OUTCOMES)
    assert typed_in(priya, OUTCOMES) == SAID


async def test_an_action_is_not_lost_and_not_there_twice(town: Town, scene: Scene, away: Away) -> None:
    meeting = await begin(scene)
    await meeting.write(with_action=False)
    await meeting.open_child(then="Desired outcomes")
    priya = meeting.supervisor
    await priya.click_button("Open", number=3)
    await priya.until_view("Add an action")
    await priya.click_button("Add an action")
    await priya.until_view(WHAT)
    async with away():
        await priya.type_into(WHAT, "Ring the school nurse")
        await priya.click_button("Save this action")
        await is_told(priya)

    await priya.type_into("Why this step?", SAID)
    await priya.choose("When do you expect it to be done?", "In two weeks")
    await priya.click_button("Save this action")

    await priya.until_view("Add an action")
    assert ["Ring the school nurse" in row for row in rows_of(priya)].count(True) == 1


async def test_a_mention_is_made_by_the_press_after_it(town: Town, scene: Scene, away: Away) -> None:
    meeting = await begin(scene, in_depth=0, brief=2)
    await meeting.press_on_card("Go on", then=BRIEF_PROGRESS)
    priya, first = meeting.supervisor, child_on(meeting.supervisor)
    async with away():
        await priya.click_button("No change, actions continue")
        await is_told(priya)
        assert child_on(priya) == first
    await meeting.until_card("0 done, 2 left")

    await priya.click_button("No change, actions continue")

    await priya.until(lambda _: child_on(priya) not in {None, first}, waiting_for="the next child")
    await meeting.until_card("1 done, 1 left")


async def test_start_starts_nothing_and_then_one(town: Town, scene: Scene, away: Away) -> None:
    priya = await scene.person("priya")
    if priya.view is not None:
        await priya.close_view(everything=True)
    await priya.command("/supervision")
    await priya.until_view("Whom do you supervise?")
    await priya.choose("Choose a person", "Lucy Price")
    await priya.click_button("Next")
    await priya.until(lambda _: title_of(priya) == "Agenda", waiting_for="the agenda")
    before = len(await scene.rows(Supervision))
    async with away():
        await priya.click_button("Start")
        await is_told(priya)
        assert title_of(priya) == "Agenda"
    assert len(await scene.rows(Supervision)) == before

    await priya.click_button("Start")

    await priya.until(lambda _: title_of(priya) == "Brief record", waiting_for="the first step")
    assert len(await scene.rows(Supervision)) == before + 1


async def test_send_sends_nothing_and_then_everything_once(town: Town, scene: Scene, away: Away) -> None:
    meeting = await begin(scene, in_depth=1, brief=2)
    await meeting.write_all(1, 2)
    await meeting.press_on_card("Read through and send", then="page 1 of")
    await read_through_to_the_end(meeting.supervisor)
    async with away():
        await meeting.supervisor.submit()
        await is_told(meeting.supervisor)
    assert await meeting.states() == [RecordState.DRAFT] * 3

    await meeting.supervisor.submit()

    await meeting.supervisor.until_view("3 records sent")
    await meeting.until_requests(2)
    assert await meeting.count_posts(MessageKind.REQUEST) == [1, 1]


async def test_a_request_posted_while_the_database_goes_is_not_posted_again(
    town: Town, scene: Scene, away: Away
) -> None:
    meeting = await begin(scene)
    await meeting.write()
    await meeting.card()
    await meeting.settle()
    await town.fault(method="chat.postMessage", fault="slow", seconds=0.4)
    await meeting.send()

    async def is_posting() -> bool:
        return not town.sandbox.rooms.faults.listed()

    await until(is_posting, waiting_for="the post to be on its way")
    async with away():
        await asyncio.sleep(0.2)
        await asyncio.sleep(0.2)
        await asyncio.sleep(0.2)

    await meeting.until_requests(1)
    assert await meeting.count_posts(MessageKind.REQUEST) == [1]


async def test_agree_agrees_by_the_press_after_it(town: Town, scene: Scene, away: Away) -> None:
    meeting = await begin(scene)
    (message,) = await meeting.asked()
    await meeting.read_and_close(message)
    await meeting.read(message)
    async with away():
        await meeting.worker.click_button("Agree")
        await is_told(meeting.worker)
    assert await meeting.acts() == []

    await meeting.worker.click_button("Agree")

    await meeting.until_says(message, "you agreed")
    assert [act.kind for act in await meeting.acts()] == [ActKind.AGREED]


async def test_comments_stay_in_their_box_and_are_sent_once(town: Town, scene: Scene, away: Away) -> None:
    meeting = await begin(scene)
    (message,) = await meeting.asked()
    await meeting.read(message)
    sam = meeting.worker
    await sam.click_button("Agree with comments")
    await sam.until_view("Your comments")
    await sam.type_into("Your comments", SAID)
    async with away():
        assert AWAY in str((await sam.submit())["errors"])
    assert typed_in(sam, "Your comments") == SAID

    await sam.submit()

    await meeting.until_says(message, "you agreed with comments")
    assert await meeting.count_posts(MessageKind.COMMENTS) == [1]


async def test_a_tick_is_told_again_by_slack_and_counts_as_of_when_it_was_given(
    town: Town, scene: Scene, away: Away
) -> None:
    meeting = await begin(scene)
    (message,) = await meeting.asked()
    await meeting.read_and_close(message)
    given = scene.now()
    async with away():
        await meeting.worker.react(message, "white_check_mark")
        await asyncio.sleep(0.1)

    await town.advance(minutes=1)
    await town.advance(minutes=5)

    await meeting.until_says(message, "you agreed")
    (act,) = await meeting.acts()
    assert (act.kind, act.way) == (ActKind.AGREED, Way.REACTION)
    assert (act.at - given).total_seconds() < 30


async def test_the_command_is_never_met_with_silence_and_works_afterwards(town: Town, scene: Scene, away: Away) -> None:
    meeting = await begin(scene)
    await meeting.settle()
    priya = meeting.supervisor
    async with away():
        await priya.command("/supervision")
        said = (AWAY, "Whom do you supervise?", "That did not work")
        await priya.until(lambda seen: any(words in json.dumps(seen) for words in said), waiting_for="an answer")
    if priya.view is not None:
        await priya.close_view(everything=True)

    await priya.command("/supervision")

    await priya.until_view("Whom do you supervise?")
