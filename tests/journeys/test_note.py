"""A note between meetings through Slack: from the command to the worker's comment, and one that cannot wait."""

import json

import pytest
from sqlmodel import col, update

from models.tables import Child, Outbox, Person, Record, Supervision
from models.vocabulary import MessageKind, RecordKind, RecordState
from sandbox.blockkit.consistency import all_options
from sandbox.hands import Hands
from sandbox.kinds import Json
from sandbox.looking import text_in
from tests.journeys.scene import Scene, read_through_to_the_end, until
from tests.story.screen import field
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

WHICH = "Which child?"
WAIT = "If it cannot wait"
DECIDED = "What did you decide, or come to see?"
WHY = "Why?"
DECISION = "Zanzibar: she may stay at her aunt's this weekend."
TAPS = 12
"""All presses and boxes of a note with an action: less than a minute beside the typing."""


async def begin(priya: Hands, *, place: int = 0, worker: str = "Sam", urgent: bool = False) -> str:
    """Type the command and choose one of a worker's children; return how the list names it."""
    await priya.see()
    if priya.view is not None:
        await priya.close_view(everything=True)
    await priya.command("/supervision note")
    await priya.until_view(WHICH)
    offered = all_options(field(priya, WHICH).element)
    label = [str(one["text"]["text"]) for one in offered if one["description"]["text"].startswith(f"{worker} ")][place]
    await priya.choose(WHICH, label)
    if urgent:
        await priya.choose(WAIT, "Urgent: we have to speak now")
    await priya.click_button("Write the note")
    await priya.until_view(DECIDED)
    return label


async def message_to(scene: Scene, hands: Hands, kind: MessageKind, number: int = 0) -> Json:
    """Wait for a person's newest message of a kind, or an earlier one."""
    person_id = await scene.person_id(hands.user.title()) if hands.user.islower() else None

    async def fits() -> Json | None:
        await hands.see()
        rows = await scene.rows(Outbox, Outbox.kind == kind)
        places = {row.message_ts for row in rows if person_id is None or row.recipient_id == person_id}
        found = [one for one in hands.messages() if one["ts"] in places]
        return found[-1 - number] if len(found) > number else None

    found: Json = await until(fits, waiting_for=f"a message of the kind {kind.value}")
    return found


async def test_a_note_with_an_action_takes_a_few_taps_and_its_worker_reads_it_and_comments(
    town: Town, scene: Scene
) -> None:
    priya, sam = await scene.person("priya"), await scene.person("sam")
    label = await begin(priya)
    (child,) = await scene.rows(Child, Child.mosaic_number == label.rpartition(" · ")[2])
    taps = 5  # the command, the menu and its child, the button, and what was typed into it

    assert label in priya.view_text
    assert "Management discussion with Sam Okafor" in priya.view_text
    await priya.type_into(DECIDED, DECISION)
    await priya.type_into(WHY, "Her aunt was checked in May.")
    await priya.click_button("Add an action")
    await priya.until_view("*An action*")
    await priya.type_into("What needs to happen?", "Ring on Saturday evening")
    offered = [str(option["text"]["text"]) for option in all_options(field(priya, "By when?").element)]
    await priya.choose("By when?", next(words for words in offered if words.startswith("In two weeks")))
    await priya.click_button("Save this action")
    await priya.until_view("Ring on Saturday evening")
    await priya.click_button("Save and read through")
    await priya.until_view("*Send* goes to *Sam Okafor* to read, with room for comments: 1 note.")
    assert "agree" not in priya.view_text.casefold()
    await priya.submit()
    await priya.until_view("1 record sent to Sam Okafor.")
    assert taps + 7 <= TAPS
    await priya.close_view(everything=True)

    message = await message_to(scene, sam, MessageKind.REQUEST)
    said = text_in(message)
    assert "Management discussion with Priya Nair" in said
    assert "nobody asks you to agree" in said
    assert "Zanzibar" not in json.dumps(message)
    assert label not in message["text"]
    await sam.click_button("Read the record", message=message)
    await sam.until_view(DECISION)
    pages = "".join(await read_through_to_the_end(sam))
    assert "Management discussion: " in pages
    assert "Ring on Saturday evening" in pages
    assert "sent to read; no agreement is needed" in pages
    assert not {"Agree", "Do not agree", "Ask for a change"} & set(buttons(sam))
    await sam.click_button("Add a comment")
    await sam.until_view("Your comment")
    await sam.type_into("Your comment", "I was there when she asked.")
    await sam.submit()
    await sam.until_no_view()

    told = await message_to(scene, priya, MessageKind.COMMENTS)
    assert "*Sam Okafor added a comment*" in text_in(told)
    await priya.click_button("Read", message=told)
    await priya.until_view(DECISION)
    assert "I was there when she asked." in "".join(await read_through_to_the_end(priya))
    await priya.close_view(everything=True)
    (record,) = await scene.rows(Record, Record.child_id == child.id, Record.kind == RecordKind.NOTE)
    assert record.state is RecordState.COMPLETE


def buttons(hands: Hands) -> list[str]:
    """Return the words of all buttons of the modal on top."""
    blocks = hands.view["view"]["blocks"] if hands.view else []
    return [
        str(element["text"]["text"]) for block in blocks if block["type"] == "actions" for element in block["elements"]
    ]


async def test_a_note_without_a_child_says_so_and_keeps_the_tick(town: Town, scene: Scene) -> None:
    priya = await scene.person("priya")
    await priya.command("/supervision note")
    await priya.until_view(WHICH)
    await priya.choose(WAIT, "Urgent: we have to speak now")

    await priya.click_button("Write the note")

    await priya.until_view("Choose the child first.")
    assert field(priya, WAIT).state["selected_options"]
    await priya.close_view(everything=True)


async def test_an_empty_one_leads_from_its_read_through_back_to_where_it_is_written(town: Town, scene: Scene) -> None:
    priya = await scene.person("priya")
    await begin(priya)
    await priya.click_button("Save and read through")
    await priya.until_view("Nothing written yet")

    await priya.click_button("Write it")

    await priya.until_view(DECIDED)


async def test_one_that_was_broken_off_goes_on_from_its_card_and_can_be_discarded(town: Town, scene: Scene) -> None:
    priya = await scene.person("priya")
    label = await begin(priya, place=1)
    await priya.type_into(DECIDED, "Half a")
    await priya.click_button("Save")
    await priya.until_view("Last saved")
    await priya.close_view(everything=True)

    card = await message_to(scene, priya, MessageKind.CARD)
    assert "Management discussion with Sam Okafor" in text_in(card)
    assert label in text_in(card)
    assert {"Add a child", "Close the meeting", "Not reached", "Add personal supervision"}.isdisjoint(on_card(card))
    await priya.click_button("Go on writing", message=card)
    await priya.until_view(DECIDED)
    assert field(priya, DECIDED).state["value"] == "Half a"
    await priya.close_view(everything=True)
    await priya.click_button("Discard", message=await message_to(scene, priya, MessageKind.CARD))
    (row,) = [one for one in await scene.rows(Outbox, Outbox.kind == MessageKind.CARD) if one.message_ts == card["ts"]]

    async def gone() -> bool:
        found = await scene.rows(Supervision, Supervision.id == row.facts["supervision"])
        return bool(found[0].state == "discarded")

    await until(gone, waiting_for="the note to be discarded")


def on_card(message: Json) -> set[str]:
    """Return the words of all buttons in the rows of buttons of a message."""
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    return {str(element["text"]["text"]) for block in rows for element in block["elements"]}


async def test_what_cannot_wait_reaches_both_at_once_and_both_confirm_that_they_spoke(town: Town, scene: Scene) -> None:
    priya, sam = await scene.person("priya"), await scene.person("sam")
    label = await begin(priya, place=2, urgent=True)
    await priya.close_view(everything=True)  # before a word is written

    to_sam = await message_to(scene, sam, MessageKind.URGENT)
    to_priya = await message_to(scene, priya, MessageKind.URGENT)
    assert "Speak with Priya Nair now" in text_in(to_sam)
    assert label in text_in(to_sam)
    assert to_sam["text"] == "Urgent: speak with Priya Nair now."
    assert "Speak with Sam Okafor now" in text_in(to_priya)
    await sam.home()
    await sam.until(lambda seen: "Speak with Priya Nair now" in str(seen["home"]), waiting_for="the row on Home")
    await sam.click_button("We have spoken", message=to_sam)
    await sam.until(
        lambda _: "You confirmed that you spoke" in all_text(sam), waiting_for="the confirmation", timeout=10
    )
    card = await message_to(scene, priya, MessageKind.CARD)
    await priya.until(
        lambda _: "Not confirmed yet by you." in all_text(priya), waiting_for="the card to say who", timeout=10
    )
    assert card is not None

    await priya.click_button("We have spoken", message=to_priya)

    for hands in (priya, sam):
        await hands.until(
            lambda _: "both confirmed that you spoke" in all_text(hands),  # noqa: B023
            waiting_for="both to be confirmed",
            timeout=10,
        )


def all_text(hands: Hands) -> str:
    """Return the words of all messages a person sees."""
    return "\n".join(text_in(message) for message in hands.messages())


async def test_an_urgent_pointer_that_cannot_reach_the_other_is_told_to_the_writer_at_once(
    town: Town, scene: Scene
) -> None:
    priya, amira_id = await scene.person("priya"), await scene.person_id("Amira")
    await unlink(scene, amira_id)
    await begin(priya, worker="Amira", urgent=True)
    await priya.close_view(everything=True)

    told = await message_to(scene, priya, MessageKind.UNSENT)

    assert "Word that two people have to speak at once" in text_in(told)
    assert "Ring them, or go and see them" in text_in(told)
    assert "Amira" not in told["text"]


async def unlink(scene: Scene, person_id: str) -> None:
    """Let Slack have nobody with this person's e-mail address."""
    async with scene.parts.database.write(None, scene.now()) as session:
        await session.exec(update(Person).where(col(Person.id) == person_id).values(slack_id=None))
