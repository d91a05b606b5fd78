"""The files of a database and of its backup, searched byte by byte for words that were written."""

import base64
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from models.database import Database
from models.sealing import Keyring, seal
from models.tables import Child, Record, Version
from models.workflow.rotation import rotate
from tests.bot.backups.conftest import Shelf
from tests.conftest import START
from tests.support.keyed import NEW, OLD, PLANTED
from tests.support.opened import read_wrapped
from tests.support.spelled import byte_spellings, database_files, find_in_files, spellings, unpacked


async def add_to_what_is_written_ahead(shelf: Shelf) -> None:
    """Seal one more text, while the database is open."""
    async with shelf.parts.database.write(None, START) as session:
        child = await session.get_one(Child, shelf.children[1])
        key = shelf.parts.keyring.unwrap(child.wrapped_key)
        child.name = seal(key, "child", child.id, "name", PLANTED[0])
        session.add(child)


async def test_no_word_that_was_written_stands_in_any_file(shelf: Shelf) -> None:
    await add_to_what_is_written_ahead(shelf)
    files = await shelf.back_up("first")
    stored = database_files(shelf.url)
    if shelf.parts.database.engine.dialect.name == "sqlite":
        assert {"bot.db", "bot.db-wal"} <= {file.name for file in stored if file.stat().st_size > 0}
    backup = [path for path in (files.tables, files.keys, files.disposals) if path is not None]
    assert len(backup) == 3
    assert find_in_files([*stored, *backup], PLANTED) == set()


async def test_no_key_stands_anywhere_but_wrapped_not_even_after_a_change(shelf: Shelf) -> None:
    database = shelf.parts.database
    keys = [Keyring(OLD).unwrap(wrapped) for wrapped in (await read_wrapped(database)).values()]
    await rotate(database, Keyring(NEW, OLD), lambda: START, lambda *_: None)
    files = await shelf.back_up("first")
    assert files.tables is not None
    assert files.keys is not None
    content = b"\n".join(unpacked(file) for file in [*database_files(shelf.url), files.tables, files.keys])
    assert not [key for key in (OLD, NEW, *keys) if any(spelled in content for spelled in byte_spellings(key))]


async def test_the_search_finds_what_does_stand_there(shelf: Shelf) -> None:
    known = "priya@council.example"
    files = await shelf.back_up("first")
    assert files.tables is not None
    stored = database_files(shelf.url)
    assert known in {words for _, words in find_in_files(stored, [known])}
    assert find_in_files([files.tables], [known]) == {("first", known)}


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_dropped_key_and_a_purged_text_do_not_lie_about_in_the_file(shelf: Shelf, tmp_path: Path) -> None:
    database = shelf.parts.database
    async with database.read() as session:
        [record, *_] = (await session.exec(select(Record))).all()
        [version] = (await session.exec(select(Version).where(Version.record_id == record.id))).all()
    assert version.document is not None
    file = tmp_path / "bot.db"
    await _write_back(database)
    assert record.wrapped_key in file.read_bytes()
    assert version.document[:64] in file.read_bytes()
    async with database.write(None, START) as session:
        await session.exec(update(Record).where(col(Record.id) == record.id).values(wrapped_key=b""))
        await session.exec(update(Version).where(col(Version.id) == version.id).values(document=None))
    await _write_back(database)
    assert record.wrapped_key not in file.read_bytes()
    assert version.document[:64] not in file.read_bytes()


async def _write_back(database: Database) -> None:
    """Bring into the file itself what was written ahead."""
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
def test_words_are_found_in_base64_wherever_they_begin(before: str, tmp_path: Path) -> None:
    words = "Quince jam on the windowsill"
    file = tmp_path / "file"
    file.write_bytes(base64.b64encode(f"{before}{words} and more".encode()))
    assert find_in_files([file], [words]) == {("file", words)}
    assert len(set(spellings(words))) >= 6
