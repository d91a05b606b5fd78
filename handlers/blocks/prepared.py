"""What the supervisee prepared, beside its box with *Use this text*, or on top of the first step (I30)."""

from collections.abc import Iterator
from typing import Any

from handlers.blocks.banner import build_banner
from handlers.blocks.fields.around import EARLIER_SHOWN
from handlers.blocks.ids import PREPARED_VIEW, READ_PREPARED, USE_PREPARED, Place
from handlers.blocks.modal import Block, actions, button, context, modal, section
from handlers.blocks.split import split_text
from handlers.blocks.text import clip, escape, said
from models.values.preparing import LINE, Prepared
from models.values.record import RecordHead

__all__ = ["build_on_top", "build_prepared", "build_prepared_page"]


def build_prepared(prepared: tuple[Prepared, ...], *, may_use: bool) -> Iterator[Block]:
    """Yield each text that belongs to one box, with the button that puts it there, or only that it stands there."""
    for one in prepared:
        if one.there:
            yield context(f":white_check_mark: What {escape(one.by)} prepared stands in the box.")
            continue
        yield _text(one, f"{one.by} prepared:" if len(prepared) == 1 else _for_question(one))
        if may_use:
            use = button("Use this text", USE_PREPARED, value=one.question, label=f"Use what {one.by} prepared")
            yield actions(use, block_id=f"prepared:{one.question}")


def build_on_top(prepared: tuple[Prepared, ...]) -> Iterator[Block]:
    """Yield what has no box here, the line first."""
    for one in prepared:
        yield _text(one, f"{one.by} prepared:" if one.question == LINE or not one.label else _for_question(one))


def _for_question(one: Prepared) -> str:
    return f"{one.by} prepared for “{one.label}”:"


def _text(one: Prepared, heading: str) -> Block:
    block: Block = {"type": "section", "text": said(f"{heading}\n{clip(one.text, EARLIER_SHOWN)}")}
    if len(one.text) > EARLIER_SHOWN:
        # A value may not be empty, and the line has no question.
        value = f"question:{one.question}"
        block["accessory"] = button("Read all", READ_PREPARED, value=value, label=f"Read all that {one.by} prepared")
    return block


def build_prepared_page(head: RecordHead, one: Prepared) -> dict[str, Any]:
    """Return the whole of a text, to read only."""
    label = f"*{escape(one.label)}*\n" if one.label else ""
    blocks: list[Block] = [
        *build_banner(head),
        section(f"{label}{escape(one.by)} prepared this"),
        *({"type": "section", "text": said(part)} for part in split_text(one.text) if part),
    ]
    place = Place(page="prepared", supervision=head.supervision_id, subject=head.subject_id)
    return modal("Prepared", blocks, callback_id=PREPARED_VIEW, place=place, close="Back")
