"""What a viewer may see of what is due, and what it is called: ties first, then words."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.access import Deed, can
from models.rules.settling import NOTED, OF_A_CHILD, SNOOZABLE
from models.values.clocks import DueItem, DueRow, Words
from models.values.people import Relation, Tie
from models.vocabulary import ClockKind
from models.workflow.clocks.audience import find_hearer, find_line, is_private
from models.workflow.clocks.council import Council
from models.workflow.names import read_child_labels, read_names

__all__ = ["build_rows", "by_urgency", "can_see", "circle", "relate"]

_OF_A_MEETING: Final = frozenset({ClockKind.WRITE_UP, ClockKind.FILING, ClockKind.COPY})
_TO_BE_DONE_BY_ONE: Final = _OF_A_MEETING | {ClockKind.AGREEMENT}
_STARTED: Final = frozenset({*OF_A_CHILD, ClockKind.PERSON})


def by_urgency(item: DueItem) -> tuple[int, date, str]:
    """Return what orders a list: breaches, what is overdue, due and coming due, each by its date."""
    return item.due.state.urgency, item.due.due_on, item.subject_id


def relate(council: Council, viewer_id: str, person_id: str) -> Relation:
    """Return what a viewer is to a person today, as `relations.relation` reads it for one; without a name."""
    left = council.has_left(person_id)
    if not council.is_here(viewer_id):
        return Relation(Tie.NONE, "", left=left)
    if viewer_id == person_id:
        return Relation(Tie.SELF, "", left=left)
    if council.supervisors.get(person_id) == viewer_id:
        return Relation(Tie.SUPERVISOR, "", left=left)
    above = viewer_id in council.above(person_id)
    if council.stand_ins.get(person_id) == viewer_id:
        return Relation(Tie.STAND_IN, "", left=left, above=above)
    return Relation(Tie.LINE_ABOVE if above else Tie.NONE, "", left=left, above=above)


def can_see(item: DueItem, council: Council, viewer_id: str) -> bool:
    """Say whether a viewer may know of a date: whom it falls to or is about, and the line above either.

    Whom it falls to may be of another team: the line above them sees what is not private. Who stands in sees that
    too; who is told in somebody's place sees just that. While a colleague covers for a child's worker, the worker
    and the line above keep it in sight. How long a supervisor takes to write up is no business of the one who was
    supervised.
    """
    if viewer_id == item.owner_id or viewer_id == find_hearer(item, council):
        return council.is_here(viewer_id)
    may = not is_private(item) or viewer_id in find_line(item, council)
    if may and item.owner_id is not None and viewer_id in council.above(item.owner_id):
        return council.is_here(viewer_id)
    return any(_may_know(item, relate(council, viewer_id, one)) for one in item.about)


def _may_know(item: DueItem, relation: Relation) -> bool:
    if relation.tie is Tie.SELF:
        return item.clock not in _OF_A_MEETING
    return can(Deed.SEE_OWN_DUE if is_private(item) or item.clock is ClockKind.AGREEMENT else Deed.SEE_DUE, relation)


def circle(council: Council, viewer_id: str) -> set[str]:
    """Return everybody whose dates may concern a viewer: themselves, those below, and those they are there for."""
    for_whom = {viewer_id, *(away for away in council.covers if council.cover_of(away) == viewer_id)}
    found = set(for_whom)
    found |= {person for person, senior in council.stand_ins.items() if senior == viewer_id}
    found |= {person for person, senior in council.mentors.items() if senior == viewer_id}
    found |= {person for person in council.supervisors if not for_whom.isdisjoint(council.above(person))}
    return found


async def build_rows(
    session: AsyncSession, items: Iterable[DueItem], council: Council, viewer_id: str
) -> tuple[DueRow, ...]:
    """Return items as rows for a viewer who may see them, with what they are called."""
    found = list(items)
    people = {person for item in found for person in (*item.about, item.owner_id) if person is not None}
    names = await read_names(session, people)
    labels = await read_child_labels(session, {item.child_id for item in found if item.child_id is not None})
    return tuple(_build_row(item, council, viewer_id, names, labels) for item in found)


def _build_row(
    item: DueItem, council: Council, viewer_id: str, names: dict[str, str], labels: dict[str, str]
) -> DueRow:
    relation = Relation(Tie.NONE, "") if item.person_id is None else relate(council, viewer_id, item.person_id)
    settling = relation
    if item.clock in OF_A_CHILD and relation.tie is Tie.SELF and item.owner_id == viewer_id:
        settling = replace(relation, tie=Tie.SUPERVISOR)  # nobody else works with the child: it is the supervisor's own
    relations = [settling, *(relate(council, viewer_id, one) for one in item.about if one != item.person_id)]
    person = names.get(item.person_id or "", "")
    child = None if item.child_id is None else labels.get(item.child_id)
    about_child = item.clock in OF_A_CHILD
    return DueRow(
        item=item,
        words=Words(
            label=child or person,
            person=person,
            owner=names.get(item.owner_id or "", ""),
            worker=names.get(item.worker_id or "", "") if item.is_covered else "",
        ),
        may_start=item.clock in _STARTED and can(Deed.START, relation),
        may_settle=(
            (item.clock in NOTED and item.owner_id == viewer_id)
            or (
                item.clock in {*SNOOZABLE, *NOTED}
                and any(can(Deed.SETTLE if about_child else Deed.SETTLE_PERSONAL, one) for one in relations)
            )
        ),
        mine=viewer_id == item.owner_id or (viewer_id == item.person_id and item.clock not in _TO_BE_DONE_BY_ONE),
    )
