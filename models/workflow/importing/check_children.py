"""What is wrong with children.csv beyond single cells. No sentence repeats a cell of the file."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.values.directory import Problem
from models.vocabulary import Role
from models.workflow.importing.rows import ChildRow
from models.workflow.importing.staff import Named, Standing

__all__ = ["check_children"]

_PAST = ("date_of_birth", "opened", "closed", "last_supervised")

Fault = tuple[str, str]
"""A column and why."""


@dataclass(frozen=True, slots=True)
class _Context:
    staff: Mapping[str, Standing]
    named: Named
    teams: Collection[str]
    supervised: Collection[str | None]
    on: date


def check_children(
    file: str,
    rows: Sequence[ChildRow],
    named: Named,
    staff: Mapping[str, Standing],
    teams: Collection[str],
    on: date,
) -> list[Problem]:
    """Return what is wrong; `named` is what broken rows of people.csv name."""
    supervised = {
        person.team for person in staff.values() if person.role is Role.SUPERVISOR and not person.has_left(on)
    }
    context = _Context(staff, named, teams, supervised, on)
    checks = (_check_initials, _check_dates, _check_worker, _check_team)
    problems = [
        Problem(file, row.line, column, why) for row in rows for check in checks for column, why in check(row, context)
    ]
    lines: dict[str, int] = {}
    for row in rows:
        if lines.setdefault(row.mosaic_number, row.line) != row.line:
            why = f"Line {lines[row.mosaic_number]} has the same Mosaic number."
            problems.append(Problem(file, row.line, "mosaic_number", why))
    return problems


def _check_initials(row: ChildRow, _context: _Context) -> Iterator[Fault]:
    words = row.name.upper().split()
    if row.initials is not None and len(row.initials) > 1 and row.initials in words:
        yield "initials", "These are not initials but a whole word of the name."


def _check_dates(row: ChildRow, context: _Context) -> Iterator[Fault]:
    for column in _PAST:
        day: date | None = getattr(row, column)
        if day is not None and day > context.on:
            yield column, f"This is after {context.on.isoformat()}, the day the directory describes."
    if row.closed is not None and row.closed < row.opened:
        yield "closed", "This is before the child was opened."


def _check_worker(row: ChildRow, context: _Context) -> Iterator[Fault]:
    if row.worker is None:
        return
    worker = context.staff.get(row.worker)
    if worker is None:
        if not context.named.has_number(row.worker):
            yield "worker", "There is nobody with this staff number in the people's file or in the directory."
    elif worker.has_left(context.on) and not row.is_closed(context.on):
        yield "worker", "The worker has left. Give the child's new worker, or leave it empty for the supervisor."
    elif worker.team is None and row.team is None:
        yield "team", "The worker is in no team, so the child's team is needed."


def _check_team(row: ChildRow, context: _Context) -> Iterator[Fault]:
    if row.team is None:
        if row.worker is None:
            yield "team", "A child without a worker needs a team."
        return
    if context.named.has_team(row.team):
        return
    if row.team not in context.teams:
        yield "team", "There is no team of this name in the people's file or in the directory."
    elif row.worker is None and row.team not in context.supervised and not row.is_closed(context.on):
        yield "team", "A child without a worker is the team's supervisor's, and this team has none."
