"""Send while Slack, the network or the connection fails: each request once, and the card right in the end."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from models.vocabulary import MessageKind, RecordState
from sandbox.looking import text_in
from tests.journeys.scene import Scene, read_through_to_the_end
from tests.journeys.steps import Meeting, begin
from tests.support.town import Town, open_town

pytestmark = pytest.mark.asyncio(loop_scope="module")

SENT = "sent, waiting for agreement"

POSTING = [
    {"fault": "ratelimited", "retry_after": 1},
    {"fault": "drop_reply", "times": 2},
    {"fault": "drop_request"},
    {"fault": "server_error"},
    {"fault": "slow", "seconds": 1.0},
    {"fault": "drop_reply", "after": 1},
]
"""What may befall a post. The slow one is given up on before it stands in Slack."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(town_database: str, town_folder: Path) -> AsyncIterator[Town]:
    """A town whose bot waits for Slack's answers, and then doubts, in the proportion of a real one."""
    folder = town_folder / "sandbox"
    async with open_town(town_database, folder, answer_seconds=0.7, doubt_seconds=1.4) as opened:
        yield opened


async def press_send(meeting: Meeting) -> dict[str, Any]:
    """Read the meeting through from the card, and press Send."""
    await meeting.press_on_card("Read through and send", then="page 1 of")
    await read_through_to_the_end(meeting.supervisor)
    return await meeting.supervisor.submit()


async def sees_each_once(meeting: Meeting) -> None:
    """Check what the two see once everything is settled: one in depth, the two brief ones together."""
    assert await meeting.count_posts(MessageKind.REQUEST) == [1, 1]
    alone, together = await meeting.requests()
    assert meeting.children[0].number in text_in(alone)
    assert all(child.number in text_in(together) for child in meeting.children[1:])
    card = await meeting.until_card(SENT)
    assert text_in(card).count(SENT) == 3
    assert await meeting.count_posts(MessageKind.CARD) == [1]


@pytest.mark.parametrize("fault", POSTING, ids=lambda fault: "-".join(str(part) for part in fault.values()))
async def test_however_posting_fails_each_request_stands_once_in_the_messages(
    town: Town, scene: Scene, fault: dict[str, Any]
) -> None:
    meeting = await begin(scene, in_depth=1, brief=2)
    await meeting.write_all(1, 2)
    await meeting.card()
    await town.fault(method="chat.postMessage", **fault)

    await press_send(meeting)

    await meeting.supervisor.until_view("3 records sent to Sam Okafor")
    await sees_each_once(meeting)


@pytest.mark.parametrize(
    ("by", "about", "fault"),
    [
        ("tom", "dan", {"fault": "ratelimited"}),
        ("tom", "grace", {"fault": "server_error"}),
        ("tom", "rosa", {"fault": "drop_reply"}),
    ],
)
async def test_a_conversation_that_cannot_be_opened_at_first_gets_its_requests_later(
    town: Town, scene: Scene, by: str, about: str, fault: dict[str, Any]
) -> None:
    meeting = await begin(scene, by=by, about=about, in_depth=1, brief=2)
    await meeting.write_all(1, 2)
    await meeting.card()
    await town.fault(method="conversations.open", **fault)

    await press_send(meeting)

    await sees_each_once(meeting)


async def test_a_lost_answer_is_looked_up_again_when_looking_it_up_fails_too(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, in_depth=1, brief=2)
    await meeting.write_all(1, 2)
    await meeting.card()
    await town.fault(method="chat.postMessage", fault="drop_reply")
    await town.fault(method="conversations.history", fault="server_error")
    await town.fault(method="conversations.history", fault="drop_reply")

    await press_send(meeting)

    await sees_each_once(meeting)


@pytest.mark.parametrize("fault", ["ratelimited", "drop_reply"])
async def test_the_card_is_right_in_the_end_however_changing_it_fails(town: Town, scene: Scene, fault: str) -> None:
    meeting = await begin(scene, in_depth=1, brief=2)
    await meeting.write_all(1, 2)
    await meeting.until_card("being written")
    await town.fault(method="chat.update", fault=fault, times=2)

    await press_send(meeting)

    await sees_each_once(meeting)


@pytest.mark.parametrize("fault", ["duplicate", "reorder"])
async def test_a_press_of_send_told_twice_or_late_sends_once(town: Town, scene: Scene, fault: str) -> None:
    meeting = await begin(scene, in_depth=1, brief=2)
    await meeting.write_all(1, 2)
    await meeting.card()
    await town.fault(event="view_submission", fault=fault)

    await press_send(meeting)

    await sees_each_once(meeting)


async def test_a_press_of_send_whose_answer_is_lost_has_sent_and_a_second_press_sends_nothing_more(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene, in_depth=1, brief=2)
    await meeting.write_all(1, 2)
    await meeting.card()
    await town.fault(event="view_submission", fault="drop_ack")

    assert (await press_send(meeting))["ack"] == "timeout"
    assert "trouble" in (meeting.supervisor.notice or "")
    await meeting.supervisor.submit()

    await meeting.supervisor.until_view("changed since it was shown")
    await sees_each_once(meeting)


async def test_a_press_of_send_that_never_arrives_loses_nothing_and_the_next_one_sends(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene, in_depth=1, brief=2)
    await meeting.write_all(1, 2)
    await town.control("POST", "faults", {"socket": "close"})

    sent = await press_send_through_a_break(meeting)

    assert sent["ack"] == "ok"
    await sees_each_once(meeting)


async def press_send_through_a_break(meeting: Meeting) -> dict[str, Any]:
    """Do as a person does who sees *trouble connecting*: press again until it works."""
    supervisor, sandbox = meeting.supervisor, meeting.scene.sandbox
    async with asyncio.timeout(15):
        while True:
            if supervisor.view is None and sandbox.rooms.sockets.connected:
                await meeting.press_on_card("Read through and send", then="page 1 of")
                await read_through_to_the_end(supervisor)
            if supervisor.view is not None:
                answer = await supervisor.submit()
                if answer["ack"] == "ok":
                    return answer
            await asyncio.sleep(0.05)
            await supervisor.see()


async def test_a_connection_closed_in_the_middle_of_a_press_sends_once(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, in_depth=1, brief=2)
    await meeting.write_all(1, 2)
    await meeting.press_on_card("Read through and send", then="page 1 of")
    await read_through_to_the_end(meeting.supervisor)

    pressed = asyncio.create_task(meeting.supervisor.submit())
    await asyncio.sleep(0)
    await town.control("POST", "faults", {"socket": "close"})
    await pressed
    if set(await meeting.states()) == {RecordState.DRAFT}:
        await press_send_through_a_break(meeting)

    await sees_each_once(meeting)


async def test_a_warning_before_the_connection_is_refreshed_disturbs_nothing(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, in_depth=1, brief=2)
    await meeting.write_all(1, 2)
    await meeting.card()
    await town.control("POST", "faults", {"socket": "disconnect_warning"})

    await press_send(meeting)

    await sees_each_once(meeting)
