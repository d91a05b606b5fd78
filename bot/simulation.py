"""The example council in a database of its own, which is gone afterwards, and its days one after the other.

Everything is the bot's own: the plan, the outbox, what is checked once more before it goes. Only nobody is there
to hear it.
"""

import secrets
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import update
from sqlmodel import col, select

from models.content import load_library
from models.database import Database, build_engine
from models.database.migrate import migrate
from models.outbox import claims
from models.policy import Policy
from models.sealing import KEY_BYTES, Keyring
from models.tables import Person, Team, TeamChannel
from models.values.call import LONDON
from models.values.clocks import DueItem
from models.values.directory import ImportRefused
from models.values.due import Due, DueState
from models.values.errors import Refusal
from models.values.outbox import Promised
from models.vocabulary import ClockKind, MessageKind, NudgeStage, SendingMode
from models.workflow.clocks.digests import read_digest, settle_told
from models.workflow.clocks.planning import plan
from models.workflow.clocks.reading import read_items
from models.workflow.clocks.team_posts import keep_lines, read_team_post
from models.workflow.directory import DirectoryFiles, import_directory
from models.workflow.parts import Parts

__all__ = ["Line", "pass_time", "simulate_weeks"]

_EXAMPLE: Final = "example"
_LEASE: Final = timedelta(minutes=1)
_MANY: Final = 1000
_IN_CHANNELS: Final = frozenset({ClockKind.CHILD, ClockKind.OPEN_CHILD, ClockKind.PERSON})


@dataclass(frozen=True, slots=True)
class Line:
    """One nudge: when (London), of which kind, who hears of whom or what, and why."""

    at: datetime
    kind: str
    audience: str
    subject: str
    why: str


async def simulate_weeks(content: Path, policy: str, from_on: date, weeks: int) -> AsyncGenerator[Line]:
    """Give every nudge of so many weeks in the order in which they would come.

    Raises
    ------
    ContentError
        When there is no such policy.
    Refusal
        When the example council cannot be imported as of that day.
    """
    async with _open_example(content, policy, from_on) as parts:
        for number in range(weeks * 7):
            for at in _times(parts.library.policy, from_on + timedelta(days=number)):
                for line in await pass_time(parts, at):
                    yield line


@asynccontextmanager
async def _open_example(content: Path, policy: str, from_on: date) -> AsyncIterator[Parts]:
    """Import the example council as of a day into a file of its own, sealed under a key nobody keeps."""
    library = load_library(content, policy)
    with tempfile.TemporaryDirectory(prefix="simulate-") as folder:
        url = f"sqlite:///{Path(folder) / 'example.db'}"
        await migrate(url)
        database = Database(build_engine(url, patience=1.5))
        parts = Parts(database=database, keyring=Keyring(secrets.token_bytes(KEY_BYTES)), library=library)
        try:
            await _bring_in(parts, content / _EXAMPLE, datetime.combine(from_on, time.min, LONDON))
            yield parts
        finally:
            await database.close()


async def _bring_in(parts: Parts, example: Path, now: datetime) -> None:
    """Import the two files, and let everybody be in Slack, each team in a private channel of its own."""
    files = DirectoryFiles((example / "people.csv").read_bytes(), (example / "children.csv").read_bytes())
    try:
        await import_directory(parts.database, parts.keyring, files, now=now)
    except ImportRefused as refused:
        raise Refusal(f"The example council cannot begin on {now:%Y-%m-%d}: {refused.problems[0]}") from None
    async with parts.database.write(None, now) as session:
        await session.exec(update(Person).values(slack_id=col(Person.staff_number)))
        for channel in (await session.exec(select(Team.channel_id))).all():
            if channel is not None:
                session.add(TeamChannel(channel_id=channel, private=True, bot_is_in=True, seen_at=now))


def _times(policy: Policy, day: date) -> Iterator[datetime]:
    """Give the times of a day at which anything can come."""
    nudges = policy.nudges
    for at in sorted({nudges.digest_time, nudges.team_post_time}):
        yield datetime.combine(day, at, LONDON)


async def pass_time(parts: Parts, now: datetime) -> list[Line]:
    """Plan, and let everything go that may go by now; return what people were told, by name and subject."""
    await plan(parts, now, now, every=timedelta(0))
    lines: list[Line] = []
    while claimed := await _claim(parts, now):
        for promised in claimed:
            lines += await _deliver(parts, promised, now)
    return sorted(lines, key=lambda line: (line.audience, line.kind, line.subject, line.why))


async def _claim(parts: Parts, now: datetime) -> tuple[Promised, ...]:
    async with parts.database.write(None, now) as session:
        return await claims.claim(session, claims.Times(now, now, _LEASE), _MANY)


async def _deliver(parts: Parts, promised: Promised, now: datetime) -> list[Line]:
    """Settle one message as if Slack had taken it, and return its lines."""
    lines: list[Line] = []
    if promised.mode is SendingMode.POST and promised.kind is MessageKind.DIGEST:
        lines = await _read_digest_lines(parts, promised, now)
    elif promised.mode is SendingMode.POST and promised.kind is MessageKind.TEAM_POST:
        lines = await _read_team_lines(parts, promised, now)
    async with parts.database.write(None, now) as session:
        if lines:
            await claims.settle_sent(session, promised, now, channel_id=promised.recipient_id, ts=promised.id)
        else:
            await claims.settle_cancelled(session, promised, now, "no longer true")
    if lines and promised.kind is MessageKind.DIGEST:
        await settle_told(parts, promised, now)
    return lines


async def _read_digest_lines(parts: Parts, promised: Promised, now: datetime) -> list[Line]:
    digest = await read_digest(parts, promised.recipient_id or "", _today(now), now)
    if digest is None:
        return []
    async with parts.read() as session:
        name = (await session.exec(select(Person.name).where(Person.id == digest.person_id))).one()
    return [
        Line(now, _kind(told.row.item, told.stage), name, told.row.words.label, _why(told.row.item.due))
        for told in digest.lines
        if not told.done
    ]


async def _read_team_lines(parts: Parts, promised: Promised, now: datetime) -> list[Line]:
    """Return what a team's channel hears, with the date behind each line."""
    today = _today(now)
    post = await read_team_post(parts, promised.team_id or "", today, now)
    if post is None:
        return []
    await keep_lines(parts, promised, post, now)
    async with parts.read() as session:
        items = {
            (item.child_id or item.person_id, item.due.due_on): item
            for item in await read_items(session, parts, today)
            if item.clock in _IN_CHANNELS
        }
    found = [(line, items[line.child_id or line.person_id, line.due_on]) for line in post.lines if not line.done]
    whom = f"team {post.team}"
    return [Line(now, _kind(item, item.due.state), whom, line.label, _why(item.due)) for line, item in found]


def _today(now: datetime) -> date:
    return now.astimezone(LONDON).date()


def _kind(item: DueItem, stage: NudgeStage | DueState) -> str:
    return f"{item.clock.value} {stage.value}"


def _why(due: Due) -> str:
    counted = f"counted from {due.counted_from.value.replace('_', ' ')} {due.counted_on}"
    return f"{due.state.words}, due {due.due_on}: {due.rule}, {counted} ({due.source})"
