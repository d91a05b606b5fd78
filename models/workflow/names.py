"""What colleagues and children are called on lists and in messages, by id."""

from collections.abc import Iterable

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Child, Person

__all__ = ["read_child_labels", "read_names"]


async def read_names(session: AsyncSession, people: Iterable[str | None]) -> dict[str, str]:
    """Return the names of colleagues by id, also of those who have left."""
    found = await session.exec(
        select(col(Person.id), col(Person.name)).where(col(Person.id).in_([one for one in people if one is not None]))
    )
    return dict(found.all())


async def read_child_labels(session: AsyncSession, children: Iterable[str | None]) -> dict[str, str]:
    """Return initials and Mosaic number of children by id: what a direct message may say of a child."""
    found = await session.exec(select(Child).where(col(Child.id).in_([one for one in children if one is not None])))
    return {child.id: child.label for child in found}
