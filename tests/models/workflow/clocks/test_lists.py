"""Who may see what is due, and the reason behind a date."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.sealing import seal
from models.tables import AuditEvent, Child, ClockOverride, Leave, Person, SmartAction, SupervisionLine
from models.values.call import Call
from models.values.clocks import DueList
from models.values.due import DueState
from models.values.errors import Missing
from models.values.leave import LeavePlan
from models.vocabulary import ActionState, ClockKind, LineKind, RecordKind, Role
from models.workflow.clocks.audience import find_hearer
from models.workflow.clocks.council import read_council
from models.workflow.clocks.leave import set_leave
from models.workflow.clocks.lists import read_due, read_subjects, read_why
from models.workflow.clocks.settling import set_override
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import LONG_AGO, add_person, call_of, make_team, restrict
from tests.support.held import hold
from tests.support.meetings import rows_of

pytestmark = pytest.mark.by_turns

TODAY = START.date()


def as_seen(by: str) -> Call:
    return call_of(by, START)


def keys(found: DueList) -> set[tuple[ClockKind, str]]:
    return {row.item.key for row in found.rows}


@pytest.fixture
async def children(parts: Parts) -> list[str]:
    """Two children of Sam, both overdue, the second restricted; a meeting not written up."""
    found = await make_team(parts, START, last_discussed={"AA": 60, "BB": 70})
    await restrict(parts, found[1])
    return found


async def test_everybody_sees_their_own_and_the_line_what_is_below(parts: Parts, children: list[str]) -> None:
    one, restricted = children
    meeting = await hold(parts, TODAY, about={one: RecordKind.CASEWORK}, sent=False)
    of_children = {(clock, child) for clock in (ClockKind.CHILD, ClockKind.OPEN_CHILD) for child in children}
    written = {(ClockKind.WRITE_UP, meeting), (ClockKind.COPY, meeting)}
    contract = (ClockKind.CONTRACT, "sam")
    assert keys(await read_due(parts, as_seen("priya"))) == {
        *of_children,
        contract,
        (ClockKind.CONTRACT, "priya"),
    }
    assert not written & keys(await read_due(parts, as_seen("sam")))
    assert keys(await read_due(parts, as_seen("sam"))) == {*of_children, contract}
    assert keys(await read_due(parts, as_seen("nell"))) == set()
    assert keys(await read_due(parts, as_seen("olu"))) == {(ClockKind.CONTRACT, "priya")}
    assert {*of_children, contract} < keys(await read_due(parts, as_seen("olu"), "all"))
    of_stand_in = {(clock, one) for clock in (ClockKind.CHILD, ClockKind.OPEN_CHILD)}
    assert keys(await read_due(parts, as_seen("tom"), "all")) == of_stand_in
    assert restricted not in {subject for _, subject in keys(await read_due(parts, as_seen("tom"), "all"))}


async def test_a_write_up_about_the_person_alone_is_for_the_line_and_no_stand_in(
    parts: Parts, children: list[str]
) -> None:
    on, one = TODAY - timedelta(days=20), children[0]
    alone = await hold(parts, on, about={"sam": RecordKind.PERSONAL}, sent=False)
    mixed = await hold(parts, on, about={"sam": RecordKind.PERSONAL, one: RecordKind.CASEWORK}, sent=False)
    both = {(clock, meeting) for clock in (ClockKind.WRITE_UP, ClockKind.COPY) for meeting in (alone, mixed)}
    for who in ("priya", "olu"):
        assert both <= keys(await read_due(parts, as_seen(who), "all"))
    seen = {subject for _, subject in both & keys(await read_due(parts, as_seen("tom"), "all"))}
    assert seen == {mixed}


async def test_a_team_is_for_who_supervises_in_it_and_the_line_above(parts: Parts, children: list[str]) -> None:
    ((team, name),) = (await read_due(parts, as_seen("priya"))).teams
    assert name == "Long Term East"
    seen = {who: keys(await read_due(parts, as_seen(who), f"team:{team}")) for who in ("priya", "olu", "tom", "nell")}
    assert {(ClockKind.CHILD, child) for child in children} < seen["priya"]
    assert seen["priya"] | {(ClockKind.CONTRACT, "priya")} == seen["olu"]
    assert seen["tom"] == seen["nell"] == set()
    assert (await read_due(parts, as_seen("tom"))).teams == ()


async def test_the_children_of_one_worker_who_are_to_be_talked_about_are_a_list_of_whoever_sees_them(
    parts: Parts, children: list[str]
) -> None:
    of_sam = {(ClockKind.OPEN_CHILD, child) for child in children}
    seen = {who: keys(await read_due(parts, as_seen(who), "worker:sam")) for who in ("priya", "olu", "tom", "nell")}
    assert seen == {
        "priya": of_sam,
        "olu": of_sam,
        "tom": {(ClockKind.OPEN_CHILD, children[0])},
        "nell": set(),
    }
    assert keys(await read_due(parts, as_seen("priya"), "worker:nell")) == set()


async def test_a_list_stands_by_urgency_and_says_who_may_begin_what(parts: Parts, children: list[str]) -> None:
    found = await read_due(parts, as_seen("priya"))
    assert [row.item.due.state for row in found.rows] == [DueState.OVERDUE] * 4 + [DueState.COMING_DUE] * 2
    dates = [row.item.due.due_on for row in found.rows[:4]]
    assert dates == sorted(dates)
    first = found.rows[0]
    assert (first.words.label, first.words.person, first.words.owner) == (
        "BB · 100002",
        "Sam Example",
        "Priya Example",
    )
    assert (first.may_start, first.may_settle, first.mine) == (True, True, True)
    own = next(row for row in found.rows if row.item.key == (ClockKind.CONTRACT, "priya"))
    assert (own.may_start, own.may_settle, own.mine) == (False, False, True)
    (of_sam, *_) = (await read_due(parts, as_seen("sam"))).rows
    assert (of_sam.may_start, of_sam.may_settle, of_sam.mine) == (False, False, True)
    assert (found.today, found.directory_on) == (TODAY, TODAY)


async def test_who_is_told_in_place_of_somebody_away_sees_it_too_but_nothing_private(
    parts: Parts, children: list[str]
) -> None:
    away = Leave(
        person_id="priya",
        from_on=TODAY,
        until_on=date(2026, 3, 9),
        cover_id="nell",
        set_by="priya",
        set_at=START,
    )
    async with parts.database.write(None, START) as session:
        session.add(away)
    seen = {row.item.subject_id: row for row in (await read_due(parts, as_seen("nell"))).rows}
    assert set(seen) == {children[0]}
    assert (seen[children[0]].may_start, seen[children[0]].may_settle) == (False, False)


async def test_the_line_of_who_is_to_do_it_elsewhere_sees_nothing_private_of_it(
    parts: Parts, children: list[str]
) -> None:
    still_open: dict[str, Any] = {"state": ActionState.OPEN, "due_on": TODAY, "created_at": START}
    async with parts.database.write(None, START) as session:
        add_person(session, parts, "rosa", Role.SUPERVISOR, "none")
        await session.flush()
        session.add(SupervisionLine(person_id="nell", senior_id="rosa", kind=LineKind.SUPERVISOR, from_on=LONG_AGO))
        session.add(SmartAction(id="open", owner_id="nell", child_id=children[0], **still_open))
        session.add(SmartAction(id="restricted", owner_id="nell", child_id=children[1], **still_open))
        session.add(SmartAction(id="own", owner_id="nell", person_id="sam", **still_open))
        session.add(Leave(person_id="nell", from_on=TODAY, until_on=date(2026, 3, 9), set_by="nell", set_at=START))
    actions = {(ClockKind.ACTION, name) for name in ("open", "restricted", "own")}
    every = {"open", "restricted", "own"}
    for who, seen in (("rosa", {"open"}), ("nell", every), ("priya", every), ("olu", every)):
        assert {name for _, name in actions & keys(await read_due(parts, as_seen(who), "all"))} == seen
    for name in ("restricted", "own"):
        with pytest.raises(Missing):
            await read_why(parts, as_seen("rosa"), clock=ClockKind.ACTION, subject_id=name)


async def cover_sam(parts: Parts, cover: str = "nell") -> None:
    """Let Sam be away, and Nell of Rosa's team cover; Sam's own supervisor said so."""
    async with parts.database.write(None, START) as session:
        add_person(session, parts, "rosa", Role.SUPERVISOR, "none")
        await session.flush()
        session.add(SupervisionLine(person_id="nell", senior_id="rosa", kind=LineKind.SUPERVISOR, from_on=LONG_AGO))
    await set_leave(parts, as_seen("priya"), LeavePlan("sam", TODAY, date(2026, 3, 6), cover))


async def test_while_somebody_of_another_team_covers_the_workers_own_line_keeps_the_child_in_sight(
    parts: Parts, children: list[str]
) -> None:
    await cover_sam(parts)
    of_children = {(ClockKind.CHILD, child) for child in children}
    ((team, _),) = (await read_due(parts, as_seen("priya"))).teams
    for who, scopes in (
        ("rosa", ("mine", "all")),
        ("nell", ("mine", "all")),
        ("sam", ("mine", "all")),
        ("priya", ("mine", "all", f"team:{team}")),
        ("olu", ("all", f"team:{team}")),
    ):
        for scope in scopes:
            assert of_children <= keys(await read_due(parts, as_seen(who), scope)), (who, scope)
        why = await read_why(parts, as_seen(who), clock=ClockKind.CHILD, subject_id=children[1])
        assert (why.row.item.person_id, why.row.item.owner_id, why.row.item.worker_id) == ("nell", "rosa", "sam")
        assert why.row.may_settle is (who in {"rosa", "priya", "olu"})
    assert keys(await read_due(parts, as_seen("tom"), "all")) & of_children == {(ClockKind.CHILD, children[0])}


async def test_a_covered_child_is_the_workers_who_is_away_and_says_who_covers(
    parts: Parts, children: list[str]
) -> None:
    await cover_sam(parts)
    seen = {row.item.subject_id: row.words for row in (await read_due(parts, as_seen("priya"), "worker:sam")).rows}
    assert (seen[children[0]].worker, seen[children[0]].person) == ("Sam Example", "Nell Example")
    assert keys(await read_due(parts, as_seen("nell"), "worker:nell")) == set(), "none of it is the cover's own"


async def test_of_a_child_that_is_covered_the_workers_line_hears_where_nobody_in_the_covers_line_may(
    parts: Parts, children: list[str]
) -> None:
    await cover_sam(parts)
    away = LeavePlan("rosa", TODAY, date(2026, 3, 6), None)
    await set_leave(parts, as_seen("rosa"), away)
    found = await read_due(parts, as_seen("priya"))
    assert {row.item.owner_id for row in found.rows if row.item.clock is ClockKind.CHILD} == {"rosa"}
    async with parts.read() as session:
        council = await read_council(session, TODAY)
    hearers = {find_hearer(row.item, council) for row in found.rows if row.item.clock is ClockKind.CHILD}
    assert hearers == {"priya"}


async def test_the_reason_of_a_childs_exception_is_never_for_who_covers(parts: Parts, children: list[str]) -> None:
    await cover_sam(parts)
    which: dict[str, Any] = {"clock": ClockKind.CHILD, "subject_id": children[1]}
    days: dict[str, Any] = {"every_days": 14, "due_on": None, "until_on": TODAY + timedelta(days=9)}
    await set_override(parts, as_seen("priya"), **which, **days, reason="Court asked.")
    for who, reason in (
        ("sam", "Court asked."),
        ("priya", "Court asked."),
        ("olu", "Court asked."),
        ("nell", None),
        ("rosa", None),
    ):
        explained = await read_why(parts, as_seen(who), **which)
        assert (explained.reason, explained.reason_withheld) == (reason, reason is None), who
    await set_override(parts, as_seen("rosa"), **which, **days, reason="Court asked again.")
    assert (await read_why(parts, as_seen("rosa"), **which)).reason == "Court asked again."
    assert (await read_why(parts, as_seen("nell"), **which)).reason is None


async def test_a_supervisor_who_covers_for_the_own_worker_may_settle_the_childs_date(
    parts: Parts, children: list[str]
) -> None:
    await cover_sam(parts, "priya")
    which: dict[str, Any] = {"clock": ClockKind.CHILD, "subject_id": children[1]}
    days: dict[str, Any] = {"every_days": 14, "due_on": None, "until_on": TODAY + timedelta(days=9)}
    assert (await read_why(parts, as_seen("priya"), **which)).row.may_settle
    await set_override(parts, as_seen("priya"), **which, **days, reason="Court asked.")
    assert (await read_why(parts, as_seen("priya"), **which)).reason == "Court asked."


async def make_exception(parts: Parts, person_id: str, reason: str) -> None:
    async with parts.database.write(None, START) as session:
        person = await session.get_one(Person, person_id)
        key = parts.keyring.unwrap(person.wrapped_key)
        session.add(
            ClockOverride(
                id="exception",
                clock=ClockKind.PERSON,
                person_id=person_id,
                every_days=42,
                from_on=TODAY,
                until_on=TODAY + timedelta(days=90),
                text=seal(key, "clockoverride", "exception", "text", reason),
                set_by="priya",
                set_at=START,
            )
        )


async def test_the_reason_of_an_exception_is_for_the_person_and_the_line_and_reading_it_is_noted(
    parts: Parts, children: list[str]
) -> None:
    await make_exception(parts, "sam", "Phased return.")
    why: dict[str, Any] = {"clock": ClockKind.PERSON, "subject_id": "sam"}
    for who in ("sam", "priya", "olu"):
        explained = await read_why(parts, as_seen(who), **why)
        assert (explained.reason, explained.set_by, explained.reason_withheld) == (
            "Phased return.",
            "Priya Example",
            False,
        )
    noted = await rows_of(parts, AuditEvent, AuditEvent.what == "override_reason_read")
    assert {event.person_id for event in noted} == {"sam", "priya", "olu"}
    assert "Phased" not in str([event.facts for event in noted])
    for who in ("nell", "tom"):
        with pytest.raises(Missing):
            await read_why(parts, as_seen(who), **why)


async def test_a_stand_in_learns_that_a_childs_interval_is_another_and_not_why(
    parts: Parts, children: list[str]
) -> None:
    async with parts.database.write(None, START) as session:
        child = await session.get_one(Child, children[0])
        text = seal(parts.keyring.unwrap(child.wrapped_key), "clockoverride", "x", "text", "Court asked.")
        days: dict[str, Any] = {"from_on": TODAY, "until_on": TODAY + timedelta(days=9), "every_days": 14}
        session.add(
            ClockOverride(
                id="x", clock=ClockKind.CHILD, child_id=child.id, text=text, set_by="priya", set_at=START, **days
            )
        )
    explained = await read_why(parts, as_seen("tom"), clock=ClockKind.CHILD, subject_id=children[0])
    assert (explained.reason, explained.reason_withheld) == (None, True)
    assert await rows_of(parts, AuditEvent, AuditEvent.what == "override_reason_read") == []


async def test_why_is_answered_for_what_is_fine_too_and_for_nobody_without_a_tie(
    parts: Parts, children: list[str]
) -> None:
    explained = await read_why(parts, as_seen("priya"), clock=ClockKind.PERSON, subject_id="sam")
    assert explained.row.item.due.state is DueState.FINE
    for who, clock, subject in (
        ("nell", ClockKind.CHILD, children[0]),
        ("tom", ClockKind.CHILD, children[1]),
        ("sam", ClockKind.PERSON, "priya"),
        ("priya", ClockKind.CHILD, "nothing"),
    ):
        with pytest.raises(Missing):
            await read_why(parts, as_seen(who), clock=clock, subject_id=subject)


async def test_one_chooses_of_whom_to_ask_why_only_among_those_one_has_a_tie_to(
    parts: Parts, children: list[str]
) -> None:
    one, restricted = children
    priya = await read_subjects(parts, as_seen("priya"))
    assert priya.people == (("priya", "Priya Example"), ("sam", "Sam Example"))
    assert priya.children == ((one, "AA · 100001"), (restricted, "BB · 100002"))
    assert (await read_subjects(parts, as_seen("sam"))).people == (("sam", "Sam Example"),)
    tom = await read_subjects(parts, as_seen("tom"))
    assert (tom.people, tom.children) == ((("sam", "Sam Example"),), ((one, "AA · 100001"),))
    nell = await read_subjects(parts, as_seen("nell"))
    assert nell.children == ()
