"""What one person is to another, and to a meeting or a record: the facts that access is judged by."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

import sqlalchemy as sql
from sqlalchemy import Date, and_, bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch
from models.rules.access import Deed, can
from models.rules.lines import has_handed_over as handed_over
from models.rules.lines import line_day
from models.tables import (
    AgendaItem,
    Attendance,
    Person,
    PersonRole,
    Record,
)
from models.values.children import AgendaChild
from models.values.errors import Missing
from models.values.people import Relation, Tie
from models.vocabulary import LineKind, Part
from models.workflow.children import read_holders
from models.workflow.dated import at_work, holds
from models.workflow.lines import is_above, read_lines, read_seniors

__all__ = [
    "child_relation",
    "child_relations",
    "has_handed_over",
    "is_at_work",
    "leave_restricted_out",
    "read_worker",
    "relation",
    "relation_in",
    "relation_to_record",
    "relations_in",
]

_ON: Final[Any] = bindparam("on", type_=Date())


async def relation(session: AsyncSession, viewer_id: str, person_id: str, on: date) -> Relation:
    """Return what the viewer is to the person that day.

    For a person who has left, the line above is the one of the last day; a viewer who has left
    is nothing to anybody.
    """
    person = await fetch(session, Person, person_id)
    works = await is_at_work(session, viewer_id, on)
    return await _relate(session, viewer_id, person, on, works=works)


async def _relate(
    session: AsyncSession, viewer_id: str, person: "Person | _Present", on: date, *, works: bool
) -> Relation:
    """Return the relation of a viewer who `works` here, or does not."""
    left = person.left_on is not None and person.left_on <= on
    if not works:
        return Relation(Tie.NONE, person.name, left=left)
    tie, above = await _find_tie(session, viewer_id, person.id, line_day(person.left_on, on))
    return Relation(tie, person.name, left=left, above=above)


class _Present(NamedTuple):
    """Somebody who took part in a meeting, with whether they have a role here on the day asked about."""

    id: str
    part: Part
    name: str
    left_on: date | None
    has_role: bool

    def works(self, on: date) -> bool:
        """Say whether they work here that day."""
        return self.has_role and (self.left_on is None or self.left_on > on)


async def relation_in(
    session: AsyncSession, viewer_id: str, supervision_id: str, on: date, worker_id: str | None = None
) -> Relation:
    """Return what the viewer is to the supervisee of a supervision, with the viewer's own part in it.

    With a `worker_id` it is the relation to that one of those who were there.

    Raises
    ------
    Missing
        When there is no such supervision, or that person was not in it.
    """
    present = await _read_present(session, supervision_id, on)
    of_whom = [one for one in present.values() if one.part is Part.SUPERVISEE]
    supervisee = present.get(worker_id) if worker_id is not None else next(iter(of_whom), None)
    if supervisee is None:
        raise Missing
    viewer = present.get(viewer_id)
    works = await is_at_work(session, viewer_id, on) if viewer is None else viewer.works(on)
    found = await _relate(session, viewer_id, supervisee, on, works=works)
    if viewer is None or not works:
        return found
    over = viewer.part is Part.SUPERVISOR and await has_handed_over(session, found, viewer_id, supervisee.id, on)
    return replace(found, part=viewer.part, handed_over=over)


async def relations_in(session: AsyncSession, viewer_id: str, supervision_id: str, on: date) -> dict[str, Relation]:
    """Return what the viewer is to each whom the records of a supervision may concern, the supervisee first.

    Those are the supervisee and the workers on its agenda: who was there with no child on it opens it to nobody.

    Raises
    ------
    Missing
        When there is no such supervision.
    """
    present = await _read_present(session, supervision_id, on)
    on_agenda = await session.exec(select(AgendaItem.worker_id).where(AgendaItem.supervision_id == supervision_id))
    workers = set(on_agenda.all())
    supervisee_first = sorted(present.values(), key=lambda one: one.part is not Part.SUPERVISEE)
    found = {
        one.id: await relation_in(session, viewer_id, supervision_id, on, one.id)
        for one in supervisee_first
        if one.part is Part.SUPERVISEE or one.id in workers
    }
    if not found:
        raise Missing
    return found


async def relation_to_record(session: AsyncSession, viewer_id: str, record: Record, on: date) -> Relation:
    """Return what the viewer is to the worker a record concerns, with the viewer's own part in its meeting."""
    return await relation_in(session, viewer_id, record.supervision_id, on, await read_worker(session, record))


async def read_worker(session: AsyncSession, record: Record) -> str:
    """Return whom a record concerns besides the child: its agenda says so.

    Raises
    ------
    Missing
        When it is on no agenda.
    """
    about = AgendaItem.person_id if record.child_id is None else AgendaItem.child_id
    found = await session.exec(
        select(col(AgendaItem.worker_id)).where(
            AgendaItem.supervision_id == record.supervision_id, col(about) == record.subject_id
        )
    )
    worker_id = found.first()
    if worker_id is None:
        raise Missing
    return worker_id


async def _read_present(session: AsyncSession, supervision_id: str, on: date) -> dict[str, _Present]:
    """Return who took part, with what the check of access asks of them."""
    found = await session.exec(_present(), params={"supervision": supervision_id, "on": on})
    return {one.id: _Present(*one) for one in found}


@cache
def _present() -> Any:
    """Return a statement made once: every click in a meeting waits for it."""
    has_role = and_(col(PersonRole.person_id) == Person.id, holds(PersonRole, _ON))
    return (
        sql.select(
            col(Person.id), col(Attendance.part), col(Person.name), col(Person.left_on), col(PersonRole.id).is_not(None)
        )
        .join(Person, col(Person.id) == Attendance.person_id)
        .outerjoin(PersonRole, has_role)
        .where(col(Attendance.supervision_id) == bindparam("supervision"))
        .order_by(col(Person.id))
    )


async def child_relations(session: AsyncSession, viewer_id: str, child_id: str, on: date) -> list[Relation]:
    """Return what the viewer is to each who answers for a child that day: also to who covers for its worker."""
    return [await relation(session, viewer_id, holder, on) for holder in await read_holders(session, child_id, on)]


async def child_relation(session: AsyncSession, viewer_id: str, child_id: str, on: date) -> Relation:
    """Return what the viewer is to whoever answers for a child that day: the worker, or the team's supervisor."""
    return min(
        await child_relations(session, viewer_id, child_id, on),
        key=lambda found: list(Tie).index(found.tie),
        default=Relation(Tie.NONE, ""),
    )


async def leave_restricted_out(
    session: AsyncSession, viewer_id: str, person_id: str, children: tuple[AgendaChild, ...], on: date
) -> tuple[AgendaChild, ...]:
    """Return those of a person's children whom a list for the viewer may show, in their order.

    Restricted ones are on the lists of the worker and the line only, so a mere stand-in's has none.
    """
    if not any(child.restricted for child in children):
        return children
    if can(Deed.SEE_RESTRICTED, await relation(session, viewer_id, person_id, on)):
        return children
    return tuple(child for child in children if not child.restricted)


async def has_handed_over(session: AsyncSession, found: Relation, viewer_id: str, person_id: str, on: date) -> bool:
    """Say whether the viewer supervised a person or stood in, does it no more, and another was supervisor since.

    `found` is what the viewer is to the person that day. Who held a group for a colleague's supervisee hands nothing
    over, and who never had a successor finishes what was begun. Of somebody who has left it is as on the last day:
    their lines end with them, and what was handed over before stays so.
    """
    if found.tie in {Tie.SELF, Tie.SUPERVISOR, Tie.STAND_IN}:
        return False
    person = await fetch(session, Person, person_id)
    return handed_over(await read_lines(session, person_id), viewer_id, line_day(person.left_on, on))


async def is_at_work(session: AsyncSession, person_id: str, on: date) -> bool:
    """Say whether somebody works here that day: has a role, and has not left."""
    found = await session.exec(
        select(col(Person.id))
        .join(PersonRole, col(PersonRole.person_id) == Person.id)
        .where(col(Person.id) == person_id, holds(PersonRole, on), at_work(on))
    )
    return found.first() is not None


async def _find_tie(session: AsyncSession, viewer_id: str, person_id: str, on: date) -> tuple[Tie, bool]:
    """Return the strongest tie, and whether a stand-in or nobody else is in the line above."""
    if viewer_id == person_id:
        return Tie.SELF, False
    seniors = await read_seniors(session, {person_id}, on)
    if (viewer_id, LineKind.SUPERVISOR) in seniors:
        return Tie.SUPERVISOR, False
    above = await is_above(session, viewer_id, person_id, on, seniors)
    if (viewer_id, LineKind.STAND_IN) in seniors:
        return Tie.STAND_IN, above
    return (Tie.LINE_ABOVE if above else Tie.NONE), above
