"""Priya reads the whole meeting through, sends it once, and closes the meeting."""

import re
from collections.abc import AsyncIterator

from sandbox.hands import Hands
from sandbox.looking import text_in
from tests.story.screen import quote, title_of, turn
from tests.story.stage import Stage, Told
from tests.story.words import BRIEF, IN_DEPTH

__all__ = ["close_the_meeting", "press_send", "read_to_the_end", "send"]

_PAGE = re.compile(r"[Pp]age (\d+) of (\d+)")


async def send(stage: Stage) -> AsyncIterator[Told]:
    """The read-through to its last page, and one Send."""
    priya = stage.priya
    pages = await read_to_the_end(priya)
    everything = "\n".join(pages)
    for child in IN_DEPTH:
        assert child.outcomes in everything
        assert all(step.what in everything for step in child.steps)
    assert all(child.progress in everything for child in BRIEF.values())
    closing = next(line for line in pages[-1].splitlines() if "Sending is your own signature" in line)
    yield Told("Priya", f"reads it all through, {len(pages)} page(s). At the end: {quote(closing, 200)}")
    yield await press_send(priya)


async def press_send(priya: Hands) -> Told:
    """Press Send and close the little view after it."""
    await turn(priya, priya.submit, lambda _: title_of(priya) == "Sent", "what was sent")
    said = priya.view_text.splitlines()[1]
    await priya.close_view(everything=True)
    return Told("Priya", f"presses Send, once: {quote(said)}")


async def read_to_the_end(hands: Hands) -> list[str]:
    """Turn the pages of the modal on top to the last; return the text of each."""
    pages = [hands.view_text]
    while (number := page_on(hands)) < last_page(hands):
        await turn(
            hands,
            lambda: hands.click_button("Next page"),
            lambda _: page_on(hands) == number + 1,
            "the next page",
        )
        pages.append(hands.view_text)
    return pages


def page_on(hands: Hands) -> int:
    """Return the number of the page on the screen."""
    found = _PAGE.search(hands.view_text)
    return int(found.group(1)) if found else 0


def last_page(hands: Hands) -> int:
    """Return how many pages there are."""
    found = _PAGE.search(hands.view_text)
    return int(found.group(2)) if found else 0


async def close_the_meeting(stage: Stage) -> AsyncIterator[Told]:
    """The card says what was sent; the meeting is closed with its minutes."""
    priya = stage.priya
    card = await priya.until_message("12 done, 0 left", timeout=10)
    sent = text_in(card).count("sent, waiting for agreement")
    mentioned = text_in(card).count("no change, actions continue")
    yield Told("Priya", f"sees on the card: {sent} sent and waiting for agreement, {mentioned} with no change.")
    await priya.click_button("Close the meeting", message=card)
    await priya.until_view("How many minutes did it take?", timeout=10)
    await priya.type_into("How many minutes did it take?", "95")
    await turn(priya, priya.submit, lambda _: priya.view is None, "no modal")
    closed = text_in(await priya.until_message("closed · 95 minutes", timeout=10))
    head = next(line for line in closed.splitlines() if "95 minutes" in line)
    yield Told("Priya", f"closes the meeting: {quote(head)}")
