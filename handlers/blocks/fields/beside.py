"""Elements that together are one answer: each taken as it was drawn where Slack sent nothing of it."""

from typing import Any

from handlers.blocks.fields.chosen import read_selected
from handlers.blocks.fields.place import Block, Screen
from handlers.blocks.ids import FIELD_CHOSEN
from handlers.blocks.text import plain
from models.forms.limits import HELP_LENGTH

__all__ = ["build_input", "shown_option", "shown_ticks", "shown_words", "was_sent"]


def build_input(block_id: str, label: str, element: Block, hint: str | None = None) -> Block:
    """Return an input that is saved as soon as something is chosen or typed in it."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        "optional": True,
        "dispatch_action": True,
    }
    if hint is not None:
        block["hint"] = plain(hint, HELP_LENGTH)
    return block


def was_sent(view: Screen, block_id: str) -> bool:
    """Say whether the screen told of an input at all."""
    return block_id in view.get("state", {}).get("values", {})


def shown_option(view: Screen, block_id: str) -> str | None:
    """Return the one option chosen in an input."""
    sent = _sent(view, block_id, FIELD_CHOSEN)
    if sent is not None and "selected_option" in sent:
        return read_selected(sent)
    return read_selected({"selected_option": _drawn(view, block_id).get("initial_option")})


def shown_ticks(view: Screen, block_id: str) -> frozenset[str]:
    """Return the options ticked in an input."""
    sent = _sent(view, block_id, FIELD_CHOSEN)
    ticked = None if sent is None else sent.get("selected_options")
    if ticked is None:
        ticked = _drawn(view, block_id).get("initial_options") or ()
    return frozenset(str(option.get("value")) for option in ticked)


def shown_words(view: Screen, block_id: str, typed: str) -> str:
    """Return what stands in a box of one line."""
    sent = _sent(view, block_id, typed)
    words = _drawn(view, block_id).get("initial_value") if sent is None else sent.get("value")
    return str(words or "")


def _sent(view: Screen, block_id: str, action_id: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = view.get("state", {}).get("values", {}).get(block_id, {}).get(action_id)
    return found


def _drawn(view: Screen, block_id: str) -> Block:
    for block in view.get("blocks", ()):
        if block.get("block_id") == block_id:
            element: Block = block.get("element") or {}
            return element
    return {}
