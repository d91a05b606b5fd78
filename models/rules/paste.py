"""The text that is copied out of the bot: a version as the fields of the form it is pasted into.

Everything is rendered from the sealed document and the acts on it (source rows A1 to A11, C14, C15). A section of
the form is one field, for that is how Mosaic asks (A4, A5); the action table is one, and so is the agreement.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from models.rules.integrity import check_code
from models.rules.passages import ACT_WORDS, action_words, day_words, provenance_words, title_words
from models.values.agreement import Comment, HowAgreed, Reply
from models.values.call import LONDON
from models.values.document import Document, DocumentAction, DocumentSection
from models.values.filing import PasteField
from models.vocabulary import ActKind, RecordState

__all__ = ["STATES_IN_FILE", "agreement_text", "build_outcome", "build_paste", "paste_text", "reply_lines"]

ABOUT: Final = "About this record"
ACTIONS: Final = "Actions"
AGREEMENT: Final = "Agreement"
ADDENDUM: Final = "Addendum"
OUTCOME: Final = "Outcome of the agreement"
NO_ACTIONS: Final = "No actions."

_STILL: Final = {
    RecordState.AWAITING: "Awaiting agreement.",
    RecordState.CHANGE_ASKED: "Awaiting agreement: a change was asked for.",
    RecordState.NO_ANSWER_LEFT: "Not agreed: closed without an answer, for the person asked has left.",
}
_NOTE_READ: Final = "Sent to read; no agreement is needed."
STATES_IN_FILE: Final = {
    RecordState.DRAFT: "not sent",
    RecordState.AWAITING: "awaiting agreement",
    RecordState.CHANGE_ASKED: "awaiting agreement",
    RecordState.COMPLETE: "agreed",
    RecordState.NOT_AGREED: "not agreed",
    RecordState.NO_ANSWER_LEFT: "closed without an answer",
    RecordState.DISCARDED: "discarded",
}


def build_paste(document: Document, agreed: HowAgreed, version_hash: str) -> tuple[PasteField, ...]:
    """Return a version field by field, whole: about it, its sections, its actions, its agreement with the comments.

    An addendum is its own text and agreement only. A section nobody wrote in is no field; what was left blank is
    named in the first.
    """
    about = PasteField(ABOUT, "\n".join(_about(document, version_hash)))
    agreement = PasteField(AGREEMENT, agreement_text(agreed))
    if document.addendum_text is not None:
        return about, PasteField(f"{ADDENDUM} {document.addendum}", document.addendum_text), agreement
    sections = [PasteField(section.title, _section_text(section)) for section in document.sections]
    actions = [] if _has_no_table(document) else [PasteField(ACTIONS, _actions_text(document.actions))]
    return about, *(field for field in sections if field.text), *actions, agreement


def build_outcome(about: str, told: RecordState, agreed: HowAgreed) -> tuple[PasteField, ...]:
    """Return the one field that is pasted when the agreement came after the record was filed.

    `about` is one line that says which record it is.
    """
    words = f"{about} It was filed as {STATES_IN_FILE[told]}. Now:\n{agreement_text(agreed)}"
    return (PasteField(OUTCOME, words),)


def paste_text(fields: Sequence[PasteField]) -> str:
    """Return all fields as one plain text, each under its name."""
    return "\n\n".join(f"{field.label.upper()}\n\n{field.text}" for field in fields)


def agreement_text(agreed: HowAgreed) -> str:
    """Return how the agreement stands in words: awaiting, agreed on which day, or not agreed; then the comments."""
    lines = [_first_line(agreed), *reply_lines(agreed)]
    for comment in agreed.comments:
        lines += ["", _comment_head(comment), comment.text]
    return "\n".join(lines)


def _first_line(agreed: HowAgreed) -> str:
    match agreed.state:
        case RecordState.COMPLETE if not agreed.needed:
            return _NOTE_READ
        case RecordState.COMPLETE:
            days = [_day(reply.at) for reply in agreed.replies]
            return f"Agreed on {day_words(max(days))}." if days else "Agreed."
        case RecordState.NOT_AGREED:
            return "Not agreed, comments follow." if agreed.comments else "Not agreed. No comments were written."
        case state:
            return _STILL.get(state, _STILL[RecordState.AWAITING])


def reply_lines(agreed: HowAgreed) -> list[str]:
    """Return who answered what and when, a sentence each, and of whom an answer is still waited for."""
    lines = [_reply(reply) for reply in agreed.replies]
    if agreed.waiting_for:
        lines.append(f"Not answered yet: {', '.join(agreed.waiting_for)}.")
    return lines


def _reply(reply: Reply) -> str:
    at = reply.at.astimezone(LONDON)
    return f"{reply.person_name} {ACT_WORDS[reply.kind]} on {day_words(at.date())} at {at:%H:%M}."


def _comment_head(comment: Comment) -> str:
    said = "wrote" if comment.kind is ActKind.COMMENTED else ACT_WORDS[comment.kind]
    return f"{comment.person_name} {said} on {day_words(_day(comment.at))}, version {comment.number}:"


def _about(document: Document, version_hash: str) -> Iterator[str]:
    yield title_words(document)
    yield provenance_words(document)
    blank = [answer.label for _, answer in document.answers() if not answer.shown]
    if blank:
        yield f"Left blank: {'; '.join(blank)}"
    if version_hash:
        yield f"Check code of this version: {check_code(version_hash)}"


def _section_text(section: DocumentSection) -> str:
    """Return what was answered in a section; a section of one question needs no question above its answer."""
    if len(section.answers) == 1:
        return section.answers[0].shown
    return "\n\n".join(f"{answer.label}\n{answer.shown}" for answer in section.answers if answer.shown)


def _has_no_table(document: Document) -> bool:
    return document.form.without_actions and not document.actions


def _actions_text(actions: Sequence[DocumentAction]) -> str:
    return "\n\n".join(_action_text(place, action) for place, action in enumerate(actions, 1)) or NO_ACTIONS


def _action_text(place: int, action: DocumentAction) -> str:
    carried = " (carried over)" if action.carried else ""
    kind = f": {action.class_label}" if action.class_label else ""
    return f"Action {place}{carried}{kind}\n{action_words(action)}"


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()
