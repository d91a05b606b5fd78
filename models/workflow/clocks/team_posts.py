"""The one post a day in a team's channel: what is coming due, and what is done since the morning."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import String, cast, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.outbox import refresh_all
from models.policy import Policy
from models.rules.clocks.stages import find_stage
from models.rules.office_hours import is_in_hours
from models.tables import Allocation, Child, Outbox, Person, SupervisionLine, Team, TeamMember
from models.values.call import LONDON, Call
from models.values.clocks import DueItem, TeamLine, TeamPost
from models.values.due import DueState
from models.values.errors import Refusal
from models.values.outbox import Promised
from models.vocabulary import ClockKind, LineKind, MessageKind, NudgeStage, OutboxState, SendingMode
from models.workflow.clocks.columns import chunks
from models.workflow.clocks.reading import read_items
from models.workflow.dated import holds
from models.workflow.parts import Parts

__all__ = [
    "check_leads",
    "find_team_posts",
    "keep_lines",
    "read_team_post",
    "reduce_earlier_posts",
    "refresh_channels_posts",
    "refresh_posts_naming",
    "refresh_team_post",
    "refresh_team_posts",
    "team_post_key",
]

_CHILD_CLOCKS = frozenset({ClockKind.CHILD, ClockKind.OPEN_CHILD})
_STANDS = (OutboxState.SENDING, OutboxState.SENT)
_LEAD = (LineKind.SUPERVISOR, LineKind.STAND_IN)
_LINES = "lines"
_AT_ONCE = 5000

NOT_LEADING = "This button is for who supervises in this team. “Show mine” shows you what is due of yours."


def team_post_key(team_id: str, day: date) -> str:
    """Return the outbox key of the one post a team's channel gets on a day; its facts are `team` and `day`."""
    return f"team_post:{team_id}:{day.isoformat()}"


async def read_team_post(parts: Parts, team_id: str, day: date, now: datetime) -> TeamPost | None:
    """Return what the team's channel is told that day, as it stands now; None when there is nothing to tell.

    Once it was posted it shows what it showed in the morning: what was done since says so, and what may not
    be said any more is gone. Nothing new is posted on another day than `day`, nor out of hours.
    """
    if now.astimezone(LONDON).date() != day:
        return None
    async with parts.read() as session:
        team = await session.get(Team, team_id)
        row = (await session.exec(select(Outbox).where(Outbox.key == team_post_key(team_id, day)))).first()
        if team is None:
            return None
        morning = None if row is None or row.message_ts is None else _read_lines(row.facts)
        if morning is None and not is_in_hours(parts.library.policy, now):
            return None
        found = await _read_found(session, parts, team_id, day)
        if morning is None:
            lines = [line for line in found.values() if not line.done]
        else:
            lines = [since for key, line in morning.items() if (since := _since(line, found.get(key))) is not None]
        if morning is None and not lines:
            return None
        labels = await _read_labels(session, lines, team_id, day)
    named = (replace(line, label=labels[_key(line)]) for line in lines if _key(line) in labels)
    ordered = sorted(named, key=lambda line: (line.due_on, line.label))
    return TeamPost(team_id, team.name, day, _within(parts.library.policy), tuple(ordered))


async def check_leads(parts: Parts, call: Call, *, team_id: str) -> None:
    """Check that somebody supervises, or stands in for who supervises, a person of the team today.

    Raises
    ------
    Refusal
        When they do not.
    """
    leads = (
        select(SupervisionLine.id)
        .join(TeamMember, col(TeamMember.person_id) == SupervisionLine.person_id)
        .where(
            SupervisionLine.senior_id == call.person_id,
            TeamMember.team_id == team_id,
            col(SupervisionLine.kind).in_(_LEAD),
            holds(SupervisionLine, call.today),
            holds(TeamMember, call.today),
        )
    )
    async with parts.read() as session:
        if (await session.exec(leads.limit(1))).first() is None:
            raise Refusal(NOT_LEADING)


async def keep_lines(parts: Parts, promised: Promised, post: TeamPost, now: datetime) -> None:
    """Keep, just before it is posted, which children and colleagues stand in a post: ids and dates only.

    Where the row is somebody else's by now, what they post is what counts.
    """
    kept = " ".join(f"{_key(line)}:{line.due_on}:{line.counted_on}" for line in post.lines)
    async with parts.database.write(None, now) as session:
        facts = promised.facts | {_LINES: kept}
        ours = (col(Outbox.id) == promised.id, col(Outbox.lease_owner) == promised.claim)
        await session.exec(update(Outbox).where(*ours).values(facts=facts))


async def refresh_team_post(
    session: AsyncSession, *, person_id: str | None = None, child_id: str | None = None, now: datetime
) -> None:
    """Promise that today's post of the team of a person or child will show the present state."""
    await refresh_team_posts(
        session,
        people=() if person_id is None else (person_id,),
        children=() if child_id is None else (child_id,),
        now=now,
    )


async def refresh_team_posts(
    session: AsyncSession,
    *,
    people: Collection[str] = (),
    children: Collection[str] = (),
    teams: Collection[str] = (),
    now: datetime,
) -> None:
    """Promise the same for several people, children and teams at once."""
    keys = await find_team_posts(session, people=people, children=children, teams=teams, now=now)
    await refresh_all(session, keys=keys, now=now)


async def find_team_posts(
    session: AsyncSession,
    *,
    people: Collection[str] = (),
    children: Collection[str] = (),
    teams: Collection[str] = (),
    now: datetime,
) -> set[str]:
    """Return the keys of today's posts of these teams, and those of these people and children, that can be changed."""
    today = now.astimezone(LONDON).date()
    found = set(teams)
    for some in chunks(sorted(people), _AT_ONCE):
        found |= await _find_teams(session, some, (), today)
    for some in chunks(sorted(children), _AT_ONCE):
        found |= await _find_teams(session, (), some, today)
    return await _find_standing(session, found, now)


async def refresh_posts_naming(session: AsyncSession, *, children: Collection[str], now: datetime) -> None:
    """Promise that every post that stands and names one of these children says no more than may be said now."""
    words = cast(col(Outbox.facts), String)
    keys: set[str] = set()
    for child_id in sorted(children):
        standing = await session.exec(
            select(Outbox.key).where(
                col(Outbox.kind) == MessageKind.TEAM_POST,
                col(Outbox.mode) == SendingMode.POST,
                col(Outbox.state).in_(_STANDS),
                words.contains(f"child:{child_id}:"),
            )
        )
        keys |= set(standing.all())
    await refresh_all(session, keys=keys, now=now)


async def refresh_channels_posts(session: AsyncSession, channel_id: str, now: datetime) -> None:
    """Promise that the posts in a channel say no more than may be said there now."""
    found = (await session.exec(select(Team.id).where(Team.channel_id == channel_id))).all()
    await refresh_all(session, keys=await _find_standing(session, found, now), now=now)
    await _reduce(session, found, now)


async def reduce_earlier_posts(parts: Parts, team_id: str, now: datetime) -> None:
    """Promise that a team's posts of earlier days name nobody any more, once for each: whoever joins reads them."""
    async with parts.database.write(None, now) as session:
        await _reduce(session, [team_id], now)


async def _reduce(session: AsyncSession, teams: Collection[str], now: datetime) -> None:
    today = now.astimezone(LONDON).date()
    standing = await session.exec(
        select(Outbox)
        .where(
            col(Outbox.team_id).in_(teams),
            Outbox.kind == MessageKind.TEAM_POST,
            Outbox.mode == SendingMode.POST,
            Outbox.state == OutboxState.SENT,
            col(Outbox.facts)[_LINES].as_string().is_not(None),
        )
        .order_by(col(Outbox.promised_at), col(Outbox.id))
    )
    earlier = [row for row in standing.all() if date.fromisoformat(row.facts["day"]) < today]
    await refresh_all(session, keys={row.key for row in earlier}, now=now)
    for row in earlier:
        row.facts = {name: value for name, value in row.facts.items() if name != _LINES}
        session.add(row)


async def _find_standing(session: AsyncSession, teams: Iterable[str], now: datetime) -> set[str]:
    today = now.astimezone(LONDON).date()
    keys = [team_post_key(team_id, today) for team_id in sorted(teams)]
    # One in doubt is left alone: nothing that follows it could go out before it is found.
    standing = await session.exec(
        select(Outbox.key).where(
            col(Outbox.key).in_(keys), col(Outbox.mode) == SendingMode.POST, col(Outbox.state).in_(_STANDS)
        )
    )
    return set(standing.all())


async def _find_teams(
    session: AsyncSession, people: Collection[str], children: Collection[str], today: date
) -> set[str]:
    if not people and not children:
        return set()
    allocations = await session.exec(
        select(Allocation.team_id, Allocation.person_id).where(
            col(Allocation.child_id).in_(children), holds(Allocation, today)
        )
    )
    of_children = allocations.all() if children else []
    workers = {worker for _, worker in of_children if worker is not None}
    members = await session.exec(
        select(TeamMember.team_id).where(col(TeamMember.person_id).in_({*people, *workers}), holds(TeamMember, today))
    )
    return {*members.all(), *(team for team, _ in of_children if team is not None)}


async def _read_found(session: AsyncSession, parts: Parts, team_id: str, day: date) -> dict[str, TeamLine]:
    """Return what may be told of the team's children and people by their keys, what is not coming due as done."""
    people = select(TeamMember.person_id).where(TeamMember.team_id == team_id, holds(TeamMember, day))
    members = (await session.exec(people)).all()
    allocated = select(Allocation.child_id).where(
        or_(col(Allocation.team_id) == team_id, col(Allocation.person_id).in_(members)), holds(Allocation, day)
    )
    children = (await session.exec(allocated.distinct())).all()
    items = await read_items(session, parts, day, people=members, children=children, everything=True)
    return dict(_merge([item for item in items if item.team_id == team_id], parts.library.policy, day))


def _merge(items: Sequence[DueItem], policy: Policy, day: date) -> Iterator[tuple[str, TeamLine]]:
    """Yield one line for each child and colleague; of a child's two clocks the one that is due first counts."""
    of: dict[str, list[DueItem]] = {}
    for item in items:
        if item.restricted or not item.ordinary:
            continue
        if item.clock in _CHILD_CLOCKS and item.child_id is not None:
            of.setdefault(f"child:{item.child_id}", []).append(item)
        elif item.clock is ClockKind.PERSON and item.person_id is not None:
            of.setdefault(f"person:{item.person_id}", []).append(item)
    for key, both in of.items():
        coming = [item for item in both if _is_coming(item, policy, day)]
        if coming:
            yield key, _line(min(coming, key=lambda item: item.due.due_on), done=False)
        elif all(item.due.state is DueState.FINE for item in both):
            yield key, _line(max(both, key=lambda item: item.due.counted_on), done=True)


def _is_coming(item: DueItem, policy: Policy, day: date) -> bool:
    """Say whether it is coming due, or due this very day; where a pack allows more time after that, it is neither."""
    stage = find_stage(item, policy, day)
    return stage is NudgeStage.COMING_DUE or (stage is NudgeStage.DUE and item.due.due_on == day)


def _line(item: DueItem, *, done: bool) -> TeamLine:
    about_child = item.clock in _CHILD_CLOCKS
    return TeamLine(
        child_id=item.child_id if about_child else None,
        person_id=None if about_child else item.person_id,
        label="",
        due_on=item.due.due_on,
        counted_on=item.due.counted_on,
        done=done,
    )


def _since(line: TeamLine, found: TeamLine | None) -> TeamLine | None:
    """Return a line of the morning as it stands now: still to do, done since, or not to be spoken of any more."""
    if found is None:
        return None
    if not found.done:
        return found
    return replace(line, done=True) if found.counted_on > line.counted_on else None


def _key(line: TeamLine) -> str:
    return f"child:{line.child_id}" if line.child_id is not None else f"person:{line.person_id}"


def _read_lines(facts: Mapping[str, str]) -> dict[str, TeamLine]:
    return {_key(line): line for line in map(_read_line, facts.get(_LINES, "").split())}


def _read_line(kept: str) -> TeamLine:
    kind, subject_id, due_on, counted_on = kept.split(":")
    child = kind == "child"
    return TeamLine(
        child_id=subject_id if child else None,
        person_id=None if child else subject_id,
        label="",
        due_on=date.fromisoformat(due_on),
        counted_on=date.fromisoformat(counted_on),
    )


async def _read_labels(session: AsyncSession, lines: Sequence[TeamLine], team_id: str, day: date) -> dict[str, str]:
    """Return the children's numbers and the people's first names, or where the team has two of one the whole name."""
    children = [line.child_id for line in lines if line.child_id is not None]
    people = [line.person_id for line in lines if line.person_id is not None]
    numbers = await session.exec(select(Child.id, Child.mosaic_number).where(col(Child.id).in_(children)))
    members = select(TeamMember.person_id).where(TeamMember.team_id == team_id, holds(TeamMember, day))
    of_team = or_(col(Person.id).in_(people), col(Person.id).in_(members))
    names = {
        one: name.split() for one, name in (await session.exec(select(Person.id, Person.name).where(of_team))).all()
    }
    firsts = [words[0] for words in names.values()]
    return {
        **{f"child:{child_id}": number for child_id, number in numbers.all()},
        **{
            f"person:{person_id}": words[0] if firsts.count(words[0]) == 1 else " ".join(words)
            for person_id in people
            if (words := names.get(person_id))
        },
    }


def _within(policy: Policy) -> int:
    """Return the longest time before a date at which a channel hears of it."""
    return max(policy.child.coming_due_days, policy.open_child.coming_due_days, policy.person.coming_due_days)
