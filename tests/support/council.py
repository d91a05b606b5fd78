"""A small made-up team in the database: Priya supervises Sam, Tom stands in, Olu manages, Nell is a stranger to it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from models.sealing import seal
from models.tables import (
    Allocation,
    Child,
    ChildFlagged,
    ChildPlan,
    DirectoryImport,
    Person,
    PersonRole,
    SupervisionLine,
    Team,
    TeamMember,
    new_id,
)
from models.values.call import LONDON, Call
from models.vocabulary import ChildFlag, LineKind, PlanStatus, Role, StaffKind
from models.workflow.parts import Parts

__all__ = [
    "EVERYONE",
    "LONG_AGO",
    "add_child",
    "add_person",
    "call_of",
    "end_lines",
    "hand_over",
    "make_siblings",
    "make_team",
    "restrict",
]

LONG_AGO = date(2025, 1, 6)
ROLES = {
    "priya": Role.SUPERVISOR,
    "tom": Role.SUPERVISOR,
    "olu": Role.SERVICE_MANAGER,
    "sam": Role.PRACTITIONER,
    "nell": Role.PRACTITIONER,
}
EVERYONE = tuple(ROLES)
LINES = (
    ("sam", "priya", LineKind.SUPERVISOR),
    ("sam", "tom", LineKind.STAND_IN),
    ("priya", "olu", LineKind.SUPERVISOR),
)


def call_of(who: str, now: datetime, key: str | None = None) -> Call:
    """Return an act of one of the team; people's ids here are their first names."""
    return Call(who, now, key)


async def make_team(parts: Parts, now: datetime, *, last_discussed: dict[str, int], worker: str = "sam") -> list[str]:
    """Fill the database; each child, by initials, was last discussed that many days ago. Return the children's ids."""
    today = now.astimezone(LONDON).date()
    async with parts.database.write(None, now) as session:
        team_id = new_id()
        session.add(Team(id=team_id, name="Long Term East"))
        session.add(DirectoryImport(effective_on=today, imported_at=now, people=len(ROLES), children=3))
        for name, role in ROLES.items():
            add_person(session, parts, name, role, team_id)
        await session.flush()
        for person, senior, kind in LINES:
            session.add(SupervisionLine(person_id=person, senior_id=senior, kind=kind, from_on=LONG_AGO))
        children = [
            add_child(session, parts, place, initials, today - timedelta(days=days))
            for place, (initials, days) in enumerate(last_discussed.items())
        ]
        await session.flush()
        for child_id in children:
            session.add(Allocation(child_id=child_id, person_id=worker, team_id=team_id, from_on=LONG_AGO))
            session.add(ChildPlan(child_id=child_id, status=PlanStatus.CHILD_IN_NEED, from_on=LONG_AGO))
    return children


async def make_siblings(parts: Parts, names: Mapping[str, str]) -> None:
    """Make children of the team brothers and sisters, under these names by their ids."""
    async with parts.database.write(None, datetime.combine(LONG_AGO, datetime.min.time(), LONDON)) as session:
        for child_id, name in names.items():
            child = await session.get_one(Child, child_id)
            key = parts.keyring.unwrap(child.wrapped_key)
            child.family, child.name = "F-siblings", seal(key, "child", child_id, "name", name)
            session.add(child)


async def hand_over(parts: Parts, person: str, senior: str, now: datetime) -> None:
    """Give a person another supervisor from that day on, and no stand-in."""
    today = now.astimezone(LONDON).date()
    await end_lines(parts, person, now)
    async with parts.database.write(None, now) as session:
        session.add(SupervisionLine(person_id=person, senior_id=senior, kind=LineKind.SUPERVISOR, from_on=today))


async def end_lines(parts: Parts, person: str, now: datetime) -> None:
    """Leave a person without supervisor and stand-in from that day on."""
    async with parts.database.write(None, now) as session:
        lines = update(SupervisionLine).where(col(SupervisionLine.person_id) == person)
        await session.exec(
            lines.where(col(SupervisionLine.until_on).is_(None)).values(until_on=now.astimezone(LONDON).date())
        )


async def restrict(parts: Parts, child_id: str) -> None:
    """Keep a child out of every list but the worker's and the line's."""
    async with parts.database.write(None, datetime.combine(LONG_AGO, datetime.min.time(), LONDON)) as session:
        session.add(ChildFlagged(child_id=child_id, flag=ChildFlag.RESTRICTED, from_on=LONG_AGO))


def add_person(session: AsyncSession, parts: Parts, name: str, role: Role, team_id: str) -> None:
    """Add somebody to the directory."""
    session.add(
        Person(
            id=name,
            staff_number=f"S-{name}",
            name=f"{name.title()} Example",
            email=f"{name}@council.example",
            slack_id=f"U{name.upper()}",
            wrapped_key=parts.keyring.new_key()[1],
        )
    )
    session.add(PersonRole(person_id=name, role=role, staff_kind=StaffKind.QUALIFIED, from_on=LONG_AGO))
    if role is not Role.SUPERVISOR or name == "priya":
        session.add(TeamMember(person_id=name, team_id=team_id, from_on=LONG_AGO))


def add_child(session: AsyncSession, parts: Parts, place: int, initials: str, last: date) -> str:
    """Add a child, with no worker yet, and return its id."""
    key, wrapped = parts.keyring.new_key()
    child_id = new_id()
    session.add(
        Child(
            id=child_id,
            mosaic_number=str(100_001 + place),
            initials=initials,
            name=seal(key, "child", child_id, "name", f"Child {initials}"),
            family=f"F{place}",
            opened_on=LONG_AGO,
            last_supervised_on=last,
            wrapped_key=wrapped,
        )
    )
    return child_id
