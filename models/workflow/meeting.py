"""A meeting as the read-through sees it: what is ready, what lacks something, what was sent."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch
from models.rules.access import can_write
from models.rules.document import build_document, same_content
from models.rules.names import find_names, words_of
from models.rules.passages import KIND_WORDS
from models.tables import AgendaItem, Attendance, Person, Record, Supervision, Version
from models.values.call import LONDON, Call
from models.values.document import Document, DocumentMeeting, DocumentParty, Signature
from models.values.errors import Missing
from models.values.people import Relation
from models.values.sending import ReadThrough, ReadyRecord, SentRecord, Untouched
from models.values.supervision import meeting_title
from models.vocabulary import AgendaOutcome, Part, RecordKind, RecordState
from models.workflow.children import read_child_names, read_children
from models.workflow.collecting import collect
from models.workflow.outside import read_outside
from models.workflow.parts import Parts
from models.workflow.readers import readers_of
from models.workflow.remaining import load_document
from models.workflow.sealing import read_document
from models.workflow.subjects import read_subject_names, record_of_item

__all__ = ["Meeting", "current_version", "load_meeting"]

_TO_SEND = frozenset({RecordState.DRAFT, RecordState.CHANGE_ASKED})


@dataclass(frozen=True, slots=True)
class Meeting:
    """The read-through with the rows behind it, inside one transaction."""

    supervision: Supervision
    rows: dict[str, Record]
    shown: ReadThrough


async def load_meeting(
    session: AsyncSession,
    parts: Parts,
    call: Call,
    supervision_id: str,
    relations: Mapping[str, Relation],
    *,
    lock: bool = False,
) -> Meeting:
    """Return what the caller may write of a meeting; `lock` holds its records until the commit.

    `relations` says what the caller is to each worker: what they may not write stays out, so that
    it is neither shown nor sent.
    """
    supervision = await fetch(session, Supervision, supervision_id)
    people = await _load_parties(session, supervision_id)
    agenda = await _load_agenda(session, supervision_id, lock=lock)
    items = [(item, record) for item, record in agenda if can_write(relations[item.worker_id], item.kind)]
    signer = await fetch(session, Person, call.person_id)
    outside = read_outside(parts, supervision)
    frame = _Frame(supervision, people, outside, Signature(call.person_id, signer.name, call.now))
    ready: list[ReadyRecord] = []
    sent: list[SentRecord] = []
    for item, record in items:
        if record is None or item.outcome is not AgendaOutcome.RECORD or record.state is RecordState.DISCARDED:
            continue
        if record.state in _TO_SEND:
            ready.append(await _prepare(session, parts, frame, item, record))
        else:
            sent.append(await _read_sent(session, parts, record))
    names = await read_subject_names(session, parts, [item for item, _ in items])
    shown = ReadThrough(
        supervision_id=supervision_id,
        title=meeting_title(
            parts.library.policy,
            supervision.format,
            {item.kind for item, _ in items},
            next(party.name for party in people if party.part is Part.SUPERVISEE),
        ),
        held_on=supervision.held_on,
        records=tuple(ready),
        sent=tuple(sent),
        mentions=tuple(names[item.subject_id] for item, _ in items if item.outcome is AgendaOutcome.MENTION),
        untouched=tuple(
            Untouched(item.subject_id, names[item.subject_id], item.kind)
            for item, _ in items
            if item.outcome is AgendaOutcome.WAITING
        ),
        stamp=_stamp(items),
        full_text=parts.options.record_in_dm == "full",
    )
    return Meeting(supervision, {r.id: r for _, r in items if r is not None}, shown)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is the same in every document of one meeting."""

    supervision: Supervision
    people: tuple[DocumentParty, ...]
    outside: tuple[str, ...]
    signature: Signature

    @property
    def today(self) -> date:
        """The day it would be sent."""
        return self.signature.at.astimezone(LONDON).date()

    @property
    def meeting(self) -> DocumentMeeting:
        """The meeting as the documents name it."""
        return DocumentMeeting(
            supervision_id=self.supervision.id,
            format=self.supervision.format,
            held_on=self.supervision.held_on,
            typed_at=self.supervision.typed_at,
            outside=self.outside,
        )

    def parties(self, item: AgendaItem) -> tuple[DocumentParty, ...]:
        """Those who were there, as one record names them.

        The supervisor signs by sending, so the worker is asked (C15, B30); to a note nobody is.
        """
        needed = item.worker_id if item.kind is not RecordKind.NOTE else None
        return tuple(party.model_copy(update={"required": party.person_id == needed}) for party in self.people)


async def _load_parties(session: AsyncSession, supervision_id: str) -> tuple[DocumentParty, ...]:
    """Return who was there, the supervisor last; whose agreement is needed each record says for itself."""
    found = await session.exec(
        select(Attendance, Person.name)
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(Attendance.supervision_id == supervision_id)
        .order_by(col(Attendance.part), col(Person.name))
    )
    return tuple(
        DocumentParty(
            person_id=attendance.person_id,
            name=name,
            part=attendance.part,
            required=False,
        )
        for attendance, name in found
    )


async def _load_agenda(
    session: AsyncSession, supervision_id: str, *, lock: bool
) -> list[tuple[AgendaItem, Record | None]]:
    if lock:
        # By id, as everybody who holds several records takes them, so that no two wait for each other.
        held = select(Record.id).where(Record.supervision_id == supervision_id).order_by(col(Record.id))
        await session.exec(held.with_for_update())
    statement = (
        select(AgendaItem, Record)
        .outerjoin(Record, record_of_item())
        .where(AgendaItem.supervision_id == supervision_id)
        .order_by(
            case((col(AgendaItem.person_id).is_not(None), 0), else_=1),
            case((col(AgendaItem.kind) == RecordKind.BRIEF, 1), else_=0),
            col(AgendaItem.place),
        )
    )
    return [(item, record) for item, record in await session.exec(statement)]


async def _prepare(session: AsyncSession, parts: Parts, frame: _Frame, item: AgendaItem, record: Record) -> ReadyRecord:
    content = await collect(session, parts, record)
    document = build_document(
        content,
        meeting=frame.meeting,
        parties=frame.parties(item),
        number=record.version + 1,
        signature=frame.signature,
        label=parts.library.policy.labels.kind[record.kind],
    )
    before = await current_version(session, record) if record.version else None
    return ReadyRecord(
        record_id=record.id,
        subject_id=record.subject_id,
        name=_name(document),
        label=document.subject.label,
        kind=record.kind,
        revision=record.revision,
        document=document,
        lacking=content.lacking,
        again=before is not None,
        unchanged=before is not None and same_content(read_document(parts, record, before), document),
        named=await _find_named(session, parts, frame, item, document) if record.kind.about_person else (),
        readers=await readers_of(session, document, frame.today),
    )


async def _find_named(
    session: AsyncSession, parts: Parts, frame: _Frame, item: AgendaItem, document: Document
) -> tuple[str, ...]:
    """Return the children of the person's caseload whom a record about the person names."""
    children = await read_children(session, parts, item.worker_id, frame.today)
    names = await read_child_names(session, parts, [child.id for child in children])
    return find_names(words_of(document), names.values())


async def _read_sent(session: AsyncSession, parts: Parts, record: Record) -> SentRecord:
    document = await load_document(session, parts, record, await current_version(session, record))
    return SentRecord(
        record_id=record.id,
        name=_name(document),
        label=document.subject.label,
        kind=record.kind,
        state=record.state,
    )


def _name(document: Document) -> str:
    subject = document.subject
    return subject.name if subject.child_id is not None else f"{subject.name} ({KIND_WORDS[document.kind]})"


async def current_version(session: AsyncSession, record: Record) -> Version:
    """Return the version of the record itself that counts now.

    Raises
    ------
    Missing
        When nothing was sent yet.
    """
    statement = select(Version).where(
        Version.record_id == record.id, Version.addendum == 0, Version.number == record.version
    )
    found = (await session.exec(statement)).first()
    if found is None:
        raise Missing
    return found


def _stamp(items: list[tuple[AgendaItem, Record | None]]) -> str:
    """Return a short sign for all that was shown; it differs once anything was saved or sent."""
    shown = "|".join(
        f"{item.subject_id}:{item.outcome.value}:{record.revision if record else 0}" for item, record in items
    )
    return hashlib.sha256(shown.encode()).hexdigest()[:16]
