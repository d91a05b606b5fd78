"""Saying who is away, from when to when, and who covers; ending it early. Nobody is asked why."""

from datetime import date

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, fetch, note
from models.rules.access import check_may_set_leave
from models.rules.leave import COVERING, check_cover, check_days
from models.tables import Leave, Person, PersonRole, new_id
from models.values.call import Call
from models.values.errors import Missing
from models.values.leave import Absence, LeaveChoices, LeavePlan
from models.workflow.clocks.away import read_absences
from models.workflow.clocks.away_told import tell_away
from models.workflow.clocks.stale import mark_plan_stale
from models.workflow.clocks.team_posts import refresh_team_post
from models.workflow.dated import at_work, holds
from models.workflow.holding import hold_person
from models.workflow.lines import read_below
from models.workflow.parts import Parts
from models.workflow.people import read_listed
from models.workflow.relations import relation

__all__ = ["change_leave", "end_leave", "find_covers", "read_leave", "set_leave"]

_OFFERED = 50


async def read_leave(parts: Parts, call: Call) -> LeaveChoices:
    """Return of whom the caller may say it, themselves first, and the absences of all of these that are not over.

    Raises
    ------
    Missing
        When the directory does not list the caller today.
    """
    async with parts.read() as session:
        own = (await read_listed(session, [call.person_id], call.today)).get(call.person_id)
        if own is None:
            raise Missing
        below = await read_below(session, call.person_id, call.today)
        people = {own.id: own.name} | dict(sorted(below.items(), key=lambda one: (one[1], one[0])))
        return LeaveChoices(own.id, people, await read_absences(session, people, call.today), call.today)


async def find_covers(parts: Parts, call: Call, typed: str) -> tuple[tuple[str, str], ...]:
    """Return colleagues who may cover and whose name holds what was typed, by id and name."""
    wanted = typed.strip().casefold()
    async with parts.read() as session:
        people = await session.exec(
            select(col(Person.id), col(Person.name))
            .join(PersonRole, col(PersonRole.person_id) == Person.id)
            .where(at_work(call.today), holds(PersonRole, call.today), col(PersonRole.role).in_(COVERING))
            .order_by(col(Person.name), col(Person.id))
        )
    return tuple((one, name) for one, name in people if wanted in name.casefold())[:_OFFERED]


async def set_leave(parts: Parts, call: Call, plan: LeavePlan) -> str:
    """Note that somebody is away on these days; return the id of the absence.

    Raises
    ------
    Refusal
        For anybody but the person, their supervisor and the line above, and days or a cover that cannot be.
    """
    leave_id = new_id()
    async with parts.write(call) as session:
        await _check(session, call, plan)
        session.add(
            Leave(
                id=leave_id,
                person_id=plan.person_id,
                from_on=plan.from_on,
                until_on=plan.until_on,
                cover_id=plan.cover_id,
                set_by=call.person_id,
                set_at=call.now,
            )
        )
        await _note(session, call, "leave_set", plan)
        await tell_away(session, call, leave_id, plan)
    return leave_id


async def change_leave(parts: Parts, call: Call, *, leave_id: str, plan: LeavePlan) -> Absence:
    """Give an absence that is not over other days or another cover, and return it as it was.

    Whoever changes it has set it: a worker's own change takes back what only the line may open to a cover.

    Raises
    ------
    Refusal
        As for `set_leave`.
    """
    async with parts.write(call) as session:
        before = await _fetch_present(session, call, leave_id)
        if before.person_id != plan.person_id:
            raise Missing
        await _check(session, call, plan, leave_id)
        await _put(
            session,
            leave_id,
            from_on=plan.from_on,
            until_on=plan.until_on,
            cover_id=plan.cover_id,
            set_by=call.person_id,
            set_at=call.now,
        )
        was = {"was_from": before.from_on.isoformat(), "was_until": before.until_on.isoformat()}
        await _note(session, call, "leave_changed", plan, **was)
        await tell_away(session, call, leave_id, plan)
    return before


async def end_leave(parts: Parts, call: Call, *, leave_id: str) -> Absence:
    """End an absence now: whoever was away is back today, and one that has not begun never was.

    Raises
    ------
    Refusal
        For anybody but the person, their supervisor and the line above; when it is over already.
    """
    async with parts.write(call) as session:
        before = await _fetch_present(session, call, leave_id)
        check_may_set_leave(await relation(session, call.person_id, before.person_id, call.today))
        back_on = max(before.from_on, call.today)
        await _put(session, leave_id, until_on=back_on, ended_at=call.now)
        await note(session, call, "leave_ended", "person", before.person_id, until_on=back_on.isoformat())
        await _show(session, call, before.person_id)
        await tell_away(session, call, leave_id)
    return before


async def _check(session: AsyncSession, call: Call, plan: LeavePlan, leave_id: str | None = None) -> None:
    """Pass a plan that the caller may make; person and cover are held until the commit, so that two do not overlap."""
    check_may_set_leave(await relation(session, call.person_id, plan.person_id, call.today))
    # In one order, for two colleagues may name each other in the same moment.
    for person_id in sorted({plan.person_id, plan.cover_id or plan.person_id}):
        await hold_person(session, person_id)
    others = await read_absences(session, [plan.person_id], call.today)
    check_days(plan, call.today, [one for one in others if one.id != leave_id])
    if plan.cover_id is not None:
        cover = (await read_listed(session, [plan.cover_id], call.today)).get(plan.cover_id)
        away = await read_absences(session, [plan.cover_id], call.today)
        check_cover(plan, cover, away)


async def _fetch_present(session: AsyncSession, call: Call, leave_id: str) -> Absence:
    """Return an absence that is not over."""
    leave = await fetch(session, Leave, leave_id)
    known = await read_absences(session, [leave.person_id], call.today)
    found = next((one for one in known if one.id == leave_id), None)
    if found is None:
        raise Missing
    return found


async def _put(session: AsyncSession, leave_id: str, **values: str | date | None) -> None:
    await change_one(
        session, update(Leave).where(col(Leave.id) == leave_id, col(Leave.ended_at).is_(None)).values(**values)
    )


async def _note(session: AsyncSession, call: Call, what: str, plan: LeavePlan, **facts: str) -> None:
    await note(
        session,
        call,
        what,
        "person",
        plan.person_id,
        from_on=plan.from_on.isoformat(),
        until_on=plan.until_on.isoformat(),
        cover=plan.cover_id or "none",
        **facts,
    )
    await _show(session, call, plan.person_id)


async def _show(session: AsyncSession, call: Call, person_id: str) -> None:
    """Have everything planned anew, and let today's post of the person's team show what is true now."""
    await session.flush()
    await refresh_team_post(session, person_id=person_id, now=call.now)
    mark_plan_stale(session)
