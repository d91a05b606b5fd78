"""The line of supervisors: who is above somebody, and who is below."""

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any, Final

import sqlalchemy as sql
from sqlalchemy import Date, bindparam, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Person, SupervisionLine
from models.values.clock_facts import Supervised
from models.vocabulary import LineKind
from models.workflow.dated import at_work, holds

__all__ = ["is_above", "read_below", "read_left", "read_lines", "read_seniors"]

_ON: Final[Any] = bindparam("on", type_=Date())


async def is_above(
    session: AsyncSession,
    senior_id: str,
    person_id: str,
    on: date,
    seniors: set[tuple[str, LineKind]] | None = None,
) -> bool:
    """Say whether somebody supervises a person or is further up that line; `seniors` where they are known."""
    if seniors is None:
        seniors = await read_seniors(session, {person_id}, on)
    seen: set[str] = {person_id}
    # An import refuses circles; `seen` ends the walk even where two imports made one together.
    while above := {senior for senior, kind in seniors if kind is LineKind.SUPERVISOR} - seen:
        if senior_id in above:
            return True
        seen |= above
        seniors = await read_seniors(session, above, on)
    return False


async def read_below(session: AsyncSession, senior_id: str, on: date) -> dict[str, str]:
    """Return the names, by id, of all who are here and whom somebody supervises, or whose line goes up to them."""
    found: dict[str, str] = {}
    seen = {senior_id}
    level = {senior_id}
    while level:
        lines = await session.exec(
            select(col(Person.id), col(Person.name))
            .join(SupervisionLine, col(SupervisionLine.person_id) == Person.id)
            .where(
                col(SupervisionLine.senior_id).in_(level),
                SupervisionLine.kind == LineKind.SUPERVISOR,
                holds(SupervisionLine, on),
                at_work(on),
            )
        )
        below = {person_id: name for person_id, name in lines.all() if person_id not in seen}
        found |= below
        seen |= below.keys()
        level = set(below)
    return found


async def read_left(session: AsyncSession, seniors: Collection[str], on: date) -> set[str]:
    """Return who has left, and on the last day was down with one of these: what is kept of them is still theirs."""
    lines = await session.exec(
        select(col(SupervisionLine.person_id))
        .join(Person, col(Person.id) == col(SupervisionLine.person_id))
        .where(
            col(SupervisionLine.senior_id).in_(seniors),
            col(SupervisionLine.kind).in_([LineKind.SUPERVISOR, LineKind.STAND_IN]),
            col(Person.left_on) <= on,
            col(SupervisionLine.from_on) < col(Person.left_on),
            or_(col(SupervisionLine.until_on).is_(None), col(SupervisionLine.until_on) >= col(Person.left_on)),
        )
    )
    return set(lines.all())


async def read_lines(session: AsyncSession, person_id: str) -> list[tuple[str, Supervised]]:
    """Return all lines above a person, past ones too, each with its kind."""
    found = await session.exec(select(SupervisionLine).where(SupervisionLine.person_id == person_id))
    return [(line.kind, Supervised(line.senior_id, line.from_on, line.until_on)) for line in found]


async def read_seniors(session: AsyncSession, people: set[str], on: date) -> set[tuple[str, LineKind]]:
    """Return who is down as supervising, standing in for or mentoring any of these people that day."""
    found = await session.exec(_seniors(), params={"people": sorted(people), "on": on})
    return {(senior, kind) for senior, kind in found}


@cache
def _seniors() -> Any:
    """Return a statement made once: every check of access waits for it."""
    return sql.select(col(SupervisionLine.senior_id), col(SupervisionLine.kind)).where(
        col(SupervisionLine.person_id).in_(bindparam("people", expanding=True)), holds(SupervisionLine, _ON)
    )
