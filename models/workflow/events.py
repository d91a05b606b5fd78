"""Audit events of what nobody of the directory did: the bot on its own time, or a command."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import AuditEvent
from models.vocabulary import Way

__all__ = ["note_by_itself"]


def note_by_itself(
    session: AsyncSession,
    now: datetime,
    what: str,
    subject: str,
    subject_id: str,
    /,
    *,
    way: Way = Way.SYSTEM,
    **facts: str,
) -> None:
    """Write an audit event of nobody of the directory, in the transaction of its effect.

    The bot did it on its own time; or, by `way` of a command, somebody who looks after it.
    """
    session.add(
        AuditEvent(at=now, person_id=None, what=what, subject=subject, subject_id=subject_id, way=way, facts=facts)
    )
