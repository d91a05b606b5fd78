"""Changing, closing and discarding a meeting that goes on."""

from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from models.tables import (
    ActionEntry,
    AgendaItem,
    Answer,
    AuditEvent,
    ChildPriority,
    Mention,
    Outbox,
    Record,
    SmartAction,
    Supervision,
)
from models.values.errors import Conflict, Refusal
from models.values.supervision import AgendaPlan, Closing, RowState, Stop
from models.vocabulary import (
    ActionState,
    AgendaOutcome,
    AgendaReason,
    Depth,
    OutboxState,
    RecordKind,
    RecordState,
    SupervisionState,
)
from models.workflow.agenda import read_addable, read_start
from models.workflow.changing import add_child, mark_not_reached
from models.workflow.closing import close_meeting, discard_supervision
from models.workflow.overview import card_key, next_stop, read_overview
from models.workflow.parts import Parts
from models.workflow.priorities import mark_child, read_markable_child, read_markable_children
from models.workflow.releases import release_form
from models.workflow.supervision import start_supervision
from tests.conftest import START
from tests.support.council import call_of, make_team

MEETING = "a" * 32
PRIYA = call_of("priya", START)
LATER = call_of("priya", START + timedelta(minutes=90))


async def start(parts: Parts, in_depth: list[str], brief: list[str]) -> None:
    await start_supervision(parts, PRIYA, AgendaPlan(MEETING, "sam", START.date(), tuple(in_depth), tuple(brief)))


async def write_draft(
    parts: Parts, child_id: str, kind: RecordKind, *, answers: tuple[str, ...] = ("progress",)
) -> str:
    """Begin a record as a first save does; without answers it is an untouched one."""
    form = parts.library.form_for(kind)
    async with parts.write(PRIYA) as session:
        await release_form(session, form, START)
        record = Record(
            supervision_id=MEETING,
            kind=kind,
            child_id=child_id,
            form_id=form.id,
            form_number=form.number,
            state=RecordState.DRAFT,
            started_at=START,
            saved_at=START,
            wrapped_key=parts.keyring.new_key()[1],
        )
        session.add(record)
        await session.flush()
        for question in answers:
            session.add(
                Answer(record_id=record.id, question=question, text=b"", revision=1, saved_by="priya", saved_at=START)
            )
        await session.exec(
            update(AgendaItem).where(col(AgendaItem.child_id) == child_id).values(outcome=AgendaOutcome.RECORD)
        )
        return record.id


async def states(parts: Parts) -> dict[str, RowState]:
    overview = await read_overview(parts, PRIYA, supervision_id=MEETING)
    return {row.child_id: row.state for row in overview.rows}


async def waits_for_refresh(parts: Parts) -> bool:
    async with parts.read() as session:
        card = (await session.exec(select(Outbox).where(Outbox.key == card_key(MEETING)))).one()
        follow_ups = (await session.exec(select(Outbox).where(Outbox.target_id == card.id))).all()
    return any(one.state is OutboxState.WAITING for one in follow_ups)


async def post_card(parts: Parts) -> None:
    """Let the card stand in Slack, so that changes have something to refresh."""
    async with parts.write(PRIYA) as session:
        await session.exec(update(Outbox).values(state=OutboxState.SENT, channel_id="D1", message_ts="1.1"))


async def test_a_child_added_comes_last_of_its_depth_and_the_card_is_drawn_anew(parts: Parts) -> None:
    first, second, third = await make_team(parts, START, last_discussed={"AB": 60, "CD": 40, "EF": 1})
    await start(parts, [], [first, second])
    await post_card(parts)

    assert {child.id for child in (await read_addable(parts, PRIYA, supervision_id=MEETING)).children} == {
        first,
        second,
        third,
    }, "brief ones nobody wrote about may be discussed in depth after all"
    stop = await add_child(parts, PRIYA, supervision_id=MEETING, child_id=third, depth=Depth.IN_DEPTH)

    assert stop == Stop("in_depth", third)
    overview = await read_overview(parts, PRIYA, supervision_id=MEETING)
    assert [row.child_id for row in overview.rows] == [third, first, second]
    assert await waits_for_refresh(parts)


async def test_a_brief_child_nobody_wrote_about_may_be_discussed_in_depth_and_one_written_about_may_not(
    parts: Parts,
) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 60, "CD": 40})
    await start(parts, [], [first, second])
    await write_draft(parts, second, RecordKind.BRIEF)

    await add_child(parts, PRIYA, supervision_id=MEETING, child_id=first, depth=Depth.IN_DEPTH)
    with pytest.raises(Conflict, match="on the agenda already"):
        await add_child(parts, PRIYA, supervision_id=MEETING, child_id=second, depth=Depth.IN_DEPTH)

    assert await next_stop(parts, PRIYA, MEETING) == Stop("in_depth", first)


async def test_a_child_not_reached_leaves_the_walk_and_can_be_taken_back(parts: Parts) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 60, "CD": 40})
    await start(parts, [], [first, second])

    await mark_not_reached(parts, PRIYA, supervision_id=MEETING, child_ids=[first])
    assert (await states(parts))[first] is RowState.NOT_REACHED
    assert await next_stop(parts, PRIYA, MEETING) == Stop("brief", second)

    await add_child(parts, PRIYA, supervision_id=MEETING, child_id=first, depth=Depth.BRIEF)
    assert await next_stop(parts, PRIYA, MEETING, second) == Stop("brief", first)


async def test_a_child_somebody_wrote_about_cannot_be_called_not_reached(parts: Parts) -> None:
    [first] = await make_team(parts, START, last_discussed={"AB": 60})
    await start(parts, [], [first])
    await write_draft(parts, first, RecordKind.BRIEF)

    with pytest.raises(Conflict):
        await mark_not_reached(parts, PRIYA, supervision_id=MEETING, child_ids=[first])

    assert (await states(parts))[first] is RowState.WRITING


async def test_coming_back_leads_to_the_in_depth_record_broken_off_and_walking_on_does_not(parts: Parts) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 60, "CD": 40})
    await start(parts, [first, second], [])
    await write_draft(parts, first, RecordKind.CASEWORK)

    assert await next_stop(parts, PRIYA, MEETING) == Stop("in_depth", first)
    assert await next_stop(parts, PRIYA, MEETING, first) == Stop("in_depth", second)


async def test_coming_back_after_the_last_section_leads_to_the_next_child(parts: Parts) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 60, "CD": 40})
    await start(parts, [first, second], [])
    last = parts.library.form_for(RecordKind.CASEWORK).sections[-1].questions[-1]
    await write_draft(parts, first, RecordKind.CASEWORK, answers=("progress", last.id))

    assert await next_stop(parts, PRIYA, MEETING) == Stop("in_depth", second)


async def test_closing_counts_mentions_keeps_what_was_written_and_drops_what_was_not_touched(parts: Parts) -> None:
    written, untouched, mentioned, waiting = await make_team(
        parts, START, last_discussed={"AB": 60, "CD": 40, "EF": 20, "GH": 1}
    )
    await start(parts, [written, untouched], [mentioned, waiting])
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
    await start(parts, [], [child])

    await close_meeting(parts, LATER, supervision_id=MEETING, closing=Closing())

    assert (await read_start(parts, PRIYA)).open == ()


async def test_a_closed_meeting_stays_as_it_is(parts: Parts) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 60, "CD": 40})
    await start(parts, [], [first])
    await close_meeting(parts, LATER, supervision_id=MEETING, closing=Closing())

    with pytest.raises(Refusal, match="closed"):
        await add_child(parts, LATER, supervision_id=MEETING, child_id=second, depth=Depth.BRIEF)
    with pytest.raises(Refusal, match="closed"):
        await mark_not_reached(parts, LATER, supervision_id=MEETING, child_ids=[first])
    with pytest.raises(Refusal, match="closed"):
        await close_meeting(parts, LATER, supervision_id=MEETING, closing=Closing())


@pytest.mark.parametrize(
    "closing",
    [Closing(actual_minutes=0), Closing(actual_minutes=601), Closing(interruptions=-1), Closing(interruptions=100)],
)
async def test_a_length_or_a_number_nobody_can_mean_is_refused(parts: Parts, closing: Closing) -> None:
    await make_team(parts, START, last_discussed={})
    await start(parts, [], [])

    with pytest.raises(Refusal, match="number"):
        await close_meeting(parts, LATER, supervision_id=MEETING, closing=closing)


async def test_discarding_deletes_what_was_written_and_keeps_the_event(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await start(parts, [child], [])
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


async def test_a_supervision_of_which_something_was_sent_cannot_be_discarded(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    await start(parts, [], [])
    async with parts.write(PRIYA) as session:
        await session.exec(update(Supervision).values(first_sent_at=START))

    with pytest.raises(Refusal, match="was sent"):
        await discard_supervision(parts, LATER, supervision_id=MEETING)


@pytest.mark.parametrize("who", ["sam", "olu", "nell"])
async def test_nobody_else_may_change_close_or_discard_a_meeting(parts: Parts, who: str) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await start(parts, [], [child])
    somebody = call_of(who, START)

    for attempt in (
        add_child(parts, somebody, supervision_id=MEETING, child_id=child, depth=Depth.IN_DEPTH),
        mark_not_reached(parts, somebody, supervision_id=MEETING, child_ids=[child]),
        close_meeting(parts, somebody, supervision_id=MEETING, closing=Closing()),
        discard_supervision(parts, somebody, supervision_id=MEETING),
        read_addable(parts, somebody, supervision_id=MEETING),
    ):
        with pytest.raises(Refusal, match="supervisor"):
            await attempt

    assert (await states(parts))[child] is RowState.TO_DO


async def test_the_stand_in_may_carry_on_with_a_meeting_the_supervisor_began(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await start(parts, [], [child])

    assert await next_stop(parts, call_of("tom", START), MEETING) == Stop("brief", child)


async def test_a_reason_ranks_the_child_first_until_it_was_discussed(parts: Parts) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 60, "CD": 1})
    await mark_child(parts, call_of("sam", START), child_id=second, reason=AgendaReason.HIGH_RISK)
    await mark_child(parts, PRIYA, child_id=second, reason=AgendaReason.GOING_WELL)

    marked = await read_markable_child(parts, call_of("sam", START), child_id=second)
    assert marked.child is not None
    assert (marked.child.name, marked.child.reason) == ("Child CD", AgendaReason.GOING_WELL)
    await start(parts, [], [first, second])
    assert [row.child_id for row in (await read_overview(parts, PRIYA, supervision_id=MEETING)).rows] == [second, first]

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
