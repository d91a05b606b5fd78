"""A tick is the same act as *Agree*: whose, when, on what, and how it is taken back."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from sqlmodel import col, update

from models.rules.integrity import BOUND_LATER, stamp
from models.tables import Act, Link, Outbox, Reaction, Version
from models.values.errors import Repeated
from models.vocabulary import ActKind, LinkKind, MessageKind, OutboxState, RecordState, Way
from models.workflow.agreement import act, undo
from models.workflow.parts import Options, Parts
from models.workflow.reactions import react, settle_reactions
from models.workflow.reading import mark_read
from models.workflow.seals import seal_day
from models.workflow.sending import send_all
from models.workflow.verifying import verify_database
from tests.conftest import START
from tests.support.evidence import SIGNER
from tests.support.meetings import (
    MEETING,
    PRIYA,
    SAM,
    after,
    find_act,
    find_posts,
    post_all,
    requests_to,
    rows_of,
    send_meeting,
    tick,
    write_record,
)


async def states(parts: Parts) -> list[RecordState]:
    return sorted((version.state for version in await rows_of(parts, Version)), key=str)


async def posted_and_read(parts: Parts, *, brief: int = 0) -> str:
    """Send one record in depth, or some brief ones; let the message stand and the last page be opened."""
    _, (request,) = await send_meeting(parts, in_depth=0 if brief else 1, brief=brief)
    await post_all(parts)
    await mark_read(parts, after(SAM, 2), request_id=request)
    return request


async def test_a_tick_after_the_last_page_agrees_to_every_version_of_the_request(parts: Parts) -> None:
    request = await posted_and_read(parts, brief=3)

    concerned = await react(parts, *await tick(parts, request, 3))

    assert await states(parts) == [RecordState.COMPLETE] * 3
    acts = await rows_of(parts, Act)
    assert {(one.kind, one.way, one.at, one.person_id) for one in acts} == {
        (ActKind.AGREED, Way.REACTION, START + timedelta(minutes=3), "sam")
    }
    assert concerned == ("sam", "priya")


async def test_a_tick_too_early_is_answered_in_the_thread_and_never_counts_later_by_itself(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)
    await post_all(parts)

    call, ticked = await tick(parts, request, 1)
    await react(parts, call, ticked)
    await mark_read(parts, after(SAM, 2), request_id=request)
    await react(parts, call, ticked)

    assert await states(parts) == [RecordState.AWAITING]
    (answer,) = await find_posts(parts, MessageKind.TICK_TOO_EARLY)
    assert answer.recipient_id == "sam"
    assert answer.facts["thread_ts"] == ticked.message_ts
    await react(parts, *await tick(parts, request, 3, present=False))
    await react(parts, *await tick(parts, request, 4))
    assert await states(parts) == [RecordState.COMPLETE]


async def test_a_tick_counts_by_when_it_was_given_not_by_when_it_was_told(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)
    await post_all(parts)
    await mark_read(parts, after(SAM, 5), request_id=request)

    call, ticked = await tick(parts, request, 4)
    await react(parts, replace(call, now=START + timedelta(minutes=30)), ticked)

    assert await states(parts) == [RecordState.AWAITING]
    assert len(await find_posts(parts, MessageKind.TICK_TOO_EARLY)) == 1


async def test_a_tick_by_anybody_else_is_ignored_in_silence(parts: Parts) -> None:
    request = await posted_and_read(parts)
    before = len(await rows_of(parts, Outbox))

    for who in ("priya", "tom", "olu", "nell"):
        assert await react(parts, *await tick(parts, request, 3, by=who)) == ()

    assert await states(parts) == [RecordState.AWAITING]
    assert await rows_of(parts, Reaction) == []
    assert len(await rows_of(parts, Outbox)) == before


async def test_other_reactions_mean_nothing(parts: Parts) -> None:
    request = await posted_and_read(parts)

    for name in ("eyes", "-1", "+1", "thumbsup::skin-tone-2"):
        await react(parts, *await tick(parts, request, 3, name=name))

    assert await states(parts) == [RecordState.AWAITING]


async def test_a_thumb_counts_where_the_council_says_so_whatever_its_skin_tone(parts: Parts) -> None:
    thumbs = replace(parts, options=Options(thumbs_up_agrees=True))
    request = await posted_and_read(thumbs)

    await react(thumbs, *await tick(parts, request, 3, name="+1::skin-tone-4"))

    assert await states(parts) == [RecordState.COMPLETE]


async def test_the_same_event_told_twice_counts_once(parts: Parts) -> None:
    request = await posted_and_read(parts)
    call, ticked = await tick(parts, request, 3)
    keyed = replace(call, key="event-1")

    await react(parts, keyed, ticked)
    with pytest.raises(Repeated):
        await react(parts, keyed, ticked)
    await react(parts, replace(call, key="event-2"), ticked)

    assert len(await rows_of(parts, Act)) == 1


async def test_taking_the_tick_away_in_time_withdraws_what_it_made(parts: Parts) -> None:
    request = await posted_and_read(parts, brief=2)
    await react(parts, *await tick(parts, request, 3))

    await react(parts, *await tick(parts, request, 18, present=False))

    assert await states(parts) == [RecordState.AWAITING] * 2
    assert await find_posts(parts, MessageKind.TICK_TOO_LATE) == []


async def test_taking_the_tick_away_too_late_changes_nothing_and_says_so(parts: Parts) -> None:
    request = await posted_and_read(parts)
    await react(parts, *await tick(parts, request, 3))

    await react(parts, *await tick(parts, request, 18.1, present=False))

    assert await states(parts) == [RecordState.COMPLETE]
    (answer,) = await find_posts(parts, MessageKind.TICK_TOO_LATE)
    assert answer.facts["why"] == "removed"


async def test_a_removal_told_late_is_judged_by_when_it_was_done(parts: Parts) -> None:
    request = await posted_and_read(parts)
    await react(parts, *await tick(parts, request, 3))

    call, ticked = await tick(parts, request, 10, present=False)
    await react(parts, replace(call, now=START + timedelta(minutes=70)), ticked)

    assert await states(parts) == [RecordState.AWAITING]


async def test_a_tick_told_long_after_says_in_the_chain_that_it_was_bound_later(parts: Parts) -> None:
    request = await posted_and_read(parts)
    await seal_day(parts, SIGNER, START + timedelta(days=1))
    call, ticked = await tick(parts, request, 3)
    await react(parts, replace(call, now=START + timedelta(days=1, hours=2)), ticked)

    assert await states(parts) == [RecordState.COMPLETE]
    (link,) = await rows_of(parts, Link, Link.kind == LinkKind.ACT)
    assert link.at == START + timedelta(minutes=3)
    assert link.facts[BOUND_LATER] == stamp(START + timedelta(days=1, hours=2))
    await seal_day(parts, SIGNER, START + timedelta(days=2))
    assert (await verify_database(parts, [SIGNER.public])).wrong == ()


async def test_only_the_last_counting_tick_taken_away_withdraws(parts: Parts) -> None:
    request = await posted_and_read(parts)
    await react(parts, *await tick(parts, request, 3))
    await react(parts, *await tick(parts, request, 4, name="heavy_check_mark"))

    await react(parts, *await tick(parts, request, 5, present=False))
    assert await states(parts) == [RecordState.COMPLETE]
    await react(parts, *await tick(parts, request, 6, name="heavy_check_mark", present=False))

    assert await states(parts) == [RecordState.AWAITING]


async def test_taking_a_tick_away_never_withdraws_what_a_button_made(parts: Parts) -> None:
    request = await posted_and_read(parts)
    await act(parts, after(SAM, 3), request_id=request, kind=ActKind.AGREED)
    await react(parts, *await tick(parts, request, 4))

    await react(parts, *await tick(parts, request, 5, present=False))

    assert await states(parts) == [RecordState.COMPLETE]
    assert len(await rows_of(parts, Act)) == 1


async def test_undo_takes_back_a_tick_and_a_new_tick_counts_again(parts: Parts) -> None:
    request = await posted_and_read(parts)
    await react(parts, *await tick(parts, request, 3))

    await undo(parts, after(SAM, 4), request_id=request)
    await react(parts, *await tick(parts, request, 5, present=False))
    assert await states(parts) == [RecordState.AWAITING]
    await react(parts, *await tick(parts, request, 6))

    assert await states(parts) == [RecordState.COMPLETE]


async def test_a_tick_taken_away_and_given_again_ends_the_same_in_every_order_of_telling(parts: Parts) -> None:
    orders = list(permutations(range(3)))
    _, requests = await send_meeting(parts, in_depth=len(orders))
    await post_all(parts)

    for request, order in zip(requests, orders, strict=True):
        await mark_read(parts, after(SAM, 2), request_id=request)
        events = [
            await tick(parts, request, 3),
            await tick(parts, request, 4, present=False),
            await tick(parts, request, 5),
        ]
        for place in order:
            await react(parts, *events[place])

    assert await states(parts) == [RecordState.COMPLETE] * len(orders)


async def test_a_tick_told_late_does_not_overrule_what_was_done_after_it(parts: Parts) -> None:
    request = await posted_and_read(parts)
    await act(parts, after(SAM, 4), request_id=request, kind=ActKind.AGREED)
    await undo(parts, after(SAM, 5), request_id=request)

    await react(parts, *await tick(parts, request, 3))

    assert await states(parts) == [RecordState.AWAITING]


async def test_a_tick_after_a_change_was_asked_says_that_it_changes_nothing(parts: Parts) -> None:
    request = await posted_and_read(parts)
    await act(parts, after(SAM, 3), request_id=request, kind=ActKind.CHANGE_ASKED, comments="No.")

    await react(parts, *await tick(parts, request, 4))

    assert await states(parts) == [RecordState.CHANGE_ASKED]
    (answer,) = await find_posts(parts, MessageKind.TICK_TOO_LATE)
    assert answer.facts["why"] == "closed"


async def test_reactions_on_a_replaced_message_are_ignored(parts: Parts) -> None:
    (child,), (old,) = await send_meeting(parts)
    await post_all(parts)
    await act(parts, after(SAM, 1), request_id=old, kind=ActKind.CHANGE_ASKED, comments="No.", at_last_page=True)
    await write_record(parts, child, words="Mended.", call=after(PRIYA, 2), with_action=False)
    await send_all(parts, after(PRIYA, 3), supervision_id=MEETING)
    new = (set(await requests_to(parts, "sam")) - {old}).pop()
    await mark_read(parts, after(SAM, 4), request_id=new)

    await react(parts, *await tick(parts, old, 5))

    assert await states(parts) == [RecordState.AWAITING, RecordState.CHANGE_ASKED]
    assert await find_posts(parts, MessageKind.TICK_TOO_LATE) == []


async def put_on_the_way(parts: Parts, request: str, state: OutboxState) -> None:
    """Let the request's message be one whose reply has not come yet."""
    async with parts.write(PRIYA) as session:
        await session.exec(
            update(Outbox)
            .where(col(Outbox.key) == f"request:{request}")
            .values(state=state, channel_id=None, message_ts=None)
        )


async def settle(parts: Parts, request: str, channel_id: str, message_ts: str) -> None:
    """Let the reply come after all, as delivery does."""
    async with parts.write(PRIYA) as session:
        await session.exec(
            update(Outbox)
            .where(col(Outbox.key) == f"request:{request}")
            .values(state=OutboxState.SENT, channel_id=channel_id, message_ts=message_ts)
        )
    await settle_reactions(parts, channel_id, message_ts, START + timedelta(minutes=9))


@pytest.mark.parametrize("state", [OutboxState.SENDING, OutboxState.UNSURE])
async def test_a_tick_on_a_message_whose_send_has_not_settled_waits_for_it(parts: Parts, state: OutboxState) -> None:
    request = await posted_and_read(parts)
    call, ticked = await tick(parts, request, 3)
    await put_on_the_way(parts, request, state)

    await react(parts, call, ticked)
    assert [row.settled for row in await rows_of(parts, Reaction)] == [False]
    assert await states(parts) == [RecordState.AWAITING]
    await settle(parts, request, ticked.channel_id, ticked.message_ts)
    await settle(parts, request, ticked.channel_id, ticked.message_ts)

    assert await states(parts) == [RecordState.COMPLETE]
    agreed = await find_act(parts, kind=ActKind.AGREED)
    assert (agreed.at, agreed.way, agreed.person_id) == (call.now, Way.REACTION, "sam")


async def test_a_waiting_tick_taken_away_before_its_message_settled_was_never_given(parts: Parts) -> None:
    request = await posted_and_read(parts)
    call, ticked = await tick(parts, request, 3)
    await put_on_the_way(parts, request, OutboxState.UNSURE)
    await react(parts, call, ticked)
    gone = replace(ticked, present=False, event_ts=f"{(START + timedelta(minutes=4)).timestamp():.6f}")
    await react(parts, replace(call, now=START + timedelta(minutes=4)), gone)

    await settle(parts, request, ticked.channel_id, ticked.message_ts)

    assert await states(parts) == [RecordState.AWAITING]
    assert await rows_of(parts, Act) == []


async def test_reactions_on_messages_that_are_not_ours_are_never_stored(parts: Parts) -> None:
    request = await posted_and_read(parts)
    call, ticked = await tick(parts, request, 3)

    await react(parts, call, replace(ticked, channel_id="C0TEAM", message_ts="1.000001"))

    assert await rows_of(parts, Reaction) == []


async def test_where_the_whole_text_was_posted_a_tick_needs_no_opened_page(parts: Parts) -> None:
    full = replace(parts, options=Options(record_in_dm="full"))
    _, (request,) = await send_meeting(full)
    await post_all(parts, START + timedelta(minutes=1))

    await react(full, *await tick(parts, request, 2))

    assert await states(parts) == [RecordState.COMPLETE]


async def test_where_one_message_of_the_text_is_missing_a_tick_is_too_early(parts: Parts) -> None:
    full = replace(parts, options=Options(record_in_dm="full"))
    _, (request,) = await send_meeting(full)
    await post_all(parts, START + timedelta(minutes=1))
    async with parts.write(PRIYA) as session:
        await session.exec(
            update(Outbox).where(col(Outbox.key) == f"request_text:{request}:1").values(state=OutboxState.FAILED)
        )

    await react(full, *await tick(parts, request, 2))

    assert await states(parts) == [RecordState.AWAITING]
    assert len(await find_posts(parts, MessageKind.TICK_TOO_EARLY)) == 1
