"""Who is away on a day, and who covers for them: what every list says, whoever looks."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from models.tables import Leave, Person
from models.values.leave import Absence, Cover
from models.workflow.dated import holds
from models.workflow.lines import is_above

__all__ = ["read_absence", "read_absences", "read_away", "read_covers", "takes_restricted"]

_Cover = aliased(Person)


async def read_away(session: AsyncSession, people: Iterable[str], on: date) -> dict[str, Absence]:
    """Return those of the people who are away that day, by id."""
    found = await session.exec(_absences().where(col(Leave.person_id).in_(set(people)), holds(Leave, on)))
    return {leave.person_id: _to_absence(leave, name, cover) for leave, name, cover in found.all()}


async def read_absence(session: AsyncSession, leave_id: str) -> Absence:
    """Return one absence, over or not."""
    leave, name, cover = (await session.exec(_absences().where(Leave.id == leave_id))).one()
    return _to_absence(leave, name, cover)


async def read_absences(session: AsyncSession, people: Iterable[str], today: date) -> tuple[Absence, ...]:
    """Return all the absences of these people that are not over, soonest first."""
    found = await session.exec(
        _absences()
        .where(
            col(Leave.person_id).in_(set(people)),
            col(Leave.until_on) > today,
            col(Leave.until_on) > col(Leave.from_on),
        )
        .order_by(col(Leave.from_on), col(Person.name), col(Leave.id))
    )
    return tuple(_to_absence(leave, name, cover) for leave, name, cover in found.all())


async def read_covers(
    session: AsyncSession, on: date, *, people: Collection[str] | None = None, covers: Collection[str] | None = None
) -> dict[str, Cover]:
    """Return who covers that day, by whom they cover: for these `people`, or by these `covers`, or all there are.

    A cover who has left, or is away too, covers nobody; nobody covers for a cover.
    """
    away = aliased(Leave)
    cover_away = select(away.id).where(away.person_id == Leave.cover_id, holds(away, on))
    asked = (
        select(Leave, col(Person.name))
        .join(Person, col(Person.id) == Leave.person_id)
        .join(_Cover, col(_Cover.id) == Leave.cover_id)
        .where(
            holds(Leave, on),
            or_(col(_Cover.left_on).is_(None), col(_Cover.left_on) > on),
            ~cover_away.exists(),
        )
    )
    if people is not None:
        asked = asked.where(col(Leave.person_id).in_(people))
    if covers is not None:
        asked = asked.where(col(Leave.cover_id).in_(covers))
    return {
        leave.person_id: Cover(
            leave.person_id, name, leave.cover_id, leave.until_on, named_by_line=leave.set_by != leave.person_id
        )
        for leave, name in (await session.exec(asked)).all()
        if leave.cover_id is not None
    }


async def takes_restricted(session: AsyncSession, cover: Cover, on: date) -> bool:
    """Say whether a person's restricted children go to the cover too.

    They do where the person's supervisor or the line above named the cover, or is the cover: they are the ones
    who see such a child anyway, and a worker's own word does not open it to a colleague.
    """
    return cover.named_by_line or await is_above(session, cover.cover_id, cover.person_id, on)


def _absences() -> Select[Leave, str, str]:
    return (
        select(Leave, col(Person.name), col(_Cover.name))
        .join(Person, col(Person.id) == Leave.person_id)
        .join(_Cover, and_(col(_Cover.id) == Leave.cover_id), isouter=True)
    )


def _to_absence(leave: Leave, person: str, cover: str | None) -> Absence:
    return Absence(leave.id, leave.person_id, person, leave.from_on, leave.until_on, leave.cover_id, cover)
