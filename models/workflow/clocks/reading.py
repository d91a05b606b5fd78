"""What is due: every clock of the policy, read in a fixed number of statements and judged by the rules."""

from collections.abc import Collection
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from models.values.clocks import DueItem
from models.workflow.clocks.child_items import read_child_items
from models.workflow.clocks.council import Council
from models.workflow.clocks.ground import Scope, read_ground
from models.workflow.clocks.meeting_items import read_meeting_items
from models.workflow.clocks.person_items import read_person_items
from models.workflow.clocks.promise_items import read_promise_items
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
    council: Council | None = None,
) -> tuple[DueItem, ...]:
    """Return what is due of the whole council, or only what concerns some people or children.

    With `people` it is about them, about a child they work with, or theirs to do; with `children` about one of
    those. `everything` includes what is fine. A `council` that was read already is not read again.
    """
    scope = Scope(
        None if people is None else frozenset(people),
        None if children is None else frozenset(children),
    )
    ground = await read_ground(session, parts, today, scope, everything=everything, council=council)
    return (
        *await read_child_items(session, parts, ground),
        *await read_person_items(session, ground),
        *await read_meeting_items(session, ground),
        *await read_promise_items(session, ground),
    )
