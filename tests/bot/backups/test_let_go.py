"""What was let go after the backup stays let go when it is restored."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlmodel import col, select

from bot.backups.writing import write_backup
from models.database import Database
from models.sealing import Keyring, seal
from models.tables import (
    Act,
    ActionEntry,
    Answer,
    CarriedAnswer,
    Child,
    Disposal,
    LegalHold,
    Person,
    Preparation,
    Record,
    SlackUser,
    Version,
)
from models.values.errors import Refusal
from models.vocabulary import Kept, LinkKind
from models.workflow.chain import add_link
from models.workflow.retention.holds import Held, read_held
from tests.bot.backups.conftest import Shelf
from tests.conftest import START
from tests.support.chained import check_chains
from tests.support.keyed import ANSWER, COMMENTS, NAME, OLD
from tests.support.opened import open_everything, rows_of_all

LATER = START + timedelta(days=40)


async def purge(shelf: Shelf, record_id: str) -> str:
    """Let the text of a record go after filing, as retention does it; return its entry in the disposal log."""
    async with shelf.parts.database.write(None, LATER) as session:
        record = await session.get_one(Record, record_id)
        disposal = Disposal(
            kept=Kept.CASEWORK_TEXT,
            child_id=record.child_id,
            record_id=record.id,
            due_on=LATER.date(),
            listed_at=LATER,
            done_at=LATER,
        )
        session.add(disposal)
        versions = select(Version.id).where(Version.record_id == record_id)
        await session.exec(update(Version).where(col(Version.id).in_(versions)).values(document=None, nonce=None))
        await session.exec(update(Act).where(col(Act.version_id).in_(versions)).values(comments=None, nonce=None))
        await session.exec(delete(Answer).where(col(Answer.record_id) == record_id))
        await session.exec(delete(CarriedAnswer).where(col(CarriedAnswer.version_id).in_(versions)))
        await session.exec(update(Preparation).values(text=None))
        await session.exec(update(ActionEntry).where(col(ActionEntry.record_id) == record_id).values(text=b""))
        await session.exec(update(Record).where(col(Record.id) == record_id).values(purged_at=LATER))
        await add_link(session, record, LinkKind.PURGED, disposal.id, LATER, {"disposal": disposal.id})
        return disposal.id


async def erase(shelf: Shelf, child_id: str, record_id: str) -> None:
    """Drop the keys of a child and of its record."""
    async with shelf.parts.database.write(None, LATER) as session:
        record = await session.get_one(Record, record_id)
        disposal = Disposal(
            kept=Kept.CHILD_RECORD,
            child_id=child_id,
            due_on=LATER.date(),
            listed_at=LATER,
            confirmed_by="olu",
            confirmed_at=LATER,
            done_at=LATER,
        )
        session.add(disposal)
        await session.exec(update(Record).where(col(Record.id) == record_id).values(wrapped_key=b"", erased_at=LATER))
        await session.exec(update(Child).where(col(Child.id) == child_id).values(wrapped_key=b"", initials="-"))
        await add_link(session, record, LinkKind.ERASED, disposal.id, LATER, {})


async def leave(shelf: Shelf, person_id: str) -> None:
    """Let go of a leaver's file: name and address stand in plain columns."""
    gone = {"wrapped_key": b"", "name": "Former colleague", "email": f"{person_id}@gone.invalid", "slack_id": None}
    async with shelf.parts.database.write(None, LATER) as session:
        await session.exec(delete(SlackUser).where(col(SlackUser.slack_id) == f"U{person_id.upper()}"))
        await session.exec(update(Person).where(col(Person.id) == person_id).values(**gone))


async def prepare_and_be_known(shelf: Shelf) -> None:
    """Let somebody have prepared for a record, and the leaver be known from Slack."""
    async with shelf.parts.database.write(None, START) as session:
        child = await session.get_one(Child, shelf.children[0])
        place = "5" * 32
        text = seal(shelf.parts.keyring.unwrap(child.wrapped_key), "preparation", place, "text", ANSWER)
        session.add(
            Preparation(
                id=place,
                person_id="sam",
                subject_id=child.id,
                child_id=child.id,
                text=text,
                prepared_at=START,
                saved_at=START,
            )
        )
        session.add(SlackUser(slack_id="UTOM", name="Tom Example", seen_at=START))


async def told(database: Database) -> dict[str, Any]:
    """Return what is left, in the columns that letting go touches."""
    rows = await rows_of_all(database)
    return {
        "links": {(row["record_id"], row["kind"], row["row_id"], row["at"]) for row in rows["link"]},
        "record": {(row["id"], row["purged_at"], row["erased_at"], row["wrapped_key"]) for row in rows["record"]},
    } | {
        name: rows[name]
        for name in (
            "disposal",
            "version",
            "act",
            "answer",
            "carriedanswer",
            "actionentry",
            "child",
            "person",
            "preparation",
            "slackuser",
        )
    }


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_what_was_let_go_since_is_let_go_again_by_the_newest_list_or_by_a_newer_backup(
    shelf: Shelf, restored: Database, records: list[str]
) -> None:
    await prepare_and_be_known(shelf)
    first = await shelf.back_up("first")
    await purge(shelf, records[0])
    await erase(shelf, shelf.children[1], records[1])
    await leave(shelf, "tom")
    second = await shelf.back_up("second")
    left = await open_everything(shelf.parts.database, Keyring(OLD))
    assert not any(words in text for text in left.values() for words in (ANSWER, COMMENTS))
    assert any(NAME in text for text in left.values()), "the child whose record was purged is still there"

    done = await shelf.restore(first, gone=second.disposals)

    assert done.let_go > 5
    assert await told(restored) == await told(shelf.parts.database)
    assert await open_everything(restored, Keyring(OLD)) == left
    assert check_chains(await rows_of_all(restored)) == 5


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_newer_backup_serves_as_the_list_and_an_older_one_does_not(
    shelf: Shelf, restored: Database, records: list[str]
) -> None:
    await erase(shelf, shelf.children[1], records[1])
    first = await shelf.back_up("first")
    await purge(shelf, records[0])
    files = replace(shelf.files("second"), disposals=None)
    await write_backup(shelf.url, files, LATER)
    with pytest.raises(Refusal, match="is older than the backup"):
        await shelf.restore(files, gone=first.tables)
    await shelf.restore(first, gone=files.tables)
    assert await told(restored) == await told(shelf.parts.database), "what was gone already is not said twice"


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_holds_set_and_ended_since_are_so_again(shelf: Shelf, restored: Database) -> None:
    earlier, later = "7" * 32, "8" * 32
    async with shelf.parts.database.write(None, START) as session:
        session.add(LegalHold(id=earlier, child_id=shelf.children[0], text=b"why", set_at=START))
    first = await shelf.back_up("first")
    async with shelf.parts.database.write(None, LATER) as session:
        await session.exec(update(LegalHold).values(ended_at=LATER, ended_by="olu"))
        session.add(LegalHold(id=later, person_id="sam", text=b"why", set_by="olu", set_at=LATER))

    await shelf.restore(first, gone=(await shelf.back_up("second")).disposals)

    async with restored.read() as session:
        assert await read_held(session) == Held(people=frozenset({"sam"}))
    assert {row["id"] for row in (await rows_of_all(restored))["legalhold"]} == {earlier, later}


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_the_log_names_only_whom_the_restored_database_knows(
    shelf: Shelf, restored: Database, records: list[str]
) -> None:
    first = await shelf.back_up("first")
    async with shelf.parts.database.write(None, LATER) as session:
        session.add(Person(id="zoe", staff_number="S-z", name="Zoe", email="z@x.example", wrapped_key=b""))
        await session.flush()
        for number, whose, by in (("1", "zoe", None), ("2", "tom", "zoe")):
            session.add(
                Disposal(
                    id=number * 32,
                    kept=Kept.STAFF_FILE,
                    person_id=whose,
                    due_on=LATER.date(),
                    listed_at=LATER,
                    confirmed_by=by,
                    done_at=LATER,
                )
            )
    await shelf.restore(first, gone=(await shelf.back_up("second")).disposals)
    (row,) = (await rows_of_all(restored))["disposal"]
    assert (row["id"], row["person_id"], row["confirmed_by"]) == ("2" * 32, "tom", None)
