"""Who is who on a day: roles, lines, teams and leave, as plain maps read in bulk."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.lines import has_handed_over, last_supervisor, line_day
from models.tables import Leave, Person, PersonRole, SupervisionLine, TeamMember
from models.values.call import LONDON
from models.values.clock_facts import Away, Supervised
from models.vocabulary import LineKind, Role, StaffKind
from models.workflow.clocks.columns import among, raw, rows, table
from models.workflow.dated import holds

__all__ = ["Council", "Member", "read_council"]

_ROLES = {role.value: role for role in Role}
_KINDS = {kind.value: kind for kind in StaffKind}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the directory: the dates it tells, and what they are today, where they are anything."""

    id: str
    started_on: date | None = None
    asye_started_on: date | None = None
    student_fortnightly_from: date | None = None
    last_supervised_on: date | None = None
    last_contract_review_on: date | None = None
    last_observed_on: date | None = None
    left_on: date | None = None
    role: Role | None = field(default=None, kw_only=True)
    kind: StaffKind = field(default=StaffKind.QUALIFIED, kw_only=True)
    kind_since: date = field(default=date.min, kw_only=True)


@dataclass(frozen=True, slots=True)
class Council:
    """Everybody, with the lines between them as of `today`.

    `lines` are those of the supervisor, past ones too; `supervisors`, `stand_ins` and `mentors` who is that
    today, for somebody who has left on the last day. `away` are all days of leave, `covers` who covers for
    those on leave today, or nobody; `named_by_line` are those of them whose cover the line named. `every_line` are
    those of all kinds, past ones too, each with its kind.
    """

    today: date
    members: Mapping[str, Member]
    lines: Mapping[str, Sequence[Supervised]] = field(default_factory=dict)
    supervisors: Mapping[str, str] = field(default_factory=dict)
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    mentors: Mapping[str, str] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)
    away: Mapping[str, tuple[Away, ...]] = field(default_factory=dict)
    covers: Mapping[str, str | None] = field(default_factory=dict)
    named_by_line: frozenset[str] = frozenset()
    every_line: Mapping[str, Sequence[tuple[str, Supervised]]] = field(default_factory=dict)

    def has_handed_over(self, person_id: str, senior_id: str) -> bool:
        """Say whether somebody supervised a person or stood in, does it no more, and another was supervisor since."""
        return has_handed_over(self.every_line.get(person_id, ()), senior_id, self._last_day(person_id))

    def last_supervisor(self, person_id: str) -> str | None:
        """Return the supervisor of a person, or where nobody is named, the last one."""
        return last_supervisor(self.every_line.get(person_id, ()), self._last_day(person_id))

    def _last_day(self, person_id: str) -> date:
        """Return today, or of somebody who has left the last day."""
        member = self.members.get(person_id)
        return line_day(None if member is None else member.left_on, self.today)

    def is_here(self, person_id: str) -> bool:
        """Say whether somebody works here today: has a role, and has not left."""
        member = self.members.get(person_id)
        return member is not None and member.role is not None

    def has_left(self, person_id: str) -> bool:
        """Say whether somebody has left by today."""
        member = self.members.get(person_id)
        return member is not None and member.left_on is not None and member.left_on <= self.today

    def is_away(self, person_id: str) -> bool:
        """Say whether somebody is on leave today."""
        return person_id in self.covers

    def hears(self, person_id: str) -> bool:
        """Say whether somebody may be told something today: works here, and is not on leave."""
        return self.is_here(person_id) and not self.is_away(person_id)

    def above(self, person_id: str) -> Iterator[str]:
        """Give the line above somebody, the nearest first."""
        seen = {person_id}
        while (senior := self.supervisors.get(person_id)) is not None and senior not in seen:
            seen.add(senior)
            yield senior
            person_id = senior

    def cover_of(self, person_id: str) -> str | None:
        """Return who covers for somebody on leave today; who is away too, or has left, covers nobody."""
        cover = self.covers.get(person_id)
        return cover if cover is not None and self.is_here(cover) and not self.is_away(cover) else None

    def worker_of(self, person_id: str | None, *, restricted: bool) -> str | None:
        """Return who works with the child of that worker today: also who covers for them, or nobody once they left.

        A restricted child goes only to a cover whom the line named, or who is in it.
        """
        if person_id is None or not self.is_here(person_id):
            return None
        cover = self.cover_of(person_id)
        if cover is None or (
            restricted and person_id not in self.named_by_line and cover not in set(self.above(person_id))
        ):
            return person_id
        return cover


async def read_council(session: AsyncSession, today: date, people: Collection[str] | None = None) -> Council:
    """Read everybody in six statements, or only what is known of some people."""
    away, covers, named = await _read_leave(session, today, people)
    members = await _read_members(session, today, people)
    lines = await _read_lines(session, people)
    on = {
        member.id: line_day(member.left_on, today)
        for member in members.values()
        if member.left_on is not None and member.left_on <= today
    }
    return Council(
        today=today,
        members=members,
        lines={person: [line for _, line in found] for person, found in _of_kind(lines, LineKind.SUPERVISOR).items()},
        supervisors=_present(lines, LineKind.SUPERVISOR, on, today),
        stand_ins=_present(lines, LineKind.STAND_IN, on, today),
        mentors=_present(lines, LineKind.MENTOR, on, today),
        teams=await _read_teams(session, today, people, on),
        away=away,
        covers=covers,
        named_by_line=named,
        every_line=lines,
    )


async def _read_members(session: AsyncSession, today: date, people: Collection[str] | None) -> dict[str, Member]:
    person, role = table(Person), table(PersonRole)
    roles: dict[str, list[Any]] = {}
    for row in await rows(
        session,
        select(role.c.person_id, raw(role.c.role), raw(role.c.staff_kind), role.c.from_on, role.c.until_on).where(
            among(role.c.person_id, people)
        ),
    ):
        roles.setdefault(row[0], []).append(row)
    found: dict[str, Member] = {}
    for row in await rows(
        session,
        select(
            person.c.id,
            person.c.started_on,
            person.c.asye_started_on,
            person.c.student_fortnightly_from,
            person.c.last_supervised_on,
            person.c.last_contract_review_on,
            person.c.last_observed_on,
            person.c.left_on,
        ).where(among(person.c.id, people)),
    ):
        id_, left_on = row[0], row[-1]
        left = left_on is not None and left_on <= today
        day = line_day(left_on, today)
        held = roles.get(id_, [])
        present = next((one for one in held if one[3] <= day and (one[4] is None or one[4] > day)), None)
        if present is None:
            found[id_] = Member(*row)
            continue
        since = present[3]
        while earlier := [
            one[3] for one in held if one[2] == present[2] and one[3] < since and _reaches(one[4], since)
        ]:
            since = min(earlier)
        is_now = None if left else _ROLES[present[1]]
        found[id_] = Member(*row, role=is_now, kind=_KINDS[present[2]], kind_since=since)
    return found


def _reaches(until_on: date | None, day: date) -> bool:
    return until_on is None or until_on >= day


_Lines = dict[str, list[tuple[str, Supervised]]]


async def _read_lines(session: AsyncSession, people: Collection[str] | None) -> _Lines:
    line = table(SupervisionLine)
    found: _Lines = {}
    for person_id, kind, *facts in await rows(
        session,
        select(line.c.person_id, raw(line.c.kind), line.c.senior_id, line.c.from_on, line.c.until_on).where(
            among(line.c.person_id, people)
        ),
    ):
        found.setdefault(person_id, []).append((kind, Supervised(*facts)))
    return found


def _of_kind(lines: _Lines, kind: LineKind) -> _Lines:
    return {person: [one for one in found if one[0] == kind] for person, found in lines.items()}


def _present(lines: _Lines, kind: LineKind, on: Mapping[str, date], today: date) -> dict[str, str]:
    """Return who is that to each today, or was on the last day of who has left."""
    return {
        person: line.senior_id
        for person, found in lines.items()
        for what, line in found
        if what == kind and line.holds(on.get(person, today))
    }


async def _read_teams(
    session: AsyncSession, today: date, people: Collection[str] | None, left: Mapping[str, date]
) -> dict[str, str]:
    member = table(TeamMember)
    of = select(member.c.person_id, member.c.team_id, member.c.from_on, member.c.until_on)
    now = of.where(holds(member.c, today), among(member.c.person_id, people))
    teams = {person: team for person, team, *_ in await rows(session, now)}
    if left:
        for person, team, from_on, until_on in await rows(session, of.where(member.c.until_on <= today)):
            day = left.get(person)
            if day is not None and from_on <= day < until_on:
                teams[person] = team
    return teams


async def _read_leave(
    session: AsyncSession, today: date, people: Collection[str] | None
) -> tuple[dict[str, tuple[Away, ...]], dict[str, str | None], frozenset[str]]:
    leave = table(Leave)
    away: dict[str, tuple[Away, ...]] = {}
    covers: dict[str, str | None] = {}
    named: set[str] = set()
    for person_id, from_on, until_on, cover_id, set_by, ended_at in await rows(
        session,
        select(
            leave.c.person_id, leave.c.from_on, leave.c.until_on, leave.c.cover_id, leave.c.set_by, leave.c.ended_at
        ).where(among(leave.c.person_id, people)),
    ):
        one = Away(from_on, _until(until_on, ended_at))
        if one.from_on < one.until_on:
            away[person_id] = (*away.get(person_id, ()), one)
        if one.holds(today):
            covers[person_id] = cover_id or covers.get(person_id)
            if cover_id is not None and set_by != person_id:
                named.add(person_id)
    return away, covers, frozenset(named)


def _until(until_on: date, ended_at: datetime | None) -> date:
    """Return the first day back, also of who came back early."""
    return until_on if ended_at is None else min(until_on, ended_at.astimezone(LONDON).date())
