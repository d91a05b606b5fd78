"""Where a field stands, and what is shown beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.blocks.ids import FIELD_TYPED, field_block_id
from models.forms import Prompt

__all__ = ["BESIDE", "Block", "Earlier", "FieldPlace", "Offered", "Screen"]

BESIDE = 1000
"""Parts of a question from this one on stand beside its text boxes, of which no screen holds so many."""

Block = dict[str, Any]

Screen = Mapping[str, Any]
"""The view of a payload: the blocks as they were drawn, and the state as people left it."""


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """The screen a field is on. With another `render`, Slack forgets what stood in its boxes.

    `typed` is the action id under which its text boxes send what is typed.
    """

    record: str
    section: str
    render: int
    typed: str = FIELD_TYPED

    def block_id(self, question: str, part: int = 0) -> str:
        """Return the block id of a question's input; part 0 is the first and usually the only one."""
        return field_block_id(self.record, self.section, question, part, self.render)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was said about a question before, to read only; the heading says when."""

    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class Offered:
    """The prompts of a bank shown beside a question now, and whether there are others to show."""

    prompts: tuple[Prompt, ...]
    others: bool
