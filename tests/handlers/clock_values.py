"""Made-up due dates for the tests of lists, proofs and digests."""

from datetime import date, timedelta
from typing import Any

from models.values.clocks import Digest, DueItem, DueList, DueRow, Explained, Told, Words
from models.values.due import CountedFrom, Due, DueState, Overridden
from models.vocabulary import ClockKind, NudgeStage
from tests.handlers.meeting_values import TODAY

__all__ = ["EXCEPTION", "digest", "due", "explained", "item", "listed", "row", "told"]

SOURCE = "B18, I8: Dorset guidance, standard 10"
EXCEPTION = Overridden("o" * 32, date(2026, 4, 1))


def due(days: int, state: DueState | None = None, **changed: Any) -> Due:
    """Return a date in so many days, in the state that follows unless another is given."""
    due_on = TODAY + timedelta(days=days)
    by_day = DueState.OVERDUE if days < 0 else DueState.DUE if days == 0 else DueState.COMING_DUE
    given = {"rule": "every 8 weeks", "source": SOURCE, "counted_from": CountedFrom.SUPERVISION}
    return Due(due_on, state or by_day, **(given | {"counted_on": due_on - timedelta(days=56)} | changed))


def item(clock: ClockKind, days: int = 0, *, place: int = 1, on: Due | None = None, **changed: Any) -> DueItem:
    """Return a date of Sam's, or of one of Sam's children, that Priya is to see to."""
    given: dict[str, Any] = {"person_id": "sam", "owner_id": "priya"}
    return DueItem(clock, f"{place:032x}", on or due(days), **(given | changed))


def row(clock: ClockKind, days: int = 0, *, place: int = 1, words: Words | None = None, **changed: Any) -> DueRow:
    """Return the row of such a date for Priya, unless told otherwise."""
    of_item = {key: changed.pop(key) for key in list(changed) if key in DueItem.__dataclass_fields__}
    on = changed.pop("on", None)
    child = clock in {ClockKind.CHILD, ClockKind.OPEN_CHILD, ClockKind.ACTION}
    label = f"AB · {100_000 + place}" if child else "Sam Example"
    said = words or Words(label, "Sam Example", "Priya Example")
    given: dict[str, Any] = {"may_start": True, "may_settle": True, "mine": True}
    return DueRow(item(clock, days, place=place, on=on, **of_item), said, **(given | changed))


def listed(*rows: DueRow, scope: str = "mine", teams: tuple[tuple[str, str], ...] = ()) -> DueList:
    """Return a list with these rows."""
    return DueList(rows, TODAY, TODAY, scope, teams)


def explained(shown: DueRow, **changed: Any) -> Explained:
    """Return the proof of a row."""
    return Explained(shown, TODAY, **changed)


def told(shown: DueRow, stage: NudgeStage = NudgeStage.DUE, *, done: bool = False) -> Told:
    """Return the line of a digest."""
    return Told(shown, stage, done)


def digest(*lines: Told, others: tuple[Told, ...] = ()) -> Digest:
    """Return Priya's digest of that day."""
    return Digest("priya", TODAY, lines, others)
