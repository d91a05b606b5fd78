"""Priya mends one record, and Sam agrees its second version."""

from collections.abc import AsyncIterator

from sandbox.looking import text_in
from tests.story.answering import find_request, open_and_read
from tests.story.screen import quote, title_of, turn
from tests.story.sending import press_send, read_to_the_end
from tests.story.stage import Stage, Told
from tests.story.words import CHANGE_WANTED, JUNIPER, KIT, MENDED
from tests.story.writing import WHAT

__all__ = ["agree_again", "mend"]


async def mend(stage: Stage) -> AsyncIterator[Told]:
    """From the message that asks for a change to the second version."""
    priya = stage.priya
    asked = await priya.until_message("asks for a change", timeout=10)
    comments = await priya.until_message("agreed and wrote comments", timeout=10)
    assert f"· {JUNIPER.number}" in text_in(comments)
    yield Told("Priya", f"hears of the answers: {quote(asked['text'])} and {quote(comments['text'])}")
    await priya.click_button("Open and mend", message=asked)
    await priya.until_view(CHANGE_WANTED, timeout=10)
    yield Told("Priya", f"opens it and reads Sam's own words about {KIT.name}: {quote(CHANGE_WANTED)}")
    await priya.click_button("Mend the record")
    await priya.until_view("Progress since last supervision", timeout=10)
    await priya.click_button("Open", number=3)
    await priya.until_view("Add an action", timeout=10)
    await priya.click_button("Edit")
    await priya.until_view(WHAT, timeout=10)
    await priya.type_into(WHAT, MENDED)
    await priya.click_button("Save this action")
    await priya.until_view(MENDED, timeout=10)
    yield Told("Priya", f"changes the action to {quote(MENDED)}")
    await turn(
        priya,
        lambda: priya.click_button("Save and next child"),
        lambda _: title_of(priya) == "Read through and send",
        "the read-through",
    )
    pages = await read_to_the_end(priya)
    assert MENDED in "\n".join(pages)
    yield await press_send(priya)


async def agree_again(stage: Stage) -> AsyncIterator[Told]:
    """Sam sees what changed first, and agrees; the card shows nothing waiting any more."""
    sam, priya, was = stage.sam, stage.priya, KIT.steps[0].what
    message = await find_request(sam, KIT, "in depth, version 2")
    old = await sam.until_message("Replaced by a newer version", timeout=10)
    assert old["ts"] != message["ts"]
    pages = await open_and_read(sam, message)
    _, _, below = pages[0].partition("What changed since version 1")
    changed, _, _ = below.partition("Record of supervision")
    before, after = (next(line for line in changed.splitlines() if text in line) for text in (was, MENDED))
    yield Told("Sam", f"opens version 2 and reads first what changed: {quote(before)} became {quote(after)}")
    await turn(sam, lambda: sam.click_button("Agree"), lambda _: title_of(sam) == "Your answer", "the answer")
    said = sam.view_text.splitlines()[1]
    await sam.close_view(everything=True)
    yield Told("Sam", f"presses Agree: {quote(said)}")
    card = await priya.until(
        lambda _: [one for one in priya.messages() if text_in(one).count(":white_check_mark: agreed") == 8],
        waiting_for="eight agreed records on the card",
        timeout=10,
    )
    agreed = text_in(card[0]).count(":white_check_mark: agreed")
    yield Told("Priya", f"sees the card: {agreed} records agreed, none waiting.")
