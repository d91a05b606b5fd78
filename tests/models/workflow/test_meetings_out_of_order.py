"""A meeting written up or mended after a later one was sent: nothing of the later one gets into it."""

import pytest
from sqlmodel import col, select

from models.tables import Record, SmartAction
from models.values.record import RecordContent
from models.vocabulary import ActionState, ActKind
from models.workflow.agreement import act
from models.workflow.collecting import collect
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import call_of, make_team
from tests.support.meetings import requests_to
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns

BEFORE, FIRST, SECOND = "0" * 32, "a" * 32, "b" * 32
WALKS, NURSE, SCHOOL = "1" * 32, "2" * 32, "3" * 32
EARLY, LATE = "Feels safe at school.", "Sees Dad every week."


async def held(parts: Parts, child: str) -> Writing:
    """Hold three meetings: the first leaves its outcomes as they came, the second changes outcomes and actions."""
    before = Writing(parts, START, BEFORE)
    await before.start(in_depth=(child,))
    await before.write_in_depth(child, outcomes=EARLY)
    await before.act(child, WALKS, what="Set up a weekly walk", why="They talk.", due_on=START.date())
    await before.send()
    first = before.later(FIRST)
    await first.start(in_depth=(child,))
    await first.write_in_depth(child, outcomes=None)
    await first.act(child, SCHOOL, what="Ask the school", why="Reading.", due_on=START.date())
    await first.send()
    second = first.later(SECOND)
    await second.start(in_depth=(child,))
    await second.write_in_depth(child, outcomes=LATE, progress="Later news.")
    await second.act(child, WALKS, state=ActionState.ACHIEVED, outcome="Yes, every Friday.")
    await second.act(child, NURSE, what="Ask the nurse", why="Hearing.", due_on=START.date())
    await second.send()
    return first


async def ask_for_a_change(parts: Parts, first: Writing) -> None:
    request = (await requests_to(parts, "sam"))[1]
    await act(
        parts,
        call_of("sam", first.now),
        request_id=request,
        kind=ActKind.CHANGE_ASKED,
        comments="Not quite.",
        at_last_page=True,
    )


async def content(parts: Parts, meeting: str) -> RecordContent:
    async with parts.read() as session:
        record = (await session.exec(select(Record).where(col(Record.supervision_id) == meeting))).one()
        return await collect(session, parts, record)


async def test_a_record_mended_after_the_next_meeting_keeps_its_own_outcomes_and_actions(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    first = await held(parts, child)
    await ask_for_a_change(parts, first)
    mended = await content(parts, FIRST)
    shown = {answer.question: answer.shown for section in mended.sections for answer in section.answers}
    assert shown["desired_outcomes"] == EARLY
    assert [(one.action_id, one.state) for one in mended.document_actions] == [
        (WALKS, ActionState.OPEN),
        (SCHOOL, ActionState.OPEN),
    ]


async def test_sending_it_again_leaves_what_the_later_meeting_said_of_the_actions(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    first = await held(parts, child)
    await ask_for_a_change(parts, first)
    await first.write_in_depth(child, progress="In other words.", outcomes=None)
    await first.send()
    async with parts.read() as session:
        states = dict((await session.exec(select(SmartAction.id, SmartAction.state))).all())
    assert states == {WALKS: ActionState.ACHIEVED, SCHOOL: ActionState.OPEN, NURSE: ActionState.OPEN}


async def test_a_record_begun_late_shows_nothing_that_a_later_meeting_said(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    late = Writing(parts, START, BEFORE)
    await late.start(in_depth=(child,))
    later = late.later(SECOND)
    await later.start(in_depth=(child,))
    await later.write_in_depth(child)
    await later.act(child, NURSE, what="Ask the nurse", why="Hearing.", due_on=START.date())
    await later.send()
    steps = [await late.see(child, section) for section in ("outcomes", "progress", "actions")]
    assert all(field.answer is None and field.earlier is None for step in steps for field in step.fields)
    assert steps[-1].actions == ()
