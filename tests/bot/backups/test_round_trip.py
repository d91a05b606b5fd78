"""A backup of either database, restored into the other: the same rows, every text opens, and only what it says."""

import stat
from typing import Any

import pytest

from bot.backups import writing
from bot.backups.lines import Kind, read_head, read_lines
from bot.backups.writing import write_backup
from models.database import Database, insert_or_ignore
from models.database.keyed import WRAPPED
from models.database.whole import read_rows
from models.sealing import Keyring
from models.tables import Person, Team
from models.values.errors import Refusal
from models.vocabulary import ChannelDetail, World
from models.workflow.marks import check_marks
from models.workflow.rotation import rotate
from tests.bot.backups.conftest import Shelf
from tests.conftest import START
from tests.support.chained import check_chains
from tests.support.keyed import NEW, OLD, PLANTED
from tests.support.opened import open_everything, rows_of_all
from tests.support.spelled import unpacked


async def but_the_note(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return all rows, without the audit event that says they were restored."""
    rows = await rows_of_all(database)
    rows["auditevent"] = [row for row in rows["auditevent"] if row["what"] != "restored"]
    return rows


async def test_what_one_database_held_the_other_holds_and_every_text_opens(shelf: Shelf, restored: Database) -> None:
    files = await shelf.back_up("first")
    told = await shelf.restore(files)

    assert await but_the_note(restored) == await but_the_note(shelf.parts.database)
    texts = await open_everything(restored, Keyring(OLD))
    assert texts == await open_everything(shelf.parts.database, Keyring(OLD))
    assert all(any(words in text for text in texts.values()) for words in PLANTED)
    await check_marks(restored, Keyring(OLD), World.SANDBOX, START)
    assert check_chains(await rows_of_all(restored)) == 3  # two sent, one answered
    (note,) = [row for row in (await rows_of_all(restored))["auditevent"] if row["what"] == "restored"]
    assert note["facts"]["rows"] == str(told.rows) == str(sum(map(len, (await but_the_note(restored)).values())))


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_the_first_file_has_no_key_and_nobody_but_the_owner_reads_either(shelf: Shelf) -> None:
    files = await shelf.back_up("first")
    for path in (files.tables, files.keys, files.disposals):
        assert path is not None
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(path.name for path in shelf.folder.iterdir()) == ["first", "first.gone", "first.keys"]
    assert files.tables is not None
    assert files.keys is not None
    keyed = [row for row in read_lines(files.tables, Kind.BACKUP) if WRAPPED in row.cells]
    assert {row.cells[WRAPPED] for row in keyed} <= {True, None, ""}
    keys = [row.cells[WRAPPED].encode() for row in read_lines(files.keys, Kind.KEYS)]
    assert len(keys) == sum(row.cells[WRAPPED] is True for row in keyed)
    assert not any(key in unpacked(files.tables) for key in keys)
    assert read_head(files.keys, Kind.KEYS).backup == read_head(files.tables, Kind.BACKUP).backup


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_file_that_is_there_is_never_taken_the_place_of(shelf: Shelf) -> None:
    files = await shelf.back_up("first")
    assert files.keys is not None
    before = files.keys.read_bytes()
    with pytest.raises(Refusal, match="is there already"):
        await shelf.back_up("first")
    files.tables.unlink()  # type: ignore[union-attr]
    with pytest.raises(Refusal, match=r"first\.keys is there already"):
        await shelf.back_up("first")
    assert files.keys.read_bytes() == before
    assert sorted(path.name for path in shelf.folder.iterdir()) == ["first.gone", "first.keys"]


async def test_what_is_written_while_it_is_copied_is_in_the_next_backup_only(
    shelf: Shelf, restored: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await but_the_note(shelf.parts.database)

    async def read_and_write(connection: Any, table: Any) -> Any:
        if table.name == "record":
            async with shelf.parts.database.write(None, START) as session:
                await insert_or_ignore(session, Team, id="t" * 32, name="New team", channel_detail=ChannelDetail.COUNTS)
                late = {"id": "zoe", "staff_number": "S-z", "name": "Zoe", "email": "z@x.example"}
                await insert_or_ignore(session, Person, **late, wrapped_key=b"")
        async for row in read_rows(connection, table):
            yield row

    monkeypatch.setattr(writing, "read_rows", read_and_write)
    await shelf.restore(await shelf.back_up("first"))
    assert await but_the_note(restored) == before
    assert await but_the_note(shelf.parts.database) != before


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_backup_from_before_a_change_of_key_opens_with_both_and_is_changed_in_its_turn(
    shelf: Shelf, restored: Database
) -> None:
    files = await shelf.back_up("first")
    both = Keyring(NEW, OLD)
    await rotate(shelf.parts.database, both, lambda: START, lambda *_: None)
    with pytest.raises(Refusal, match="do not open with the key"):
        await shelf.restore(files, key=Keyring(NEW))
    await shelf.restore(files, key=both)
    await rotate(restored, both, lambda: START, lambda *_: None)
    assert await open_everything(restored, Keyring(NEW)) == await open_everything(shelf.parts.database, Keyring(NEW))


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_there_is_no_backup_of_a_database_that_is_not_there(shelf: Shelf) -> None:
    nowhere = f"sqlite:///{shelf.folder / 'nowhere.db'}"
    with pytest.raises(Refusal, match="no database to copy"):
        await write_backup(nowhere, shelf.files("first"), START)
    assert list(shelf.folder.iterdir()) == []
