"""Caseloads: whose children they are, in which order, and that sixty cost no more questions than one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from models.tables import ChildPriority, Record, Supervision, new_id
from models.values.due import CountedFrom
from models.vocabulary import (
    AgendaReason,
    ChildFlag,
    Format,
    PlanStatus,
    RecordKind,
    RecordState,
    SupervisionState,
)
from models.workflow.children import read_agenda_children, read_child_names, read_children, read_holders
from models.workflow.directory import import_directory
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.directory import (
    MANAGER,
    PRACTITIONER,
    SERVICE,
    bring_in,
    child,
    child_ids,
    example_files,
    person_ids,
)

pytestmark = pytest.mark.by_turns

TODAY = START.date()


async def numbers(parts: Parts, staff_number: str, on: date = TODAY) -> list[str]:
    """The Mosaic numbers on a caseload, in the agenda's order."""
    ids = await person_ids(parts)
    async with parts.read() as session:
        found = await read_children(session, parts, ids[staff_number], on)
    return [each.mosaic_number for each in found]


async def record(
    parts: Parts, child_id: str, held_on: date, *, kind: RecordKind = RecordKind.CASEWORK, version: int = 1
) -> None:
    """Put a record into the database, sent when it has a version."""
    async with parts.database.write(None, START) as session:
        supervision_id = new_id()
        session.add(
            Supervision(
                id=supervision_id,
                format=Format.ONE_TO_ONE,
                held_on=held_on,
                typed_at=START,
                state=SupervisionState.OPEN,
            )
        )
        await session.flush()
        session.add(
            Record(
                supervision_id=supervision_id,
                kind=kind,
                child_id=child_id,
                form_id="made-up",
                form_number=1,
                state=RecordState.AWAITING if version else RecordState.DRAFT,
                version=version,
                started_at=START,
                wrapped_key=b"",
            )
        )


@contextmanager
def count_questions(parts: Parts) -> Iterator[list[str]]:
    """Gather what is asked of the database."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    engine = parts.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_a_caseload_holds_the_open_children_of_that_day(parts: Parts) -> None:
    children = [
        child("501"),
        child("502", worker="2"),
        child("503", closed="2026-03-02"),
        child("504", closed="2026-02-02"),
        child("505", opened="2026-02-23"),
    ]
    await bring_in(parts, START, children=children)
    assert sorted(await numbers(parts, "3")) == ["501", "505"]
    assert sorted(await numbers(parts, "3", date(2026, 2, 22))) == ["501", "503"]
    assert await numbers(parts, "2") == ["502"]
    assert await numbers(parts, "1") == []


async def test_a_child_who_moved_is_with_each_worker_in_their_time(parts: Parts) -> None:
    await bring_in(parts, START, children=[child("501")])
    moved = START + timedelta(weeks=2)
    await bring_in(parts, moved, children=[child("501", worker="2")])
    assert (await numbers(parts, "3"), await numbers(parts, "2")) == (["501"], [])
    assert (await numbers(parts, "3", moved.date()), await numbers(parts, "2", moved.date())) == ([], ["501"])


async def test_a_child_without_a_worker_is_on_the_list_of_the_teams_supervisor(parts: Parts) -> None:
    other = {**MANAGER, "staff_number": "4", "email": "tom@x.example", "team": "Oak", "team_channel": ""}
    await bring_in(
        parts, START, [SERVICE, MANAGER, PRACTITIONER, other], [child("501", worker="", team="Elm"), child("502")]
    )
    assert [await numbers(parts, each) for each in ("2", "3", "4")] == [["501"], ["502"], []]


async def test_a_child_whose_worker_leaves_falls_to_the_teams_supervisor_the_same_day(parts: Parts) -> None:
    people = [SERVICE, MANAGER, {**PRACTITIONER, "left_on": "2026-03-09"}]
    await bring_in(parts, START, people, [child("501")])
    ids, [child_id] = await person_ids(parts), (await child_ids(parts)).values()
    assert (await numbers(parts, "2", date(2026, 3, 8)), await numbers(parts, "3", date(2026, 3, 8))) == ([], ["501"])
    assert (await numbers(parts, "2", date(2026, 3, 9)), await numbers(parts, "3", date(2026, 3, 9))) == (["501"], [])
    async with parts.read() as session:
        assert await read_holders(session, child_id, date(2026, 3, 8)) == (ids["3"],)
        assert await read_holders(session, child_id, date(2026, 3, 9)) == (ids["2"],)


async def test_a_child_carries_plan_flags_reason_and_due_date(parts: Parts) -> None:
    cells = {
        "child_protection_plan": "yes",
        "restricted": "yes",
        "last_supervised": "2026-02-09",
        "next_review": "2026-03-12",
        "family": "F7",
    }
    await bring_in(parts, START, children=[child("501", **cells)])
    ids, [child_id] = await person_ids(parts), (await child_ids(parts)).values()
    async with parts.database.write(None, START) as session:
        for reason, ended in ((AgendaReason.GOING_WELL, START), (AgendaReason.HIGH_RISK, None)):
            session.add(ChildPriority(child_id=child_id, reason=reason, put_by=ids["3"], put_at=START, ended_at=ended))
    async with parts.read() as session:
        [found] = await read_children(session, parts, ids["3"], TODAY)
        again = await read_agenda_children(session, parts, [child_id], TODAY)
    assert again == {child_id: found}
    assert (found.label, found.family, found.plan) == ("JP · 501", "F7", PlanStatus.CHILD_IN_NEED)
    assert found.flags == (ChildFlag.CHILD_PROTECTION_PLAN, ChildFlag.RESTRICTED)
    assert (found.restricted, found.allocated, found.name) == (True, True, None)
    assert found.reason is AgendaReason.HIGH_RISK
    assert (found.last_on, found.due_on, found.next_review_on) == (
        date(2026, 2, 9),
        date(2026, 3, 9),
        date(2026, 3, 12),
    )


async def test_a_new_flag_counts_from_its_import(parts: Parts) -> None:
    cells = {"last_supervised": "2026-01-26"}
    await bring_in(parts, START, children=[child("501", **cells)])
    moved = START + timedelta(days=7)
    await bring_in(parts, moved, children=[child("501", in_proceedings="yes", **cells)])
    ids = await person_ids(parts)
    async with parts.read() as session:
        [before] = await read_children(session, parts, ids["3"], TODAY)
        [after] = await read_children(session, parts, ids["3"], moved.date())
    assert (before.due_on, before.flags) == (date(2026, 3, 23), ())
    assert (after.due_on, after.due.counted_from) == (date(2026, 3, 16), CountedFrom.CHANGE)


async def test_the_interval_counts_from_the_day_held_of_the_latest_record_sent(parts: Parts) -> None:
    await bring_in(parts, START, children=[child("501", last_supervised="2026-01-05")])
    ids, [child_id] = await person_ids(parts), (await child_ids(parts)).values()
    await record(parts, child_id, date(2026, 2, 27), version=0)
    await record(parts, child_id, date(2026, 2, 26), kind=RecordKind.NOTE)
    await record(parts, child_id, date(2026, 2, 2))
    await record(parts, child_id, date(2026, 2, 16), kind=RecordKind.BRIEF, version=2)
    async with parts.read() as session:
        [found] = await read_children(session, parts, ids["3"], TODAY)
    assert (found.due.counted_from, found.due.counted_on) == (CountedFrom.SUPERVISION, date(2026, 2, 16))
    assert found.last_on == date(2026, 2, 16)


async def test_an_import_never_touches_records(parts: Parts) -> None:
    await bring_in(parts, START, children=[child("501")])
    [child_id] = (await child_ids(parts)).values()
    await record(parts, child_id, date(2026, 2, 2))

    async def records() -> list[str]:
        async with parts.read() as session:
            found = [*(await session.exec(select(Record))).all(), *(await session.exec(select(Supervision))).all()]
        return [repr(row) for row in found]

    before = await records()
    moved = child("501", worker="2", plan_status="looked_after", name="Rowan", closed="2026-03-02")
    await bring_in(parts, START, children=[moved])
    assert await records() == before


async def test_a_child_nobody_has_is_not_allocated(parts: Parts) -> None:
    await bring_in(parts, START, children=[child("501", worker="", team="Elm"), child("502", closed="2026-02-02")])
    ids = await child_ids(parts)
    async with parts.read() as session:
        found = await read_agenda_children(session, parts, [*ids.values(), "nobody"], TODAY)
        assert await read_holders(session, ids["502"], TODAY) == ()
    assert [found[ids[number]].allocated for number in ("501", "502")] == [False, False]
    assert len(found) == len(ids)


async def test_names_are_unsealed_only_for_the_children_asked_for(parts: Parts) -> None:
    await bring_in(parts, START, children=[child("501"), child("502", name="Zoë Lanternby")])
    ids = await child_ids(parts)
    async with parts.read() as session:
        assert await read_child_names(session, parts, [ids["502"]]) == {ids["502"]: "Zoë Lanternby"}


async def test_sixty_children_cost_as_many_questions_as_one(parts: Parts) -> None:
    async def ask(now: datetime) -> int:
        ids = await person_ids(parts)
        with count_questions(parts) as asked:
            async with parts.read() as session:
                found = await read_children(session, parts, ids["3"], now.date())
        assert found
        return len([statement for statement in asked if statement.lstrip().upper().startswith("SELECT")])

    await bring_in(parts, START, children=[child("501")])
    one = await ask(START)
    await bring_in(parts, START, children=[child(str(number)) for number in range(500, 560)])
    assert await ask(START) == one <= 9


async def test_the_example_gives_sam_twelve_children_overdue_first(parts: Parts) -> None:
    await import_directory(parts.database, parts.keyring, example_files(), now=START)
    ids = await person_ids(parts)
    async with parts.read() as session:
        found = await read_children(session, parts, ids["1002"], TODAY)
        team = await read_children(session, parts, ids["1001"], TODAY)
    assert len(found) == 12
    assert [each.state.words for each in found][:4] == ["overdue", "overdue", "overdue", "coming due"]
    assert [each.mosaic_number for each in found if each.restricted] == ["500108"]
    assert [(each.label, each.allocated) for each in team] == [("QP · 500174", False)]
