"""A meeting the way of Bracknell Forest: gaps in the file become next steps by a tap, and all are read by class."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from handlers.blocks import ids
from handlers.blocks.ids import Place
from models.tables import ActionEntry, SmartAction
from models.values.record import Page
from models.vocabulary import RecordState
from models.workflow.answers import save_section
from sandbox.blockkit.consistency import all_options
from sandbox.hands import Hands
from tests.journeys.forge import forge
from tests.journeys.scene import Scene, until
from tests.journeys.steps import Meeting, begin
from tests.story.screen import field, rows_of
from tests.support.next_steps import needed
from tests.support.town import Town, open_town

pytestmark = pytest.mark.asyncio(loop_scope="module")

UPDATE, STEPS, FILE = "*Case update*", "*Next steps*", "*Is the file up to date?*"
GENOGRAM = "Is the key information up to date, the genogram too?"
PROPOSED = "Bring key information and genogram up to date"
MAKE = f"Make it a next step: {PROPOSED}"
MADE = "It is a next step now."
SEEN = "When was the child last seen?"
MAKE_SEEN = "Make it a next step: Find out and record when the child was last seen"
TALK, TELL = "Talk with Dad about the mornings", "Tell the school which words Ella uses"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(town_database: str, town_folder: Path) -> AsyncIterator[Town]:
    """A council that supervises the way of Bracknell Forest."""
    async with open_town(town_database, town_folder / "sandbox", policy="bracknell-forest") as opened:
        yield opened


async def write_needed(meeting: Meeting) -> None:
    """Write what the record of the first child needs before it, as the supervisor did."""
    page = Page(meeting.id, meeting.children[0].id, writer="prepared", seen=0)
    (form,) = [one for one in meeting.scene.parts.library.forms.values() if one.id == "bracknell-forest-casework"]
    by_section = needed(form)
    answers = {question: answer for given in by_section.values() for question, answer in given.items()}
    for section, given in by_section.items():
        if given:
            saved = await save_section(
                meeting.scene.parts, meeting.call(), page, section_id=section, read=lambda one: answers.get(one.id)
            )
            page = replace(page, seen=saved.revision)


async def open_step(meeting: Meeting, title: str) -> None:
    """Open a step of the first child's record from its hub."""
    priya = meeting.supervisor
    await meeting.open_child(0, then=STEPS)
    assert priya.view is not None
    rows = [
        block
        for block in priya.view["view"]["blocks"]
        if block.get("accessory", {}).get("action_id") == ids.RECORD_OPEN
    ]
    place = next(number for number, row in enumerate(rows) if title in row["text"]["text"])
    await priya.click_button("Open", number=place)
    await priya.until_view(f"{title} · ")


async def add(priya: Hands, what: str, kind: str) -> None:
    """Add a step of a kind, from the list of steps."""
    await priya.click_button("Add an action")
    await priya.until_view("*An action*")
    await priya.type_into("What needs to happen?", what)
    await priya.choose("Which kind of step is it?", kind)
    await priya.type_into("What is it for?", "So that mornings get calmer.")
    await priya.type_into("How will it be done?", "On Thursday, before school.")
    offered = [
        str(option["text"]["text"]) for option in all_options(field(priya, "When do you expect it to be done?").element)
    ]
    await priya.choose("When do you expect it to be done?", next(one for one in offered if one.startswith("In two")))
    await priya.click_button("Save this action")
    await priya.until_view(f"{kind} · New")


def headings_and_steps(text: str) -> list[str]:
    """Return the headings of actions and what each action is, in the order they are read."""
    lines = text.splitlines()
    return [
        line.strip("*").removeprefix("What: ")
        for line in lines
        if line.startswith(("*Actions: ", "*Other actions", "What: "))
    ]


async def test_gaps_become_next_steps_and_the_record_is_read_by_class_and_agreed(town: Town, scene: Scene) -> None:
    meeting = await begin(scene)
    priya, sam = meeting.supervisor, meeting.worker
    await write_needed(meeting)

    await open_step(meeting, FILE)
    assert priya.view_text.startswith("Case supervision")
    await priya.choose(GENOGRAM, "No")
    await priya.click_button(MAKE)
    await priya.until_view(MADE)
    assert field(priya, GENOGRAM).state["selected_option"]["text"]["text"] == "No"
    assert MAKE not in priya.view_text
    assert MAKE_SEEN in priya.view_text

    await priya.choose(SEEN, "2026-03-01")
    await priya.click_button(MAKE_SEEN)
    await priya.until_view("is answered, so there is nothing to make a next step of")
    assert priya.view_text.count(MADE) == 1

    await priya.click_button("Back")
    await priya.until_view("Actions: 0 from before, 1 new")
    await priya.close_view(everything=True)
    await open_step(meeting, STEPS)
    assert [row.splitlines()[0] for row in rows_of(priya)] == [PROPOSED]
    assert "Putting the file right · New" in rows_of(priya)[0]
    await add(priya, TELL, "Sharing information")
    await add(priya, TALK, "Work with the family")
    await priya.close_view(everything=True)
    await meeting.send()

    (request,) = await meeting.until_requests(1)
    text = "\n".join(await meeting.read(request))
    assert headings_and_steps(text) == [
        "Actions: Work with the family",
        TALK,
        "Actions: Sharing information",
        TELL,
        "Actions: Putting the file right",
        PROPOSED,
    ]
    assert "Why: The file does not show the family as it is now." in text
    await sam.click_button("Agree")

    async def agreed() -> bool:
        return await meeting.states() == [RecordState.COMPLETE]

    await until(agreed, waiting_for="the record to be agreed")


async def test_an_action_without_its_kind_is_saved_and_says_what_keeps_it_from_being_sent(scene: Scene) -> None:
    meeting = await begin(scene)
    priya = meeting.supervisor
    await write_needed(meeting)
    await open_step(meeting, STEPS)
    await priya.click_button("Add an action")
    await priya.until_view("*An action*")
    await priya.type_into("What needs to happen?", TALK)
    await priya.click_button("Save this action")
    await priya.until_view("“Which kind of step is it?” has no answer yet.")
    assert "“What is it for?” has no answer yet." in priya.view_text


@pytest.mark.parametrize("name", ["sam", "amira", "helen", "priya"])
async def test_a_forged_press_makes_no_step(town: Town, scene: Scene, name: str) -> None:
    meeting = await begin(scene, about="rosa" if name == "sam" else "sam")
    hands = await scene.person(name)
    await hands.see()
    if hands.view is None:
        await hands.command("/supervision")
        await hands.until(lambda seen: seen["views"], waiting_for="a modal of their own")
    place = Place(
        page="section",
        supervision=meeting.id,
        record="f" * 32,
        subject=meeting.children[0].id,
        section="compliance",
        render=7,
    )
    before = await scene.rows(ActionEntry), await scene.rows(SmartAction)
    # The supervisor herself forges a question that proposes nothing; the others press what they never saw.
    question = "outcome_goals" if name == "priya" else "last_seen"
    told = await forge(town.sandbox, hands, "action", ids.PROPOSE, value=question, place=place)
    assert told.ok
    assert (await scene.rows(ActionEntry), await scene.rows(SmartAction)) == before
