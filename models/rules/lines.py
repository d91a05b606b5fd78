"""Who answered for a person by the lines of the directory, and who does it no more (source rows B39, B40)."""

from collections.abc import Collection
from datetime import date, timedelta

from models.values.clock_facts import Supervised
from models.vocabulary import LineKind

__all__ = ["has_handed_over", "last_supervisor", "line_day"]


def has_handed_over(lines: Collection[tuple[str, Supervised]], senior_id: str, on: date) -> bool:
    """Say whether somebody supervised a person or stood in, does it no more, and another was supervisor after that.

    `lines` are all of the person, each with its kind. What was handed over stays so, also on days on which nobody is
    down as supervisor, and once its former supervisor stood in for a while; who never had a successor has handed
    nothing over.
    """
    supervised = [line for line in _begun(lines, LineKind.SUPERVISOR, on) if line.senior_id == senior_id]
    stood_in = [line for line in _begun(lines, LineKind.STAND_IN, on) if line.senior_id == senior_id]
    if any(line.holds(on) for line in (*supervised, *stood_in)):
        return False
    ended = [line.until_on for line in supervised or stood_in if line.until_on is not None]
    others = [line for line in _begun(lines, LineKind.SUPERVISOR, on) if line.senior_id != senior_id]
    return bool(ended) and any(line.until_on is None or line.until_on > max(ended) for line in others)


def last_supervisor(lines: Collection[tuple[str, Supervised]], on: date) -> str | None:
    """Return who is the supervisor that day, or was it last; nobody where there never was one."""
    begun = _begun(lines, LineKind.SUPERVISOR, on)
    return max(begun, key=_ends).senior_id if begun else None


def line_day(left_on: date | None, on: date) -> date:
    """Return the day whose lines count: that day, or of somebody who has left by then the last one."""
    return on if left_on is None else min(on, left_on - timedelta(days=1))


def _begun(lines: Collection[tuple[str, Supervised]], kind: LineKind, on: date) -> list[Supervised]:
    """Return the lines of a kind that held on some day up to this one: one corrected on its first day never did."""
    return [line for what, line in lines if what == kind and line.from_on <= on and line.from_on < _ends(line)[0]]


def _ends(line: Supervised) -> tuple[date, date]:
    return line.until_on or date.max, line.from_on
