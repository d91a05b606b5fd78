"""A document in plain words, in reading order: the one text that modal, message and file are made of."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import zip_longest

from models.values.call import LONDON
from models.values.document import Change, Document, DocumentAction, DocumentAnswer, Passage, Voice
from models.vocabulary import ActionState, ActKind, Format, Part, RecordKind

__all__ = [
    "ACT_WORDS",
    "KIND_WORDS",
    "action_words",
    "change_passages",
    "day_words",
    "passages",
    "provenance_words",
    "text_parts",
    "title_words",
]

ACT_WORDS = {
    ActKind.AGREED: "agreed",
    ActKind.AGREED_WITH_COMMENTS: "agreed with comments",
    ActKind.CHANGE_ASKED: "asked for a change",
    ActKind.NOT_AGREED: "did not agree",
    ActKind.WITHDRAWN: "took it back",
    ActKind.COMMENTED: "added a comment",
}

KIND_WORDS = {
    RecordKind.CASEWORK: "in depth",
    RecordKind.BRIEF: "brief",
    RecordKind.PERSONAL: "personal",
    RecordKind.NOTE: "note",
    RecordKind.CONTRACT: "supervision agreement",
}

# What the council calls these is its own (I12); of the others the form's title says enough.
_NAMED_BY_LABEL = frozenset({RecordKind.NOTE})

_IN_A_GROUP = {Part.SUPERVISEE: (1, " (presented)"), Part.ATTENDEE: (2, ""), Part.SUPERVISOR: (3, " (held the group)")}

_STATE_WORDS = {
    ActionState.OPEN: "",
    ActionState.ACHIEVED: "Achieved",
    ActionState.NO_LONGER_NEEDED: "No longer needed",
}


def day_words(when: date) -> str:
    """Return a date as people say it: Mon 2 March 2026."""
    return f"{when:%a} {when.day} {when:%B} {when.year}"


def passages(document: Document) -> Iterator[Passage]:
    """Yield everything the document says, whole and in order; blank answers are named at the end."""
    yield Passage(Voice.TITLE, title_words(document))
    yield Passage(Voice.NOTE, provenance_words(document))
    if document.addendum_text is not None:
        yield Passage(Voice.TEXT, document.addendum_text, people_wrote=True)
        return
    yield from _answers(document)
    yield from _actions(document)


def title_words(document: Document) -> str:
    """Return whom a document is about, by name and Mosaic number, and which addendum it is."""
    name = document.subject.name
    if document.subject.mosaic_number is not None:
        name = f"{name} ({document.subject.mosaic_number})"
    return f"Addendum {document.addendum}: {name}" if document.addendum else name


def provenance_words(document: Document) -> str:
    """Return by which form, of which day, with whom and by whom a document is."""
    meeting, sent = document.meeting, document.sent_at.astimezone(LONDON)
    what = f"{document.label}: " if document.kind in _NAMED_BY_LABEL and document.label else ""
    title, kind = document.form.title, KIND_WORDS[document.kind]
    said = "" if what or title.casefold() == kind.casefold() else f", {kind}"
    return (
        f"{what}{title} (form {document.form.number}){said}. "
        f"Held {day_words(meeting.held_on)}, typed {day_words(meeting.typed_at.astimezone(LONDON).date())}. "
        f"Present: {_present(document)}. Version {document.number}, sent by {document.sent_by_name} "
        f"on {day_words(sent.date())} at {sent:%H:%M}."
    )


def _present(document: Document) -> str:
    """Name those who were there; of a group also who presented, who held it and who came from outside (D1)."""
    if document.meeting.format is not Format.GROUP:
        return ", ".join(party.name for party in document.parties)
    by_part = sorted(document.parties, key=lambda party: _IN_A_GROUP[party.part][0])
    names = [party.name + _IN_A_GROUP[party.part][1] for party in by_part]
    return ", ".join([*names, *(f"{name} (from outside)" for name in document.meeting.outside)])


def _answers(document: Document) -> Iterator[Passage]:
    blank: list[str] = []
    for section in document.sections:
        said = [answer for answer in section.answers if answer.shown]
        blank += [answer.label for answer in section.answers if not answer.shown]
        if said:
            yield Passage(Voice.SECTION, section.title)
            yield from _said(said)
    if blank:
        yield Passage(Voice.NOTE, f"Left blank: {'; '.join(blank)}")


def _said(answers: Iterable[DocumentAnswer]) -> Iterator[Passage]:
    for answer in answers:
        yield Passage(Voice.LABEL, answer.label)
        yield Passage(Voice.TEXT, answer.shown, people_wrote=True)


def _actions(document: Document) -> Iterator[Passage]:
    if not document.actions:
        if not document.form.without_actions:
            yield Passage(Voice.NOTE, "No actions.")
        return
    classed = any(action.class_label for action in document.actions)
    heading = ""
    for place, action in enumerate(document.actions, 1):
        words = _class_heading(action) if classed else "Actions"
        if words != heading:
            yield Passage(Voice.SECTION, words)
        heading = words
        yield Passage(Voice.LABEL, f"Action {place}" + (" (carried over)" if action.carried else ""))
        yield Passage(Voice.TEXT, action_words(action), people_wrote=True)


def _class_heading(action: DocumentAction) -> str:
    """Return under which heading an action is read where some have a class (source row D7)."""
    return f"Actions: {action.class_label}" if action.class_label else "Other actions"


def change_passages(number: int, changed: Iterable[Change]) -> Iterator[Passage]:
    """Yield what changed since an earlier version: the reader of a new one sees this first."""
    yield Passage(Voice.SECTION, f"What changed since version {number}")
    nothing = True
    for change in changed:
        nothing = False
        yield Passage(Voice.LABEL, f"{change.where} Before:")
        yield Passage(Voice.TEXT, change.before or "(nothing)", people_wrote=True)
        yield Passage(Voice.LABEL, "Now:")
        yield Passage(Voice.TEXT, change.after or "(taken out)", people_wrote=True)
    if nothing:
        yield Passage(Voice.NOTE, "Nothing was changed.")


def action_words(action: DocumentAction) -> str:
    """Return all five columns of an action (source row A7), who does it, and what came of it (A9)."""
    when = day_words(action.due_on) if action.due_on is not None else ""
    if action.due_words:
        when = f"{action.due_words} ({when})" if when else action.due_words
    rows = (
        ("What", action.what),
        ("Why", action.why),
        ("How", action.how),
        ("Who", action.who),
        ("When", when),
        (_STATE_WORDS[action.state], action.outcome or "(nothing said)"),
    )
    return "\n".join(f"{label}: {words}" for label, words in rows if label and words)


def text_parts(documents: Iterable[Document], limit: int, codes: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the documents as plain texts of at most `limit` characters, which joined are the whole.

    `codes` are their check codes, in the same order.

    Cut after a line where one ends in the second half of a part, else anywhere: nothing is lost.
    """
    said = zip_longest(documents, codes)
    text = "\n\n".join("\n".join(_lines(document, code)) for document, code in said if document is not None)
    parts: list[str] = []
    while len(text) > limit:
        cut = text.rfind("\n", limit // 2, limit) + 1 or limit
        parts.append(text[:cut])
        text = text[cut:]
    return (*parts, text)


def _lines(document: Document, code: str | None) -> Iterator[str]:
    yield from (_line(passage) for passage in passages(document))
    if code:
        yield f"Check code {code}"


def _line(passage: Passage) -> str:
    match passage.voice:
        case Voice.TITLE:
            return passage.text.upper() if not passage.people_wrote else passage.text
        case Voice.SECTION:
            return f"\n{passage.text}\n"
        case Voice.LABEL:
            return f"{passage.text}:"
        case Voice.TEXT | Voice.NOTE:
            return passage.text
