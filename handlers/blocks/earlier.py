"""An earlier answer in full, page by page, to read only."""

from typing import Any

from handlers.blocks.banner import build_banner
from handlers.blocks.ids import EARLIER_PAGE, EARLIER_VIEW, Place
from handlers.blocks.modal import Block, actions, button, context, modal, section
from handlers.blocks.split import split_text
from handlers.blocks.text import day, escape, said
from models.values.record import Earlier, RecordHead

__all__ = ["build_earlier_page"]

PARTS_A_PAGE = 4


def build_earlier_page(head: RecordHead, earlier: Earlier, number: int) -> dict[str, Any]:
    """Return one page of it; pages count from 1."""
    parts = split_text(earlier.text)
    pages = -(-len(parts) // PARTS_A_PAGE)
    number = min(max(number, 1), pages)
    shown = parts[(number - 1) * PARTS_A_PAGE : number * PARTS_A_PAGE]
    blocks: list[Block] = [
        *build_banner(head),
        section(f"*{escape(earlier.label)}*\n{_when(earlier)}"),
        *({"type": "section", "text": said(part)} for part in shown if part),
    ]
    if pages > 1:
        blocks += [context(f"Page {number} of {pages}"), actions(*_turns(number, pages), block_id="pages")]
    place = Place(page="earlier", supervision=head.supervision_id, subject=head.subject_id, section=earlier.question)
    return modal("Last time", blocks, callback_id=EARLIER_VIEW, place=place, close="Back")


def _when(earlier: Earlier) -> str:
    return "To read only" if earlier.several else f"Written on {day(earlier.held_on)}, to read only"


def _turns(number: int, pages: int) -> list[Block]:
    return [
        button(text, f"{EARLIER_PAGE}:{text.casefold()}", value=str(to))
        for text, to in (("Before", number - 1), ("More", number + 1))
        if 1 <= to <= pages
    ]
