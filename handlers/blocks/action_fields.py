"""The boxes of one action: built with what stands in them, and read back by the names of `ActionContent`."""

from collections.abc import Mapping
from typing import Any

from handlers.blocks.claims import as_day
from handlers.blocks.fields.beside import build_input
from handlers.blocks.ids import ACTION_WHEN, ACTION_WHO, FIELD_CHOSEN, FIELD_TYPED, Place, field_block_id
from handlers.blocks.modal import Block
from handlers.blocks.text import plain
from models.forms import ActionField
from models.forms.limits import PLACEHOLDER_LENGTH, TEXT_BOX
from models.values.action import ActionContent
from models.vocabulary import ActionState, DueBy

__all__ = ["ActionBoxes", "option", "read_action"]

TEXTS = ("what", "why", "how", "who_words", "when_words", "outcome")


class ActionBoxes:
    """Builds the inputs of one action, with what stands in them."""

    def __init__(self, place: Place, action_id: str, content: ActionContent) -> None:
        self._record, self._action, self._render = place.record or "", action_id, place.render
        self.content = content

    def text(self, name: str, field: ActionField, *, label: str | None = None, hint: str | None = None) -> Block:
        """Return a text box that sends what is typed."""
        element: Block = {
            "type": "plain_text_input",
            "action_id": FIELD_TYPED,
            "multiline": True,
            "max_length": TEXT_BOX,
            "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
        }
        if field.placeholder is not None:
            element["placeholder"] = plain(field.placeholder, PLACEHOLDER_LENGTH)
        value: str = getattr(self.content, name)
        if value:
            element["initial_value"] = value
        return self.input(name, label or field.label, element, hint or field.help)

    def input(self, name: str, label: str, element: Block, hint: str | None = None) -> Block:
        """Return any element as an input of this action."""
        return build_input(field_block_id(self._record, self._action, name, 0, self._render), label, element, hint)


def read_action(view: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """Return what stands on the screen of an action, by the names of `ActionContent`.

    What the screen does not tell is left out, so that what is stored stays.
    """
    given: dict[str, Any] = {}
    for name in TEXTS:
        element = _element(view, place, name, FIELD_TYPED)
        if element is not None:
            given[name] = element.get("value") or ""
    owner = _chosen(_element(view, place, "owner", ACTION_WHO))
    if owner is not None:
        given["owner_id"] = owner
    class_id = _chosen(_element(view, place, "class", FIELD_CHOSEN))
    if class_id is not None:
        given["class_id"] = class_id
    state = _chosen(_element(view, place, "state", FIELD_CHOSEN))
    if state in set(ActionState):
        given["state"] = ActionState(state)
    return given | _read_when(view, place)


def _read_when(view: Mapping[str, Any], place: Place) -> dict[str, Any]:
    chosen = _chosen(_element(view, place, "when", ACTION_WHEN))
    if chosen is None:
        return {}
    by, _, day = chosen.partition("=")
    if by not in set(DueBy):
        return {}
    if DueBy(by) is not DueBy.DATE:
        return {"due_by": DueBy(by), "due_on": as_day(day)}
    picker = _element(view, place, "day", FIELD_CHOSEN)
    if picker is None:
        return {"due_by": DueBy.DATE}
    picked = picker.get("selected_date")
    return {"due_by": DueBy.DATE, "due_on": as_day(picked) if picked else None}


def _element(view: Mapping[str, Any], place: Place, name: str, action_id: str) -> Mapping[str, Any] | None:
    block_id = field_block_id(place.record or "", place.action or "", name, 0, place.render)
    element: Mapping[str, Any] | None = view.get("state", {}).get("values", {}).get(block_id, {}).get(action_id)
    return element


def _chosen(element: Mapping[str, Any] | None) -> str | None:
    option = (element or {}).get("selected_option") or {}
    value = option.get("value")
    return value if isinstance(value, str) else None


def option(value: str, text: str) -> Block:
    """Return one choice of a menu or of buttons."""
    return {"value": value, "text": plain(text, 75)}
