"""Having everything planned anew at the next tick, because something that dates depend on has changed."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import do_last
from models.tables import Heartbeat

__all__ = ["PLAN", "mark_plan_stale"]

PLAN: Final = "plan"
"""The heartbeat that says when everything was last planned."""
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


def mark_plan_stale(session: AsyncSession) -> None:
    """Let the next tick plan without waiting for its interval, once the caller's transaction is committed.

    Where nothing was ever planned the next tick plans anyway. The row is one for everybody, and is taken last.
    """
    do_last(session, _forget_last_time)


async def _forget_last_time(session: AsyncSession) -> None:
    await session.exec(update(Heartbeat).where(col(Heartbeat.name) == PLAN).values(last_at=_LONG_AGO))
