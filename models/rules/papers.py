"""Putting a record on paper: the words of PDF, Word and plain text, in their order."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from models.rules.agreement import AGREEING
from models.rules.integrity import check_code
from models.rules.passages import KIND_WORDS, day_words
from models.values.call import LONDON
from models.values.document import Document, DocumentAction, DocumentParty
from models.values.paper import (
    ActionRow,
    ActionTable,
    Line,
    Paper,
    Section,
    Sheet,
    Signed,
    StandingAct,
    WholeRecord,
    WholeVersion,
)
from models.vocabulary import ActionState, ActKind, Format, Part, RecordState, Way

__all__ = ["build_paper", "clean", "code_of", "paper_text", "time_words"]

_STATES: Final = {
    RecordState.DRAFT: "Not sent",
    RecordState.AWAITING: "Awaiting agreement",
    RecordState.CHANGE_ASKED: "Not agreed yet: a change was asked for",
    RecordState.COMPLETE: "Agreed",
    RecordState.NOT_AGREED: "Not agreed: it stands with the comments",
    RecordState.NO_ANSWER_LEFT: "Closed without an answer: the person asked has left",
    RecordState.DISCARDED: "Discarded",
}
_TO_READ: Final = "Sent to read: no agreement is needed"

_ACTS: Final = {
    ActKind.AGREED: "agreed",
    ActKind.AGREED_WITH_COMMENTS: "agreed with comments",
    ActKind.CHANGE_ASKED: "asked for a change",
    ActKind.NOT_AGREED: "did not agree",
    ActKind.WITHDRAWN: "took an answer back",
    ActKind.COMMENTED: "commented",
}
_WAYS: Final = {
    Way.BUTTON: "with a button in Slack",
    Way.REACTION: "with a tick on the message in Slack",
    Way.COMMAND: "with a command in Slack",
    Way.SYSTEM: "by the bot",
}
_PARTS: Final = {Part.SUPERVISOR: "Supervisor", Part.SUPERVISEE: "Practitioner", Part.ATTENDEE: "Was there"}
_IN_A_GROUP: Final = {Part.SUPERVISOR: "Held the group", Part.SUPERVISEE: "Presented", Part.ATTENDEE: "In the group"}
_RESULTS: Final = {
    ActionState.OPEN: "",
    ActionState.ACHIEVED: "Achieved",
    ActionState.NO_LONGER_NEEDED: "No longer needed",
}

# Joiners shape real scripts and emoji; all other marks without a look of their own can only mislead or break a page.
_KEPT_MARKS: Final = frozenset("\n\u200c\u200d")
_WITHOUT_A_LOOK: Final = frozenset({"Cc", "Cf"})
_UNKNOWN: Final = frozenset({"Cn", "Co", "Cs"})
_NO_SUCH_LETTER: Final = "\ufffd"
_NEW_LINE: Final = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Return a text without what no paper can show: control characters and marks without a look of their own.

    Every kind of line break becomes a plain one and a tab a space; of a character that means something only on the
    machine it was typed on, or nothing at all, a sign stays that one was there. All else stays as it is.
    """
    lines = _NEW_LINE.sub("\n", text).replace("\t", " ")
    return "".join(_shown(each) for each in lines)


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if character in _KEPT_MARKS or category not in _WITHOUT_A_LOOK | _UNKNOWN:
        return character
    return _NO_SUCH_LETTER if category in _UNKNOWN else ""


def time_words(when: datetime) -> str:
    """Return a moment as people say it, in London: Mon 2 March 2026 at 11:00."""
    local = when.astimezone(LONDON)
    return f"{day_words(local.date())} at {local:%H:%M}"


def code_of(version: WholeVersion) -> str:
    """Return the check code of a version; empty where it has no hash yet."""
    return check_code(version.hash) if version.hash else ""


def build_paper(record: WholeRecord, as_of: datetime) -> Paper:
    """Return the whole record as a paper, as it stood at that moment."""
    first = record.versions[0]
    document = first.document
    subject = document.subject
    kind = _kind(document)
    code = code_of(first)
    held = day_words(document.meeting.held_on)
    child = subject.mosaic_number is not None
    return Paper(
        kind=kind,
        subject=clean(subject.name),
        known_as=clean(f"Mosaic {subject.mosaic_number}") if child else "",
        running=clean(" · ".join(filter(None, (kind, subject.label, held)))),
        name=clean(", ".join(filter(None, (kind, held, code)))),
        sheets=tuple(_sheet(version) for version in record.versions),
        as_of=time_words(as_of),
    )


def _kind(document: Document) -> str:
    """Return what the council called it, or failing that the form."""
    words = KIND_WORDS[document.kind]
    return clean(document.label or document.form.title or f"{words[0].upper()}{words[1:]}")


def _sheet(version: WholeVersion) -> Sheet:
    document = version.document
    tables = tuple(_tables(document))
    blank = [answer.label for _, answer in document.answers() if not answer.shown.strip()]
    addendum = document.addendum_text is not None
    return Sheet(
        title=f"Addendum {document.addendum}" if document.addendum else "",
        facts=tuple(_facts(version)),
        sections=tuple(_sections(document)),
        blank=clean("; ".join(blank)),
        no_actions="" if tables or addendum or document.form.without_actions else "No actions were agreed.",
        tables=tables,
        text=clean(document.addendum_text or ""),
        state=_state(version),
        signed=tuple(_signed(version)),
        comments=tuple(_comments(version)),
        proof=_proof(version),
        code=code_of(version),
    )


def _facts(version: WholeVersion) -> Iterator[Line]:
    document, meeting = version.document, version.document.meeting
    if not document.addendum:
        yield Line("Held", day_words(meeting.held_on))
        yield Line("Typed", day_words(meeting.typed_at.astimezone(LONDON).date()))
        yield Line("Present", clean(_present(document)))
        yield Line("Form", clean(f"{document.form.title}, number {document.form.number}"))
    before = f", in place of version {document.number - 1}" if document.number > 1 else ""
    yield Line("Version", f"{document.number}{before}, sent {time_words(document.sent_at)}")
    if code := code_of(version):
        yield Line("Check code", code)
    yield Line("Agreement", _state(version))


def _present(document: Document) -> str:
    names = [f"{party.name} ({_part(document, party).lower()})" for party in _in_order(document)]
    return ", ".join([*names, *(f"{name} (from outside)" for name in document.meeting.outside)])


def _in_order(document: Document) -> list[DocumentParty]:
    order = {Part.SUPERVISOR: 0, Part.SUPERVISEE: 1, Part.ATTENDEE: 2}
    return sorted(document.parties, key=lambda party: order[party.part])


def _part(document: Document, party: DocumentParty) -> str:
    return (_IN_A_GROUP if document.meeting.format is Format.GROUP else _PARTS)[party.part]


def _sections(document: Document) -> Iterator[Section]:
    for section in document.sections:
        said = [answer for answer in section.answers if answer.shown.strip()]
        if said:
            yield Section(clean(section.title), tuple(Line(clean(one.label), clean(one.shown)) for one in said))


def _tables(document: Document) -> Iterator[ActionTable]:
    """Yield the actions under their headings, numbered through."""
    classed = any(action.class_label for action in document.actions)
    title = ""
    rows: list[ActionRow] = []
    for place, action in enumerate(document.actions, 1):
        other = "Other actions" if classed else "Actions"
        heading = clean(f"Actions: {action.class_label}") if action.class_label else other
        if heading != title and rows:
            yield ActionTable(title, tuple(rows))
            rows = []
        title = heading
        rows.append(_row(place, action))
    if rows:
        yield ActionTable(title, tuple(rows))


def _row(place: int, action: DocumentAction) -> ActionRow:
    when = day_words(action.due_on) if action.due_on is not None else ""
    if action.due_words:
        when = f"{action.due_words} ({when})" if when else action.due_words
    result = _RESULTS[action.state]
    if result:
        result = f"{result}: {action.outcome}" if action.outcome else result
    return ActionRow(
        number=str(place),
        what=clean(action.what) + (" (carried over)" if action.carried else ""),
        why=clean(action.why),
        how=clean(action.how),
        who=clean(action.who),
        when=clean(when),
        result=clean(result) or "Open",
    )


def _state(version: WholeVersion) -> str:
    if version.state is RecordState.COMPLETE:
        if not version.document.required:
            return _TO_READ
        agreed = [act.at for act in _on_this(version) if act.kind in AGREEING]
        return f"Agreed on {day_words(max(agreed).astimezone(LONDON).date())}" if agreed else "Agreed"
    return _STATES[version.state]


def _on_this(version: WholeVersion) -> list[StandingAct]:
    """Return the acts on the very version that stands, in their order."""
    return [act for act in version.acts if act.number == version.document.number]


def _signed(version: WholeVersion) -> Iterator[Signed]:
    """Yield how each person stands to the version: who sent it has signed it by that."""
    document = version.document
    sent = f"Signed it by sending it on {time_words(document.sent_at)}."
    last = {act.person_id: act for act in _on_this(version) if act.kind is not ActKind.COMMENTED}
    parties = _in_order(document)
    if document.sent_by not in {party.person_id for party in parties}:
        yield Signed(clean(document.sent_by_name), "Sent it", sent)
    for party in parties:
        if party.person_id == document.sent_by:
            words = sent
        elif party.person_id in last:
            words = _answered(last[party.person_id])
        elif party.required:
            words = "Has not answered."
        else:
            words = "Gets it to read; agreement is not asked."
        yield Signed(clean(party.name), _part(document, party), words)


def _answered(act: StandingAct) -> str:
    said = _ACTS[act.kind]
    return f"{said[0].upper()}{said[1:]}, {time_words(act.at)}, {_WAYS[act.way]}."


def _comments(version: WholeVersion) -> Iterator[Line]:
    for act in version.acts:
        if act.comments.strip():
            number = f", on version {act.number}" if act.number != version.document.number else ""
            yield Line(clean(f"{act.name}: {_ACTS[act.kind]}, {time_words(act.at)}{number}"), clean(act.comments))


def _proof(version: WholeVersion) -> str:
    if not version.hash:
        return ""
    return f"SHA-256 of this version: {version.hash}"


def paper_text(paper: Paper) -> str:
    """Return the whole paper as plain text, ended by a line break; nothing in it is cut or wrapped."""
    lines = [paper.kind, *filter(None, (paper.subject, paper.known_as)), ""]
    for sheet in paper.sheets:
        lines += _sheet_lines(sheet)
    return "\n".join([*lines, f"As it stood on {paper.as_of}."]) + "\n"


def _sheet_lines(sheet: Sheet) -> Iterator[str]:
    if sheet.title:
        yield from _heading(sheet.title)
    for fact in sheet.facts:
        yield f"{fact.label}: {fact.text}"
    yield ""
    if sheet.text:
        yield from (sheet.text, "")
    for section in sheet.sections:
        yield from _heading(section.title)
        for line in section.lines:
            yield from (line.label, line.text, "")
    if sheet.blank:
        yield from (f"Left blank: {sheet.blank}", "")
    if sheet.no_actions:
        yield from (sheet.no_actions, "")
    for table in sheet.tables:
        yield from _table_lines(table)
    yield from _agreement_lines(sheet)
    if sheet.proof:
        yield from (f"Check code {sheet.code}. {sheet.proof}", "")


def _table_lines(table: ActionTable) -> Iterator[str]:
    yield from _heading(table.title)
    for row in table.rows:
        yield f"{row.number}. {row.what}"
        said = (("Why", row.why), ("How", row.how), ("Who", row.who), ("When", row.when), ("Achieved", row.result))
        yield from (f"   {label}: {words}" for label, words in said if words)
        yield ""


def _agreement_lines(sheet: Sheet) -> Iterator[str]:
    yield from _heading("Agreement")
    yield from (sheet.state, "")
    for one in sheet.signed:
        yield f"{one.name} ({one.part.lower()}): {one.words}"
    yield ""
    if sheet.comments:
        yield from _heading("Comments")
        for comment in sheet.comments:
            yield from (comment.label, comment.text, "")


def _heading(title: str) -> Iterator[str]:
    yield title
    yield "-" * min(max(len(title), 3), 72)
