"""*Read the record*: the whole version, page by page, with the answers on its last page."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from handlers.blocks.ids import (
    ADD_ADDENDUM,
    AGREE,
    ANSWER,
    CLOSE_AS_LEFT,
    READING_FILE,
    READING_PAGE,
    READING_VIEW,
    UNDO,
    Place,
)
from handlers.blocks.modal import NOT_AN_EMERGENCY, Block, actions, button, context, divider, modal, section
from handlers.blocks.pages import build_passages, cut_pages
from handlers.blocks.request import can_undo, join_lines, version_words
from handlers.blocks.text import day, escape, plain
from models.rules.document import changes
from models.rules.passages import ACT_WORDS, change_passages, passages
from models.rules.paste import reply_lines
from models.values.agreement import Asked, Comment, Reading, ReadVersion
from models.values.call import LONDON
from models.values.document import Passage, Voice
from models.vocabulary import ActKind, Filed, RecordKind, RecordState

__all__ = ["READING_TITLE", "build_reading", "build_turns", "state_words"]

READING_TITLE: Final = "Read the record"

STATE_WORDS: Final = {
    RecordState.DRAFT: "not sent",
    RecordState.AWAITING: "waiting for agreement",
    RecordState.CHANGE_ASKED: "a change was asked for",
    RecordState.COMPLETE: "agreed and complete",
    RecordState.NOT_AGREED: "not agreed; it stands with the comments",
    RecordState.NO_ANSWER_LEFT: "closed without an answer: the person asked has left",
    RecordState.DISCARDED: "discarded",
}


FILED_WHERE: Final = {Filed.MOSAIC: "on Mosaic", Filed.STAFF_FILE: "in the staff file"}
NOTE_COMPLETE: Final = "sent to read; no agreement is needed"


def state_words(state: RecordState, kind: RecordKind) -> str:
    """Return where a record stands; a note, which nobody is asked to agree to, is never called agreed."""
    return NOTE_COMPLETE if (state, kind) == (RecordState.COMPLETE, RecordKind.NOTE) else STATE_WORDS[state]


def build_reading(reading: Reading, number: int, now: datetime, *, files: bool = False) -> tuple[dict[str, Any], bool]:
    """Return the modal at one page, and whether that page is the last; with `files` that offers a PDF."""
    pages = _pages(reading)
    number = min(max(number, 1), len(pages))
    last = number == len(pages)
    blocks: list[Block] = [context(f"Page {number} of {len(pages)}"), *pages[number - 1]]
    if last:
        blocks += [divider(), *_closing(reading, now)]
        if files:
            blocks += _file(len(reading.versions))
    blocks += build_turns(READING_PAGE, number, len(pages))
    blocks.append(context(NOT_AN_EMERGENCY))
    place = Place(request=reading.request_id, record=reading.record_id, n=number)
    return modal(READING_TITLE, blocks, callback_id=READING_VIEW, place=place), last


def build_turns(action_id: str, number: int, pages: int) -> list[Block]:
    """Return the buttons to the pages beside this one; two in one row need two action ids."""
    turns = []
    if number > 1:
        turns.append(button("Page before", f"{action_id}:before", value=str(number - 1)))
    if number < pages:
        turns.append(button("Next page", f"{action_id}:next", value=str(number + 1), style="primary"))
    return [actions(*turns)] if turns else []


def _pages(reading: Reading) -> list[list[Block]]:
    return cut_pages([unit for version in reading.versions for unit in build_passages(_version_passages(version))])


def _version_passages(version: ReadVersion) -> Iterator[Passage]:
    """Yield a version as it is read: what changed comes first, the comments last (C15)."""
    title, *rest = passages(version.document)
    yield title
    if version.let_go:
        yield Passage(Voice.NOTE, f"The text was {version.let_go}. That it was sent, and how it was answered, stays.")
    if version.before is not None:
        yield from change_passages(version.before.number, changes(version.before, version.document))
    yield from rest
    if version.agreed.comments:
        yield Passage(Voice.SECTION, "Comments")
        for comment in version.agreed.comments:
            yield Passage(Voice.LABEL, _comment_head(comment))
            yield Passage(Voice.TEXT, comment.text, people_wrote=True)
    yield Passage(Voice.NOTE, f"State: {state_words(version.agreed.state, version.document.kind)}")
    for line in reply_lines(version.agreed):
        yield Passage(Voice.NOTE, line)
    if version.code:
        yield Passage(Voice.NOTE, f"Check code {version.code}, the same on every message and copy of this version.")
    if version.filed is not None:
        filed = version.filed
        yield Passage(Voice.NOTE, f"Filed {FILED_WHERE[filed.place]} on {day(filed.on)} by {filed.by}.")


def _comment_head(comment: Comment) -> str:
    when = day(comment.at.astimezone(LONDON).date())
    return f"{comment.person_name}, {ACT_WORDS[comment.kind]}, {when}, version {comment.number}"


def _closing(reading: Reading, now: datetime) -> list[Block]:
    if reading.asked is not None:
        return _answers(reading.asked, now)
    buttons = []
    if reading.may_add:
        buttons.append(button("Add an addendum", ADD_ADDENDUM, value=reading.record_id))
    if reading.close_as_left is not None:
        buttons.append(
            button("Close: no answer, left", CLOSE_AS_LEFT, value=reading.close_as_left, confirm=_confirm_left())
        )
    return [actions(*buttons)] if buttons else []


def _file(versions: int) -> list[Block]:
    """Return the button that has the record posted as a file, and for how long it is there."""
    return [
        actions(button("Get it as PDF" if versions == 1 else "Get them as PDF", READING_FILE)),
        context("It comes to your messages with this bot, and goes again once the record is filed, or after a day."),
    ]


def _answers(asked: Asked, now: datetime) -> list[Block]:
    """Return what the addressee may do: answer what is open, take back, or ask for an addendum."""
    if not asked.to_agree:
        return _comment(asked, now)
    blocks: list[Block] = []
    several = len(asked.versions) > 1
    still_open = asked.open
    if still_open:
        agree = f"Agree to all {len(still_open)}" if len(still_open) > 1 else "Agree"
        who = escape(asked.asked_by_name)
        blocks.append(section(f"Your answer goes to *{who}*. Agreeing means: this is what we discussed and agreed."))
        if any(version.kind is RecordKind.CONTRACT for version in still_open):
            blocks.append(section(f"By sending it *{who}* has signed it. When you agree, both of you have."))
        blocks.append(
            actions(
                button(agree, AGREE, value=asked.request_id, style="primary"),
                _step("Agree with comments", ActKind.AGREED_WITH_COMMENTS),
                _step("Ask for a change", ActKind.CHANGE_ASKED),
                _step("Do not agree", ActKind.NOT_AGREED),
            )
        )
    answered = [version for version in asked.versions if not version.open]
    blocks += [section(text) for text in join_lines(version_words(one, asked, named=several) for one in answered)]
    buttons = []
    if can_undo(asked, now):
        buttons.append(button("Undo", UNDO, value=asked.request_id))
    if any(
        version.state in {RecordState.COMPLETE, RecordState.NOT_AGREED} and not version.let_go for version in answered
    ):
        buttons.append(_step("Ask for an addendum", ActKind.COMMENTED))
    return [*blocks, actions(*buttons)] if buttons else blocks


def _comment(asked: Asked, now: datetime) -> list[Block]:
    """Return what somebody may do who only reads."""
    if not asked.may_comment(now.astimezone(LONDON).date()):
        return [context("The time for comments is over.")]
    who = escape(asked.asked_by_name)
    words = f"Nobody asks you to agree. A comment stands with the record, and *{who}* hears of it."
    return [section(words), actions(_step("Add a comment", ActKind.COMMENTED))]


def _step(text: str, kind: ActKind) -> Block:
    return button(text, f"{ANSWER}:{kind.value}", value=kind.value)


def _confirm_left() -> Block:
    return {
        "title": plain("Close without an answer?"),
        "text": plain("The record stands and is never shown as agreed. This cannot be undone."),
        "confirm": plain("Close it"),
        "deny": plain("Keep waiting"),
    }
