"""Documents: built from what a record holds, compared with the version before, put into plain text."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from models.rules.integrity import stamp
from models.rules.passages import action_words
from models.values.document import (
    Change,
    Document,
    DocumentAction,
    DocumentForm,
    DocumentMeeting,
    DocumentParty,
    DocumentSubject,
    Signature,
)
from models.values.record import RecordContent
from models.vocabulary import Format, Part, RecordKind

__all__ = [
    "build_addendum",
    "build_document",
    "build_remaining",
    "changes",
    "parties_in",
    "required_by",
    "same_content",
    "version_facts",
]

_PARTY = "party:"
_REQUIRED = " required"


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
        facts[f"{_PARTY}{party.person_id}"] = f"{party.part.value}{_REQUIRED if party.required else ''}"
    return facts


def parties_in(facts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids of those who were there, from the facts of a version."""
    return tuple(name.removeprefix(_PARTY) for name in facts if name.startswith(_PARTY))


def build_remaining(
    facts: Mapping[str, str],
    *,
    record_id: str,
    subject: DocumentSubject,
    names: Mapping[str, str],
    sent_by: str,
    title: str,
    label: str,
) -> Document:
    """Return a document that stands in for one that was let go, from its `version_facts`: no answers, no actions.

    `names` are those of people today.
    """
    form_id, _, number = facts["form"].rpartition("/")
    return Document(
        record_id=record_id,
        kind=RecordKind(facts["kind"]),
        label=label,
        addendum=int(facts["addendum"]),
        number=int(facts["number"]),
        form=DocumentForm(form_id=form_id, number=int(number), title=title, without_actions=True),
        meeting=DocumentMeeting(
            supervision_id=facts["supervision"],
            format=Format(facts["format"]),
            held_on=date.fromisoformat(facts["held_on"]),
            typed_at=datetime.fromisoformat(facts["typed_at"]),
        ),
        subject=subject,
        parties=tuple(_read_party(one, names.get(one, ""), facts[f"{_PARTY}{one}"]) for one in parties_in(facts)),
        sent_by=sent_by,
        sent_by_name=names.get(sent_by, ""),
        sent_at=datetime.fromisoformat(facts["sent_at"]),
    )


def _read_party(person_id: str, name: str, said: str) -> DocumentParty:
    return DocumentParty(
        person_id=person_id, name=name, part=Part(said.removesuffix(_REQUIRED)), required=said.endswith(_REQUIRED)
    )


def required_by(facts: Mapping[str, str]) -> tuple[str, ...]:
    """Return whose agreement a version needs, from what stays plain of it (see `version_facts`)."""
    return tuple(one for one in parties_in(facts) if facts[f"{_PARTY}{one}"].endswith(_REQUIRED))


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
