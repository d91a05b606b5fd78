"""What every test may ask for: a start time, a fresh database of each kind, and the parts."""

import gc
import os
from collections.abc import AsyncIterator, Container, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import settings

from models.content import Library, load_library
from models.database import Database
from models.sealing import KEY_BYTES, Keyring
from models.workflow.parts import Parts
from tests.support.databases import KINDS, Databases
from tests.support.memory import folder_in_memory

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""The one named start time: Monday 2 March 2026, nine o'clock in London."""

# No deadline: a busy machine is no wrong answer. The suite tries the same slice of examples every time.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("soak" if os.environ.get("SOAK") == "1" else "suite")

# A test makes far more objects than it leaves behind: looking through all of them less often saves a tenth of the run.
gc.set_threshold(50_000, 20, 100)

# Every commit waits for the disk, as it should; thousands of made-up ones need not.
if (memory := folder_in_memory()) is not None:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "content"


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    made = Databases()
    yield made
    made.close()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database; the test runs once on each kind."""
    with databases.make(request.param, tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(CONTENT)


@pytest.fixture
async def parts(database_url: str, databases: Databases, library: Library) -> AsyncIterator[Parts]:
    """Everything workflow works with, on a fresh database; the key is one made for tests."""
    database = Database(databases.engine(database_url))
    yield Parts(database=database, keyring=Keyring(bytes(range(KEY_BYTES))), library=library)
    await database.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the other database of tests that take turns, unless there is time for both."""
    if os.environ.get("SOAK") == "1":
        return
    known = {item.nodeid for item in items}
    out = [item for item in items if item.get_closest_marker("by_turns") and is_out_of_turn(item, known)]
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in set(out)]


def is_out_of_turn(item: pytest.Item, known: Container[str]) -> bool:
    """Say whether this run of a test is on the kind of database that its name does not choose, and there is the other.

    What is for one kind only takes no turns: it would never run.
    """
    assert isinstance(item, pytest.Function)
    kinds = [value for value in item.callspec.params.values() if value in KINDS] if hasattr(item, "callspec") else []
    chosen = KINDS[crc32(item.originalname.encode()) % len(KINDS)]
    test, _, run = item.nodeid.partition("[")
    return bool(kinds) and kinds[0] != chosen and f"{test}[{run.replace(kinds[0], chosen)}" in known


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the long runs counted."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, value in report.user_properties:
            if report.when == "call":
                terminalreporter.write_line(f"{name}: {value}")
