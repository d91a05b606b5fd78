"""The reasons worker and supervisor put on a child for the next agenda (source row B19)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import note
from models.rules.access import check_may_prioritise, check_may_see_restricted
from models.tables import AgendaItem, ChildPriority
from models.values.call import Call
from models.values.children import AgendaChild
from models.values.errors import Missing
from models.values.home import Caseload, Markable
from models.values.people import Supervisee
from models.vocabulary import AgendaOutcome, AgendaReason
from models.workflow.children import read_agenda_children, read_caseloads, read_child_names
from models.workflow.parts import Parts
from models.workflow.people import read_supervisees
from models.workflow.relations import child_relation, leave_restricted_out

__all__ = ["end_priorities", "mark_child", "read_markable_child", "read_markable_children"]


async def mark_child(parts: Parts, call: Call, *, child_id: str, reason: AgendaReason | None) -> None:
    """Put a reason on a child for the next agenda in place of the one before, or take it off.

    Raises
    ------
    Refusal
        For anybody but the child's worker and the supervisor or stand-in, who puts none on a restricted child.
    """
    async with parts.write(call) as session:
        await _fetch_markable(session, parts, call, child_id)
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
        child = await _fetch_markable(session, parts, call, child_id)
        names = await read_child_names(session, parts, [child_id])
    named = replace(child, name=names[child_id])
    return Markable(policy=parts.library.policy, today=call.today, child=named)


async def read_markable_children(parts: Parts, call: Call) -> Markable:
    """Return the caseloads of those the caller supervises or stands in for."""
    supervisees = await read_supervisees(parts, call)
    async with parts.read() as session:
        found = await read_caseloads(session, parts, [person.id for person in supervisees], call.today)
        shown = [
            (one, await leave_restricted_out(session, call.person_id, one.id, found.get(one.id, ()), call.today))
            for one in supervisees
        ]
    caseloads = tuple(Caseload(person.name, children) for person, children in _once(shown) if children)
    return Markable(policy=parts.library.policy, today=call.today, caseloads=caseloads)


def _once(
    shown: list[tuple[Supervisee, tuple[AgendaChild, ...]]],
) -> Iterator[tuple[Supervisee, tuple[AgendaChild, ...]]]:
    """Yield caseloads with each child in one of them, its worker's before that of who covers."""
    own = {child.id for _, children in shown for child in children if child.covering_for is None}
    seen: set[str] = set()
    for person, children in shown:
        kept = [one for one in children if one.id not in seen and (one.covering_for is None or one.id not in own)]
        seen.update(one.id for one in kept)
        yield person, tuple(kept)


async def _fetch_markable(session: AsyncSession, parts: Parts, call: Call, child_id: str) -> AgendaChild:
    """Return a child that the caller may put a reason on."""
    found = await child_relation(session, call.person_id, child_id, call.today)
    check_may_prioritise(found)
    child = (await read_agenda_children(session, parts, [child_id], call.today)).get(child_id)
    if child is None:
        raise Missing
    if child.restricted:
        check_may_see_restricted(found)
    return child
