"""A form shown to those who write it: the boxes people will see, in a frame that says nothing is kept."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handlers.blocks.fields import FieldPlace
from handlers.blocks.fit import Fitted, fit
from handlers.blocks.ids import PREVIEW_BACK, PREVIEW_NEXT, PREVIEW_OPEN, PREVIEW_VIEW, Place, join_ids
from handlers.blocks.message import Message
from handlers.blocks.modal import Block, actions, button, context, divider, header, modal, section
from handlers.blocks.section import build_items
from handlers.blocks.text import escape
from models.forms import Form
from models.values.record import SectionView

__all__ = ["NOTHING_KEPT", "build_offers", "build_preview", "form_name"]

NOTHING_KEPT = "Preview: nothing is kept"
_TITLE = "Preview"
_OFFERS = 40
"""Slack keeps a message to 50 blocks."""


def form_name(form: Form) -> str:
    """Return how a form is named in ids that travel: its id and number."""
    return f"{form.id}.{form.number}"


def build_offers(forms: Sequence[Form]) -> Iterator[Message]:
    """Yield messages in which each form has a button that opens it."""
    for start in range(0, len(forms), _OFFERS):
        shown = forms[start : start + _OFFERS]
        text = "A form to look at" if len(forms) == 1 else "Forms to look at"
        yield Message(text=text, blocks=[*map(_offer, shown), context(NOTHING_KEPT)])


def _offer(form: Form) -> Block:
    steps = len(form.sections)
    words = f"*{escape(form.title)}*\n{form.id} · number {form.number} · {steps} step{'' if steps == 1 else 's'}"
    open_it = button("Open", PREVIEW_OPEN, value=form_name(form), style="primary", label=f"Open {form.title}")
    return section(words, accessory=open_it, block_id=f"form:{form_name(form)}")


def build_preview(view: SectionView, place: Place, on_screen: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the step at a place, with the same boxes as in a record.

    With `on_screen`, the view of the payload, the boxes stay as they are on the screen.
    """
    form, first = view.head.form, place.n or 0
    fields = FieldPlace(view.head.id, view.section.id, place.render)
    fitted = fit(list(build_items(view, fields, on_screen, place.turns)), first)
    step = f"{form.sections.index(view.section) + 1} of {len(form.sections)}"
    words = [f"*{escape(view.section.title)}* · {step}"]
    if view.section.help is not None:
        words.append(escape(view.section.help))
    blocks = [
        header(NOTHING_KEPT),
        context(f"{escape(form.title)} · {form.id} · number {form.number}"),
        section("\n".join(words)),
        *fitted.blocks,
        divider(),
        *_ways_on(view, fitted, first),
    ]
    return modal(_TITLE, blocks, callback_id=PREVIEW_VIEW, place=place, submit="End the preview")


def _ways_on(view: SectionView, fitted: Fitted, first: int) -> list[Block]:
    """Return *Back* and *Next*, each where there is something there."""
    sections, here = view.head.form.sections, view.section
    before = sections[max(sections.index(here) - 1, 0)]
    buttons: list[Block] = []
    if first > 0:
        buttons.append(_go("Back", PREVIEW_BACK, here.id, 0))
    elif before is not here:
        buttons.append(_go("Back", PREVIEW_BACK, before.id, 0))
    if fitted.following is not None:
        buttons.append(_go("Next", PREVIEW_NEXT, here.id, fitted.following))
    elif view.following is not None:
        buttons.append(_go("Next", PREVIEW_NEXT, view.following, 0))
    return [actions(*buttons, block_id="steps")] if buttons else []


def _go(text: str, action_id: str, section_id: str, first: int) -> Block:
    style = "primary" if action_id == PREVIEW_NEXT else None
    return button(text, action_id, value=join_ids(section_id, str(first)), style=style)
