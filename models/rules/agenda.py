"""The order of an agenda: whom to think of first, brothers and sisters together (source rows B19, E7)."""

from collections.abc import Iterable, Sequence
from datetime import date

from models.values.children import AgendaChild
from models.values.due import DueState
from models.vocabulary import AgendaReason

__all__ = ["order_agenda"]

_B19 = tuple(AgendaReason)


def order_agenda(
    children: Iterable[AgendaChild], today: date, near_days: int, order: Sequence[AgendaReason] = _B19
) -> tuple[AgendaChild, ...]:
    """Return the children most urgent first, brothers and sisters at the place of the most urgent of them.

    First those with a reason a person put on them, in the policy's order of reasons; then the overdue by
    date; then what is due or coming due by date; then those with a review within `near_days`;
    then the rest, longest not discussed first. Equal ones stand by Mosaic number. Brothers and sisters
    stand in the same order among themselves.
    """
    by_urgency = sorted(children, key=lambda child: _urgency(child, today, near_days, order))
    families: dict[str, list[AgendaChild]] = {}
    for child in by_urgency:
        families.setdefault(child.family or f"alone {child.id}", []).append(child)
    return tuple(child for family in families.values() for child in family)


def _urgency(
    child: AgendaChild, today: date, near_days: int, order: Sequence[AgendaReason]
) -> tuple[int, int, date, date, str]:
    reason = len(order) if child.reason is None else order.index(child.reason)
    group, by = _group(child, today, near_days)
    return reason, group, by, child.due_on, child.mosaic_number


def _group(child: AgendaChild, today: date, near_days: int) -> tuple[int, date]:
    if child.state is DueState.OVERDUE:
        return 0, child.due_on
    if child.state in {DueState.DUE, DueState.COMING_DUE}:
        return 1, child.due_on
    review = child.next_review_on
    if review is not None and 0 <= (review - today).days <= near_days:
        return 2, review
    return 3, child.last_on or child.opened_on
