"""*Copy*: each field of what is filed in a box that can be selected whole, on a phone and on a laptop.

The only such box in Slack is one to type in. Nothing typed there is ever read: the boxes are filled anew each time.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

from handlers.blocks.fit import fit
from handlers.blocks.ids import COPY_BOX, COPY_PAGE, COPY_VIEW, INDEX_VIEW, Place
from handlers.blocks.modal import Block, context, modal, section
from handlers.blocks.reading import build_turns
from handlers.blocks.split import split_text
from handlers.blocks.text import escape, plain
from models.values.filing import Paste, PasteField
from models.vocabulary import Filed

__all__ = ["COPY_TITLE", "INDEX_TITLE", "build_copy", "build_staff_file", "is_last_page"]

COPY_TITLES: Final = {Filed.MOSAIC: "Copy for Mosaic", Filed.STAFF_FILE: "Copy for the staff file"}
COPY_TITLE: Final = "Copy"
INDEX_TITLE: Final = "Index of the file"
HOW: Final = "Tap into a box, select all of it and copy. What is changed in a box is not kept."
IN_PARTS: Final = "A long field goes on in the next box: paste one behind the other, and nothing is lost."
ALREADY: Final = "It is marked as filed already."
ONLY_OUTCOME: Final = "The record itself was filed before: only this is still to be pasted into it."


def build_copy(paste: Paste, place: Place) -> dict[str, Any]:
    """Return the page of the boxes that a place names; its submit says that all of it is filed."""
    items = list(_items(paste.fields, paste.version_id))
    starts = _page_starts(items)
    number = min(max(place.n or 1, 1), len(starts))
    blocks: list[Block] = [section(f"*{escape(paste.title)}*"), context(HOW)]
    if any(len(split_text(field.text)) > 1 for field in paste.fields):
        blocks.append(context(IN_PARTS))
    if paste.of_outcome:
        blocks.append(context(ONLY_OUTCOME))
    if paste.filed:
        blocks.append(context(ALREADY))
    if len(starts) > 1:
        blocks.append(context(f"Page {number} of {len(starts)}"))
    blocks += fit(items, starts[number - 1]).blocks
    blocks += build_turns(COPY_PAGE, number, len(starts))
    here = Place(page="copy", version=paste.version_id, n=number, scope=place.scope, stamp=paste.at.isoformat())
    return modal(
        COPY_TITLES[paste.place], blocks, callback_id=COPY_VIEW, place=here, submit="Mark as filed", close="Not yet"
    )


def is_last_page(paste: Paste, number: int) -> bool:
    """Say whether that page of the boxes is the last: before it not all can be pasted."""
    return number >= len(_page_starts(list(_items(paste.fields, paste.version_id))))


def build_staff_file(fields: Sequence[PasteField], person_id: str) -> dict[str, Any]:
    """Return the index of a staff file in boxes; there is nothing to mark, so its submit only closes it."""
    # Years of records are some boxes more, which a view has room for: a box of short lines takes little.
    blocks: list[Block] = [context(HOW), *(block for item in _items(fields, person_id) for block in item)]
    return modal(INDEX_TITLE, blocks, callback_id=INDEX_VIEW, place=Place(page="index"), submit="Done")


def _page_starts(items: Sequence[Sequence[Block]]) -> list[int]:
    starts = [0]
    while (following := fit(items, starts[-1]).following) is not None:
        starts.append(following)
    return starts


def _items(fields: Sequence[PasteField], of: str) -> Iterator[list[Block]]:
    for place, field in enumerate(fields):
        parts = split_text(field.text)
        for number, part in enumerate(parts, 1):
            label = field.label if len(parts) == 1 else f"{field.label} ({number} of {len(parts)})"
            yield [_box(label, part, f"{COPY_BOX}:{of}:{place}:{number}:{_print(part)}")]


def _box(label: str, text: str, block_id: str) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": COPY_BOX,
        "multiline": True,
        "initial_value": text,
    }
    return {"type": "input", "block_id": block_id, "label": plain(label, 200), "optional": True, "element": element}


def _print(text: str) -> str:
    """Return what is another for another text: as long as a block id stays, Slack keeps what stood in its box."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
