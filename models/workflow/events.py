"""Audit events of what the bot does by itself, on its own time."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import AuditEvent
from models.vocabulary import Way

__all__ = ["note_by_itself"]


def note_by_itself(
    session: AsyncSession, now: datetime, what: str, subject: str, subject_id: str, **facts: str
) -> None:
    """Write an audit event of something nobody asked for just now, in the transaction of its effect."""
    session.add(
        AuditEvent(
            at=now, person_id=None, what=what, subject=subject, subject_id=subject_id, way=Way.SYSTEM, facts=facts
        )
    )
