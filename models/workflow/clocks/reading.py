"""PLACEHOLDER, to be dropped when the plan is merged: only people's own supervision, from the usual interval."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Person
from models.values.clocks import DueItem
from models.values.due import CountedFrom, Due, DueState
from models.vocabulary import ClockKind
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
    """Return when each of these people is next to be supervised."""
    clock = parts.library.policy.person
    items: list[DueItem] = []
    if not everything or children is not None or not people:
        return ()
    for person in await session.exec(select(Person).where(col(Person.id).in_(people))):
        if person.last_supervised_on is None:
            continue
        due_on = person.last_supervised_on + timedelta(days=clock.usual_days)
        state = DueState.OVERDUE if due_on < today else DueState.FINE
        due = Due(due_on, state, "", clock.source, CountedFrom.DIRECTORY, person.last_supervised_on)
        items.append(DueItem(ClockKind.PERSON, person.id, due, person_id=person.id))
    return tuple(items)
