"""Caseloads: the open children a person answers for, with due dates, in a few queries however many."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from models.rules.agenda import order_agenda
from models.rules.clocks.children import build_child_due
from models.rules.retention import NAME_LET_GO
from models.sealing import unseal
from models.tables import (
    Allocation,
    Child,
    ChildPlan,
    ChildPriority,
    Person,
    PersonRole,
    TeamMember,
)
from models.values.children import AgendaChild
from models.values.leave import Cover
from models.vocabulary import AgendaReason, ChildFlag, ClockKind, PlanStatus, Role
from models.workflow.clocks.away import read_covers, takes_restricted
from models.workflow.clocks.child_facts import ChildRow, build_facts, read_child_rows
from models.workflow.clocks.counted import Exceptions, read_exceptions, read_go_live
from models.workflow.dated import at_work, holds, is_open
from models.workflow.parts import Parts
from models.workflow.restricted import is_restricted

__all__ = ["read_agenda_children", "read_caseloads", "read_child_names", "read_children", "read_holders"]


async def read_children(session: AsyncSession, parts: Parts, supervisee_id: str, on: date) -> tuple[AgendaChild, ...]:
    """Return the open children a person answers for that day, most urgent first, without names."""
    return (await read_caseloads(session, parts, [supervisee_id], on)).get(supervisee_id, ())


async def read_caseloads(
    session: AsyncSession, parts: Parts, people: Iterable[str], on: date
) -> dict[str, tuple[AgendaChild, ...]]:
    """Return the open children each person answers for that day, most urgent first.

    A child without a worker, or whose worker has left, belongs to the supervisor of the team. While somebody
    is away, who covers answers for the person's children besides; each keeps the others in sight.
    """
    wanted = set(people)
    covers = await read_covers(session, on, covers=wanted)
    ids = wanted | covers.keys()
    teams = (await session.exec(_supervised_teams(on).where(col(TeamMember.person_id).in_(ids)))).all()
    found = await session.exec(
        select(Child, Allocation, col(Person.id))
        .join(Allocation, col(Allocation.child_id) == Child.id)
        .join(Person, and_(col(Person.id) == Allocation.person_id, at_work(on)), isouter=True)
        .where(
            is_open(on),
            holds(Allocation, on),
            or_(
                col(Person.id).in_(ids),
                and_(col(Person.id).is_(None), col(Allocation.team_id).in_({team for _, team in teams})),
            ),
        )
    )
    rows = found.all()
    workers = {child.id: worker for child, _, worker in rows}
    built = await _build_children(session, parts, [child for child, _, _ in rows], workers, on)
    caseloads: dict[str, dict[str, AgendaChild]] = {}
    for child, allocation, worker in rows:
        holders = [worker] if worker else [person for person, team in teams if team == allocation.team_id]
        for holder in holders:
            caseloads.setdefault(holder, {})[child.id] = built[child.id]
    await _add_covered(session, caseloads, covers.values(), on)
    agenda = parts.library.policy.agenda
    return {
        holder: order_agenda(children.values(), on, agenda.review_near_days, agenda.order)
        for holder, children in caseloads.items()
        if holder in wanted
    }


async def _add_covered(
    session: AsyncSession, caseloads: dict[str, dict[str, AgendaChild]], covers: Iterable[Cover], on: date
) -> None:
    """Put the children of whoever is away on the list of who covers; what is there already is the cover's own."""
    covered = [(cover, tuple(caseloads.get(cover.person_id, {}).values())) for cover in covers]
    for cover, children in covered:
        restricted = any(child.restricted for child in children) and await takes_restricted(session, cover, on)
        for child in children:
            if restricted or not child.restricted:
                taken = caseloads.setdefault(cover.cover_id, {})
                taken.setdefault(child.id, replace(child, covering_for=cover.person))


async def read_agenda_children(
    session: AsyncSession, parts: Parts, child_ids: Iterable[str], on: date
) -> dict[str, AgendaChild]:
    """Return the named children by id, open or not, as they stand that day."""
    ids = set(child_ids)
    found = await session.exec(select(Child).where(col(Child.id).in_(ids)))
    workers = await session.exec(
        select(col(Allocation.child_id), col(Person.id))
        .join(Person, and_(col(Person.id) == Allocation.person_id, at_work(on)))
        .where(col(Allocation.child_id).in_(ids), holds(Allocation, on))
    )
    return await _build_children(session, parts, found.all(), dict(workers.all()), on)


async def read_child_names(session: AsyncSession, parts: Parts, child_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of children by id: the one place that unseals them.

    The caller has checked that the viewer may see these children, and shows the names in a
    modal only.
    """
    found = await session.exec(
        select(col(Child.id), col(Child.name), col(Child.wrapped_key)).where(col(Child.id).in_(set(child_ids)))
    )
    return {
        child_id: unseal(parts.keyring.unwrap(wrapped), "child", child_id, "name", name) if wrapped else NAME_LET_GO
        for child_id, name, wrapped in found.all()
    }


async def read_holders(session: AsyncSession, child_id: str, on: date) -> tuple[str, ...]:
    """Return who answers for a child that day: the worker, else the supervisors of the team.

    While one of them is away, who covers comes first. A restricted child has a cover only as `takes_restricted` says.
    """
    holders = await _read_own_holders(session, child_id, on)
    covers = await read_covers(session, on, people=holders) if holders else {}
    if covers and await is_restricted(session, child_id, on):
        covers = {one: cover for one, cover in covers.items() if await takes_restricted(session, cover, on)}
    return tuple(dict.fromkeys((*(covers[one].cover_id for one in holders if one in covers), *holders)))


async def _read_own_holders(session: AsyncSession, child_id: str, on: date) -> tuple[str, ...]:
    found = await session.exec(
        select(col(Allocation.team_id), col(Person.id))
        .join(Person, and_(col(Person.id) == Allocation.person_id, at_work(on)), isouter=True)
        .where(Allocation.child_id == child_id, holds(Allocation, on))
    )
    row = found.first()
    if row is None:
        return ()
    team_id, worker = row
    if worker is not None:
        return (worker,)
    supervisors = await session.exec(
        _supervised_teams(on).where(TeamMember.team_id == team_id).order_by(TeamMember.person_id)
    )
    return tuple(person for person, _ in supervisors.all())


def _supervised_teams(on: date) -> Select[str, str]:
    return (
        select(col(TeamMember.person_id), col(TeamMember.team_id))
        .join(PersonRole, col(PersonRole.person_id) == TeamMember.person_id)
        .join(Person, col(Person.id) == TeamMember.person_id)
        .where(PersonRole.role == Role.SUPERVISOR, holds(PersonRole, on), holds(TeamMember, on), at_work(on))
    )


async def _build_children(
    session: AsyncSession,
    parts: Parts,
    children: Iterable[Child],
    workers: Mapping[str, str | None],
    on: date,
) -> dict[str, AgendaChild]:
    known = {child.id: child for child in children}
    facts = await _read_facts(session, parts, known, on)
    clock = parts.library.policy.child
    built: dict[str, AgendaChild] = {}
    for child in known.values():
        row = facts.rows[child.id]
        counted = build_facts(row, ClockKind.CHILD, facts.exceptions, facts.go_live_on)
        told = [day for day in (counted.sent_on, counted.elsewhere_on, counted.told_on) if day is not None]
        built[child.id] = AgendaChild(
            id=child.id,
            mosaic_number=child.mosaic_number,
            initials=child.initials,
            family=child.family,
            plan=facts.plans.get(child.id, PlanStatus.OTHER),
            flags=tuple(flag for flag in ChildFlag if row.has(flag, on)),
            reason=facts.reasons.get(child.id),
            due=build_child_due(counted, clock, on),
            last_on=max(told, default=None),
            next_review_on=child.next_review_on,
            opened_on=child.opened_on,
            allocated=workers.get(child.id) is not None,
        )
    return built


@dataclass(frozen=True, slots=True)
class _Facts:
    plans: Mapping[str, PlanStatus]
    reasons: Mapping[str, AgendaReason]
    rows: Mapping[str, ChildRow]
    exceptions: Exceptions
    go_live_on: date | None


async def _read_facts(session: AsyncSession, parts: Parts, ids: Iterable[str], on: date) -> _Facts:
    """Read what is known about many children in a few queries; what a date counts from is what every clock counts."""
    of = set(ids)
    plans = await session.exec(
        select(col(ChildPlan.child_id), col(ChildPlan.status)).where(
            col(ChildPlan.child_id).in_(of), holds(ChildPlan, on)
        )
    )
    reasons = await session.exec(
        select(col(ChildPriority.child_id), col(ChildPriority.reason))
        .where(col(ChildPriority.child_id).in_(of), col(ChildPriority.ended_at).is_(None))
        .order_by(col(ChildPriority.put_at))
    )
    counted = await read_child_rows(session, parts, on, ids=of, closed_too=True)
    return _Facts(
        plans=dict(plans.all()),
        reasons=dict(reasons.all()),
        rows={row.id: row for row in counted},
        exceptions=await read_exceptions(session, on, of),
        go_live_on=await read_go_live(session, parts),
    )
