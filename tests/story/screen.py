"""Reading a screen of the story: which child, which answers stand in the boxes, what a menu offers."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.hands import Hands
from sandbox.looking import Found, Surface, find_field

__all__ = ["child_on", "field", "lines_after", "name_on", "quote", "rows_of", "title_of", "turn", "typed_in"]

_BANNER = re.compile(r"^\S+ · (\d{6}) · ", re.MULTILINE)
_QUOTED = 90


def title_of(hands: Hands) -> str:
    """Return the title of the modal on top."""
    return str(hands.view["view"]["title"]["text"]) if hands.view else ""


def child_on(hands: Hands) -> str | None:
    """Return the Mosaic number of the child the modal is about."""
    found = _BANNER.search(hands.view_text)
    return found.group(1) if found else None


def name_on(hands: Hands) -> str:
    """Return the heading of the modal: the child's name on a page of a record."""
    blocks = hands.view["view"]["blocks"] if hands.view else []
    return next((str(block["text"]["text"]) for block in blocks if block["type"] == "header"), "")


def rows_of(hands: Hands) -> list[str]:
    """Return the actions a step lists, each with all its lines."""
    blocks = hands.view["view"]["blocks"] if hands.view else []
    return [str(block["text"]["text"]) for block in blocks if block.get("block_id", "").startswith("action:")]


def field(hands: Hands, label: str) -> Found:
    """Return an input of the modal on top, with what stands in it."""
    if hands.view is None:
        raise AssertionError(f"{hands.user} has no modal open")
    return find_field([Surface({}, hands.view["view"]["blocks"], hands.view["values"])], label)


def typed_in(hands: Hands, label: str) -> str:
    """Return the text that stands in a box; empty when the box is blank."""
    return field(hands, label).state.get("value") or ""


def lines_after(text: str, heading: str) -> list[str]:
    """Return the lines of a text that come after the one with this heading."""
    _, _, rest = text.partition(heading)
    return rest.strip().splitlines()


def quote(text: str, limit: int = _QUOTED) -> str:
    """Return a text in quotation marks on one line, shortened."""
    flat = " ".join(text.replace("*", "").replace(":white_check_mark:", "✅").replace(":speech_balloon:", "💬").split())
    return f"“{flat if len(flat) <= limit else flat[: limit - 1].rstrip() + '…'}”"


async def turn(
    hands: Hands, press: Callable[[], Awaitable[Any]], until: Callable[[Hands], Any], waiting_for: str
) -> None:
    """Press something and wait until the screen is as it then should be."""
    await press()
    await hands.until(lambda _: until(hands), waiting_for=waiting_for, timeout=10)
