"""Upkeep: what is swept up now and then, beside the work itself."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, delete
from sqlmodel import col, select

from models.tables import Inbound, Outbox, Reaction
from models.workflow.parts import Parts
from models.workflow.preparing import forget_stray
from models.workflow.reactions import settle_reactions

__all__ = ["forget_inbound", "forget_stray_preparations", "settle_late_reactions"]

REMEMBER: Final = timedelta(days=60)
"""Slack sends a payload again for a day at most; the rest is for a clock that was moved."""


STILL_WRITTEN_UP: Final = timedelta(days=28)
"""For so long the record of a meeting before a change of worker may still need what was prepared for it."""


async def forget_stray_preparations(parts: Parts, now: datetime) -> None:
    """Delete what was prepared by somebody who has left, or for a child that is closed or another's by now."""
    async with parts.database.write(None, now) as session:
        await forget_stray(session, now - STILL_WRITTEN_UP, now)


async def forget_inbound(parts: Parts, now: datetime) -> None:
    """Delete the keys of payloads that Slack will not send again."""
    async with parts.database.write(None, now) as session:
        await session.exec(delete(Inbound).where(col(Inbound.at) < now - REMEMBER))


async def settle_late_reactions(parts: Parts, now: datetime) -> None:
    """Judge reactions that still wait for their message, though it is known by now.

    Delivery does so right after it settled the message; this is for a process that stopped in
    between.
    """
    statement = (
        select(Reaction.channel_id, Reaction.message_ts)
        .join(
            Outbox,
            and_(col(Outbox.channel_id) == Reaction.channel_id, col(Outbox.message_ts) == Reaction.message_ts),
        )
        .where(col(Reaction.settled).is_(False))
        .distinct()
    )
    async with parts.read() as session:
        places = (await session.exec(statement)).all()
    for channel_id, message_ts in places:
        await settle_reactions(parts, channel_id, message_ts, now)
