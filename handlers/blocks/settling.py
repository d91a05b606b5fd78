"""The small forms in which a due date is settled: held elsewhere, done, another interval, put off."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from handlers.blocks.children import option
from handlers.blocks.claims import LARGEST, as_day, as_number
from handlers.blocks.clock_words import about_row
from handlers.blocks.ids import (
    DONE_VIEW,
    HELD_VIEW,
    OVERRIDE_VIEW,
    SETTLE_BY,
    SETTLE_DONE_ON,
    SETTLE_DUE_ON,
    SETTLE_EVERY,
    SETTLE_LINE,
    SETTLE_REASON,
    SETTLE_UNIT,
    SETTLE_UNTIL,
    SNOOZE_VIEW,
    Place,
)
from handlers.blocks.modal import Block, context, modal, section
from handlers.blocks.text import day, plain
from models.policy import Policy
from models.rules.settling import OF_A_CHILD, find_last_snooze
from models.values.clocks import Explained
from models.values.errors import Missing

__all__ = [
    "BOX_OF",
    "DONE_TITLE",
    "HELD_TITLE",
    "OVERRIDE_TITLE",
    "SNOOZE_TITLE",
    "Exceptional",
    "Noted",
    "PutOff",
    "build_done",
    "build_held",
    "build_override",
    "build_snooze",
    "read_exception",
    "read_noted",
    "read_put_off",
]

View = dict[str, Any]

BACK: Final = "Back without saving"
HELD_TITLE: Final = "Held elsewhere"
DONE_TITLE: Final = "Done"
OVERRIDE_TITLE: Final = "Change how often"
SNOOZE_TITLE: Final = "Snooze"

STAYS: Final = "The date itself stays as it is, and what is late goes to the service manager all the same."
WORDS: Final = 1000
A_LINE: Final = 300
WEEK: Final = 7

BOX_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "done_on": SETTLE_DONE_ON,
        "by": SETTLE_BY,
        "line": SETTLE_LINE,
        "every": SETTLE_EVERY,
        "due_on": SETTLE_DUE_ON,
        "until_on": SETTLE_UNTIL,
        "reason": SETTLE_REASON,
    }
)
"""Under which box the sentence about a field is shown."""


class Noted(NamedTuple):
    """What was filled in about something done."""

    done_on: date | None
    by: str
    line: str


class Exceptional(NamedTuple):
    """What was filled in about an exception."""

    every_days: int | None
    due_on: date | None
    until_on: date | None
    reason: str


class PutOff(NamedTuple):
    """What was filled in about putting something off."""

    until_on: date | None
    reason: str


def build_held(proof: Explained, policy: Policy, place: Place, viewer_id: str) -> View:
    """Return the form that notes a supervision held outside this bot."""
    blocks = [
        _about(proof, policy, viewer_id),
        _date(SETTLE_DONE_ON, "When was it held?"),
        _line(SETTLE_BY, "By whom?"),
        _line(SETTLE_LINE, "Where is it filed?"),
        context("The date counts from that day. No record is made here."),
    ]
    return modal(HELD_TITLE, blocks, callback_id=HELD_VIEW, place=place, submit="Save", close=BACK)


def build_done(proof: Explained, policy: Policy, place: Place, viewer_id: str) -> View:
    """Return the form that notes what is done outside this bot."""
    blocks = [
        _about(proof, policy, viewer_id),
        _date(SETTLE_DONE_ON, "When was it done?"),
        _line(SETTLE_BY, "By whom?"),
        _line(SETTLE_LINE, "One line about it"),
    ]
    return modal(DONE_TITLE, blocks, callback_id=DONE_VIEW, place=place, submit="Save", close=BACK)


def build_override(proof: Explained, policy: Policy, place: Place, viewer_id: str) -> View:
    """Return the form for another interval or one fixed date, always with an end."""
    units = [option("weeks", "weeks"), option("days", "days")]
    every = {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": "1",
        "max_value": "366",
        "placeholder": plain("4"),
    }
    blocks = [
        _about(proof, policy, viewer_id),
        _input(SETTLE_EVERY, "How often: every so many …", every, optional=True),
        _input(SETTLE_UNIT, "… weeks or days", {"type": "radio_buttons", "options": units, "initial_option": units[0]}),
        _date(SETTLE_DUE_ON, "Or once, by this date", optional=True),
        _reason(f"{_whose(proof)}, the supervisor and the line above can read it."),
        _date(SETTLE_UNTIL, "Until", hint="From that day the usual dates hold again. A year ahead at most."),
    ]
    return modal(OVERRIDE_TITLE, blocks, callback_id=OVERRIDE_VIEW, place=place, submit="Save", close=BACK)


def build_snooze(proof: Explained, policy: Policy, place: Place, viewer_id: str) -> View:
    """Return the form that lets a date not be told again before a day."""
    last = day(find_last_snooze(proof.row.item.due, proof.today, policy))
    blocks = [
        _about(proof, policy, viewer_id),
        _date(
            SETTLE_UNTIL,
            "Not told again before",
            hint=f"{last} at the latest. {STAYS}",
        ),
        _reason(f"{_whose(proof)}, the supervisor and the line above can read it."),
    ]
    return modal(SNOOZE_TITLE, blocks, callback_id=SNOOZE_VIEW, place=place, submit="Save", close=BACK)


def _whose(proof: Explained) -> str:
    return "The worker" if proof.row.item.clock in OF_A_CHILD else "The person"


def _about(proof: Explained, policy: Policy, viewer_id: str) -> Block:
    return section(about_row(proof.row, policy, proof.today, viewer_id))


def _input(name: str, label: str, element: Block, *, optional: bool = False, hint: str | None = None) -> Block:
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "optional": optional,
        "element": element | {"action_id": name},
    }
    return block if hint is None else block | {"hint": plain(hint)}


def _date(name: str, label: str, *, optional: bool = False, hint: str | None = None) -> Block:
    element = {"type": "datepicker", "placeholder": plain("Choose a day")}
    return _input(name, label, element, optional=optional, hint=hint)


def _line(name: str, label: str) -> Block:
    return _input(name, label, {"type": "plain_text_input", "max_length": A_LINE})


def _reason(hint: str) -> Block:
    element = {"type": "plain_text_input", "multiline": True, "max_length": WORDS}
    return _input(SETTLE_REASON, "Reason", element, hint=hint)


def read_noted(view: View) -> Noted:
    """Return what was filled in; undoes `build_held` and `build_done`."""
    return Noted(_day(view, SETTLE_DONE_ON), _text(view, SETTLE_BY), _text(view, SETTLE_LINE))


def read_exception(view: View) -> Exceptional:
    """Return what was filled in; undoes `build_override`."""
    every = _whole(_text(view, SETTLE_EVERY))
    in_days = (_answer(view, SETTLE_UNIT).get("selected_option") or {}).get("value") == "days"
    return Exceptional(
        every_days=None if every is None else every * (1 if in_days else WEEK),
        due_on=_day(view, SETTLE_DUE_ON),
        until_on=_day(view, SETTLE_UNTIL),
        reason=_text(view, SETTLE_REASON),
    )


def read_put_off(view: View) -> PutOff:
    """Return what was filled in; undoes `build_snooze`."""
    return PutOff(_day(view, SETTLE_UNTIL), _text(view, SETTLE_REASON))


def _whole(typed: str) -> int | None:
    """Return the number typed; of anything else one that is refused in words."""
    try:
        return as_number(typed) if typed else None
    except Missing:
        return LARGEST


def _answer(view: View, name: str) -> Mapping[str, Any]:
    values: Mapping[str, Mapping[str, Mapping[str, Any]]] = view["state"]["values"]
    return values.get(name, {}).get(name, {})


def _text(view: View, name: str) -> str:
    return str(_answer(view, name).get("value") or "")


def _day(view: View, name: str) -> date | None:
    chosen = _answer(view, name).get("selected_date")
    return as_day(chosen) if chosen else None
