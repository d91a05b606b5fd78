"""Who people are, and whom a supervisor supervises."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import (
    AgendaItem,
    Attendance,
    DirectoryImport,
    Person,
    PersonRole,
    Supervision,
    SupervisionLine,
    Team,
    TeamMember,
)
from models.values.call import Call
from models.values.children import AgendaChild
from models.values.people import Listed, Supervisee
from models.vocabulary import Format, LineKind, Part, RecordKind
from models.workflow.children import read_caseloads
from models.workflow.clocks.away import read_away
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
    """Return whom the caller supervises or stands in for, soonest due first.

    Those without an open child come after, longest not supervised first.
    """
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
        last = await _read_last_supervised(session, listed)
        away = await read_away(session, listed, call.today)
    supervisees = [
        replace(
            _build_supervisee(person, caseloads.get(person.id, ()), last.get(person.id), kinds[person.id]),
            away_until=away[person.id].until_on if person.id in away else None,
        )
        for person in listed.values()
    ]
    return tuple(sorted(supervisees, key=_by_urgency))


async def directory_as_of(session: AsyncSession) -> date | None:
    """Return the day the directory describes: the effective date of the latest import."""
    return (await session.exec(select(func.max(DirectoryImport.effective_on)))).one()


async def _read_last_supervised(session: AsyncSession, people: Iterable[str]) -> dict[str, date]:
    """Return the latest day each was supervised: in a meeting of two sent here, or as the directory tells.

    A note, an agreement or a group is no supervision of the person's own (I6).
    """
    ids = set(people)
    agreement = select(AgendaItem.id).where(
        col(AgendaItem.supervision_id) == col(Supervision.id), col(AgendaItem.kind) == RecordKind.CONTRACT
    )
    held = await session.exec(
        select(col(Attendance.person_id), func.max(Supervision.held_on))
        .join(Supervision, col(Supervision.id) == Attendance.supervision_id)
        .where(
            col(Attendance.person_id).in_(ids),
            Attendance.part == Part.SUPERVISEE,
            Supervision.format == Format.ONE_TO_ONE,
            ~agreement.exists(),
            col(Supervision.first_sent_at).is_not(None),
        )
        .group_by(Attendance.person_id)
    )
    told = await session.exec(
        select(col(Person.id), col(Person.last_supervised_on)).where(
            col(Person.id).in_(ids), col(Person.last_supervised_on).is_not(None)
        )
    )
    latest: dict[str, date] = {person: on for person, on in told.all() if on is not None}
    for person, on in held.all():
        latest[person] = max(on, latest.get(person, on))
    return latest


def _build_supervisee(
    person: Listed, caseload: tuple[AgendaChild, ...], last_on: date | None, kinds: set[LineKind]
) -> Supervisee:
    soonest = min(caseload, key=lambda child: child.due_on, default=None)
    return Supervisee(
        id=person.id,
        name=person.name,
        slack_id=person.slack_id,
        due_on=None if soonest is None else soonest.due_on,
        state=None if soonest is None else soonest.state,
        last_on=last_on,
        children=len(caseload),
        stand_in=LineKind.SUPERVISOR not in kinds,
    )


def _by_urgency(supervisee: Supervisee) -> tuple[date, date, str]:
    return supervisee.due_on or _NO_DATE, supervisee.last_on or date.min, supervisee.name
