"""The frame of every modal, and the few blocks all of them share."""

from collections.abc import Sequence
from typing import Any

from handlers.blocks.ids import Place
from handlers.blocks.text import clip, markdown, plain

__all__ = [
    "BLOCKS_LIMIT",
    "NOT_AN_EMERGENCY",
    "TITLE_LIMIT",
    "actions",
    "button",
    "context",
    "divider",
    "header",
    "modal",
    "section",
]

BLOCKS_LIMIT = 100
TITLE_LIMIT = 24
NOT_AN_EMERGENCY = "Not an emergency channel: speak to your manager or the duty team now."

Block = dict[str, Any]


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    place: Place,
    submit: str | None = None,
    close: str = "Close",
) -> dict[str, Any]:
    """Return a modal view; the title is cut to Slack's 24 characters."""
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE_LIMIT),
        "close": plain(close, 24),
        "private_metadata": str(place),
        "blocks": list(blocks),
    }
    if submit is not None:
        view["submit"] = plain(submit, 24)
    return view


def header(text: str) -> Block:
    """Return a heading."""
    return {"type": "header", "text": plain(text, 150)}


def section(text: str, *, accessory: Block | None = None, block_id: str | None = None) -> Block:
    """Return a paragraph of our own words (mrkdwn), perhaps with one element beside it."""
    block: Block = {"type": "section", "text": markdown(text)}
    if accessory is not None:
        block["accessory"] = accessory
    if block_id is not None:
        block["block_id"] = block_id
    return block


def context(*texts: str) -> Block:
    """Return small print of our own words."""
    return {"type": "context", "elements": [markdown(text) for text in texts]}


def divider() -> Block:
    """Return a line."""
    return {"type": "divider"}


def actions(*elements: Block, block_id: str | None = None) -> Block:
    """Return a row of buttons or selects."""
    block: Block = {"type": "actions", "elements": list(elements)}
    if block_id is not None:
        block["block_id"] = block_id
    return block


def button(
    text: str,
    action_id: str,
    *,
    value: str | None = None,
    style: str | None = None,
    confirm: Block | None = None,
    label: str | None = None,
) -> Block:
    """Return a button; `label` is what screen readers say when the text alone is not enough."""
    element: Block = {"type": "button", "action_id": action_id, "text": plain(text, 75)}
    if value is not None:
        element["value"] = value
    if style is not None:
        element["style"] = style
    if confirm is not None:
        element["confirm"] = confirm
    if label is not None:
        element["accessibility_label"] = clip(label, 75)
    return element
