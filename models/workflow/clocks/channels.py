"""Which teams have a channel that hears what is coming due."""

from sqlalchemy import and_, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Team, TeamChannel
from models.workflow.clocks.columns import rows, table

__all__ = ["read_channels"]


async def read_channels(session: AsyncSession) -> frozenset[str]:
    """Return the teams whose channel can be posted to, as far as is known."""
    team, channel = table(Team), table(TeamChannel)
    open_to_us = and_(channel.c.bot_is_in.is_(True), channel.c.archived.is_(False))
    found = await rows(
        session,
        select(team.c.id)
        .outerjoin(channel, channel.c.channel_id == team.c.channel_id)
        .where(team.c.channel_id.is_not(None), or_(channel.c.channel_id.is_(None), open_to_us)),
    )
    return frozenset(team_id for (team_id,) in found)
