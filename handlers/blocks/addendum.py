"""The modal in which an addendum is written."""

from collections.abc import Mapping
from typing import Any, Final

from handlers.blocks.ids import ADDENDUM_TYPED, ADDENDUM_VIEW, Place
from handlers.blocks.modal import NOT_AN_EMERGENCY, Block, context, header, modal, section
from handlers.blocks.split import join_text, split_text, utf16_length
from handlers.blocks.text import escape, plain, said
from models.forms.limits import TEXT_BOX
from models.values.agreement import AddendumDraft

__all__ = ["ADDENDUM_TITLE", "build_addendum", "is_full", "read_addendum"]

ADDENDUM_TITLE: Final = "Add an addendum"
_NEARLY_FULL: Final = 0.9


def build_addendum(draft: AddendumDraft, *, boxes: int = 0) -> dict[str, Any]:
    """Return the modal; `boxes` is how many stand on the screen when only one is added to them."""
    who = escape(" and ".join(draft.to_names))
    what = f"Addendum {draft.addendum}"
    blocks: list[Block] = [
        header(draft.name),
        section(f"{what} to {escape(draft.label)}. The record stays as it is. It goes to *{who}* for agreement."),
    ]
    if draft.asked:
        blocks.append(section("*A change was asked for:*"))
        blocks += [{"type": "section", "text": said(part)} for part in split_text(draft.asked)]
    parts = split_text(draft.text)
    count = boxes + 1 if boxes else len(parts) + _is_full_text(parts[-1])
    for place in range(count):
        blocks.append(_box(draft, place, parts[place] if place < len(parts) else ""))
    blocks.append(context(NOT_AN_EMERGENCY))
    return modal(
        ADDENDUM_TITLE,
        blocks,
        callback_id=ADDENDUM_VIEW,
        place=Place(record=draft.record_id, n=draft.addendum),
        submit="Send",
    )


def _box(draft: AddendumDraft, place: int, text: str) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": ADDENDUM_TYPED,
        "multiline": True,
        "max_length": TEXT_BOX,
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    if text:
        element["initial_value"] = text
    return {
        "type": "input",
        "block_id": f"{ADDENDUM_TYPED}:{draft.record_id}:{draft.addendum}:{place}",
        "optional": True,
        "dispatch_action": True,
        "label": plain("What is to be added?" if place == 0 else "and on"),
        "element": element,
    }


def read_addendum(view: Mapping[str, Any]) -> str:
    """Return the whole text of all boxes, in their order."""
    boxes = [
        (int(block_id.rsplit(":", maxsplit=1)[1]), fields[ADDENDUM_TYPED].get("value") or "")
        for block_id, fields in view["state"]["values"].items()
        if block_id.startswith(f"{ADDENDUM_TYPED}:")
    ]
    return join_text([text for _, text in sorted(boxes)])


def is_full(view: Mapping[str, Any]) -> int:
    """Return how many boxes stand on the screen when the last is nearly full, else nothing."""
    boxes = {
        int(block_id.rsplit(":", maxsplit=1)[1]): fields[ADDENDUM_TYPED].get("value") or ""
        for block_id, fields in view["state"]["values"].items()
        if block_id.startswith(f"{ADDENDUM_TYPED}:")
    }
    return len(boxes) if boxes and _is_full_text(boxes[max(boxes)]) else 0


def _is_full_text(text: str) -> bool:
    return utf16_length(text) >= TEXT_BOX * _NEARLY_FULL
