"""What holds of nudges whatever happens: one a person a day, on working days only, and none told twice."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.simulation import Line, pass_time
from models.content import load_library
from models.database import Database
from models.sealing import KEY_BYTES, Keyring
from models.tables import Nudge, Outbox, Person
from models.values.call import LONDON
from models.vocabulary import MessageKind, OutboxState
from models.workflow.parts import Options, Parts
from tests.conftest import CONTENT
from tests.support.databases import Databases
from tests.support.oracle import Oracle
from tests.support.planting import Planter
from tests.support.year import make_year

EASTER = date(2027, 3, 22)
"""A Monday: Good Friday, the change to summer time and Easter Monday follow."""
DAYS = 16
TIMES = (time(7), time(8, 45), time(13), time(19))
TOLD_AGAIN = {"overdue", "breach", "escalated"}


@pytest.fixture
def url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    with databases.make("sqlite", tmp_path) as made:
        yield made


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.soak), pytest.param(3, marks=pytest.mark.soak)])
async def test_over_easter_nobody_hears_twice_in_a_day_or_of_one_thing_or_when_nobody_works(
    databases: Databases, url: str, seed: int
) -> None:
    council, library = make_year(seed), load_library(CONTENT, "default")
    options = Options(go_live=EASTER)
    parts = Parts(Database(databases.engine(url)), Keyring(bytes(range(KEY_BYTES))), library, options)
    planter, oracle = Planter(parts, council), Oracle(council, library.policy)
    lines: list[Line] = []
    for number in range(DAYS):
        today = EASTER + timedelta(days=number)
        await planter.go_on_to(today)
        for at in TIMES:
            lines += await pass_time(parts, datetime.combine(today, at, LONDON))
    async with parts.read() as session:
        digests = await session.exec(
            select(Outbox.recipient_id, Outbox.settled_at, Outbox.key).where(
                Outbox.kind == MessageKind.DIGEST, Outbox.state == OutboxState.SENT
            )
        )
        sent = [(whom or "", settled.astimezone(LONDON), key) for whom, settled, key in digests.all() if settled]
        names = dict((await session.exec(select(col(Person.name), col(Person.id)))).all())
        keys = (await session.exec(select(Nudge.key))).all()
    await parts.database.close()

    assert sent
    assert max(Counter((whom, at.date()) for whom, at, _ in sent).values()) == 1
    assert len(keys) == len(set(keys))
    assert all(oracle.may_tell(whom, at.date()) for whom, at, _ in sent)
    assert all(time(8, 30) <= at.time() < time(18) for _, at, _ in sent)
    assert all(oracle.may_tell(names[line.audience], line.at.date()) for line in lines)
    told: set[tuple[str, str, str, str]] = set()
    for line in lines:
        found = re.search(r"due (\d{4}-\d\d-\d\d)", line.why)
        assert found
        key = (line.kind, line.audience, line.subject, found[1])
        if line.kind.startswith(("child", "open_child", "person", "contract")) and key in told:
            assert line.kind.split()[1] in TOLD_AGAIN, line
        told.add(key)
    check_owner_first(lines, oracle, library.policy.nudges.escalate_working_days)
    check_calm(lines, oracle, library.policy.nudges.repeat_working_days)


def check_calm(lines: Sequence[Line], oracle: Oracle, days: int) -> None:
    """Fail where somebody was told again of the same that is late, within so many working days."""
    last: dict[tuple[str, str, str], date] = {}
    again = 0
    for line in lines:
        clock, stage = line.kind.split()
        if stage != "overdue" or clock not in {"child", "open_child", "person", "contract"}:
            continue
        key, today = (line.audience, clock, line.subject), line.at.date()
        if key in last:
            again += 1
            since = [last[key] + timedelta(days=number + 1) for number in range((today - last[key]).days)]
            assert sum(oracle.is_working_day(day) for day in since) >= days, line
        last[key] = today
    assert again, "nothing was told again"


def check_owner_first(lines: Sequence[Line], oracle: Oracle, days: int) -> None:
    """Fail where a service manager heard of something before so many working days since whom it falls to had.

    A date that has moved meanwhile and is late still is nothing new to whom it falls to.
    """
    first: dict[tuple[str, str], date] = {}
    above = 0
    for line in lines:
        clock, stage = line.kind.split()
        key, today = (clock, line.subject), line.at.date()
        if stage in {"due", "overdue", "breach"}:
            first.setdefault(key, today)
        elif stage == "escalated":
            above += 1
            assert key in first, line
            since = [first[key] + timedelta(days=number + 1) for number in range((today - first[key]).days)]
            # Of what became late on a Saturday the first to hear does so on the Monday.
            assert sum(oracle.is_working_day(day) for day in since) >= days - 1, line
    assert above, "nobody above heard of anything"
