"""Documents: built from what a record holds, compared with the version before, put into plain text."""

from collections.abc import Iterator, Mapping

from models.rules.integrity import stamp
from models.rules.passages import action_words
from models.values.document import (
    Change,
    Document,
    DocumentAction,
    DocumentForm,
    DocumentMeeting,
    DocumentParty,
    Signature,
)
from models.values.record import RecordContent

__all__ = ["build_addendum", "build_document", "changes", "required_by", "same_content", "version_facts"]


def build_document(
    content: RecordContent,
    *,
    meeting: DocumentMeeting,
    parties: tuple[DocumentParty, ...],
    number: int,
    signature: Signature,
    label: str,
) -> Document:
    """Return the document of a record as it would be sent now."""
    form = content.form
    return Document(
        record_id=content.id,
        kind=content.kind,
        label=label,
        number=number,
        form=DocumentForm(
            form_id=form.id, number=form.number, title=form.title, without_actions=form.action_table is None
        ),
        meeting=meeting,
        subject=content.subject,
        parties=parties,
        sections=content.sections,
        actions=content.document_actions,
        sent_by=signature.person_id,
        sent_by_name=signature.name,
        sent_at=signature.at,
    )


def build_addendum(record: Document, *, addendum: int, number: int, text: str, signature: Signature) -> Document:
    """Return the document of an addendum to a record that was sent."""
    return record.model_copy(
        update={
            "addendum": addendum,
            "number": number,
            "sections": (),
            "actions": (),
            "addendum_text": text,
            "sent_by": signature.person_id,
            "sent_by_name": signature.name,
            "sent_at": signature.at,
        }
    )


def version_facts(version_id: str, document: Document) -> dict[str, str]:
    """Return what stays plain of a version for ever, and stands in its hash: ids, dates and words of ours, no text."""
    facts = {
        "version": version_id,
        "record": document.record_id,
        "kind": document.kind.value,
        "addendum": str(document.addendum),
        "number": str(document.number),
        "form": f"{document.form.form_id}/{document.form.number}",
        "supervision": document.meeting.supervision_id,
        "format": document.meeting.format.value,
        "held_on": document.meeting.held_on.isoformat(),
        "typed_at": stamp(document.meeting.typed_at),
        "sent_by": document.sent_by,
        "sent_at": stamp(document.sent_at),
    }
    facts["subject"] = document.subject.child_id or document.subject.person_id or ""
    for party in document.parties:
        facts[f"party:{party.person_id}"] = f"{party.part.value}{' required' if party.required else ''}"
    return facts


def required_by(facts: Mapping[str, str]) -> tuple[str, ...]:
    """Return whose agreement a version needs, from what stays plain of it (see `version_facts`)."""
    parties = (key.removeprefix("party:") for key, part in facts.items() if part.endswith(" required"))
    return tuple(parties)


def same_content(one: Document, other: Document) -> bool:
    """Whether two documents say the same about their subject, whoever sent them and when."""
    return (one.sections, one.actions, one.addendum_text) == (
        other.sections,
        other.actions,
        other.addendum_text,
    )


def changes(before: Document, after: Document) -> tuple[Change, ...]:
    """Return what differs between two versions of one record, in the order of the newer one.

    Parties and dates of sending are no change of the record. Words are compared as they were
    shown, so a form that asks the same differently does count.
    """
    return tuple(
        Change(where=where, before=old, after=new)
        for where, old, new in _paired(_said(before), _said(after))
        if old != new
    )


def _paired(old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    for key, (where, words) in new.items():
        yield where, old.get(key, ("", ""))[1], words
    for key, (where, words) in old.items():
        if key not in new:
            yield where, words, ""


def _said(document: Document) -> dict[str, tuple[str, str]]:
    said = {
        f"answer:{answer.question}": (f"{section.title}: {answer.label}", answer.shown)
        for section, answer in document.answers()
    }
    for place, action in enumerate(document.actions, 1):
        said[f"action:{action.action_id}"] = (f"Action {place}", _action_said(action))
    if document.addendum_text is not None:
        said["addendum"] = ("Addendum", document.addendum_text)
    return said


def _action_said(action: DocumentAction) -> str:
    """Return an action with its class, which a reader of the whole record sees in the heading above it."""
    words = action_words(action)
    return f"Kind: {action.class_label}\n{words}" if action.class_label else words
