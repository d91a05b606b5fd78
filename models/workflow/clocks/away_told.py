"""Telling those an absence concerns who did not set it: who covers, and whom somebody else has put down as away."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.outbox import promise, refresh_all
from models.tables import Leave, Outbox, Person
from models.values.call import Call
from models.values.leave import AwayTold, LeavePlan
from models.values.outbox import Promised
from models.vocabulary import MessageKind
from models.workflow.clocks.away import read_absence
from models.workflow.parts import Parts

__all__ = ["read_away_told", "tell_away"]


async def tell_away(session: AsyncSession, call: Call, leave_id: str, plan: LeavePlan | None = None) -> None:
    """Promise word to the cover and to the person, but for the one who acts; bring what was told before up to date.

    Without a `plan` the absence has ended, which is only shown where it was told of.
    """
    about = f"away:{leave_id}:"
    told = await session.exec(select(col(Outbox.key)).where(col(Outbox.key).startswith(about)))
    await refresh_all(session, keys=told.all(), now=call.now)
    people = set() if plan is None else {plan.person_id, plan.cover_id} - {None, call.person_id}
    for person_id in sorted(str(one) for one in people):
        await promise(
            session,
            key=f"{about}{person_id}",
            kind=MessageKind.AWAY,
            recipient_id=person_id,
            facts={"leave": leave_id},
            now=call.now,
        )


async def read_away_told(parts: Parts, promised: Promised) -> AwayTold | None:
    """Return the absence as it stands, for the cover or the person; nothing where there is none any more."""
    async with parts.read() as session:
        leave = await session.get(Leave, promised.facts["leave"])
        if leave is None or promised.recipient_id is None:
            return None
        set_by = await session.get(Person, leave.set_by)
        return AwayTold(
            absence=await read_absence(session, leave.id),
            reader_id=promised.recipient_id,
            set_by="" if set_by is None else set_by.name,
            ended=leave.ended_at is not None,
        )
