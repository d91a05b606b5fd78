"""The gate before every record: by which right somebody reads it, or why not."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.access import Deed, can, can_read, check_may_read
from models.rules.grants import is_covered, is_in_force, needs_approval, reads_with
from models.tables import Allocation, Attendance, Grant, Record, TeamMember
from models.values.access import GrantFact, Scope, Subject
from models.values.call import Call
from models.values.errors import Refusal
from models.values.people import Relation, Tie
from models.vocabulary import Part, Purpose, Role
from models.workflow.dated import holds
from models.workflow.parts import Parts
from models.workflow.people import read_listed
from models.workflow.relations import child_relations, has_handed_over, is_at_work, read_worker, relation
from models.workflow.restricted import is_restricted

__all__ = ["Gate", "Judge", "Restricted", "grant_fact", "open_gate"]


class Restricted(Refusal):
    """Only that the child has been restricted since keeps somebody out."""

    def __init__(self) -> None:
        super().__init__(
            "This child has been restricted since: only the worker, the supervisor and the line above may read on."
        )


@dataclass(frozen=True, slots=True)
class Gate:
    """By which right somebody reads: what they are to whom it concerns, and the grant that lets them in."""

    relation: Relation
    grant_id: str | None = None
    purpose: Purpose | None = None

    @property
    def facts(self) -> dict[str, str]:
        """What an audit event says of the right."""
        if self.grant_id is None or self.purpose is None:
            return {}
        return {"grant": self.grant_id, "purpose": self.purpose.value}


def grant_fact(grant: Grant) -> GrantFact:
    """Return a grant as the rules judge it."""
    subject = Subject(Scope.COUNCIL)
    if grant.child_id is not None:
        subject = Subject(Scope.CHILD, grant.child_id)
    elif grant.person_id is not None:
        subject = Subject(Scope.PERSON, grant.person_id)
    elif grant.team_id is not None:
        subject = Subject(Scope.TEAM, grant.team_id)
    return GrantFact(
        id=grant.id,
        purpose=grant.purpose,
        subject=subject,
        from_on=grant.from_on,
        until_on=grant.until_on,
        given_at=grant.given_at,
        approved=grant.approved_by is None or grant.approved_at is not None,
        ended=grant.ended_at is not None,
    )


@dataclass
class Judge:
    """Judges many records for one viewer: what one record has told of people and children is not read again."""

    session: AsyncSession
    parts: Parts
    call: Call
    _ties: dict[str, Relation] = field(default_factory=dict)
    _over: dict[str, bool] = field(default_factory=dict)
    _children: dict[str, Sequence[Relation]] = field(default_factory=dict)
    _restricted: dict[str, bool] = field(default_factory=dict)
    _teams: dict[str, frozenset[str]] = field(default_factory=dict)
    _grants: Sequence[GrantFact] | None = None
    _works: bool | None = None
    _role: Role | None = None

    async def relate(self, worker_id: str, part: Part | None) -> Relation:
        """Return what the viewer is to whom a record concerns, with their own part in its meeting."""
        if worker_id not in self._ties:
            self._ties[worker_id] = await relation(self.session, self.call.person_id, worker_id, self.call.today)
        found = replace(self._ties[worker_id], guest=self.call.guest)
        if part is None or not await self._is_at_work():
            return found
        over = part is Part.SUPERVISOR and await self._has_handed_over(found, worker_id)
        return replace(found, part=part, handed_over=over)

    async def find(self, record: Record, worker_id: str, part: Part | None) -> Gate | None:
        """Return by which right the viewer reads a record, or nothing where there is none."""
        found = await self.relate(worker_id, part)
        if can_read(found, record.kind) and await self.may_still_read(record.child_id, found):
            return Gate(found)
        if self.call.guest:
            return None
        if record.child_id is not None and await self.answers_for(record.child_id):
            return Gate(found)
        for grant in await self.grants():
            let_in = replace(found, purpose=grant.purpose)
            if can_read(let_in, record.kind) and await self._covers(grant, record.child_id, worker_id):
                return Gate(let_in, grant.id, grant.purpose)
        return None

    async def find_for_child(self, child_id: str) -> Gate | None:
        """Return by which right the viewer sees all there is of a child, or nothing where there is none."""
        for found in await self._relations_to_child(child_id):
            if can(Deed.READ_CHILD, found) and await self._may_find(child_id, found):
                return Gate(found)
        for grant in await self.grants():
            let_in = Relation(Tie.NONE, "", purpose=grant.purpose)
            if can(Deed.READ_CHILD, let_in) and await self._covers(grant, child_id, None):
                return Gate(let_in, grant.id, grant.purpose)
        return None

    async def answers_for(self, child_id: str) -> bool:
        """Say whether the viewer works with a child today, covers for its worker, or is in the line above."""
        for found in await self._relations_to_child(child_id):
            if can(Deed.READ, found) and await self._may_find(child_id, found):
                return True
        return False

    async def may_still_read(self, child_id: str | None, found: Relation) -> bool:
        """Say whether somebody who was there may go on reading: not what a group said of a child restricted since."""
        if found.part not in {Part.SUPERVISEE, Part.ATTENDEE} or can(Deed.SEE_RESTRICTED, found):
            return True
        return not await self.is_restricted(child_id)

    async def may_list(self, gate: Gate, child_id: str | None) -> bool:
        """Say whether a list shows what may be read: of a restricted child nothing to who merely stands in."""
        if gate.grant_id is not None or gate.relation.part is not None or can(Deed.SEE_RESTRICTED, gate.relation):
            return True
        return child_id is None or not await self.is_restricted(child_id) or await self.answers_for(child_id)

    async def is_restricted(self, child_id: str | None) -> bool:
        """Say whether a child is restricted today; nobody else ever is."""
        if child_id is None:
            return False
        if child_id not in self._restricted:
            self._restricted[child_id] = await is_restricted(self.session, child_id, self.call.today)
        return self._restricted[child_id]

    async def grants(self) -> Sequence[GrantFact]:
        """Return the grants that let the viewer in today, investigations first: a standing one would tell of them."""
        if self._grants is None:
            role = await self.role()
            found = await self.session.exec(
                select(Grant)
                .where(Grant.reader_id == self.call.person_id, col(Grant.ended_at).is_(None))
                .order_by(col(Grant.given_at), col(Grant.id))
            )
            now, today, hours = self.call.now, self.call.today, self.parts.options.break_glass
            facts = [grant_fact(grant) for grant in found]
            holding = [one for one in facts if is_in_force(one, now, today, hours) and reads_with(one, role)]
            self._grants = sorted(holding, key=lambda one: not needs_approval(one.purpose))
        return self._grants

    async def role(self) -> Role | None:
        """Return what the viewer is in the council today."""
        if self._role is None:
            listed = await read_listed(self.session, [self.call.person_id], self.call.today)
            self._role = listed[self.call.person_id].role if self.call.person_id in listed else None
        return self._role

    async def _covers(self, grant: GrantFact, child_id: str | None, worker_id: str | None) -> bool:
        people = [] if worker_id is None else [worker_id]
        teams: frozenset[str] = frozenset()
        if grant.subject.scope is Scope.TEAM:
            teams = await self._teams_of(child_id, worker_id)
        if grant.subject.scope is Scope.PERSON and worker_id is None and child_id is not None:
            people = await self._workers_of(child_id)
        return is_covered(grant.subject, child_id=child_id, people=people, teams=teams)

    async def _workers_of(self, child_id: str) -> list[str]:
        found = await self.session.exec(
            select(col(Allocation.person_id)).where(Allocation.child_id == child_id, holds(Allocation, self.call.today))
        )
        return [one for one in found if one is not None]

    async def _teams_of(self, child_id: str | None, worker_id: str | None) -> frozenset[str]:
        """Return the team whom a record concerns is in today, and the child's own."""
        key = f"{child_id}/{worker_id}"
        if key not in self._teams:
            of_worker = select(col(TeamMember.team_id)).where(
                TeamMember.person_id == worker_id, holds(TeamMember, self.call.today)
            )
            of_child = select(col(Allocation.team_id)).where(
                Allocation.child_id == child_id, holds(Allocation, self.call.today)
            )
            found = [*(await self.session.exec(of_worker)), *(await self.session.exec(of_child))]
            self._teams[key] = frozenset(found)
        return self._teams[key]

    async def _relations_to_child(self, child_id: str) -> Sequence[Relation]:
        if child_id not in self._children:
            found = await child_relations(self.session, self.call.person_id, child_id, self.call.today)
            self._children[child_id] = [replace(one, guest=self.call.guest) for one in found]
        return self._children[child_id]

    async def _may_find(self, child_id: str, found: Relation) -> bool:
        return can(Deed.SEE_RESTRICTED, found) or not await self.is_restricted(child_id)

    async def _has_handed_over(self, found: Relation, worker_id: str) -> bool:
        if worker_id not in self._over:
            viewer, on = self.call.person_id, self.call.today
            self._over[worker_id] = await has_handed_over(self.session, found, viewer, worker_id, on)
        return self._over[worker_id]

    async def _is_at_work(self) -> bool:
        if self._works is None:
            self._works = await is_at_work(self.session, self.call.person_id, self.call.today)
        return self._works


async def open_gate(session: AsyncSession, parts: Parts, call: Call, record: Record) -> Gate:
    """Return by which right the caller reads a record.

    Raises
    ------
    Refusal
        For everybody without one, with the reason.
    """
    judge = Judge(session, parts, call)
    worker_id = await read_worker(session, record)
    mine = await session.exec(
        select(col(Attendance.part)).where(
            Attendance.supervision_id == record.supervision_id, Attendance.person_id == call.person_id
        )
    )
    part = mine.first()
    gate = await judge.find(record, worker_id, part)
    if gate is not None:
        return gate
    found = await judge.relate(worker_id, part)
    check_may_read(found, {record.kind})
    raise Restricted
