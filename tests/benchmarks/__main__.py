"""`python -m tests.benchmarks`: what people wait for, what planning takes, posts to many channels, and `verify`.

Command to modal and click to ack stand beside a bare Bolt app; one tick of planning stands beside a bare read of the
same columns, and beside one stored job for each thing that is due.
Every sample of the bot is followed by one of the bare app, so that both meet the same machine.
The bots are processes of their own; the pretend workspaces are served by this one.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from bot.memory import look_for_garbage_less_often
from tests.benchmarks.measure import Bare, Supervision
from tests.benchmarks.planning import ROUNDS, SIZES, Planned, measure_jobs, measure_planning
from tests.benchmarks.planning_report import build_planning_table, is_quick
from tests.benchmarks.posting import CHANNELS, POSTS, Posting, build_posting_table, measure_posting
from tests.benchmarks.report import Row, build_table
from tests.benchmarks.running import run_bare, run_bot
from tests.benchmarks.verifying import RECORDS, Year, build_verifying_table, measure_verifying
from tests.support.databases import KINDS, NO_POSTGRESQL
from tests.support.postgres import find_programs, start_cluster

CHILDREN: Final = 60
WARM_UP: Final = 20


async def measure(kind: str, url: str, folder: Path, samples: int) -> list[Row]:
    """Measure the bot on one database, in turn with the bare app."""
    async with run_bot(folder / "bot", url, CHILDREN) as supervision, run_bare(folder / "bare") as bare_bolt:
        bot, bare = Supervision(*supervision), Bare(*bare_bolt)
        commands = [(await bot.command(), await bare.command()) for _ in range(WARM_UP + samples)][WARM_UP:]
        await bot.prepare()
        await bare.prepare()
        clicks = [await _clicks(bot, bare) for _ in range(WARM_UP + samples)][WARM_UP:]
    rows, beside_rows, saves, beside_saves = zip(*clicks, strict=True)
    opened, beside_opened = zip(*commands, strict=True)
    return [
        Row(kind, "command to views.open", opened, beside_opened),
        Row(kind, "click on a hub row to ack", rows, beside_rows),
        Row(kind, "click on Save to ack", saves, beside_saves),
    ]


async def _clicks(bot: Supervision, bare: Bare) -> tuple[float, float, float, float]:
    """One round: a row of the hub, something typed, *Save*, and back."""
    row, beside_row = await bot.row(), await bare.click()
    await bot.type()
    save, beside_save = await bot.save(), await bare.click()
    await bot.back()
    return row, beside_row, save, beside_save


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty database that keeps what it is told, as one in earnest does."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bot.db'}"
        return
    programs = find_programs()
    if programs is None:
        raise SystemExit(f"Nothing was measured: {NO_POSTGRESQL}.")
    with start_cluster(programs, durable=True) as cluster:
        yield cluster.create("bench")


def plan(kind: str, jobs: int) -> tuple[list[Planned], tuple[int, float, float]]:
    """Measure planning on one database, for a council and for one of ten times the size."""
    found: list[Planned] = []
    for size, rounds in zip(SIZES, ROUNDS, strict=True):
        _say(f"Planning on {kind}, {size.words}…")
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
            found.append(asyncio.run(measure_planning(kind, stack.enter_context(database(kind, folder)), size, rounds)))
    _say(f"One stored job for each of {jobs:,} items on {kind}…")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        adding, finding = measure_jobs(stack.enter_context(database(kind, folder)), jobs)
    return found, (jobs, adding, finding)


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> int:
    """Measure, print the tables, and give the code to exit with: 1 when the bot is too slow."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--only", choices=("waiting", "planning", "posting", "verify"), help="only one of them")
    parser.add_argument("--jobs", type=int, default=SIZES[0].children, help="how many stored jobs beside it (25,000)")
    parser.add_argument("--records", type=int, default=RECORDS, help="how many records a year verify looks at (25,000)")
    parser.add_argument("--samples", type=int, default=200, help="how many of each (200)")
    parser.add_argument("--database", choices=KINDS, action="append", help="only this one; both when left out")
    given = parser.parse_args()
    look_for_garbage_less_often()  # as the bot does when it starts; planning and the bare read meet the same
    rows: list[Row] = []
    planned: list[Planned] = []
    posted: list[Posting] = []
    years: list[Year] = []
    for kind in given.database or KINDS:
        if given.only in {None, "posting"}:
            posted.append(_measure_posting(kind))
        if given.only in {None, "planning"}:
            found, stored = plan(kind, given.jobs)
            planned += found
            _say(f"\n{build_planning_table(found, {kind: stored})}\n")
        if given.only in {None, "verify"}:
            years.append(_measure_verifying(kind, given.records))
        if given.only not in {None, "waiting"}:
            continue
        _say(f"Measuring on {kind}, {given.samples} samples each, {CHILDREN} children…")
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
            for app in ("bot", "bare"):
                (folder / app).mkdir()
            url = stack.enter_context(database(kind, folder))
            rows += asyncio.run(measure(kind, url, folder, given.samples))
    tables = (
        rows and build_table(rows),
        posted and build_posting_table(posted),
        years and build_verifying_table(years),
    )
    for table in filter(None, tables):
        _say(f"\n{table}")
    quick = all(row.quick for row in rows) and all(row.quick for row in posted) and is_quick(planned)
    return 0 if quick and all(year.found for year in years) else 1


def _measure_posting(kind: str) -> Posting:
    _say(f"Posting {POSTS} messages to {CHANNELS} channels on {kind}…")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        url = stack.enter_context(database(kind, folder))
        return asyncio.run(measure_posting(kind, url, folder))


def _measure_verifying(kind: str, records: int) -> Year:
    _say(f"Verifying a year of {records:,} records on {kind}…")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        return asyncio.run(measure_verifying(kind, stack.enter_context(database(kind, folder)), records))


if __name__ == "__main__":
    raise SystemExit(main())
