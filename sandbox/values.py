"""What stands in a view's stateful elements, spelled as Slack's `state.values`."""

import copy
from typing import Any, Final

from sandbox.blockkit.consistency import all_options
from sandbox.blockkit.walk import elements_of
from sandbox.kinds import Blocks, Json, Values

__all__ = ["TEXT_INPUTS", "UnusableValue", "carried", "initial_values", "picked", "state_of"]

TEXT_INPUTS: Final = ("plain_text_input", "email_text_input", "url_text_input", "number_input")

_STATE: Final[dict[str, tuple[str, str | None, Any]]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "radio_buttons": ("selected_option", "initial_option", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "users_select": ("selected_user", "initial_user", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
}
"""Kind of element: key of its state, key of its initial value, what stands when empty."""


class UnusableValue(Exception):
    """A value that this element cannot take; the message is a sentence."""


def state_of(element: Json, value: Any) -> Json:
    """Spell one element's state."""
    kind = element["type"]
    key, _, empty = _STATE[kind]
    state = {"type": kind, key: copy.deepcopy(empty) if value in (None, "", []) else value}
    if kind == "timepicker" and element.get("timezone"):
        state["timezone"] = element["timezone"]
    return state


def initial_values(blocks: Blocks) -> Values:
    """Give the state a fresh view begins with."""
    values: Values = {}
    for number, _, element in elements_of(blocks):
        if element["type"] in _STATE:
            _, initial, _ = _STATE[element["type"]]
            state = state_of(element, copy.deepcopy(element.get(initial or "")))
            values.setdefault(blocks[number]["block_id"], {})[element["action_id"]] = state
    return values


def carried(old: Values, blocks: Blocks) -> Values:
    """Give the state after an update: what stands stays while block, action and kind stay.

    Initial values are then ignored, as Slack does; a chosen option that is no longer
    offered goes.
    """
    values = initial_values(blocks)
    for number, _, element in elements_of(blocks):
        block_id, action_id = blocks[number]["block_id"], element.get("action_id", "")
        before = old.get(block_id, {}).get(action_id)
        if before is None or before["type"] != element["type"] or not _still_offered(element, before):
            continue
        values[block_id][action_id] = before
    return values


def _still_offered(element: Json, state: Json) -> bool:
    offered = {one["value"] for one in all_options(element)}
    if not offered:  # a list that comes from the app, or no list at all
        return True
    chosen = [state.get("selected_option"), *(state.get("selected_options") or [])]
    return all(one is None or one["value"] in offered for one in chosen)


def picked(element: Json, value: Any) -> Json:
    """Give the state after a person chose something, given the option's value or values.

    Raises UnusableValue when nobody could have chosen that here.
    """
    kind = element["type"]
    key, _, _ = _STATE[kind]
    many = key.endswith("s")
    given = value if isinstance(value, list) else [] if value in (None, "") else [value]
    if not many and len(given) > 1:
        raise UnusableValue("Only one can be chosen here.")
    most = element.get("max_selected_items")
    if many and most is not None and len(given) > most:
        raise UnusableValue(f"At most {most} can be chosen here.")
    chosen = [_option(element, one) for one in given]
    return state_of(element, chosen if many else (chosen[0] if chosen else None))


def _option(element: Json, value: Any) -> Any:
    key = _STATE[element["type"]][0]
    if not key.startswith("selected_option"):
        return value
    if isinstance(value, dict) and "external" in element["type"]:
        return value
    wanted = value["value"] if isinstance(value, dict) else value
    for option in all_options(element):
        if option["value"] == wanted:
            return option
    raise UnusableValue(f"There is no option with the value {wanted!r} here.")
