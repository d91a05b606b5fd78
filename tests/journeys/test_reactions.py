"""Ticks on a request's message: early, late, doubled, taken back, out of order, before the message is known."""

import asyncio

import pytest

from models.vocabulary import ActKind, MessageKind, RecordState, Way
from sandbox.kinds import Json
from sandbox.looking import text_in
from tests.journeys.scene import Scene
from tests.journeys.steps import Meeting, begin
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

TICK = "white_check_mark"
HEAVY = "heavy_check_mark"
THUMB = "+1"


async def ask(scene: Scene, *, read: bool = True) -> tuple[Meeting, Json]:
    """Send one record in depth, and read it unless told otherwise."""
    meeting = await begin(scene)
    (message,) = await meeting.asked()
    if read:
        await meeting.read_and_close(message)
    return meeting, message


async def kinds(meeting: Meeting) -> list[ActKind]:
    return [act.kind for act in await meeting.acts()]


async def replies(meeting: Meeting, message: Json) -> list[str]:
    """Return what the bot said in the message's thread, once all is settled."""
    await meeting.settle()
    await meeting.worker.see()
    (found,) = [one for one in meeting.worker.messages() if one["ts"] == message["ts"]]
    return [text_in(reply) for reply in found["replies"]]


async def tell(town: Town, message: Json, *, at: str, present: bool) -> None:
    """Tell the bot of Sam's tick as Slack would, with a time of our choosing, and wait until it has heard."""
    with town.sandbox.rooms.events.collected() as told:
        town.sandbox.workspace.emit(
            {
                "type": "reaction_added" if present else "reaction_removed",
                "user": "U0SAM",
                "reaction": TICK,
                "item_user": town.sandbox.workspace.app.bot_user_id,
                "item": {"type": "message", "channel": "D0SAM", "ts": message["ts"]},
                "event_ts": at,
            }
        )
    await asyncio.gather(*told)


async def test_a_tick_before_reading_is_answered_in_the_thread_and_does_not_count_after_reading(
    town: Town, scene: Scene
) -> None:
    meeting, message = await ask(scene, read=False)

    await meeting.worker.react(message, TICK)
    assert ["does not count yet" in said for said in await replies(meeting, message)] == [True]
    await meeting.read_and_close(message)

    assert await kinds(meeting) == []
    await meeting.until_says(message, "waiting for your answer")
    await meeting.worker.react(message, TICK, remove=True)
    await meeting.worker.react(message, TICK)
    await meeting.until_says(message, "you agreed")
    assert await kinds(meeting) == [ActKind.AGREED]


async def test_opening_the_first_of_several_pages_is_not_reading_to_the_end(town: Town, scene: Scene) -> None:
    meeting = await begin(scene)
    await meeting.write(words="Told me the walks with Dad are the best part of the week. " * 900)
    await meeting.send()
    (message,) = await meeting.until_requests(1)
    await meeting.worker.click_button("Read the record", message=message)
    await meeting.worker.until_view("Page 1 of")
    assert "Page 1 of 1" not in meeting.worker.view_text
    await meeting.worker.close_view()

    await meeting.worker.react(message, TICK)

    assert ["does not count yet" in said for said in await replies(meeting, message)] == [True]
    assert await kinds(meeting) == []


async def test_two_kinds_of_tick_are_one_agreement_and_only_the_last_taken_away_withdraws_it(
    town: Town, scene: Scene
) -> None:
    meeting, message = await ask(scene)

    await meeting.worker.react(message, TICK)
    await meeting.worker.react(message, HEAVY)
    await meeting.until_says(message, "you agreed")
    await meeting.worker.react(message, TICK, remove=True)
    assert await kinds(meeting) == [ActKind.AGREED]
    await meeting.worker.react(message, HEAVY, remove=True)

    await meeting.until_says(message, "waiting for your answer")
    assert await kinds(meeting) == [ActKind.AGREED, ActKind.WITHDRAWN]
    assert await meeting.states() == [RecordState.AWAITING]


async def test_a_tick_taken_away_within_the_window_and_given_again_agrees_again(town: Town, scene: Scene) -> None:
    meeting, message = await ask(scene)

    await meeting.worker.react(message, TICK)
    await meeting.worker.react(message, TICK, remove=True)
    await meeting.worker.react(message, TICK)

    await meeting.until_says(message, "you agreed")
    assert await kinds(meeting) == [ActKind.AGREED, ActKind.WITHDRAWN, ActKind.AGREED]
    assert await meeting.states() == [RecordState.COMPLETE]


async def test_a_tick_taken_away_after_the_window_changes_nothing_and_says_so(town: Town, scene: Scene) -> None:
    meeting, message = await ask(scene)
    await meeting.worker.react(message, TICK)
    await meeting.until_says(message, "you agreed")
    await town.advance(minutes=16)

    await meeting.worker.react(message, TICK, remove=True)

    assert ["agreement stands" in said for said in await replies(meeting, message)] == [True]
    assert await kinds(meeting) == [ActKind.AGREED]
    await meeting.until_says(message, "you agreed")


async def test_an_agreement_by_the_button_is_not_withdrawn_by_taking_a_tick_away(town: Town, scene: Scene) -> None:
    meeting, message = await ask(scene)
    await meeting.read(message)
    await meeting.worker.click_button("Agree")
    await meeting.until_says(message, "you agreed")

    await meeting.worker.react(message, TICK)
    await meeting.worker.react(message, TICK, remove=True)

    await meeting.settle()
    assert [(act.kind, act.way) for act in await meeting.acts()] == [(ActKind.AGREED, Way.BUTTON)]
    assert await meeting.states() == [RecordState.COMPLETE]


async def test_given_and_taken_away_out_of_order_leaves_what_was_last(town: Town, scene: Scene) -> None:
    meeting, message = await ask(scene)
    clock = town.sandbox.clock
    added, removed = clock.next_ts(), clock.next_ts()

    await tell(town, message, at=removed, present=False)
    await tell(town, message, at=added, present=True)

    assert await kinds(meeting) == []
    assert await meeting.states() == [RecordState.AWAITING]
    await tell(town, message, at=clock.next_ts(), present=True)
    await meeting.until_says(message, "you agreed")


async def test_a_tick_told_hours_late_counts_as_of_when_it_was_given(town: Town, scene: Scene) -> None:
    meeting, message = await ask(scene)
    given = town.sandbox.clock.next_ts()
    await town.advance(hours=3)

    await tell(town, message, at=given, present=True)

    await meeting.until_says(message, "you agreed")
    (act,) = await meeting.acts()
    assert abs(act.at.timestamp() - float(given)) < 0.001


async def test_a_tick_given_before_reading_but_told_after_it_does_not_count(town: Town, scene: Scene) -> None:
    meeting, message = await ask(scene, read=False)
    given = town.sandbox.clock.next_ts()
    await meeting.read_and_close(message)

    await tell(town, message, at=given, present=True)

    assert ["does not count yet" in said for said in await until_replied(meeting, message)] == [True]
    assert await kinds(meeting) == []


async def until_replied(meeting: Meeting, message: Json) -> list[str]:
    await meeting.worker.until(
        lambda _: next(one for one in meeting.worker.messages() if one["ts"] == message["ts"])["replies"],
        waiting_for="a reply",
    )
    return await replies(meeting, message)


async def test_a_tick_told_late_does_not_overrule_what_was_pressed_after_it(town: Town, scene: Scene) -> None:
    meeting, message = await ask(scene)
    given = town.sandbox.clock.next_ts()
    await meeting.read(message)
    await meeting.worker.click_button("Ask for a change")
    await meeting.worker.until_view("What should change?")
    await meeting.worker.type_into("What should change?", "It was Gran.")
    await meeting.worker.submit()
    await meeting.until_says(message, "you asked for a change")

    await tell(town, message, at=given, present=True)

    await until_replied(meeting, message)
    assert await kinds(meeting) == [ActKind.CHANGE_ASKED]
    assert await meeting.states() == [RecordState.CHANGE_ASKED]


@pytest.mark.parametrize("name", ["x", THUMB, "ballot_box_with_check"])
async def test_other_reactions_mean_nothing(town: Town, scene: Scene, name: str) -> None:
    meeting, message = await ask(scene)

    await meeting.worker.react(message, name)

    assert await kinds(meeting) == []
    assert await replies(meeting, message) == []


async def test_a_tick_in_the_thread_or_on_the_card_means_nothing(town: Town, scene: Scene) -> None:
    meeting, message = await ask(scene, read=False)
    await meeting.worker.react(message, TICK)
    (reply,) = (await until_reply(meeting, message))["replies"]
    await meeting.read_and_close(message)

    await meeting.worker.react(reply, TICK)
    await meeting.supervisor.react(await meeting.card(), TICK)

    await meeting.settle()
    assert await kinds(meeting) == []


async def until_reply(meeting: Meeting, message: Json) -> Json:
    await until_replied(meeting, message)
    (found,) = [one for one in meeting.worker.messages() if one["ts"] == message["ts"]]
    return found


async def test_a_tick_on_a_message_whose_send_is_in_doubt_waits_for_it_and_is_answered(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene)
    await meeting.write()
    await meeting.card()
    await meeting.settle()
    await meeting.worker.see()
    before = len(meeting.worker.messages())
    await town.fault(method="chat.postMessage", fault="drop_reply")
    await town.fault(method="conversations.history", fault="slow", seconds=0.5)
    await meeting.send()
    await meeting.worker.until(lambda _: len(meeting.worker.messages()) > before)
    message = meeting.worker.messages()[-1]

    await meeting.worker.react(message, TICK)
    assert await meeting.requests() == []

    assert ["does not count yet" in said for said in await until_replied(meeting, message)] == [True]
    assert await meeting.count_posts(MessageKind.REQUEST) == [1]
    assert await kinds(meeting) == []


async def test_one_tick_agrees_to_all_brief_records_of_a_request(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, in_depth=0, brief=3)
    (message,) = await meeting.asked(0, 3)
    await meeting.worker.click_button("Read the records", message=message)
    await meeting.worker.until_view("Page 1 of")
    while "Next page" in meeting.worker.view_text:
        await meeting.worker.click_button("Next page")
    await meeting.worker.close_view()

    await meeting.worker.react(message, HEAVY)

    await meeting.until_says(message, "you agreed")
    assert await kinds(meeting) == [ActKind.AGREED] * 3
    assert await meeting.states() == [RecordState.COMPLETE] * 3
