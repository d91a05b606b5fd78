"""The digest of one person: what is new, with a breach at its top, what is still open, and how to quiet it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from handlers.blocks.clock_words import heading_of, is_change, item_value, label_of, row_lines, what_words
from handlers.blocks.ids import CARRY_ON, DUE_SHOW, OPEN_AND_MEND, PREPARE_OPEN, READ_REQUEST, START_WITH, WHY_OPEN
from handlers.blocks.message import Message
from handlers.blocks.modal import Block, actions, button, context, header, section
from handlers.blocks.text import clip, escape
from models.policy import Policy
from models.values.clocks import Digest, Told
from models.values.due import DueState
from models.vocabulary import ClockKind, NudgeStage

__all__ = ["DIGEST_TITLE", "LINES_SHOWN", "build_digest"]

DIGEST_TITLE: Final = "What is due"
LINES_SHOWN: Final = 15
STARTS_SHOWN: Final = 4
ALL_DONE: Final = "Everything in this message is done since. Thank you."
HOW_TO_QUIET: Final = "You can choose the time of this message, or quiet it, on Home."


def build_digest(digest: Digest, policy: Policy, today: date) -> Message:
    """Return the digest as things stand now: what is done since is struck through, not gone."""
    shown, more = digest.lines[:LINES_SHOWN], len(digest.lines) - LINES_SHOWN
    blocks = [header(DIGEST_TITLE), *_lines(shown, policy, today, digest.person_id)]
    if more > 0:
        blocks.append(context(f"and {more} more"))
    still_open = _count_open(digest.others)
    if still_open:
        blocks.append(context(f"*Still open* from before: {still_open}"))
    if not still_open and not _count_open(digest.lines):
        blocks.append(section(ALL_DONE))
    buttons = list(_buttons(shown))
    if more > 0 or still_open:
        buttons.append(button("Show all", DUE_SHOW))
    if buttons:
        blocks.append(actions(*buttons))
    blocks.append(context(HOW_TO_QUIET))
    return Message(text=_notification(digest), blocks=blocks)


def _count_open(lines: Sequence[Told]) -> int:
    return sum(not told.done for told in lines)


def _notification(digest: Digest) -> str:
    """Say how much, and of whom and what nothing: this is read on locked phones."""
    count = _count_open((*digest.lines, *digest.others))
    if not count:
        return "What was due is done."
    in_breach = sum(told.row.item.due.state is DueState.BREACH and not told.done for told in digest.lines)
    breach = f", {in_breach} in breach" if in_breach else ""
    return f"What is due: {'1 thing' if count == 1 else f'{count} things'}{breach}"


def _lines(lines: Sequence[Told], policy: Policy, today: date, reader_id: str) -> Iterator[Block]:
    """Yield the lines under their headings; what is done stands where it stood."""
    heading = None
    for told in lines:
        if not told.done and heading != (heading := heading_of(told.row, today)):
            yield section(f"*{heading}*")
        yield _line(told, policy, today, reader_id)


def _line(told: Told, policy: Policy, today: date, reader_id: str) -> Block:
    row = told.row
    if told.done:
        what = what_words(row.item, policy, today, done=True)
        return section(f"~{escape(label_of(row, reader_id))} · {escape(what)}~ done since")
    words = row_lines(row, policy, today, reader_id)
    if told.stage is NudgeStage.ESCALATED:
        words += f"\n_{_why_told(told, policy)}_"
    return section(words, accessory=_button(told, reader_id))


def _why_told(told: Told, policy: Policy) -> str:
    """Say why somebody hears of what is another's to do, plainly and without blame."""
    if told.row.item.due.state is DueState.BREACH:
        return "You hear of this because it is in breach."
    days = policy.nudges.escalate_working_days
    return f"You hear of this because it has been overdue for {days} working day{'' if days == 1 else 's'}."


def _button(told: Told, reader_id: str) -> Block:
    """Return the one button beside a line: into what is to be done where that is a place, else why."""
    row, item = told.row, told.row.item
    if item.clock is ClockKind.PERSON and item.booked_on is not None and item.person_id == reader_id:
        return button("Prepare", PREPARE_OPEN, style="primary")
    if row.mine and item.clock is ClockKind.AGREEMENT:
        opens = OPEN_AND_MEND if is_change(item) else READ_REQUEST
        return button("Open", opens, value=item.subject_id, label=f"Open: {row.words.label}")
    if row.mine and item.clock is ClockKind.WRITE_UP and item.supervision_id is not None:
        return button("Carry on", CARRY_ON, value=item.supervision_id, label=f"Carry on: {row.words.label}")
    return button("Why?", WHY_OPEN, value=item_value(item), label=f"Why this date: {row.words.label}")


def _buttons(lines: Sequence[Told]) -> Iterator[Block]:
    """Yield *Start* for each person whom this reader supervises and for whom something here is due."""
    people = {
        told.row.item.person_id: told.row.words.person or told.row.words.label
        for told in lines
        if told.row.may_start and told.row.item.person_id is not None and not told.done
    }
    for number, (person_id, name) in enumerate(list(people.items())[:STARTS_SHOWN]):
        # Several buttons in one row need as many action ids: the listener takes all of them by their beginning.
        yield button(clip(f"Start with {name}", 75), f"{START_WITH}:{number}", value=person_id)
