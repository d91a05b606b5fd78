"""Free text as boxes: what is typed is sent as it is typed, and a full box opens the next."""

from handlers.blocks.fields.place import BESIDE, Block, FieldPlace, Screen
from handlers.blocks.ids import read_field_block_id
from handlers.blocks.split import split_text, utf16_length
from handlers.blocks.text import plain
from models.forms import Answer, EvidenceAnswer, EvidenceQuestion, TextAnswer, TextQuestion
from models.forms.limits import HELP_LENGTH, PLACEHOLDER_LENGTH, TEXT_BOX

__all__ = ["Typed", "build_boxes", "is_nearly_full", "read_boxes", "shown_boxes"]

Typed = TextQuestion | EvidenceQuestion
"""The types with boxes of any number."""

_ROOM_LEFT = 100
"""A box with less room than this counts as full, so that the next is there before it is needed."""


def build_boxes(
    question: Typed,
    answer: Answer | None,
    place: FieldPlace,
    hint: str | None,
    on_screen: Screen | None,
) -> list[Block]:
    """Return one box, or as many as the text needs and an empty one when the last is full.

    Boxes that stay on the screen keep what is in them: Slack ignores another initial value
    under the same block id, so cutting the text afresh would show its end twice.
    """
    texts = read_boxes(question, on_screen, place) if on_screen is not None else None
    if texts is None:
        texts = split_text(answer.text if isinstance(answer, TextAnswer | EvidenceAnswer) else "")
    if is_nearly_full(texts[-1]):
        texts = [*texts, ""]
    return [_build_box(question, text, place, part, hint) for part, text in enumerate(texts)]


def read_boxes(question: Typed, view: Screen, place: FieldPlace) -> list[str] | None:
    """Return the text of each box of a question, or None when the screen sent none of them."""
    sent = view.get("state", {}).get("values", {})
    was_sent = any(block_id in sent for block_id, _ in _shown(question, view, place))
    return shown_boxes(question, view, place) if was_sent else None


def shown_boxes(question: Typed, view: Screen, place: FieldPlace) -> list[str]:
    """Return the text of each box of a question on the screen, in their order.

    A box the screen shows but did not send is taken as it was drawn: Slack leaves untouched
    boxes out at times, and a missing end must not shorten a text.
    """
    return [text for _, text in _shown(question, view, place)]


def _shown(question: Typed, view: Screen, place: FieldPlace) -> list[tuple[str, str]]:
    """Return block id and text of each box, by its part."""
    sent = view.get("state", {}).get("values", {})
    drawn = {block.get("block_id", ""): block.get("element", {}) for block in view.get("blocks", ())}
    boxes: dict[int, tuple[str, str]] = {}
    for block_id in (*drawn, *sent):
        field = read_field_block_id(block_id)
        if field is None or field.part >= BESIDE or place.block_id(question.id, field.part) != block_id:
            continue
        element = sent.get(block_id, {}).get(place.typed)
        text = drawn.get(block_id, {}).get("initial_value") if element is None else element.get("value")
        boxes[field.part] = (block_id, text or "")
    return [boxes[part] for part in sorted(boxes)]


def is_nearly_full(text: str) -> bool:
    """Whether a box with this text needs another one after it."""
    return utf16_length(text) > TEXT_BOX - _ROOM_LEFT


def _build_box(question: Typed, text: str, place: FieldPlace, part: int, hint: str | None) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": place.typed,
        "multiline": True,
        "max_length": TEXT_BOX,
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    if text:
        element["initial_value"] = text
    if part == 0 and question.placeholder is not None:
        element["placeholder"] = plain(question.placeholder, PLACEHOLDER_LENGTH)
    block: Block = {
        "type": "input",
        "block_id": place.block_id(question.id, part),
        "label": plain(question.label if part == 0 else f"{question.label} (continued)"),
        "element": element,
        "optional": True,
        "dispatch_action": True,
    }
    if part == 0 and hint is not None:
        block["hint"] = plain(hint, HELP_LENGTH)
    return block
