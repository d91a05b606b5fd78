"""Blocks as Slack gives them back: ids filled in, text objects complete."""

import copy
from collections.abc import Callable
from typing import Any

from sandbox.blockkit.walk import elements_of
from sandbox.kinds import Blocks

__all__ = ["normalised"]


def normalised(blocks: Blocks, new_id: Callable[[], str]) -> Blocks:
    """Copy blocks, giving an id to every block and element that has none."""
    copied = copy.deepcopy(blocks)
    for block in copied:
        if not block.get("block_id"):
            block["block_id"] = new_id()
    for _, _, element in elements_of(copied):
        if not element.get("action_id"):
            element["action_id"] = new_id()
    _complete(copied)
    return copied


def _complete(value: Any) -> None:
    if isinstance(value, list):
        for one in value:
            _complete(one)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            if value.get("type") == "plain_text":
                value.setdefault("emoji", True)
            elif value.get("type") == "mrkdwn":
                value.setdefault("verbatim", False)
        for one in value.values():
            if isinstance(one, dict | list):
                _complete(one)
