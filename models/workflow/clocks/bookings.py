"""Booking the next supervision: one day ahead for each two, moved or cancelled, and over by itself (C6, E8)."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, and_, func, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, fetch, note
from models.rules.access import check_may_start
from models.rules.bookings import check_bookable
from models.tables import AgendaItem, Attendance, Booking, Person, Supervision, SupervisionLine, new_id
from models.values.call import Call
from models.values.clocks import Booked
from models.values.errors import Missing, Refusal
from models.values.planning import Plan, Plannable
from models.vocabulary import ClockKind, Format, LineKind, Part, RecordKind, SupervisionState
from models.workflow.clocks.reading import read_items
from models.workflow.clocks.stale import mark_plan_stale
from models.workflow.clocks.team_posts import refresh_team_post
from models.workflow.dated import at_work, holds
from models.workflow.holding import hold_person
from models.workflow.parts import Parts
from models.workflow.people import read_supervisees
from models.workflow.relations import relation

__all__ = [
    "book_supervision",
    "cancel_booking",
    "is_supervised",
    "read_booked_days",
    "read_bookings_of",
    "read_plan",
]

NOTHING_TO_PLAN = (
    "The directory names nobody whom you supervise and nobody who supervises you, so there is nothing to plan. "
    "If that is wrong, ask whoever looks after the directory."
)


async def read_plan(parts: Parts, call: Call) -> Plan:
    """Return whom the caller may book a supervision with, what is booked with them, and the caller's own.

    Raises
    ------
    Refusal
        For who neither supervises anybody nor is supervised.
    """
    supervisees = await read_supervisees(parts, call)
    ids = [one.id for one in supervisees]
    async with parts.read() as session:
        items = await read_items(session, parts, call.today, people=ids, everything=True) if ids else ()
        due = {item.subject_id: item.due for item in items if item.clock is ClockKind.PERSON}
        plan = Plan(
            viewer_id=call.person_id,
            people=tuple(
                Plannable(one.id, one.name, due[one.id].due_on, due[one.id].state)
                if one.id in due
                else Plannable(one.id, one.name)
                for one in supervisees
            ),
            booked=await _read_booked(session, call.today, ids),
            mine=await read_bookings_of(session, call.person_id, call.today),
            supervised=await is_supervised(session, call.person_id, call.today),
            today=call.today,
            policy=parts.library.policy,
        )
    if not plan.people and not plan.supervised:
        raise Refusal(NOTHING_TO_PLAN)
    return plan


async def book_supervision(
    parts: Parts, call: Call, *, supervisee_id: str, booked_on: date, moved_id: str | None = None
) -> str:
    """Book a supervision in the place of the one the caller had booked, or of `moved_id`; return who is to hold it.

    One that is moved stays with whoever was to hold it.

    Raises
    ------
    Refusal
        For anybody but the supervisor or stand-in, and a day that is past or more than a year ahead.
    Missing
        When what was to be moved is cancelled, held or past.
    """
    check_bookable(booked_on, call.today)
    async with parts.write(call) as session:
        check_may_start(await relation(session, call.person_id, supervisee_id, call.today))
        # Two who book at once meet here, so that there is never a second one.
        await hold_person(session, supervisee_id)
        there = await _read_booked(session, call.today, [supervisee_id])
        if moved_id is None:
            old = next((one for one in there if one.supervisor_id == call.person_id), None)
        else:
            old = next((one for one in there if one.id == moved_id), None)
            if old is None:
                raise Missing
        if old is not None and old.on == booked_on:
            return old.supervisor_id
        facts = {"on": booked_on.isoformat()}
        if old is not None:
            await _end(session, call, old.id)
            facts["moved"] = old.id
        booking = Booking(
            id=new_id(),
            supervisor_id=call.person_id if old is None else old.supervisor_id,
            supervisee_id=supervisee_id,
            booked_on=booked_on,
            set_by=call.person_id,
            set_at=call.now,
        )
        session.add(booking)
        await note(session, call, "supervision_booked", "booking", booking.id, person=supervisee_id, **facts)
        await refresh_team_post(session, person_id=supervisee_id, now=call.now)
        mark_plan_stale(session)
        return booking.supervisor_id


async def cancel_booking(parts: Parts, call: Call, *, booking_id: str) -> tuple[str, str]:
    """Cancel a booked supervision; return who was to hold it, and with whom.

    Raises
    ------
    Refusal
        For anybody but the supervisor or stand-in.
    Conflict
        When it was cancelled or moved a moment ago.
    """
    async with parts.write(call) as session:
        booking = await fetch(session, Booking, booking_id)
        check_may_start(await relation(session, call.person_id, booking.supervisee_id, call.today))
        await _end(session, call, booking_id)
        await note(session, call, "booking_cancelled", "booking", booking_id, person=booking.supervisee_id)
        await refresh_team_post(session, person_id=booking.supervisee_id, now=call.now)
        mark_plan_stale(session)
        return booking.supervisor_id, booking.supervisee_id


async def read_bookings_of(session: AsyncSession, person_id: str, today: date) -> tuple[Booked, ...]:
    """Return the supervisions that are booked with a person, the next first."""
    return await _read_booked(session, today, [person_id])


async def read_booked_days(session: AsyncSession, people: Collection[str], today: date) -> Mapping[str, date]:
    """Return for which day the next supervision with each of these people is booked."""
    found = await session.exec(
        select(col(Booking.supervisee_id), func.min(Booking.booked_on))
        .where(col(Booking.supervisee_id).in_(people), _is_ahead(today))
        .group_by(col(Booking.supervisee_id))
    )
    return dict(found.all())


async def is_supervised(session: AsyncSession, person_id: str, on: date) -> bool:
    """Say whether the directory names a supervisor of this person that day."""
    lines = select(SupervisionLine.id).where(
        SupervisionLine.person_id == person_id, SupervisionLine.kind == LineKind.SUPERVISOR, holds(SupervisionLine, on)
    )
    return (await session.exec(lines)).first() is not None


async def _read_booked(session: AsyncSession, today: date, people: Collection[str]) -> tuple[Booked, ...]:
    supervisor, supervisee = aliased(Person), aliased(Person)
    found = await session.exec(
        select(Booking, col(supervisor.name), col(supervisee.name))
        .join(supervisor, col(supervisor.id) == col(Booking.supervisor_id))
        .join(supervisee, col(supervisee.id) == col(Booking.supervisee_id))
        .where(col(Booking.supervisee_id).in_(people), _is_ahead(today))
        .order_by(col(Booking.booked_on), col(supervisee.name), col(Booking.id))
    )
    return tuple(
        Booked(one.id, one.supervisor_id, by, one.supervisee_id, whom, one.booked_on, one.set_at)
        for one, by, whom in found.all()
    )


async def _end(session: AsyncSession, call: Call, booking_id: str) -> None:
    await change_one(
        session,
        update(Booking)
        .where(col(Booking.id) == booking_id, col(Booking.cancelled_at).is_(None))
        .values(cancelled_at=call.now),
    )


def _is_ahead(today: date) -> ColumnElement[bool]:
    """Return the condition that a booking still stands: not cancelled, past or held, and between two who still meet."""
    return and_(
        col(Booking.cancelled_at).is_(None),
        col(Booking.booked_on) >= today,
        select(SupervisionLine.id)
        .join(Person, col(Person.id) == col(SupervisionLine.person_id))
        .where(
            col(SupervisionLine.person_id) == col(Booking.supervisee_id),
            col(SupervisionLine.senior_id) == col(Booking.supervisor_id),
            col(SupervisionLine.kind).in_([LineKind.SUPERVISOR, LineKind.STAND_IN]),
            holds(SupervisionLine, today),
            at_work(today),
        )
        .correlate(Booking)
        .exists(),
        ~_held(),
    )


def _held() -> ColumnElement[bool]:
    """Return the condition that a meeting of two with the person was held on that day or since: it was for that."""
    agreement = select(AgendaItem.id).where(
        col(AgendaItem.supervision_id) == col(Supervision.id), col(AgendaItem.kind) == RecordKind.CONTRACT
    )
    return (
        select(Supervision.id)
        .join(Attendance, col(Attendance.supervision_id) == col(Supervision.id))
        .where(
            col(Attendance.person_id) == col(Booking.supervisee_id),
            col(Attendance.part) == Part.SUPERVISEE,
            col(Supervision.format) == Format.ONE_TO_ONE,
            col(Supervision.state) != SupervisionState.DISCARDED,
            col(Supervision.held_on) >= col(Booking.booked_on),
            ~agreement.exists(),
        )
        .correlate(Booking)
        .exists()
    )
