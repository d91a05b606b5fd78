"""Changing the agenda of a meeting that goes on."""

import pytest

from models.values.errors import Conflict, Refusal
from models.values.supervision import Closing, RowState, Stop
from models.vocabulary import Depth, RecordKind
from models.workflow.agenda import read_addable, read_agenda
from models.workflow.card import read_card
from models.workflow.changing import add_child, mark_not_reached
from models.workflow.closing import close_meeting, discard_supervision
from models.workflow.home import read_home
from models.workflow.overview import next_stop, read_overview
from models.workflow.parts import Parts
from tests.conftest import START
from tests.models.workflow.meeting_steps import (
    MEETING,
    PRIYA,
    post_card,
    start_meeting,
    states,
    waits_for_refresh,
    write_draft,
)
from tests.support.council import call_of, end_lines, hand_over, make_siblings, make_team, restrict

pytestmark = pytest.mark.by_turns


async def test_a_child_added_comes_last_of_its_depth_and_the_card_is_drawn_anew(parts: Parts) -> None:
    first, second, third = await make_team(parts, START, last_discussed={"AB": 60, "CD": 40, "EF": 1})
    await start_meeting(parts, [], [first, second])
    await post_card(parts)

    assert {child.id for child in (await read_addable(parts, PRIYA, supervision_id=MEETING)).children} == {
        first,
        second,
        third,
    }, "brief ones nobody wrote about may be discussed in depth after all"
    stop = await add_child(parts, PRIYA, supervision_id=MEETING, child_id=third, depth=Depth.IN_DEPTH)

    assert stop == Stop("in_depth", third)
    overview = await read_overview(parts, PRIYA, supervision_id=MEETING)
    assert [row.subject_id for row in overview.rows] == [third, first, second]
    assert await waits_for_refresh(parts)


async def test_a_child_added_stands_beside_its_brothers_and_sisters_of_the_same_depth(parts: Parts) -> None:
    ava, noah, leo, other, last = await make_team(
        parts, START, last_discussed={"AZ": 60, "NZ": 50, "LZ": 40, "OT": 30, "LA": 20}
    )
    await make_siblings(parts, {ava: "Ava Zed", noah: "Noah Zed", leo: "Leo Zed"})
    await start_meeting(parts, [ava, other], [last])

    await add_child(parts, PRIYA, supervision_id=MEETING, child_id=noah, depth=Depth.IN_DEPTH)
    await add_child(parts, PRIYA, supervision_id=MEETING, child_id=leo, depth=Depth.BRIEF)
    overview = await read_overview(parts, PRIYA, supervision_id=MEETING)
    assert [row.subject_id for row in overview.rows] == [ava, noah, other, last, leo]

    await add_child(parts, PRIYA, supervision_id=MEETING, child_id=leo, depth=Depth.IN_DEPTH)
    overview = await read_overview(parts, PRIYA, supervision_id=MEETING)
    assert [row.subject_id for row in overview.rows] == [ava, noah, leo, other, last]


async def test_brothers_and_sisters_stand_together_where_children_are_chosen_on_the_card_and_in_the_walk(
    parts: Parts,
) -> None:
    ava, other, noah = await make_team(parts, START, last_discussed={"AZ": 60, "OT": 50, "NZ": 1})
    await make_siblings(parts, {ava: "Ava Zed", noah: "Noah Zed"})
    together = [ava, noah, other]

    choices = await read_agenda(parts, PRIYA, supervisee_id="sam", held_on=START.date())
    assert [child.id for child in choices.children] == together
    home = await read_home(parts, call_of("sam", START))
    assert [child.id for child in home.children] == together
    await start_meeting(parts, [], [other, noah, ava])
    card = await read_card(parts, PRIYA, supervision_id=MEETING)
    assert card is not None
    assert [row.subject_id for row in card.rows] == together
    walk = [await next_stop(parts, PRIYA, MEETING, after) for after in (None, ava, noah)]
    assert [stop.subject_id for stop in walk] == together


async def test_a_brief_child_nobody_wrote_about_may_be_discussed_in_depth_and_one_written_about_may_not(
    parts: Parts,
) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 60, "CD": 40})
    await start_meeting(parts, [], [first, second])
    await write_draft(parts, second, RecordKind.BRIEF)

    await add_child(parts, PRIYA, supervision_id=MEETING, child_id=first, depth=Depth.IN_DEPTH)
    with pytest.raises(Conflict, match="on the agenda already"):
        await add_child(parts, PRIYA, supervision_id=MEETING, child_id=second, depth=Depth.IN_DEPTH)

    assert await next_stop(parts, PRIYA, MEETING) == Stop("in_depth", first)


async def test_a_child_not_reached_leaves_the_walk_and_can_be_taken_back(parts: Parts) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 60, "CD": 40})
    await start_meeting(parts, [], [first, second])

    await mark_not_reached(parts, PRIYA, supervision_id=MEETING, subject_ids=[first])
    assert (await states(parts))[first] is RowState.NOT_REACHED
    assert await next_stop(parts, PRIYA, MEETING) == Stop("brief", second)

    await add_child(parts, PRIYA, supervision_id=MEETING, child_id=first, depth=Depth.BRIEF)
    assert await next_stop(parts, PRIYA, MEETING, second) == Stop("brief", first)


async def test_not_reached_without_anybody_chosen_is_refused_and_changes_nothing(parts: Parts) -> None:
    [first] = await make_team(parts, START, last_discussed={"AB": 60})
    await start_meeting(parts, [], [first])
    before = (await read_overview(parts, PRIYA, supervision_id=MEETING)).rows

    with pytest.raises(Refusal, match="Choose first whom"):
        await mark_not_reached(parts, PRIYA, supervision_id=MEETING, subject_ids=[])

    assert (await read_overview(parts, PRIYA, supervision_id=MEETING)).rows == before


async def test_a_child_somebody_wrote_about_cannot_be_called_not_reached(parts: Parts) -> None:
    [first] = await make_team(parts, START, last_discussed={"AB": 60})
    await start_meeting(parts, [], [first])
    await write_draft(parts, first, RecordKind.BRIEF)

    with pytest.raises(Conflict):
        await mark_not_reached(parts, PRIYA, supervision_id=MEETING, subject_ids=[first])

    assert (await states(parts))[first] is RowState.WRITING


async def test_coming_back_leads_to_the_in_depth_record_broken_off_and_walking_on_does_not(parts: Parts) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 60, "CD": 40})
    await start_meeting(parts, [first, second], [])
    await write_draft(parts, first, RecordKind.CASEWORK)

    assert await next_stop(parts, PRIYA, MEETING) == Stop("in_depth", first)
    assert await next_stop(parts, PRIYA, MEETING, first) == Stop("in_depth", second)


async def test_coming_back_after_the_last_section_leads_to_the_next_child(parts: Parts) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 60, "CD": 40})
    await start_meeting(parts, [first, second], [])
    last = parts.library.form_for(RecordKind.CASEWORK).sections[-1].questions[-1]
    await write_draft(parts, first, RecordKind.CASEWORK, answers=("progress", last.id))

    assert await next_stop(parts, PRIYA, MEETING) == Stop("in_depth", second)


@pytest.mark.parametrize("who", ["sam", "olu", "nell"])
async def test_nobody_else_may_change_close_or_discard_a_meeting(parts: Parts, who: str) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await start_meeting(parts, [], [child])
    somebody = call_of(who, START)

    for attempt in (
        add_child(parts, somebody, supervision_id=MEETING, child_id=child, depth=Depth.IN_DEPTH),
        mark_not_reached(parts, somebody, supervision_id=MEETING, subject_ids=[child]),
        close_meeting(parts, somebody, supervision_id=MEETING, closing=Closing()),
        discard_supervision(parts, somebody, supervision_id=MEETING),
        read_addable(parts, somebody, supervision_id=MEETING),
    ):
        with pytest.raises(Refusal, match="supervisor"):
            await attempt

    assert (await states(parts))[child] is RowState.TO_DO


async def test_the_stand_in_may_carry_on_with_a_meeting_the_supervisor_began(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await start_meeting(parts, [], [child])

    assert await next_stop(parts, call_of("tom", START), MEETING) == Stop("brief", child)


async def test_a_former_supervisor_without_a_successor_finishes_what_was_begun_and_sees_nothing_of_todays_caseload(
    parts: Parts,
) -> None:
    begun, other = await make_team(parts, START, last_discussed={"AB": 60, "CD": 60})
    await start_meeting(parts, [], [begun])
    before = await read_card(parts, PRIYA, supervision_id=MEETING)
    assert before is not None
    assert [child.id for child in before.left_out] == [other]

    await end_lines(parts, "sam", START)

    with pytest.raises(Refusal, match="supervisor today"):
        await read_addable(parts, PRIYA, supervision_id=MEETING)
    with pytest.raises(Refusal, match="supervisor today"):
        await add_child(parts, PRIYA, supervision_id=MEETING, child_id=other, depth=Depth.IN_DEPTH)
    after = await read_card(parts, PRIYA, supervision_id=MEETING)
    assert after is not None
    assert after.left_out == ()
    assert await next_stop(parts, PRIYA, MEETING) == Stop("brief", begun)


async def test_once_there_is_a_successor_the_meeting_is_theirs_and_the_former_one_sees_nothing_of_it(
    parts: Parts,
) -> None:
    begun, other = await make_team(parts, START, last_discussed={"AB": 60, "CD": 60})
    await start_meeting(parts, [], [begun])

    await hand_over(parts, "sam", "nell", START)

    assert await read_card(parts, PRIYA, supervision_id=MEETING) is None
    with pytest.raises(Refusal, match="another supervisor since"):
        await next_stop(parts, PRIYA, MEETING)
    card = await read_card(parts, call_of("nell", START), supervision_id=MEETING)
    assert card is not None
    assert [child.id for child in card.left_out] == [other]
    assert await next_stop(parts, call_of("nell", START), MEETING) == Stop("brief", begun)


async def test_a_stand_in_is_offered_no_restricted_child_for_a_meeting_that_goes_on(parts: Parts) -> None:
    begun, open_one, restricted = await make_team(parts, START, last_discussed={"AB": 60, "CD": 60, "EF": 60})
    await restrict(parts, restricted)
    await start_meeting(parts, [begun], [])
    tom = call_of("tom", START)

    assert [child.id for child in (await read_addable(parts, tom, supervision_id=MEETING)).children] == [open_one]
    with pytest.raises(Refusal, match="not on the caseload"):
        await add_child(parts, tom, supervision_id=MEETING, child_id=restricted, depth=Depth.BRIEF)
    shown, kept = [await read_card(parts, call, supervision_id=MEETING) for call in (tom, PRIYA)]
    assert shown is not None
    assert kept is not None
    assert [child.id for child in shown.left_out] == [open_one]
    assert {child.id for child in kept.left_out} == {open_one, restricted}
