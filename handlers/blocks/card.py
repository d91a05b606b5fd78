"""The card of a supervision in the supervisor's messages: what is done, what is left, how to go on."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from handlers.blocks.children import due_words, near_day
from handlers.blocks.ids import (
    CARD_ADD,
    CARD_CHILD,
    CARD_CLOSE,
    CARD_DISCARD,
    CARD_NOT_REACHED,
    CARD_PAGE,
    CARD_PATTERNS,
    CARD_PERSONAL,
    CARD_URGENT,
    CARRY_ON,
    READ_RECORD,
    READ_THROUGH,
    WHAT_WAS_ASKED,
    join_ids,
)
from handlers.blocks.message import Message
from handlers.blocks.modal import Block, actions, button, header, section
from handlers.blocks.note import urgent_words
from handlers.blocks.paging import Page, build_pager, cut
from handlers.blocks.text import clip, day, escape, join_names, moment, plain
from models.values.call import LONDON
from models.values.supervision import AgendaRow, RowState, SupervisionOverview
from models.vocabulary import Format, RecordKind, SupervisionState

__all__ = ["ROW_WORDS", "beside_label", "build_card", "row_words"]

LEFT_OUT_SHOWN: Final = 10

ROW_WORDS: Mapping[RowState, str] = MappingProxyType(
    {
        RowState.TO_DO: ":white_circle: to do",
        RowState.WRITING: ":pencil2: being written",
        RowState.MENTIONED: ":heavy_minus_sign: no change, actions continue",
        RowState.NOT_REACHED: ":fast_forward: not reached",
        RowState.AWAITING: ":outbox_tray: sent, waiting for agreement",
        RowState.CHANGE_ASKED: ":speech_balloon: a change is asked for",
        RowState.COMPLETE: ":white_check_mark: agreed",
        RowState.NOT_AGREED: ":no_entry_sign: not agreed",
        RowState.NO_ANSWER_LEFT: ":hourglass: no answer: left",
    }
)


class RowButton(NamedTuple):
    """What can be pressed beside a row."""

    text: str
    action_id: str


ROW_BUTTONS: Mapping[RowState, RowButton] = MappingProxyType(
    {
        RowState.TO_DO: RowButton("Write", CARD_CHILD),
        RowState.WRITING: RowButton("Go on writing", CARD_CHILD),
        RowState.MENTIONED: RowButton("Open", CARD_CHILD),
        RowState.AWAITING: RowButton("Read", READ_RECORD),
        RowState.CHANGE_ASKED: RowButton("Mend", WHAT_WAS_ASKED),
        RowState.COMPLETE: RowButton("Read", READ_RECORD),
        RowState.NOT_AGREED: RowButton("Read", READ_RECORD),
        RowState.NO_ANSWER_LEFT: RowButton("Read", READ_RECORD),
    }
)

_OF_A_RECORD = frozenset({READ_RECORD, WHAT_WAS_ASKED})
_CLOSED_TO_WRITING = frozenset({RowState.TO_DO, RowState.MENTIONED})


NOTE_SENT: Final = ":white_check_mark: sent to read"


def row_words(row: AgendaRow) -> str:
    """Return where a row stands; a note, which nobody is asked to agree to, is never called agreed."""
    return NOTE_SENT if (row.state, row.kind) == (RowState.COMPLETE, RecordKind.NOTE) else ROW_WORDS[row.state]


def build_card(overview: SupervisionOverview, today: date, number: int = 1) -> Message:
    """Return the card, showing one page of its agenda."""
    if overview.state is SupervisionState.DISCARDED:
        gone = f"{escape(overview.title)}, held {day(overview.held_on)}, was discarded."
        return Message(text="A supervision was discarded.", blocks=[section(gone)])
    page = cut(overview.rows, number)
    blocks = [header(overview.title), section(_summary(overview))]
    blocks += [_row(overview, row, today) for row in page.rows]
    blocks += _urgent(overview)
    blocks += _pager(overview, page)
    if overview.left_out:
        blocks.append(section(_left_out(overview, today)))
    blocks += [block for block in (_main_buttons(overview), _other_buttons(overview)) if block]
    return Message(text=_notification(overview), blocks=blocks)


def _urgent(overview: SupervisionOverview) -> list[Block]:
    """Return how an urgent note stands, or the way to make one urgent."""
    if overview.format is not Format.AD_HOC:
        return []
    if overview.urgent is not None:
        return [section(urgent_words(overview.urgent))]
    return [
        section(
            "If it cannot wait: both of you get a message at once. Each is asked to confirm that you spoke.",
            accessory=button("Make it urgent", CARD_URGENT, value=overview.id, confirm=_confirm_urgent(overview)),
        )
    ]


def _confirm_urgent(overview: SupervisionOverview) -> Block:
    return {
        "title": plain("Tell them now?"),
        "text": plain(f"{overview.supervisee} and you get a message at once. Ring, or go and see each other, as well."),
        "confirm": plain("Tell them"),
        "deny": plain("Not now"),
    }


def _notification(overview: SupervisionOverview) -> str:
    own_name = overview.stands_alone or overview.format is Format.GROUP
    what = overview.title if own_name else f"Your supervision with {overview.supervisee}"
    return f"{escape(what)}: go on from here." if overview.left else f"{escape(what)}."


def _summary(overview: SupervisionOverview) -> str:
    if overview.stands_alone:
        return f"Held {day(overview.held_on)}"
    state = "closed" if overview.state is SupervisionState.CLOSED else "open"
    words = [f"{escape(overview.policy.labels.format[overview.format])}, held {day(overview.held_on)} · {state}"]
    if overview.actual_minutes is not None:
        words.append(f"{overview.actual_minutes} minutes")
    if overview.interruptions is not None:
        words.append(f"{overview.interruptions} interruption{'' if overview.interruptions == 1 else 's'}")
    counts = f"*{overview.done} done, {overview.left} left*" if overview.rows else "No children on the agenda"
    there = [_who_was_there(overview)] if overview.format is Format.GROUP else []
    return "\n".join([" · ".join(words), *there, counts])


def _who_was_there(overview: SupervisionOverview) -> str:
    """Say who was in a group; somebody from outside may be a relative, so they are only counted here."""
    names = [escape(name) for name in overview.others]
    if overview.outside:
        names.append(f"{len(overview.outside)} from outside")
    return f"Also there: {join_names(names)}"


def _row(overview: SupervisionOverview, row: AgendaRow, today: date) -> Block:
    words = row_words(row)
    if row.state is RowState.WRITING and row.saved_at is not None:
        words += f" ({_saved(row.saved_at, today)})"
    elif row.code:
        words += f" · code {row.code}"
    return section(f"*{escape(row.label)}*{beside_label(overview, row)}\n{words}", accessory=_row_button(overview, row))


def beside_label(overview: SupervisionOverview, row: AgendaRow) -> str:
    """Return what stands beside a row's label: of a group whose child it is, for all of them are in depth."""
    if overview.format is Format.GROUP:
        return f" · {escape(row.worker)}"
    return " · in depth" if row.kind is RecordKind.CASEWORK else ""


def _saved(at: datetime, today: date) -> str:
    """Say when, with the day: a card is read for weeks, and only a change draws it anew."""
    return f"saved {near_day(at.astimezone(LONDON).date(), today)}, {moment(at)}"


def _row_button(overview: SupervisionOverview, row: AgendaRow) -> Block | None:
    wanted = ROW_BUTTONS.get(row.state)
    closed = overview.state is SupervisionState.CLOSED and row.state in _CLOSED_TO_WRITING
    if wanted is None or closed:
        return None
    value = (
        row.record_id if wanted.action_id in _OF_A_RECORD else join_ids(overview.id, row.subject_id, row.depth.value)
    )
    label = f"{wanted.text}: {row.label}"
    return button(wanted.text, wanted.action_id, value=value, label=label)


def _pager(overview: SupervisionOverview, page: Page[AgendaRow]) -> list[Block]:
    return build_pager(page, CARD_PAGE, lambda number: join_ids(overview.id, str(number)))


def _left_out(overview: SupervisionOverview, today: date) -> str:
    children = [
        f"{escape(child.label)} ({due_words(child.due_on, child.state, today)})"
        for child in overview.left_out[:LEFT_OUT_SHOWN]
    ]
    more = len(overview.left_out) - LEFT_OUT_SHOWN
    if more > 0:
        children.append(f"and {more} more")
    return f":warning: Not on this agenda, though the date passes before the next supervision: {', '.join(children)}"


def _main_buttons(overview: SupervisionOverview) -> Block | None:
    states = {row.state for row in overview.rows}
    buttons = []
    if states & {RowState.TO_DO, RowState.WRITING} and not overview.stands_alone:
        buttons.append(button("Go on", CARRY_ON, value=overview.id, style="primary"))
    if states & {RowState.WRITING, RowState.CHANGE_ASKED}:
        buttons.append(button("Read through and send", READ_THROUGH, value=overview.id))
    return actions(*buttons) if buttons else None


def _other_buttons(overview: SupervisionOverview) -> Block | None:
    buttons = []
    if overview.state is SupervisionState.OPEN and not overview.stands_alone:
        buttons.append(button("Add a child", CARD_ADD, value=overview.id))
        if overview.may_add_personal:
            buttons.append(button("Add personal supervision", CARD_PERSONAL, value=overview.id))
        if any(row.state is RowState.TO_DO for row in overview.rows):
            buttons.append(button("Not reached", CARD_NOT_REACHED, value=overview.id))
        buttons.append(button("Close the meeting", CARD_CLOSE, value=overview.id))
    if overview.may_see_patterns:
        buttons.append(button("What keeps missing", CARD_PATTERNS, value=overview.id))
    if overview.can_discard:
        buttons.append(button("Discard", CARD_DISCARD, value=overview.id, style="danger", confirm=_confirm(overview)))
    return actions(*buttons) if buttons else None


def _confirm(overview: SupervisionOverview) -> Block:
    what = clip(f"{overview.title}, held {day(overview.held_on)}", 120)
    words = f"{what}: everything written in it is deleted. Nothing of it was sent to anybody."
    if overview.urgent is not None and not overview.urgent.settled:
        words += " The urgent message stands until it is settled."
    return {
        "title": plain("Discard it?"),
        "text": plain(words),
        "confirm": plain("Discard"),
        "deny": plain("Keep"),
        "style": "danger",
    }
