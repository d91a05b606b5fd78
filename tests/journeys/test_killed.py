"""The bot is killed after each kind of save, and while typing: on the same database everything saved is there."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from models.vocabulary import ActKind, MessageKind, RecordState
from sandbox.hands import Hands
from sandbox.looking import text_in
from tests.journeys.house import House, open_house
from tests.journeys.scene import read_through_to_the_end, until
from tests.journeys.steps import Meeting, begin
from tests.story.screen import child_on, field, rows_of, title_of, typed_in
from tests.story.writing import BRIEF_PROGRESS, OUTCOMES, PROGRESS, WHAT, WHEN
from tests.support.databases import Databases

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAID = "She told me the blanket is back. <!channel> *not bold* 🙂"

on_both = pytest.mark.parametrize("house_database", ["sqlite", "postgresql"], indirect=True, scope="module")
on_sqlite = pytest.mark.parametrize("house_database", ["sqlite"], indirect=True, scope="module")


@pytest.fixture(scope="module")
def house_database(request: pytest.FixtureRequest, databases: Databases, town_folder: Path) -> Iterator[str]:
    """The database of the bot, of the kind a test asks for."""
    with databases.make(request.param, town_folder) as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(house_database: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with open_house(house_database, tmp_path_factory.mktemp("house")) as opened:
        yield opened


async def kill_bot_and_screens(house: House, meeting: Meeting) -> None:
    """Kill the bot, start it again, and lose whatever was open, as a crash of the device does."""
    await house.bot.restart()
    for hands in (meeting.supervisor, meeting.worker):
        await hands.see()
        if hands.view is not None:
            await hands.close_view(everything=True)


async def open_step(meeting: Meeting, number: int, label: str) -> Hands:
    """Go on from the card to a step of a record in depth that is begun."""
    await meeting.open_child(then="Desired outcomes")
    await meeting.supervisor.click_button("Open", number=number)
    await meeting.supervisor.until_view(label, timeout=10)
    return meeting.supervisor


@on_both
async def test_what_was_typed_is_there_without_any_save(house: House) -> None:
    meeting = await begin(house.scene)
    await meeting.press_on_card("Go on", then=OUTCOMES)
    assert (await meeting.supervisor.type_into(OUTCOMES, SAID))["ack"] == "ok"

    await kill_bot_and_screens(house, meeting)

    assert typed_in(await open_step(meeting, 0, OUTCOMES), OUTCOMES) == SAID


@on_both
async def test_killed_right_after_send_each_request_arrives_once(house: House) -> None:
    meeting = await begin(house.scene, in_depth=1, brief=2)
    await meeting.write_all(1, 2)
    await meeting.press_on_card("Read through and send", then="page 1 of")
    await read_through_to_the_end(meeting.supervisor)
    assert (await meeting.supervisor.submit())["ack"] == "ok"

    await house.bot.restart()

    await meeting.until_requests(2)
    assert await meeting.count_posts(MessageKind.REQUEST) == [1, 1]
    assert text_in(await meeting.until_card("sent, waiting for agreement")).count("sent, waiting") == 3


@on_both
async def test_an_agreement_stands_and_the_message_shows_it(house: House) -> None:
    meeting = await begin(house.scene)
    (message,) = await meeting.asked()
    await meeting.read(message)
    await meeting.worker.click_button("Agree")

    await house.bot.restart()

    await meeting.until_says(message, "you agreed")
    await meeting.until_card(":white_check_mark: agreed")
    assert [act.kind for act in await meeting.acts()] == [ActKind.AGREED]
    assert await meeting.states() == [RecordState.COMPLETE]


@on_sqlite
async def test_after_save_a_step_is_as_it_was(house: House) -> None:
    meeting = await begin(house.scene)
    await meeting.press_on_card("Go on", then=OUTCOMES)
    priya = meeting.supervisor
    await priya.choose("Whose outcomes are they?", "Wider family")
    await priya.type_into(OUTCOMES, SAID)
    await priya.click_button("Save")

    await kill_bot_and_screens(house, meeting)

    await open_step(meeting, 0, OUTCOMES)
    assert typed_in(priya, OUTCOMES) == SAID
    chosen = field(priya, "Whose outcomes are they?").state["selected_options"]
    assert [option["text"]["text"] for option in chosen] == ["Wider family"]


@on_sqlite
async def test_after_save_and_next_the_step_behind_is_as_it_was(house: House) -> None:
    meeting = await begin(house.scene)
    await meeting.press_on_card("Go on", then=OUTCOMES)
    await meeting.supervisor.click_button("Save and next")
    await meeting.supervisor.until_view(PROGRESS)
    await meeting.supervisor.type_into(PROGRESS, SAID * 2)
    await meeting.supervisor.click_button("Save and next")

    await kill_bot_and_screens(house, meeting)

    assert typed_in(await open_step(meeting, 1, PROGRESS), PROGRESS) == SAID * 2


@on_sqlite
async def test_an_action_that_was_saved_is_in_the_list(house: House) -> None:
    meeting = await begin(house.scene)
    await meeting.write(with_action=False)
    priya = await open_step(meeting, 3, "Add an action")
    await priya.click_button("Add an action")
    await priya.until_view(WHAT)
    await priya.type_into(WHAT, "Ring the school nurse")
    await priya.type_into("Why this step?", SAID)
    await priya.choose(WHEN, "In two weeks")
    await priya.click_button("Save this action")

    await kill_bot_and_screens(house, meeting)

    await open_step(meeting, 3, "Add an action")
    (row,) = rows_of(priya)
    assert "Ring the school nurse" in row
    await priya.click_button("Edit")
    await priya.until_view(WHAT)
    assert typed_in(priya, "Why this step?") == SAID


@on_sqlite
async def test_a_mention_stands_and_the_run_goes_on_after_it(house: House) -> None:
    meeting = await begin(house.scene, in_depth=0, brief=2)
    await meeting.press_on_card("Go on", then=BRIEF_PROGRESS)
    first = child_on(meeting.supervisor)
    await meeting.supervisor.click_button("No change, actions continue")

    await kill_bot_and_screens(house, meeting)

    await meeting.until_card("no change, actions continue", "1 done, 1 left")
    await meeting.press_on_card("Go on", then=BRIEF_PROGRESS)
    assert {first, child_on(meeting.supervisor)} == {child.number for child in meeting.children}


@on_sqlite
async def test_what_save_and_close_saved_is_read_through_and_sent_after_it(house: House) -> None:
    meeting = await begin(house.scene, in_depth=0, brief=1)
    await meeting.press_on_card("Go on", then=BRIEF_PROGRESS)
    await meeting.supervisor.type_into(BRIEF_PROGRESS, SAID)
    assert (await meeting.supervisor.submit())["ack"] == "ok"

    await house.bot.restart()

    assert meeting.supervisor.view is None
    await meeting.press_on_card("Read through and send", then=SAID)
    await meeting.supervisor.submit()
    (message,) = await meeting.until_requests(1)
    assert SAID in "\n".join(await meeting.read(message))


@on_sqlite
async def test_a_supervision_that_was_started_has_its_card_and_goes_on_from_home(house: House) -> None:
    priya = await house.scene.person("priya")
    if priya.view is not None:
        await priya.close_view(everything=True)
    cards = len(priya.messages())
    await priya.command("/supervision")
    await priya.until_view("Whom do you supervise?")
    await priya.choose("Choose a person", "Amira Khan")
    await priya.click_button("Next")
    await priya.until(lambda _: title_of(priya) == "Agenda", waiting_for="the agenda")
    assert (await priya.click_button("Start"))["ack"] == "ok"

    await house.bot.restart()
    await priya.see()
    if priya.view is not None:
        await priya.close_view(everything=True)

    await priya.until(lambda _: len(priya.messages()) == cards + 1, waiting_for="one card")
    assert "Supervision with Amira Khan" in text_in(priya.messages()[-1])
    await priya.home()
    await priya.until(lambda _: "Amira Khan" in priya.home_text, waiting_for="the supervision on Home")
    rows = [row for row in priya.home_text.splitlines() if "Supervision with" in row or "Carry on" in row]
    assert rows
    await priya.click_button("Carry on", home=True)
    await priya.until_view("Supervision with Amira Khan")


@on_sqlite
async def test_killed_while_slack_is_posting_a_request_it_is_found_and_not_posted_again(house: House) -> None:
    meeting = await begin(house.scene)
    await meeting.write()
    await meeting.settle()
    faults = house.scene.sandbox.rooms.faults
    faults.add({"method": "chat.postMessage", "fault": "slow", "seconds": 0.6})
    await meeting.send()

    async def is_posting() -> bool:
        return not faults.listed()

    await until(is_posting, waiting_for="the post to be on its way")
    await house.bot.restart()

    await meeting.until_requests(1)
    assert await meeting.count_posts(MessageKind.REQUEST) == [1]


@on_sqlite
async def test_killed_in_mid_typing_at_most_what_came_after_the_last_dispatch_is_missing(house: House) -> None:
    meeting = await begin(house.scene)
    await meeting.press_on_card("Go on", then=OUTCOMES)
    priya, safe = meeting.supervisor, ""

    async def type_on() -> None:
        nonlocal safe
        for end in range(1, len(SAID * 4), 3):
            typed = (SAID * 4)[:end]
            if (await priya.type_into(OUTCOMES, typed))["ack"] == "ok":
                safe = typed

    typing = asyncio.create_task(type_on())

    async def has_begun() -> bool:
        return len(safe) > 20

    await until(has_begun, waiting_for="some typing")
    await house.bot.kill()
    typing.cancel()
    await asyncio.gather(typing, return_exceptions=True)
    await house.bot.start()

    await priya.see()
    on_screen = typed_in(priya, OUTCOMES)
    await priya.close_view(everything=True)
    stored = typed_in(await open_step(meeting, 0, OUTCOMES), OUTCOMES)
    assert on_screen.startswith(stored)
    assert stored.startswith(safe)


@on_sqlite
async def test_the_screen_that_outlived_the_bot_saves_everything_with_its_next_button(house: House) -> None:
    meeting = await begin(house.scene)
    await meeting.press_on_card("Go on", then=OUTCOMES)
    priya = meeting.supervisor
    await priya.type_into(OUTCOMES, "Begun")
    await house.bot.kill()
    assert (await priya.type_into(OUTCOMES, SAID))["ack"] != "ok"
    await priya.click_button("Save and next")
    assert "trouble" in (priya.notice or "")
    await house.bot.start()

    await priya.click_button("Save and next")

    await priya.until_view(PROGRESS)
    await priya.close_view(everything=True)
    assert typed_in(await open_step(meeting, 0, OUTCOMES), OUTCOMES) == SAID
