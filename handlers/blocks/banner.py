"""What stands on top of every page of a record: about whom, which meeting, and what this is not."""

from datetime import datetime
from typing import Any

from handlers.blocks.ids import Place
from handlers.blocks.modal import NOT_AN_EMERGENCY, TITLE_LIMIT, context
from handlers.blocks.text import day, moment, plain, said, short_day
from models.values.call import LONDON
from models.values.record import RecordHead
from models.vocabulary import Format

__all__ = ["build_banner", "build_notice", "place_of", "record_title", "saved_words"]

# Source row C16: what is about a child belongs on the file of the child.
NO_CHILD_HERE = "This record is about the person. Name no child here: give the Mosaic number, and no more."

Block = dict[str, Any]


def record_title(head: RecordHead) -> str:
    """Return what the council calls this kind of record, as a modal's title: whole words, as many as fit."""
    words = head.kind_words
    return words if len(words) <= TITLE_LIMIT else words[: TITLE_LIMIT + 1].rpartition(" ")[0] or words


def build_banner(head: RecordHead) -> list[Block]:
    """Return whom it is about, the meeting, and the line about emergencies."""
    banner = head.banner
    meeting = f"{head.title}, held {day(head.held_on)}"
    about = banner.facts
    if head.format is Format.GROUP and not head.kind.about_person:
        about += f" · with {head.supervisee}"  # the title names who presents, and not whose child it is
    facts = [] if head.title.startswith(about) else [said(about)]
    return [
        {"type": "header", "text": said(banner.name, 150)},
        {"type": "context", "elements": [*facts, said(meeting)]},
        *([context(NO_CHILD_HERE)] if head.kind.about_person else ()),
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
        subject=head.subject_id,
        revision=head.revision,
        render=render,
    )
