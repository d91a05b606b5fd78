"""A leaver's file: to the archive within a month, on the list after the policy's years, erased once confirmed."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from models.database import fetch
from models.sealing import SealBroken
from models.tables import (
    AuditEvent,
    Child,
    Disposal,
    Grant,
    Link,
    Outbox,
    Person,
    Record,
    Request,
    Supervision,
    Version,
)
from models.values.call import LONDON, Call
from models.values.errors import Conflict, Missing, Refusal
from models.values.retention import DisposalLine
from models.vocabulary import ActKind, Kept, LinkKind, MessageKind, Purpose, RecordKind
from models.workflow.access.rows import read_reason, seal_reason
from models.workflow.agreement import act
from models.workflow.children import read_child_names
from models.workflow.outside import seal_outside
from models.workflow.parts import Parts
from models.workflow.reading import open_record
from models.workflow.retention import disposing
from models.workflow.retention.archiving import Archive, archive_leaver
from models.workflow.retention.disposing import confirm, dispose, list_due, open_disposals, read_disposals
from models.workflow.retention.holds import end_hold, find_person, set_hold
from models.workflow.retention.purging import purge
from tests.conftest import START
from tests.support.council import call_of, make_team
from tests.support.letting_go import agree_all, close_child, file_everything, make_keeper
from tests.support.meetings import requests_to, rows_of
from tests.support.personal import PERSON, begin_personal, on_made_up_forms, write_all

pytestmark = pytest.mark.by_turns

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What is decided before a database is asked needs only one kind of them."""


LEFT = date(2026, 6, 30)
DUE = date(2032, 6, 30)


def on(day: date, hour: int = 3) -> datetime:
    return datetime.combine(day, time(hour), LONDON)


def keeper(day: date) -> Call:
    return call_of("ada", on(day, 10))


@dataclass
class Scene:
    parts: Parts
    child: str

    async def person(self) -> Person:
        async with self.parts.read() as session:
            return await fetch(session, Person, "sam")


@pytest.fixture
async def scene(parts: Parts, tmp_path: Path) -> Scene:
    """Sam has a personal record and one about a child, and leaves on 30 June 2026."""
    (child,) = await make_team(parts, START, last_discussed={"AB": 60})
    await make_keeper(parts)
    made_up = on_made_up_forms(parts, tmp_path)
    meeting = await begin_personal(made_up, START, in_depth=(child,))
    await write_all(meeting, PERSON, "about me")
    await write_all(meeting, child, "about Ella")
    await meeting.send()
    await agree_all(made_up, START)
    await file_everything(made_up, START)
    async with parts.database.write(None, START) as session:
        await session.exec(update(Person).where(col(Person.id) == "sam").values(left_on=LEFT))
    return Scene(made_up, child)


def nowhere(_archive: Archive) -> None:
    """Keep an archive nowhere."""


def on_a_full_disk(_archive: Archive) -> None:
    raise OSError("the disk is full")


async def test_a_leavers_file_goes_to_the_archive_under_a_name_with_its_deletion_date(scene: Scene) -> None:
    await list_due(scene.parts, on(LEFT - timedelta(1)))
    assert await rows_of(scene.parts, Outbox, Outbox.kind == MessageKind.DISPOSAL) == []
    for _ in range(2):
        await list_due(scene.parts, on(LEFT))
    told = await rows_of(scene.parts, Outbox, Outbox.kind == MessageKind.DISPOSAL)
    assert {row.recipient_id for row in told} == {"ada"}
    assert {row.key for row in told} == {"leaver:2026-06-30:ada"}
    (leaver,) = (await read_disposals(scene.parts, on(LEFT))).leavers
    assert (leaver.archive_by, leaver.archive_name) == (date(2026, 7, 30), "Deletion Date 2032-06-30 - Sam Example")

    with pytest.raises(Refusal, match="administrator"):
        await archive_leaver(scene.parts, call_of("priya", on(LEFT)), await scene.person(), nowhere)
    with pytest.raises(OSError, match="full"):
        await archive_leaver(scene.parts, keeper(LEFT), await scene.person(), on_a_full_disk)
    (leaver,) = (await read_disposals(scene.parts, on(LEFT))).leavers
    assert not leaver.archived
    file = await archive_leaver(scene.parts, keeper(LEFT), await scene.person(), nowhere)

    assert file.name == leaver.archive_name
    assert "New: about me." in file.text
    assert "Do: about me" in file.text
    assert "Ella" not in file.text, "a child's record is the child's"
    (leaver,) = (await read_disposals(scene.parts, on(LEFT))).leavers
    assert leaver.archived

    council = replace(scene.parts, options=replace(scene.parts.options, archive_pattern="{name}, until {date}"))
    (leaver,) = (await read_disposals(council, on(LEFT))).leavers
    file = await archive_leaver(council, keeper(LEFT), await scene.person(), nowhere)
    assert file.name == leaver.archive_name == "Sam Example, until 2032-06-30"


@on_sqlite
async def test_the_archive_keeps_what_was_asked_of_a_version_that_was_replaced(parts: Parts, tmp_path: Path) -> None:
    await make_team(parts, START, last_discussed={})
    await make_keeper(parts)
    made_up = on_made_up_forms(parts, tmp_path)
    meeting = await begin_personal(made_up, START)
    await write_all(meeting, PERSON, "about me")
    await meeting.send()
    (request,) = await requests_to(made_up, "sam")
    words, sam_says = "I said it otherwise.", call_of("sam", START)
    await act(made_up, sam_says, request_id=request, kind=ActKind.CHANGE_ASKED, comments=words, at_last_page=True)
    await write_all(meeting, PERSON, "as said")
    await meeting.send()
    async with parts.database.write(None, START) as session:
        await session.exec(update(Person).where(col(Person.id) == "sam").values(left_on=LEFT))
        sam = await find_person(session, "S-sam")

    file = await archive_leaver(made_up, keeper(LEFT), sam, nowhere)

    assert "New: as said." in file.text
    assert words in file.text


async def test_what_is_due_is_listed_once_confirmed_by_an_administrator_and_erased(scene: Scene) -> None:
    assert (await purge(scene.parts, on(DUE))).records == 0, "a person's records never go by filing"
    assert await list_due(scene.parts, on(DUE - timedelta(1))) == 0
    assert [await list_due(scene.parts, on(DUE)) for _ in range(2)] == [1, 0]
    (line,) = (await open_disposals(scene.parts, keeper(DUE))).lines
    assert (line.kept, line.label, line.due_on, line.records) == (Kept.STAFF_FILE, "Sam Example", DUE, 1)
    assert await dispose(scene.parts, on(DUE)) == 0, "nothing goes unconfirmed"
    for who in ("priya", "olu", "sam"):
        with pytest.raises(Refusal, match="administrator"):
            await open_disposals(scene.parts, call_of(who, on(DUE)))
        with pytest.raises(Refusal, match="administrator"):
            await confirm(scene.parts, call_of(who, on(DUE)), ids=[line.id])

    assert await confirm(scene.parts, keeper(DUE), ids=[line.id]) == 1
    with pytest.raises(Conflict):
        await confirm(scene.parts, keeper(DUE), ids=[line.id])
    assert await dispose(scene.parts, on(DUE)) == 1

    records = {one.kind: one for one in await rows_of(scene.parts, Record)}
    erased = records[RecordKind.PERSONAL]
    assert (erased.wrapped_key, erased.erased_at is not None) == (b"", True)
    assert records[RecordKind.CASEWORK].wrapped_key
    assert records[RecordKind.CASEWORK].erased_at is None
    (link,) = await rows_of(scene.parts, Link, Link.kind == LinkKind.ERASED)
    assert (link.record_id, link.hash) == (erased.id, erased.head)
    log = await rows_of(scene.parts, Disposal)
    assert {(one.record_id, one.done_at is not None, one.confirmed_by) for one in log} == {
        (None, True, "ada"),
        (erased.id, True, "ada"),
    }
    person = await scene.person()
    assert (person.name, person.wrapped_key, person.slack_id) == ("Former colleague", b"", None)
    named = (person.staff_number, person.email)
    assert named == ("let-go-sam", "sam@let-go.invalid"), "by the id, which elsewhere means nothing"
    assert {one.what for one in await rows_of(scene.parts, AuditEvent)} >= {"disposal_confirmed", "erased", "disposed"}
    with pytest.raises((Missing, SealBroken)):
        scene.parts.keyring.unwrap(person.wrapped_key)
    reading = await open_record(scene.parts, call_of("priya", on(DUE)), record_id=erased.id)
    assert "end of its time" in reading.versions[0].let_go
    assert reading.versions[0].document.sections == ()
    assert (await read_disposals(scene.parts, on(DUE))).lines == ()
    assert await list_due(scene.parts, on(DUE + timedelta(1))) == 0


@on_sqlite
async def test_a_hold_keeps_what_is_due_and_even_what_was_confirmed_and_who_came_back_is_off_the_list(
    scene: Scene,
) -> None:
    await list_due(scene.parts, on(DUE))
    (line,) = (await read_disposals(scene.parts, on(DUE))).lines
    await set_hold(scene.parts, keeper(DUE), subject=await scene.person(), reason="A tribunal.")
    with pytest.raises(Refusal, match="legal hold"):
        await confirm(scene.parts, keeper(DUE), ids=[line.id])
    await end_hold(scene.parts, keeper(DUE), subject=await scene.person())
    await confirm(scene.parts, keeper(DUE), ids=[line.id])
    await set_hold(scene.parts, keeper(DUE), subject=await scene.person(), reason="Another one.")
    assert await dispose(scene.parts, on(DUE + timedelta(900))) == 0
    (held,) = (await read_disposals(scene.parts, on(DUE))).lines
    assert (held.held, held.confirmed) == (True, True)
    await end_hold(scene.parts, keeper(DUE), subject=await scene.person())
    for left_on in (None, LEFT):
        async with scene.parts.database.write(None, START) as session:
            await session.exec(update(Person).where(col(Person.id) == "sam").values(left_on=left_on))
        assert len((await read_disposals(scene.parts, on(DUE))).lines) == (left_on is not None)
        assert await dispose(scene.parts, on(DUE + timedelta(901))) == (left_on is not None)


@on_sqlite
async def test_killed_between_records_it_goes_on_where_it_stopped(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await list_due(scene.parts, on(DUE))
    (line,) = (await read_disposals(scene.parts, on(DUE))).lines
    await confirm(scene.parts, keeper(DUE), ids=[line.id])

    async def die(*_: object) -> None:
        raise KeyboardInterrupt

    for point in ("erase_record", "erase_person", "_finish"):
        with monkeypatch.context() as patched:
            patched.setattr(disposing, point, die)
            with pytest.raises(KeyboardInterrupt):
                await dispose(scene.parts, on(DUE))
        person = await scene.person()
        assert person.wrapped_key
        assert person.name == "Sam Example"
    assert await dispose(scene.parts, on(DUE)) == 1
    assert len(await rows_of(scene.parts, Link, Link.kind == LinkKind.ERASED)) == 1


@on_sqlite
async def test_what_is_left_about_a_child_follows_the_childs_file_unless_the_council_says_how_long(
    scene: Scene,
) -> None:
    await close_child(scene.parts, scene.child, date(2027, 3, 1))
    after = date(2060, 1, 4)
    assert {one.kept for one in (await _listed(scene.parts, after))} == {Kept.STAFF_FILE}

    council = _keep_children(scene.parts, 25)
    (line,) = [one for one in await _listed(council, after) if one.kept is Kept.CHILD_RECORD]
    assert (line.label, line.due_on, line.records) == ("AB · 100001", date(2052, 3, 1), 1)
    async with council.read() as session:
        supervisor = await find_person(session, "S-priya")
    await set_hold(council, keeper(after), subject=supervisor, reason="For what was said there.")
    assert all(one.held for one in await _listed(council, after)), "of a child, and of a colleague"
    with pytest.raises(Refusal, match="legal hold"):
        await confirm(council, keeper(after), ids=[line.id])
    await end_hold(council, keeper(after), subject=supervisor)
    await confirm(council, keeper(after), ids=[line.id])
    await dispose(council, on(after))
    (child,) = await rows_of(council, Child)
    assert (child.wrapped_key, child.initials, "100001" in child.mosaic_number) == (b"", "–", False)
    (record,) = await rows_of(council, Record, Record.child_id == scene.child)
    assert record.wrapped_key == b""
    async with council.read() as session:
        assert await read_child_names(session, council, [scene.child]) == {scene.child: "(name let go)"}
    assert all(version.hash for version in await rows_of(council, Version)), "the proof stays"


@on_sqlite
async def test_what_stands_beside_a_record_goes_with_the_last_key(scene: Scene) -> None:
    council, after = _keep_children(scene.parts, 25), date(2060, 1, 4)
    await close_child(council, scene.child, date(2027, 3, 1))
    (meeting,) = await rows_of(council, Supervision)
    reason = seal_reason(council, "6" * 32, "What was said of Sam.")
    async with council.database.write(None, START) as session:
        names = seal_outside(council, meeting.id, ["A school nurse"])
        await session.exec(update(Supervision).values(**names))
        await session.exec(update(Request).values(full_text=True))
        grant = Grant(id="6" * 32, reader_id="olu", purpose=Purpose.INSPECTION, person_id="sam", **reason)
        grant.from_on, grant.given_by, grant.given_at = LEFT, "ada", START
        session.add(grant)

    child_first = sorted(await _listed(council, after), key=lambda line: line.kept)
    for line in child_first:
        (there,) = await rows_of(council, Supervision)
        assert there.outside, "a record of that meeting can still be read"
        await confirm(council, keeper(after), ids=[line.id])
        assert await dispose(council, on(after)) == 1

    (there,) = await rows_of(council, Supervision)
    assert (there.outside, there.wrapped_key) == (None, None)
    assert all(request.text_replaced_at for request in await rows_of(council, Request))
    (grant,) = await rows_of(council, Grant)
    assert grant.wrapped_key == b""
    assert "end of its time" in read_reason(council, grant)


def _keep_children(parts: Parts, years: int) -> Parts:
    """Return the parts of a council that says how long it keeps what is about a child."""
    retention = parts.library.policy.retention.model_copy(update={"child_record_years": years})
    policy = parts.library.policy.model_copy(update={"retention": retention})
    return replace(parts, library=replace(parts.library, policy=policy))


async def _listed(parts: Parts, day: date) -> list[DisposalLine]:
    await list_due(parts, on(day))
    return list((await read_disposals(parts, on(day))).lines)
