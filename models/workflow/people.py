"""Who people are, and whom a supervisor supervises."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.clocks.people import build_person_due
from models.tables import DirectoryImport, Person, PersonRole, SupervisionLine, Team, TeamMember
from models.values.call import Call
from models.values.children import AgendaChild
from models.values.due import Due
from models.values.people import Listed, Supervisee
from models.vocabulary import ClockKind, LineKind
from models.workflow.children import read_caseloads
from models.workflow.clocks.away import read_away
from models.workflow.clocks.council import read_council
from models.workflow.clocks.counted import read_done, read_exceptions, read_go_live
from models.workflow.clocks.person_facts import build_person_facts, latest_known, read_held
from models.workflow.dated import at_work, holds
from models.workflow.parts import Parts
from models.workflow.relations import leave_restricted_out

__all__ = ["directory_as_of", "read_listed", "read_supervisees"]

_NO_DATE = date.max


async def read_listed(session: AsyncSession, person_ids: Iterable[str], on: date) -> dict[str, Listed]:
    """Return those of the people who work for the council that day, by id."""
    ids = set(person_ids)
    people = await session.exec(
        select(Person, PersonRole)
        .join(PersonRole, col(PersonRole.person_id) == Person.id)
        .where(col(Person.id).in_(ids), holds(PersonRole, on), at_work(on))
    )
    teams = await session.exec(
        select(col(TeamMember.person_id), col(Team.name))
        .join(Team, col(Team.id) == TeamMember.team_id)
        .where(col(TeamMember.person_id).in_(ids), holds(TeamMember, on))
    )
    team_names = dict(teams.all())
    return {
        person.id: Listed(
            id=person.id,
            name=person.name,
            slack_id=person.slack_id,
            role=role.role,
            staff_kind=role.staff_kind,
            team_name=team_names.get(person.id),
        )
        for person, role in people.all()
    }


async def read_supervisees(parts: Parts, call: Call) -> tuple[Supervisee, ...]:
    """Return whom the caller supervises or stands in for, soonest due first: a child of theirs, or they themselves."""
    async with parts.read() as session:
        lines = await session.exec(
            select(col(SupervisionLine.person_id), col(SupervisionLine.kind))
            .join(Person, col(Person.id) == SupervisionLine.person_id)
            .where(
                SupervisionLine.senior_id == call.person_id,
                col(SupervisionLine.kind).in_([LineKind.SUPERVISOR, LineKind.STAND_IN]),
                holds(SupervisionLine, call.today),
                at_work(call.today),
            )
        )
        kinds: dict[str, set[LineKind]] = {}
        for person_id, kind in lines.all():
            kinds.setdefault(person_id, set()).add(kind)
        listed = await read_listed(session, kinds, call.today)
        caseloads = {
            person_id: await leave_restricted_out(session, call.person_id, person_id, children, call.today)
            for person_id, children in (await read_caseloads(session, parts, listed, call.today)).items()
        }
        standings = await _read_standings(session, parts, listed, call.today)
        away = await read_away(session, listed, call.today)
    supervisees = [
        replace(
            _build_supervisee(person, caseloads.get(person.id, ()), standings[person.id], kinds[person.id]),
            away_until=away[person.id].until_on if person.id in away else None,
        )
        for person in listed.values()
    ]
    return tuple(sorted(supervisees, key=_by_urgency))


async def directory_as_of(session: AsyncSession) -> date | None:
    """Return the day the directory describes: the effective date of the latest import."""
    return (await session.exec(select(func.max(DirectoryImport.effective_on)))).one()


@dataclass(frozen=True, slots=True)
class _Standing:
    """When somebody was last supervised, and when they are due again where that is watched."""

    last_on: date | None
    due: Due | None


async def _read_standings(session: AsyncSession, parts: Parts, people: Iterable[str], on: date) -> dict[str, _Standing]:
    """Return how the own supervision of each stands: by what resets that clock, here, elsewhere or in the directory."""
    ids, policy = set(people), parts.library.policy
    council = await read_council(session, on, ids)
    held = await read_held(session, policy, on, ids)
    done = await read_done(session, ids)
    exceptions = await read_exceptions(session, on, ids)
    go_live_on = await read_go_live(session, parts)
    found: dict[str, _Standing] = {}
    for person_id in ids:
        facts = build_person_facts(
            council, person_id, held=held, done=done, exceptions=exceptions, go_live_on=go_live_on
        )
        watched = policy.watches(ClockKind.PERSON) and person_id in council.supervisors
        due = build_person_due(facts, policy, on) if watched else None
        found[person_id] = _Standing(latest_known(facts), due)
    return found


def _build_supervisee(
    person: Listed, caseload: tuple[AgendaChild, ...], standing: _Standing, kinds: set[LineKind]
) -> Supervisee:
    soonest = min(caseload, key=lambda child: child.due_on, default=None)
    return Supervisee(
        id=person.id,
        name=person.name,
        slack_id=person.slack_id,
        due_on=None if soonest is None else soonest.due_on,
        state=None if soonest is None else soonest.state,
        last_on=standing.last_on,
        children=len(caseload),
        stand_in=LineKind.SUPERVISOR not in kinds,
        person_due=standing.due,
    )


def _by_urgency(supervisee: Supervisee) -> tuple[date, date, str]:
    own = None if supervisee.person_due is None else supervisee.person_due.due_on
    return min(supervisee.due_on or _NO_DATE, own or _NO_DATE), supervisee.last_on or date.min, supervisee.name
