"""What an import of the directory found, did, or refuses to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

__all__ = ["ImportRefused", "ImportSummary", "Problem", "Tally"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong: where, and why in words that never repeat a cell about a child."""

    file: str
    line: int
    column: str
    why: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}, {self.column}: {self.why}" if self.column else f"{place}: {self.why}"


class ImportRefused(Exception):
    """The files are not imported, for each of these reasons; nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(sorted(problems))


@dataclass(frozen=True, slots=True)
class Tally:
    """What an import does to people, or to children.

    `ended` counts those who left, or were closed, by this import; `absent` those of the
    directory that the file does not name, who stay as they are.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = 0
    absent: int = 0


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did, or in a dry run would do; it names nobody."""

    effective_on: date
    dry_run: bool
    people: Tally
    children: Tally
    teams_added: int
    teams_changed: int
    linked: int
    without_worker: int
    notes: tuple[str, ...] = ()
