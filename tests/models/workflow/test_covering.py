"""While a worker is away the children are on the list of who covers, and what that lets the cover see and do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.tables import AgendaItem, Allocation, SupervisionLine
from models.values.call import Call
from models.values.children import AgendaChild
from models.values.errors import Refusal
from models.values.leave import LeavePlan
from models.values.supervision import AgendaPlan
from models.vocabulary import AgendaReason, LineKind, Role
from models.workflow.agenda import read_agenda
from models.workflow.children import read_caseloads, read_holders
from models.workflow.clocks.leave import change_leave, end_leave, set_leave
from models.workflow.home import read_home
from models.workflow.notes import read_noteable
from models.workflow.parts import Parts
from models.workflow.people import read_supervisees
from models.workflow.priorities import mark_child, read_markable_child, read_markable_children
from models.workflow.sending import send_all
from models.workflow.supervision import start_supervision
from tests.conftest import START
from tests.support.council import LONG_AGO, add_child, add_person, call_of, make_team, restrict
from tests.support.meetings import MEETING, requests_to, rows_of, write_record

pytestmark = pytest.mark.by_turns

TODAY = START.date()
PRIYA, SAM, OLU, NELL, ROSA = (call_of(who, START) for who in ("priya", "sam", "olu", "nell", "rosa"))
PLAN = LeavePlan("sam", TODAY, date(2026, 3, 6), "nell")
BACK = START + timedelta(days=5)


async def make_cover(parts: Parts, *, last_discussed: dict[str, int]) -> list[str]:
    """Make the team, in which Rosa supervises Nell; Nell has no child of her own."""
    children = await make_team(parts, START, last_discussed=last_discussed)
    async with parts.database.write(None, START) as session:
        add_person(session, parts, "rosa", Role.SUPERVISOR, "none")
        await session.flush()
        session.add(SupervisionLine(person_id="nell", senior_id="rosa", kind=LineKind.SUPERVISOR, from_on=LONG_AGO))
    return children


async def lists(parts: Parts, *people: str, on: date = TODAY) -> dict[str, list[AgendaChild]]:
    async with parts.read() as session:
        return {one: list(children) for one, children in (await read_caseloads(session, parts, people, on)).items()}


async def holders(parts: Parts, child_id: str, on: date = TODAY) -> tuple[str, ...]:
    async with parts.read() as session:
        return await read_holders(session, child_id, on)


async def test_the_child_is_on_the_covers_list_and_the_worker_keeps_it_in_sight(parts: Parts) -> None:
    late, early = await make_cover(parts, last_discussed={"AB": 60, "CD": 5})
    assert await holders(parts, late) == ("sam",)
    await set_leave(parts, SAM, PLAN)

    assert await holders(parts, late) == ("nell", "sam")
    found = await lists(parts, "sam", "nell")
    assert [(one.id, one.covering_for) for one in found["nell"]] == [(late, "Sam Example"), (early, "Sam Example")]
    assert [(one.id, one.covering_for) for one in found["sam"]] == [(late, None), (early, None)]
    assert [replace(one, covering_for=None) for one in found["nell"]] == found["sam"], "the clock runs on as it did"
    assert set(await lists(parts, "nell")) == {"nell"}, "nobody is listed who was not asked about"
    assert [child.id for child in (await read_home(parts, SAM)).children] == [late, early]
    assert [child.id for child in (await read_home(parts, NELL)).children] == [late, early]


@pytest.mark.parametrize("on", [TODAY - timedelta(days=1), BACK.date()])
async def test_before_and_after_it_is_the_workers_alone(parts: Parts, on: date) -> None:
    (child,) = await make_cover(parts, last_discussed={"AB": 60})
    await set_leave(parts, SAM, PLAN)
    assert await holders(parts, child, on) == ("sam",)
    assert list(await lists(parts, "sam", "nell", on=on)) == ["sam"]


async def test_without_a_cover_or_once_it_is_ended_it_is_the_workers_alone(parts: Parts) -> None:
    (child,) = await make_cover(parts, last_discussed={"AB": 60})
    leave = await set_leave(parts, SAM, PLAN)
    await end_leave(parts, SAM, leave_id=leave)
    assert await holders(parts, child) == ("sam",)
    await set_leave(parts, SAM, replace(PLAN, cover_id=None))
    assert await holders(parts, child) == ("sam",)
    assert list(await lists(parts, "sam", "nell")) == ["sam"]


async def test_a_child_of_nobody_goes_with_the_supervisor_who_is_away_and_is_never_listed_twice(parts: Parts) -> None:
    (child,) = await make_cover(parts, last_discussed={"AB": 60})
    (allocation,) = await rows_of(parts, Allocation)
    async with parts.database.write(None, START) as session:
        other = add_child(session, parts, 7, "EF", TODAY)
        await session.flush()
        session.add(Allocation(child_id=other, team_id=allocation.team_id, from_on=LONG_AGO))
    assert await holders(parts, other) == ("priya",)

    await set_leave(parts, PRIYA, LeavePlan("priya", TODAY, TODAY, "sam"))

    assert await holders(parts, other) == ("sam", "priya")
    found = await lists(parts, "priya", "sam")
    assert [(one.id, one.covering_for) for one in found["sam"]] == [(child, None), (other, "Priya Example")]
    # Whoever covers for the supervisor covers the supervisor's children, and supervises nobody.
    assert await read_supervisees(parts, SAM) == ()
    await set_leave(parts, SAM, replace(PLAN, from_on=TODAY + timedelta(days=1), cover_id="priya"))
    tomorrow = TODAY + timedelta(days=1)
    assert [one.id for one in (await lists(parts, "priya", on=tomorrow))["priya"]] == [child, other]


async def test_the_cover_marks_it_and_a_meeting_with_the_covers_supervisor_is_agreed_by_the_cover(parts: Parts) -> None:
    (child,) = await make_cover(parts, last_discussed={"AB": 60})
    plan = AgendaPlan(MEETING, "nell", TODAY, (child,), ())
    for attempt in (
        mark_child(parts, NELL, child_id=child, reason=AgendaReason.HIGH_RISK),
        mark_child(parts, ROSA, child_id=child, reason=AgendaReason.HIGH_RISK),
        start_supervision(parts, ROSA, plan),
    ):
        with pytest.raises(Refusal):
            await attempt
    await set_leave(parts, SAM, PLAN)

    shown = await read_markable_child(parts, NELL, child_id=child)
    assert shown.child is not None
    assert shown.child.name == "Child AB"
    await mark_child(parts, NELL, child_id=child, reason=AgendaReason.HIGH_RISK)
    [nell] = await read_supervisees(parts, ROSA)
    assert (nell.children, nell.due_on) == (1, TODAY - timedelta(days=4))
    offered = await read_agenda(parts, ROSA, supervisee_id="nell", held_on=TODAY)
    assert [(one.id, one.reason) for one in offered.children] == [(child, AgendaReason.HIGH_RISK)]
    assert [one.child.id for one in (await read_noteable(parts, ROSA)).children] == [child]
    # The worker's own supervisor goes on seeing it with the worker.
    assert [one.id for one in (await read_markable_children(parts, PRIYA)).caseloads[0].children] == [child]

    await start_supervision(parts, ROSA, plan)
    assert [item.worker_id for item in await rows_of(parts, AgendaItem)] == ["nell"]
    await write_record(parts, child, call=ROSA, owner_id="nell")
    await send_all(parts, ROSA, supervision_id=MEETING)
    assert await requests_to(parts, "sam") == []
    assert len(await requests_to(parts, "nell")) == 1


async def test_once_the_worker_is_back_the_cover_and_the_covers_supervisor_have_nothing_more_of_it(
    parts: Parts,
) -> None:
    (child,) = await make_cover(parts, last_discussed={"AB": 60})
    await set_leave(parts, SAM, PLAN)
    for call in (replace(NELL, now=BACK), replace(ROSA, now=BACK)):
        with pytest.raises(Refusal):
            await read_markable_child(parts, call, child_id=child)
    assert (await read_home(parts, replace(NELL, now=BACK))).children == ()
    assert (await read_markable_children(parts, replace(ROSA, now=BACK))).caseloads == ()


async def seen_of(parts: Parts, call: Call, child: str) -> tuple[bool, bool]:
    """Say whether somebody finds a child on a list of the cover's, and may put a reason on it."""
    listed = any(one.id == child for one in (await read_home(parts, call)).children)
    caseloads = (await read_markable_children(parts, call)).caseloads
    listed |= any(one.id == child for caseload in caseloads for one in caseload.children)
    try:
        await mark_child(parts, call, child_id=child, reason=AgendaReason.HIGH_RISK)
    except Refusal:
        return listed, False
    return listed, True


@pytest.mark.parametrize(("setter", "opens"), [(SAM, False), (PRIYA, True), (OLU, True)], ids=["sam", "priya", "olu"])
async def test_a_restricted_child_goes_to_a_cover_only_whom_the_workers_line_named(
    parts: Parts, setter: Call, *, opens: bool
) -> None:
    child, restricted = await make_cover(parts, last_discussed={"AB": 60, "CD": 40})
    await restrict(parts, restricted)
    await set_leave(parts, setter, PLAN)

    assert await holders(parts, child) == ("nell", "sam")
    assert await holders(parts, restricted) == (("nell", "sam") if opens else ("sam",))
    for call in (NELL, ROSA):
        assert await seen_of(parts, call, child) == (True, True)
        assert await seen_of(parts, call, restricted) == (opens, opens)
    assert await seen_of(parts, SAM, restricted) == (True, True)
    assert await seen_of(parts, PRIYA, restricted) == (True, True)


async def test_a_worker_who_changes_what_the_line_set_keeps_the_restricted_child_to_themselves(parts: Parts) -> None:
    child, restricted = await make_cover(parts, last_discussed={"AB": 60, "CD": 40})
    await restrict(parts, restricted)
    leave = await set_leave(parts, PRIYA, PLAN)
    assert await holders(parts, restricted) == ("nell", "sam")
    await change_leave(parts, SAM, leave_id=leave, plan=replace(PLAN, last_on=date(2026, 6, 1)))
    assert await holders(parts, restricted) == ("sam",)
    assert await holders(parts, child) == ("nell", "sam")


@pytest.mark.parametrize("cover", ["priya", "olu"])
async def test_a_cover_from_the_workers_own_line_covers_a_restricted_child_too(parts: Parts, cover: str) -> None:
    (restricted,) = await make_cover(parts, last_discussed={"CD": 40})
    await restrict(parts, restricted)
    await set_leave(parts, SAM, replace(PLAN, cover_id=cover))
    assert await holders(parts, restricted) == (cover, "sam")
    assert [(one.id, one.covering_for) for one in (await lists(parts, cover))[cover]] == [(restricted, "Sam Example")]


async def test_a_cover_whom_the_stand_in_supervises_shows_the_stand_in_no_restricted_child(parts: Parts) -> None:
    child, restricted = await make_cover(parts, last_discussed={"AB": 60, "CD": 40})
    await restrict(parts, restricted)
    async with parts.database.write(None, START) as session:
        session.add(SupervisionLine(person_id="nell", senior_id="tom", kind=LineKind.STAND_IN, from_on=LONG_AGO))
    await set_leave(parts, PRIYA, PLAN)
    tom = call_of("tom", START)
    [nell] = [one for one in await read_supervisees(parts, tom) if one.id == "nell"]
    assert nell.children == 1
    assert await seen_of(parts, tom, restricted) == (False, False)
    assert await seen_of(parts, tom, child) == (True, True)


async def test_who_supervises_both_finds_each_child_once_to_mark(parts: Parts) -> None:
    late, early = await make_cover(parts, last_discussed={"AB": 60, "CD": 5})
    async with parts.database.write(None, START) as session:
        session.add(SupervisionLine(person_id="nell", senior_id="priya", kind=LineKind.STAND_IN, from_on=LONG_AGO))
    await set_leave(parts, SAM, PLAN)

    caseloads = (await read_markable_children(parts, PRIYA)).caseloads

    # Slack refuses a choice that offers the same thing twice.
    assert [(one.person, [child.id for child in one.children]) for one in caseloads] == [("Sam Example", [late, early])]
