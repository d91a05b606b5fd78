"""Actions: one id for life, carried until they are done, and never erased once they were sent."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from models.tables import ActionEntry, Record, SmartAction
from models.values.action import ActionLine
from models.values.errors import Missing, Refusal
from models.vocabulary import ActionState, DueBy, RecordState
from models.workflow.actions import find_colleagues, find_lacking, read_action, remove_action
from models.workflow.parts import Parts
from models.workflow.sending import read_through
from tests.conftest import START
from tests.support.council import call_of, make_team
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns

FIRST, SECOND, THIRD = "a" * 32, "b" * 32, "c" * 32
WALKS, NURSE = "1" * 32, "2" * 32
DUE = START.date() + timedelta(days=14)


async def begin(parts: Parts) -> tuple[Writing, str, str]:
    child, other = await make_team(parts, START, last_discussed={"AB": 60, "CD": 50})
    writing = Writing(parts, START, FIRST)
    await writing.start(in_depth=(child,), brief=(other,))
    return writing, child, other


async def add_walks(writing: Writing, child: str, action_id: str = WALKS) -> None:
    await writing.act(
        child,
        action_id,
        what="Set up an after-school walk, twice a week",
        why="Jay talks when they walk.",
        due_on=DUE,
        due_by=DueBy.TWO_WEEKS,
    )


async def actions_of(writing: Writing, child: str) -> tuple[ActionLine, ...]:
    step = await writing.see(child, "actions")
    assert step.actions is not None
    return step.actions


async def one_meeting_later(parts: Parts) -> tuple[Writing, str]:
    """Send a record with one action, and start the next meeting."""
    writing, child, _ = await begin(parts)
    await writing.write_in_depth(child)
    await add_walks(writing, child)
    await writing.send()
    following = writing.later(SECOND)
    await following.start(in_depth=(child,))
    return following, child


async def states(parts: Parts) -> dict[str, ActionState | None]:
    async with parts.read() as session:
        return {action.id: action.state for action in await session.exec(select(SmartAction))}


async def test_a_new_action_falls_to_the_supervisee_unless_somebody_else_is_named(parts: Parts) -> None:
    writing, child, _ = await begin(parts)
    await add_walks(writing, child)
    await writing.act(child, NURSE, what="Ask about the hearing test", owner_id="olu", who_words="School nurse")
    walks, nurse = await actions_of(writing, child)
    assert (walks.who, walks.is_new, walks.now.due_on) == ("Sam Example", True, DUE)
    assert nurse.who == "School nurse (chased by Olu Example)"


async def test_an_action_in_which_nothing_was_written_is_none(parts: Parts) -> None:
    writing, child, _ = await begin(parts)
    saved = await writing.act(child, WALKS, due_on=DUE, owner_id="olu")
    assert not saved.changed
    assert await states(parts) == {}


async def test_an_unsent_action_has_no_state_and_can_be_edited_and_removed(parts: Parts) -> None:
    writing, child, _ = await begin(parts)
    await add_walks(writing, child)
    assert await states(parts) == {WALKS: None}
    await writing.act(child, WALKS, what="Set up a walk on Fridays")
    [line] = await actions_of(writing, child)
    assert (line.now.what, line.now.why) == ("Set up a walk on Fridays", "Jay talks when they walk.")
    await remove_action(parts, writing.call, writing.page(child), action_id=WALKS)
    assert await actions_of(writing, child) == ()
    assert await states(parts) == {}


async def test_removing_twice_changes_nothing_more(parts: Parts) -> None:
    writing, child, _ = await begin(parts)
    await add_walks(writing, child)
    await remove_action(parts, writing.call, writing.page(child), action_id=WALKS)
    saved = await remove_action(parts, writing.call, writing.page(child), action_id=WALKS)
    assert not saved.changed


async def test_an_action_that_lacks_something_keeps_the_record_from_being_sent(parts: Parts) -> None:
    writing, child, _ = await begin(parts)
    await writing.write_in_depth(child)
    await writing.act(child, WALKS, what="Set up an after-school walk, twice a week")
    [record] = [
        one
        for one in (await read_through(parts, writing.call, supervision_id=FIRST)).records
        if one.subject_id == child
    ]
    assert [lack.section for lack in record.lacking] == ["actions", "actions"]
    lacking = await find_lacking(parts, writing.call, supervision_id=FIRST, subject_id=child, action_id=WALKS)
    assert lacking == ("“Why this step?” has no answer yet.", "Give it a date.")
    with pytest.raises(Refusal):
        await writing.send()


async def test_a_sent_action_is_carried_as_it_was_and_needs_no_tap_to_go_on(parts: Parts) -> None:
    following, child = await one_meeting_later(parts)
    [line] = await actions_of(following, child)
    assert (line.is_new, line.changed, line.since) == (False, False, START.date())
    assert line.carried is not None
    assert line.carried.what == "Set up an after-school walk, twice a week"
    await following.write_in_depth(child, outcomes=None)
    await following.send()
    assert await states(parts) == {WALKS: ActionState.OPEN}
    async with parts.read() as session:
        entries = (await session.exec(select(ActionEntry).where(col(ActionEntry.sent_at).is_not(None)))).all()
    assert len(entries) == 1


@pytest.mark.parametrize("state", [ActionState.ACHIEVED, ActionState.NO_LONGER_NEEDED])
async def test_a_closed_action_needs_its_sentence_then_leaves_the_list_and_stays_in_the_history(
    parts: Parts, state: ActionState
) -> None:
    following, child = await one_meeting_later(parts)
    await following.write_in_depth(child, outcomes=None)
    await following.act(child, WALKS, state=state)
    with pytest.raises(Refusal):
        await following.send()
    await following.act(child, WALKS, outcome="Yes. They walk every week.")
    await following.send()
    third = following.later(THIRD)
    await third.start(in_depth=(child,))
    assert await actions_of(third, child) == ()
    assert await states(parts) == {WALKS: state}
    async with parts.read() as session:
        kept = (await session.exec(select(ActionEntry).where(ActionEntry.action_id == WALKS))).all()
    assert sorted(entry.state for entry in kept if entry.sent_at is not None) == sorted([ActionState.OPEN, state])


async def test_an_update_can_be_taken_back_and_an_update_without_a_change_is_none(parts: Parts) -> None:
    following, child = await one_meeting_later(parts)
    await following.act(child, WALKS, outcome="Twice so far.")
    [line] = await actions_of(following, child)
    assert (line.changed, line.now.outcome) == (True, "Twice so far.")
    await remove_action(parts, following.call, following.page(child), action_id=WALKS)
    saved = await following.act(child, WALKS, what="Set up an after-school walk, twice a week")
    assert not saved.changed
    [line] = await actions_of(following, child)
    assert not line.changed


async def test_what_a_draft_says_of_an_action_is_not_its_state_until_it_is_sent(parts: Parts) -> None:
    following, child = await one_meeting_later(parts)
    await following.act(child, WALKS, state=ActionState.ACHIEVED, outcome="Yes.")
    assert await states(parts) == {WALKS: ActionState.OPEN}


async def test_an_action_of_another_child_cannot_be_reached(parts: Parts) -> None:
    writing, child, other = await begin(parts)
    await add_walks(writing, child)
    with pytest.raises(Missing):
        await writing.act(other, WALKS, what="Something else")


@pytest.mark.parametrize("action_id", ["", "not an id", "Z" * 32])
async def test_an_id_that_cannot_be_one_is_refused(parts: Parts, action_id: str) -> None:
    writing, child, _ = await begin(parts)
    with pytest.raises(Missing):
        await writing.act(child, action_id, what="Something")


async def test_an_owner_who_is_not_in_the_directory_is_refused(parts: Parts) -> None:
    writing, child, _ = await begin(parts)
    with pytest.raises(Refusal, match="directory"):
        await writing.act(child, WALKS, what="Something to do", owner_id="nobody")


async def test_every_date_of_one_tap_is_a_real_day(parts: Parts) -> None:
    writing, child, _ = await begin(parts)
    step = await read_action(
        parts, writing.call, supervision_id=FIRST, subject_id=child, section_id="actions", action_id=WALKS
    )
    assert step.dates[DueBy.TWO_WEEKS] == DUE
    assert step.dates[DueBy.NEXT_SUPERVISION] == START.date() + timedelta(days=28)
    assert DueBy.REVIEW_DATE not in step.dates
    assert (step.line, step.owner) == (None, "Sam Example")


async def test_colleagues_are_found_by_any_part_of_their_name(parts: Parts) -> None:
    await begin(parts)
    assert await find_colleagues(parts, call_of("priya", START), " OL") == (("olu", "Olu Example"),)
    assert len(await find_colleagues(parts, call_of("priya", START), "")) == 5


async def test_a_mended_record_can_drop_an_action_it_had(parts: Parts) -> None:
    writing, child, _ = await begin(parts)
    await writing.write_in_depth(child)
    await add_walks(writing, child)
    await add_walks(writing, child, NURSE)
    await writing.send()
    await ask_for_change(parts, child)
    await remove_action(parts, writing.call, writing.page(child), action_id=NURSE)
    await writing.write(child, "progress", {"progress": "Mended."})
    await writing.send()
    assert await states(parts) == {WALKS: ActionState.OPEN, NURSE: None}
    following = writing.later(SECOND)
    await following.start(in_depth=(child,))
    assert [line.id for line in await actions_of(following, child)] == [WALKS]


async def ask_for_change(parts: Parts, child: str, meeting: str = FIRST) -> None:
    """Put the record back into the supervisor's hands, as a change request does."""
    async with parts.database.write(None, START) as session:
        wanted = select(Record).where(Record.child_id == child, Record.supervision_id == meeting)
        record = (await session.exec(wanted)).one()
        record.state = RecordState.CHANGE_ASKED
        session.add(record)
