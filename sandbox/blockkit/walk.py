"""Walking through blocks: their elements, their texts."""

from collections.abc import Iterator
from typing import Any

from sandbox.kinds import Blocks, Json

__all__ = ["elements_of", "find_element", "texts_of"]


def elements_of(blocks: Blocks) -> Iterator[tuple[int, str, Json]]:
    """Yield each interactive element: number of its block, pointer within the block, itself."""
    for number, block in enumerate(blocks):
        kind = block.get("type")
        if kind == "input":
            yield number, "/element", block["element"]
        elif kind == "section" and block.get("accessory"):
            if block["accessory"].get("type") != "image":
                yield number, "/accessory", block["accessory"]
        elif kind in {"actions", "card"}:
            key = "elements" if kind == "actions" else "actions"
            for place, element in enumerate(block.get(key) or []):
                yield number, f"/{key}/{place}", element


def find_element(blocks: Blocks, block_id: str, action_id: str) -> tuple[Json, Json] | None:
    """Find a block and its element by their ids."""
    for number, _, element in elements_of(blocks):
        block = blocks[number]
        if block.get("block_id") == block_id and element.get("action_id") == action_id:
            return block, element
    return None


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text in a piece of Block Kit that a person reads."""
    if isinstance(value, list):
        for one in value:
            yield from texts_of(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key == "text" and isinstance(one, str):
                yield one
            elif isinstance(one, dict | list):
                yield from texts_of(one)
