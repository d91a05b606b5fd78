"""Sam reads the records from the messages and answers each in another way."""

from collections.abc import AsyncIterator

from sandbox.hands import Hands
from sandbox.kinds import Json
from sandbox.looking import text_in
from tests.story.screen import quote, title_of, turn
from tests.story.sending import read_to_the_end
from tests.story.stage import Stage, Told
from tests.story.words import ALBA, BRIEF, CHANGE_WANTED, COMMENTS, JUNIPER, KIT, InDepth

__all__ = ["answer", "find_request", "open_and_read", "stands"]

TOGETHER = "brief records, answered together"


async def answer(stage: Stage) -> AsyncIterator[Told]:
    """A tick, a button for all brief ones, a change asked for, and an agreement with comments."""
    sam = stage.sam
    requests = [await find_request(sam, child) for child in (ALBA, KIT, JUNIPER)]
    together = await sam.until_message(TOGETHER, timeout=10)
    yield Told(
        "Sam",
        f"finds {len(requests) + 1} messages: {quote(requests[0]['text'])} The blocks name a child by initials and "
        f"number only: {quote(_label(requests[0]))}",
    )
    for chapter in (
        _tick(sam, requests[0]),
        _agree_together(sam, together),
        _ask_for_change(sam, requests[1]),
        _agree_with_comments(sam, requests[2]),
    ):
        async for told in chapter:
            yield told


async def find_request(sam: Hands, child: InDepth, words: str = "in depth") -> Json:
    """Wait for the message that asks about this child's record."""
    found: list[Json] = await sam.until(
        lambda _: [one for one in sam.messages() if f"· {child.number}* · {words}" in text_in(one)][-1:],
        waiting_for=f"a request about {child.number}",
        timeout=10,
    )
    return found[0]


def _label(message: Json) -> str:
    return next(line for line in text_in(message).splitlines() if " · 500" in line)


async def stands(sam: Hands, message: Json, words: str) -> str:
    """Wait until a message says this; return the line."""
    ts = message["ts"]
    shown: list[Json] = await sam.until(
        lambda _: [one for one in sam.messages() if one["ts"] == ts and words in text_in(one)],
        waiting_for=f"{words!r} in the message",
        timeout=10,
    )
    return next(line for line in text_in(shown[0]).splitlines() if words in line)


async def open_and_read(sam: Hands, message: Json, button: str = "Read the record") -> list[str]:
    """Open what a message asks about and turn its pages to the last."""
    await sam.click_button(button, message=message)
    await sam.until_view("Page 1 of", timeout=10)
    return await read_to_the_end(sam)


async def _tick(sam: Hands, message: Json) -> AsyncIterator[Told]:
    pages = await open_and_read(sam, message)
    for text in (ALBA.name, ALBA.outcomes, ALBA.progress, *(step.how for step in ALBA.steps)):
        assert text in "\n".join(pages)
    yield Told("Sam", f"reads the record of {ALBA.name} to its last page, every word of it.")
    await sam.close_view(everything=True)
    await sam.react(message, "white_check_mark")
    yield Told("Sam", f"reacts with a tick: {quote(await stands(sam, message, 'you agreed'))}")


async def _agree_together(sam: Hands, message: Json) -> AsyncIterator[Told]:
    pages = await open_and_read(sam, message, "Read the records")
    assert all(child.progress in "\n".join(pages) for child in BRIEF.values())
    button = f"Agree to all {len(BRIEF)}"
    await turn(sam, lambda: sam.click_button(button), lambda _: title_of(sam) == "Your answer", "the answer")
    said = sam.view_text.splitlines()[1]
    await sam.close_view(everything=True)
    await stands(sam, message, "you agreed")
    yield Told("Sam", f"reads the brief ones on {len(pages)} page(s) and presses {quote(button)}: {quote(said)}")


async def _ask_for_change(sam: Hands, message: Json) -> AsyncIterator[Told]:
    await open_and_read(sam, message)
    await sam.click_button("Ask for a change")
    await sam.until_view("What should change?", timeout=10)
    await sam.type_into("What should change?", CHANGE_WANTED)
    await turn(sam, sam.submit, lambda _: sam.view is None, "no modal")
    line = await stands(sam, message, "you asked for a change")
    yield Told("Sam", f"asks for a change to the record of {KIT.name}, {quote(CHANGE_WANTED)}: {quote(line, 140)}")


async def _agree_with_comments(sam: Hands, message: Json) -> AsyncIterator[Told]:
    await open_and_read(sam, message)
    await sam.click_button("Agree with comments")
    await sam.until_view("Your comments", timeout=10)
    await sam.type_into("Your comments", COMMENTS)
    await turn(sam, sam.submit, lambda _: sam.view is None, "no modal")
    line = await stands(sam, message, "you agreed with comments")
    yield Told("Sam", f"agrees with comments to the record of {JUNIPER.name}: {quote(line)}")
