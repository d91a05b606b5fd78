"""A month of nudges while bots are killed at random and Slack fails: each comes, and comes once.

What should have come is what an undisturbed council would have heard, which `python -m bot simulate` tells. Where
lost answers may not be looked up, what is in doubt is counted apart.
"""

from collections import Counter
from collections.abc import Callable, Iterator
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
STEPS: Final = (time(8, 31), time(9, 1), time(12, 30))
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
        """What should have come and did not; after a doubt the two councils no longer know the same."""
        doubted = {whom: min(day for day, other in self.unsure if other == whom) for _, whom in self.unsure}
        return sorted(
            (day, whom) for day, whom in self.expected - self.seen.keys() if whom not in doubted or day < doubted[whom]
        )

    @property
    def doubled(self) -> list[Nudge]:
        return sorted(nudge for nudge, times in self.seen.items() if times > 1)

    def __str__(self) -> str:
        return (
            f"{len(self.expected)} expected, {sum(self.seen.values())} seen, "
            f"missed {len(self.missed)}, doubled {len(self.doubled)}, unsure {len(self.unsure)}"
        )


def steps(days: int) -> Iterator[datetime]:
    """Give the moments to which the clock is moved, the first of them when the office is open already."""
    for number in range(days):
        day = FIRST + timedelta(days=number)
        for at in STEPS:
            moment = datetime.combine(day, at, LONDON)
            if moment > datetime.combine(FIRST, time(9), LONDON):
                yield moment


async def play(herd: Herd, chance: Random, days: int, *, kills: float, history: bool) -> None:
    """Let days pass, with something going wrong in many steps."""
    if not history:
        await herd.control("POST", "faults", {"method": "conversations.history", "fault": "no_scope", "times": 10**9})
    for moment in steps(days):
        if chance.random() < 0.6:
            fault = {"method": chance.choice(METHODS), "fault": chance.choice(FAULTS), "times": chance.randint(1, 2)}
            await herd.control("POST", "faults", fault | {"after": chance.randint(0, 3)})
        if chance.random() < kills:
            await herd.move_while_one_is_killed(moment, chance)
        else:
            await herd.move_to(moment)
        await herd.until_planned(moment)
        await herd.until_settled(with_unsure=history)


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
    whole = [line async for line in simulate_weeks(CONTENT, "default", FIRST, -(-days // 7))]
    last = FIRST + timedelta(days=days)
    expected = {(line.at.date(), line.audience) for line in whole if line.at.date() < last}
    return Tally(expected, seen, unsure)


@pytest.fixture
def url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    with databases.make(request.param, tmp_path) as made:
        yield made


REPLICAS = {"sqlite": 1, "postgresql": 3}


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_three_days_of_three_bots_of_which_one_is_killed_a_morning(url: str, tmp_path: Path) -> None:
    async with open_herd(url, tmp_path / "sandbox", 3) as herd:
        await play(herd, Random(1), 3, kills=0.3, history=True)
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
    async with open_herd(url, tmp_path / "sandbox", REPLICAS[kind]) as herd:
        await play(herd, Random(7), 35, kills=0.5, history=history)
        found = await tally(herd, 35)
    record_property("nudges", f"{request.node.name}: {found}")
    assert found.missed == [], found
    assert found.doubled == [], found
    assert not history or not found.unsure, found
