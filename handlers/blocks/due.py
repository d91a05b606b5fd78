"""What is due, in one list: most urgent first, under headings in words, a page at a time."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from handlers.blocks.children import option
from handlers.blocks.clock_words import heading_of, item_value, row_lines
from handlers.blocks.ids import DUE_PAGE, DUE_SCOPE, DUE_VIEW, WHY_OPEN, Place
from handlers.blocks.modal import Block, button, context, header, modal, section
from handlers.blocks.paging import build_pager, cut
from handlers.blocks.text import day, plain
from models.policy import Policy
from models.values.clocks import DueList, DueRow

__all__ = ["DUE_TITLE", "MINE", "build_due", "read_due_scope"]

DUE_TITLE: Final = "What is due"
MINE: Final = "mine"
ALL: Final = "all"
NOTHING_MINE: Final = "*Nothing is due from you.* Whatever comes due shows up here and in your messages in good time."
NOTHING: Final = "*Nothing is due here.* Everything is within its dates."
WHOSE: Final = "*Whose*"


def build_due(listed: DueList, policy: Policy, number: int = 1) -> dict[str, Any]:
    """Return one page of the list."""
    page = cut(listed.rows, number)
    blocks = _scope(listed)
    if not listed.rows:
        blocks.append(section(NOTHING_MINE if listed.scope == MINE else NOTHING))
    heading = None
    for row in page.rows:
        if heading != (heading := heading_of(row, listed.today)):
            blocks.append(header(heading))
        blocks.append(_row(row, policy, listed.today))
    blocks += build_pager(page, DUE_PAGE, str)
    if listed.directory_on is not None:
        blocks.append(context(f"Directory as of {day(listed.directory_on)}."))
    place = Place(page="due", scope=listed.scope, n=page.number)
    return modal(DUE_TITLE, blocks, callback_id=DUE_VIEW, place=place)


def _scope(listed: DueList) -> list[Block]:
    """Return the choice of whose dates are shown, for somebody who may look at more than their own."""
    if not listed.teams:
        return []
    choices = [option("Mine", MINE), *(option(name, f"team:{team_id}") for team_id, name in listed.teams)]
    if len(listed.teams) > 1:
        choices.append(option("All these teams", ALL))
    element: Block = {"type": "static_select", "action_id": DUE_SCOPE, "options": choices}
    chosen = next((one for one in choices if one["value"] == listed.scope), None)
    element |= {"placeholder": plain("Choose")} if chosen is None else {"initial_option": chosen}
    # What is chosen is in the block id: the list never stands under another choice than its own.
    return [section(WHOSE, accessory=element, block_id=f"{DUE_SCOPE}:{listed.scope}")]


def _row(row: DueRow, policy: Policy, today: date) -> Block:
    why = button("Why?", WHY_OPEN, value=item_value(row.item), label=f"Why this date: {row.words.label}")
    return section(row_lines(row, policy, today), accessory=why)


def read_due_scope(action: Mapping[str, Any]) -> str:
    """Return whose dates were chosen; without a choice the own."""
    chosen = action.get("selected_option")
    return str(chosen["value"]) if chosen else MINE
