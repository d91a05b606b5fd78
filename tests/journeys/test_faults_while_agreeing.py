"""Agreement while Slack, the network or the connection fails: each act once, message and card right in the end."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from models.vocabulary import ActKind, MessageKind, RecordState, Way
from sandbox.kinds import Json
from sandbox.looking import text_in
from tests.journeys.scene import Scene
from tests.journeys.steps import Meeting, begin
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

TICK = "white_check_mark"


async def ask(scene: Scene) -> tuple[Meeting, Json]:
    """Send one record in depth, and read it to its last page."""
    meeting = await begin(scene)
    (message,) = await meeting.asked()
    await meeting.read_and_close(message)
    return meeting, message


async def is_agreed_once(meeting: Meeting, message: Json, way: Way = Way.BUTTON) -> None:
    """Check what both see, and that there is one act."""
    shown = await meeting.until_says(message, "you agreed")
    assert "waiting" not in text_in(shown)
    await meeting.until_card(":white_check_mark: agreed")
    assert [(act.kind, act.way) for act in await meeting.acts()] == [(ActKind.AGREED, way)]
    assert await meeting.states() == [RecordState.COMPLETE]
    assert await meeting.count_posts(MessageKind.REQUEST) == [1]


@pytest.mark.parametrize("fault", ["ratelimited", "drop_reply", "drop_request", "server_error"])
async def test_message_and_card_show_the_agreement_however_changing_them_fails(
    town: Town, scene: Scene, fault: str
) -> None:
    meeting, message = await ask(scene)
    await town.fault(method="chat.update", fault=fault, times=2)

    await meeting.worker.react(message, TICK)

    await is_agreed_once(meeting, message, Way.REACTION)


@pytest.mark.parametrize(
    "fault",
    [{"fault": "duplicate"}, {"fault": "delay", "seconds": 0.4}, {"fault": "drop_ack"}, {"fault": "reorder"}],
    ids=lambda fault: fault["fault"],
)
async def test_a_tick_told_twice_late_or_again_agrees_once(town: Town, scene: Scene, fault: dict[str, Any]) -> None:
    meeting, message = await ask(scene)
    await town.fault(event="reaction_added", **fault)

    await meeting.worker.react(message, TICK)

    await is_agreed_once(meeting, message, Way.REACTION)


async def test_a_tick_that_slack_loses_is_still_open_to_a_press_of_agree(town: Town, scene: Scene) -> None:
    meeting, message = await ask(scene)
    await town.fault(event="reaction_added", fault="lose")
    await meeting.worker.react(message, TICK)
    await meeting.until_says(message, "waiting for your answer")

    await meeting.read(message)
    await meeting.worker.click_button("Agree")

    await is_agreed_once(meeting, message)


async def test_a_tick_set_while_the_connection_is_down_counts_once_it_is_back(town: Town, scene: Scene) -> None:
    meeting, message = await ask(scene)
    await town.control("POST", "faults", {"socket": "close"})

    await meeting.worker.react(message, TICK)
    await town.advance(minutes=1)
    await town.advance(minutes=4)

    await is_agreed_once(meeting, message, Way.REACTION)


@pytest.mark.parametrize(
    "fault", [{"fault": "duplicate"}, {"fault": "delay", "seconds": 0.4}], ids=lambda f: f["fault"]
)
async def test_a_press_of_agree_told_twice_or_late_agrees_once(town: Town, scene: Scene, fault: dict[str, Any]) -> None:
    meeting, message = await ask(scene)
    await meeting.read(message)
    await town.fault(event="block_actions", **fault)

    await meeting.worker.click_button("Agree")

    await meeting.worker.until_view("You agreed.")
    await is_agreed_once(meeting, message)


async def test_a_press_of_agree_whose_answer_is_lost_has_agreed_and_the_next_one_is_told_so(
    town: Town, scene: Scene
) -> None:
    meeting, message = await ask(scene)
    await meeting.read(message)
    await town.fault(event="block_actions", fault="drop_ack")
    await town.fault(method="views.update", fault="drop_request")

    await meeting.worker.click_button("Agree")
    assert "trouble" in (meeting.worker.notice or "")
    await meeting.until_says(message, "you agreed")
    while meeting.worker.view is not None:
        await meeting.worker.close_view(everything=True)
    await meeting.read(message)

    assert "Agree with comments" not in meeting.worker.view_text
    await is_agreed_once(meeting, message)


@pytest.mark.parametrize("fault", ["server_error", "drop_reply", "ratelimited"])
async def test_agreement_stands_when_the_modal_cannot_say_so(town: Town, scene: Scene, fault: str) -> None:
    meeting, message = await ask(scene)
    await meeting.read(message)
    await town.fault(method="views.update", fault=fault)

    await meeting.worker.click_button("Agree")

    await is_agreed_once(meeting, message)


async def _twice(meeting: Meeting) -> None:
    await meeting.worker.submit()


async def _again(meeting: Meeting) -> None:
    assert (await meeting.worker.submit())["ack"] == "timeout"
    await meeting.worker.submit()
    assert meeting.worker.view is not None
    assert "agreed" in str(meeting.worker.view["errors"]), "the second press is told how the record stands"


@pytest.mark.parametrize(("fault", "press"), [("duplicate", _twice), ("drop_ack", _again)])
async def test_comments_told_twice_or_pressed_again_are_kept_and_posted_once(
    town: Town, scene: Scene, fault: str, press: Callable[[Meeting], Awaitable[None]]
) -> None:
    meeting, message = await ask(scene)
    await meeting.read(message)
    await meeting.worker.click_button("Agree with comments")
    await meeting.worker.until_view("Your comments")
    await meeting.worker.type_into("Your comments", "Well put.")
    await town.fault(event="view_submission", fault=fault)
    await town.fault(method="chat.postMessage", fault="drop_reply")

    await press(meeting)

    await meeting.until_says(message, "you agreed with comments")
    assert [act.kind for act in await meeting.acts()] == [ActKind.AGREED_WITH_COMMENTS]
    assert await meeting.count_posts(MessageKind.COMMENTS) == [1]


@pytest.mark.parametrize("fault", ["ratelimited", "server_error", "drop_reply"])
async def test_the_supervisor_hears_of_a_change_asked_for_once_however_posting_fails(
    town: Town, scene: Scene, fault: str
) -> None:
    meeting, message = await ask(scene)
    await meeting.read(message)
    await meeting.worker.click_button("Ask for a change")
    await meeting.worker.until_view("What should change?")
    await meeting.worker.type_into("What should change?", "It was Gran who said it.")
    await town.fault(method="chat.postMessage", fault=fault)

    await meeting.worker.submit()

    await meeting.until_says(message, "you asked for a change")
    assert await meeting.count_posts(MessageKind.CHANGE_ASKED) == [1]
    await meeting.until_card("a change is asked for")
