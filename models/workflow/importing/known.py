"""The directory as the database has it before an import: each subject with the facts that hold still."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import (
    Allocation,
    Child,
    ChildFlagged,
    ChildPlan,
    DirectoryImport,
    Person,
    PersonRole,
    SlackUser,
    SupervisionLine,
    Team,
    TeamMember,
)
from models.vocabulary import ChildFlag, LineKind

__all__ = ["Known", "KnownChild", "KnownPerson", "read_known"]


@dataclass(slots=True)
class KnownPerson:
    """A person and the dated rows that have no end yet."""

    row: Person
    role: PersonRole | None = None
    team: TeamMember | None = None
    lines: dict[LineKind, SupervisionLine] = field(default_factory=dict)

    def has_left(self, on: date) -> bool:
        """Return whether the person no longer works here that day."""
        return self.row.left_on is not None and self.row.left_on <= on


@dataclass(slots=True)
class KnownChild:
    """A child and the dated rows that have no end yet."""

    row: Child
    allocation: Allocation | None = None
    plan: ChildPlan | None = None
    flags: dict[ChildFlag, ChildFlagged] = field(default_factory=dict)


@dataclass(slots=True)
class Known:
    """Everything an import compares with; people by staff number, children by Mosaic number.

    `slack_users` are the local copy's members by e-mail, those only who may be linked; `imports`
    is how many imports there were, and `as_of` the day the latest describes.
    """

    people: dict[str, KnownPerson]
    children: dict[str, KnownChild]
    teams: dict[str, Team]
    slack_users: dict[str, str]
    imports: int = 0
    as_of: date | None = None


async def read_known(session: AsyncSession) -> Known:
    """Read the directory: a handful of queries, whatever its size."""
    people = {person.id: KnownPerson(person) for person in (await session.exec(select(Person))).all()}
    for role in (await session.exec(select(PersonRole).where(col(PersonRole.until_on).is_(None)))).all():
        people[role.person_id].role = role
    for member in (await session.exec(select(TeamMember).where(col(TeamMember.until_on).is_(None)))).all():
        people[member.person_id].team = member
    for line in (await session.exec(select(SupervisionLine).where(col(SupervisionLine.until_on).is_(None)))).all():
        people[line.person_id].lines[line.kind] = line
    past = select(func.count(col(DirectoryImport.id)), func.max(DirectoryImport.effective_on))
    imports, as_of = (await session.exec(past)).one()
    return Known(
        people={person.row.staff_number: person for person in people.values()},
        children=await _read_children(session),
        teams={team.name: team for team in (await session.exec(select(Team))).all()},
        slack_users=await _read_slack_users(session),
        imports=imports,
        as_of=as_of,
    )


async def _read_children(session: AsyncSession) -> dict[str, KnownChild]:
    children = {child.id: KnownChild(child) for child in (await session.exec(select(Child))).all()}
    for allocation in (await session.exec(select(Allocation).where(col(Allocation.until_on).is_(None)))).all():
        children[allocation.child_id].allocation = allocation
    for plan in (await session.exec(select(ChildPlan).where(col(ChildPlan.until_on).is_(None)))).all():
        children[plan.child_id].plan = plan
    for flagged in (await session.exec(select(ChildFlagged).where(col(ChildFlagged.until_on).is_(None)))).all():
        children[flagged.child_id].flags[flagged.flag] = flagged
    return {child.row.mosaic_number: child for child in children.values()}


async def _read_slack_users(session: AsyncSession) -> dict[str, str]:
    found = await session.exec(
        select(col(SlackUser.email), col(SlackUser.slack_id)).where(
            col(SlackUser.email).is_not(None),
            col(SlackUser.deleted).is_(False),
            col(SlackUser.bot).is_(False),
            col(SlackUser.stranger).is_(False),
        )
    )
    return {email.lower(): slack_id for email, slack_id in found.all() if email is not None}
