"""Two texts for one answer, both shown, and the choice between them."""

from typing import Any

from handlers.blocks.banner import build_banner, build_notice, place_of, record_title
from handlers.blocks.fit import measure
from handlers.blocks.ids import CLASH_BOTH, CLASH_MINE, CLASH_THEIRS, RECORD_BACK, RECORD_VIEW, join_ids
from handlers.blocks.modal import Block, actions, button, context, divider, modal, section
from handlers.blocks.split import split_text
from handlers.blocks.text import escape, said
from models.values.record import Clash

__all__ = ["build_clash"]

TWO_DEVICES = "This was written on two devices at once. Both texts are kept until you choose."
TEXT_BYTES = 90_000
"""For each of the two, so that both and the frame stay well under what Slack takes."""


def build_clash(clash: Clash, render: int, *, notice: str | None = None) -> dict[str, Any]:
    """Return the two texts with *Keep theirs*, *Keep mine* and, for text, *Keep both*."""
    value = join_ids(clash.subject, clash.parked)
    buttons = [
        button("Keep theirs", CLASH_THEIRS, value=value),
        button("Keep mine", CLASH_MINE, value=value),
    ]
    if clash.can_keep_both:
        buttons.insert(0, button("Keep both", CLASH_BOTH, value=value, style="primary"))
    blocks = [
        *build_notice(notice),
        *build_banner(clash.head),
        section(f"*{escape(clash.label)}*\n{TWO_DEVICES}"),
        *_text("Theirs", clash.theirs_by, clash.theirs),
        divider(),
        *_text("Mine", clash.mine_by, clash.mine),
        divider(),
        actions(*buttons, button("Later", RECORD_BACK), block_id="clash"),
    ]
    if clash.left > 1:
        blocks.append(context(f"{clash.left - 1} more to choose after this one"))
    place = place_of(clash.head, "clash", render).model_copy(update={"section": clash.section_id})
    return modal(record_title(clash.head), blocks, callback_id=RECORD_VIEW, place=place)


def _text(whose: str, who: str, text: str) -> list[Block]:
    blocks: list[Block] = [context(f"*{whose}*, written by {escape(who)}")]
    shown = size = 0
    for part in split_text(text) if text else ["(nothing)"]:
        size += measure(part)
        if size > TEXT_BYTES:
            blocks.append(context(f"{len(text) - shown} more characters, kept as well"))
            break
        blocks.append({"type": "section", "text": said(part)})
        shown += len(part)
    return blocks
