"""What stands on top of every page of a record: which child, which meeting, and what this is not."""

from datetime import datetime
from typing import Any

from handlers.blocks.ids import Place
from handlers.blocks.modal import NOT_AN_EMERGENCY, context
from handlers.blocks.text import day, moment, plain, said, short_day
from models.values.call import LONDON
from models.values.record import RecordHead

__all__ = ["RECORD_TITLE", "build_banner", "build_notice", "place_of", "saved_words"]

RECORD_TITLE = "Record of supervision"

Block = dict[str, Any]


def build_banner(head: RecordHead) -> list[Block]:
    """Return the child's name, number and plan, the meeting, and the line about emergencies."""
    child = head.banner
    facts = f"{child.initials} · {child.mosaic_number} · {child.plan}"
    meeting = f"Supervision with {head.supervisee}, held {day(head.held_on)}"
    return [
        {"type": "header", "text": said(child.name, 150)},
        {"type": "context", "elements": [said(facts), said(meeting)]},
        context(f":warning: {NOT_AN_EMERGENCY}"),
    ]


def build_notice(sentence: str | None) -> list[Block]:
    """Return a sentence that has to be seen before anything else on the page."""
    if sentence is None:
        return []
    return [{"type": "section", "text": plain(f":information_source: {sentence}")}]


def saved_words(at: datetime | None, *, begin: str = "Last") -> str:
    """Say when something was last saved: all that anybody is promised."""
    if at is None:
        return "Not saved yet when this page opened"
    return f"{begin} saved {short_day(at.astimezone(LONDON).date())}, {moment(at)}"


def place_of(head: RecordHead, page: str, render: int) -> Place:
    """Return the place of a page of this record, drawn from what is stored now."""
    return Place(
        page=page,
        supervision=head.supervision_id,
        record=head.id,
        child=head.child_id,
        revision=head.revision,
        render=render,
    )
