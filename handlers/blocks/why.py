"""Why a date is what it is: its proof in sentences, and what may be done about it."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from handlers.blocks.children import choose, option
from handlers.blocks.clock_words import about_row, item_value
from handlers.blocks.filing import build_to_list
from handlers.blocks.help import NOT_TYPED
from handlers.blocks.ids import (
    DONE_OPEN,
    HELD_OPEN,
    OVERRIDE_END,
    OVERRIDE_OPEN,
    SNOOZE_END,
    SNOOZE_OPEN,
    START_WITH,
    WHY_SUBJECT,
    WHY_VIEW,
    Place,
    join_ids,
)
from handlers.blocks.modal import Block, actions, button, context, divider, modal, section
from handlers.blocks.text import day, escape, plain, said
from models.policy import Policy
from models.rules.settling import ADJUSTABLE, HELD_ELSEWHERE, NOTED, OF_A_CHILD, can_snooze
from models.values.clocks import Explained, Subjects
from models.values.due import CountedFrom, Due, DueState
from models.vocabulary import ClockKind

__all__ = ["NOTHING_RUNS", "NOT_ANY_MORE", "WHY_TITLE", "Asked", "Choosing", "asked_of", "build_why", "read_asked"]

WHY_TITLE: Final = "Why this date"
NOT_ANY_MORE: Final = "This date is settled: there is nothing more to do about it."
NOTHING_RUNS: Final = "Nothing falls due here: no clock runs for whom you chose."
NOBODY: Final = "You supervise nobody and work with no child, so there is no date to ask about."
OPTIONS_SHOWN: Final = 1500
"""Slack takes a view of 250,000 bytes; an option needs some 130 of them."""

COUNTED: Final[Mapping[CountedFrom, str]] = MappingProxyType(
    {
        CountedFrom.SUPERVISION: "the last supervision, held here",
        CountedFrom.MENTION: "the last time it was talked about here",
        CountedFrom.ELSEWHERE: "the last supervision, held elsewhere",
        CountedFrom.DONE: "the day it was last done",
        CountedFrom.DIRECTORY: "the last time, as the directory says",
        CountedFrom.OPENED: "the day it was opened",
        CountedFrom.STARTED: "the first day",
        CountedFrom.GO_LIVE: "the day this bot went live",
        CountedFrom.CHANGE: "the change after which it is due sooner",
        CountedFrom.RETURN: "the first day back",
        CountedFrom.MEETING: "the day of the meeting",
        CountedFrom.SENT: "the day it was sent, for it was filed before",
        CountedFrom.ANSWERED: "the day of the answer",
        CountedFrom.ASKED: "the day the answer was asked for",
        CountedFrom.LEFT: "the last day here",
        CountedFrom.SET: "the day it was agreed",
    }
)


class Asked(NamedTuple):
    """Whom a viewer asks about: a child, or else a person."""

    of_a_child: bool
    id: str

    def clocks(self, policy: Policy) -> tuple[ClockKind, ...]:
        """Return the clocks that may run for them."""
        of_a_person = {ClockKind.PERSON, ClockKind.CONTRACT, *NOTED}
        wanted = OF_A_CHILD if self.of_a_child else of_a_person
        return tuple(clock for clock in ClockKind if clock in wanted and policy.watches(clock))


class Choosing(NamedTuple):
    """Whom one may ask about, and who was chosen."""

    subjects: Subjects
    asked: Asked | None = None


def build_why(
    proofs: Sequence[Explained],
    policy: Policy,
    place: Place,
    viewer_id: str,
    *,
    choosing: Choosing | None = None,
    notice: str | None = None,
    typed: bool = False,
) -> dict[str, Any]:
    """Return the proof of each date, under the choice of whom where that is asked; `typed` after the command."""
    blocks: list[Block] = [] if notice is None else [section(f":white_check_mark: {escape(notice)}")]
    blocks += [context(NOT_TYPED)] if typed else []
    if choosing is not None:
        blocks += _choice(choosing)
    for place_in_list, proof in enumerate(proofs):
        blocks += [divider()] if place_in_list or choosing is not None else []
        blocks += _proof(proof, policy, viewer_id)
    if not proofs and (choosing is None or choosing.asked is not None):
        blocks.append(section(NOT_ANY_MORE if choosing is None else NOTHING_RUNS))
    return modal(WHY_TITLE, blocks, callback_id=WHY_VIEW, place=place)


def _choice(choosing: Choosing) -> list[Block]:
    options = [option(name, f"person:{person_id}") for person_id, name in choosing.subjects.people]
    options += [option(label, f"child:{child_id}") for child_id, label in choosing.subjects.children]
    if not options:
        return [section(NOBODY)]
    element: Block = {
        "type": "static_select",
        "action_id": WHY_SUBJECT,
        "placeholder": plain("Name or number"),
        **choose(options[:OPTIONS_SHOWN]),
    }
    wanted = None if choosing.asked is None else _asked_value(choosing.asked)
    chosen = next((one for one in options[:OPTIONS_SHOWN] if one["value"] == wanted), None)
    blocks = [
        section(
            "*Whose date?*\nA person, or a child by initials or number.",
            accessory=element if chosen is None else element | {"initial_option": chosen},
            # Who is chosen is in the block id: no proof ever stands under another choice than its own.
            block_id=f"{WHY_SUBJECT}:{wanted or ''}",
        )
    ]
    if len(options) > OPTIONS_SHOWN:
        blocks.append(context("More than this list can hold. *Why?* stands beside every row of `/supervision due`."))
    return blocks


def _asked_value(asked: Asked) -> str:
    return f"{'child' if asked.of_a_child else 'person'}:{asked.id}"


def read_asked(action: Mapping[str, Any]) -> Asked | None:
    """Return who was chosen, or None when nobody is; undoes the choice of `build_why`."""
    chosen = action.get("selected_option")
    if chosen is None:
        return None
    kind, _, subject_id = str(chosen["value"]).partition(":")
    return Asked(kind == "child", subject_id)


def asked_of(clock: ClockKind, subject_id: str) -> Asked:
    """Return whom a clock is about."""
    return Asked(clock in OF_A_CHILD, subject_id)


def _proof(proof: Explained, policy: Policy, viewer_id: str) -> list[Block]:
    row = proof.row
    words = [about_row(row, policy, proof.today, viewer_id), state_sentence(row.item.due, proof), *_grounds(proof)]
    blocks = [section("\n".join(words)), *_put_off(proof), *_exception(proof)]
    buttons = list(_buttons(proof))
    return [*blocks, actions(*buttons)] if buttons else blocks


def state_sentence(due: Due, proof: Explained) -> str:
    """Return when it is due and where that stands, as one sentence."""
    when = day(due.due_on)
    match due.state:
        case DueState.FINE:
            return f"*Due {when}.* There is time."
        case DueState.COMING_DUE:
            return f"*Due {when}:* coming due."
        case DueState.DUE if due.due_on < proof.today:
            return f"*Due since {when}.*"
        case DueState.DUE:
            return f"*Due today,* {when}."
        case DueState.OVERDUE:
            return f"*Was due {when}:* overdue."
        case DueState.BREACH:
            since = f" since {day(due.breach_on)}" if due.breach_on else ""
            return f"*Was due {when}:* in breach{since}."


def _grounds(proof: Explained) -> Iterator[str]:
    """Yield the proof, one thing a line."""
    item, due, today = proof.row.item, proof.row.item.due, proof.today
    yield f"*Rule:* {escape(due.rule)}"
    yield f"*Counts from:* {day(due.counted_on)}, {COUNTED[due.counted_from]}"
    yield f"*Days counted:* {escape(due.calendar)}"
    if due.late_on is not None and due.late_on >= today:
        yield f"*Overdue* after {day(due.late_on)}"
    if due.breach_on is not None and due.state is not DueState.BREACH and "in breach" not in due.rule:
        yield f"*In breach* from {day(due.breach_on)}"
    if due.paused_until is not None:
        yield f"*Paused* until {day(due.paused_until)}"
    if item.snoozed_until is not None and item.snoozed_until > today:
        yield f"*Snoozed:* not told again before {day(item.snoozed_until)}"
    if item.booked_on is not None and item.booked_on >= today:
        yield f"*Booked* for {day(item.booked_on)}"
    yield f"*Source:* {escape(due.source)}"


def _put_off(proof: Explained) -> list[Block]:
    """Return who put it off and why, where this viewer may read it."""
    if proof.snooze_reason is None:
        return []
    by = f" by {escape(proof.snoozed_by)}" if proof.snoozed_by else ""
    return [
        section(f"*Snoozed*{by} for this reason:"),
        {"type": "section", "text": said(proof.snooze_reason)},
    ]


def _exception(proof: Explained) -> list[Block]:
    """Return the exception in force; its reason only where this viewer may read it."""
    override = proof.row.item.due.override
    if override is None:
        return []
    until = day(override.until_on)
    if proof.reason is None:
        withheld = "; its reason is for the person, the supervisor and the line above" if proof.reason_withheld else ""
        return [section(f"*An exception* agreed until {until}{withheld}.")]
    by = f" by {escape(proof.set_by)}" if proof.set_by else ""
    return [
        section(f"*An exception* until {until}, set{by} for this reason:"),
        {"type": "section", "text": said(proof.reason)},
    ]


def _buttons(proof: Explained) -> Iterator[Block]:
    row, item = proof.row, proof.row.item
    value = item_value(item)
    if row.may_start and item.person_id is not None:
        yield button("Start", START_WITH, value=item.person_id, style="primary")
    if item.clock is ClockKind.FILING:
        yield build_to_list(row)
    if not row.may_settle:
        return
    if item.clock in HELD_ELSEWHERE:
        yield button("Held elsewhere", HELD_OPEN, value=value)
    if item.clock in NOTED:
        yield button("Done", DONE_OPEN, value=value, style="primary")
    if item.clock in ADJUSTABLE:
        yield button("Change how often", OVERRIDE_OPEN, value=value)
    if item.due.override is not None:
        end = join_ids(value, item.due.override.id)
        yield button("End the exception", OVERRIDE_END, value=end, confirm=_sure())
    if item.snoozed_until is not None and item.snoozed_until > proof.today:
        yield button("End the snooze", SNOOZE_END, value=value)
    if can_snooze(item.clock, item.due, proof.today):
        yield button("Snooze", SNOOZE_OPEN, value=value)


def _sure() -> Block:
    return {
        "title": plain("End the exception?"),
        "text": plain("From today the usual dates hold again."),
        "confirm": plain("End it"),
        "deny": plain("Leave it"),
    }
