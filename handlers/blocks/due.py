"""What is due, in one list: most urgent first, under headings in words, a page at a time."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from handlers.blocks.children import option
from handlers.blocks.clock_words import heading_of, item_value, row_lines
from handlers.blocks.doubles import without_doubles
from handlers.blocks.help import NOT_TYPED
from handlers.blocks.ids import DUE_PAGE, DUE_SCOPE, DUE_VIEW, SNOOZE_OPEN, WHY_OPEN, Place
from handlers.blocks.modal import Block, button, context, header, modal, section
from handlers.blocks.paging import build_pager, cut
from handlers.blocks.text import day, plain
from models.policy import Policy
from models.rules.settling import can_snooze
from models.values.clocks import DueList, DueRow

__all__ = ["ALL", "DUE_TITLE", "MINE", "OF_WORKER", "SNOOZING", "build_due", "read_due_scope", "to_talk_about"]

DUE_TITLE: Final = "What is due"
MINE: Final = "mine"
ALL: Final = "all"
SNOOZING: Final = "snoozing"
OF_WORKER: Final = "worker:"
NOTHING_MINE: Final = "*Nothing is due from you.* Whatever comes due shows up here and in your messages in good time."
NOTHING: Final = "*Nothing is due here.* Everything is within its dates."
NOTHING_TO_SNOOZE: Final = "*There is nothing of yours to put off.* What is past its limit cannot be snoozed."
WHICH: Final = "*Which date?* Nobody is told of it before a day you choose; the date itself stays as it is."
WHOSE: Final = "*Whose*"


def build_due(
    listed: DueList, policy: Policy, viewer_id: str, number: int = 1, *, snoozing: bool = False, typed: bool = False
) -> dict[str, Any]:
    """Return one page of the list; with `snoozing` only what may be put off, and the way to do that.

    `typed` says that more stood after the command than its word.
    """
    rows = [row for row in listed.rows if _may_put_off(row, listed.today)] if snoozing else without_doubles(listed.rows)
    page = cut(rows, number)
    blocks = [section(WHICH)] if snoozing and rows else [] if snoozing else _scope(listed)
    blocks = [context(NOT_TYPED), *blocks] if typed else blocks
    if not rows:
        nothing = NOTHING_TO_SNOOZE if snoozing else NOTHING_MINE if listed.scope == MINE else NOTHING
        blocks.append(section(nothing))
    heading = None
    for row in page.rows:
        if heading != (heading := heading_of(row, listed.today)):
            blocks.append(header(heading))
        blocks.append(
            section(row_lines(row, policy, listed.today, viewer_id), accessory=_button(row, snoozing=snoozing))
        )
    blocks += build_pager(page, DUE_PAGE, str)
    if listed.directory_on is not None:
        blocks.append(context(f"Directory as of {day(listed.directory_on)}."))
    place = Place(page="due", scope=listed.scope, n=page.number, way=SNOOZING if snoozing else None)
    return modal(DUE_TITLE, blocks, callback_id=DUE_VIEW, place=place)


def _scope(listed: DueList) -> list[Block]:
    """Return the choice of whose dates are shown, for somebody who may look at more than their own."""
    if not listed.teams:
        return []
    choices = [option("Mine", MINE), *(option(name, f"team:{team_id}") for team_id, name in listed.teams)]
    if len(listed.teams) > 1 or listed.scope == ALL:
        choices.append(option("All I answer for", ALL))
    element: Block = {"type": "static_select", "action_id": DUE_SCOPE, "options": choices}
    chosen = next((one for one in choices if one["value"] == listed.scope), None)
    element |= {"placeholder": plain("Choose")} if chosen is None else {"initial_option": chosen}
    # What is chosen is in the block id: the list never stands under another choice than its own.
    return [section(WHOSE, accessory=element, block_id=f"{DUE_SCOPE}:{listed.scope}")]


def _may_put_off(row: DueRow, today: date) -> bool:
    return row.may_settle and can_snooze(row.item.clock, row.item.due, today)


def _button(row: DueRow, *, snoozing: bool) -> Block:
    if snoozing:
        return button("Snooze", SNOOZE_OPEN, value=item_value(row.item), label=f"Snooze: {row.words.label}")
    return button("Why?", WHY_OPEN, value=item_value(row.item), label=f"Why this date: {row.words.label}")


def to_talk_about(worker_id: str) -> str:
    """Return the scope of a list with the children of one worker who are to be talked about."""
    return f"{OF_WORKER}{worker_id}"


def read_due_scope(action: Mapping[str, Any]) -> str:
    """Return whose dates were chosen; without a choice the own."""
    chosen = action.get("selected_option")
    return str(chosen["value"]) if chosen else MINE
