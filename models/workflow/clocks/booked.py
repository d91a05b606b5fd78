"""Which supervisions are booked and still ahead: not cancelled, past or held, and between two who still meet."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import AgendaItem, Attendance, Booking, Person, Supervision, SupervisionLine
from models.values.clocks import Booked
from models.vocabulary import Format, LineKind, Part, RecordKind, SupervisionState
from models.workflow.dated import at_work, holds

__all__ = ["read_booked", "read_booked_days", "read_booked_with"]


async def read_booked_with(session: AsyncSession, today: date, people: Collection[str]) -> tuple[Booked, ...]:
    """Return what is booked with these people, the next first."""
    return await read_booked(session, today, col(Booking.supervisee_id).in_(people))


async def read_booked(session: AsyncSession, today: date, which: ColumnElement[bool]) -> tuple[Booked, ...]:
    """Return what of some bookings is still ahead, the next first."""
    supervisor, supervisee = aliased(Person), aliased(Person)
    found = await session.exec(
        select(Booking, col(supervisor.name), col(supervisee.name))
        .join(supervisor, col(supervisor.id) == col(Booking.supervisor_id))
        .join(supervisee, col(supervisee.id) == col(Booking.supervisee_id))
        .where(which, _is_ahead(today))
        .order_by(col(Booking.booked_on), col(supervisee.name), col(Booking.id))
    )
    return tuple(
        Booked(one.id, one.supervisor_id, by, one.supervisee_id, whom, one.booked_on, one.set_at)
        for one, by, whom in found.all()
    )


async def read_booked_days(session: AsyncSession, today: date) -> Mapping[str, date]:
    """Return for which day the next supervision with each person is booked."""
    found = await session.exec(
        select(col(Booking.supervisee_id), func.min(Booking.booked_on))
        .where(_is_ahead(today))
        .group_by(col(Booking.supervisee_id))
    )
    return dict(found.all())


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
