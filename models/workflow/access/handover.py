"""Handing somebody over to another supervisor: nothing that is open is left without a holder (source rows B39, C17).

What is judged by who is the supervisor today passes by itself: drafts, clocks, requests and the earlier folder.
What names a person is moved here: the open actions of the former supervisor. Word of it goes to the new one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.outbox import promise, refresh_all
from models.tables import (
    AgendaItem,
    Allocation,
    Attendance,
    Child,
    Person,
    Record,
    Request,
    RequestVersion,
    SmartAction,
    Supervision,
    SupervisionLine,
    Version,
)
from models.values.access import HandedOver
from models.values.call import Call
from models.values.outbox import Promised
from models.vocabulary import ActionState, LineKind, MessageKind, Part, RecordKind, RecordState, SupervisionState, Way
from models.workflow.dated import holds, is_open
from models.workflow.events import note_by_itself
from models.workflow.overview import card_key, load_open
from models.workflow.parts import Parts
from models.workflow.relations import relations_in
from models.workflow.sealing import is_there
from models.workflow.subjects import record_of_item

__all__ = ["hand_over", "handover_key", "read_handover", "read_passed_to"]

_LEFT = (RecordState.DRAFT, RecordState.CHANGE_ASKED, RecordState.AWAITING)


@dataclass(frozen=True, slots=True)
class _Handover:
    """Who has another supervisor from now on."""

    person_id: str
    before_id: str
    new_id: str


def handover_key(person_id: str, senior_id: str, on: date) -> str:
    """Return the outbox key of the word a new supervisor gets of somebody they take over."""
    return f"handover:{person_id}:{senior_id}:{on.isoformat()}"


async def hand_over(session: AsyncSession, lines: Iterable[SupervisionLine], *, on: date, now: datetime) -> int:
    """Hand over everybody whose new lines these are and who had another supervisor before; return how many.

    Called by the import within its one transaction, once the lines are written.
    """
    number = 0
    for line in lines:
        if line.kind is not LineKind.SUPERVISOR:
            continue
        before_id = await _read_before(session, line)
        if before_id is None:
            continue
        await _pass_on(session, _Handover(line.person_id, before_id, line.senior_id), on=on, now=now)
        number += 1
    return number


async def _read_before(session: AsyncSession, line: SupervisionLine) -> str | None:
    """Return who was the supervisor before, where that is somebody else."""
    found = await session.exec(
        select(SupervisionLine)
        .where(
            SupervisionLine.person_id == line.person_id,
            SupervisionLine.kind == LineKind.SUPERVISOR,
            col(SupervisionLine.until_on).is_not(None),
            col(SupervisionLine.id) != line.id,
        )
        .order_by(col(SupervisionLine.until_on).desc(), col(SupervisionLine.from_on).desc())
    )
    before = found.first()
    return None if before is None or before.senior_id == line.senior_id else before.senior_id


async def _pass_on(session: AsyncSession, over: _Handover, *, on: date, now: datetime) -> None:
    actions = await _move_actions(session, over, on)
    meetings = await _open_meetings(session, over)
    facts = {"from": over.before_id, "to": over.new_id, "actions": str(actions), "meetings": str(len(meetings))}
    note_by_itself(session, now, "handed_over", "person", over.person_id, way=Way.COMMAND, **facts)
    await session.flush()
    await promise(
        session,
        key=handover_key(over.person_id, over.new_id, on),
        kind=MessageKind.HANDOVER,
        recipient_id=over.new_id,
        facts={"person": over.person_id, "before": over.before_id},
        now=now,
    )
    await refresh_all(session, keys=[card_key(one) for one in meetings], now=now)


async def _move_actions(session: AsyncSession, over: _Handover, on: date) -> int:
    """Give the former supervisor's open actions to the new one: those about the person, and about their children."""
    children = select(col(Allocation.child_id)).where(Allocation.person_id == over.person_id, holds(Allocation, on))
    moved = await session.exec(
        update(SmartAction)
        .where(
            col(SmartAction.state) == ActionState.OPEN,
            col(SmartAction.owner_id) == over.before_id,
            or_(col(SmartAction.person_id) == over.person_id, col(SmartAction.child_id).in_(children)),
        )
        .values(owner_id=over.new_id)
        .execution_options(synchronize_session=False)
    )
    return int(moved.rowcount)


async def _open_meetings(session: AsyncSession, over: _Handover) -> list[str]:
    """Return the meetings the former supervisor held with the person in which something is still to be done."""
    held_by = select(Attendance.supervision_id).where(
        Attendance.person_id == over.before_id, Attendance.part == Part.SUPERVISOR
    )
    left = (
        select(Record.id)
        .where(col(Record.supervision_id) == col(Supervision.id), col(Record.state).in_(_LEFT))
        .correlate(Supervision)
        .exists()
    )
    found = await session.exec(
        select(Supervision.id)
        .join(Attendance, col(Attendance.supervision_id) == col(Supervision.id))
        .where(
            Attendance.person_id == over.person_id,
            Attendance.part == Part.SUPERVISEE,
            col(Supervision.id).in_(held_by),
            or_(col(Supervision.state) == SupervisionState.OPEN, left),
        )
        .order_by(col(Supervision.id))
    )
    return list(found.all())


async def read_handover(parts: Parts, promised: Promised, now: datetime) -> HandedOver | None:
    """Return what the new supervisor takes over, as it stands now; nothing for somebody who is it no more."""
    person_id, new_id = promised.facts["person"], promised.recipient_id or ""
    call = Call(new_id, now, way=Way.SYSTEM)
    today = call.today
    async with parts.read() as session:
        line = await session.exec(
            select(SupervisionLine.id).where(
                SupervisionLine.person_id == person_id,
                SupervisionLine.senior_id == new_id,
                SupervisionLine.kind == LineKind.SUPERVISOR,
                holds(SupervisionLine, today),
            )
        )
        person, before = await session.get(Person, person_id), await session.get(Person, promised.facts["before"])
        if line.first() is None or person is None or before is None:
            return None
        children = select(col(Allocation.child_id)).where(Allocation.person_id == person_id, holds(Allocation, today))
        actions = (
            select(SmartAction, Child)
            .outerjoin(Child, col(Child.id) == col(SmartAction.child_id))
            .where(
                SmartAction.state == ActionState.OPEN,
                or_(col(SmartAction.person_id) == person_id, col(SmartAction.child_id).in_(children)),
            )
            .order_by(col(SmartAction.due_on))
        )
        found = (await session.exec(actions)).all()
        own = parts.library.policy.labels
        late = [child for action, child in found if action.due_on is not None and action.due_on < today]
        return HandedOver(
            person_id=person_id,
            person=person.name,
            before=before.name,
            open=await load_open(session, parts, call, [person_id]),
            records=await _count_records(session, person_id),
            waiting=await _count_waiting(session, person_id),
            actions=len(found),
            children=await _count_children(session, person_id, today),
            urgent=await _urgent(session, person_id),
            disagreed=await _disagreed(session, person_id, own.kind),
            overdue=tuple(dict.fromkeys(_label(child, "about the person") for child in late)),
        )


async def read_passed_to(parts: Parts, call: Call, *, supervision_id: str) -> str | None:
    """Return the name of who carries on with a meeting that the caller held and handed over; nothing otherwise."""
    async with parts.read() as session:
        relations = await relations_in(session, call.person_id, supervision_id, call.today)
        handed = next((worker for worker, found in relations.items() if found.handed_over), None)
        if handed is None:
            return None
        line = await session.exec(
            select(col(Person.name))
            .join(SupervisionLine, col(SupervisionLine.senior_id) == Person.id)
            .where(
                SupervisionLine.person_id == handed,
                SupervisionLine.kind == LineKind.SUPERVISOR,
                holds(SupervisionLine, call.today),
            )
        )
        return line.first()


def _label(child: Child | None, otherwise: str) -> str:
    return otherwise if child is None else child.label


async def _count_records(session: AsyncSession, person_id: str) -> int:
    found = await session.exec(
        select(func.count(col(Record.id)))
        .join(AgendaItem, record_of_item())
        .where(AgendaItem.worker_id == person_id, Record.version >= 1)
    )
    return found.one()


async def _count_waiting(session: AsyncSession, person_id: str) -> int:
    found = await session.exec(
        select(func.count(col(Version.id).distinct()))
        .join(RequestVersion, col(RequestVersion.version_id) == col(Version.id))
        .join(Request, col(Request.id) == col(RequestVersion.request_id))
        .join(Record, col(Record.id) == col(Version.record_id))
        .where(
            is_there(),
            Request.addressee_id == person_id,
            col(Request.to_agree),
            col(Version.replaced).is_(False),
            col(Version.state).in_((RecordState.AWAITING, RecordState.CHANGE_ASKED)),
        )
    )
    return found.one()


async def _count_children(session: AsyncSession, person_id: str, today: date) -> int:
    found = await session.exec(
        select(func.count(col(Child.id)))
        .join(Allocation, col(Allocation.child_id) == Child.id)
        .where(Allocation.person_id == person_id, holds(Allocation, today), is_open(today))
    )
    return found.one()


async def _urgent(session: AsyncSession, person_id: str) -> tuple[str, ...]:
    """Return the children over whom an urgent talk with the person is not confirmed."""
    found = await session.exec(
        select(Child)
        .join(AgendaItem, col(AgendaItem.child_id) == Child.id)
        .join(Supervision, col(Supervision.id) == col(AgendaItem.supervision_id))
        .join(Attendance, col(Attendance.supervision_id) == col(Supervision.id))
        .where(
            AgendaItem.worker_id == person_id,
            col(Supervision.urgent_at).is_not(None),
            col(Supervision.state) != SupervisionState.DISCARDED,
            col(Attendance.spoke_at).is_(None),
        )
        .order_by(col(Supervision.urgent_at))
    )
    return tuple(dict.fromkeys(_label(child, "") for child in found))


async def _disagreed(session: AsyncSession, person_id: str, words: Mapping[RecordKind, str]) -> tuple[str, ...]:
    found = await session.exec(
        select(Record, Child)
        .join(AgendaItem, record_of_item())
        .outerjoin(Child, col(Child.id) == col(Record.child_id))
        .where(AgendaItem.worker_id == person_id, Record.state == RecordState.NOT_AGREED)
        .order_by(col(Record.started_at).desc())
    )
    return tuple(dict.fromkeys(_label(child, words[record.kind]) for record, child in found))
