"""A file that is damaged, cut short, forged without care or of another backup is refused, and nothing is written."""

import gzip
import json
import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.backups.lines import Kind, LinesWriter, read_head, read_lines
from bot.backups.writing import Files
from models.database import Database
from models.database.keyed import WRAPPED
from models.sealing import KEY_BYTES, Keyring
from models.values.errors import Refusal
from models.vocabulary import World
from models.workflow.marks import check_marks
from tests.bot.backups.conftest import Shelf
from tests.conftest import START
from tests.support.opened import rows_of_all

Row = tuple[str, dict[str, Any]]
OTHER = bytes(KEY_BYTES)


async def is_empty(database: Database) -> bool:
    return not any((await rows_of_all(database)).values())


def damaged(whole: Path) -> list[Path]:
    """Return copies of a file, each with another damage."""
    copies = []
    for number, content in enumerate(damage(whole.read_bytes())):
        copies.append(whole.with_name(f"broken-{number}"))
        copies[-1].write_bytes(content)
    return copies


def damage(whole: bytes) -> Iterator[bytes]:
    """Yield the bytes of a file as accidents leave it."""
    chance = random.Random(5)
    yield b""
    yield b"supervision"
    yield from (whole[: chance.randrange(1, len(whole))] for _ in range(4))
    yield whole[:-1]
    for _ in range(8):
        place = chance.randrange(10, len(whole))
        yield whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :]
    lines = gzip.decompress(whole).splitlines(keepends=True)
    middle = len(lines) // 2
    yield gzip.compress(b"".join(lines[:-1]))
    yield gzip.compress(b"".join(lines[:middle] + lines[middle + 1 :]))
    yield gzip.compress(b"".join([*lines[:middle], lines[middle + 1], lines[middle], *lines[middle + 2 :]]))
    yield gzip.compress(b"".join([*lines, b"[]\n"]))
    yield gzip.compress(b"".join(lines[1:]))
    yield gzip.compress(b"".join([lines[0].replace(b'"format":1', b'"format":"1"'), *lines[1:]]))
    yield gzip.compress(b"".join([*lines[:-1], json.dumps({"rows": {}, "sha256": ""}).encode()]))


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("which", ["tables", "keys", "disposals"])
async def test_a_damaged_file_is_refused_in_one_sentence(shelf: Shelf, restored: Database, which: str) -> None:
    files = await shelf.back_up("first")
    whole: Path = getattr(files, which)
    for broken in damaged(whole):
        given = replace(files, **{which: broken})
        if _same(broken, whole):
            continue  # the accident met a byte that says nothing, such as the name of the packer
        with pytest.raises(Refusal) as told:
            await shelf.restore(given, gone=given.disposals)
        assert str(broken) in told.value.sentence
        assert len(told.value.sentence.splitlines()) == 1
    assert await is_empty(restored)


def _same(one: Path, other: Path) -> bool:
    try:
        return gzip.decompress(one.read_bytes()) == gzip.decompress(other.read_bytes())
    except (OSError, EOFError, zlib.error):
        return False


def forge(files: Files, change: Callable[[Row], Row | None], kind: Kind = Kind.BACKUP) -> Path:
    """Write a file anew with other rows, and a sum that fits them."""
    source = files.tables if kind is Kind.BACKUP else files.keys
    assert source is not None
    forged = source.with_name(f"{source.name}-forged")
    with forged.open("wb") as file, LinesWriter(file, read_head(source, kind)) as writer:
        table = ""
        for row in read_lines(source, kind):
            if row.table != table:
                table = row.table
                writer.begin_table(table, list(row.cells))
            changed = change((row.table, dict(row.cells)))
            if changed is not None:
                writer.write_row(list(changed[1].values()))
        writer.finish()
    return forged


def without(table: str, **cells: str) -> Callable[[Row], Row | None]:
    return lambda row: None if row[0] == table and cells.items() <= row[1].items() else row


def with_cell(table: str, name: str, value: Any) -> Callable[[Row], Row | None]:
    return lambda row: (row[0], row[1] | {name: value}) if row[0] == table else row


APART = {
    "sqlite": (
        without("person", id="sam"),
        with_cell("agendaitem", "child_id", None),
        with_cell("person", "name", "x" * 5_000),  # which SQLite would have kept
    ),
    "postgresql": (
        without("person", id="sam"),
        with_cell("record", "state", "imagined"),
        with_cell("person", WRAPPED, ""),
    ),
}
"""By where the backup is from: it is restored into the other."""


async def test_rows_that_do_not_fit_together_are_refused_as_a_whole(
    shelf: Shelf, restored: Database, kind: str
) -> None:
    files = await shelf.back_up("first")
    for change in APART[kind]:
        with pytest.raises(Refusal, match="does not hold together"):
            await shelf.restore(replace(files, tables=forge(files, change)))
    assert await is_empty(restored)


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_keys_belong_to_their_own_backup_and_to_the_key_of_the_settings(shelf: Shelf, restored: Database) -> None:
    first, second = await shelf.back_up("first"), await shelf.back_up("second")
    with pytest.raises(Refusal, match="has the keys of another backup"):
        await shelf.restore(replace(first, keys=second.keys))
    with pytest.raises(Refusal, match="do not open with the key in KEY or KEY_FILE"):
        await shelf.restore(first, key=Keyring(OTHER))
    with pytest.raises(Refusal, match=r"a key is missing for a row of person"):
        await shelf.restore(replace(first, keys=forge(first, without("person"), Kind.KEYS)))
    with pytest.raises(Refusal, match=r"is a file of another kind"):
        await shelf.restore(replace(first, tables=first.keys))
    with pytest.raises(Refusal, match=r"nowhere cannot be read: No such file"):
        await shelf.restore(replace(first, keys=shelf.folder / "nowhere"))
    assert await is_empty(restored)


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_only_an_empty_database_is_filled(shelf: Shelf, restored: Database) -> None:
    files = await shelf.back_up("first")
    await check_marks(restored, Keyring(OTHER), World.SANDBOX, START)
    before = await rows_of_all(restored)
    with pytest.raises(Refusal, match=r"The database is not empty \(there are rows in mark\)"):
        await shelf.restore(files)
    assert await rows_of_all(restored) == before


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_backup_of_another_world_or_version_is_refused(shelf: Shelf, restored: Database) -> None:
    files = await shelf.back_up("first")
    assert files.tables is not None
    mine = read_head(files.tables, Kind.BACKUP)
    for head, sentence in (
        (replace(mine, world="slack"), "is a backup of the slack world"),
        (replace(mine, tables="0001"), "has the tables of version 0001"),
    ):
        other = shelf.folder / f"other-{head.tables}-{head.world}"
        with other.open("wb") as file, LinesWriter(file, head) as writer:
            writer.finish()
        with pytest.raises(Refusal, match=sentence):
            await shelf.restore(replace(files, tables=other))
    assert await is_empty(restored)
