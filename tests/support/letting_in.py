"""More people around the small team, for who may read what: Nina (quality assurance), Owen (administrator), Rosa."""

from datetime import datetime

from sqlmodel import col, select, update

from models.tables import Allocation, AuditEvent, Outbox, Record, Team, new_id
from models.values.access import GrantPlan, Scope, Subject
from models.values.call import LONDON, Call
from models.vocabulary import MessageKind, OutboxState, Purpose, RecordKind, RecordState, Role, SendingMode
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import add_person, call_of
from tests.support.held import hold
from tests.support.meetings import rows_of

__all__ = [
    "NINA",
    "OLU",
    "OWEN",
    "REASON",
    "ROSA",
    "add_others",
    "events",
    "hold_personal",
    "lets_in",
    "post_digest",
    "reallocate",
]

OLU, NINA, OWEN, ROSA = (call_of(name, START) for name in ("olu", "nina", "owen", "rosa"))
REASON = "Quokka: the audit of the third quarter."
_OTHERS = {"nina": Role.QUALITY_ASSURANCE, "owen": Role.ADMINISTRATOR, "rosa": Role.SUPERVISOR}


async def add_others(parts: Parts) -> None:
    """Add them to the directory, in nobody's line."""
    async with parts.database.write(None, START) as session:
        team_id = (await session.exec(select(Team.id))).first() or new_id()
        for name, role in _OTHERS.items():
            add_person(session, parts, name, role, team_id)


def lets_in(
    call: Call, purpose: Purpose = Purpose.QUALITY_ASSURANCE, subject: Subject | None = None, **changes: object
) -> GrantPlan:
    """Return a plan that lets somebody read; without a change it is Nina, all of the council, for good."""
    standing = purpose is Purpose.QUALITY_ASSURANCE
    given = {
        "reader_id": "nina",
        "purpose": purpose,
        "subject": subject or Subject(Scope.COUNCIL),
        "last_on": None if standing else call.today,
        "reason": REASON,
    }
    return GrantPlan(**(given | changes))  # type: ignore[arg-type]


async def hold_personal(parts: Parts, **changes: object) -> Record:
    """Hold a meeting with one personal record of Sam, sent and complete, and return the record."""
    meeting = await hold(parts, START.date(), about={"sam": RecordKind.PERSONAL}, **changes)  # type: ignore[arg-type]
    (record,) = await rows_of(parts, Record, Record.supervision_id == meeting)
    assert record.state is RecordState.COMPLETE
    found: Record = record
    return found


async def events(parts: Parts, what: str) -> list[AuditEvent]:
    """Return the audit events of a kind."""
    return await rows_of(parts, AuditEvent, AuditEvent.what == what)


async def post_digest(parts: Parts, person_id: str, now: datetime) -> None:
    """Let the digest of that day stand in Slack."""
    key = f"digest:{person_id}:{now.astimezone(LONDON).date().isoformat()}"
    async with parts.database.write(None, now) as session:
        session.add(
            Outbox(
                key=key,
                kind=MessageKind.DIGEST,
                mode=SendingMode.POST,
                recipient_id=person_id,
                facts={"day": now.date().isoformat()},
                state=OutboxState.SENT,
                due_at=now,
                promised_at=now,
                channel_id="D1",
                message_ts="1.1",
            )
        )


async def reallocate(parts: Parts, child_id: str, worker: str) -> None:
    """Give a child another worker from today on."""
    async with parts.database.write(None, START) as session:
        found = (await session.exec(select(Allocation).where(Allocation.child_id == child_id))).one()
        await session.exec(update(Allocation).where(col(Allocation.id) == found.id).values(until_on=START.date()))
        session.add(Allocation(child_id=child_id, person_id=worker, team_id=found.team_id, from_on=START.date()))
