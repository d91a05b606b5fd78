"""Planning: nudges from what is due, and the digests and posts to teams that tell of them."""

from datetime import datetime, timedelta
from typing import Final

from models.values.clocks import PlanCounts
from models.workflow.parts import Parts

__all__ = ["EVERY", "plan"]

EVERY: Final = timedelta(minutes=5)


async def plan(parts: Parts, now: datetime, real: datetime, *, every: timedelta = EVERY) -> PlanCounts | None:
    """Plan everything anew where it is time for that and nobody else is at it; None otherwise."""
    raise NotImplementedError
