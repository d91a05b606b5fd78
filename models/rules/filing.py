"""What is still to be filed of a version, and where it belongs (source rows B14, B28, B35, E9)."""

from collections.abc import Collection
from typing import Final

from models.vocabulary import Filed, RecordKind, RecordState

__all__ = ["OPEN_STATES", "place_of", "wants_outcome"]

OPEN_STATES: Final[Collection[RecordState]] = frozenset({RecordState.AWAITING, RecordState.CHANGE_ASKED})
"""States of which a paste says *awaiting agreement*."""


def place_of(kind: RecordKind) -> Filed:
    """Return where a record is filed: of a child on Mosaic, about a person in that person's staff file."""
    return Filed.STAFF_FILE if kind.about_person else Filed.MOSAIC


def wants_outcome(told: RecordState, state: RecordState) -> bool:
    """Say whether what was pasted of a version's agreement is no longer how it stands.

    From waiting to a change that is asked for nothing is pasted: the next version is a paste of its own.
    """
    return told is not state and not {told, state} <= set(OPEN_STATES)
