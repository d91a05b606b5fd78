"""Preparing for one's own supervision: the children, one of them, and drafts for a section of the form."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from handlers.blocks.banner import saved_words
from handlers.blocks.children import about_words, due_words, option, plan_words
from handlers.blocks.fields.around import build_prompts
from handlers.blocks.ids import (
    PREPARE_BACK,
    PREPARE_CHOSEN,
    PREPARE_DRAFT,
    PREPARE_PAGE,
    PREPARE_SAVE,
    PREPARE_SUBJECT,
    PREPARE_TYPED,
    PREPARE_VIEW,
    Place,
    read_place,
)
from handlers.blocks.modal import NOT_AN_EMERGENCY, Block, actions, button, context, divider, modal, section
from handlers.blocks.paging import build_pager, cut
from handlers.blocks.text import clip, day, escape, plain, said
from models.forms.limits import HELP_LENGTH, PLACEHOLDER_LENGTH
from models.policy import Policy
from models.rules.preparing import TEXT_LIMIT
from models.values.preparing import (
    LINE,
    NOT_IN_DEPTH,
    DraftSection,
    Given,
    InDepth,
    PreparedSubject,
    Preparing,
    PreparingRow,
)
from models.vocabulary import AgendaReason, RecordKind

__all__ = ["PREPARE_TITLE", "build_draft", "build_preparing", "build_subject", "read_given"]

PREPARE_TITLE: Final = "Prepare"
SUBMIT: Final = "Save and close"
SHOWN: Final = 150
"""Characters of a line in the list of children; the whole of it is one tap away."""

WHO_SEES: Final = (
    "Nobody sees this until the agenda of your supervision is opened. You need not prepare anything, and nobody is "
    "told whether you did."
)
WHO_SEES_ME: Final = "Only you see this until your supervisor opens the agenda. Nobody who only stands in ever does."
NO_CHILD_HERE: Final = "This is about you. Name no child here: give the Mosaic number, and no more."
_NO, _OTHER = "no", "other"

Screen = Mapping[str, Any]


def build_preparing(preparing: Preparing, page: int = 1) -> dict[str, Any]:
    """Return the list: oneself where a form asks, and every child with what is prepared so far."""
    shown = cut(preparing.rows, page)
    blocks: list[Block] = [section(_meeting(preparing)), context(WHO_SEES)]
    if preparing.about_me is not None:
        blocks += [divider(), _row(preparing.about_me, preparing)]
    blocks.append(divider())
    blocks += [_row(row, preparing) for row in shown.rows]
    if not shown.rows:
        blocks.append(context("The directory lists no open child for you."))
    blocks += build_pager(shown, PREPARE_PAGE, str)
    blocks.append(context(f":warning: {NOT_AN_EMERGENCY}"))
    return modal(PREPARE_TITLE, blocks, callback_id=PREPARE_VIEW, place=Place(page="prepare", n=shown.number))


def _meeting(preparing: Preparing) -> str:
    booked = preparing.booked
    if booked is None:
        return "*For your next supervision*\nNo day is booked yet."
    return f"*For your supervision on {day(booked.on)}*\nwith {escape(booked.supervisor)}"


def _row(row: PreparingRow, preparing: Preparing) -> Block:
    words = [*_about(row, preparing), *_so_far(row, preparing.policy)]
    name = "yourself" if row.child is None else row.child.name or row.child.label
    text = "Prepare" if row.is_empty else "Change"
    return section(
        "\n".join(words),
        accessory=button(text, PREPARE_SUBJECT, value=row.subject_id, label=f"{text} what is about {name}"),
    )


def _about(row: PreparingRow, preparing: Preparing) -> Iterator[str]:
    policy, today = preparing.policy, preparing.today
    if row.child is None:
        yield f"*About me*\n{escape(policy.labels.kind[RecordKind.PERSONAL])}"
        return
    yield f"*{escape(row.child.name or '')}* · {escape(row.child.label)}"
    due = due_words(row.child.due_on, row.child.state, today)
    yield f"{due} · {escape(about_words(row.child, policy, today))}"


def _so_far(row: PreparingRow, policy: Policy) -> Iterator[str]:
    if row.in_depth.wanted:
        yield f":pushpin: In depth{_because(row.in_depth.reason, policy)}"
    if row.line:
        yield f":pencil2: {escape(clip(' '.join(row.line.split()), SHOWN))}"
    if row.drafted:
        yield f":memo: {'1 answer' if row.drafted == 1 else f'{row.drafted} answers'} drafted"


def _because(reason: AgendaReason | None, policy: Policy) -> str:
    return "" if reason is None else f": {escape(policy.labels.reason[reason])}"


def build_subject(
    shown: PreparedSubject, render: int, *, on_screen: Screen | None = None, problem: str | None = None
) -> dict[str, Any]:
    """Return the page of one child, or of oneself: in depth or not and why, a line, and the ways to drafts."""
    typed = _typed(on_screen)
    row = shown.row
    blocks: list[Block] = [
        *([section(f":warning: {escape(problem)}")] if problem else []),
        *_banner(shown),
        context(saved_words(shown.saved_at)),
    ]
    if row.child is not None:
        block_id = _block_id(PREPARE_CHOSEN, row.subject_id, LINE, render)
        in_depth = _read_in_depth(on_screen, block_id) or row.in_depth
        blocks.append(_in_depth(block_id, in_depth, shown.policy))
        ask, example = (
            "What would you like to bring?",
            "Worried about the weekend contact. I would like to think about it aloud.",
        )
    else:
        ask, example = (
            "What would you like to bring about yourself?",
            "The court week took a lot. Could we look at my diary?",
        )
    block_id = _block_id(PREPARE_TYPED, row.subject_id, LINE, render)
    blocks.append(_box(block_id, ask, typed.get(block_id, row.line), placeholder=example))
    if shown.sections:
        blocks += [divider(), section("*Draft answers*\nYour supervisor can take them into the record, or not.")]
        blocks += [_to_draft(one) for one in shown.sections]
    blocks.append(
        actions(button("Save", PREPARE_SAVE, style="primary"), button("Back", PREPARE_BACK), block_id="steps")
    )
    place = Place(page="prepare_subject", subject=row.subject_id, render=render)
    return modal(PREPARE_TITLE, blocks, callback_id=PREPARE_VIEW, place=place, submit=SUBMIT)


def _banner(shown: PreparedSubject) -> Iterator[Block]:
    child = shown.row.child
    yield {"type": "header", "text": said(shown.name if child is not None else "About me", 150)}
    if child is None:
        yield context(WHO_SEES_ME)
        yield context(NO_CHILD_HERE)
    else:
        yield context(f"{escape(child.label)} · {escape(plan_words(child, shown.policy))}")
    yield context(f":warning: {NOT_AN_EMERGENCY}")


def _in_depth(block_id: str, in_depth: InDepth, policy: Policy) -> Block:
    options = [
        option("No, not in depth", _NO),
        *(option(policy.labels.reason[reason], reason.value) for reason in policy.agenda.order),
        option("Another reason", _OTHER),
    ]
    chosen = _NO if not in_depth.wanted else (in_depth.reason or _OTHER)
    element: Block = {
        "type": "radio_buttons",
        "action_id": PREPARE_CHOSEN,
        "options": options,
        "initial_option": next(one for one in options if one["value"] == chosen),
    }
    label = "Would you like to talk about this child in depth? If so, why?"
    return _input(block_id, label, element)


def _box(block_id: str, label: str, text: str, *, hint: str | None = None, placeholder: str | None = None) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": PREPARE_TYPED,
        "multiline": True,
        "max_length": TEXT_LIMIT,
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    if text:
        element["initial_value"] = text
    if placeholder is not None:
        element["placeholder"] = plain(placeholder, PLACEHOLDER_LENGTH)
    block = _input(block_id, label, element)
    return block if hint is None else block | {"hint": plain(hint, HELP_LENGTH)}


def _input(block_id: str, label: str, element: Block) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        "optional": True,
        "dispatch_action": True,
    }


def _to_draft(draft: DraftSection) -> Block:
    count = len(draft.questions)
    so_far = f"{draft.drafted} of {count} drafted" if draft.drafted else "nothing drafted yet"
    words = f"{escape(draft.section.title)} · {so_far}"
    label = f"Draft answers to {draft.section.title}"
    return section(words, accessory=button("Open", PREPARE_DRAFT, value=draft.section.id, label=label))


def build_draft(
    shown: PreparedSubject, draft: DraftSection, render: int, *, on_screen: Screen | None = None
) -> dict[str, Any]:
    """Return a box for each question of a section that takes text."""
    typed = _typed(on_screen)
    place = [one.section.id for one in shown.sections].index(draft.section.id) + 1
    blocks: list[Block] = [
        *_banner(shown),
        section(f"*{escape(draft.section.title)}* · {place} of {len(shown.sections)}\nDrafts, as far as you like."),
        context(saved_words(shown.saved_at)),
    ]
    for question in draft.questions:
        block_id = _block_id(PREPARE_TYPED, shown.row.subject_id, question.id, render)
        text = typed.get(block_id, draft.texts.get(question.id, ""))
        blocks += build_prompts(question.prompts)
        blocks.append(_box(block_id, question.label, text, hint=question.help, placeholder=question.placeholder))
    is_last = place == len(shown.sections)
    save = button("Save", PREPARE_SAVE, style="primary" if is_last else None)
    buttons = [save, button("Back", PREPARE_BACK)]
    if not is_last:
        value = shown.sections[place].section.id
        buttons.insert(0, button("Save and next", PREPARE_DRAFT, value=value, style="primary"))
    blocks.append(actions(*buttons, block_id="steps"))
    where = Place(page="prepare_draft", subject=shown.row.subject_id, section=draft.section.id, render=render)
    return modal("Draft answers", blocks, callback_id=PREPARE_VIEW, place=where, submit=SUBMIT)


def _block_id(kind: str, subject_id: str, question: str, render: int) -> str:
    """Return the block id of an input: under another subject or render nothing that was typed shows up."""
    return ":".join((kind, subject_id, question, str(render)))


def _typed(on_screen: Screen | None) -> dict[str, str]:
    """Return what stands in the text boxes of a screen, by block id."""
    values = (on_screen or {}).get("state", {}).get("values", {})
    return {
        block_id: str(elements[PREPARE_TYPED].get("value") or "")
        for block_id, elements in values.items()
        if PREPARE_TYPED in elements
    }


def _read_in_depth(on_screen: Screen | None, block_id: str) -> InDepth | None:
    values = (on_screen or {}).get("state", {}).get("values", {})
    return _chosen(values.get(block_id, {}).get(PREPARE_CHOSEN, {}).get("selected_option"))


def _chosen(selected: Mapping[str, Any] | None) -> InDepth | None:
    value = (selected or {}).get("value")
    if value == _NO:
        return NOT_IN_DEPTH
    if value == _OTHER:
        return InDepth(wanted=True)
    return InDepth(True, AgendaReason(value)) if value in set(AgendaReason) else None


def read_given(view: Screen, touched: frozenset[str]) -> Given:
    """Return what a screen changed: what differs from how it was drawn, and what the payload is about.

    A box that was drawn without a text and is empty says nothing: another device may have written there.
    """
    place = read_place(str(view.get("private_metadata", "")))
    values = view.get("state", {}).get("values", {})
    in_depth, texts = None, {}
    for block in view.get("blocks", ()):
        block_id, element = str(block.get("block_id", "")), block.get("element") or {}
        kind, _, rest = block_id.partition(":")
        sent = values.get(block_id, {}).get(kind)
        if sent is None or not rest.startswith(f"{place.subject}:"):
            continue
        question = rest.split(":")[1]
        if kind == PREPARE_TYPED:
            text = str(sent.get("value") or "")
            if block_id in touched or text != str(element.get("initial_value") or ""):
                texts[question] = text
        elif kind == PREPARE_CHOSEN:
            chosen = _chosen(sent.get("selected_option"))
            if block_id in touched or chosen != _chosen(element.get("initial_option")):
                in_depth = chosen
    return Given(in_depth, texts)
