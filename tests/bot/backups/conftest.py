"""A filled database of each kind to copy, and an empty one of the other kind to bring it back into."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import select

from bot.backups.restoring import Restored, Sources, restore_backup
from bot.backups.writing import Files, write_backup
from models.content import Library
from models.database import Database, build_engine
from models.sealing import Keyring
from models.tables import Record
from models.vocabulary import RecordKind, World
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.databases import KINDS, Databases
from tests.support.keyed import OLD, Filled

ANOTHER = dict(zip(KINDS, reversed(KINDS), strict=True))


@dataclass
class Shelf:
    """A filled database, a folder for files, and the address of an empty database of the other kind."""

    parts: Parts
    url: str
    folder: Path
    empty: str
    children: list[str]

    def files(self, name: str) -> Files:
        """Return where the three files of a backup go."""
        return Files(self.folder / name, self.folder / f"{name}.keys", self.folder / f"{name}.gone")

    async def back_up(self, name: str) -> Files:
        """Copy the database as it stands."""
        files = self.files(name)
        await write_backup(self.url, files, START)
        return files

    async def restore(
        self, files: Files, *, key: Keyring | None = None, gone: Path | None = None, now: datetime = START
    ) -> Restored:
        """Bring a backup back into the empty database."""
        assert files.tables is not None
        assert files.keys is not None
        sources = Sources(files.tables, files.keys, gone)
        return await restore_backup(self.empty, sources, key or Keyring(OLD), World.SANDBOX, now)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty(kind: str, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the other kind without a row in it."""
    folder = tmp_path / "empty"
    folder.mkdir()
    with databases.make(ANOTHER[kind], folder) as url:
        yield url


@pytest.fixture(scope="session")
def filled(databases: Databases, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return Filled(databases, library, tmp_path_factory.mktemp("filled"))


@pytest.fixture
def filled_url(kind: str, filled: Filled, tmp_path: Path) -> Iterator[str]:
    """The address of a filled database."""
    with filled.make(kind, tmp_path) as url:
        yield url


@pytest.fixture
async def shelf(
    filled_url: str, databases: Databases, tmp_path: Path, library: Library, empty: str
) -> AsyncIterator[Shelf]:
    database = Database(databases.engine(filled_url))
    parts = Parts(database=database, keyring=Keyring(OLD), library=library)
    folder = tmp_path / "files"
    folder.mkdir()
    async with parts.read() as session:
        records = await session.exec(select(Record.child_id, Record.kind))
        children = {kind: child or "" for child, kind in records.all()}
    yield Shelf(parts, filled_url, folder, empty, [children[RecordKind.CASEWORK], children[RecordKind.BRIEF]])
    await database.close()


@pytest.fixture
async def restored(shelf: Shelf) -> AsyncIterator[Database]:
    """The database that was empty, to look at."""
    database = Database(build_engine(shelf.empty, patience=1.5))
    yield database
    await database.close()


@pytest.fixture
async def records(shelf: Shelf) -> list[str]:
    """The records of the two children, the first one answered with comments."""
    async with shelf.parts.read() as session:
        found = (await session.exec(select(Record))).all()
    return [next(one.id for one in found if one.child_id == child) for child in shelf.children]
