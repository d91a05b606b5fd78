"""One step of a record: its questions, the actions where it asks for them, and the ways on."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from handlers.blocks.actions import build_action_rows
from handlers.blocks.banner import build_banner, build_notice, place_of, record_title, saved_words
from handlers.blocks.brief import build_brief_buttons, mention_notice
from handlers.blocks.fields import Earlier, FieldPlace, Offered, build_field
from handlers.blocks.fields.around import build_earlier
from handlers.blocks.fit import PAGE_BYTES, Fitted, fit, measure
from handlers.blocks.hub import NEXT_CHILD, clash_row
from handlers.blocks.ids import RECORD_BACK, RECORD_NEXT, RECORD_SAVE, RECORD_VIEW
from handlers.blocks.modal import Block, actions, button, context, divider, modal, section
from handlers.blocks.prepared import build_on_top, build_prepared
from handlers.blocks.proposal import build_proposal
from handlers.blocks.sharing import build_answer_offer
from handlers.blocks.text import clip, day, escape, said
from models.forms import ActionsQuestion
from models.rules.prompts import SHOWN, shown_prompts
from models.values.record import AnswerField, SectionView
from models.values.record import Earlier as EarlierAnswer
from models.values.supervision import STANDS_ALONE
from models.vocabulary import RecordKind

__all__ = ["build_items", "build_section", "earlier_heading"]

SAVE_AND_CLOSE = "Save and close"
_SHOWN_OF_TOO_LONG = 1000


def build_section(
    view: SectionView,
    render: int,
    *,
    first: int = 0,
    revision: int | None = None,
    on_screen: Mapping[str, Any] | None = None,
    turns: Mapping[str, int] | None = None,
    notice: str | None = None,
) -> dict[str, Any]:
    """Return a step, from its item `first` on.

    With `on_screen`, the view of the payload, the boxes stay as they are on the screen; then
    `revision` is the one that screen has seen. `turns` says with which prompt of its banks the
    few beside a question begin.
    """
    turns = dict(turns or {})
    place = place_of(view.head, "section", render)
    place = place.model_copy(update={"section": view.section.id, "n": first, "turns": turns})
    if revision is not None:
        place = place.model_copy(update={"revision": revision})
    fields = FieldPlace(view.head.id, view.section.id, render)
    fitted = fit(list(build_items(view, fields, on_screen, turns)), first)
    blocks = [
        *build_notice(notice),
        *mention_notice(view.head),
        *build_banner(view.head),
        *_heading(view),
        *clash_row(view.clashes),
        *fitted.blocks,
        divider(),
        _buttons(view, fitted),
    ]
    return modal(record_title(view.head), blocks, callback_id=RECORD_VIEW, place=place, submit=SAVE_AND_CLOSE)


def earlier_heading(earlier: EarlierAnswer) -> str:
    """Return when an earlier answer was written; several say it themselves, line by line."""
    if earlier.several:
        return "Before, newest first:"
    return f"Last time, {day(earlier.held_on)}:"


def _heading(view: SectionView) -> list[Block]:
    sections = view.head.form.sections
    step = f" · {sections.index(view.section) + 1} of {len(sections)}" if len(sections) > 1 else ""
    words = [f"*{escape(view.section.title)}*{step}"]
    if view.section.help is not None:
        words.append(escape(view.section.help))
    return [section("\n".join(words)), context(saved_words(view.saved_at))]


def build_items(
    view: SectionView,
    place: FieldPlace,
    on_screen: Mapping[str, Any] | None,
    turns: Mapping[str, int] = MappingProxyType({}),
) -> Iterator[list[Block]]:
    """Yield what may not be parted: a question with all that stands around it, an action, the way to add one."""
    for block in build_on_top(view.prepared):
        yield [block]
    for beside in view.beside:
        heading = f"{beside.label} (from {day(beside.held_on)})"
        yield list(build_earlier(beside.question, Earlier(heading, beside.text)))
    for field in view.fields:
        yield _field(view, field, place, on_screen, turns.get(field.question.id, 0))
    if view.actions is not None:
        label = next(one.label for one in view.section.questions if isinstance(one, ActionsQuestion))
        yield from build_action_rows(view.actions, label if view.fields else None, view.offers, view.action_groups)


def _field(
    view: SectionView, field: AnswerField, place: FieldPlace, on_screen: Mapping[str, Any] | None, turn: int
) -> list[Block]:
    earlier = None if field.earlier is None else Earlier(earlier_heading(field.earlier), field.earlier.text)
    blocks = build_field(
        field.question,
        field.answer,
        place,
        earlier=earlier,
        offered=Offered(shown_prompts(field.offered, turn), len(field.offered) > SHOWN),
        first=view.first_record,
        locked=field.fixed,
        on_screen=on_screen,
    )
    if measure(blocks) > PAGE_BYTES and field.answer is not None:
        return [
            *_too_long(field.question.label, field.question.show(field.answer)),
            *build_prepared(field.prepared, may_use=False),
        ]
    if field.prefilled and not field.fixed:
        blocks.append(context("From last time. Change it where it has changed."))
    blocks += build_prepared(field.prepared, may_use=not field.fixed)
    if not field.fixed:
        blocks += build_answer_offer(view.offers, field.question.id, field.question.label)
    if field.question.proposes is not None and not field.fixed:
        blocks.append(build_proposal(field.question.id, field.question.proposes, made=field.proposed))
    return blocks


def _too_long(label: str, text: str) -> list[Block]:
    """Show the beginning of a text that no modal could hold in boxes; it is kept and sent whole."""
    words = f"This answer has {len(text)} characters, too many to change here. All of it is kept and will be sent."
    return [
        section(f"*{escape(label)}*"),
        {"type": "section", "text": said(clip(text, _SHOWN_OF_TOO_LONG))},
        context(words),
    ]


def _buttons(view: SectionView, fitted: Fitted) -> Block:
    value, text = _next(view, fitted)
    go_on = button(text, RECORD_NEXT, value=value, style="primary")
    save = button("Save", RECORD_SAVE)
    if view.head.kind is RecordKind.BRIEF:
        return actions(go_on, *build_brief_buttons(view.head), save, _back("Back to the list"), block_id="steps")
    return actions(go_on, save, _back("Back"), block_id="steps")


def _next(view: SectionView, fitted: Fitted) -> tuple[str, str]:
    if fitted.following is not None:
        return f"n:{fitted.following}", "Save and go on"
    if view.following is not None:
        return f"section:{view.following}", "Save and next"
    if view.head.kind in STANDS_ALONE:
        return NEXT_CHILD, "Save and read through"
    return NEXT_CHILD, "Save and next" if view.head.kind.about_person else "Save and next child"


def _back(text: str) -> Block:
    return button(text, RECORD_BACK)
