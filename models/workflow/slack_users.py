"""The local copy of Slack's members, and their link to the people of the directory by e-mail."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Date, String, and_, bindparam, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import PROMISED
from models.outbox.claims import end_pauses
from models.tables import Person, PersonRole, SlackUser, Team, TeamMember
from models.values.call import LONDON
from models.values.errors import Repeated
from models.values.people import Listed
from models.values.visitors import Member, Visitor
from models.workflow.dated import at_work, holds
from models.workflow.events import note_by_itself
from models.workflow.parts import Parts

__all__ = ["claim_answer", "note_members", "read_visitor", "unlinked_people"]

_BATCH = 200


async def read_visitor(parts: Parts, slack_id: str, now: datetime) -> Visitor:
    """Return who stands at the door: what Slack last said of them, and who they are in the directory."""
    given = {"slack_id": slack_id, "on": now.astimezone(LONDON).date()}
    async with parts.read() as session:
        person_id, name, role, staff_kind, team_name, *marks = (await session.exec(_visitor(), params=given)).first()
    person = None if role is None else Listed(person_id, name, slack_id, role, staff_kind, team_name)
    deleted, guest, stranger = (bool(mark) for mark in marks)
    return Visitor(person=person, deleted=deleted, guest=guest, stranger=stranger)


@cache
def _visitor() -> Any:
    """Return the one statement of the door, made once: whatever anybody does, it comes first."""
    on: Any = bindparam("on", type_=Date())
    asked = sql.select(bindparam("slack_id", type_=String()).label("slack_id")).subquery()
    return (
        sql.select(
            col(Person.id),
            col(Person.name),
            col(PersonRole.role),
            col(PersonRole.staff_kind),
            col(Team.name),
            col(SlackUser.deleted),
            col(SlackUser.guest),
            col(SlackUser.stranger),
        )
        .select_from(asked)
        .outerjoin(SlackUser, col(SlackUser.slack_id) == asked.c.slack_id)
        .outerjoin(Person, and_(col(Person.slack_id) == asked.c.slack_id, at_work(on)))
        .outerjoin(PersonRole, and_(col(PersonRole.person_id) == Person.id, holds(PersonRole, on)))
        .outerjoin(TeamMember, and_(col(TeamMember.person_id) == Person.id, holds(TeamMember, on)))
        .outerjoin(Team, col(Team.id) == TeamMember.team_id)
    )


async def note_members(parts: Parts, members: Sequence[Member], now: datetime) -> None:
    """Keep what Slack says of its members, and link those whose e-mail the directory knows.

    A person is linked once; a link moves only when the account it led to was closed. Members of
    other workspaces, bots and closed accounts are never linked.
    """
    for start in range(0, len(members), _BATCH):
        async with parts.database.write(None, now) as session:
            for member in members[start : start + _BATCH]:
                await session.merge(
                    SlackUser(
                        slack_id=member.slack_id,
                        name=member.name[:200],
                        email=None if member.email is None else member.email.lower(),
                        deleted=member.deleted,
                        guest=member.guest,
                        stranger=member.stranger,
                        bot=member.bot,
                        seen_at=now,
                    )
                )
                await session.flush()
                await _link(session, member, now)


async def unlinked_people(parts: Parts, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return id and e-mail of the people at work whom no Slack account is linked to."""
    async with parts.read() as session:
        rows = await session.exec(
            select(col(Person.id), col(Person.email))
            .where(col(Person.slack_id).is_(None), at_work(now.astimezone(LONDON).date()))
            .order_by(col(Person.id))
        )
        return tuple((person_id, email) for person_id, email in rows.all())


async def claim_answer(parts: Parts, slack_id: str, now: datetime, every: timedelta) -> bool:
    """Say whether a typed message of that member is to be answered: the first one in each while is.

    The claim is stored, so that replicas and repeated events do not answer twice.
    """
    while_number = int(now.timestamp() // every.total_seconds())
    try:
        async with parts.database.write(f"typed:{slack_id}:{while_number}", now):
            return True
    except Repeated:
        return False


async def _link(session: AsyncSession, member: Member, now: datetime) -> None:
    if member.email is None or member.deleted or member.stranger or member.bot:
        return
    taken = select(col(Person.id)).where(Person.slack_id == member.slack_id)
    if (await session.exec(taken)).first() is not None:
        return
    closed = select(col(SlackUser.slack_id)).where(col(SlackUser.deleted).is_(True))
    linked = await session.exec(
        update(Person)
        .where(
            func.lower(Person.email) == member.email.lower(),
            col(Person.slack_id).is_(None) | col(Person.slack_id).in_(closed),
            at_work(now.astimezone(LONDON).date()),
        )
        .values(slack_id=member.slack_id)
        .returning(col(Person.id))
        .execution_options(synchronize_session=False)
    )
    person_id = linked.scalar_one_or_none()
    if person_id is None:
        return
    note_by_itself(session, now, "linked_to_slack", "person", person_id, slack_user=member.slack_id)
    await end_pauses(session, person_id)
    session.info[PROMISED] = True
