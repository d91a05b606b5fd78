"""Preparing for one's own supervision: which children in depth and why, a line, and drafts of answers (B20, I29, I30).

Nobody but the writer reads any of it here; what reaches the meeting is in `prepared`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch
from models.forms import Form
from models.rules.preparing import check_length, draftable
from models.sealing import seal, unseal
from models.tables import Allocation, Child, LegalHold, Person, Preparation, new_id
from models.values.call import LONDON, Call
from models.values.children import AgendaChild
from models.values.errors import Missing, Refusal
from models.values.preparing import (
    LINE,
    NOT_IN_DEPTH,
    DraftSection,
    Given,
    InDepth,
    PreparedSubject,
    Preparing,
    PreparingRow,
)
from models.vocabulary import RecordKind
from models.workflow.children import read_agenda_children, read_child_names, read_children, read_holders
from models.workflow.clocks.booked import read_booked_with
from models.workflow.dated import holds
from models.workflow.holding import hold_person
from models.workflow.parts import Parts
from models.workflow.subjects import Subject

__all__ = ["forget_stray", "form_for", "open_text", "read_prepared_subject", "read_preparing", "save_preparation"]

NOT_YOURS = "This child is not on your caseload today, so there is nothing for you to prepare."


async def read_preparing(parts: Parts, call: Call) -> Preparing:
    """Return everything the caller may prepare, with what is there so far."""
    async with parts.read() as session:
        children = await read_children(session, parts, call.person_id, call.today)
        names = await read_child_names(session, parts, [child.id for child in children])
        kept = await _load_kept(session, call.person_id)
        booked = await read_booked_with(session, call.today, [call.person_id])
        keys = await _load_keys(session, parts, kept)
    own = PreparingRow(call.person_id, None)
    return Preparing(
        rows=tuple(
            _fill(PreparingRow(child.id, replace(child, name=names[child.id])), kept.get(child.id, ()), keys)
            for child in children
        ),
        about_me=_fill(own, kept.get(call.person_id, ()), keys) if _asks_about_person(parts) else None,
        booked=next(iter(booked), None),
        today=call.today,
        policy=parts.library.policy,
    )


async def read_prepared_subject(parts: Parts, call: Call, *, subject_id: str) -> PreparedSubject:
    """Return one child of the caller's, or the caller, with all that is prepared so far.

    Raises
    ------
    Refusal
        For a child that is not on the caller's caseload today.
    """
    async with parts.read() as session:
        subject = await _find_mine(session, parts, call, subject_id)
        rows = (await _load_kept(session, call.person_id)).get(subject_id, [])
        child, name = await _describe(session, parts, call, subject)
    keys = {subject_id: subject.key}
    texts = {row.question: open_text(subject.key, row) for row in rows if row.text is not None}
    form = form_for(parts, subject)
    return PreparedSubject(
        row=_fill(PreparingRow(subject_id, child), rows, keys),
        name=name,
        sections=tuple(
            DraftSection(section, questions, {one.id: texts[one.id] for one in questions if one.id in texts})
            for section, questions in draftable(form)
        ),
        saved_at=max((row.saved_at for row in rows), default=None),
        today=call.today,
        policy=parts.library.policy,
    )


async def _describe(
    session: AsyncSession, parts: Parts, call: Call, subject: Subject
) -> tuple[AgendaChild | None, str]:
    if subject.person is not None:
        return None, subject.person.name
    name = (await read_child_names(session, parts, [subject.id]))[subject.id]
    known = await read_agenda_children(session, parts, [subject.id], call.today)
    return replace(known[subject.id], name=name), name


async def save_preparation(parts: Parts, call: Call, *, subject_id: str, given: Given) -> None:
    """Keep what the caller changed; of two devices the later one is kept, question by question.

    Raises
    ------
    Refusal
        For a child that is not on the caller's caseload today, and a text no box could hold.
    Missing
        For a question that the form does not ask, or that takes no text.
    """
    if given.says_nothing:
        return
    for text in given.texts.values():
        check_length(text)
    async with parts.write(call) as session:
        subject = await _find_mine(session, parts, call, subject_id)
        asked = {one.id for _, questions in draftable(form_for(parts, subject)) for one in questions}
        if not asked | {LINE} >= given.texts.keys() or (given.in_depth is not None and subject.child is None):
            raise Missing
        await hold_person(session, call.person_id)
        rows = {row.question: row for row in (await _load_kept(session, call.person_id)).get(subject_id, [])}
        for question in sorted({*given.texts, *([LINE] if given.in_depth is not None else [])}):
            await _keep(session, call, subject, question, given, rows.get(question))


async def _keep(
    session: AsyncSession, call: Call, subject: Subject, question: str, given: Given, row: Preparation | None
) -> None:
    """Write one row, or take it away once nothing is in it any more."""
    in_depth = _in_depth(row)
    if question == LINE and given.in_depth is not None:
        in_depth = given.in_depth
    row_id = new_id() if row is None else row.id
    sealed = None if row is None else row.text
    if question in given.texts:
        text = given.texts[question]
        sealed = seal(subject.key, "preparation", row_id, "text", text) if text.strip() else None
    if sealed is None and not in_depth.wanted:
        if row is not None:
            await session.delete(row)
        return
    await session.merge(
        Preparation(
            id=row_id,
            person_id=call.person_id,
            subject_id=subject.id,
            child_id=None if subject.child is None else subject.id,
            question=question,
            in_depth=in_depth.wanted,
            reason=in_depth.reason if in_depth.wanted else None,
            text=sealed,
            prepared_at=call.now if row is None else row.prepared_at,
            saved_at=call.now,
        )
    )


def form_for(parts: Parts, subject: Subject) -> Form:
    """Return the form that a record in depth about this subject would answer now."""
    return parts.library.form_for(RecordKind.PERSONAL if subject.child is None else RecordKind.CASEWORK)


def open_text(key: bytes, row: Preparation) -> str:
    """Return what was written, for who may read it."""
    return "" if row.text is None else unseal(key, "preparation", row.id, "text", row.text)


async def forget_stray(session: AsyncSession, before: datetime, now: datetime) -> None:
    """End what nobody will use any more, saved `before`: the child is closed or another's, or who wrote it has left.

    Until then the record of a meeting that was held before the change may still be written up.
    """
    today = now.astimezone(LONDON).date()
    elsewhere = select(Allocation.id).where(
        col(Allocation.child_id) == col(Preparation.child_id),
        col(Allocation.person_id).is_not(None),
        col(Allocation.person_id) != col(Preparation.person_id),
        holds(Allocation, today),
    )
    closed = select(Child.id).where(col(Child.id) == col(Preparation.child_id), col(Child.closed_on) <= today)
    left = select(Person.id).where(col(Person.id) == col(Preparation.person_id), col(Person.left_on) <= today)
    # A legal hold beats this timer too.
    held = select(LegalHold.id).where(
        col(LegalHold.ended_at).is_(None),
        or_(
            col(LegalHold.child_id) == col(Preparation.child_id),
            col(LegalHold.person_id) == col(Preparation.person_id),
        ),
    )
    await session.exec(
        update(Preparation)
        .where(
            and_(col(Preparation.ended_at).is_(None), col(Preparation.saved_at) < before),
            or_(*(one.correlate(Preparation).exists() for one in (elsewhere, closed, left))),
            ~held.correlate(Preparation).exists(),
        )
        .values(ended_at=now, text=None)
    )


async def _find_mine(session: AsyncSession, parts: Parts, call: Call, subject_id: str) -> Subject:
    """Return the caller, or a child the caller answers for today, with the key to what is written about them."""
    if subject_id == call.person_id and _asks_about_person(parts):
        person = await fetch(session, Person, subject_id)
        return Subject(person, parts.keyring.unwrap(person.wrapped_key))
    child = await session.get(Child, subject_id)
    is_open = child is not None and (child.closed_on is None or child.closed_on > call.today)
    if child is None or not is_open or call.person_id not in await read_holders(session, subject_id, call.today):
        raise Refusal(NOT_YOURS)
    return Subject(child, parts.keyring.unwrap(child.wrapped_key))


def _asks_about_person(parts: Parts) -> bool:
    return RecordKind.PERSONAL in parts.library.policy.forms


async def _load_kept(session: AsyncSession, person_id: str) -> dict[str, list[Preparation]]:
    """Return what a person has prepared and not used yet, by subject."""
    found = await session.exec(
        select(Preparation).where(Preparation.person_id == person_id, col(Preparation.ended_at).is_(None))
    )
    kept: dict[str, list[Preparation]] = {}
    for row in found:
        kept.setdefault(row.subject_id, []).append(row)
    return kept


async def _load_keys(
    session: AsyncSession, parts: Parts, kept: Mapping[str, Sequence[Preparation]]
) -> dict[str, bytes]:
    children = await session.exec(select(col(Child.id), col(Child.wrapped_key)).where(col(Child.id).in_(kept)))
    people = await session.exec(select(col(Person.id), col(Person.wrapped_key)).where(col(Person.id).in_(kept)))
    return {subject_id: parts.keyring.unwrap(wrapped) for subject_id, wrapped in (*children, *people)}


def _fill(row: PreparingRow, kept: Sequence[Preparation], keys: Mapping[str, bytes]) -> PreparingRow:
    line = next((one for one in kept if one.question == LINE), None)
    return replace(
        row,
        in_depth=_in_depth(line),
        line="" if line is None else open_text(keys[row.subject_id], line),
        drafted=sum(one.question != LINE and one.text is not None for one in kept),
    )


def _in_depth(row: Preparation | None) -> InDepth:
    return NOT_IN_DEPTH if row is None or not row.in_depth else InDepth(True, row.reason)
