"""*Reminders*: when somebody wants to hear of what is due, and what comes whatever they choose."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from handlers.blocks.children import option
from handlers.blocks.claims import as_number, as_word
from handlers.blocks.ids import REMINDERS_RHYTHM, REMINDERS_TIME, REMINDERS_VIEW, Place
from handlers.blocks.modal import Block, context, modal, section
from handlers.blocks.text import plain
from models.policy import Nudges
from models.rules.nudge_times import offered_minutes
from models.values.clocks import NudgeTimes
from models.vocabulary import Rhythm

__all__ = ["REMINDERS_TITLE", "build_reminders", "read_reminders"]

REMINDERS_TITLE: Final = "Reminders"
USUAL: Final = "usual"
_HOUR: Final = 60

INTRO: Final = (
    "What is due comes as one message from this app, at most one each working day, and none on a day when there is "
    "nothing to tell."
)
RHYTHMS: Mapping[Rhythm, tuple[str, str]] = MappingProxyType(
    {
        Rhythm.DAILY: ("Every working day", "What is coming due, due or overdue, once a day."),
        Rhythm.WEEKLY: ("Once a week", "All of it at once, on the first working day with something to tell."),
        Rhythm.QUIET: ("Quiet", "Only if something is in breach."),
    }
)
ALWAYS: Final = (
    "Requests to agree a record, requests for a change and urgent notes come at once, whatever you choose. "
    "While you are away no reminder comes."
)


def build_reminders(times: NudgeTimes, nudges: Nudges) -> dict[str, Any]:
    """Return the screen with what is chosen now."""
    rhythms = {one: option(words, one.value, tail) for one, (words, tail) in RHYTHMS.items()}
    rhythm: Block = {
        "type": "radio_buttons",
        "action_id": REMINDERS_RHYTHM,
        "options": list(rhythms.values()),
        "initial_option": rhythms[times.rhythm],
    }
    usual = option(f"As is usual here: {nudges.digest_time:%H:%M}", USUAL)
    offered = {minute: option(_clock(minute), str(minute)) for minute in offered_minutes(nudges)}
    time: Block = {
        "type": "static_select",
        "action_id": REMINDERS_TIME,
        "options": [usual, *offered.values()],
        "initial_option": offered.get(times.minute, usual) if times.minute is not None else usual,
    }
    blocks = [
        section(INTRO),
        _input(REMINDERS_RHYTHM, "How often do you want to hear?", rhythm),
        _input(REMINDERS_TIME, "At what time?", time),
        context(ALWAYS),
    ]
    return modal(REMINDERS_TITLE, blocks, callback_id=REMINDERS_VIEW, place=Place(page="reminders"), submit="Save")


def read_reminders(view: Mapping[str, Any]) -> NudgeTimes | None:
    """Return what is chosen, or None where something is missing; undoes `build_reminders`."""
    values = view["state"]["values"]
    rhythm, time = (
        values.get(each, {}).get(each, {}).get("selected_option") for each in (REMINDERS_RHYTHM, REMINDERS_TIME)
    )
    if not rhythm or not time:
        return None
    return NudgeTimes(as_word(Rhythm, rhythm["value"]), None if time["value"] == USUAL else as_number(time["value"]))


def _clock(minute: int) -> str:
    return f"{minute // _HOUR:02}:{minute % _HOUR:02}"


def _input(block_id: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element}
