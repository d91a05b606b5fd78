"""A made-up year, day by day: what the bot reads from its database is what the independent oracle says."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.content import load_library
from models.database import Database
from models.policy import Policy
from models.rules.clocks.stages import find_stage
from models.sealing import KEY_BYTES, Keyring
from models.values.clocks import DueItem
from models.vocabulary import NudgeStage
from models.workflow.clocks.reading import read_items
from models.workflow.parts import Parts
from tests.conftest import CONTENT
from tests.support.databases import Databases
from tests.support.oracle import Council, Key, Oracle, Said
from tests.support.planting import Planter
from tests.support.year import DAYS, GO_LIVE, make_year

POLICIES = ("default", "coventry", "dorset")
SHOWN = 12


@pytest.fixture
def url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    with databases.make("sqlite", tmp_path) as made:
        yield made


@asynccontextmanager
async def open_council(databases: Databases, url: str, *policies: str) -> AsyncIterator[list[Parts]]:
    """Open one database under each of the policies."""
    database = Database(databases.engine(url))
    yield [Parts(database, Keyring(bytes(range(KEY_BYTES))), load_library(CONTENT, policy)) for policy in policies]
    await database.close()


@dataclass(frozen=True)
class Answer:
    """What one of the two says: the date, whose it is, and how far it has come for a nudge."""

    said: Said
    owner: str | None
    stage: NudgeStage | None


def read_answers(items: Iterable[DueItem], policy: Policy, today: date) -> dict[Key, Answer]:
    return {
        item.key: Answer(
            Said(item.due.due_on, item.due.state, item.due.paused_until),
            item.owner_id,
            find_stage(item, policy, today),
        )
        for item in items
    }


def ask_oracle(council: Council, policy: Policy, today: date) -> dict[Key, Answer]:
    oracle = Oracle(council, policy)
    return {key: Answer(said, oracle.owner(key, today), oracle.stage(said)) for key, said in oracle.ask(today).items()}


async def find_differences(under: Sequence[Parts], council: Council, days: Iterable[date]) -> list[str]:
    """Walk the days; give a line for each subject the first time the two disagree about it under a policy."""
    planter = Planter(under[0], council)
    found: dict[tuple[str, *Key], str] = {}
    checked = 0
    for today in (day for day in days if day >= council.go_live):
        await planter.go_on_to(today)
        for parts in under:
            policy = parts.library.policy
            async with parts.read() as session:
                read = read_answers(await read_items(session, parts, today, everything=True), policy, today)
            told = ask_oracle(council, policy, today)
            checked += len(told)
            for key in sorted(read.keys() | told.keys()):
                if read.get(key) != told.get(key):
                    words = f"{policy.id} {today} {' '.join(key)}: read {read.get(key)}, oracle {told.get(key)}"
                    found.setdefault((policy.id, *key), words)
    assert checked > len(council.children), "nothing was compared"
    return list(found.values())


async def test_on_every_eleventh_day_of_a_year_the_bot_and_the_oracle_agree(databases: Databases, url: str) -> None:
    days = [GO_LIVE + timedelta(days=number) for number in range(0, 366, 11)]  # on each day of the week in turn
    async with open_council(databases, url, *POLICIES) as under:
        differences = await find_differences(under, make_year(1), days)
    assert not differences, "\n".join(differences[:SHOWN])


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
async def test_on_every_day_of_fourteen_months_the_two_agree(databases: Databases, url: str, seed: int) -> None:
    days = [GO_LIVE + timedelta(days=number) for number in range(DAYS)]
    async with open_council(databases, url, *POLICIES) as under:
        differences = await find_differences(under, make_year(seed), days)
    assert not differences, "\n".join(differences[:SHOWN])
