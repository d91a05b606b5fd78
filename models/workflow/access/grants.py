"""Grants: letting somebody outside the line read, approving and ending it, and breaking the glass (B14, B40, C17)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, true, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, fetch, note
from models.outbox import promise, refresh
from models.rules.access import Deed, can, check
from models.rules.grants import check_approver, check_plan, check_reason, needs_approval
from models.tables import (
    AgendaItem,
    Allocation,
    Child,
    Grant,
    Person,
    PersonRole,
    Record,
    SupervisionLine,
    Table,
    Team,
    TeamMember,
    new_id,
)
from models.values.access import GrantChoices, GrantPart, GrantPlan, GrantRefused, Scope, Subject, Word
from models.values.call import LONDON, Call
from models.values.errors import Missing, Refusal
from models.values.outbox import Promised
from models.values.people import Listed, Relation, Tie
from models.vocabulary import LineKind, MessageKind, Purpose, Role, Way
from models.workflow.access.finding import number_in
from models.workflow.access.gates import Judge, grant_fact
from models.workflow.access.rows import build_rows, seal_reason
from models.workflow.children import read_holders
from models.workflow.dated import at_work, holds
from models.workflow.delivery import find_caretakers
from models.workflow.parts import Parts
from models.workflow.people import read_listed
from models.workflow.requests import still_here

__all__ = [
    "approve_grant",
    "break_glass",
    "end_grant",
    "find_colleagues",
    "find_subjects",
    "give_grant",
    "grant_key",
    "read_grants",
    "read_word",
]

_OFFERED = 40
_DAY = timedelta(days=1)
_GIVING = frozenset({Role.SERVICE_MANAGER, Role.ADMINISTRATOR})
NOT_YOURS = "Only the person who was named can approve this."
THEIRS_ALREADY = "You may read this child's records already: choose the child under Records."


def grant_key(grant_id: str, person_id: str) -> str:
    """Return the outbox key of the word one person gets of a grant."""
    return f"access:{grant_id}:{person_id}"


async def read_grants(parts: Parts, call: Call) -> GrantChoices:
    """Return what stands and what waits, newest first; reading the reasons is noted.

    What is hidden is shown to who gave it and who approves it, and to nobody else while one of them may end it.

    Raises
    ------
    Refusal
        For anybody but service managers, administrators, and who has one to approve.
    """
    async with parts.write(replace(call, key=None)) as session:
        giver = await _read_giver(session, call)
        may_give = can(Deed.GIVE_GRANT, giver)
        theirs = or_(col(Grant.given_by) == call.person_id, col(Grant.approved_by) == call.person_id)
        found = await session.exec(
            select(Grant)
            .where(
                col(Grant.ended_at).is_(None),
                or_(col(Grant.until_on).is_(None), col(Grant.until_on) > call.today),
                true() if may_give else theirs,
            )
            .order_by(col(Grant.given_at).desc(), col(Grant.id))
        )
        known = [one for one in found.all() if not one.hidden or await _knows_hidden(session, call, one)]
        rows = await build_rows(session, parts, call, known, with_reason=True)
        rows = tuple(row for row in rows if not row.over)
        if not may_give and not any(row.mine_to_approve for row in rows):
            check(Deed.GIVE_GRANT, giver)
        for row in rows:
            await note(session, call, "grant_read", "grant", row.id)
        return GrantChoices(rows, call.today, may_give)


async def find_colleagues(parts: Parts, call: Call, typed: str, *, approving: bool) -> tuple[tuple[str, str], ...]:
    """Return who works here and whose name holds what was typed; of those who approve, only who may."""
    wanted = typed.strip().casefold()
    async with parts.read() as session:
        if not can(Deed.GIVE_GRANT, await _read_giver(session, call)):
            return ()
        statement = (
            select(col(Person.id), col(Person.name))
            .join(PersonRole, col(PersonRole.person_id) == Person.id)
            .where(at_work(call.today), holds(PersonRole, call.today), col(Person.id) != call.person_id)
            .order_by(col(Person.name), col(Person.id))
        )
        if approving:
            statement = statement.where(col(PersonRole.role).in_(_GIVING))
        people = (await session.exec(statement)).all()
    return tuple((one, name) for one, name in people if wanted in name.casefold())[:_OFFERED]


async def find_subjects(parts: Parts, call: Call, typed: str) -> tuple[tuple[Subject, str], ...]:
    """Return of whom records can be opened: colleagues and teams by name, children by number, the whole council."""
    wanted = typed.strip().casefold()
    async with parts.read() as session:
        if not can(Deed.GIVE_GRANT, await _read_giver(session, call)):
            return ()
        people = await session.exec(select(col(Person.id), col(Person.name)).order_by(col(Person.name), col(Person.id)))
        teams = await session.exec(select(col(Team.id), col(Team.name)).order_by(col(Team.name)))
        children = await session.exec(
            select(Child)
            .where(col(Child.mosaic_number).startswith(number_in(typed), autoescape=True))
            .order_by(col(Child.mosaic_number))
            .limit(_OFFERED if wanted else 0)
        )
        named = [
            (Subject(Scope.TEAM, one), f"Team {name}") for one, name in teams if wanted in f"team {name.casefold()}"
        ]
        named += [(Subject(Scope.PERSON, one), name) for one, name in people if wanted in name.casefold()][:_OFFERED]
        by_number = [(Subject(Scope.CHILD, child.id), child.label) for child in children]
    return ((Subject(Scope.COUNCIL), "The whole council"), *named[: _OFFERED + 10], *by_number)


async def give_grant(parts: Parts, call: Call, plan: GrantPlan) -> str:
    """Let somebody read, from today; return the grant's id. Who has to approve it, or may read now, hears of it.

    Raises
    ------
    Refusal
        For anybody but service managers and administrators, and for a grant that cannot be.
    """
    grant_id = new_id()
    async with parts.write(call) as session:
        check(Deed.GIVE_GRANT, await _read_giver(session, call))
        listed = await read_listed(session, {plan.reader_id, plan.approver_id or plan.reader_id}, call.today)
        check_plan(plan, call.person_id, listed.get(plan.reader_id), call.today)
        check_approver(plan, call.person_id, listed.get(plan.approver_id or ""))
        approver = plan.approver_id if needs_approval(plan.purpose) else None
        await _check_subject(session, plan.subject)
        session.add(
            Grant(
                id=grant_id,
                reader_id=plan.reader_id,
                purpose=plan.purpose,
                from_on=call.today,
                until_on=None if plan.last_on is None else plan.last_on + _DAY,
                hidden=approver is not None,
                given_by=call.person_id,
                given_at=call.now,
                approved_by=approver,
                **_columns(plan.subject),
                **seal_reason(parts, grant_id, plan.reason),
            )
        )
        await session.flush()
        facts = _facts(plan.subject, plan.purpose, plan.reader_id)
        await note(session, call, "grant_given", "grant", grant_id, **facts)
        await _tell(session, call, grant_id, [approver or plan.reader_id])
    return grant_id


async def approve_grant(parts: Parts, call: Call, *, grant_id: str) -> None:
    """Approve an investigation as the second named person; who reads hears of it.

    Raises
    ------
    Refusal
        For anybody but who was named, who must still be a service manager or administrator.
    Conflict
        When it was approved or ended already.
    """
    async with parts.write(call) as session:
        grant = await _fetch_seen(session, call, grant_id)
        if grant.approved_by != call.person_id:
            raise Refusal(NOT_YOURS)
        check(Deed.GIVE_GRANT, await _read_giver(session, call))
        await change_one(
            session,
            update(Grant)
            .where(col(Grant.id) == grant_id, col(Grant.approved_at).is_(None), col(Grant.ended_at).is_(None))
            .values(approved_at=call.now),
        )
        await note(session, call, "grant_approved", "grant", grant_id)
        await _tell(session, call, grant_id, [grant.reader_id])
        await refresh(session, key=grant_key(grant_id, call.person_id), now=call.now)


async def end_grant(parts: Parts, call: Call, *, grant_id: str) -> None:
    """End a grant at once; a hidden one is shown from then on to those it was about.

    Raises
    ------
    Refusal
        For anybody but service managers and administrators, and of a hidden one for who does not know of it.
    Conflict
        When it is ended already.
    """
    async with parts.write(call) as session:
        grant = await _fetch_seen(session, call, grant_id)
        check(Deed.END_GRANT, await _read_giver(session, call))
        await change_one(
            session,
            update(Grant)
            .where(col(Grant.id) == grant_id, col(Grant.ended_at).is_(None))
            .values(ended_at=call.now, ended_by=call.person_id),
        )
        await note(session, call, "grant_ended", "grant", grant_id)
        for person_id in {grant.reader_id, grant.approved_by} - {None}:
            await refresh(session, key=grant_key(grant_id, str(person_id)), now=call.now)


async def break_glass(parts: Parts, call: Call, *, number: str, reason: str) -> Subject:
    """Open a child's records without a right, for a few hours, with a reason; its people are told at once.

    Records about staff are never opened so: nothing in them cannot wait for somebody who may give a grant.

    Raises
    ------
    Refusal
        For a role that may not, an unknown number, and somebody who may read already.
    GrantRefused
        Without a reason.
    """
    check_reason(reason)
    grant_id = new_id()
    async with parts.write(call) as session:
        role = await Judge(session, parts, call).role()
        check(Deed.BREAK_GLASS, Relation(Tie.NONE, "", role=role, guest=call.guest))
        found = await session.exec(select(Child).where(Child.mosaic_number == number.strip()))
        child = found.first()
        if child is None:
            raise GrantRefused(GrantPart.SUBJECT, "No child is known by this number. Look at it again in Mosaic.")
        if await Judge(session, parts, call).find_for_child(child.id) is not None:
            raise GrantRefused(GrantPart.SUBJECT, THEIRS_ALREADY)
        until = (call.now + parts.options.break_glass).astimezone(LONDON).date() + _DAY
        subject = Subject(Scope.CHILD, child.id)
        session.add(
            Grant(
                id=grant_id,
                reader_id=call.person_id,
                purpose=Purpose.BREAK_GLASS,
                child_id=child.id,
                from_on=call.today,
                until_on=until,
                given_by=call.person_id,
                given_at=call.now,
                **seal_reason(parts, grant_id, reason),
            )
        )
        await session.flush()
        await note(session, call, "glass_broken", "grant", grant_id, **_facts(subject, Purpose.BREAK_GLASS, ""))
        await _tell(session, call, grant_id, await _people_of(session, call, child.id))
    return subject


async def read_word(parts: Parts, promised: Promised, now: datetime) -> Word | None:
    """Return word of a grant for the one it is promised to; nothing once it is over."""
    async with parts.read() as session:
        grant = await session.get(Grant, promised.facts["grant"])
        if grant is None or promised.recipient_id is None:
            return None
        call = Call(promised.recipient_id, now, way=Way.SYSTEM)
        (row,) = await build_rows(session, parts, call, [grant], with_reason=False)
        reader = (await read_listed(session, [grant.reader_id], call.today)).get(grant.reader_id)
        role = "" if reader is None else reader.role.value
        asked = grant.approved_by == promised.recipient_id
        return Word(row, role, asked=asked, mine=grant.reader_id == promised.recipient_id)


async def _read_giver(session: AsyncSession, call: Call) -> Relation:
    listed: dict[str, Listed] = await read_listed(session, [call.person_id], call.today)
    person = listed.get(call.person_id)
    return Relation(Tie.NONE, "", role=None if person is None else person.role, guest=call.guest)


async def _fetch_seen(session: AsyncSession, call: Call, grant_id: str) -> Grant:
    """Return a grant the caller may know of."""
    grant = await fetch(session, Grant, grant_id)
    if grant.hidden and not await _knows_hidden(session, call, grant):
        raise Missing
    return grant


async def _knows_hidden(session: AsyncSession, call: Call, grant: Grant) -> bool:
    """Say whether the caller may know of a hidden grant: who gave it, and who approves it.

    Once neither of them may end it any more it is for administrators, but for whom it lets in or may be about: a
    service manager answers for people, and may be whom it is about in more ways than can be looked up.
    """
    its_two = {grant.given_by, grant.approved_by or grant.given_by}
    if call.person_id in its_two:
        return True
    listed = await read_listed(session, {*its_two, call.person_id}, call.today)
    if any(one.id in its_two and _may_end(one) for one in listed.values()):
        return False
    caller = listed.get(call.person_id)
    if caller is None or caller.role is not Role.ADMINISTRATOR or caller.id == grant.reader_id:
        return False
    return not await _may_be_about(session, grant_fact(grant).subject, caller)


def _may_end(person: Listed) -> bool:
    return can(Deed.END_GRANT, Relation(Tie.NONE, "", role=person.role))


async def _may_be_about(session: AsyncSession, subject: Subject, person: Listed) -> bool:
    """Say whether what is read by a grant may concern somebody who only keeps the directory."""
    match subject.scope:
        case Scope.PERSON:
            return subject.id == person.id
        case Scope.TEAM:
            found = select(TeamMember.id).where(TeamMember.team_id == subject.id, TeamMember.person_id == person.id)
        case Scope.CHILD:
            worked = select(Allocation.id).where(Allocation.child_id == subject.id, Allocation.person_id == person.id)
            if (await session.exec(worked.limit(1))).first() is not None:
                return True
            found = select(AgendaItem.id).where(AgendaItem.child_id == subject.id, AgendaItem.worker_id == person.id)
        case Scope.COUNCIL:
            return False
    return (await session.exec(found.limit(1))).first() is not None


async def _check_subject(session: AsyncSession, subject: Subject) -> None:
    tables: dict[Scope, type[Table]] = {Scope.CHILD: Child, Scope.PERSON: Person, Scope.TEAM: Team}
    if subject.scope is not Scope.COUNCIL:
        await fetch(session, tables[subject.scope], subject.id)


def _columns(subject: Subject) -> dict[str, Any]:
    names = {Scope.CHILD: "child_id", Scope.PERSON: "person_id", Scope.TEAM: "team_id"}
    return {} if subject.scope is Scope.COUNCIL else {names[subject.scope]: subject.id}


def _facts(subject: Subject, purpose: Purpose, reader_id: str) -> dict[str, str]:
    facts = {"purpose": purpose.value, "scope": subject.scope.value, "about": subject.id, "reader": reader_id}
    return {name: value for name, value in facts.items() if value}


async def _tell(session: AsyncSession, call: Call, grant_id: str, people: list[str]) -> None:
    for person_id in people:
        await promise(
            session,
            key=grant_key(grant_id, person_id),
            kind=MessageKind.ACCESS,
            recipient_id=person_id,
            facts={"grant": grant_id},
            now=call.now,
        )


async def _people_of(session: AsyncSession, call: Call, child_id: str) -> list[str]:
    """Return whose records a child's are: who works with it and covers, their supervisors, and whom they concern.

    Where none of them is here any more it is who looks after the bot: nobody opens records unseen.
    """
    holders = await read_holders(session, child_id, call.today)
    above = await session.exec(
        select(col(SupervisionLine.senior_id)).where(
            col(SupervisionLine.person_id).in_(holders),
            SupervisionLine.kind == LineKind.SUPERVISOR,
            holds(SupervisionLine, call.today),
        )
    )
    concerned = await session.exec(
        select(col(AgendaItem.worker_id))
        .join(Record, col(Record.supervision_id) == col(AgendaItem.supervision_id))
        .where(AgendaItem.child_id == child_id, Record.child_id == child_id, Record.version >= 1)
        .distinct()
    )
    people = {*holders, *above, *concerned} - {call.person_id}
    here = await still_here(session, people, call.today)
    return sorted(here or {*await find_caretakers(session, call.now)} - {call.person_id})
