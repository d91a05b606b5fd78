"""Changing the key: every key is wrapped anew, whatever is killed on the way, and nobody is shut out meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from models.content import Library
from models.database import Database
from models.database.keyed import WRAPPED, all_tables, keyed_tables
from models.sealing import KEY_BYTES, Keyring
from models.tables import AuditEvent, Mark, Person, Record
from models.values.errors import Refusal
from models.vocabulary import World
from models.workflow import rotation
from models.workflow.marks import check_marks
from models.workflow.parts import Parts
from models.workflow.rotation import count_keys, rotate
from tests.conftest import START
from tests.support.databases import KINDS, Databases
from tests.support.keyed import NEW, OLD, PLANTED, Filled
from tests.support.meetings import rows_of
from tests.support.opened import open_everything, read_wrapped

BOTH = Keyring(NEW, OLD)
NOT_YET = Keyring(OLD, NEW)
THIRD = bytes(KEY_BYTES)


class Killed(BaseException):
    """The end of a process: nothing catches it."""


class Mortal(Database):
    """A database whose process ends just before one of its commits: `lives` of them succeed."""

    def __init__(self, engine: AsyncEngine, lives: int) -> None:
        super().__init__(engine)
        self._lives = lives

    @asynccontextmanager
    async def write(self, key: str | None, now: datetime) -> AsyncIterator[AsyncSession]:
        async with super().write(key, now) as session:
            yield session
            await session.flush()
            self._lives -= 1
            if self._lives < 0:
                raise Killed


@pytest.fixture(scope="module")
def filled(databases: Databases, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return Filled(databases, library, tmp_path_factory.mktemp("filled"))


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, filled: Filled, tmp_path: Path) -> Iterator[str]:
    """The address of a database with something in it; the test runs once on each kind."""
    with filled.make(request.param, tmp_path) as url:
        yield url


def now() -> datetime:
    return START


def hear(_table: str, _keys: int) -> None:
    return None


async def marks(parts: Parts) -> dict[str, str]:
    return {mark.name: mark.value for mark in await rows_of(parts, Mark)}


async def admits(database: Database, keyring: Keyring) -> str:
    """Return with which words a bot with these keys is refused at its start; none when it starts."""
    try:
        await check_marks(database, keyring, World.SANDBOX, START)
    except Refusal as refusal:
        return refusal.sentence
    return ""


async def test_no_key_is_called_otherwise_and_none_is_forgotten(parts: Parts) -> None:
    binary = [column for table in all_tables() for column in table.columns if isinstance(column.type, LargeBinary)]
    assert {column.name for column in binary if "key" in column.name} == {WRAPPED}
    assert all(len(table.primary_key.columns) == 1 for table in keyed_tables())
    filled = {table for table, _ in await read_wrapped(parts.database)}
    assert filled == {table.name for table in keyed_tables()}, "plant a row in every such table in tests/support/keyed"


async def test_killed_before_every_commit_it_goes_on_and_meanwhile_who_has_both_keys_reads_everything(
    parts: Parts,
) -> None:
    keys = {place: Keyring(OLD).unwrap(wrapped) for place, wrapped in (await read_wrapped(parts.database)).items()}
    texts = await open_everything(parts.database, Keyring(OLD))
    assert {words for words in PLANTED if any(words in text for text in texts.values())} == set(PLANTED)
    kills = 0
    while True:
        # Each run begins with a commit of its own; so of the batches one more stands after each kill.
        mortal = Mortal(parts.database.engine, lives=min(kills, 2))
        try:
            rotated = await rotate(mortal, BOTH, now, hear, batch=4)
        except Killed:
            kills += 1
        else:
            break
        assert await open_everything(parts.database, BOTH if kills % 2 else NOT_YET) == texts
        if kills > 1:  # from the first commit on there are two keys, and one alone would read a half
            for one in (Keyring(OLD), Keyring(NEW)):
                assert "only one of the two keys is set" in await admits(parts.database, one)
            assert await admits(parts.database, BOTH) == await admits(parts.database, NOT_YET) == ""
        assert kills < 30

    assert kills > 4
    assert (rotated.keys, rotated.ended) == (len(keys), True)
    after = await read_wrapped(parts.database)
    assert {place: Keyring(NEW).unwrap(wrapped) for place, wrapped in after.items()} == keys
    assert not any(Keyring(OLD).opens(wrapped) for wrapped in after.values())
    assert await open_everything(parts.database, Keyring(NEW)) == texts
    told = [event.what for event in await rows_of(parts, AuditEvent, AuditEvent.subject == "deployment")]
    assert sorted(told) == ["key_rotation_begun", "key_rotation_ended"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_once_it_has_ended_the_old_key_alone_is_refused_and_so_are_swapped_ones(parts: Parts) -> None:
    await rotate(parts.database, BOTH, now, hear)
    assert await admits(parts.database, Keyring(NEW)) == ""
    assert await admits(parts.database, BOTH) == ""
    assert "is the one from before" in await admits(parts.database, Keyring(OLD))
    assert "KEY and KEY_BEFORE are swapped" in await admits(parts.database, NOT_YET)
    assert "is not the one this database was sealed with" in await admits(parts.database, Keyring(THIRD))
    assert (await rotate(parts.database, BOTH, now, hear)).rewrapped == 0


async def test_two_at_once_share_the_work_and_a_third_key_waits_for_its_turn(parts: Parts) -> None:
    whole = len(await read_wrapped(parts.database))
    first, second = await asyncio.gather(
        *(rotate(parts.database, BOTH, now, hear, batch=2, pause=0.01) for _ in range(2))
    )
    assert (first.rewrapped + second.rewrapped, [first.ended, second.ended].count(True)) == (whole, 1)
    assert all(count.before == count.neither == 0 for count in await count_keys(parts.database, Keyring(NEW)))
    await rotate(parts.database, Keyring(THIRD, NEW), now, hear)
    assert all(count.current == count.keys for count in await count_keys(parts.database, Keyring(THIRD)))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_second_change_is_refused_while_the_first_has_not_ended(parts: Parts) -> None:
    with pytest.raises(Killed):
        await rotate(Mortal(parts.database.engine, lives=1), BOTH, now, hear, batch=3)
    before = await read_wrapped(parts.database), await marks(parts)
    for keyring in (Keyring(THIRD, NEW), Keyring(THIRD, OLD), NOT_YET):
        with pytest.raises(Refusal):
            await rotate(parts.database, keyring, now, hear)
    assert (await read_wrapped(parts.database), await marks(parts)) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("keyring", "sentence"),
    [
        (Keyring(NEW), "There is no key to change from"),
        (Keyring(NEW, THIRD), "is not the one this database was sealed with"),
        (Keyring(THIRD), "There is no key to change from"),
    ],
)
async def test_a_wrong_key_is_one_sentence_and_changes_nothing(parts: Parts, keyring: Keyring, sentence: str) -> None:
    before = await read_wrapped(parts.database), await marks(parts)
    with pytest.raises(Refusal, match=sentence):
        await rotate(parts.database, keyring, now, hear)
    assert (await read_wrapped(parts.database), await marks(parts)) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_key_that_neither_opens_is_named_by_its_row_before_anything_is_changed(parts: Parts) -> None:
    async with parts.database.write(None, START) as session:
        stray = Keyring(THIRD).new_key()[1]
        await session.exec(update(Person).where(col(Person.id) == "tom").values(wrapped_key=stray))
    before = await read_wrapped(parts.database), await marks(parts)
    with pytest.raises(Refusal, match="1 in person, such as tom"):
        await rotate(parts.database, BOTH, now, hear)
    assert (await read_wrapped(parts.database), await marks(parts)) == before


async def test_a_key_dropped_while_it_was_wrapped_anew_stays_dropped(parts: Parts) -> None:
    [record, *_] = await rows_of(parts, Record)
    stale = [(record.id, record.wrapped_key)]
    async with parts.database.write(None, START) as session:
        await session.exec(update(Record).where(col(Record.id) == record.id).values(wrapped_key=b""))
    [table] = [table for table in keyed_tables() if table.name == "record"]
    assert await rotation._rewrap(parts.database, BOTH, table, stale, START) == 0
    await rotate(parts.database, BOTH, now, hear)
    assert ("record", record.id) not in await read_wrapped(parts.database)


async def test_bots_write_under_the_new_key_meanwhile_and_hold_rows_nobody_waits_long(parts: Parts) -> None:
    held, release = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with parts.database.write(None, START) as session:
            await session.exec(update(Person).where(col(Person.id) == "sam").values(last_observed_on=START.date()))
            held.set()
            await release.wait()

    async def free() -> None:
        await held.wait()
        await asyncio.sleep(0.2)
        release.set()

    async def begin() -> None:
        async with parts.database.write(None, START) as session:
            person = Person(id="zoe", staff_number="S-zoe", name="Zoe", email="zoe@x.example", wrapped_key=b"")
            person.wrapped_key = BOTH.new_key()[1]
            session.add(person)

    holding = asyncio.create_task(hold())
    await held.wait()
    _, rotated, _ = await asyncio.gather(free(), rotate(parts.database, BOTH, now, hear, batch=2, pause=0.05), holding)
    await begin()
    assert rotated.ended
    async with parts.read() as session:
        assert (await session.get_one(Person, "sam")).last_observed_on == START.date()
    assert await admits(parts.database, Keyring(NEW)) == ""
    assert all(count.current == count.keys for count in await count_keys(parts.database, Keyring(NEW)))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_bot_that_would_seal_with_the_new_key_begins_the_change_by_its_start(parts: Parts) -> None:
    assert await admits(parts.database, NOT_YET) == ""
    assert "key_rotation" not in await marks(parts), "both keys are known, and the old one still seals"
    assert await admits(parts.database, BOTH) == ""
    assert "only one of the two keys is set" in await admits(parts.database, Keyring(OLD))
    assert await admits(parts.database, NOT_YET) == "", "bots are restarted one after the other"
