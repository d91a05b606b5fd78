"""Looking up whose records to read: a person by name, a child by number or initials, and never by any text."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import ColumnElement, func, or_, true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.access import Deed, can
from models.tables import AgendaItem, Allocation, Child, Person, Record, SupervisionLine, TeamMember
from models.values.access import Scope, Subject
from models.values.call import Call
from models.values.people import Relation, Tie
from models.vocabulary import LineKind
from models.workflow.access.gates import Judge
from models.workflow.children import read_children
from models.workflow.dated import holds
from models.workflow.lines import read_below, read_left
from models.workflow.parts import Parts
from models.workflow.restricted import read_restricted
from models.workflow.subjects import record_of_item

__all__ = ["find_readable", "number_in"]

_OFFERED: Final = 45


@dataclass
class _Reach:
    """Of whom a viewer may read something: people, children by themselves, or everybody.

    Of `workers` it is also what was written about their children, which a grant for records of staff does not open.
    """

    people: set[str]
    workers: set[str] = field(default_factory=set)
    children: set[str] = field(default_factory=set)
    all: bool = False
    all_children: bool = False


async def find_readable(parts: Parts, call: Call, typed: str) -> tuple[tuple[Subject, str], ...]:
    """Return people and children whose records the caller may see, by name, number or initials that begin as typed.

    Restricted children are offered only to whom their records are open by more than standing in. Administrators
    find everybody, since they may know that there is a record; they read none.
    """
    async with parts.read() as session:
        judge = Judge(session, parts, call)
        reach = await _read_reach(session, parts, call, judge)
        people = await _find_people(session, reach, typed)
        children = await _find_children(session, call, reach, typed)
        keeper = can(Deed.SEE_METADATA, Relation(Tie.NONE, "", role=await judge.role()))
        restricted = await read_restricted(session, [child.id for child in children], call.today)
        shown = [
            child
            for child in children
            if keeper or call.guest or child.id not in restricted or await judge.find_for_child(child.id) is not None
        ]
    return (
        *((Subject(Scope.PERSON, person_id), name) for person_id, name in people),
        *((Subject(Scope.CHILD, child.id), child.label) for child in shown),
    )


def number_in(typed: str) -> str:
    """Return the number, or the initials, in what was typed; a whole label such as *AB · 100001* will do."""
    return typed.rpartition("·")[2].strip()


async def _read_reach(session: AsyncSession, parts: Parts, call: Call, judge: Judge) -> _Reach:
    if call.guest:
        return _Reach({call.person_id}, {call.person_id})
    role = await judge.role()
    if can(Deed.SEE_METADATA, Relation(Tie.NONE, "", role=role)):
        return _Reach(set(), all=True, all_children=True)
    below = await read_below(session, call.person_id, call.today)
    stands_in = await session.exec(
        select(col(SupervisionLine.person_id)).where(
            SupervisionLine.senior_id == call.person_id,
            SupervisionLine.kind == LineKind.STAND_IN,
            holds(SupervisionLine, call.today),
        )
    )
    left = await read_left(session, {call.person_id, *below}, call.today)
    caseload = await read_children(session, parts, call.person_id, call.today)
    theirs = {call.person_id, *below, *stands_in, *left}
    reach = _Reach(set(theirs), theirs, {child.id for child in caseload})
    for grant in await judge.grants():
        of_children = can(Deed.READ_CHILD, Relation(Tie.NONE, "", purpose=grant.purpose))
        people: set[str] = set()
        match grant.subject.scope:
            case Scope.CHILD:
                reach.children.add(grant.subject.id)
            case Scope.PERSON:
                people = {grant.subject.id}
            case Scope.TEAM:
                members = select(col(TeamMember.person_id)).where(
                    TeamMember.team_id == grant.subject.id, holds(TeamMember, call.today)
                )
                people = set(await session.exec(members))
            case Scope.COUNCIL:
                reach.all, reach.all_children = True, reach.all_children or of_children
        reach.people |= people
        reach.workers |= people if of_children else set()
    return reach


async def _find_people(session: AsyncSession, reach: _Reach, typed: str) -> Collection[tuple[str, str]]:
    wanted = typed.strip().casefold()
    statement = select(col(Person.id), col(Person.name)).order_by(col(Person.name), col(Person.id))
    if not reach.all:
        statement = statement.where(col(Person.id).in_(reach.people))
    found = await session.exec(statement)
    return [(one, name) for one, name in found if wanted in name.casefold()][:_OFFERED]


async def _find_children(session: AsyncSession, call: Call, reach: _Reach, typed: str) -> Collection[Child]:
    wanted = number_in(typed)
    by_words: ColumnElement[bool] = true()
    if wanted:
        by_words = or_(
            col(Child.mosaic_number).startswith(wanted, autoescape=True),
            func.lower(Child.initials) == wanted.lower(),
        )
    statement = select(Child).where(by_words).order_by(col(Child.mosaic_number)).limit(_OFFERED)
    if not reach.all_children:
        works = select(col(Allocation.child_id)).where(
            col(Allocation.person_id).in_(reach.workers), holds(Allocation, call.today)
        )
        told = (
            select(col(AgendaItem.child_id))
            .join(Record, record_of_item())
            .where(col(AgendaItem.worker_id).in_(reach.workers), col(AgendaItem.child_id).is_not(None))
        )
        statement = statement.where(
            or_(col(Child.id).in_(reach.children), col(Child.id).in_(works), col(Child.id).in_(told))
        )
    return (await session.exec(statement)).all()
