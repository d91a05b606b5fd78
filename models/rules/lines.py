"""Who answered for a person by the lines of the directory, and who does it no more (source rows B39, B40)."""

from collections.abc import Collection
from datetime import date

from models.values.clock_facts import Supervised
from models.vocabulary import LineKind

__all__ = ["has_handed_over", "last_supervisor"]

_ANSWERING = frozenset({LineKind.SUPERVISOR, LineKind.STAND_IN})


def has_handed_over(lines: Collection[tuple[str, Supervised]], senior_id: str, on: date) -> bool:
    """Say whether somebody supervised a person or stood in, does it no more, and another was supervisor after that.

    `lines` are all of the person, each with its kind. What was handed over stays so, also on days on which nobody is
    down as supervisor; who never had a successor has handed nothing over.
    """
    mine = [line for kind, line in lines if kind in _ANSWERING and line.senior_id == senior_id and line.from_on <= on]
    ended = [line.until_on for line in mine if line.until_on is not None and line.until_on <= on]
    if not ended or len(ended) < len(mine):
        return False
    return any(
        kind == LineKind.SUPERVISOR
        and line.senior_id != senior_id
        and line.from_on <= on
        and (line.until_on is None or line.until_on > max(ended))
        for kind, line in lines
    )


def last_supervisor(lines: Collection[tuple[str, Supervised]], on: date) -> str | None:
    """Return who is the supervisor that day, or was it last; nobody where there never was one."""
    begun = [line for kind, line in lines if kind == LineKind.SUPERVISOR and line.from_on <= on]
    return max(begun, key=lambda line: line.from_on).senior_id if begun else None
