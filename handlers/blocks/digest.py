"""The digest of one person: what is new, with a breach at its top, what is still open, and how to quiet it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from handlers.blocks.clock_words import heading_of, is_change, item_value, label_of, row_lines, what_words
from handlers.blocks.doubles import tell_once
from handlers.blocks.due import ALL, MINE, to_talk_about
from handlers.blocks.filing import build_to_list
from handlers.blocks.ids import (
    CARRY_ON,
    DUE_SHOW,
    OPEN_AND_MEND,
    PREPARE_OPEN,
    READ_REQUEST,
    START_WITH,
    WHO_READ,
    WHY_OPEN,
)
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
FOR_OTHERS: Final = "Overdue, for others to do"
BOOKED: Final = "Your next supervision"
READ_BY_OTHERS: Final = "`/supervision who-read` says who, when and by which right."
BREACH_OF_OTHERS: Final = "You hear of what is for others to do because it is in breach. They have been told too."


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: of one date, or of several of one kind, whose children have the same worker and the same date."""

    told: tuple[Told, ...]
    heading: str

    @property
    def first(self) -> Told:
        """Return what the line is about, or the first of it."""
        return self.told[0]


def build_digest(digest: Digest, policy: Policy, today: date) -> Message:
    """Return the digest as things stand now: what is done since is struck through, not gone."""
    digest = replace(digest, lines=tell_once(digest.lines), others=tell_once(digest.others, beside=digest.lines))
    lines = _arrange(digest.lines, today, digest.person_id)
    shown = lines[:LINES_SHOWN]
    more = sum(len(line.told) for line in lines[LINES_SHOWN:])
    scope = ALL if any(told.stage is NudgeStage.ESCALATED for told in digest.lines) else MINE
    blocks = [header(DIGEST_TITLE), *_draw(shown, digest, policy, today)]
    if more:
        blocks.append(context(f"and {more} more"))
    still_open = _count_open(digest.others)
    if still_open:
        blocks.append(context(f"*Still open* from before: {still_open}"))
    if not still_open and not _count_open(digest.lines) and (digest.lines or digest.others):
        blocks.append(section(ALL_DONE))
    if digest.reads:
        times = "once" if digest.reads == 1 else f"{digest.reads} times"
        words = f"*Records about you* were read {times} by somebody other than you and who met you. {READ_BY_OTHERS}"
        blocks.append(section(words, accessory=button("Who read them", WHO_READ)))
    buttons = list(_buttons(shown))
    if more or still_open:
        buttons.append(button("Show all", DUE_SHOW, value=scope))
    if buttons:
        blocks.append(actions(*buttons))
    blocks.append(context(HOW_TO_QUIET))
    return Message(text=_notification(digest), blocks=blocks)


def _count_open(lines: Sequence[Told]) -> int:
    return sum(not told.done for told in lines)


def _notification(digest: Digest) -> str:
    """Say how much is new, and of whom and what nothing: this is read on locked phones."""
    count = _count_open(digest.lines)
    if digest.reads and not digest.lines:
        return "Somebody read records about you"
    if not count:
        return "What was new is done." if _count_open(digest.others) else "What was due is done."
    if all(_can_prepare(told, digest.person_id) for told in digest.lines):
        return "Your next supervision is booked"
    in_breach = sum(_in_breach(told) for told in digest.lines)
    breach = f", {in_breach} in breach" if in_breach else ""
    return f"What is due: {'1 new thing' if count == 1 else f'{count} new things'}{breach}"


def _in_breach(told: Told) -> bool:
    return told.row.item.due.state is DueState.BREACH and not told.done


def _arrange(lines: Sequence[Told], today: date, reader_id: str) -> list[_Line]:
    """Return the lines as they stand: breaches, then what is new, then what has come one level up.

    The reader's own next supervision, when it is booked, stands under a heading of its own.

    Children of one worker who are to be talked about by the same day are one line; those somebody covers for are not
    among the cover's own.
    """
    found: dict[object, _Line] = {}
    for told in sorted(lines, key=_place):
        item, above = told.row.item, _is_above(told)
        together = item.clock is ClockKind.OPEN_CHILD and not told.done
        key = (item.about, item.owner_id, item.due.due_on, above) if together else item.key
        heading = FOR_OTHERS if above else heading_of(told.row, today)
        if _can_prepare(told, reader_id):
            heading = BOOKED
        line = found.get(key)
        found[key] = _Line((told,), heading) if line is None else replace(line, told=(*line.told, told))
    return list(found.values())


def _can_prepare(told: Told, reader_id: str) -> bool:
    """Say whether a line tells its reader of their own supervision that is booked."""
    item = told.row.item
    return item.clock is ClockKind.PERSON and item.booked_on is not None and item.person_id == reader_id


def _is_above(told: Told) -> bool:
    """Say whether a line is of those that stand apart, because they have come one level up."""
    return told.stage is NudgeStage.ESCALATED and not _in_breach(told) and not told.done


def _place(told: Told) -> int:
    return 0 if _in_breach(told) else 2 if _is_above(told) else 1


def _draw(lines: Sequence[_Line], digest: Digest, policy: Policy, today: date) -> Iterator[Block]:
    """Yield the lines under their headings; what is done stands where it stood."""
    heading = None
    for line in lines:
        if not line.first.done and heading != (heading := line.heading):
            yield section(_headed(line, lines, policy))
        yield _draw_line(line, policy, today, digest.person_id)


def _headed(line: _Line, lines: Sequence[_Line], policy: Policy) -> str:
    """Return a heading, which says to whoever hears of another's dates why: plainly and without blame."""
    if _is_above(line.first):
        days = policy.nudges.escalate_working_days
        since = f"{days} working day{'' if days == 1 else 's'}"
        why = f"You hear of this because it has been overdue for more than {since}. Who is to do it has been told too."
        return f"*{line.heading}*\n{why}"
    of_others = any(_in_breach(one.first) and one.first.stage is NudgeStage.ESCALATED for one in lines)
    if _in_breach(line.first) and of_others:
        return f"*{line.heading}*\n{BREACH_OF_OTHERS}"
    return f"*{line.heading}*"


def _draw_line(line: _Line, policy: Policy, today: date, reader_id: str) -> Block:
    row = line.first.row
    if line.first.done:
        what = what_words(row.item, policy, today, reader_id, done=True)
        return section(f"~{escape(label_of(row, reader_id))} · {escape(what)}~ done since")
    if len(line.told) > 1:
        whose = row.words.worker or row.words.person
        row = replace(row, words=replace(row.words, label=f"{len(line.told)} children"))
        show = button(
            "Show",
            DUE_SHOW,
            value=to_talk_about(row.item.allocated_to or ""),
            label=f"Show what is due: {whose}",
        )
        return section(row_lines(row, policy, today, reader_id), accessory=show)
    return section(row_lines(row, policy, today, reader_id), accessory=_button(line.first, reader_id))


def _button(told: Told, reader_id: str) -> Block:
    """Return the one button beside a line: into what is to be done where that is a place, else why."""
    row, item = told.row, told.row.item
    if _can_prepare(told, reader_id):
        return button("Prepare", PREPARE_OPEN, style="primary")
    if row.mine and item.clock is ClockKind.AGREEMENT:
        opens = OPEN_AND_MEND if is_change(item) else READ_REQUEST
        return button("Open", opens, value=item.subject_id, label=f"Open: {row.words.label}")
    if row.mine and item.clock is ClockKind.WRITE_UP and item.supervision_id is not None:
        return button("Carry on", CARRY_ON, value=item.supervision_id, label=f"Carry on: {row.words.label}")
    if item.clock is ClockKind.FILING:
        return build_to_list(row)
    return button("Why?", WHY_OPEN, value=item_value(item), label=f"Why this date: {row.words.label}")


def _buttons(lines: Sequence[_Line]) -> Iterator[Block]:
    """Yield *Start* for each person whom this reader supervises and for whom something here is due."""
    people = {
        told.row.item.person_id: told.row.words.person or told.row.words.label
        for line in lines
        for told in line.told
        if told.row.may_start and told.row.item.person_id is not None and not told.done
    }
    for number, (person_id, name) in enumerate(list(people.items())[:STARTS_SHOWN]):
        # Several buttons in one row need as many action ids: the listener takes all of them by their beginning.
        yield button(clip(f"Start with {name}", 75), f"{START_WITH}:{number}", value=person_id)
