"""Whatever is changed in the rows of what was sent is found, and the sentence says where."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from models.content import Library
from models.database import Database, build_engine
from models.sealing import KEY_BYTES, Keyring
from models.signing import Signer
from models.tables import Act, AuditEvent, DaySeal, Link, Record, Version
from models.values.bundle import Verified
from models.vocabulary import LinkKind, RecordState
from models.workflow.chain import add_link
from models.workflow.parts import Parts
from models.workflow.seals import seal_day
from models.workflow.verifying import verify_database
from tests.support.databases import Databases
from tests.support.evidence import SIGNER, TOMORROW, make_history, seal
from tests.support.meetings import rows_of

UNSEALED = {
    "record": {"revision", "writer", "started_at", "saved_at"},
    "version": {"revision"},
    "link": {"id"},
}
"""What may differ without any proof being touched: the working copy's own, and ids nothing else names."""

PURGED = "2026-03-09 09:00:00.000000"

WORDS = {
    "kind": {"record": "note", "act": "not_agreed", "link": "filed"},
    "state": {"record": "not_agreed", "version": "not_agreed"},
    "way": {"act": "command", "auditevent": "command"},
}


async def make_two_days(parts: Parts) -> str:
    """Write the history and seal it on two days; return the record with the longest chain."""
    record_id = await make_history(parts)
    await seal(parts)
    await seal(parts, TOMORROW + timedelta(days=1))
    return record_id


async def verify(parts: Parts, *keys: bytes) -> Verified:
    return await verify_database(parts, keys or [SIGNER.public])


async def test_what_nobody_touched_is_right_and_counted(parts: Parts) -> None:
    await make_two_days(parts)
    found = await verify(parts)
    assert found.wrong == ()
    counts = dict(found.counts)
    assert counts.pop("audit events") > 10
    assert counts == {"records": 2, "versions": 4, "purged": 0, "erased": 0, "answers": 5, "links": 9, "seals": 2}
    assert found.notes == (f"Seals are signed with the key {SIGNER.fingerprint}.",)


@dataclass
class Town:
    """A database in a file that is tampered with from outside, and put back."""

    file: Path
    parts: Parts

    def verify(self) -> Verified:
        async def look() -> Verified:
            database = Database(build_engine(f"sqlite:///{self.file}", patience=1.5))
            found = await verify(Parts(database, self.parts.keyring, self.parts.library))
            await database.close()
            return found

        return asyncio.run(look())

    def tamper(self, statement: str, *given: Any) -> Verified:
        """Verify after a statement, and take it back."""
        kept = self.file.with_suffix(".kept")
        shutil.copyfile(self.file, kept)
        with sqlite3.connect(self.file) as connection:
            connection.execute("PRAGMA ignore_check_constraints=ON")
            assert connection.execute(statement, given).rowcount > 0
        connection.close()
        try:
            return self.verify()
        finally:
            shutil.copyfile(kept, self.file)

    def cells(self, table: str) -> list[tuple[str, Any]]:
        """Return the columns of a table, with what stands in the row that says most."""
        with sqlite3.connect(self.file) as connection:
            cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 -- names of ours
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
        connection.close()
        most = max(rows, key=lambda row: sum(cell not in {None, "", 0} for cell in row))
        return list(zip(names, most, strict=True))

    def id_of(self, table: str) -> str:
        name = "sealed_on" if table == "dayseal" else "id"
        return str(dict(self.cells(table))[name])


@pytest.fixture(scope="module")
def town(databases: Databases, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with databases.make("sqlite", tmp_path_factory.mktemp("verify")) as url:
        database = Database(build_engine(url, patience=1.5))
        parts = Parts(database=database, keyring=Keyring(bytes(range(KEY_BYTES))), library=library)

        async def fill() -> None:
            await make_two_days(parts)
            await database.close()

        asyncio.run(fill())
        yield Town(Path(url.removeprefix("sqlite:///")), parts)


def another(table: str, name: str, value: Any) -> Any:
    """Return something else that might stand in that cell."""
    if name in WORDS and table in WORDS[name]:
        return WORDS[name][table]
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    if isinstance(value, int):
        return 1 - value if name == "replaced" else value + 10
    if value is None:
        return {"sealed_on": "2026-03-09", "purged_at": PURGED, "erased_at": PURGED}.get(name, "f" * 32)
    text = str(value)
    if name == "facts":
        facts = json.loads(text)
        return json.dumps(facts | {next(iter(facts), "more"): "other"})
    if name.endswith("_on"):
        return "2026-03-09"
    if text.startswith("2026-"):
        return text.replace("09:", "08:") if "09:" in text else text.replace("2026-", "2025-", 1)
    return text[:-1] + ("0" if text[-1:] != "0" else "1")


@pytest.mark.parametrize("table", ["record", "version", "act", "link", "dayseal", "auditevent"])
def test_each_cell_of_what_was_sent_counts(town: Town, table: str) -> None:
    key = "sealed_on" if table == "dayseal" else "id"
    missed = []
    for name, value in town.cells(table):
        changed = another(table, name, value)
        if value is None and name in {"child_id", "person_id"} and table == "record":
            continue  # one of the two is always empty
        found = town.tamper(
            f"UPDATE {table} SET {name} = ? WHERE {key} = ?",  # noqa: S608 -- names of ours
            changed,
            town.id_of(table),
        )
        if not found.wrong and name not in UNSEALED.get(table, set()):
            missed.append(name)
    assert missed == []


@pytest.mark.parametrize("table", ["version", "act", "link", "dayseal", "auditevent"])
def test_each_row_that_is_gone_is_missed(town: Town, table: str) -> None:
    key = "sealed_on" if table == "dayseal" else "id"
    assert town.tamper(f"DELETE FROM {table} WHERE {key} = ?", town.id_of(table)).wrong != ()  # noqa: S608


def test_a_record_that_is_gone_with_all_that_was_its_is_missed_by_the_seal(town: Town) -> None:
    with sqlite3.connect(town.file) as connection:
        (brief,) = connection.execute("SELECT id FROM record WHERE kind = 'brief'").fetchone()
    connection.close()
    kept = town.file.with_suffix(".all")
    shutil.copyfile(town.file, kept)
    with sqlite3.connect(town.file) as connection:
        connection.execute("DELETE FROM act WHERE version_id IN (SELECT id FROM version WHERE record_id = ?)", (brief,))
        for table in ("version", "link"):
            connection.execute(f"DELETE FROM {table} WHERE record_id = ?", (brief,))  # noqa: S608
        connection.execute("DELETE FROM record WHERE id = ?", (brief,))
    connection.close()
    found = town.verify()
    shutil.copyfile(kept, town.file)
    assert found.wrong == (
        "The chains are not those that were sealed on 2026-03-03 (and those of 1 later seals): one that moved since the "
        "seal before was changed, cut short or removed, or one was added.",
    )


async def test_it_says_which_record_which_version_and_which_link(parts: Parts) -> None:
    record_id = await make_two_days(parts)
    async with parts.database.write(None, TOMORROW) as session:
        await session.exec(
            update(Version)
            .where(col(Version.record_id) == record_id, col(Version.number) == 2)
            .values(state=RecordState.NOT_AGREED)
        )
        await session.exec(update(Link).where(col(Link.record_id) == record_id, col(Link.place) == 3).values(row_id="x"))
        await session.exec(update(Act).where(col(Act.event_ts).is_(None)).values(event_ts="1.0"))
        await session.exec(delete(AuditEvent).where(col(AuditEvent.what) == "read"))
    found = (await verify(parts)).wrong
    assert f"Record {record_id}: link 3 (a version sent, 2026-03-02T09:06) was changed: its hash is not that of what it says." in found
    assert f"Record {record_id}: version 2 is shown as not agreed, but its answers make it complete." in found
    assert f"Record {record_id}: the answer of link 2 was changed: its row says something else." in found
    assert any(sentence.startswith("The audit events are not those that were sealed on 2026-03-03") for sentence in found)


async def test_a_seal_made_up_with_another_key_is_found(parts: Parts) -> None:
    await make_history(parts)
    await seal_day(parts, Signer(bytes(32)), TOMORROW)
    (sentence,) = (await verify(parts)).wrong
    assert sentence.startswith("The seal of 2026-03-03 is signed with the key")
    assert (await verify(parts, SIGNER.public, Signer(bytes(32)).public)).wrong == ()


async def test_a_seal_taken_out_of_the_middle_is_found(parts: Parts) -> None:
    await make_two_days(parts)
    await seal(parts, TOMORROW + timedelta(days=2))
    async with parts.database.write(None, TOMORROW) as session:
        await session.exec(delete(DaySeal).where(col(DaySeal.sealed_on) == (TOMORROW + timedelta(days=1)).date()))
    assert (await verify(parts)).wrong == (
        "The seal of 2026-03-05 does not follow the seal of 2026-03-03: one between was removed or changed.",
    )


async def let_go(parts: Parts, record_id: str, kind: LinkKind) -> None:
    """Say in the chain that text was let go, as a purge and an erasure do."""
    async with parts.database.write(None, TOMORROW) as session:
        record = await session.get_one(Record, record_id)
        mark = {"purged_at": TOMORROW} if kind is LinkKind.PURGED else {"erased_at": TOMORROW}
        await session.exec(update(Record).where(col(Record.id) == record_id).values(**mark))
        await add_link(session, record, kind, "d" * 32, TOMORROW, {"due_on": "2026-03-03"})


async def test_a_purged_version_is_counted_as_purged_and_is_nothing_wrong(parts: Parts) -> None:
    record_id = await make_two_days(parts)
    first, *_ = sorted(await rows_of(parts, Version, Version.record_id == record_id), key=lambda one: one.sent_at)
    async with parts.database.write(None, TOMORROW) as session:
        await session.exec(update(Version).where(col(Version.id) == first.id).values(document=None, nonce=None))
        await session.exec(update(Act).where(col(Act.version_id) == first.id).values(comments=None, nonce=None))
    assert "has no text" in (await verify(parts)).wrong[0]

    await let_go(parts, record_id, LinkKind.PURGED)

    found = await verify(parts)
    assert found.wrong == ()
    assert dict(found.counts)["purged"] == 1


async def test_an_erased_record_is_counted_as_erased_and_is_nothing_wrong(parts: Parts) -> None:
    record_id = await make_two_days(parts)
    async with parts.database.write(None, TOMORROW) as session:
        await session.exec(update(Record).where(col(Record.id) == record_id).values(wrapped_key=b""))
    assert any("its key is gone" in sentence for sentence in (await verify(parts)).wrong)

    await let_go(parts, record_id, LinkKind.ERASED)

    found = await verify(parts)
    assert found.wrong == ()
    assert (dict(found.counts)["purged"], dict(found.counts)["erased"]) == (0, 1)


async def test_it_says_how_far_it_is(parts: Parts) -> None:
    await make_history(parts)
    told: list[tuple[int, int]] = []
    tell: Callable[[int, int], None] = lambda done, of: told.append((done, of))  # noqa: E731
    await verify_database(parts, [SIGNER.public], tell)
    assert told == [(2, 2)]
