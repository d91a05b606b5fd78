"""Which children are restricted on a day: a fact with dates like any other."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import ChildFlagged
from models.vocabulary import ChildFlag
from models.workflow.dated import holds

__all__ = ["is_restricted", "read_restricted"]


async def is_restricted(session: AsyncSession, child_id: str | None, on: date) -> bool:
    """Say whether a child is restricted that day; nobody else ever is."""
    return child_id is not None and bool(await read_restricted(session, [child_id], on))


async def read_restricted(session: AsyncSession, children: Iterable[str | None], on: date) -> frozenset[str]:
    """Return those of the children who are restricted that day."""
    found = await session.exec(
        select(col(ChildFlagged.child_id)).where(
            col(ChildFlagged.child_id).in_([one for one in children if one is not None]),
            col(ChildFlagged.flag) == ChildFlag.RESTRICTED,
            holds(ChildFlagged, on),
        )
    )
    return frozenset(found)
