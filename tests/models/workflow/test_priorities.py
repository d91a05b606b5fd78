"""The reasons put on a child for the next agenda."""

import pytest
from sqlmodel import select

from models.tables import ChildPriority
from models.values.errors import Refusal
from models.values.supervision import Closing
from models.vocabulary import AgendaReason, RecordKind
from models.workflow.closing import close_meeting
from models.workflow.overview import read_overview
from models.workflow.parts import Parts
from models.workflow.priorities import mark_child, read_markable_child, read_markable_children
from tests.conftest import START
from tests.models.workflow.meeting_steps import LATER, MEETING, PRIYA, start_meeting, write_draft
from tests.support.council import call_of, make_team, restrict

pytestmark = pytest.mark.by_turns


async def test_a_reason_ranks_the_child_first_until_it_was_discussed(parts: Parts) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 60, "CD": 1})
    await mark_child(parts, call_of("sam", START), child_id=second, reason=AgendaReason.HIGH_RISK)
    await mark_child(parts, PRIYA, child_id=second, reason=AgendaReason.GOING_WELL)

    marked = await read_markable_child(parts, call_of("sam", START), child_id=second)
    assert marked.child is not None
    assert (marked.child.name, marked.child.reason) == ("Child CD", AgendaReason.GOING_WELL)
    await start_meeting(parts, [], [first, second])
    assert [row.subject_id for row in (await read_overview(parts, PRIYA, supervision_id=MEETING)).rows] == [
        second,
        first,
    ]

    await write_draft(parts, second, RecordKind.BRIEF)
    await close_meeting(parts, LATER, supervision_id=MEETING, closing=Closing())

    [caseload] = (await read_markable_children(parts, PRIYA)).caseloads
    assert [child.reason for child in caseload.children] == [None, None]
    async with parts.read() as session:
        ended = (await session.exec(select(ChildPriority.ended_at))).all()
    assert sorted(at for at in ended if at) == [START, LATER.now]


async def test_a_mark_can_be_taken_off_and_strangers_put_none(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await mark_child(parts, PRIYA, child_id=child, reason=AgendaReason.INACTIVITY)

    await mark_child(parts, PRIYA, child_id=child, reason=None)

    shown = await read_markable_child(parts, PRIYA, child_id=child)
    assert shown.child is not None
    assert shown.child.reason is None
    for who in ("nell", "olu"):
        with pytest.raises(Refusal):
            await mark_child(parts, call_of(who, START), child_id=child, reason=AgendaReason.HIGH_RISK)
        with pytest.raises(Refusal):
            await read_markable_child(parts, call_of(who, START), child_id=child)


async def test_a_stand_in_neither_finds_nor_marks_a_restricted_child(parts: Parts) -> None:
    child, restricted = await make_team(parts, START, last_discussed={"AB": 60, "CD": 40})
    await restrict(parts, restricted)
    tom = call_of("tom", START)

    [listed] = (await read_markable_children(parts, tom)).caseloads
    [all_of_them] = (await read_markable_children(parts, PRIYA)).caseloads
    assert [one.id for one in listed.children] == [child]
    assert {one.id for one in all_of_them.children} == {child, restricted}
    for attempt in (
        read_markable_child(parts, tom, child_id=restricted),
        mark_child(parts, tom, child_id=restricted, reason=AgendaReason.HIGH_RISK),
    ):
        with pytest.raises(Refusal, match="restricted"):
            await attempt
    await mark_child(parts, PRIYA, child_id=restricted, reason=AgendaReason.HIGH_RISK)
