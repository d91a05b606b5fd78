"""What is due: which meetings count for which clock, from when without one, and who it falls to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import col, update

from models.database import change_one
from models.policy import Policy
from models.rules.clocks.stages import find_stage
from models.tables import (
    Booking,
    ChildFlagged,
    ClockDone,
    ClockOverride,
    Leave,
    Person,
    Record,
    SmartAction,
    Snooze,
    Supervision,
)
from models.values.clocks import DueItem
from models.values.due import CountedFrom, DueState
from models.vocabulary import (
    ActionState,
    ActKind,
    ChildFlag,
    ClockKind,
    Format,
    NudgeStage,
    RecordKind,
    SupervisionState,
)
from models.workflow.agreement import act
from models.workflow.clocks.reading import read_items
from models.workflow.clocks.subjects import About, find_subjects
from models.workflow.home import read_home
from models.workflow.parts import Parts
from models.workflow.reading import mark_read
from tests.conftest import START
from tests.support.council import hand_over, make_team, restrict
from tests.support.held import hold
from tests.support.meetings import PRIYA, SAM, after, find_act, send_meeting

pytestmark = pytest.mark.by_turns

TODAY = START.date()
Found = Mapping[tuple[ClockKind, str], DueItem]


def days(number: int) -> timedelta:
    return timedelta(days=number)


def watching(parts: Parts, *clocks: ClockKind) -> Parts:
    """The same council under a policy that watches these clocks."""
    policy: Policy = parts.library.policy.model_copy(update={"clocks": clocks})
    return replace(parts, library=replace(parts.library, policy=policy))


async def read(parts: Parts, today: date = TODAY, **which: Any) -> Found:
    async with parts.read() as session:
        found = await read_items(session, parts, today, **({"everything": True} | which))
    return {item.key: item for item in found}


async def save(parts: Parts, *rows: object) -> None:
    async with parts.database.write(None, START) as session:
        session.add_all(rows)


def counted(found: Found, clock: ClockKind, subject: str) -> tuple[CountedFrom, date]:
    due = found[clock, subject].due
    return due.counted_from, due.counted_on


async def test_each_part_of_a_meeting_resets_the_clocks_the_policy_names(parts: Parts) -> None:
    one, brief, group, noted, mentioned = await make_team(
        parts, START, last_discussed=dict.fromkeys(("AA", "BB", "CC", "DD", "EE"), 100)
    )
    await hold(parts, TODAY - days(9), about={one: RecordKind.CASEWORK, brief: RecordKind.BRIEF})
    await hold(parts, TODAY - days(8), about={group: RecordKind.CASEWORK}, met=Format.GROUP)
    await hold(parts, TODAY - days(7), about={noted: RecordKind.NOTE}, met=Format.AD_HOC)
    await hold(parts, TODAY - days(6), about={"sam": RecordKind.CONTRACT})
    await hold(parts, TODAY - days(5), mentioned=[mentioned], met=Format.GROUP)
    found = await read(parts)
    before = (CountedFrom.DIRECTORY, TODAY - days(100))
    assert {child: counted(found, ClockKind.CHILD, child) for child in (one, brief, group, noted, mentioned)} == {
        one: (CountedFrom.SUPERVISION, TODAY - days(9)),
        brief: (CountedFrom.SUPERVISION, TODAY - days(9)),
        group: (CountedFrom.SUPERVISION, TODAY - days(8)),
        noted: before,
        mentioned: before,
    }
    assert counted(found, ClockKind.OPEN_CHILD, group) == (CountedFrom.SUPERVISION, TODAY - days(8))
    assert counted(found, ClockKind.OPEN_CHILD, noted) == before
    assert counted(found, ClockKind.OPEN_CHILD, mentioned) == (CountedFrom.MENTION, TODAY - days(5))
    assert counted(found, ClockKind.PERSON, "sam") == (CountedFrom.SUPERVISION, TODAY - days(9))
    assert found[ClockKind.CONTRACT, "sam"].due.counted_on == TODAY - days(6)
    await hold(parts, TODAY - days(4), about={"sam": RecordKind.PERSONAL})
    found = await read(parts)
    assert counted(found, ClockKind.PERSON, "sam") == (CountedFrom.SUPERVISION, TODAY - days(4))
    assert counted(found, ClockKind.CHILD, one) == (CountedFrom.SUPERVISION, TODAY - days(9))


async def test_what_was_not_sent_resets_nothing_and_is_to_be_written_up(parts: Parts) -> None:
    one, other = await make_team(parts, START, last_discussed={"AA": 20, "BB": 20})
    meeting = await hold(parts, TODAY - days(1), about={one: RecordKind.CASEWORK}, mentioned=[other], sent=False)
    found = await read(parts)
    assert counted(found, ClockKind.CHILD, one) == (CountedFrom.DIRECTORY, TODAY - days(20))
    assert counted(found, ClockKind.OPEN_CHILD, other) == (CountedFrom.DIRECTORY, TODAY - days(20))
    written = found[ClockKind.WRITE_UP, meeting]
    assert (written.owner_id, written.person_id, written.count) == ("priya", "sam", 1)
    assert (written.due.due_on, found[ClockKind.COPY, meeting].due.due_on) == (date(2026, 3, 6), date(2026, 3, 13))
    async with parts.database.write(None, START) as session:
        await change_one(
            session,
            update(Supervision).where(col(Supervision.id) == meeting).values(state=SupervisionState.DISCARDED),
        )
    assert (ClockKind.WRITE_UP, meeting) not in await read(parts)


async def test_held_elsewhere_counts_and_for_a_child_as_being_talked_about_too(parts: Parts) -> None:
    (child,) = await make_team(parts, START, last_discussed={"AA": 100})
    done: dict[str, Any] = {"text": b"", "recorded_by": "priya", "recorded_at": START}
    await save(
        parts,
        ClockDone(clock=ClockKind.CHILD, child_id=child, done_on=TODAY - days(3), **done),
        ClockDone(clock=ClockKind.PERSON, person_id="sam", done_on=TODAY - days(2), **done),
    )
    found = await read(parts)
    assert counted(found, ClockKind.CHILD, child) == (CountedFrom.ELSEWHERE, TODAY - days(3))
    assert counted(found, ClockKind.OPEN_CHILD, child) == (CountedFrom.ELSEWHERE, TODAY - days(3))
    assert counted(found, ClockKind.PERSON, "sam") == (CountedFrom.ELSEWHERE, TODAY - days(2))


async def test_what_is_unknown_counts_from_the_setting_or_else_from_the_first_import(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    assert counted(await read(parts), ClockKind.PERSON, "sam") == (CountedFrom.GO_LIVE, TODAY)
    earlier = replace(parts, options=replace(parts.options, go_live=TODAY - days(10)))
    assert counted(await read(earlier), ClockKind.PERSON, "sam") == (CountedFrom.GO_LIVE, TODAY - days(10))


async def test_the_database_drops_only_what_is_fine(parts: Parts) -> None:
    chance = Random(4)
    children = await make_team(parts, START, last_discussed={f"A{n}": chance.randrange(90) for n in range(60)})
    kinds = (RecordKind.CASEWORK, RecordKind.BRIEF, RecordKind.NOTE)
    for n in range(10):
        about = {child: chance.choice(kinds) for child in chance.sample(children, 5)}
        mentioned = chance.sample([child for child in children if child not in about], 3)
        met = Format.GROUP if n % 3 else Format.ONE_TO_ONE
        await hold(parts, TODAY - days(chance.randrange(70)), about=about, mentioned=mentioned, met=met)
    flags = [
        ChildFlagged(child_id=child, flag=chance.choice(list(ChildFlag)), from_on=TODAY - days(chance.randrange(40)))
        for child in chance.sample(children, 20)
    ]
    by: dict[str, Any] = {"text": b"", "set_by": "priya", "set_at": START}
    exceptions = [
        ClockOverride(
            clock=ClockKind.CHILD, child_id=child, every_days=n * 5 + 7, from_on=TODAY, until_on=TODAY + days(60), **by
        )
        for n, child in enumerate(chance.sample(children, 8))
    ]
    await save(parts, *flags, *exceptions)
    both = watching(parts, ClockKind.CHILD, ClockKind.OPEN_CHILD)
    for later in (0, 5, 12, 24, 26, 29, 45):
        today = TODAY + days(later)
        everything = await read(both, today)
        due = {key: item for key, item in everything.items() if item.due.state is not DueState.FINE}
        assert len(due) > 0
        assert await read(both, today, everything=False) == due


async def test_a_snooze_holds_for_the_one_date_it_was_for(parts: Parts) -> None:
    (child,) = await make_team(parts, START, last_discussed={"AA": 50})
    at: dict[str, Any] = {"text": b"", "set_by": "priya", "set_at": START, "clock": ClockKind.CHILD, "child_id": child}
    due_on = TODAY + days(6)
    await save(
        parts,
        Snooze(due_on=due_on, until_on=TODAY + days(3), **at),
        Snooze(due_on=due_on + days(1), until_on=TODAY + days(5), **at),
    )
    policy = parts.library.policy
    for day, stage in ((0, None), (2, None), (3, NudgeStage.COMING_DUE), (5, NudgeStage.COMING_DUE)):
        item = (await read(parts, TODAY + days(day)))[ClockKind.CHILD, child]
        assert item.snoozed_until == TODAY + days(3), "its end is known also when it is over"
        assert find_stage(item, policy, TODAY + days(day)) is stage


async def test_a_booking_stands_until_it_is_held_cancelled_or_past(parts: Parts) -> None:
    (child,) = await make_team(parts, START, last_discussed={"AA": 50})
    booked_on = TODAY + days(2)
    by: dict[str, Any] = {"set_by": "priya", "set_at": START, "supervisee_id": "sam"}
    await save(
        parts,
        Booking(supervisor_id="priya", booked_on=booked_on, **by),
        Booking(supervisor_id="priya", booked_on=TODAY + days(1), cancelled_at=START, **by),
        Booking(supervisor_id="olu", booked_on=TODAY + days(1), **by),
    )
    found = await read(parts)
    assert {found[key].booked_on for key in ((ClockKind.CHILD, child), (ClockKind.PERSON, "sam"))} == {booked_on}
    assert found[ClockKind.CONTRACT, "sam"].booked_on is None
    await hold(parts, booked_on - days(1), about={child: RecordKind.CASEWORK})
    assert (await read(parts, booked_on))[ClockKind.PERSON, "sam"].booked_on == booked_on
    await hold(parts, booked_on, about={child: RecordKind.CASEWORK}, sent=False)
    assert (await read(parts, booked_on))[ClockKind.PERSON, "sam"].booked_on is None


async def test_a_child_moves_to_the_cover_and_a_restricted_one_only_if_the_line_says_so(parts: Parts) -> None:
    open_one, restricted = await make_team(parts, START, last_discussed={"AA": 50, "BB": 50})
    await restrict(parts, restricted)

    async def holders() -> dict[str, tuple[str | None, str | None]]:
        found = await read(parts)
        return {child: (item.person_id, item.owner_id) for (clock, child), item in found.items() if clock == "child"}

    assert await holders() == {open_one: ("sam", "priya"), restricted: ("sam", "priya")}
    away: dict[str, Any] = {
        "person_id": "sam",
        "from_on": TODAY,
        "until_on": TODAY + days(7),
        "set_at": START,
        "cover_id": "nell",
    }
    own = Leave(set_by="sam", **away)
    await save(parts, own)
    assert await holders() == {open_one: ("nell", "priya"), restricted: ("sam", "priya")}
    await save(parts, Leave(set_by="priya", **away))
    assert (await holders())[restricted] == ("nell", "priya")
    await save(parts, Leave(set_by="nell", **(away | {"person_id": "nell", "cover_id": None})))
    assert await holders() == {open_one: ("sam", "priya"), restricted: ("sam", "priya")}


async def test_of_a_worker_who_has_left_a_child_is_the_team_supervisors(parts: Parts) -> None:
    (child,) = await make_team(parts, START, last_discussed={"AA": 50})
    async with parts.database.write(None, START) as session:
        (await session.get_one(Person, "sam")).left_on = TODAY
    found = await read(parts)
    assert (found[ClockKind.CHILD, child].person_id, found[ClockKind.CHILD, child].owner_id) == ("priya", "priya")
    assert (ClockKind.PERSON, "sam") not in found


async def test_an_answer_falls_to_who_was_asked_and_a_change_to_who_writes_it(parts: Parts) -> None:
    (child,), (request,) = await send_meeting(parts)
    found = await read(parts)
    asked = found[ClockKind.AGREEMENT, request]
    assert (asked.owner_id, asked.person_id, asked.count, asked.due.due_on) == ("sam", "sam", 1, date(2026, 3, 5))
    assert (asked.child_id, asked.record_kind) == (child, RecordKind.CASEWORK)
    async with parts.read() as session:
        about = await find_subjects(session, TODAY, [asked.key])
    assert about[asked.key] == About("sam", "sam", child, asked.supervision_id, 1, "casework"), (
        "the same once it is done"
    )
    await mark_read(parts, SAM, request_id=request)
    await act(parts, after(SAM, 1), request_id=request, kind=ActKind.CHANGE_ASKED, comments="The date is wrong.")
    changed = await find_act(parts)
    found = await read(parts)
    assert (ClockKind.AGREEMENT, request) not in found
    change = found[ClockKind.AGREEMENT, changed.id]
    assert (change.owner_id, change.person_id, change.child_id) == ("priya", "sam", child)
    await hand_over(parts, "sam", "nell", START)
    async with parts.database.write(None, START) as session:
        (await session.get_one(Person, "priya")).left_on = TODAY
    assert (await read(parts))[ClockKind.AGREEMENT, changed.id].owner_id == "nell"


async def test_nobody_waits_for_an_answer_to_what_was_let_go_after_the_backup_that_was_restored(parts: Parts) -> None:
    (child,), (request,) = await send_meeting(parts)
    assert [one.request_id for one in (await read_home(parts, SAM)).waiting] == [request]

    async def let_go(at: datetime | None) -> None:
        async with parts.database.write(None, START) as session:
            await session.exec(update(Record).where(col(Record.child_id) == child).values(purged_at=at))

    await let_go(START)
    assert (ClockKind.AGREEMENT, request) not in await read(parts)
    assert (await read_home(parts, SAM)).waiting == ()
    await let_go(None)
    await mark_read(parts, SAM, request_id=request)
    await act(parts, after(SAM, 1), request_id=request, kind=ActKind.CHANGE_ASKED, comments="The date is wrong.")
    changed = await find_act(parts)
    assert [one.act_id for one in (await read_home(parts, PRIYA)).waiting] == [changed.id]
    await let_go(START)
    assert (ClockKind.AGREEMENT, changed.id) not in await read(parts)
    assert (await read_home(parts, PRIYA)).waiting == ()


async def test_an_action_of_who_is_not_here_falls_to_the_worker(parts: Parts) -> None:
    (child,) = await make_team(parts, START, last_discussed={"AA": 50})
    common: dict[str, Any] = {
        "child_id": child,
        "due_on": TODAY + days(1),
        "created_at": START,
        "state": ActionState.OPEN,
    }
    await save(
        parts,
        SmartAction(id="own", owner_id="priya", **common),
        SmartAction(id="words", **common),
        SmartAction(id="left", owner_id="tom", **common),
        SmartAction(id="unsent", **(common | {"state": None})),
        SmartAction(id="done", **(common | {"state": ActionState.ACHIEVED})),
        SmartAction(id="later", **(common | {"due_on": TODAY + days(30)})),
    )
    async with parts.database.write(None, START) as session:
        (await session.get_one(Person, "tom")).left_on = TODAY
    found = await read(parts, everything=False)
    owners = {subject: item.owner_id for (clock, subject), item in found.items() if clock is ClockKind.ACTION}
    assert owners == {"own": "priya", "words": "sam", "left": "sam"}


@pytest.mark.parametrize(
    ("clock", "subject", "owner"),
    [
        (ClockKind.OBSERVATION, "sam", "priya"),
        (ClockKind.FILE_AUDIT, "priya", "olu"),
        (ClockKind.MONTHLY_AUDIT, "olu", "olu"),
    ],
)
async def test_a_schedule_runs_where_the_policy_watches_it_and_counts_from_when_it_was_done(
    parts: Parts, clock: ClockKind, subject: str, owner: str
) -> None:
    await make_team(parts, START, last_discussed={})
    assert not [key for key in await read(parts) if key[0] is clock]
    watched = watching(parts, clock)
    item = (await read(watched))[clock, subject]
    assert (item.owner_id, item.due.counted_on) == (owner, TODAY)
    done = ClockDone(
        clock=clock, person_id=subject, done_on=TODAY + days(9), text=b"", recorded_by="olu", recorded_at=START
    )
    await save(parts, done)
    assert counted(await read(watched, TODAY + days(9)), clock, subject) == (CountedFrom.DONE, TODAY + days(9))


async def test_a_reading_about_some_finds_what_one_about_all_finds_of_them(parts: Parts) -> None:
    children = await make_team(parts, START, last_discussed={"AA": 60, "BB": 10})
    await hold(parts, TODAY, about={children[0]: RecordKind.CASEWORK}, sent=False)
    common: dict[str, Any] = {"due_on": TODAY, "created_at": START, "state": ActionState.OPEN}
    await save(
        parts,
        SmartAction(id="of another", child_id=children[1], owner_id="tom", **common),
        SmartAction(id="of a cover", child_id=children[0], **common),
        SmartAction(id="own", person_id="sam", owner_id="priya", **common),
        SmartAction(id="about another", person_id="nell", owner_id="sam", **common),
        Leave(person_id="sam", cover_id="nell", from_on=TODAY, until_on=TODAY + days(2), set_by="sam", set_at=START),
    )
    everything = await read(parts)
    assert len([clock for clock, _ in everything if clock is ClockKind.ACTION]) == 4
    for who in ("sam", "nell", "priya", "tom"):
        of_them = {key: item for key, item in everything.items() if who in {item.owner_id, *item.about}}
        assert await read(parts, people=[who]) == of_them
    of_child = {key: item for key, item in everything.items() if item.child_id == children[1]}
    assert await read(parts, children=[children[1]]) == of_child
