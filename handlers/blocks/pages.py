"""Documents as pages of a modal: cut by measured size, no heading left alone at a page's end."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.blocks.modal import Block, context, header, section
from handlers.blocks.split import split_text
from handlers.blocks.text import escape, said
from models.values.document import Passage, Voice

__all__ = ["PAGE_BLOCKS", "PAGE_BYTES", "Unit", "build_passages", "cut_pages"]

# Slack takes 100 blocks and 250 KB a view; the rest is for what stands above and below a page.
PAGE_BLOCKS: Final = 80
PAGE_BYTES: Final = 60_000

_LABEL_LIMIT: Final = 1000


@dataclass(frozen=True, slots=True)
class Unit:
    """Blocks that belong on one page; `title` is whose record they are part of."""

    blocks: tuple[Block, ...]
    title: str
    opens: bool = False

    @property
    def size(self) -> int:
        """The bytes they take as Slack counts them, non-ASCII letters escaped."""
        return sum(len(json.dumps(block)) for block in self.blocks)


def build_passages(passages: Iterable[Passage]) -> list[Unit]:
    """Return the passages as units: headings stay with the text after them."""
    units: list[Unit] = []
    heading: list[Block] = []
    title, opens = "", False
    for passage in passages:
        first, *rest = _blocks(passage)
        if passage.voice in {Voice.TITLE, Voice.SECTION, Voice.LABEL}:
            heading += [first, *rest]
            if passage.voice is Voice.TITLE:
                title, opens = passage.text, True
            continue
        units.append(Unit((*heading, first), title, opens))
        units += [Unit((block,), title) for block in rest]
        heading, opens = [], False
    if heading:
        units.append(Unit(tuple(heading), title, opens))
    return units


def cut_pages(units: Sequence[Unit]) -> list[list[Block]]:
    """Return the units as pages; one that begins within a record says whose it is."""
    pages: list[list[Block]] = [[]]
    size = 0
    for unit in units:
        full = size + unit.size > PAGE_BYTES or len(pages[-1]) + len(unit.blocks) > PAGE_BLOCKS
        if full and pages[-1]:
            pages.append([] if unit.opens or not unit.title else [header(f"{unit.title} (continued)")])
            size = 0
        pages[-1] += unit.blocks
        size += unit.size
    return pages


def _blocks(passage: Passage) -> list[Block]:
    match passage.voice:
        case Voice.TITLE:
            return [header(passage.text)]
        case Voice.SECTION:
            return [section(f"*{escape(passage.text)}*")]
        case Voice.LABEL:
            return [context(escape(passage.text[:_LABEL_LIMIT]))]
        case Voice.NOTE:
            return [context(escape(part)) for part in split_text(passage.text, _LABEL_LIMIT)]
        case Voice.TEXT:
            return [{"type": "section", "text": said(part)} for part in split_text(passage.text)]
