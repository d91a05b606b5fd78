"""Having everything planned anew at the next tick, because something that dates depend on has changed."""

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import do_last
from models.tables import Heartbeat
from models.workflow.clocks.heartbeats import NEVER, PLAN

__all__ = ["mark_plan_stale"]


def mark_plan_stale(session: AsyncSession) -> None:
    """Let the next tick plan without waiting for its interval, once the caller's transaction is committed.

    Where nothing was ever planned the next tick plans anyway. The row is one for everybody, and is taken last.
    """
    do_last(session, _forget_last_time)


async def _forget_last_time(session: AsyncSession) -> None:
    await session.exec(update(Heartbeat).where(col(Heartbeat.name) == PLAN).values(last_at=NEVER))
