"""A meeting's personal part through Slack: written, sent, answered, carried on, never mixed with a child's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from handlers.blocks.banner import NO_CHILD_HERE
from models.tables import Record
from models.vocabulary import MessageKind, RecordKind, RecordState
from sandbox.blockkit.consistency import all_options
from sandbox.hands import Hands
from sandbox.kinds import Json
from sandbox.looking import text_in
from tests.journeys.scene import Scene, read_through_to_the_end, until
from tests.journeys.steps import Meeting, begin, choose_to_start
from tests.story.screen import field
from tests.support.small_content import write_small_content
from tests.support.town import Town, open_town

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEW = "What is new? (personal)"
STANDING = "What stands from before? (personal)"
TICK = "Personal supervision with Sam Okafor"
ROW = "*Personal supervision*"
PRIVATE = "Sleeps badly since the court day."
ABOUT_A_CHILD = "Said the walks with Dad are the best part."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(town_database: str, town_folder: Path) -> AsyncIterator[Town]:
    """A council with a form for personal supervision."""
    content = write_small_content(town_folder / "content")
    async with open_town(town_database, town_folder / "sandbox", content_folder=content) as opened:
        yield opened


async def to_the_agenda(priya: Hands) -> None:
    """Go from the command to the agenda with Sam."""
    await choose_to_start(priya, "Sam Okafor")
    await priya.until_view("In depth")


async def write_here(priya: Hands, new: str, action: str | None = None) -> None:
    """Write the personal record that is open at its first step, and go on behind it."""
    await priya.until_view(NEW)
    await priya.type_into(NEW, new)
    await priya.click_button("Save and next")
    await priya.until_view("*What was agreed*")
    if action is not None:
        await priya.click_button("Add an action")
        await priya.until_view("*An action*")
        await priya.type_into("What needs to happen?", action)
        offered = [str(option["text"]["text"]) for option in all_options(field(priya, "By when?").element)]
        assert not any("visit" in words for words in offered)
        await priya.choose("By when?", next(words for words in offered if words.startswith("In two weeks")))
        await priya.click_button("Save this action")
        await priya.until_view(action)
    await priya.click_button("Save and next")


async def personal_record(scene: Scene, meeting_id: str) -> Record:
    found: Record
    (found,) = await scene.rows(Record, Record.supervision_id == meeting_id, Record.kind == RecordKind.PERSONAL)
    return found


async def until_state(scene: Scene, meeting_id: str, state: RecordState) -> None:
    async def fits() -> bool:
        return (await personal_record(scene, meeting_id)).state is state

    await until(fits, waiting_for=f"the personal record to be {state.value}")


def personal_request(requests: list[Json]) -> Json:
    """Return the request that asks about the personal record."""
    return next(one for one in requests if "personal" in text_in(one))


async def test_a_meeting_about_the_person_alone_from_the_command_to_the_tick(town: Town, scene: Scene) -> None:
    priya, sam = await scene.person("priya"), await scene.person("sam")
    await to_the_agenda(priya)
    assert not field(priya, "The person").state.get("selected_options")
    await priya.choose("The person", TICK)
    await priya.unchoose("Brief")
    await priya.click_button("Start")
    await priya.until_view("Left out")  # the children whose date passes are named once, and the tick stays
    assert field(priya, "The person").state["selected_options"]
    await priya.click_button("Start without them")

    await priya.until_view(NEW)
    assert "Sam Okafor" in priya.view_text
    assert NO_CHILD_HERE in priya.view_text
    assert "No change, actions continue" not in priya.view_text
    await write_here(priya, PRIVATE, "Leave at four on Wednesdays")
    await priya.until_view("page 1 of")
    assert "1 personal record by itself" in "".join(await read_through_to_the_end(priya))
    await priya.submit()

    (record,) = await scene.rows(Record, Record.kind == RecordKind.PERSONAL)
    supervisor_id, worker_id = await scene.person_id("Priya"), await scene.person_id("Sam")
    meeting = Meeting(scene, record.supervision_id, priya, sam, supervisor_id, worker_id, ())
    (request,) = await meeting.until_requests(1)
    assert "personal, 1 action" in text_in(request)
    assert PRIVATE not in text_in(request)
    await meeting.read_and_close(request)
    await sam.react(request, "white_check_mark")
    await until_state(scene, meeting.id, RecordState.COMPLETE)
    card = await meeting.until_card(ROW, "agreed")
    assert PRIVATE not in text_in(card)


async def test_beside_two_children_it_has_its_own_row_request_change_and_new_version(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, in_depth=1, brief=1, personal=True)
    priya = meeting.supervisor
    card = text_in(await meeting.until_card(ROW))
    assert card.index(ROW) < card.index(meeting.children[0].number) < card.index(meeting.children[1].number)
    await meeting.press_on_card("Go on", then=NEW)
    await write_here(priya, PRIVATE)
    await priya.until_view(meeting.children[0].name)
    await priya.close_view(everything=True)
    await meeting.write(0, words=ABOUT_A_CHILD)
    await meeting.write(1, RecordKind.BRIEF, words=ABOUT_A_CHILD)
    await meeting.send()

    requests = await meeting.until_requests(3)
    request = personal_request(requests)
    texts = "".join(await meeting.read(request))
    assert PRIVATE in texts
    assert ABOUT_A_CHILD not in texts
    await meeting.worker.click_button("Ask for a change")
    await meeting.worker.until_view("What should change?")
    await meeting.worker.type_into("What should change?", "Leave the court day out.")
    await meeting.worker.submit()
    await until_state(scene, meeting.id, RecordState.CHANGE_ASKED)
    for other in requests:
        if other["ts"] != request["ts"]:
            read = "".join(await meeting.read(other))
            assert PRIVATE not in read
            await meeting.worker.close_view(everything=True)

    told = await meeting.until_told(MessageKind.CHANGE_ASKED)
    await priya.click_button("Open and mend", message=told)
    await priya.until_view("Leave the court day out.")
    await priya.click_button("Mend the record")
    await priya.until_view("*What was said*")
    await priya.click_button("Open")
    await priya.until_view(NEW)
    await priya.type_into(NEW, "Sleeps badly at the moment.")
    await priya.submit()
    await priya.until_no_view()
    await meeting.send()
    newest = (await meeting.until_requests(4))[-1]
    assert "personal, version 2" in text_in(newest)
    await meeting.read(newest)
    await meeting.worker.click_button("Agree")
    await until_state(scene, meeting.id, RecordState.COMPLETE)


async def test_the_next_meeting_carries_the_open_personal_actions_and_none_of_a_child(town: Town, scene: Scene) -> None:
    first = await begin(scene, about="amira", in_depth=1, personal=True)
    priya = first.supervisor
    await first.write(0, words=ABOUT_A_CHILD)
    await first.press_on_card("Go on", then=NEW)
    await write_here(priya, PRIVATE, "Book the trauma course")
    await priya.until_view("page 1 of")
    await read_through_to_the_end(priya)
    await priya.submit()
    await first.until_requests(2)
    await priya.close_view(everything=True)

    await town.advance(days=28)
    second = await begin(scene, about="amira", in_depth=1, first=0, personal=True)
    await second.press_on_card("Go on", then=NEW)
    assert PRIVATE in priya.view_text
    assert ABOUT_A_CHILD not in priya.view_text
    await priya.click_button("Save and next")
    await priya.until_view("Book the trauma course")
    assert "Ask the school nurse" not in priya.view_text
    await priya.close_view(everything=True)
    await second.open_child(0, then="What is new? (casework)")
    assert PRIVATE not in priya.view_text
    await priya.click_button("Save and next")
    await priya.until_view("What was agreed")
    assert "Book the trauma course" not in priya.view_text


async def test_it_can_be_added_from_the_card_and_disappears_at_close_when_nothing_is_written(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene)
    priya = meeting.supervisor

    await meeting.press_on_card("Add personal supervision", then=NEW)
    await priya.close_view(everything=True)
    card = await meeting.until_card(ROW)
    assert "Add personal supervision" not in text_in(card)
    await meeting.write(0)
    await meeting.press_on_card("Close the meeting", then="How many minutes did it take?")
    assert "Personal supervision with nothing written will stand as *not reached*." in priya.view_text
    await priya.submit()

    card = await meeting.until_card("closed")
    row = next(block for block in card["blocks"] if ROW in text_in(block))
    assert ":fast_forward: not reached" in text_in(row)
    assert await scene.rows(Record, Record.supervision_id == meeting.id, Record.kind == RecordKind.PERSONAL) == []
