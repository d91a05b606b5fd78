"""Fitting pages into a modal: measured in bytes as they travel, in blocks and in inputs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["PAGE_BYTES", "Fitted", "fit", "measure"]

Block = dict[str, Any]

PAGE_BYTES = 150_000
"""Slack refuses a view over 250,000 bytes; a page must leave room for what is still typed into it."""
PAGE_BLOCKS = 80
PAGE_INPUTS = 6


@dataclass(frozen=True, slots=True)
class Fitted:
    """The blocks of one page, and the item the next page begins with, None on the last."""

    blocks: list[Block]
    following: int | None


def measure(content: object) -> int:
    """Return how many bytes something takes at most on its way to Slack: as ASCII, the longest spelling."""
    return len(json.dumps(content))


def fit(items: Sequence[Sequence[Block]], first: int) -> Fitted:
    """Return as many items as fit on one page, from the one numbered `first`; always at least one."""
    first = min(max(first, 0), max(len(items) - 1, 0))
    blocks: list[Block] = []
    questions = size = 0
    for number, item in enumerate(items[first:], start=first):
        asks = any(block["type"] == "input" for block in item)
        size += measure(item)
        full = questions + asks > PAGE_INPUTS or size > PAGE_BYTES or len(blocks) + len(item) > PAGE_BLOCKS
        if full and number > first:
            return Fitted(blocks, number)
        blocks.extend(item)
        questions += asks
    return Fitted(blocks, None)
