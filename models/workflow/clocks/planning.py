"""Planning: nudges from what is due, and the digests and posts to teams that tell of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import case, literal, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import allow_seconds, insert_or_ignore
from models.outbox import Post, promise_all
from models.policy import Policy
from models.rules.nudge_times import find_minute, minute_of
from models.rules.office_hours import is_in_hours
from models.tables import Heartbeat, NudgeChoice, Outbox
from models.values.call import LONDON
from models.values.clocks import NudgeTimes, PlanCounts
from models.vocabulary import MessageKind, NudgeState, OutboxState, Rhythm
from models.workflow.access.reads import find_untold
from models.workflow.clocks.channels import read_channels
from models.workflow.clocks.columns import chunks, raw, rows, table
from models.workflow.clocks.council import read_council
from models.workflow.clocks.digests import digest_key, settle_late_told
from models.workflow.clocks.heartbeats import NEVER, PLAN
from models.workflow.clocks.nudges import (
    Known,
    find_changes,
    find_to_wait,
    read_known,
    read_planned,
    write_changes,
)
from models.workflow.clocks.reading import read_items
from models.workflow.clocks.team_posts import team_post_key
from models.workflow.clocks.wanted import Wanted, build_wanted, find_teams_to_post
from models.workflow.parts import Parts

__all__ = ["EVERY", "plan"]

EVERY: Final = timedelta(minutes=5)
_LEASE: Final = timedelta(minutes=2)
_SECONDS: Final = 120
_PROMISED_AT_ONCE: Final = 500
_ASKED_AT_ONCE: Final = 5000
_NOT_TOLD: Final = frozenset({OutboxState.CANCELLED.value, OutboxState.FAILED.value})


async def plan(parts: Parts, now: datetime, real: datetime, *, every: timedelta = EVERY) -> PlanCounts | None:
    """Plan everything anew where it is time for that and nobody else is at it; None otherwise.

    On a day nobody works and out of hours there is nothing to plan: what is due then is told on the next
    morning, in one digest and one post however many days went by.
    """
    until = await _claim(parts, now, real, every)
    if until is None:
        return None
    counts = PlanCounts()
    try:
        if is_in_hours(parts.library.policy, now):
            counts = await _plan(parts, now)
    except BaseException:
        await _give_back(parts, now, until)
        raise
    await _note(parts, now, real, every, until, asdict(counts))
    return counts


async def _plan(parts: Parts, now: datetime) -> PlanCounts:
    policy, today = parts.library.policy, now.astimezone(LONDON).date()
    async with parts.read() as session:
        await allow_seconds(session, _SECONDS)
        council = await read_council(session, today)
        items = await read_items(session, parts, today, council=council)
        channels = await read_channels(session)
    wanted = {one.key: one for one in build_wanted(items, council, policy, channels)}
    await settle_late_told(parts, now)
    async with parts.read() as session:
        await allow_seconds(session, _SECONDS)
        known = await read_known(session, list(wanted))
        planned = await read_planned(session)
        choices = await _read_choices(session)
        heard = await _read_heard(session, choices, today)
        waiting = await find_to_wait(session, wanted, known, policy, today)
        read_of = {one.person_id for one in await find_untold(session, parts, now)}
    changes = find_changes(wanted, known, planned)
    untold = _find_untold(wanted, known, waiting)
    told = _find_to_tell(untold, choices, policy, now, heard=heard)
    told |= _find_to_tell_of_reads(filter(council.hears, read_of), choices, policy, now, heard=heard)
    teams = find_teams_to_post(items, council, policy, channels) if _is_time_to_post(policy, now) else set()
    new = await write_changes(parts, changes, now)
    return PlanCounts(
        checked=len(items),
        planned=new,
        withdrawn=len(changes.gone),
        digests=await _promise_digests(parts, sorted(told), today, now),
        team_posts=await _promise_posts(parts, sorted(teams), today, now),
    )


def _find_untold(
    wanted: Mapping[str, Wanted], known: Mapping[str, Known], waiting: Collection[str]
) -> Iterator[Wanted]:
    """Give what is true and nobody was told of, but for what waits for its week."""
    for key, one in wanted.items():
        there = known.get(key)
        if key not in waiting and (there is None or there.state is not NudgeState.TOLD):
            yield one


def _find_to_tell(
    untold: Iterable[Wanted],
    choices: Mapping[str, NudgeTimes],
    policy: Policy,
    now: datetime,
    *,
    heard: Collection[str],
) -> set[str]:
    """Return for whom the time of the digest has come today, with something new in it for who asked for quiet.

    Those who asked for one a week have `heard` where they were told since Monday.
    """
    minute = minute_of(now.astimezone(LONDON).time())
    plain = NudgeTimes()
    found: set[str] = set()
    for one in untold:
        chosen = choices.get(one.audience_id, plain)
        if minute < find_minute(chosen, policy.nudges):
            continue
        if chosen.rhythm is Rhythm.WEEKLY and one.audience_id in heard:
            continue
        if chosen.rhythm is Rhythm.QUIET and not one.in_breach:
            continue
        found.add(one.audience_id)
    return found


def _find_to_tell_of_reads(
    people: Iterable[str], choices: Mapping[str, NudgeTimes], policy: Policy, now: datetime, *, heard: Collection[str]
) -> set[str]:
    """Return who hears today that somebody read a record about them; who asked for quiet hears of that too."""
    minute = minute_of(now.astimezone(LONDON).time())
    found: set[str] = set()
    for person_id in people:
        chosen = choices.get(person_id, NudgeTimes())
        waits = chosen.rhythm is Rhythm.WEEKLY and person_id in heard
        if minute >= find_minute(chosen, policy.nudges) and not waits:
            found.add(person_id)
    return found


def _is_time_to_post(policy: Policy, now: datetime) -> bool:
    return now.astimezone(LONDON).time() >= policy.nudges.team_post_time


async def _read_choices(session: AsyncSession) -> dict[str, NudgeTimes]:
    choice = table(NudgeChoice)
    found = await rows(session, select(choice.c.person_id, raw(choice.c.rhythm), choice.c.minute))
    return {person_id: NudgeTimes(Rhythm(rhythm), minute) for person_id, rhythm, minute in found}


async def _read_heard(session: AsyncSession, choices: Mapping[str, NudgeTimes], today: date) -> set[str]:
    """Return who of those that want one digest a week has had it since Monday, or is going to.

    One that was cancelled, since its reader was away or its day over before Slack took it, told nobody.
    """
    weekly = [person_id for person_id, chosen in choices.items() if chosen.rhythm is Rhythm.WEEKLY]
    days = [today - timedelta(days=back) for back in range(today.weekday() + 1)]
    outbox, heard = table(Outbox), set[str]()
    for some in chunks([digest_key(person_id, day) for person_id in weekly for day in days], _ASKED_AT_ONCE):
        statement = select(outbox.c.recipient_id).where(outbox.c.key.in_(some), raw(outbox.c.state).not_in(_NOT_TOLD))
        heard |= {person_id for (person_id,) in await rows(session, statement)}
    return heard


async def _promise_digests(parts: Parts, people: Iterable[str], today: date, now: datetime) -> int:
    day = today.isoformat()
    posts = [Post(digest_key(person_id, today), {"day": day}, recipient_id=person_id) for person_id in people]
    return await _promise(parts, MessageKind.DIGEST, posts, now)


async def _promise_posts(parts: Parts, teams: Iterable[str], today: date, now: datetime) -> int:
    posts = [
        Post(team_post_key(team_id, today), {"team": team_id, "day": today.isoformat()}, team_id=team_id)
        for team_id in teams
    ]
    return await _promise(parts, MessageKind.TEAM_POST, posts, now)


async def _promise(parts: Parts, kind: MessageKind, posts: Sequence[Post], now: datetime) -> int:
    """Promise those that were not promised yet, in short transactions."""
    outbox, there, promised = table(Outbox), set[str](), 0
    async with parts.read() as session:
        for some in chunks([post.key for post in posts], _ASKED_AT_ONCE):
            there |= {key for (key,) in await rows(session, select(outbox.c.key).where(outbox.c.key.in_(some)))}
    for some_posts in chunks([post for post in posts if post.key not in there], _PROMISED_AT_ONCE):
        async with parts.database.write(None, now) as session:
            promised += await promise_all(session, kind, some_posts, now)
    return promised


async def _claim(parts: Parts, now: datetime, real: datetime, every: timedelta) -> datetime | None:
    """Take the planning for this process, for as long as the lease; None when it is not time, or another has it.

    The last time is set back to where it just became time: so whoever takes over does not wait, and one who
    makes planning stale meanwhile is heard.
    """
    beat = table(Heartbeat)
    async with parts.read() as session:
        found = await rows(session, select(beat.c.last_at, beat.c.claimed_until).where(beat.c.name == PLAN))
    if any(last_at > now - every or (until is not None and until > real) for last_at, until in found):
        return None
    is_time = (beat.c.last_at <= now - every, or_(beat.c.claimed_until.is_(None), beat.c.claimed_until <= real))
    async with parts.database.write(None, now) as session:
        if not found:
            await insert_or_ignore(session, Heartbeat, name=PLAN, last_at=NEVER, real_at=real, facts={})
        connection = await session.connection()
        taken = await connection.execute(
            update(beat).where(beat.c.name == PLAN, *is_time).values(claimed_until=real + _LEASE, last_at=now - every)
        )
    return real + _LEASE if taken.rowcount else None


async def _note(
    parts: Parts, now: datetime, real: datetime, every: timedelta, until: datetime, facts: dict[str, int]
) -> None:
    """Write what came of it, unless another took over meanwhile."""
    beat = table(Heartbeat)
    async with parts.database.write(None, now) as session:
        connection = await session.connection()
        await connection.execute(
            update(beat)
            .where(beat.c.name == PLAN, beat.c.claimed_until == until)
            .values(
                last_at=case((beat.c.last_at == now - every, literal(now, beat.c.last_at.type)), else_=beat.c.last_at),
                real_at=real,
                facts=facts,
                claimed_until=None,
            )
        )


async def _give_back(parts: Parts, now: datetime, until: datetime) -> None:
    beat = table(Heartbeat)
    async with parts.database.write(None, now) as session:
        connection = await session.connection()
        await connection.execute(
            update(beat).where(beat.c.name == PLAN, beat.c.claimed_until == until).values(claimed_until=None)
        )
