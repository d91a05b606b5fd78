"""Word to a new supervisor of whom they take over, and to the former one in place of a card."""

from typing import Final

from handlers.blocks.ids import CARRY_ON, RECORDS_SHOW
from handlers.blocks.message import Message
from handlers.blocks.modal import Block, actions, button, context, section
from handlers.blocks.start import describe_open
from handlers.blocks.text import escape, join_names
from models.values.access import HandedOver, Scope, Subject

__all__ = ["build_handover", "build_passed"]

OPEN_SHOWN: Final = 5
LABELS_SHOWN: Final = 12
TEXT: Final = "You take over somebody's supervision."
EARLIER: Final = "Earlier records stand under *Previous Supervision* there, and each child has a page of its own."


def build_handover(over: HandedOver) -> Message:
    """Return what the new supervisor takes over, in numbers and labels; no name of a child and no word of a record."""
    who, before = escape(over.person), escape(over.before)
    blocks: list[Block] = [section(f"*You supervise {who} now.* Before, it was {before}.\n{_counted(over)}")]
    flags = [
        _flag("To be spoken about urgently, not confirmed yet", over.urgent),
        _flag("Not agreed", over.disagreed),
        _flag("Actions overdue", over.overdue),
    ]
    if any(flags):
        blocks.append(section("\n".join(flag for flag in flags if flag)))
    blocks += [
        section(describe_open(one), accessory=button("Carry on", CARRY_ON, value=one.id))
        for one in over.open[:OPEN_SHOWN]
    ]
    more = len(over.open) - OPEN_SHOWN
    if more > 0:
        blocks.append(context(f"And {more} more on Home."))
    shows = str(Subject(Scope.PERSON, over.person_id))
    blocks.append(actions(button("Open the records", RECORDS_SHOW, value=shows, style="primary")))
    blocks.append(context(EARLIER))
    return Message(text=TEXT, blocks=blocks)


def _counted(over: HandedOver) -> str:
    counted = (
        _count(over.children, "open child", "open children"),
        _count(over.records, "earlier record", "earlier records"),
        _count(len(over.open), "supervision still open", "supervisions still open"),
        _count(over.waiting, "answer to come", "answers to come"),
        _count(over.actions, "open action", "open actions"),
    )
    return f"You take over {join_names(counted)}."


def _count(number: int, one: str, many: str) -> str:
    return f"{number or 'no'} {one if number == 1 else many}"


def _flag(title: str, labels: tuple[str, ...]) -> str:
    if not labels:
        return ""
    shown = ", ".join(escape(label) for label in labels[:LABELS_SHOWN])
    more = len(labels) - LABELS_SHOWN
    return f":warning: *{title}:* {shown}" + (f" and {more} more" if more > 0 else "")


def build_passed(name: str) -> Message:
    """Return what stands in place of a card whose supervision was handed over."""
    words = f"This supervision was handed over. *{escape(name)}* carries on with it."
    return Message(text="A supervision was handed over.", blocks=[section(words)])
