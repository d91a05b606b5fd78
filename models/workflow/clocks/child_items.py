"""The two clocks of each open child: its supervision (B18, I8), and being talked about each month (E7)."""

import asyncio
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Table, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.clocks.children import build_child_due, build_open_child_due
from models.tables import Allocation
from models.values.clocks import DueItem
from models.values.due import Due
from models.vocabulary import ClockKind
from models.workflow.clocks.child_facts import ChildRow, build_facts, read_child_rows
from models.workflow.clocks.columns import rows, table
from models.workflow.clocks.ground import Ground
from models.workflow.dated import holds
from models.workflow.parts import Parts

__all__ = ["MANY", "Holder", "find_holder", "may_hold", "read_child_items"]

MANY: Final = 2000
"""More than that are read all together: a list so long is no condition for a database."""
_AT_ONCE: Final = 500


class Holder(NamedTuple):
    """Who works with a child today, who supervises that, and the worker it is allocated to, who may be away."""

    person_id: str | None
    owner_id: str | None
    worker_id: str | None


async def read_child_items(session: AsyncSession, parts: Parts, ground: Ground) -> list[DueItem]:
    """Return what is due of the children, with who works with each and who supervises that."""
    if not (ground.policy.watches(ClockKind.CHILD) or ground.policy.watches(ClockKind.OPEN_CHILD)):
        return []
    ids = None if ground.scope.whole else await _find_wanted(session, ground)
    found = await read_child_rows(
        session,
        parts,
        ground.today,
        ids=None if ids is None or len(ids) > MANY else ids,
        due_only=not ground.everything,
    )
    items: list[DueItem] = []
    for place in range(0, len(found), _AT_ONCE):
        items += _judge(ground, found[place : place + _AT_ONCE], ids)
        # Whoever waits for an answer meanwhile gets it.
        await asyncio.sleep(0)
    return items


def _judge(ground: Ground, found: list[ChildRow], ids: set[str] | None) -> Iterator[DueItem]:
    policy, today = ground.policy, ground.today
    own, of_open = policy.watches(ClockKind.CHILD), policy.watches(ClockKind.OPEN_CHILD)
    for row in found:
        if ids is not None and row.id not in ids:
            continue
        dues: list[tuple[ClockKind, Due]] = []
        if own:
            facts = build_facts(row, ClockKind.CHILD, ground.exceptions, ground.go_live_on)
            due = build_child_due(facts, policy.child, today)
            if ground.shows(due):
                dues.append((ClockKind.CHILD, due))
        if of_open:
            facts = build_facts(row, ClockKind.OPEN_CHILD, ground.exceptions, ground.go_live_on)
            due = build_open_child_due(facts, policy.open_child, today)
            if ground.shows(due):
                dues.append((ClockKind.OPEN_CHILD, due))
        if not dues:
            continue
        holder = find_holder(ground, row.worker_id, row.team_id, row.id)
        if not ground.scope.covers(*holder, child_id=row.id):
            continue
        for clock, due in dues:
            yield DueItem(
                clock,
                row.id,
                due,
                holder.person_id,
                holder.owner_id,
                row.team_id,
                row.id,
                restricted=row.id in ground.restricted,
                booked_on=None if holder.person_id is None else ground.bookings.get(holder.person_id),
                snoozed_until=ground.snoozed(clock, row.id, due),
                watched_from=ground.watched_from(row.opened_on),
                worker_id=holder.worker_id,
            )


def find_holder(ground: Ground, worker_id: str | None, team_id: str | None, child_id: str) -> Holder:
    """Return who works with a child today, and who supervises that: of a child without a worker the team's supervisor.

    A child moves to whoever covers while its worker is away.
    """
    council = ground.council
    worker = council.worker_of(worker_id, restricted=child_id in ground.restricted)
    if worker is None or worker_id is None:
        leader = ground.leads(team_id)
        last = None if worker_id is None else council.supervisors.get(worker_id)
        return Holder(leader, leader or last, None)
    if worker != worker_id and worker in council.above(worker_id):
        return Holder(worker, worker, worker_id)
    return Holder(worker, council.supervisors.get(worker) or council.supervisors.get(worker_id), worker_id)


def may_hold(ground: Ground, allocation: Table, people: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that one of some people may work with a child: as the worker, the cover, or for the team."""
    covered = {away for away, cover in ground.council.covers.items() if cover in people}
    teams = [team for team, leading in ground.team_supervisors.items() if leading and leading[0] in people]
    return or_(allocation.c.person_id.in_({*people, *covered}), allocation.c.team_id.in_(teams))


async def _find_wanted(session: AsyncSession, ground: Ground) -> set[str]:
    """Return the children a scope may be about: those named, and those of the people, whom they cover, or of a team."""
    ids = set(ground.scope.children or ())
    people = ground.workers()
    if not people:
        return ids
    allocation = table(Allocation)
    found = await rows(
        session,
        select(allocation.c.child_id, allocation.c.person_id, allocation.c.team_id).where(
            holds(allocation.c, ground.today), may_hold(ground, allocation, people)
        ),
    )
    return ids | {
        child_id
        for child_id, worker_id, team_id in found
        if not people.isdisjoint(find_holder(ground, worker_id, team_id, child_id))
    }
