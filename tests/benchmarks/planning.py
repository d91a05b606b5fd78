"""One tick of planning for a whole council: seconds, memory, and how much more than a bare read of the same columns.

*Reading and rules* is everything up to the nudges that are true: who is who, every clock of the policy, its date
with the proof, and whom it falls to. *The bare read* is the same statements with the same values, noted while the bot
ran them, and so the same columns and the same rows; the same driver (aiosqlite, psycopg's asynchronous one) reads
them all into tuples and keeps these, with no SQLAlchemy between. Joins and conditions are in both, what is made of
the rows is in the first only. aiosqlite leaves dates as text in the bare read; psycopg makes dates of them.

The two run in turn, a few times each, and the medians are compared. Connecting is not counted. The inserts of the
first tick stand apart: they are what it took longer than the next one, which finds nothing new. The peak is what
Python holds at most during one more reading with rules, as tracemalloc counts it; that run is not timed.

Beside it stands what reminder bots commonly do: one stored job for each thing that is due.
"""

import gc
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

import aiosqlite
import psycopg
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import event
from sqlalchemy.engine import make_url

from models.content import load_library
from models.database import Database, build_engine
from models.database.engine import read_url
from models.database.migrate import migrate
from models.sealing import KEY_BYTES, Keyring
from models.values.clocks import DueItem, PlanCounts
from models.workflow.clocks.council import Council, read_council
from models.workflow.clocks.planning import plan
from models.workflow.clocks.reading import read_items
from models.workflow.clocks.wanted import build_wanted
from models.workflow.parts import Parts
from tests.benchmarks.council import TODAY, Size, fill

__all__ = ["ROUNDS", "SIZES", "Planned", "measure_jobs", "measure_planning"]

SIZES: Final = (Size(2_000, 25_000), Size(20_000, 250_000))
ROUNDS: Final = (7, 3)
"""How often each size is read: the larger takes long enough for fewer to tell."""
_CONTENT: Final = Path(__file__).parents[2] / "content"
_NOW: Final = datetime(TODAY.year, TODAY.month, TODAY.day, 9, 30, tzinfo=UTC)
_PATIENCE: Final = 600.0
_LATER: Final = datetime(2100, 1, 1, tzinfo=UTC)
"""When stored jobs are due: never while they are measured, so that none runs."""

Statements = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Planned:
    """What one size of council took on one database; `items` are what is not fine, `nudges` what was written."""

    database: str
    size: Size
    items: int
    nudges: int
    rows: int
    reading: float
    bare: float
    first: float
    again: float
    megabytes: float

    @property
    def ratio(self) -> float:
        """How many times a bare read of the same columns takes to be read and judged."""
        return self.reading / self.bare

    @property
    def inserting(self) -> float:
        """How long the first tick took to write what is new."""
        return self.first - self.again


async def measure_planning(kind: str, url: str, size: Size, rounds: int) -> Planned:
    """Fill a council and measure: reading with rules and the bare read in turn, then a first tick and another."""
    await migrate(url)
    database = Database(build_engine(url, patience=_PATIENCE))
    parts = Parts(database, Keyring(bytes(range(KEY_BYTES))), load_library(_CONTENT))
    fill(url, size)
    await _settle(url)
    with _noting(database) as statements:
        items, _ = await _read(parts)
    taken = [(await _seconds_of_reading(parts), *await _read_bare(url, statements)) for _ in range(rounds)]
    reading, bare, rows = zip(*taken, strict=True)
    megabytes = await _peak(parts)
    first, counts = await _tick(parts, _NOW)
    again, _ = await _tick(parts, _NOW + timedelta(minutes=30))
    await database.close()
    return Planned(
        kind, size, len(items), counts.planned, rows[0], median(reading), median(bare), first, again, megabytes
    )


async def _read(parts: Parts) -> tuple[tuple[DueItem, ...], Council]:
    async with parts.read() as session:
        council = await read_council(session, TODAY)
        return await read_items(session, parts, TODAY, council=council), council


async def _seconds_of_reading(parts: Parts) -> float:
    gc.collect()
    began = time.perf_counter()
    items, council = await _read(parts)
    teams = frozenset(council.teams.values())
    wanted = {one.key: one for one in build_wanted(items, council, parts.library.policy, teams)}
    taken = time.perf_counter() - began
    if items and not wanted:
        raise RuntimeError("Nothing would be told to anybody: that is no council.")
    return taken


async def _peak(parts: Parts) -> float:
    """Return the most memory that reading and rules hold at once, in megabytes; measured apart, for it slows them."""
    gc.collect()
    tracemalloc.start()
    await _seconds_of_reading(parts)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


async def _tick(parts: Parts, now: datetime) -> tuple[float, PlanCounts]:
    gc.collect()
    began = time.perf_counter()
    counts = await plan(parts, now, now)
    if counts is None:
        raise RuntimeError("It was not time to plan.")
    return time.perf_counter() - began, counts


@contextmanager
def _noting(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Gather the statements that are run meanwhile, as the driver gets them."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: Any, *_rest: object) -> None:
        statements.append((statement, given))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def _read_bare(url: str, statements: Statements) -> tuple[float, int]:
    """Return how long the driver alone takes for the same statements, and how many rows they give."""
    gc.collect()
    if make_url(url).get_backend_name() == "sqlite":
        return await _read_sqlite(make_url(url).database or "", statements)
    return await _read_postgresql(read_url(url).set(drivername="postgresql").render_as_string(False), statements)


async def _read_sqlite(file: str, statements: Statements) -> tuple[float, int]:
    async with aiosqlite.connect(file) as connection:
        began, kept = time.perf_counter(), []
        for statement, given in statements:
            cursor = await connection.execute(statement, given)
            kept.append(list(await cursor.fetchall()))
        return time.perf_counter() - began, sum(map(len, kept))


async def _read_postgresql(url: str, statements: Statements) -> tuple[float, int]:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        began, kept = time.perf_counter(), []
        for statement, given in statements:
            cursor = await connection.execute(statement.encode(), given)
            kept.append(await cursor.fetchall())
        return time.perf_counter() - began, sum(map(len, kept))


async def _settle(url: str) -> None:
    """Let the database look at what was filled in, as one in earnest has."""
    if make_url(url).get_backend_name() == "sqlite":
        async with aiosqlite.connect(make_url(url).database or "") as connection:
            await connection.execute("ANALYZE")
            await connection.commit()
        return
    address = read_url(url).set(drivername="postgresql").render_as_string(False)
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute("VACUUM ANALYZE")


def remind(_item: str) -> None:
    """Stand for what a stored job does."""


def measure_jobs(url: str, count: int) -> tuple[float, float]:
    """Return how long it takes to store one job for each item, and to find them all due."""
    store = SQLAlchemyJobStore(url=read_sync(url))
    scheduler = BackgroundScheduler(jobstores={"default": store}, timezone=UTC)
    scheduler.start(paused=True)
    began = time.perf_counter()
    for number in range(count):
        scheduler.add_job(remind, "date", run_date=_LATER, args=[str(number)], misfire_grace_time=None)
    added = time.perf_counter()
    found = len(store.get_due_jobs(_LATER + timedelta(minutes=1)))
    taken = time.perf_counter() - added
    scheduler.shutdown()
    if found != count:
        raise RuntimeError(f"{found} of {count} jobs are due.")
    return added - began, taken


def read_sync(url: str) -> str:
    """Return the address for a driver that does not await, as that job store needs."""
    parsed = make_url(url)
    driver = "sqlite" if parsed.get_backend_name() == "sqlite" else "postgresql+psycopg"
    return parsed.set(drivername=driver).render_as_string(hide_password=False)
