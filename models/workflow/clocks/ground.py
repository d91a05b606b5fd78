"""What every clock is read with: the policy, who is who, and what quiets a date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.policy import Policy
from models.tables import ChildFlagged, Snooze
from models.values.call import LONDON
from models.values.due import Due, DueState
from models.vocabulary import ChildFlag, ClockKind, Role
from models.workflow.clocks.booked import read_booked_days
from models.workflow.clocks.columns import raw, rows, table
from models.workflow.clocks.council import Council, read_council
from models.workflow.clocks.counted import Exceptions, read_done, read_exceptions, read_go_live
from models.workflow.clocks.person_facts import Done
from models.workflow.dated import holds
from models.workflow.parts import Parts

__all__ = ["Ground", "Scope", "day_of", "read_ground"]

_SUPERVISED = frozenset({Role.PRACTITIONER, Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom and which children a reading is about: all, where neither is named."""

    people: frozenset[str] | None = None
    children: frozenset[str] | None = None

    @property
    def whole(self) -> bool:
        """Say whether nobody is left out."""
        return self.people is None and self.children is None

    def covers(self, *people: str | None, child_id: str | None = None) -> bool:
        """Say whether something that concerns these people or that child is wanted."""
        if self.whole:
            return True
        named = self.people is not None and any(person in self.people for person in people)
        return named or (child_id is not None and self.children is not None and child_id in self.children)


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything a clock needs beside the history of its subject."""

    policy: Policy
    today: date
    council: Council
    go_live_on: date | None
    exceptions: Exceptions
    done: Done
    snoozes: Mapping[tuple[str, str], tuple[tuple[date, date], ...]]
    bookings: Mapping[str, date]
    restricted: frozenset[str]
    team_supervisors: Mapping[str, tuple[str, ...]]
    scope: Scope
    everything: bool

    def snoozed(self, clock: ClockKind, subject_id: str, due: Due) -> date | None:
        """Return up to when nobody is told, or last was not, of this very date; one that has moved is told again."""
        if not self.snoozes:
            return None
        found = self.snoozes.get((clock, subject_id), ())
        return max((until for due_on, until in found if due_on == due.due_on), default=None)

    def watched_from(self, *begun: date | None) -> date | None:
        """Return the first day on which anybody could be told: the bot watched, and there was what it is about."""
        return max((day for day in (self.go_live_on, *begun) if day is not None), default=None)

    def shows(self, due: Due) -> bool:
        """Say whether a date belongs to what is read."""
        return self.everything or due.state is not DueState.FINE

    def supervised(self) -> list[str]:
        """Return who has a clock of their own: practitioners and supervisors with a supervisor."""
        return [
            person
            for person, member in self.council.members.items()
            if member.role in _SUPERVISED and person in self.council.supervisors
        ]

    def workers(self) -> frozenset[str]:
        """Return the people a reading is about, with those they supervise: their children's dates are theirs too."""
        people = self.scope.people or frozenset()
        return people | {person for person, senior in self.council.supervisors.items() if senior in people}

    def leads(self, team_id: str | None) -> str | None:
        """Return the supervisor of a team."""
        return next(iter(self.team_supervisors.get(team_id, ())), None) if team_id is not None else None


async def read_ground(
    session: AsyncSession,
    parts: Parts,
    today: date,
    scope: Scope,
    *,
    everything: bool,
    council: Council | None = None,
) -> Ground:
    """Read who is who and what quiets a date, for the whole council."""
    known = council or await read_council(session, today)
    leading: dict[str, tuple[str, ...]] = {}
    for person, team in sorted(known.teams.items()):
        if known.members[person].role is Role.SUPERVISOR:
            leading[team] = (*leading.get(team, ()), person)
    return Ground(
        policy=parts.library.policy,
        today=today,
        council=known,
        go_live_on=await read_go_live(session, parts),
        exceptions=await read_exceptions(session, today),
        done=await read_done(session),
        snoozes=await _read_snoozes(session),
        bookings=await read_booked_days(session, today),
        restricted=await _read_restricted(session, today),
        team_supervisors=leading,
        scope=scope,
        everything=everything,
    )


def day_of(at: datetime) -> date:
    """Return the date in London of a stored time."""
    return at.astimezone(LONDON).date()


async def _read_snoozes(session: AsyncSession) -> dict[tuple[str, str], tuple[tuple[date, date], ...]]:
    """Return for which date and up to when something was put off, also where that is over: then it is told anew."""
    snooze = table(Snooze)
    found: dict[tuple[str, str], tuple[tuple[date, date], ...]] = {}
    for clock, child_id, person_id, *days in await rows(
        session,
        select(raw(snooze.c.clock), snooze.c.child_id, snooze.c.person_id, snooze.c.due_on, snooze.c.until_on),
    ):
        key = clock, child_id or person_id
        found[key] = (*found.get(key, ()), (days[0], days[1]))
    return found


async def _read_restricted(session: AsyncSession, today: date) -> frozenset[str]:
    flagged = table(ChildFlagged)
    found = await rows(
        session,
        select(flagged.c.child_id).where(raw(flagged.c.flag) == ChildFlag.RESTRICTED.value, holds(flagged.c, today)),
    )
    return frozenset(child_id for (child_id,) in found)
