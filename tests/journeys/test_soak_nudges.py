"""A month of nudges while bots are killed at random and Slack fails: each comes, and comes once.

What should have come is what an undisturbed council would have heard, which `python -m bot simulate` tells. Where
what stands in a channel may not be read, a post whose answer was lost stays in doubt, and is counted apart.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Final

import pytest
from sqlmodel import select

from bot.simulation import simulate_weeks
from models.tables import Outbox, Person, Team
from models.values.call import LONDON
from models.vocabulary import MessageKind, OutboxState, SendingMode
from tests.conftest import CONTENT
from tests.journeys.herd import Herd, open_herd
from tests.support.databases import Databases

FIRST: Final = date(2026, 3, 2)
DAYS: Final = int(os.environ.get("SOAK_DAYS", "35"))
FAULTY: Final = 0.6
STEPS: Final = (time(8, 31), time(9, 6), time(12, 30))
OPENS, SHUTS = time(8), time(18)
FAULTS: Final = ("ratelimited", "drop_reply", "drop_request", "server_error")
METHODS: Final = ("chat.postMessage", "chat.postMessage", "chat.update", "conversations.open", "conversations.info")
TOLD: Final = {MessageKind.DIGEST, MessageKind.TEAM_POST}

Nudge = tuple[date, str]


@dataclass(frozen=True)
class Tally:
    """What came of it: each is a day and whom it went to, a person or a team."""

    expected: set[Nudge]
    seen: Counter[Nudge]
    unsure: set[Nudge]

    @property
    def missed(self) -> list[Nudge]:
        return sorted(self.expected - self.seen.keys() - self.unsure)

    @property
    def doubled(self) -> list[Nudge]:
        return sorted(nudge for nudge, times in self.seen.items() if times > 1)

    def __str__(self) -> str:
        return (
            f"{len(self.expected)} expected, {sum(self.seen.values())} seen, "
            f"missed {len(self.missed)}, doubled {len(self.doubled)}, unsure {len(self.unsure)}"
        )


def steps(days: int, times: Iterable[time]) -> Iterator[datetime]:
    """Give the moments to which the clock is moved, the first of them when the office is open already."""
    for number in range(days):
        day = FIRST + timedelta(days=number)
        for at in times:
            moment = datetime.combine(day, at, LONDON)
            if moment > datetime.combine(FIRST, time(9), LONDON):
                yield moment


async def play(herd: Herd, chance: Random, moments: Iterable[datetime], *, kills: float) -> None:
    """Let days pass, with something going wrong at many moments."""
    for moment in moments:
        await herd.age_doubts()
        if chance.random() < FAULTY:
            fault = {"method": chance.choice(METHODS), "fault": chance.choice(FAULTS), "times": chance.randint(1, 2)}
            await herd.control("POST", "faults", fault | {"after": chance.randint(0, 3)})
        if chance.random() < kills:
            await herd.move_while_one_is_killed(moment, chance)
        else:
            await herd.move_to(moment)
        await herd.until_planned(moment)
        await herd.until_settled()


async def tally(herd: Herd, days: int) -> Tally:
    """Count what stands in the workspace, and check that nothing came when nobody works."""
    async with herd.parts.read() as session:
        names = {
            **dict((await session.exec(select(Person.id, Person.name))).all()),
            **{team_id: f"team {name}" for team_id, name in (await session.exec(select(Team.id, Team.name))).all()},
        }
        rows = {
            row.id: row
            for row in (await session.exec(select(Outbox).where(Outbox.mode == SendingMode.POST))).all()
            if row.kind in TOLD
        }

    def nudge(row: Outbox) -> Nudge:
        return date.fromisoformat(row.facts["day"]), names[row.recipient_id or row.team_id or ""]

    seen: Counter[Nudge] = Counter()
    for ts, row_id in herd.posts():
        if row_id in rows:
            at = datetime.fromtimestamp(float(ts), LONDON)
            assert at.weekday() < 5, f"{at} is no working day"
            assert OPENS <= at.time() < SHUTS, f"{at} is out of hours"
            assert at.date() == nudge(rows[row_id])[0]
            seen[nudge(rows[row_id])] += 1
    unsure = {nudge(row) for row in rows.values() if row.state is OutboxState.UNSURE}
    return Tally(await expect(days), seen, unsure)


async def expect(days: int) -> set[Nudge]:
    """Return what an undisturbed council would have heard."""
    found: set[Nudge] = set()
    async with aclosing(simulate_weeks(CONTENT, "default", FIRST, -(-days // 7))) as lines:
        async for line in lines:
            if line.at.date() >= FIRST + timedelta(days=days):
                break
            found.add((line.at.date(), line.audience))
    return found


@pytest.fixture
def url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    with databases.make(request.param, tmp_path) as made:
        yield made


REPLICAS = {"sqlite": 1, "postgresql": 3}


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_three_days_of_three_bots_of_which_one_is_killed_a_morning(url: str, tmp_path: Path) -> None:
    async with open_herd(url, tmp_path / "sandbox", 3, history=True) as herd:
        monday, tuesday, wednesday = steps(3, [time(9, 6)])
        await play(herd, Random(1), [monday], kills=0)
        await play(herd, Random(2), [tuesday], kills=1)
        await play(herd, Random(3), [wednesday], kills=0)
        found = await tally(herd, 3)
    assert found.expected
    assert (found.missed, found.doubled, found.unsure) == ([], [], set()), found


@pytest.mark.soak
@pytest.mark.parametrize("scopes", ["history", "no-history"])
@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
async def test_a_month_of_kills_and_failures_misses_nothing_and_doubles_nothing(
    url: str, tmp_path: Path, scopes: str, record_property: Callable[[str, str], None], request: pytest.FixtureRequest
) -> None:
    kind, history = url.split(":", 1)[0], scopes == "history"
    async with open_herd(url, tmp_path / "sandbox", REPLICAS[kind], history=history) as herd:
        await play(herd, Random(7), steps(DAYS, STEPS), kills=0.5)
        found = await tally(herd, DAYS)
    record_property("nudges", f"{request.node.name}: {found}")
    assert found.missed == [], found
    assert found.doubled == [], found
    assert not history or not found.unsure, found
