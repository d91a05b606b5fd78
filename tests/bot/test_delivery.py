"""What people in the workspace see of promised messages, whatever fails on the way."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from handlers.blocks.message import Message
from models.outbox import refresh
from models.values.visitors import Member
from models.vocabulary import OutboxState
from models.workflow.parts import Options
from models.workflow.slack_users import note_members
from sandbox import Sandbox
from sandbox.hands import Hands
from tests.bot.conftest import Desk, ask_for


async def texts(hands: Hands) -> list[str]:
    await hands.see()
    return [message["text"] for message in hands.messages()]


SETTLED = {OutboxState.SENT, OutboxState.FAILED, OutboxState.CANCELLED}


async def settle(desk: Desk, words: str, **changed: float) -> OutboxState:
    """Let a deliverer run until the row has settled, and return where it stands."""
    running = desk.deliverer(**changed)
    running.start()
    try:
        async with asyncio.timeout(5):
            while True:
                state = (await desk.states())[words]
                if state in SETTLED:
                    return state
                await asyncio.sleep(0.02)
    finally:
        await running.stop(2)


async def until_it_waits_its_turn(desk: Desk, words: str) -> None:
    """Wait until a deliverer has claimed a message, and a little more for what it does at once."""
    async with asyncio.timeout(5):
        while (await desk.row(words)).state is not OutboxState.SENDING:  # noqa: ASYNC110 -- a deliverer cannot wake us
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)


async def test_a_promised_message_arrives_once_and_its_place_is_kept(desk: Desk, sam: Hands) -> None:
    await desk.promise("Hello Sam")
    await desk.deliverer().drain()
    await desk.deliverer().drain()
    assert await texts(sam) == ["Hello Sam"]
    row = await desk.row("Hello Sam")
    assert row.state is OutboxState.SENT
    assert desk.sent == [("Hello Sam", row.channel_id, row.message_ts)]


async def test_messages_to_one_person_arrive_in_the_order_they_were_promised_in(desk: Desk, sam: Hands) -> None:
    words = [f"Part {number}" for number in range(8)]
    await desk.promise(*words)
    await asyncio.gather(*(desk.deliverer().drain() for _ in range(3)))
    await settle(desk, words[-1])
    assert await texts(sam) == words


async def test_a_message_waits_for_its_time(desk: Desk, sam: Hands) -> None:
    await desk.promise("Later", due_at=desk.clock.now() + timedelta(days=1))
    await desk.deliverer().drain()
    assert await texts(sam) == []
    assert await desk.states() == {"Later": OutboxState.WAITING}


async def test_a_dropped_reply_leaves_one_message(desk: Desk, sam: Hands, http: aiohttp.ClientSession) -> None:
    await ask_for(http, method="chat.postMessage", fault="drop_reply")
    await desk.promise("Only once")
    assert await settle(desk, "Only once") is OutboxState.SENT
    assert await texts(sam) == ["Only once"]
    assert (await desk.row("Only once")).attempts == 1


async def test_a_dropped_reply_in_a_thread_leaves_one_answer_there(
    desk: Desk, sam: Hands, http: aiohttp.ClientSession
) -> None:
    await desk.promise("Please agree")
    await desk.deliverer().drain()
    place = await desk.row("Please agree")
    await ask_for(http, method="chat.postMessage", fault="drop_reply")
    await desk.promise("Too early", thread_ts=str(place.message_ts))
    assert await settle(desk, "Too early") is OutboxState.SENT
    await sam.see()
    [message] = sam.messages()
    assert [reply["text"] for reply in message["replies"]] == ["Too early"]


async def test_a_dropped_request_is_sent_again_only_after_it_was_looked_for(
    desk: Desk, sam: Hands, http: aiohttp.ClientSession
) -> None:
    await ask_for(http, method="chat.postMessage", fault="drop_request")
    await desk.promise("Once more")
    assert await settle(desk, "Once more") is OutboxState.SENT
    assert await texts(sam) == ["Once more"]
    assert (await desk.row("Once more")).attempts == 2


async def test_a_server_error_is_never_answered_by_a_second_message(
    desk: Desk, sam: Hands, http: aiohttp.ClientSession
) -> None:
    await ask_for(http, method="chat.postMessage", fault="server_error", times=2)
    await desk.promise("Through")
    assert await settle(desk, "Through") is OutboxState.SENT
    assert await texts(sam) == ["Through"]


async def test_a_slow_answer_leaves_one_message(desk: Desk, sam: Hands, http: aiohttp.ClientSession) -> None:
    await ask_for(http, method="chat.postMessage", fault="slow", seconds=1.2)
    await desk.promise("Slowly")
    assert await settle(desk, "Slowly", doubt_seconds=2) is OutboxState.SENT
    assert await texts(sam) == ["Slowly"]


async def test_one_that_waited_its_turn_before_its_answer_was_lost_is_looked_for_as_long_as_any_other(
    desk: Desk, sam: Hands, http: aiohttp.ClientSession
) -> None:
    await ask_for(http, method="chat.postMessage", fault="slow", seconds=1.1, after=1)
    await desk.promise("First", "Its turn came late")
    assert await settle(desk, "Its turn came late", pace_seconds=1, doubt_seconds=0.8) is OutboxState.SENT
    assert await texts(sam) == ["First", "Its turn came late"]


async def test_too_many_requests_are_waited_out(desk: Desk, sam: Hands, http: aiohttp.ClientSession) -> None:
    await ask_for(http, method="chat.postMessage", fault="ratelimited", retry_after=1)
    await desk.promise("Patience")
    before = desk.clock.real()
    await desk.deliverer().drain()
    row = await desk.row("Patience")
    assert row.state is OutboxState.WAITING
    assert row.lease_until is not None
    assert row.lease_until - before >= timedelta(seconds=1)
    assert await texts(sam) == []
    await desk.change_row("Patience", lease_until=None)
    await desk.deliverer().drain()
    assert await texts(sam) == ["Patience"]


async def test_a_refusal_fails_with_a_reason_a_person_can_read_and_an_administrator_hears(
    desk: Desk, sandbox: Sandbox, sam: Hands, http: aiohttp.ClientSession
) -> None:
    await ask_for(http, method="chat.postMessage", fault="refuse", error="msg_too_long")
    await desk.promise("Too much", "The next")
    await desk.deliverer().drain()
    row = await desk.row("Too much")
    assert (row.state, row.reason) == (OutboxState.FAILED, "Slack refused it (msg_too_long)")
    assert await texts(sam) == ["The next"]
    async with Hands(sandbox.url, "U0HELEN") as helen:
        assert await texts(helen) == ["A message of the supervision bot could not be sent."]


async def test_a_missing_scope_keeps_the_message_until_the_app_is_mended(
    desk: Desk, sam: Hands, http: aiohttp.ClientSession
) -> None:
    await ask_for(http, method="chat.postMessage", fault="no_scope")
    await desk.promise("Kept")
    await desk.deliverer().drain()
    row = await desk.row("Kept")
    assert row.state is OutboxState.WAITING
    assert "missing_scope" in str(row.reason)
    await desk.change_row("Kept", lease_until=None)
    await desk.deliverer().drain()
    assert await texts(sam) == ["Kept"]


async def test_where_history_may_not_be_read_a_message_in_doubt_is_not_repeated(
    desk: Desk, sam: Hands, http: aiohttp.ClientSession
) -> None:
    await ask_for(http, method="chat.postMessage", fault="drop_reply")
    await ask_for(http, method="conversations.history", fault="no_scope", times=1000)
    await desk.promise("In doubt")
    for _ in range(3):
        await desk.deliverer().drain()
        await desk.change_row("In doubt", lease_until=None)
    row = await desk.row("In doubt")
    assert row.state is OutboxState.UNSURE
    assert "missing_scope" in str(row.reason)
    assert await texts(sam) == ["In doubt"]


async def test_two_deliverers_side_by_side_post_each_message_once(desk: Desk, sam: Hands) -> None:
    words = [f"Message {number}" for number in range(12)]
    for each in words:
        await desk.promise(each)
    others = [desk.deliverer() for _ in range(4)]
    await asyncio.gather(*(other.drain() for other in others))
    await asyncio.gather(*(other.drain() for other in others))
    assert sorted(await texts(sam)) == sorted(words)


async def test_a_message_left_by_a_process_that_died_after_posting_is_found_and_not_repeated(
    desk: Desk, sam: Hands
) -> None:
    await desk.promise("Left behind")
    await desk.deliverer().drain()
    place = await desk.row("Left behind")
    long_ago = desk.clock.real() - timedelta(minutes=5)
    await desk.change_row(
        "Left behind", state=OutboxState.SENDING, lease_until=long_ago, channel_id=None, message_ts=None
    )
    await desk.deliverer().drain()
    row = await desk.row("Left behind")
    assert (row.state, row.message_ts) == (OutboxState.SENT, place.message_ts)
    assert await texts(sam) == ["Left behind"]


async def test_a_message_left_by_a_process_that_died_before_posting_is_sent(desk: Desk, sam: Hands) -> None:
    await desk.promise("Not yet sent")
    long_ago = desk.clock.real() - timedelta(minutes=5)
    await desk.change_row("Not yet sent", state=OutboxState.SENDING, lease_until=long_ago, tried_at=long_ago)
    await desk.deliverer().drain()
    assert await settle(desk, "Not yet sent") is OutboxState.SENT
    assert await texts(sam) == ["Not yet sent"]


async def test_a_message_that_was_only_claimed_when_the_process_died_is_sent_without_any_doubt(
    desk: Desk, sam: Hands, http: aiohttp.ClientSession
) -> None:
    await ask_for(http, method="conversations.history", fault="no_scope", times=1000)
    await desk.promise("Not even tried")
    long_ago = desk.clock.real() - timedelta(minutes=5)
    await desk.change_row("Not even tried", state=OutboxState.SENDING, lease_until=long_ago, tried_at=None)
    await desk.deliverer().drain()
    assert (await desk.row("Not even tried")).state is OutboxState.SENT
    assert await texts(sam) == ["Not even tried"]


async def test_a_message_taken_over_by_another_process_while_its_turn_was_waited_for_is_posted_once(
    desk: Desk, sam: Hands
) -> None:
    await desk.promise("First", "Second")
    slow, other = desk.deliverer(pace_seconds=0.4), desk.deliverer()
    waiting = asyncio.create_task(slow.drain())
    await until_it_waits_its_turn(desk, "Second")
    await desk.change_row("Second", lease_until=desk.clock.real() - timedelta(seconds=1))
    await other.drain()
    await waiting
    assert await texts(sam) == ["First", "Second"]
    assert (await desk.row("Second")).state is OutboxState.SENT


async def test_a_message_that_waited_its_turn_says_what_is_true_once_it_has_it(desk: Desk, sam: Hands) -> None:
    await desk.promise("First", "Second")
    sending = asyncio.create_task(desk.deliverer(pace_seconds=0.5).drain())
    await until_it_waits_its_turn(desk, "Second")
    desk.said["Second"] = Message(text="Second, done meanwhile", blocks=[])
    await sending
    assert await texts(sam) == ["First", "Second, done meanwhile"]


async def test_a_message_does_not_go_to_an_account_that_was_closed_while_its_turn_was_waited_for(
    desk: Desk, sam: Hands
) -> None:
    await desk.promise("First", "Second")
    sending = asyncio.create_task(desk.deliverer(pace_seconds=0.5).drain())
    await until_it_waits_its_turn(desk, "Second")
    await note_members(desk.parts, [Member("U0SAM", "Sam", deleted=True)], desk.clock.now())
    await sending
    assert await texts(sam) == ["First"]
    assert (await desk.row("Second")).state is OutboxState.WAITING


@pytest.mark.parametrize("method", ["conversations.open", "conversations.history"])
async def test_whatever_slack_is_too_busy_for_lets_everything_rest(
    desk: Desk, sam: Hands, http: aiohttp.ClientSession, method: str
) -> None:
    await desk.promise("Before", to="olu")
    deliverer = desk.deliverer()
    await deliverer.drain()
    if method == "conversations.history":
        await ask_for(http, method="chat.postMessage", fault="drop_request")
    await ask_for(http, method=method, fault="ratelimited", retry_after=1)
    await desk.promise("To Sam")
    await deliverer.drain()
    await desk.promise("Once more", to="olu")
    begun = asyncio.get_running_loop().time()
    await deliverer.drain()
    assert asyncio.get_running_loop().time() - begun >= 0.7
    assert (await desk.row("Once more")).state is OutboxState.SENT


async def test_refreshes_are_coalesced_and_show_the_present_state(desk: Desk, sam: Hands) -> None:
    await desk.promise("Card")
    await desk.deliverer().drain()
    desk.said["Card"] = Message(text="Card, changed", blocks=[])
    async with desk.parts.database.write(None, desk.clock.now()) as session:
        for _ in range(5):
            await refresh(session, key="Card", now=desk.clock.now())
    assert len(await desk.states()) == 2
    await asyncio.gather(desk.deliverer().drain(), desk.deliverer().drain())
    assert await texts(sam) == ["Card, changed"]
    assert set((await desk.states()).values()) == {OutboxState.SENT}


async def test_a_refresh_whose_answer_was_lost_is_simply_done_again(
    desk: Desk, sam: Hands, http: aiohttp.ClientSession
) -> None:
    await desk.promise("Card")
    await desk.deliverer().drain()
    desk.said["Card"] = Message(text="Card, changed", blocks=[])
    await ask_for(http, method="chat.update", fault="drop_reply")
    async with desk.parts.database.write(None, desk.clock.now()) as session:
        await refresh(session, key="Card", now=desk.clock.now())
    [key] = [key for key in await desk.states() if key.startswith("refresh")]
    assert await settle(desk, key) is OutboxState.SENT
    assert await texts(sam) == ["Card, changed"]


async def test_what_is_no_longer_true_is_not_sent(desk: Desk, sam: Hands) -> None:
    desk.said["Old news"] = None
    await desk.promise("Old news")
    await desk.deliverer().drain()
    assert await texts(sam) == []
    assert await desk.states() == {"Old news": OutboxState.CANCELLED}


async def test_a_person_not_in_slack_yet_gets_the_message_later(desk: Desk) -> None:
    await desk.promise("For Nell", to="nell")
    await desk.link("nell", None)
    await desk.deliverer().drain()
    row = await desk.row("For Nell")
    assert (row.state, row.reason) == (
        OutboxState.WAITING,
        "nobody in Slack has this person's e-mail address yet",
    )


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (Member("U0SAM", "Sam", deleted=True), "this person's Slack account is closed"),
        (
            Member("U0SAM", "Sam", guest=True),
            "this person is a guest of the Slack workspace, and guests get no messages here",
        ),
        (
            Member("U0SAM", "Sam", stranger=True),
            "this person's Slack account belongs to another organisation's workspace",
        ),
    ],
)
async def test_nothing_reaches_an_account_the_door_turns_away_until_that_has_passed_and_an_administrator_hears_once(
    desk: Desk, sandbox: Sandbox, sam: Hands, member: Member, reason: str
) -> None:
    now = desk.clock.now()
    await note_members(desk.parts, [member], now)
    await desk.promise("For Sam alone")
    for _ in range(2):
        await desk.deliverer().drain()
        row = await desk.row("For Sam alone")
        assert (row.state, row.reason) == (OutboxState.WAITING, reason)
        await desk.change_row("For Sam alone", lease_until=None)
    assert await texts(sam) == []
    async with Hands(sandbox.url, "U0HELEN") as helen:
        assert await texts(helen) == ["A message of the supervision bot waits."]
    await note_members(desk.parts, [Member("U0SAM", "Sam")], now)
    await desk.deliverer().drain()
    assert await texts(sam) == ["For Sam alone"]


async def test_a_guest_gets_messages_where_the_council_lets_guests_in(desk: Desk, sam: Hands) -> None:
    await note_members(desk.parts, [Member("U0SAM", "Sam", guest=True)], desk.clock.now())
    desk.parts = replace(desk.parts, options=Options(allow_guests=True))
    await desk.promise("For Sam alone")
    await desk.deliverer().drain()
    assert await texts(sam) == ["For Sam alone"]


async def test_one_message_a_second_in_one_conversation(desk: Desk, sam: Hands) -> None:
    await desk.promise("First", "Second")
    begun = asyncio.get_running_loop().time()
    await desk.deliverer(pace_seconds=0.3).drain()
    assert asyncio.get_running_loop().time() - begun >= 0.3
    assert await texts(sam) == ["First", "Second"]


async def test_posts_carry_ids_only_as_metadata_and_unfurl_nothing(desk: Desk, http: aiohttp.ClientSession) -> None:
    await desk.promise("Look: https://example.org")
    await desk.deliverer().drain()
    async with http.get("/control/traffic") as response:
        traffic = (await response.json())["entries"]
    [post] = [each["body"] for each in traffic if each["kind"] == "api:chat.postMessage"]
    row = await desk.row("Look: https://example.org")
    assert post["metadata"] == {"event_type": "supervision_message", "event_payload": {"outbox": row.id}}
    assert (post["unfurl_links"], post["unfurl_media"]) in {(False, False), ("0", "0"), ("false", "false")}
