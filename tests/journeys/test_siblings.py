"""Two sisters on one agenda: a thought and an action shared in a tap each, and then changed for one of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from models.forms import Answer, AnsweredQuestion
from models.tables import Record
from models.values.record import Page
from models.vocabulary import RecordKind, RecordState
from models.workflow.answers import save_section
from sandbox.blockkit.consistency import all_options
from sandbox.hands import Hands
from sandbox.looking import text_in
from tests.journeys.scene import Scene, until
from tests.journeys.steps import Meeting, begin
from tests.story.screen import field, name_on, typed_in
from tests.support.forms import some_answer
from tests.support.leaks import find_names
from tests.support.town import Town, open_town

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "What may they be doing to the family?"
SHARED = "Everybody at home listens for the front door."
ROWANS = "Rowan is the one who runs upstairs when the door goes."
WALK, CYCLE = "Walk to school with Gran on Mondays", "Cycle to school with Dad on Mondays"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(town_database: str, town_folder: Path) -> AsyncIterator[Town]:
    """A council whose form asks about the family."""
    async with open_town(town_database, town_folder / "sandbox", policy="bracknell-forest") as opened:
        yield opened


async def go_on_until(priya: Hands, words: str) -> None:
    """Press *Save and next* until the step with these words is there."""
    for _ in range(8):
        if words in priya.view_text:
            return
        before = priya.view["hash"] if priya.view else ""
        await priya.click_button("Save and next")
        await priya.until(lambda _: priya.view and priya.view["hash"] != before, waiting_for="the next step")  # noqa: B023
    raise AssertionError(f"no step says {words}")


async def complete(meeting: Meeting, place: int) -> None:
    """Answer what else a record needs, which is not what this journey is about."""
    page = Page(meeting.id, meeting.children[place].id, writer="prepared", seen=1_000_000)

    def read(question: AnsweredQuestion) -> Answer | None:
        return some_answer(question) if question.required else None

    for section in meeting.scene.parts.library.form_for(RecordKind.CASEWORK).sections:
        if any(question.required for question in section.answered):
            await save_section(meeting.scene.parts, meeting.call(), page, section_id=section.id, read=read)


async def add_action(priya: Hands) -> None:
    await priya.click_button("Add an action")
    await priya.until_view("*An action*")
    await priya.type_into("What needs to happen?", WALK)
    await priya.choose("Which kind of step is it?", "Work with the family")
    await priya.type_into("What is it for?", "So that the two of them can talk.")
    offered = [str(option["text"]["text"]) for option in all_options(field(priya, "When do you expect it").element)]
    await priya.choose("When do you expect it to be done?", next(one for one in offered if one.startswith("In two")))
    await priya.click_button("Save this action")
    await priya.until_view(WALK)


async def read_both(meeting: Meeting) -> tuple[str, str]:
    """Return what the worker reads of each child, in the order of the children."""
    found = {}
    for request in await meeting.until_requests(2):
        pages = "".join(await meeting.read(request))
        found[meeting.children[0].number in pages] = pages
        await meeting.worker.close_view(everything=True)
    return found[True], found[False]


async def test_sisters_share_a_thought_and_an_action_and_each_record_is_sent_with_its_own_words(scene: Scene) -> None:
    meeting = await begin(scene, in_depth=2, first=0)
    priya = meeting.supervisor
    juniper, rowan = (child.name.split()[0] for child in meeting.children)
    assert find_names(f"{juniper} {rowan}") == {juniper, rowan}

    # Juniper: typed and shared in one tap, without a save before it.
    await meeting.open_child(0, then="1 of 7")
    await go_on_until(priya, QUESTION)
    await priya.type_into(QUESTION, SHARED)
    await priya.click_button(f"Also for {rowan}", number=1)
    await priya.until_view(f"Written for {rowan} too.")
    assert typed_in(priya, QUESTION) == SHARED
    await go_on_until(priya, "Add an action")
    await add_action(priya)
    await priya.click_button(f"Also for {rowan}")
    await priya.until_view(f"Written for {rowan} too.")
    await priya.click_button(f"Update for {rowan}")
    await priya.until_view(f"The same stands there already for {rowan}.")

    # The walk comes to Rowan, whose record has only what was shared.
    await go_on_until(priya, "Save and next child")
    await priya.click_button("Save and next child")
    await priya.until(lambda _: name_on(priya).startswith(rowan), waiting_for="the sister")
    await go_on_until(priya, QUESTION)
    assert typed_in(priya, QUESTION) == SHARED
    assert f"Written for {juniper} too. Change what is different for {rowan}." in priya.view_text
    await priya.type_into(QUESTION, ROWANS)
    await priya.click_button("Save")
    await priya.until(lambda _: f"Written for {juniper} too" not in priya.view_text, waiting_for="words of her own")
    await go_on_until(priya, WALK)
    assert f"Written for {juniper} too. Change what is different for {rowan}." in priya.view_text
    await priya.click_button("Edit")
    await priya.until_view("*An action*")
    await priya.type_into("What needs to happen?", CYCLE)
    await priya.click_button("Save this action")
    await priya.until_view(CYCLE)
    assert f"Written for {juniper} too" not in priya.view_text
    await priya.close_view(everything=True)

    for place in (0, 1):
        await complete(meeting, place)
    await meeting.send()
    junipers, rowans = await read_both(meeting)
    for mine, theirs, own, strange in (
        (junipers, rowans, (SHARED, WALK), juniper),
        (rowans, junipers, (ROWANS, CYCLE), rowan),
    ):
        assert all(words in mine for words in own)
        assert not any(words in theirs for words in (*own, strange, "Written for"))
    said = [text_in(message) for hands in (priya, meeting.worker) for message in hands.messages()]
    assert find_names(" ".join(said)) == set()

    async def sent() -> bool:
        records = await scene.rows(Record, Record.supervision_id == meeting.id)
        return {record.state for record in records} == {RecordState.AWAITING}

    await until(sent, waiting_for="both records to wait for an answer")


async def test_a_sister_with_words_of_her_own_keeps_them_and_the_notice_says_so(scene: Scene) -> None:
    meeting = await begin(scene, in_depth=2, first=2)
    priya = meeting.supervisor
    alba, finch = (child.name.split()[0] for child in meeting.children)
    await meeting.open_child(0, then="1 of 7")
    await go_on_until(priya, QUESTION)
    await priya.type_into(QUESTION, SHARED)

    # Meanwhile somebody writes for the other one, on another screen.
    page = Page(meeting.id, meeting.children[1].id, writer="elsewhere", seen=0)

    def read(question: AnsweredQuestion) -> Answer | None:
        return some_answer(question) if question.id == "family_system" else None

    await save_section(scene.parts, meeting.call(), page, section_id="dynamics", read=read)
    await priya.click_button(f"Also for {finch}", number=1)

    await priya.until_view(f"Not for {finch}: other words stand there, and they stay.")
    assert typed_in(priya, QUESTION) == SHARED
    assert alba in name_on(priya)
