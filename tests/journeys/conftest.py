"""A town for each file of journeys, and each journey without failures left over from another."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.journeys.scene import Scene
from tests.support.databases import Databases
from tests.support.town import Town, open_town


@pytest.fixture(scope="module")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a file's workspace and database."""
    return tmp_path_factory.mktemp("town")


@pytest.fixture(scope="module")
def town_database(databases: Databases, town_folder: Path) -> Iterator[str]:
    """The address of a file's database."""
    with databases.make("sqlite", town_folder) as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(town_database: str, town_folder: Path) -> AsyncIterator[Town]:
    """One town for all journeys of a file."""
    async with open_town(town_database, town_folder / "sandbox") as town:
        yield town


@pytest_asyncio.fixture(loop_scope="module")
async def town(shared_town: Town) -> AsyncIterator[Town]:
    """The file's town; whatever a journey asked to go wrong ends with it."""
    yield shared_town
    await shared_town.control("DELETE", "faults")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(shared_town: Town) -> Scene:
    """Where a file's meetings are held."""
    return Scene(shared_town.sandbox, shared_town.bot.parts, shared_town.bot.clock.now, shared_town.person)
