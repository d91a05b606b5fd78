"""One child, one line: that it is to be talked about is no second thing where its supervision is due as well."""

from collections.abc import Iterable, Sequence

from models.values.clocks import DueRow, Told
from models.vocabulary import ClockKind

__all__ = ["tell_once", "without_doubles"]


def without_doubles(rows: Sequence[DueRow]) -> list[DueRow]:
    """Return the rows, without those of children whose own supervision is among them and no less urgent."""
    children = _find_children(rows)
    return [row for row in rows if not _is_double(row, children)]


def tell_once(lines: Sequence[Told], beside: Iterable[Told] = ()) -> tuple[Told, ...]:
    """Return the lines of a digest without such doubles, also of what stands `beside` them.

    What is done is no reason to leave out what is still to do.
    """
    every = [*lines, *beside]
    still_open = _find_children(told.row for told in every if not told.done)
    supervised = {told.row.item.subject_id for told in every if told.row.item.clock is ClockKind.CHILD}
    return tuple(
        told
        for told in lines
        if not (
            told.row.item.clock is ClockKind.OPEN_CHILD and told.row.item.subject_id in supervised
            if told.done
            else _is_double(told.row, still_open)
        )
    )


def _find_children(rows: Iterable[DueRow]) -> dict[str, int]:
    """Return how urgent the supervision of each child is; the smaller, the more."""
    return {row.item.subject_id: row.item.due.state.urgency for row in rows if row.item.clock is ClockKind.CHILD}


def _is_double(row: DueRow, children: dict[str, int]) -> bool:
    supervision = children.get(row.item.subject_id)
    return (
        row.item.clock is ClockKind.OPEN_CHILD and supervision is not None and supervision <= row.item.due.state.urgency
    )
