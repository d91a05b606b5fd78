"""The people as they will be after an import: the file's rows, and those it does not name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from models.vocabulary import LineKind, Role
from models.workflow.importing.known import Known
from models.workflow.importing.rows import PersonRow

__all__ = ["Named", "Standing", "build_staff", "find_circle"]


@dataclass(frozen=True, slots=True)
class Named:
    """What people.csv names in rows that are not good: nobody is called unknown because of them.

    `complete` is false when some rows could not be read at all and so may name anybody.
    """

    numbers: frozenset[str]
    teams: frozenset[str]
    complete: bool

    def has_number(self, number: str) -> bool:
        """Return whether a broken row may be about that staff number."""
        return not self.complete or number in self.numbers

    def has_team(self, team: str) -> bool:
        """Return whether a broken row may be about that team."""
        return not self.complete or team in self.teams


@dataclass(frozen=True, slots=True)
class Standing:
    """What the checks need to know of one person."""

    role: Role | None
    team: str | None
    supervisor: str | None
    left_on: date | None

    def has_left(self, on: date) -> bool:
        """Return whether the person no longer works here that day."""
        return self.left_on is not None and self.left_on <= on


def build_staff(rows: Iterable[PersonRow], known: Known) -> dict[str, Standing]:
    """Return everybody by staff number, the file's word before the database's."""
    teams = {team.id: name for name, team in known.teams.items()}
    numbers = {person.row.id: number for number, person in known.people.items()}
    staff: dict[str, Standing] = {}
    for number, person in known.people.items():
        line = person.lines.get(LineKind.SUPERVISOR)
        staff[number] = Standing(
            role=None if person.role is None else person.role.role,
            team=None if person.team is None else teams[person.team.team_id],
            supervisor=None if line is None else numbers[line.senior_id],
            left_on=person.row.left_on,
        )
    for row in rows:
        staff[row.staff_number] = Standing(row.role, row.team, row.supervisor, row.left_on)
    return staff


def find_circle(number: str, staff: Mapping[str, Standing]) -> tuple[str, ...]:
    """Return the way from a person up the line back to the same person; empty when there is none."""
    way = [number]
    while True:
        above = staff.get(way[-1])
        if above is None or above.supervisor is None:
            return ()
        if above.supervisor == number:
            return (*way, number)
        if above.supervisor in way:
            return ()
        way.append(above.supervisor)
