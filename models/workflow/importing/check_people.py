"""What is wrong with people.csv beyond single cells: numbers twice, references, circles, dates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.values.directory import Problem
from models.vocabulary import ChannelDetail, Role, StaffKind
from models.workflow.importing.known import Known
from models.workflow.importing.rows import PersonRow
from models.workflow.importing.staff import Named, Standing, find_circle

__all__ = ["check_people"]

_IN_THE_LINE = frozenset({Role.PRACTITIONER, Role.SUPERVISOR})
_MAY_SUPERVISE = frozenset({Role.SUPERVISOR, Role.SERVICE_MANAGER})
_PAST = ("asye_start", "last_supervised", "last_contract_review", "last_observed")

Fault = tuple[str, str]
"""A column and why."""


@dataclass(frozen=True, slots=True)
class _Context:
    staff: Mapping[str, Standing]
    named: Named
    on: date


def check_people(
    file: str,
    rows: Sequence[PersonRow],
    named: Named,
    staff: Mapping[str, Standing],
    known: Known,
    on: date,
) -> list[Problem]:
    """Return what is wrong; `named` is what broken rows name."""
    context = _Context(staff, named, on)
    checks = (_check_duties, _check_dates, _check_references, _check_circles)
    problems = [
        Problem(file, row.line, column, why) for row in rows for check in checks for column, why in check(row, context)
    ]
    problems += [Problem(file, line, column, why) for line, column, why in _check_twice(rows, known)]
    problems += [Problem(file, line, "team_channel", why) for line, why in _check_channels(rows, known)]
    problems += [Problem(file, line, "channel_detail", why) for line, why in _check_details(rows)]
    return problems


def _check_twice(rows: Sequence[PersonRow], known: Known) -> Iterator[tuple[int, str, str]]:
    numbers: dict[str, int] = {}
    addresses: dict[str, int] = {}
    for row in rows:
        if numbers.setdefault(row.staff_number, row.line) != row.line:
            yield row.line, "staff_number", f"Line {numbers[row.staff_number]} has the same staff number."
        if addresses.setdefault(row.email, row.line) != row.line:
            yield row.line, "email", f"Line {addresses[row.email]} has the same e-mail address."
    taken = {person.row.email: number for number, person in known.people.items() if number not in numbers}
    for row in rows:
        if row.email in taken:
            yield row.line, "email", f"This is the address of {taken[row.email]}, whom the file does not name."


def _check_channels(rows: Sequence[PersonRow], known: Known) -> Iterator[tuple[int, str]]:
    named = {row.team for row in rows}
    of_team: dict[str, str] = {}
    of_channel = {team.channel_id: name for name, team in known.teams.items() if team.channel_id and name not in named}
    for row in rows:
        if row.team_channel is None:
            continue
        if row.team is None:
            yield row.line, "There is a channel here but no team."
            continue
        if of_team.setdefault(row.team, row.team_channel) != row.team_channel:
            yield row.line, f"Another row gives team {row.team} another channel."
        if of_channel.setdefault(row.team_channel, row.team) != row.team:
            yield row.line, f"This is the channel of team {of_channel[row.team_channel]}."


def _check_details(rows: Sequence[PersonRow]) -> Iterator[tuple[int, str]]:
    of_team: dict[str, ChannelDetail] = {}
    for row in rows:
        if row.channel_detail is None:
            continue
        if row.team is None:
            yield row.line, "There is something about a team's channel here but no team."
        elif of_team.setdefault(row.team, row.channel_detail) is not row.channel_detail:
            yield row.line, f"Another row says something else of the channel of team {row.team}."


def _check_duties(row: PersonRow, context: _Context) -> Iterator[Fault]:
    if not row.has_left(context.on) and row.role in _IN_THE_LINE:
        if row.team is None:
            yield "team", f"A {row.role.value} needs a team."
        if row.supervisor is None:
            yield "supervisor", f"A {row.role.value} needs a supervisor."
    if row.staff_kind is StaffKind.ASYE and row.asye_start is None:
        yield "asye_start", "For staff kind asye the start of the assessed and supported year is needed."
    if row.stand_in is not None and row.stand_in_agreed_by is None:
        yield "stand_in_agreed_by", "A stand-in needs the name of the senior manager who agreed to it."
    if row.stand_in is None and row.stand_in_agreed_by is not None:
        yield "stand_in", "Somebody agreed to a stand-in here, but there is none."


def _check_dates(row: PersonRow, context: _Context) -> Iterator[Fault]:
    for column in _PAST:
        day: date | None = getattr(row, column)
        if day is not None and day > context.on:
            yield column, f"This is after {context.on.isoformat()}, the day the directory describes."
    if row.start_date is not None and row.left_on is not None and row.left_on < row.start_date:
        yield "left_on", "This is before the start date."


def _check_references(row: PersonRow, context: _Context) -> Iterator[Fault]:
    for column in ("supervisor", "stand_in", "mentor"):
        number: str | None = getattr(row, column)
        if number is None or row.has_left(context.on):
            continue
        standing = context.staff.get(number)
        if number == row.staff_number:
            yield column, "This is the person's own staff number."
        elif standing is None and not context.named.has_number(number):
            yield column, f"There is nobody with staff number {number} in this file or in the directory."
        elif standing is not None and standing.has_left(context.on):
            yield column, f"{number} has left."
        elif column == "supervisor" and standing is not None and standing.role not in _MAY_SUPERVISE:
            yield column, f"{number} has neither the role supervisor nor service_manager."
    if row.stand_in is not None and row.stand_in == row.supervisor:
        yield "stand_in", "The supervisor cannot stand in for the supervisor."


def _check_circles(row: PersonRow, context: _Context) -> Iterator[Fault]:
    circle = find_circle(row.staff_number, context.staff)
    if len(circle) > len((row.staff_number, row.staff_number)):
        yield "supervisor", f"This line of supervisors goes in a circle: {' → '.join(circle)}."
