"""What is due: every clock of the policy, read in a fixed number of statements and judged by the rules."""

from collections.abc import Collection
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from models.values.clocks import DueItem
from models.workflow.parts import Parts

__all__ = ["read_items"]


async def read_items(
    session: AsyncSession,
    parts: Parts,
    today: date,
    *,
    people: Collection[str] | None = None,
    children: Collection[str] | None = None,
    everything: bool = False,
) -> tuple[DueItem, ...]:
    """Return what is due of the whole council, or only what concerns some people or children.

    `everything` includes what is fine.
    """
    raise NotImplementedError
