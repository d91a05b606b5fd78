"""What is to be filed: the list with *Copy* and *Filed* on each, and *Mark all filed*."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from handlers.blocks.children import due_words, option
from handlers.blocks.due import ALL, MINE
from handlers.blocks.ids import (
    FILING_ALL,
    FILING_COPY,
    FILING_FILED,
    FILING_INDEX,
    FILING_OPEN,
    FILING_PAGE,
    FILING_SCOPE,
    FILING_VIEW,
    Place,
)
from handlers.blocks.modal import Block, actions, button, divider, modal, section
from handlers.blocks.paging import build_pager, cut
from handlers.blocks.text import day, escape, plain
from models.policy import Policy
from models.rules.paste import STATES_IN_FILE
from models.values.clocks import DueRow
from models.values.filing import FiledAll, FiledOne, Marked, ToFile, ToFileList
from models.vocabulary import Filed, RecordKind, RecordState

__all__ = [
    "FILING_TITLE",
    "all_words",
    "build_filing",
    "build_to_list",
    "marked_words",
    "read_filing_scope",
    "read_stamp",
]

FILING_TITLE: Final = "To file"
NOTHING: Final = "*Nothing is to be filed.* Records show up here as soon as they are sent."
HOW: Final = "*Copy*, paste it where it belongs, then *Filed*. A record may be filed before it is agreed."
EARLIEST: Final = 2000
"""The first year of any stamp: an earlier one was made up, and some cannot even be told in another time zone."""
IN_PLACE: Final = "Press this only when it is in its place: there is no way back."
LET_GO: Final = f"Some time after a child's record is filed its text is let go here. {IN_PLACE}"

_PLACES: Final[Mapping[Filed, str]] = {Filed.MOSAIC: "Mosaic", Filed.STAFF_FILE: "staff file"}


def build_filing(
    listed: ToFileList, policy: Policy, viewer_id: str, number: int = 1, *, notice: str | None = None
) -> dict[str, Any]:
    """Return one page of the list, under what came of the last press."""
    page = cut(listed.rows, number)
    blocks: list[Block] = [] if notice is None else [section(notice)]
    blocks += _scope(listed)
    if listed.rows:
        blocks += [section(HOW), actions(_all(listed))]
    else:
        blocks.append(section(NOTHING))
    for row in page.rows:
        blocks += [divider(), *_row(row, policy, listed.today, viewer_id)]
    blocks += build_pager(page, FILING_PAGE, str)
    place = Place(page="filing", scope=listed.scope, n=page.number, stamp=listed.at.isoformat())
    return modal(FILING_TITLE, blocks, callback_id=FILING_VIEW, place=place)


def build_to_list(row: DueRow) -> Block:
    """Return the button that opens the list from a line about a date: the own, or what others have to file."""
    scope = MINE if row.mine else ALL
    return button("Copy and file", FILING_OPEN, value=scope, label=f"Copy and file: {row.words.label}")


def read_filing_scope(action: Mapping[str, Any]) -> str:
    """Return whose list a button or a choice asks for; without one the own."""
    chosen = action.get("selected_option") or {}
    return ALL if ALL in {chosen.get("value"), action.get("value")} else MINE


def read_stamp(place: Place) -> datetime | None:
    """Return when a list or what is copied was drawn, or None where that is no time."""
    try:
        at = datetime.fromisoformat(place.stamp or "")
    except ValueError:
        return None
    return at if at.tzinfo is not None and at.year >= EARLIEST else None


def marked_words(filed: FiledOne) -> str:
    """Return what came of *Filed*, in a sentence that names no record."""
    match filed.what:
        case Marked.FILED:
            return f":white_check_mark: Marked as filed: {_PLACES[filed.place]}."
        case Marked.OUTCOME:
            return ":white_check_mark: The outcome is marked as pasted."
        case Marked.ALREADY:
            return f"It was marked as filed already, by {escape(filed.by)} on {day(filed.on)}."


def all_words(filed: FiledAll) -> str:
    """Return what came of *Mark all filed*."""
    marked = f":white_check_mark: {filed.filed} marked as filed."
    if not filed.left:
        return marked
    left = "1 was" if filed.left == 1 else f"{filed.left} were"
    return f"{marked} {left} sent or answered since this list was drawn, and left: copy the new text."


def _scope(listed: ToFileList) -> list[Block]:
    """Return the choice between the own list and that of all one answers for, for somebody with a line below."""
    if not listed.has_all:
        return []
    choices = [option("Mine", MINE), option("All I answer for", ALL)]
    element: Block = {"type": "static_select", "action_id": FILING_SCOPE, "options": choices}
    element["initial_option"] = choices[listed.scope == ALL]
    return [section("*Whose*", accessory=element, block_id=f"{FILING_SCOPE}:{listed.scope}")]


def _all(listed: ToFileList) -> Block:
    count = len(listed.rows)
    title = "Mark it as filed?" if count == 1 else f"Mark all {count} as filed?"
    more = "" if count == 1 else " That is every record of this list, also on its other pages."
    return button("Mark all filed", FILING_ALL, confirm=_confirm(title, f"{LET_GO}{more}", "Mark all filed"))


def _row(row: ToFile, policy: Policy, today: date, viewer_id: str) -> Iterator[Block]:
    yield section("\n".join((_what(row, policy), " · ".join(_stands(row, today, viewer_id)))))
    name = f"{row.label}, held {day(row.held_on)}"
    copy = "Copy the outcome" if row.of_outcome else "Copy"
    warning = LET_GO if row.place is Filed.MOSAIC else IN_PLACE
    buttons = [
        button(copy, FILING_COPY, value=row.version_id, style="primary", label=f"{copy}: {name}"),
        button(
            "Filed",
            FILING_FILED,
            value=row.version_id,
            label=f"Filed: {name}",
            confirm=_confirm("Is the outcome pasted?" if row.of_outcome else "Is it filed?", warning, "Filed"),
        ),
    ]
    if row.place is Filed.STAFF_FILE:
        label = f"Index of the staff file: {row.worker}"
        buttons.append(button("Index of the file", FILING_INDEX, value=row.worker_id, label=label))
    yield actions(*buttons)


def _what(row: ToFile, policy: Policy) -> str:
    """Return whom it is about, what it is and which meeting it is of."""
    kind = policy.labels.kind[row.kind]
    words = f"Outcome of: {kind}" if row.of_outcome else kind
    if row.addendum:
        words += f", addendum {row.addendum}"
    if row.number > 1:
        words += f", version {row.number}"
    return f"*{escape(row.label)}* · {escape(words)}, held {day(row.held_on)}"


def _stands(row: ToFile, today: date, viewer_id: str) -> Iterator[str]:
    yield f"for the {_PLACES[row.place]}" if row.place is Filed.STAFF_FILE else f"for {_PLACES[row.place]}"
    if row.worker != row.label and row.worker_id != viewer_id:
        yield escape(row.worker)
    note = row.kind is RecordKind.NOTE and row.state is RecordState.COMPLETE
    state = "sent to read" if note else STATES_IN_FILE[row.state]
    yield f"filed as {STATES_IN_FILE[row.told]}, now {state}" if row.told is not None else state
    if row.again and not row.of_outcome and not row.addendum:
        yield "an earlier version was filed"
    yield due_words(row.due.due_on, row.due.state, today)


def _confirm(title: str, text: str, press: str) -> Block:
    return {"title": plain(title), "text": plain(text), "confirm": plain(press), "deny": plain("Not yet")}
