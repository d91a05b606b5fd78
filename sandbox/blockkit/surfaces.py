"""Whole views and messages: the rules that look across their blocks."""

import json
from typing import Any, Final

from sandbox.blockkit import limits
from sandbox.blockkit.blocks import blocks_on
from sandbox.blockkit.checks import Check, Problems, flag, shape, string, text_object
from sandbox.blockkit.elements import OPTION_LISTS
from sandbox.blockkit.walk import elements_of, texts_of
from sandbox.kinds import Blocks, Json

__all__ = ["block_problems", "options_problems", "size_of", "too_much_text", "view_problems"]

_ID: Final[dict[str, Check]] = {
    "private_metadata": string(most=limits.PRIVATE_METADATA),
    "callback_id": string(most=limits.IDENTIFIER),
    "external_id": string(most=limits.IDENTIFIER),
}
_TITLE: Final = text_object(limits.VIEW_TITLE, plain=True)
_VIEWS: Final[dict[str, Check]] = {
    "modal": shape(
        {"title": _TITLE, "blocks": blocks_on("modal", least=1)},
        _ID
        | {
            "submit": _TITLE,
            "close": _TITLE,
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        },
    ),
    "home": shape({"blocks": blocks_on("home", least=1)}, _ID),
}


def view_problems(view: Any, *, kind: str, at: str = "/view") -> list[str]:
    """Say what Slack would refuse in a view of this kind."""
    problems = Problems()
    if not isinstance(view, dict):
        problems.add(at, "must provide an object")
        return problems.found
    given = view.get("type")
    if given is None:
        problems.add(at, "missing required field: type")
    elif given != kind:
        problems.add(f"{at}/type", f"must be a {kind}")
    else:
        _VIEWS[kind]({key: part for key, part in view.items() if key != "type"}, at, problems)
    if not problems:
        _across(view["blocks"], f"{at}/blocks", problems)
        if kind == "modal" and view.get("submit") is None:
            _wants_submit(view["blocks"], at, problems)
    if problems:
        problems.found.insert(0, f"failed to match all allowed schemas [json-pointer:{at}]")
    return problems.found


def block_problems(blocks: Any, *, surface: str, at: str = "/blocks") -> list[str]:
    """Say what Slack would refuse in the blocks of a message."""
    problems = Problems()
    blocks_on(surface)(blocks, at, problems)
    if not problems:
        _across(blocks, at, problems)
        if sum(block["type"] == "table" for block in blocks) > 1:
            problems.add(at, "only one table allowed")
        if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > limits.MARKDOWN:
            problems.add(at, f"markdown must be less than {limits.MARKDOWN + 1} characters in all")
    return problems.found


def options_problems(answer: Any) -> list[str]:
    """Say what is wrong with the answer to an external select's question."""
    problems = Problems()
    if not isinstance(answer, dict) or (("options" in answer) == ("option_groups" in answer)):
        problems.add("", "must provide exactly one of options and option_groups")
        return problems.found
    for key, check in OPTION_LISTS.items():
        if key in answer and answer[key] != []:
            check(answer[key], f"/{key}", problems)
    return problems.found


def too_much_text(blocks: Blocks) -> bool:
    """Tell whether a message's blocks hold more text than one message may."""
    return sum(len(text) for text in texts_of(blocks)) > limits.MESSAGE_BLOCKS_TEXT


def size_of(value: Json) -> int:
    """Bytes of a piece of JSON as it travels."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _across(blocks: Blocks, at: str, problems: Problems) -> None:
    """Look for ids given twice and for more than one wish to be focused."""
    ids: set[str] = set()
    for number, block in enumerate(blocks):
        name = block.get("block_id")
        if name is not None and name in ids:
            problems.add(f"{at}/{number}/block_id", f"`block_id` {name} already exists")
        ids.add(name or "")
    actions: set[tuple[int, str]] = set()
    focused = 0
    for number, inside, element in elements_of(blocks):
        action = element.get("action_id")
        if action is not None and (number, action) in actions:
            problems.add(f"{at}/{number}{inside}/action_id", f"`action_id` {action} already exists")
        actions.add((number, action or ""))
        if element.get("focus_on_load"):
            focused += 1
            if focused > 1:
                problems.add(f"{at}/{number}{inside}/focus_on_load", "only one element may be focused on load")


def _wants_submit(blocks: Blocks, at: str, problems: Problems) -> None:
    if any(block["type"] == "input" for block in blocks):
        problems.add(at, "missing required field: submit (there are input blocks)")
