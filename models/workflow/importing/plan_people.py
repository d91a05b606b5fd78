"""Planning what a good people.csv changes."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from models.sealing import Keyring
from models.tables import Person, PersonRole, SupervisionLine, Table, Team, TeamMember, new_id
from models.vocabulary import ChannelDetail, LineKind
from models.workflow.importing.changes import Changes, Span, move_dated
from models.workflow.importing.known import Known, KnownPerson
from models.workflow.importing.rows import PersonRow

__all__ = ["plan_people", "plan_teams"]

_LINES = ((LineKind.SUPERVISOR, "supervisor"), (LineKind.STAND_IN, "stand_in"), (LineKind.MENTOR, "mentor"))

Fact = Callable[[date, date | None], Table]


def plan_teams(changes: Changes, rows: Iterable[PersonRow], known: Known) -> dict[str, str]:
    """Plan new teams, their channels and how much those hear; return the ids of all teams by name."""
    channels: dict[str, str | None] = {}
    details: dict[str, ChannelDetail] = {}
    for row in rows:
        if row.team is not None:
            channels[row.team] = row.team_channel or channels.get(row.team)
            details[row.team] = row.channel_detail or details.get(row.team, ChannelDetail.COUNTS)
    ids = {name: team.id for name, team in known.teams.items()}
    for name, channel in channels.items():
        if name in known.teams:
            before = changes.size
            changes.update(Team, known.teams[name], {"channel_id": channel, "channel_detail": details[name]})
            changes.teams_changed += changes.size - before
        else:
            team = Team(id=new_id(), name=name, channel_id=channel, channel_detail=details[name])
            changes.inserts.append(team)
            changes.teams_added += 1
            ids[name] = team.id
    return ids


def plan_people(
    changes: Changes, rows: Iterable[PersonRow], known: Known, teams: Mapping[str, str], keyring: Keyring, on: date
) -> dict[str, str]:
    """Plan people and their dated relations; return the ids of all people by staff number."""
    rows = tuple(rows)
    ids = {number: person.row.id for number, person in known.people.items()}
    ids |= {row.staff_number: new_id() for row in rows if row.staff_number not in ids}
    for row in rows:
        person = known.people.get(row.staff_number)
        before = changes.size
        if person is None:
            _add(changes, row, ids[row.staff_number], keyring)
        else:
            changes.update(Person, person.row, _plain(row))
        _move_facts(changes, row, person, ids, teams, on)
        _count(changes, row, person, touched=changes.size > before, on=on)
    named = {row.staff_number for row in rows}
    changes.people.absent = sum(
        number not in named and not person.has_left(on) for number, person in known.people.items()
    )
    _link(changes, rows, known, ids)
    return ids


def _add(changes: Changes, row: PersonRow, person_id: str, keyring: Keyring) -> None:
    _, wrapped = keyring.new_key()
    changes.inserts.append(Person(id=person_id, staff_number=row.staff_number, wrapped_key=wrapped, **_plain(row)))


def _plain(row: PersonRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "email": row.email,
        "started_on": row.start_date,
        "asye_started_on": row.asye_start,
        "student_fortnightly_from": row.student_fortnightly_from,
        "last_supervised_on": row.last_supervised,
        "last_contract_review_on": row.last_contract_review,
        "last_observed_on": row.last_observed,
        "left_on": row.left_on,
    }


def _move_facts(
    changes: Changes,
    row: PersonRow,
    person: KnownPerson | None,
    ids: Mapping[str, str],
    teams: Mapping[str, str],
    on: date,
) -> None:
    left = row.left_on if row.has_left(on) else None
    gone = person is not None and left is not None
    span = Span(
        opens=on if person is not None else row.start_date or min(on, left or on),
        closes=left or on,
        ends=left,
    )
    me = ids[row.staff_number]
    roles: dict[Any, Fact] = {
        (row.role, row.staff_kind): partial(_role, me, row),
    }
    members: dict[Any, Fact] = {} if row.team is None else {teams[row.team]: partial(_member, me, teams[row.team])}
    lines: dict[Any, Fact] = {}
    for kind, column in _LINES:
        number: str | None = getattr(row, column)
        if number is not None and number in ids:
            agreed = row.stand_in_agreed_by if kind is LineKind.STAND_IN else None
            lines[kind, ids[number], agreed] = partial(_line, me, kind, ids[number], agreed)
    role = person.role if person else None
    team = person.team if person else None
    held = person.lines.values() if person else ()
    move_dated(changes, {(role.role, role.staff_kind): role} if role else {}, {} if gone else roles, span)
    move_dated(changes, {team.team_id: team} if team else {}, {} if gone else members, span)
    current = {(line.kind, line.senior_id, line.agreed_by): line for line in held}
    move_dated(changes, current, {} if gone else lines, span)


def _role(me: str, row: PersonRow, from_on: date, until_on: date | None) -> Table:
    return PersonRole(
        id=new_id(), person_id=me, role=row.role, staff_kind=row.staff_kind, from_on=from_on, until_on=until_on
    )


def _member(me: str, team: str, from_on: date, until_on: date | None) -> Table:
    return TeamMember(id=new_id(), person_id=me, team_id=team, from_on=from_on, until_on=until_on)


def _line(me: str, kind: LineKind, senior: str, agreed: str | None, from_on: date, until_on: date | None) -> Table:
    return SupervisionLine(
        id=new_id(),
        person_id=me,
        senior_id=senior,
        kind=kind,
        agreed_by=agreed,
        from_on=from_on,
        until_on=until_on,
    )


def _count(changes: Changes, row: PersonRow, person: KnownPerson | None, *, touched: bool, on: date) -> None:
    if person is None:
        changes.people.added += 1
    elif row.has_left(on) and not person.has_left(on):
        changes.people.ended += 1
    elif touched:
        changes.people.changed += 1
    else:
        changes.people.unchanged += 1


def _link(changes: Changes, rows: Iterable[PersonRow], known: Known, ids: Mapping[str, str]) -> None:
    """Link people to Slack members of the same address, and undo links whose address has changed.

    A changed address may mean that the link was made with somebody else, so it is made anew.
    """
    fresh = {insert.id: insert for insert in changes.inserts if isinstance(insert, Person)}
    held = {person.row.slack_id for person in known.people.values()} - {None}
    for row in rows:
        person = known.people.get(row.staff_number)
        moved = person is not None and person.row.email != row.email
        if person is not None and person.row.slack_id is not None and not moved:
            continue
        found = known.slack_users.get(row.email)
        slack_id = None if found in held else found
        if person is None:
            fresh[ids[row.staff_number]].slack_id = slack_id
        else:
            changes.update(Person, person.row, {"slack_id": slack_id})
        if slack_id is not None:
            changes.linked[ids[row.staff_number]] = slack_id
