"""PLACEHOLDER, to be dropped when the delivery is merged."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

__all__ = ["refresh_team_post"]


async def refresh_team_post(
    session: AsyncSession, *, person_id: str | None = None, child_id: str | None = None, now: datetime
) -> None:
    """Do nothing yet."""
