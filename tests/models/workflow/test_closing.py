"""Closing and discarding a meeting."""

import asyncio

import pytest
from sqlmodel import col, select, update

from models.tables import ActionEntry, AgendaItem, Answer, AuditEvent, Mention, Record, SmartAction, Supervision
from models.values.errors import Refusal
from models.values.supervision import Closing, RowState
from models.vocabulary import ActionState, AgendaOutcome, Depth, RecordKind, RecordState, SupervisionState
from models.workflow.agenda import read_start
from models.workflow.changing import add_child, mark_not_reached
from models.workflow.closing import close_meeting, discard_supervision
from models.workflow.overview import next_stop
from models.workflow.parts import Parts
from tests.conftest import START
from tests.models.workflow.meeting_steps import (
    LATER,
    MEETING,
    PRIYA,
    post_card,
    start_meeting,
    states,
    waits_for_refresh,
    write_draft,
)
from tests.support.council import make_team

pytestmark = pytest.mark.by_turns


async def test_closing_counts_mentions_keeps_what_was_written_and_drops_what_was_not_touched(parts: Parts) -> None:
    written, untouched, mentioned, waiting = await make_team(
        parts, START, last_discussed={"AB": 60, "CD": 40, "EF": 20, "GH": 1}
    )
    await start_meeting(parts, [written, untouched], [mentioned, waiting])
    await post_card(parts)
    kept = await write_draft(parts, written, RecordKind.CASEWORK)
    dropped = await write_draft(parts, untouched, RecordKind.CASEWORK, answers=())
    async with parts.write(PRIYA) as session:
        session.add(Mention(supervision_id=MEETING, child_id=mentioned, made_by="priya", made_at=START))
        await session.exec(
            update(AgendaItem).where(col(AgendaItem.child_id) == mentioned).values(outcome=AgendaOutcome.MENTION)
        )

    await close_meeting(parts, LATER, supervision_id=MEETING, closing=Closing(actual_minutes=95, interruptions=2))

    assert await states(parts) == {
        written: RowState.WRITING,
        untouched: RowState.NOT_REACHED,
        mentioned: RowState.MENTIONED,
        waiting: RowState.NOT_REACHED,
    }
    async with parts.read() as session:
        supervision = await session.get_one(Supervision, MEETING)
        mention = (await session.exec(select(Mention))).one()
        assert (await session.get_one(Record, kept)).state is RecordState.DRAFT
        assert (await session.get_one(Record, dropped)).state is RecordState.DISCARDED
    assert (supervision.state, supervision.actual_minutes, supervision.interruptions) == (
        SupervisionState.CLOSED,
        95,
        2,
    )
    assert supervision.closed_at == mention.counted_at == LATER.now
    assert await waits_for_refresh(parts)
    assert [one.id for one in (await read_start(parts, PRIYA)).open] == [MEETING], "there is still a record to write up"


async def test_a_closed_meeting_with_nothing_left_to_write_is_no_longer_offered(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await start_meeting(parts, [], [child])

    await close_meeting(parts, LATER, supervision_id=MEETING, closing=Closing())

    assert (await read_start(parts, PRIYA)).open == ()


async def test_a_closed_meeting_stays_as_it_is(parts: Parts) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 60, "CD": 40})
    await start_meeting(parts, [], [first])
    await close_meeting(parts, LATER, supervision_id=MEETING, closing=Closing())

    with pytest.raises(Refusal, match="closed"):
        await add_child(parts, LATER, supervision_id=MEETING, child_id=second, depth=Depth.BRIEF)
    with pytest.raises(Refusal, match="closed"):
        await mark_not_reached(parts, LATER, supervision_id=MEETING, subject_ids=[first])
    with pytest.raises(Refusal, match="closed"):
        await close_meeting(parts, LATER, supervision_id=MEETING, closing=Closing())


@pytest.mark.parametrize(
    "closing",
    [Closing(actual_minutes=0), Closing(actual_minutes=601), Closing(interruptions=-1), Closing(interruptions=100)],
)
async def test_a_length_or_a_number_nobody_can_mean_is_refused(parts: Parts, closing: Closing) -> None:
    await make_team(parts, START, last_discussed={})
    await start_meeting(parts, [], [])

    with pytest.raises(Refusal, match="number"):
        await close_meeting(parts, LATER, supervision_id=MEETING, closing=closing)


async def test_discarding_deletes_what_was_written_and_keeps_the_event(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await start_meeting(parts, [child], [])
    record_id = await write_draft(parts, child, RecordKind.CASEWORK)
    async with parts.write(PRIYA) as session:
        session.add(SmartAction(id="new", child_id=child, created_at=START))
        session.add(SmartAction(id="older", child_id=child, state=ActionState.OPEN, created_at=START))
        await session.flush()
        for action_id in ("new", "older"):
            session.add(
                ActionEntry(
                    action_id=action_id,
                    record_id=record_id,
                    version=0,
                    state=ActionState.OPEN,
                    text=b"",
                    saved_by="priya",
                    saved_at=START,
                )
            )

    await discard_supervision(parts, LATER, supervision_id=MEETING)
    await discard_supervision(parts, LATER, supervision_id=MEETING)

    async with parts.read() as session:
        assert (await session.exec(select(Answer))).all() == []
        assert (await session.exec(select(ActionEntry))).all() == []
        assert [one.id for one in (await session.exec(select(SmartAction))).all()] == ["older"]
        events = (await session.exec(select(AuditEvent).where(AuditEvent.what == "supervision_discarded"))).all()
    assert [(event.person_id, event.subject_id) for event in events] == [("priya", MEETING)]
    assert (await read_start(parts, PRIYA)).open == ()
    with pytest.raises(Refusal, match="was discarded"):
        await next_stop(parts, PRIYA, MEETING)


async def test_a_supervision_of_which_something_was_sent_cannot_be_discarded(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    await start_meeting(parts, [], [])
    async with parts.write(PRIYA) as session:
        await session.exec(update(Supervision).values(first_sent_at=START))

    with pytest.raises(Refusal, match="was sent"):
        await discard_supervision(parts, LATER, supervision_id=MEETING)


async def test_a_supervision_that_is_being_sent_at_this_moment_cannot_be_discarded(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await start_meeting(parts, [child], [])
    async with parts.write(PRIYA) as session:
        sent = update(Supervision).where(col(Supervision.id) == MEETING).values(first_sent_at=START)
        await session.exec(sent)
        discarding = asyncio.create_task(discard_supervision(parts, LATER, supervision_id=MEETING))
        await asyncio.wait({discarding}, timeout=0.15)
    with pytest.raises(Refusal, match="was sent"):
        await discarding
