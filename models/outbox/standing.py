"""How the outbox stands, for the people who look after the bot."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Outbox, Person, Team
from models.values.outbox import Unsettled
from models.vocabulary import OutboxState

__all__ = ["counts", "oldest", "unsettled"]

_OPEN = (OutboxState.WAITING, OutboxState.SENDING)


async def counts(session: AsyncSession) -> dict[OutboxState, int]:
    """Return how many rows stand in each state."""
    rows = await session.exec(select(Outbox.state, func.count()).group_by(col(Outbox.state)))
    return {OutboxState(state): number for state, number in rows.all()}


async def oldest(session: AsyncSession, now: datetime) -> datetime | None:
    """Return when the oldest row that is due and not settled was promised."""
    statement = select(func.min(Outbox.promised_at)).where(
        col(Outbox.state).in_([*_OPEN, OutboxState.UNSURE]), col(Outbox.due_at) <= now
    )
    return (await session.exec(statement)).one()


async def unsettled(session: AsyncSession, limit: int) -> tuple[Unsettled, ...]:
    """Return what waits, is in doubt or failed, the oldest first."""
    states = (OutboxState.FAILED, OutboxState.UNSURE, *_OPEN)
    statement = (
        select(Outbox, Person.staff_number, Team.name)
        .join(Person, col(Person.id) == col(Outbox.recipient_id), isouter=True)
        .join(Team, col(Team.id) == col(Outbox.team_id), isouter=True)
        .where(col(Outbox.state).in_(states))
        .order_by(col(Outbox.promised_at), col(Outbox.id))
        .limit(limit)
    )
    return tuple(
        Unsettled(
            id=row.id,
            kind=row.kind,
            mode=row.mode,
            state=row.state,
            staff_number=number,
            team=team,
            promised_at=row.promised_at,
            attempts=row.attempts,
            reason=row.reason,
        )
        for row, number, team in (await session.exec(statement)).all()
    )
