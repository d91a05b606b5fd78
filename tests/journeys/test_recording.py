"""Writing records in one modal: what is typed is kept, two devices lose nothing, a mention costs one tap."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from models.tables import Person, Record
from models.values.call import Call
from models.values.supervision import AgendaPlan
from models.vocabulary import RecordState
from models.workflow.children import read_children
from models.workflow.supervision import start_supervision
from sandbox.hands import Hands
from tests.support.town import Town, open_town

MEETING = "a" * 32
PROGRESS = "How far have we come towards the outcomes?"
CHILD_WORDS = "What has the child said or shown, in their own words?"
BRIEF = "Progress towards the outcomes, and what the child said or showed"
NASTY = "<!channel> @everyone `code` *bold* :tada: שלום 👩‍👩‍👧"


@dataclass
class Room:
    """Tom supervises Rosa, Priya stands in; both are at their screens. Two children in depth, two brief."""

    town: Town
    tom: Hands
    priya: Hands
    names: dict[str, str]

    async def open(self, person: Hands, place: int = 0) -> None:
        """Open a child, by its place on the agenda, through the list."""
        await person.command("/supervision")
        await person.until_view("Rosa Vidal")
        await person.click_button("Carry on")
        await person.until_view("Not an emergency channel")
        if "All children" not in person.view_text:
            await person.click_button("Back")
        await person.until_view("All children")
        await person.click_button("All children")
        await person.until(lambda _: person.view and person.view["view"]["title"]["text"] == "Children")
        await person.click_button("Open", number=place)
        await person.until_view("Not an emergency channel")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_town(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "sandbox") as town:
        parts, now = town.bot.parts, town.bot.clock.now()
        async with parts.read() as session:
            ids = dict((await session.exec(select(col(Person.name), col(Person.id)))).all())
            call = Call(ids["Tom Bell"], now)
            rosas = await read_children(session, parts, ids["Rosa Vidal"], call.today)
        chosen = [child.id for child in rosas][:4]
        plan = AgendaPlan(MEETING, ids["Rosa Vidal"], call.today, tuple(chosen[:2]), tuple(chosen[2:]))
        await start_supervision(parts, call, plan)
        names = {child.id: child.label for child in rosas}
        yield Room(town, await town.person("tom"), await town.person("priya"), names)


def typed(person: Hands, label: str) -> list[str]:
    """Return what stands in the boxes with this label, the continued ones too."""
    view: dict[str, Any] = person.view or {}
    found = []
    for block in view["view"]["blocks"]:
        if block["type"] == "input" and block["label"]["text"].removesuffix(" (continued)") == label:
            state = view["values"][block["block_id"]][block["element"]["action_id"]]
            found.append(state.get("value") or "")
    return found


async def until_boxes(person: Hands, count: int) -> None:
    """Wait until the answer has that many boxes."""
    await person.until(lambda _: len(typed(person, PROGRESS)) >= count)


def number_shown(person: Hands) -> str:
    """Return the Mosaic number of the child on the screen."""
    found = re.search(r"· (\d{6}) ·", person.view_text)
    assert found is not None
    return found[1]


async def to_progress(room: Room, person: Hands) -> None:
    await room.open(person)
    if "Save and next" not in person.view_text:
        await person.click_button("Open", number=1)
    else:
        await person.click_button("Save and next")
    await person.until_view(PROGRESS)


async def test_what_was_typed_and_never_saved_is_there_after_the_modal_was_thrown_away(room: Room) -> None:
    await to_progress(room, room.tom)
    await room.tom.type_into(PROGRESS, NASTY)
    await room.tom.close_view(everything=True)

    await to_progress(room, room.tom)

    assert typed(room.tom, PROGRESS) == [NASTY]
    assert "Last saved 2 Mar 2026" in room.tom.view_text


async def test_an_answer_of_twelve_thousand_letters_goes_on_in_further_boxes_and_comes_back_whole(room: Room) -> None:
    whole = "".join(f"{number:05d} " for number in range(2000))
    await to_progress(room, room.tom)
    boxes = [whole[start : start + 2950] for start in range(0, len(whole), 2950)]
    for number, text in enumerate(boxes):
        label = PROGRESS if number == 0 else f"{PROGRESS} (continued)"
        await until_boxes(room.tom, number + 1)
        await room.tom.type_into(label, text, number=max(number - 1, 0))
    await room.tom.submit()

    await to_progress(room, room.tom)

    assert "".join(typed(room.tom, PROGRESS)) == whole


async def test_a_box_that_was_emptied_stays_empty(room: Room) -> None:
    await to_progress(room, room.tom)
    await room.tom.type_into(PROGRESS, "A sentence to take back.")
    await room.tom.click_button("Save")
    await room.tom.type_into(PROGRESS, "")
    await room.tom.click_button("Save")
    await room.tom.submit()

    await to_progress(room, room.tom)

    assert typed(room.tom, PROGRESS) == [""]


async def test_two_people_on_one_answer_choose_and_lose_nothing(room: Room) -> None:
    await to_progress(room, room.tom)
    await to_progress(room, room.priya)
    await room.tom.type_into(PROGRESS, "Tom's sentence.")
    await room.priya.type_into(PROGRESS, "Priya's sentence.")
    await room.tom.click_button("Save")

    refused = await room.priya.submit()
    assert refused["ack"] == "errors"
    await room.priya.see()
    assert typed(room.priya, PROGRESS) == ["Priya's sentence."]
    await room.priya.click_button("Save")
    await room.priya.until_view("Both texts are kept")
    assert "Tom's sentence." in room.priya.view_text
    await room.priya.click_button("Keep both")
    await room.priya.until_view("Save and next")
    assert typed(room.priya, PROGRESS) == ["Tom's sentence.\n\nPriya's sentence."]

    await room.tom.click_button("Save")
    await room.tom.until_view("written on another device")
    assert typed(room.tom, PROGRESS) == ["Tom's sentence.\n\nPriya's sentence."]


async def test_while_the_database_is_away_the_text_stays_on_the_screen_and_is_saved_afterwards(
    room: Room, tmp_path: Path
) -> None:
    await to_progress(room, room.tom)
    with sqlite3.connect(tmp_path / "bot.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        await room.tom.type_into(PROGRESS, "Typed in a bad moment.")
        await room.tom.click_button("Save")
        await room.tom.until_view("could not be saved just now")
        await room.tom.close_view()
        assert typed(room.tom, PROGRESS) == ["Typed in a bad moment."]
        refused = await room.tom.submit()
        assert refused["ack"] == "errors"
        other.execute("ROLLBACK")
    other.close()
    await room.tom.submit()
    await room.tom.until_no_view()

    await to_progress(room, room.tom)

    assert typed(room.tom, PROGRESS) == ["Typed in a bad moment."]


async def test_a_brief_run_takes_one_tap_a_mention_which_can_be_taken_back_and_throws_no_text_away(
    room: Room,
) -> None:
    await room.open(room.tom, 2)
    before, child = room.tom.taps, number_shown(room.tom)
    await room.tom.click_button("No change, actions continue")
    await room.tom.until(lambda _: number_shown(room.tom) != child)
    assert room.tom.taps == before + 1

    await room.tom.type_into(BRIEF, "Likes the new school.")
    await room.tom.click_button("No change, actions continue")
    await room.tom.until_view("You have written something")
    await room.tom.close_view()
    assert typed(room.tom, BRIEF) == ["Likes the new school."]

    await room.tom.click_button("Back to the list")
    await room.tom.until_view("no change, actions continue")
    await room.tom.click_button("Open", number=2)
    await room.tom.until_view("You said")
    await room.tom.click_button("Take it back")
    await room.tom.until(lambda _: "You said" not in room.tom.view_text)


async def test_an_action_is_added_with_a_colleague_and_a_day_and_one_that_lacks_something_says_so(
    room: Room,
) -> None:
    await room.open(room.tom, 2)
    await room.tom.click_button("Add an action")
    await room.tom.until_view("What needs to happen?")
    await room.tom.type_into("What needs to happen?", "Ring the school nurse <!here>")
    await room.tom.click_button("Save this action")
    await room.tom.until_view("Give it a date.")
    await room.tom.choose("When do you expect it to be done?", "On another day")
    await room.tom.until_view("Which day?")
    await room.tom.choose("Which day?", "2026-03-20")
    await room.tom.choose("Who will do it?", "Priya Nair")
    await room.tom.click_button("Save this action")

    await room.tom.until_view("Ring the school nurse <!here>\nPriya Nair · by 20 Mar 2026\nNew")
    await room.tom.click_button("Edit")
    await room.tom.until_view("Remove it")
    await room.tom.click_button("Remove it")
    await room.tom.until(lambda _: "Ring the school nurse" not in room.tom.view_text)


async def test_a_whole_record_is_written_section_by_section_without_leaving_the_modal(room: Room) -> None:
    await room.open(room.tom)
    await room.tom.type_into("What should be different for this child?", "Feels safe at home.")
    await room.tom.choose("Whose outcomes are they?", "The child or young person")
    await room.tom.click_button("Save and next")
    await room.tom.until_view(PROGRESS)
    await room.tom.type_into(PROGRESS, "Settled.")
    await room.tom.click_button("Save and next")
    await room.tom.until_view(CHILD_WORDS)
    await room.tom.click_button("Save and next")
    await room.tom.until_view("Add an action")
    await room.tom.click_button("Back")
    await room.tom.until_view("All children")
    assert room.tom.view_text.count("done") == 2
    await room.tom.click_button("Next child")
    await room.tom.until_view("What should be different for this child?")
    assert typed(room.tom, "What should be different for this child?") == [""]


async def test_letters_typed_faster_than_they_are_stored_end_as_they_were_typed(room: Room) -> None:
    await to_progress(room, room.tom)
    sentence = "He came down by himself and asked for breakfast."
    for end in range(1, len(sentence) + 1):
        await room.tom.type_into(PROGRESS, sentence[:end])
    await asyncio.sleep(0.1)
    await room.tom.close_view(everything=True)

    await to_progress(room, room.tom)

    assert typed(room.tom, PROGRESS) == [sentence]


@pytest.mark.parametrize("name", ["sam", "rosa"])
async def test_somebody_without_a_part_in_it_finds_no_way_into_the_record(room: Room, name: str) -> None:
    other = await room.town.person(name)
    await other.command("/supervision")
    await other.until(lambda _: other.view is not None)
    assert "Carry on" not in other.view_text


async def test_typing_into_a_record_that_was_sent_meanwhile_is_said_on_the_page_and_stays_there(room: Room) -> None:
    await to_progress(room, room.tom)
    await room.tom.type_into(PROGRESS, "Settled.")
    parts = room.town.bot.parts
    async with parts.database.write(None, room.town.bot.clock.now()) as session:
        record = (await session.exec(select(Record))).one()
        record.state = RecordState.AWAITING
        session.add(record)

    await room.tom.type_into(PROGRESS, "Settled, and more.")

    await room.tom.until_view("This record has been sent")
    assert typed(room.tom, PROGRESS) == ["Settled, and more."]
    await room.tom.click_button("Save")
    await room.tom.until(lambda _: PROGRESS not in room.tom.view_text)
    await room.tom.close_view()
    assert typed(room.tom, PROGRESS) == ["Settled, and more."]
