"""Keeping others waiting for a person: whoever plans or prepares the next supervision, or says who is away, does."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Person

__all__ = ["hold_person"]


async def hold_person(session: AsyncSession, person_id: str) -> None:
    """Keep others from planning or preparing this person's next supervision, and their leave, until the commit."""
    # Rows that only point to the person are not kept waiting.
    await session.exec(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
