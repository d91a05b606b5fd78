"""Booking the next supervision: one day ahead for each two, moved or cancelled, and over by itself (C6, E8)."""

from datetime import date

from sqlalchemy import or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, fetch, note
from models.rules.access import check_may_set_leave, check_may_start
from models.rules.bookings import check_bookable
from models.tables import Booking, SupervisionLine, new_id
from models.values.call import Call
from models.values.clocks import Booked
from models.values.errors import Missing, Refusal
from models.values.leave import Absence, LeavePlan
from models.values.planning import Plan, Plannable
from models.vocabulary import ClockKind, LineKind
from models.workflow.clocks.away import read_absences
from models.workflow.clocks.booked import read_booked, read_booked_with
from models.workflow.clocks.reading import read_items
from models.workflow.clocks.stale import mark_plan_stale
from models.workflow.clocks.team_posts import refresh_team_post
from models.workflow.dated import holds
from models.workflow.holding import hold_person
from models.workflow.parts import Parts
from models.workflow.people import read_supervisees
from models.workflow.relations import relation

__all__ = [
    "book_supervision",
    "cancel_booking",
    "find_absence",
    "is_supervised",
    "read_booked_while_away",
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
            booked=await read_booked_with(session, call.today, ids),
            mine=await read_booked_with(session, call.today, [call.person_id]),
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
        there = await read_booked_with(session, call.today, [supervisee_id])
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


async def find_absence(parts: Parts, call: Call, *, supervisee_id: str, on: date) -> Absence | None:
    """Return the absence in which a day would be booked: of whom it is with, or else of the caller.

    Raises
    ------
    Refusal
        For anybody but the supervisor or stand-in.
    """
    async with parts.read() as session:
        check_may_start(await relation(session, call.person_id, supervisee_id, call.today))
        known = await read_absences(session, [supervisee_id, call.person_id], call.today)
    away = [one for one in known if one.from_on <= on < one.until_on]
    return next(iter(sorted(away, key=lambda one: one.person_id == call.person_id)), None)


async def read_booked_while_away(parts: Parts, call: Call, *, plan: LeavePlan) -> tuple[Booked, ...]:
    """Return what is booked with or by somebody for days on which they are away, for who may say that they are.

    Raises
    ------
    Refusal
        For anybody but the person, their supervisor and the line above.
    """
    async with parts.read() as session:
        check_may_set_leave(await relation(session, call.person_id, plan.person_id, call.today))
        with_or_by = or_(col(Booking.supervisee_id) == plan.person_id, col(Booking.supervisor_id) == plan.person_id)
        found = await read_booked(session, call.today, with_or_by)
    return tuple(one for one in found if plan.from_on <= one.on < plan.until_on)


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


async def is_supervised(session: AsyncSession, person_id: str, on: date) -> bool:
    """Say whether the directory names a supervisor of this person that day."""
    lines = select(SupervisionLine.id).where(
        SupervisionLine.person_id == person_id, SupervisionLine.kind == LineKind.SUPERVISOR, holds(SupervisionLine, on)
    )
    return (await session.exec(lines)).first() is not None


async def _end(session: AsyncSession, call: Call, booking_id: str) -> None:
    await change_one(
        session,
        update(Booking)
        .where(col(Booking.id) == booking_id, col(Booking.cancelled_at).is_(None))
        .values(cancelled_at=call.now),
    )
