"""Subject access: every word anybody wrote about somebody is gathered, and nothing of anybody else's record."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, update

from bot.commands.subject_access import FIRST, NEEDS_A_READER, OTHERS, build_files
from bot.new_files import make_empty_folder, write_text
from models.rules.subject_access import find_others
from models.sealing import seal
from models.tables import (
    AuditEvent,
    Child,
    ClockDone,
    ClockOverride,
    Grant,
    Person,
    PostedFile,
    Preparation,
    Record,
    Snooze,
    Supervision,
    Version,
    new_id,
)
from models.values.errors import Refusal
from models.values.subject_access import Gathered, Leaf, Shelf
from models.vocabulary import ActKind, ClockKind, FileState, Purpose, Way
from models.workflow.addenda import save_addendum, send_addendum
from models.workflow.agreement import act
from models.workflow.outside import seal_outside
from models.workflow.parts import Parts
from models.workflow.retention.holds import set_hold
from models.workflow.subject_access.gathering import ABOUT_NOBODY, SHELVES, all_tables, gather, note_gathered
from models.workflow.subject_access.opening import OPENERS, sealed_in
from tests.conftest import START
from tests.support.council import call_of, make_team
from tests.support.letting_go import agree_all, close_child, file_everything, hold_meeting, make_keeper, purge_after
from tests.support.meetings import requests_to, rows_of
from tests.support.personal import PERSON, on_made_up_forms, write_all
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What is decided before a database is asked needs only one kind of them."""


LATER = START + timedelta(hours=2)


def test_every_table_and_every_sealed_column_has_its_place() -> None:
    placed = {table for _, _, tables in SHELVES for table in tables}
    assert not placed & ABOUT_NOBODY
    unplaced = set(all_tables()) - placed - ABOUT_NOBODY
    assert {(name, column) for name, table in all_tables().items() for column in sealed_in(table)} == set(OPENERS)
    assert all(any(column.foreign_keys for column in _columns(all_tables()[one])) for one in unplaced)


def _columns(table: Any) -> Any:
    return table.__table__.columns


def words_of(gathered: Gathered) -> str:
    return "\n".join(leaf.text for shelf in gathered.shelves for leaf in shelf.leaves)


def shelf(gathered: Gathered, name: str) -> str:
    (found,) = [one for one in gathered.shelves if one.name == name]
    return "\n".join(leaf.text for leaf in found.leaves)


async def subjects_of(parts: Parts, child: str) -> dict[str, Child | Person]:
    async with parts.read() as session:
        return {"child": await session.get_one(Child, child), "person": await session.get_one(Person, "sam")}


async def plant(parts: Parts, child: str, other: str) -> dict[str, tuple[str, ...]]:
    """Write a mark of its own into every field about a child and about Sam; return them by whose they are."""
    await make_keeper(parts)
    meeting = Writing(parts, START, "a" * 32)
    await meeting.start(in_depth=(child, other), personal=True)
    await write_all(meeting, child, "mark-record")
    await write_all(meeting, other, "mark-other-child")
    await write_all(meeting, PERSON, "mark-personal")
    await meeting.send()
    (about_me, about_child, _) = await requests_to(parts, "sam")
    for request, mark in ((about_child, "mark-comment"), (about_me, "mark-own-comment")):
        await act(
            parts,
            call_of("sam", LATER),
            request_id=request,
            kind=ActKind.AGREED_WITH_COMMENTS,
            comments=mark,
            at_last_page=True,
        )
    (record,) = await rows_of(parts, Record, Record.child_id == child)
    await send_addendum(parts, call_of("priya", LATER), record_id=record.id, addendum=1, text="mark-addendum")
    await agree_all(parts, LATER)
    await save_addendum(parts, call_of("priya", LATER), record_id=record.id, addendum=2, text="mark-typed-addendum")
    draft = meeting.later("b" * 32)
    await draft.start(in_depth=(child,))
    await write_all(draft, child, "mark-draft")
    async with parts.write(call_of("priya", LATER)) as session:
        for subject, holder, whose in (
            (await session.get_one(Child, child), "child_id", "child"),
            (await session.get_one(Person, "sam"), "person_id", "person"),
        ):
            key = parts.keyring.unwrap(subject.wrapped_key)
            rows: tuple[tuple[Any, str, dict[str, Any]], ...] = (
                (
                    ClockOverride,
                    "override",
                    {"every_days": 14, "from_on": START.date(), "set_by": "priya", "set_at": LATER},
                ),
                (ClockDone, "done", {"done_on": START.date(), "recorded_by": "priya", "recorded_at": LATER}),
                (Snooze, "snooze", {"due_on": START.date(), "set_by": "priya", "set_at": LATER}),
            )
            about: dict[str, Any] = {holder: subject.id}
            for table, name, facts in rows:
                row_id, until = new_id(), {} if table is ClockDone else {"until_on": date(2027, 1, 4)}
                text = seal(
                    key, f"clock{name}" if table is not Snooze else name, row_id, "text", f"mark-{name}-{whose}"
                )
                clock = ClockKind.CHILD if whose == "child" else ClockKind.PERSON
                session.add(table(id=row_id, clock=clock, text=text, **about, **facts, **until))
            row_id, (grant_key, wrapped) = new_id(), parts.keyring.new_key()
            session.add(
                Grant(
                    id=row_id,
                    reader_id="nell",
                    purpose=Purpose.INSPECTION,
                    from_on=START.date(),
                    text=seal(grant_key, "access_grant", row_id, "text", f"mark-grant-{whose}"),
                    wrapped_key=wrapped,
                    given_by="olu",
                    given_at=LATER,
                    **about,
                )
            )
        child_key = parts.keyring.unwrap((await session.get_one(Child, child)).wrapped_key)
        row_id = new_id()
        session.add(
            Preparation(
                id=row_id,
                person_id="sam",
                subject_id=child,
                child_id=child,
                text=seal(child_key, "preparation", row_id, "text", "mark-prepared"),
                prepared_at=LATER,
                saved_at=LATER,
            )
        )
        outside = seal_outside(parts, meeting.meeting, ["mark-outside"])
        await session.exec(update(Supervision).where(col(Supervision.id) == meeting.meeting).values(**outside))
        await session.exec(
            update(Child)
            .where(col(Child.id) == child)
            .values(born_on=seal(child_key, "child", child, "born_on", "2015-05-04"))
        )
    for whose, held in (await subjects_of(parts, child)).items():
        await set_hold(parts, call_of("ada", LATER), subject=held, reason=f"mark-hold-{whose}")
    ofs = ("override", "done", "snooze", "grant", "hold")
    return {
        "child": (
            "mark-record",
            "mark-comment",
            "mark-addendum",
            "mark-typed-addendum",
            "mark-draft",
            "mark-prepared",
            "mark-outside",
            "2015-05-04",
            "Child AB",
            *(f"mark-{one}-child" for one in ofs),
        ),
        "person": (
            "mark-personal",
            "mark-own-comment",
            "mark-comment",
            "mark-prepared",
            *(f"mark-{one}-person" for one in ofs),
        ),
    }


@pytest.fixture
async def planted(parts: Parts, tmp_path: Path) -> tuple[Parts, str, dict[str, tuple[str, ...]]]:
    child, other = await make_team(parts, START, last_discussed={"AB": 60, "CD": 50})
    made_up = on_made_up_forms(parts, tmp_path)
    return made_up, child, await plant(made_up, child, other)


async def test_every_mark_is_gathered_and_none_of_anybody_elses(
    planted: tuple[Parts, str, dict[str, tuple[str, ...]]], tmp_path: Path
) -> None:
    parts, child, marks = planted
    subjects = await subjects_of(parts, child)
    for whose, subject in subjects.items():
        gathered = await gather(parts, subject, LATER)
        said = words_of(gathered)
        assert [mark for mark in marks[whose] if mark not in said] == [], whose
        others = {mark for one, theirs in marks.items() if one != whose for mark in theirs} - set(marks[whose])
        assert [mark for mark in (*others, "mark-other-child") if mark in said] == [], whose
        assert not any(word in said for word in ("b'", "could not")), "nothing sealed is shown as it is stored"
        assert "Priya Example" in said

        await note_gathered(parts, "ada", LATER, subject, gathered)
        files = dict(build_files(gathered))
        assert all(text.startswith(NEEDS_A_READER) for text in files.values())
        assert {FIRST, OTHERS, "records.txt"} <= files.keys()
        assert not any("AB" in name or "100001" in name or "Sam" in name for name in files)
        assert "Priya Example" in files[OTHERS]
        folder = make_empty_folder(tmp_path / whose)
        for name, text in files.items():
            write_text(folder / name, text)
            assert (folder / name).stat().st_mode & 0o777 == 0o600
        with pytest.raises(Refusal, match="not empty"):
            make_empty_folder(folder)
    (first, second) = await rows_of(parts, AuditEvent, AuditEvent.what == "subject_access")
    assert {first.subject_id, second.subject_id} == {child, "sam"}
    assert {first.person_id} == {"ada"}
    await reads_and_actions_are_told(parts, subjects["child"])
    await what_is_hidden_stays_so(parts, subjects["person"])
    await what_is_hidden_stays_so_in_what_is_gathered_of_others(parts, subjects["child"])


async def reads_and_actions_are_told(parts: Parts, child: Child | Person) -> None:
    gathered = await gather(parts, child, LATER)
    assert "what: Do: mark-record" in shelf(gathered, "actions")
    assert "what: read" in shelf(gathered, "log")
    assert "Sam Example" in shelf(gathered, "log")
    assert "Nell Example" in shelf(gathered, "access")


async def what_is_hidden_stays_so(parts: Parts, person: Child | Person) -> None:
    async with parts.write(call_of("olu", LATER)) as session:
        await session.exec(update(Grant).where(col(Grant.person_id) == "sam").values(hidden=True))
        for who in ("nell", "olu"):
            session.add(
                AuditEvent(at=LATER, person_id=who, what="opened", subject="person", subject_id="sam", way=Way.BUTTON)
            )
    gathered = await gather(parts, person, LATER)
    assert gathered.kept_back == 1
    assert "Nell" not in words_of(gathered)
    assert "mark-grant-person" not in words_of(gathered)
    assert "what: opened" in shelf(gathered, "log")


async def what_is_hidden_stays_so_in_what_is_gathered_of_others(parts: Parts, child: Child | Person) -> None:
    """An investigation of the worker is nothing that a request about a child should tell of."""
    (grant,) = await rows_of(parts, Grant, col(Grant.hidden))
    record = (await rows_of(parts, Record, Record.child_id == child.id))[0]
    (version, *_) = await rows_of(parts, Version, Version.record_id == record.id)
    facts = {"grant": grant.id, "purpose": "investigation"}
    async with parts.write(call_of("olu", LATER)) as session:
        by = {"person_id": "nell", "record_id": record.id, "version_id": version.id, "state": FileState.REFUSED}
        session.add(PostedFile(id="quokka", asked_at=LATER, delete_at=LATER, **by))
        session.add(
            AuditEvent(
                at=LATER,
                person_id="nell",
                what="opened",
                subject="record",
                subject_id=record.id,
                way=Way.BUTTON,
                facts=facts,
            )
        )
    gathered = words_of(await gather(parts, child, LATER))
    assert grant.id not in gathered
    assert "quokka" not in gathered


@on_sqlite
async def test_what_was_purged_is_said_to_be(parts: Parts, tmp_path: Path) -> None:
    child, _ = await make_team(parts, START, last_discussed={"AB": 60, "CD": 50})
    made_up = on_made_up_forms(parts, tmp_path)
    meeting, _ = await hold_meeting(Writing(made_up, START, "0" * 32), 1, [child])
    await agree_all(made_up, meeting.now)
    await file_everything(made_up, meeting.now)
    await close_child(made_up, child, meeting.now.date())
    await purge_after(made_up, meeting.now)
    async with made_up.read() as session:
        gathered = await gather(made_up, await session.get_one(Child, child), LATER)
    assert "(the text was let go after filing, as the policy says)" in shelf(gathered, "records")
    assert "mark1" not in words_of(gathered)


def test_others_are_found_by_name_first_name_and_number_where_they_stand() -> None:
    leaves = (Leaf("Record one", ("Olu came with 100002.",)), Leaf("Record two", ("Nothing.", "1000021")))
    found = find_others([Shelf("records", "Records", leaves)], ["Olu Example", "Ann Other"], ["100002", "100003"])
    assert {one.whom: one.where for one in found} == {
        "100002": ("records: Record one",),
        "Olu Example": ("records: Record one",),
    }


def test_the_first_file_says_what_only_a_reader_can_do() -> None:
    text = dict(build_files(Gathered("Mosaic number 1", (), ())))[FIRST]
    assert "NOT READY TO HAND OVER" in text.splitlines()[0]
