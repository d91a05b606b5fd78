"""How often somebody has supervision by their own agreement, in force from the moment both have agreed (C8, B5)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch, note
from models.rules.clocks.dates import after_months
from models.sealing import seal
from models.tables import AuditEvent, ClockOverride, Person, Record, Supervision, Version, new_id
from models.values.call import Call
from models.values.document import Document, DocumentAnswer
from models.vocabulary import ClockKind, Meaning, RecordKind, RecordState
from models.workflow.clocks.stale import mark_plan_stale
from models.workflow.parts import Parts
from models.workflow.releases import read_released_form
from models.workflow.sealing import read_document

__all__ = ["AGREED", "WITH", "settle_frequency"]


AGREED: Final = "The supervision agreement says so."
WITH: Final = "Who agreed to that:"
_ENDED: Final = "own_frequency_ended"


@dataclass(frozen=True, slots=True)
class _Agreed:
    """What an agreement says, where it is another frequency than the usual one."""

    version_id: str
    sent_by: str
    every_days: int
    until_on: date
    reason: str


async def settle_frequency(session: AsyncSession, parts: Parts, call: Call, person_id: str) -> None:
    """Bring a person's own frequency to what the latest agreement says that both have agreed.

    Called in the transaction of every act by which an agreement becomes complete, or is so no longer: the new
    one ends what the former said; one that was taken back counts for nothing, and the former is in force again,
    unless somebody ended it by hand.
    """
    agreed = await _find_agreed(session, parts, person_id, call.today)
    known = await session.exec(
        select(ClockOverride).where(
            ClockOverride.person_id == person_id,
            ClockOverride.clock == ClockKind.PERSON,
            col(ClockOverride.version_id).is_not(None),
        )
    )
    rows = known.all()
    for row in rows:
        in_force = row.ended_at is None and row.until_on > call.today
        if in_force and (agreed is None or row.version_id != agreed.version_id):
            await _end(session, call, row)
    if agreed is None:
        return
    own = next((one for one in rows if one.version_id == agreed.version_id), None)
    if own is None:
        await _begin(session, parts, call, person_id, agreed)
    elif own.ended_at is not None and await _ended_here(session, own):
        await _restore(session, call, own, agreed)


async def _find_agreed(session: AsyncSession, parts: Parts, person_id: str, today: date) -> _Agreed | None:
    """Return the own frequency of the latest agreement that is complete, if it has one that still holds."""
    found = await session.exec(
        select(Record, Version, col(Supervision.held_on))
        .join(Supervision, col(Supervision.id) == Record.supervision_id)
        .join(Version, (col(Version.record_id) == Record.id) & (col(Version.number) == Record.version))
        .where(
            Record.person_id == person_id,
            Record.kind == RecordKind.CONTRACT,
            Record.state == RecordState.COMPLETE,
            Version.addendum == 0,
            col(Version.document).is_not(None),
            col(Record.erased_at).is_(None),
        )
        .order_by(col(Supervision.held_on).desc(), col(Supervision.typed_at).desc())
        .limit(1)
    )
    latest = found.first()
    if latest is None:
        return None
    record, version, held_on = latest
    document = read_document(parts, record, version)
    form = await read_released_form(session, document.form.form_id, document.form.number)
    policy = parts.library.policy
    frequency, agreed_with = (
        _find_answer(document, None if question is None else question.id)
        for question in (form.meaning(Meaning.OWN_FREQUENCY), form.meaning(Meaning.AGREED_WITH))
    )
    every_days = policy.person.own_frequencies.get(_chosen(frequency))
    until_on = after_months(held_on, policy.contract.review_months)
    if every_days is None or every_days == policy.person.usual_days or until_on <= today:
        return None
    reason = AGREED if agreed_with is None else f"{AGREED} {WITH}\n{agreed_with.shown}"
    return _Agreed(version.id, version.sent_by, every_days, until_on, reason)


def _find_answer(document: Document, question: str | None) -> DocumentAnswer | None:
    return next((answer for _, answer in document.answers() if answer.question == question), None)


def _chosen(answer: DocumentAnswer | None) -> str:
    value = None if answer is None else answer.value
    return str(value.get("option")) if isinstance(value, dict) else ""


async def _begin(session: AsyncSession, parts: Parts, call: Call, person_id: str, agreed: _Agreed) -> None:
    row_id = new_id()
    key = parts.keyring.unwrap((await fetch(session, Person, person_id)).wrapped_key)
    session.add(
        ClockOverride(
            id=row_id,
            clock=ClockKind.PERSON,
            person_id=person_id,
            every_days=agreed.every_days,
            from_on=call.today,
            until_on=agreed.until_on,
            text=seal(key, "clockoverride", row_id, "text", agreed.reason),
            version_id=agreed.version_id,
            set_by=agreed.sent_by,
            set_at=call.now,
        )
    )
    await session.flush()
    await _note_agreed(session, call, person_id, agreed)


async def _restore(session: AsyncSession, call: Call, row: ClockOverride, agreed: _Agreed) -> None:
    await session.exec(
        update(ClockOverride)
        .where(col(ClockOverride.id) == row.id)
        .values(ended_at=None, until_on=agreed.until_on)
        .execution_options(synchronize_session="fetch")
    )
    await _note_agreed(session, call, row.person_id or "", agreed)


async def _ended_here(session: AsyncSession, row: ClockOverride) -> bool:
    """Say whether another agreement ended it, and not a supervisor."""
    events = await session.exec(
        select(AuditEvent).where(
            AuditEvent.what == _ENDED, AuditEvent.subject_id == row.person_id, AuditEvent.at == row.ended_at
        )
    )
    return any(event.facts.get("override") == row.id for event in events.all())


async def _note_agreed(session: AsyncSession, call: Call, person_id: str, agreed: _Agreed) -> None:
    await note(
        session,
        call,
        "own_frequency_agreed",
        "person",
        person_id,
        version_id=agreed.version_id,
        every_days=str(agreed.every_days),
        until_on=agreed.until_on.isoformat(),
    )
    mark_plan_stale(session)


async def _end(session: AsyncSession, call: Call, row: ClockOverride) -> None:
    await session.exec(
        update(ClockOverride)
        .where(col(ClockOverride.id) == row.id)
        .values(ended_at=call.now, until_on=max(row.from_on, call.today))
        .execution_options(synchronize_session="fetch")
    )
    await note(session, call, _ENDED, "person", row.person_id or "", version_id=row.version_id, override=row.id)
    mark_plan_stale(session)
