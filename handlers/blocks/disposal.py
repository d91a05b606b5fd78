"""What is due for disposal: word to administrators, and the list they confirm from; names and numbers, no text."""

from typing import Any, Final

from handlers.blocks.ids import DISPOSAL_CONFIRM, DISPOSAL_OPEN, DISPOSAL_PAGE, DISPOSAL_VIEW, Place
from handlers.blocks.message import Message
from handlers.blocks.modal import Block, actions, button, context, header, modal, section
from handlers.blocks.paging import build_pager, cut
from handlers.blocks.text import day, escape, plain
from models.values.retention import DisposalLine, DisposalList, LeaverLine
from models.vocabulary import Kept

__all__ = ["DISPOSAL_TITLE", "build_disposal_message", "build_disposals"]

DISPOSAL_TITLE: Final = "Due for disposal"
TEXT: Final = "Records held by the supervision bot are due to be looked at."
NOTHING: Final = "*Nothing is due.* What comes due shows up here, and in your messages once a month."
NO_TEXT: Final = "You see whose and how many, never what they say. A legal hold comes before everything here."
ARCHIVE_STEP: Final = (
    "`python -m bot disposal archive STAFF_NUMBER --to FOLDER` writes a leaver's file under the name above."
)
_KEPT: Final = {Kept.STAFF_FILE: "staff file", Kept.CHILD_RECORD: "what is left about a child"}


def build_disposal_message(listed: DisposalList) -> Message | None:
    """Return word of what is on the list, in numbers only; nothing where nothing is."""
    said = list(_numbers(listed))
    if not said:
        return None
    return Message(
        text=TEXT,
        blocks=[
            section("\n".join(said)),
            actions(button("Look at the list", DISPOSAL_OPEN, style="primary")),
            context("Nothing is erased before you confirm it."),
        ],
    )


def _numbers(listed: DisposalList) -> list[str]:
    due, waiting = len(listed.due), [one for one in listed.leavers if not one.archived]
    lines = []
    if due:
        lines.append(f"*{_files(due)} due for disposal*, by the policy's years.")
    if waiting:
        first = min(one.archive_by for one in waiting)
        lines.append(f"*{_files(len(waiting))} of leavers for the archive*, the first by {day(first)}.")
    return lines


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def build_disposals(listed: DisposalList, number: int = 1, notice: str = "") -> dict[str, Any]:
    """Return one page of the list: what can be confirmed, and the files of leavers under their archive names."""
    waiting = [one for one in listed.leavers if not one.archived]
    rows: list[DisposalLine | LeaverLine] = [*listed.lines, *waiting]
    page = cut(rows, number)
    blocks: list[Block] = [section(notice)] if notice else []
    if not page.rows:
        blocks.append(section(NOTHING))
    heading = None
    for row in page.rows:
        words = "For the archive" if isinstance(row, LeaverLine) else "Due"
        if words != heading:
            blocks.append(header(words))
        heading = words
        blocks.append(_leaver(row) if isinstance(row, LeaverLine) else _line(row))
    blocks += build_pager(page, DISPOSAL_PAGE, str)
    if waiting:
        blocks.append(context(ARCHIVE_STEP))
    blocks.append(context(NO_TEXT))
    return modal(DISPOSAL_TITLE, blocks, callback_id=DISPOSAL_VIEW, place=Place(page="disposal", n=page.number))


def _line(line: DisposalLine) -> Block:
    whose = f"*{escape(line.label)}* · {_KEPT[line.kept]}"
    if line.kept is Kept.STAFF_FILE:
        whose += f" · staff number {escape(line.number)}"
    words = f"{whose}\nDue since {day(line.due_on)}. {line.records} record{'' if line.records == 1 else 's'}."
    if line.held:
        return section(f"{words} A legal hold lasts: it stays.")
    if line.confirmed:
        return section(f"{words} Confirmed: it goes tonight.")
    return section(
        words,
        accessory=button(
            "Confirm", DISPOSAL_CONFIRM, value=line.id, confirm=_sure(), label=f"Confirm the disposal: {line.label}"
        ),
    )


def _leaver(line: LeaverLine) -> Block:
    return section(
        f"*{escape(line.name)}* · staff number {escape(line.staff_number)}\nLeft {day(line.left_on)}; "
        f"in the archive by {day(line.archive_by)} as “{escape(line.archive_name)}”."
    )


def _sure() -> Block:
    return {
        "title": plain("Erase it?"),
        "text": plain("Its keys are dropped tonight, and nobody can read it any more. This cannot be undone."),
        "confirm": plain("Erase it"),
        "deny": plain("Keep it"),
    }
