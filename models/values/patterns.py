"""What keeps missing in a worker's records, for the supervisor alone (source row D2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

__all__ = ["FileCheck", "Gap", "MissingPatterns", "Pattern", "WorkerPatterns"]


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What one sent record says of the file: `asked` are the labels of its questions by id, `missing` some of these.

    `label` names the child by initials and number.
    """

    held_on: date
    label: str
    asked: Mapping[str, str]
    missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gap:
    """One time something was missing."""

    held_on: date
    label: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A question to which the answer was missing again: which times, the latest first, of how many it was asked."""

    question: str
    gaps: tuple[Gap, ...]
    asked: int


@dataclass(frozen=True, slots=True)
class WorkerPatterns:
    """What keeps missing in one worker's last records, and how many were looked at."""

    worker: str
    records: int
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class MissingPatterns:
    """What keeps missing with each worker a group's records concern."""

    supervision_id: str
    workers: tuple[WorkerPatterns, ...]
