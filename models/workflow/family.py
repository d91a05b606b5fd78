"""A child of a meeting with the brothers and sisters on the same agenda, and which of their records can be written."""

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.access import can_write
from models.tables import AgendaItem, Child
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.vocabulary import AgendaOutcome
from models.workflow.ground import Ground, check_editable, hold_agenda, load_ground, record_id_for
from models.workflow.parts import Parts
from models.workflow.relations import relations_in

__all__ = ["Family", "can_take", "load_family"]

_BEING_WRITTEN = frozenset({AgendaOutcome.WAITING, AgendaOutcome.RECORD})


@dataclass(frozen=True, slots=True)
class Family:
    """The ground of one child's record, and of each brother's and sister's in the order of the agenda."""

    source: Ground
    siblings: tuple[Ground, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all the children."""
        return (self.source.subject.id, *(ground.subject.id for ground in self.siblings))


async def load_family(
    session: AsyncSession, parts: Parts, call: Call, *, supervision_id: str, child_id: str, lock: bool = False
) -> Family:
    """Return a child with the brothers and sisters on the same agenda whose records the caller may write too.

    That the caller may write the child's own record was checked before.

    Raises
    ------
    Missing
        When no child of that id is on the agenda, as for the personal part.
    """
    if lock:
        await hold_agenda(session, supervision_id)
    found = await _find_items(session, supervision_id, child_id)
    items = await _leave_out_others(session, call, supervision_id, child_id, found)
    # In the order of the records' ids, as a Send takes them, so that the two never wait for each other.
    in_order = sorted(items, key=lambda item: record_id_for(supervision_id, item.subject_id, item.kind))
    grounds = {
        item.subject_id: await load_ground(
            session, parts, supervision_id=supervision_id, subject_id=item.subject_id, writer=None, lock=lock
        )
        for item in in_order
    }
    if child_id not in grounds:
        raise Missing
    siblings = tuple(grounds[item.subject_id] for item in items if item.subject_id != child_id)
    return Family(grounds[child_id], siblings)


async def _find_items(session: AsyncSession, supervision_id: str, child_id: str) -> list[AgendaItem]:
    """Return the items of a child and of the brothers and sisters; a child without a family has none."""
    family = select(Child.family).where(Child.id == child_id, Child.family != "").scalar_subquery()
    found = await session.exec(
        select(AgendaItem)
        .join(Child, col(Child.id) == col(AgendaItem.child_id))
        .where(AgendaItem.supervision_id == supervision_id, (col(Child.id) == child_id) | (col(Child.family) == family))
        .order_by(col(AgendaItem.place))
    )
    return list(found.all())


async def _leave_out_others(
    session: AsyncSession, call: Call, supervision_id: str, child_id: str, items: list[AgendaItem]
) -> list[AgendaItem]:
    """Leave out who is with a worker of the group whose records the caller may not write."""
    own = {item.worker_id for item in items if item.child_id == child_id}
    if own >= {item.worker_id for item in items}:
        return items
    relations = await relations_in(session, call.person_id, supervision_id, call.today)
    return [item for item in items if item.worker_id in own or can_write(relations[item.worker_id], item.kind)]


def can_take(ground: Ground) -> bool:
    """Say whether a brother's or sister's record can be written: not after a mention, nor once sent, nor when over."""
    if ground.item.outcome not in _BEING_WRITTEN:
        return False
    try:
        check_editable(ground)
    except Refusal:
        return False
    return True
