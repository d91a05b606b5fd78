"""The modal in which an addendum is written."""

from collections.abc import Mapping
from typing import Any, Final

from handlers.blocks.fields import FieldPlace
from handlers.blocks.fields.typed import build_boxes, shown_boxes
from handlers.blocks.ids import ADDENDUM_TYPED, ADDENDUM_VIEW, Place, read_place
from handlers.blocks.modal import NOT_AN_EMERGENCY, Block, context, header, modal, section
from handlers.blocks.split import join_text, split_text
from handlers.blocks.text import escape, join_names, said
from models.forms import TextAnswer, TextQuestion
from models.values.agreement import AddendumDraft
from models.vocabulary import QuestionType

__all__ = ["ADDENDUM_TITLE", "build_addendum", "read_addendum", "redraw_addendum"]

ADDENDUM_TITLE: Final = "Add an addendum"

_QUESTION: Final = TextQuestion(
    type=QuestionType.TEXT, id="addendum", label="What is to be added?", source="the project's own"
)


def build_addendum(draft: AddendumDraft) -> dict[str, Any]:
    """Return the modal with what is kept in its boxes."""
    place = Place(record=draft.record_id, n=draft.addendum)
    what = f"Addendum {draft.addendum}"
    blocks: list[Block] = [
        header(draft.name),
        section(f"{what} to {escape(draft.label)}. The record stays as it is. It goes {_to_whom(draft)}."),
    ]
    if draft.asked:
        blocks.append(section("*A change was asked for:*"))
        blocks += [{"type": "section", "text": said(part)} for part in split_text(draft.asked)]
    blocks += build_boxes(_QUESTION, TextAnswer(text=draft.text), _boxes_of(place), None, None)
    blocks.append(context(NOT_AN_EMERGENCY))
    return _frame(blocks, place)


def _to_whom(draft: AddendumDraft) -> str:
    asked, told = (escape(join_names(names)) for names in (draft.to_agree, draft.to_read))
    ways = [f"to *{asked}* for agreement"] if asked else []
    if told:
        ways.append(f"to *{told}* to read" + ("" if asked else ", with room for comments"))
    return ", and ".join(ways)


def redraw_addendum(view: Mapping[str, Any]) -> dict[str, Any]:
    """Return the modal of a settled view anew: its boxes as they stand, and another where the last is full."""
    place = read_place(view["private_metadata"])
    boxes = build_boxes(_QUESTION, None, _boxes_of(place), None, view)
    inputs = [at for at, block in enumerate(view["blocks"]) if block["type"] == "input"]
    return _frame([*view["blocks"][: inputs[0]], *boxes, *view["blocks"][inputs[-1] + 1 :]], place)


def _frame(blocks: list[Block], place: Place) -> dict[str, Any]:
    return modal(ADDENDUM_TITLE, blocks, callback_id=ADDENDUM_VIEW, place=place, submit="Send")


def read_addendum(view: Mapping[str, Any]) -> str | None:
    """Return the whole text of a settled view, or None when it has no box of its addendum.

    What it does not say of a box stands as it was drawn.
    """
    boxes = shown_boxes(_QUESTION, view, _boxes_of(read_place(view["private_metadata"])))
    return join_text(boxes) if boxes else None


def _boxes_of(place: Place) -> FieldPlace:
    return FieldPlace(place.record or "", f"addendum_{place.n}", place.render, ADDENDUM_TYPED)
