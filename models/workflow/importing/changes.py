"""What an import will write, gathered before anything is written; and how dated facts move."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from models.tables import (
    Allocation,
    ChildFlagged,
    ChildPlan,
    PersonRole,
    SupervisionLine,
    Table,
    TeamMember,
)
from models.values.directory import Tally

__all__ = ["Changes", "Count", "Span", "Update", "move_dated"]


DatedRow = PersonRole | TeamMember | SupervisionLine | Allocation | ChildPlan | ChildFlagged


@dataclass(frozen=True, slots=True)
class Update:
    """New values of one row."""

    table: type[Table]
    row: str
    values: dict[str, Any]


@dataclass(slots=True)
class Count:
    """A tally in the making."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = 0
    absent: int = 0

    @property
    def touched(self) -> int:
        """Return how many are new or not as they were."""
        return self.added + self.changed + self.ended

    def done(self) -> Tally:
        """Return the finished tally."""
        return Tally(self.added, self.changed, self.unchanged, self.ended, self.absent)


@dataclass(slots=True)
class Changes:
    """Rows to insert and to update; `linked` says which person will be which Slack member."""

    inserts: list[Table] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    people: Count = field(default_factory=Count)
    children: Count = field(default_factory=Count)
    teams_added: int = 0
    teams_changed: int = 0
    linked: dict[str, str] = field(default_factory=dict)
    without_worker: int = 0

    @property
    def size(self) -> int:
        """Return how many rows will be written."""
        return len(self.inserts) + len(self.updates)

    def update(self, table: type[Table], row: Any, values: Mapping[str, Any]) -> None:
        """Note the values that differ from those the row has."""
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            self.updates.append(Update(table, row.id, changed))


@dataclass(frozen=True, slots=True)
class Span:
    """The days a subject's facts begin and end at.

    A subject the directory meets for the first time brings facts that are taken to hold since it
    began (`opens`); later changes open and close rows on the import's effective date. `ends` is
    set for a subject that is over already.
    """

    opens: date
    closes: date
    ends: date | None = None


K = TypeVar("K", bound=Hashable)


def move_dated(
    changes: Changes,
    current: Mapping[K, DatedRow],
    wanted: Mapping[K, Callable[[date, date | None], Table]],
    span: Span,
) -> None:
    """Close the rows whose fact no longer holds and open rows for facts that are new; touch no other."""
    for fact, row in current.items():
        if fact not in wanted:
            # A row made by an import of the same day, or for a later start, ends as it begins: it never held.
            changes.updates.append(Update(type(row), row.id, {"until_on": max(row.from_on, span.closes)}))
    changes.inserts += [make(span.opens, span.ends) for fact, make in wanted.items() if fact not in current]
