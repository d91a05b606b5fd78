"""The reasons worker and supervisor put on a child for the next agenda (source row B19)."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import note
from models.rules.access import check_may_prioritise
from models.tables import AgendaItem, ChildPriority
from models.values.call import Call
from models.values.errors import Missing
from models.values.home import Caseload, Markable
from models.vocabulary import AgendaOutcome, AgendaReason
from models.workflow.children import read_agenda_children, read_caseloads, read_child_names
from models.workflow.parts import Parts
from models.workflow.people import child_relation, read_supervisees

__all__ = ["end_priorities", "mark_child", "read_markable_child", "read_markable_children"]


async def mark_child(parts: Parts, call: Call, *, child_id: str, reason: AgendaReason | None) -> None:
    """Put a reason on a child for the next agenda in place of the one before, or take it off.

    Raises
    ------
    Refusal
        For anybody but the child's worker and the supervisor or stand-in.
    """
    async with parts.write(call) as session:
        check_may_prioritise(await child_relation(session, call.person_id, child_id, call.today))
        await session.exec(
            update(ChildPriority)
            .where(col(ChildPriority.child_id) == child_id, col(ChildPriority.ended_at).is_(None))
            .values(ended_at=call.now)
        )
        if reason is not None:
            session.add(ChildPriority(child_id=child_id, reason=reason, put_by=call.person_id, put_at=call.now))
        await note(session, call, "child_marked", "child", child_id, reason=reason.value if reason else "none")


async def end_priorities(session: AsyncSession, *, supervision_id: str, now: datetime) -> None:
    """End the reasons of the children who were discussed or mentioned: they were for this agenda."""
    discussed = select(AgendaItem.child_id).where(
        AgendaItem.supervision_id == supervision_id,
        col(AgendaItem.outcome).in_([AgendaOutcome.RECORD, AgendaOutcome.MENTION]),
    )
    await session.exec(
        update(ChildPriority)
        .where(col(ChildPriority.child_id).in_(discussed), col(ChildPriority.ended_at).is_(None))
        .values(ended_at=now)
    )


async def read_markable_child(parts: Parts, call: Call, *, child_id: str) -> Markable:
    """Return one child, by name, for somebody who may put a reason on it."""
    async with parts.read() as session:
        check_may_prioritise(await child_relation(session, call.person_id, child_id, call.today))
        child = (await read_agenda_children(session, parts, [child_id], call.today)).get(child_id)
        if child is None:
            raise Missing
        names = await read_child_names(session, parts, [child_id])
    named = replace(child, name=names[child_id])
    return Markable(policy=parts.library.policy, today=call.today, child=named)


async def read_markable_children(parts: Parts, call: Call) -> Markable:
    """Return the caseloads of those the caller supervises or stands in for."""
    supervisees = await read_supervisees(parts, call)
    async with parts.read() as session:
        found = await read_caseloads(session, parts, [person.id for person in supervisees], call.today)
    caseloads = tuple(Caseload(person.name, found[person.id]) for person in supervisees if found.get(person.id))
    return Markable(policy=parts.library.policy, today=call.today, caseloads=caseloads)
