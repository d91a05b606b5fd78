"""What happens when two devices write the same answer: nothing typed is ever thrown away.

A view that wrote an answer last may go on writing it. Another view that has not seen that text
only replaces it when it changed nothing itself; where both changed it, the later text is
*parked* beside the stored one until a person chooses.
"""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, JsonValue

__all__ = ["Cell", "Choice", "Incoming", "Merged", "Parked", "Verdict", "is_blank", "merge", "placed_by", "settle"]


class Parked(BaseModel):
    """A text that could not be stored without overwriting another: whose view, by whom, what."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    writer: str
    by: str
    value: JsonValue


class Cell(BaseModel):
    """One stored answer with what is needed to judge the next save of it.

    `was` is the value that stood before the present writer began; `stamp` is Slack's time of
    the click or keystroke it came with, so that one overtaken on the way is recognised.
    `shared_from` is the brother or sister from whose record it was written, until it is changed here.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: JsonValue = None
    was: JsonValue = None
    writer: str | None = None
    by: str | None = None
    revision: int = 0
    stamp: str | None = None
    parked: tuple[Parked, ...] = ()
    shared_from: str | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A value on somebody's screen: from which view, by whom, and the revision that view had seen."""

    value: JsonValue
    writer: str
    by: str
    seen: int
    stamp: str | None = None


class Verdict(StrEnum):
    """What became of an incoming value.

    `SAME` was stored already, `WRITTEN` is stored now, `PARKED` waits for a choice, `STALE`
    gave way to a newer text its writer had not seen, `LATE` was overtaken on the way.
    """

    SAME = "same"
    WRITTEN = "written"
    PARKED = "parked"
    STALE = "stale"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Merged:
    """The cell as it is to be stored, and why."""

    cell: Cell
    verdict: Verdict


class Choice(StrEnum):
    """What a person may choose where two texts stand."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


def is_blank(value: JsonValue) -> bool:
    """Say whether a value holds nothing: no text but spaces, no choice, no date."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value in ([], {})


def placed_by(writer: str) -> str:
    """Return under which name words are stored that a button of a view put into a box: the view has not seen them."""
    return f"{writer}+"


def merge(cell: Cell, incoming: Incoming, revision: int) -> Merged:
    """Judge an incoming value against the stored cell; `revision` is the one it would be written with."""
    if _same(incoming.value, cell.value):
        return Merged(_without(cell, incoming.writer), Verdict.SAME)
    if cell.writer in {incoming.writer, placed_by(incoming.writer)} and _is_overtaken(incoming, cell):
        return Merged(cell, Verdict.LATE)
    if incoming.writer == cell.writer:
        return Merged(_written(cell, incoming, cell.was, revision), Verdict.WRITTEN)
    if cell.revision <= incoming.seen or (is_blank(cell.value) and not _same(incoming.value, cell.was)):
        return Merged(_written(cell, incoming, cell.value, revision), Verdict.WRITTEN)
    if _same(incoming.value, cell.was) or is_blank(incoming.value):
        return Merged(_without(cell, incoming.writer), Verdict.STALE)
    return Merged(_park(cell, incoming), Verdict.PARKED)


def settle(cell: Cell, choice: Choice, chosen: Parked, *, parked: str, revision: int) -> Cell:
    """Return the cell after a person chose between the stored text and the one `parked` by a view.

    `chosen` is what is to be stored unless theirs is kept, and whose view chose it. The other
    device's screen still shows what it wrote, so that becomes `was`: it will be redrawn at its
    next save instead of opening the same question again.
    """
    rest = tuple(other for other in cell.parked if other.writer != parked)
    if choice is Choice.THEIRS:
        return cell.model_copy(update={"parked": rest})
    return Cell(
        value=chosen.value,
        was=cell.value,
        writer=chosen.writer,
        by=chosen.by,
        revision=revision,
        parked=rest,
    )


def _same(one: JsonValue, other: JsonValue) -> bool:
    return one == other or (is_blank(one) and is_blank(other))


def _is_overtaken(incoming: Incoming, cell: Cell) -> bool:
    return bool(incoming.stamp and cell.stamp) and _seconds(incoming.stamp or "") < _seconds(cell.stamp or "")


def _seconds(stamp: str) -> float:
    return float(stamp)


def _without(cell: Cell, writer: str) -> Cell:
    rest = tuple(parked for parked in cell.parked if parked.writer != writer)
    return cell if len(rest) == len(cell.parked) else cell.model_copy(update={"parked": rest})


def _written(cell: Cell, incoming: Incoming, was: JsonValue, revision: int) -> Cell:
    return Cell(
        value=None if is_blank(incoming.value) else incoming.value,
        was=was,
        writer=incoming.writer,
        by=incoming.by,
        revision=revision,
        stamp=incoming.stamp or (cell.stamp if incoming.writer == cell.writer else None),
        parked=_without(cell, incoming.writer).parked,
    )


def _park(cell: Cell, incoming: Incoming) -> Cell:
    mine = Parked(writer=incoming.writer, by=incoming.by, value=incoming.value)
    return cell.model_copy(update={"parked": (*_without(cell, incoming.writer).parked, mine)})
