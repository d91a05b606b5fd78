"""Guests, outsiders, the deactivated, the unlisted, and those who have left: one private sentence, and no way in."""

import asyncio
import json

import pytest

from handlers.door import CLOSED, GUEST, OUTSIDE, UNKNOWN
from models.tables import Act, SlackUser, Supervision
from models.workflow.directory import DirectoryFiles, import_directory
from sandbox.hands import Hands, NotDone
from sandbox.socket_mode import Outcome
from tests.journeys.forge import forge
from tests.journeys.scene import Scene, until
from tests.journeys.steps import Meeting, begin
from tests.support.town import EXAMPLE, Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

SENTENCES = (GUEST, OUTSIDE, UNKNOWN, CLOSED)


async def visitor(town: Town, scene: Scene, name: str) -> Hands:
    """Return the hands of somebody; an unlisted one joins the workspace first."""
    if name == "nobody":
        known = {user["id"] for user in (await town.control("GET", "workspace"))["users"]}
        if "U0NOBODY" not in known:
            given = {"id": "U0NOBODY", "name": "no.body", "real_name": "No Body", "email": "no.body@ashmere.example"}
            await town.control("POST", "users", given)
    return await scene.person(name)


def told(hands: Hands) -> list[str]:
    """Return which of the sentences stand on somebody's screen."""
    seen = json.dumps(hands.seen, ensure_ascii=False)
    return [sentence for sentence in SENTENCES if sentence in seen]


@pytest.mark.parametrize(("name", "sentence"), [("meera", GUEST), ("piotr", OUTSIDE), ("nobody", UNKNOWN)])
async def test_command_shortcut_home_and_message_lead_nowhere(
    town: Town, scene: Scene, name: str, sentence: str
) -> None:
    hands = await visitor(town, scene, name)
    before = len(await scene.rows(Supervision))

    await hands.command("/supervision")
    await hands.until(lambda _: told(hands) == [sentence], waiting_for="the sentence")
    await hands.shortcut("start_supervision")
    await hands.home()
    await hands.until(lambda _: sentence in hands.home_text, waiting_for="the sentence on Home")
    await hands.say("Kit hides under the bed")

    assert "Choose a person" not in json.dumps(hands.seen)
    assert len(await scene.rows(Supervision)) == before
    for other in ("priya", "amira"):
        assert told(await scene.person(other)) == [], "nobody else hears of it"


@pytest.mark.parametrize("name", ["meera", "piotr", "nobody"])
async def test_a_press_with_the_ids_of_a_request_agrees_to_nothing(town: Town, scene: Scene, name: str) -> None:
    meeting = await begin(scene)
    (message,) = await meeting.asked()
    (row,) = {json.dumps(block) for block in message["blocks"] if block["type"] == "actions"}
    request = json.loads(row)["elements"][0]["value"]
    hands = await visitor(town, scene, name)

    for action in ("agree", "read_request", "undo_answer"):
        outcome = await forge(town.sandbox, hands, "action", action, value=request, in_message=True)
        assert outcome == Outcome("ok", outcome.payload)

    await hands.see()
    assert meeting.children[0].name not in json.dumps(hands.seen, ensure_ascii=False)
    assert await meeting.acts() == []
    await meeting.until_says(message, "waiting for your answer")


async def change(town: Town, scene: Scene, user: str, **facts: bool) -> None:
    """Change what Slack says of a member, and wait until the bot has heard."""
    await town.control("POST", f"users/{user}", dict(facts))

    async def heard() -> bool:
        (row,) = await scene.rows(SlackUser, SlackUser.slack_id == user)
        return all(getattr(row, name) == value for name, value in facts.items())

    await until(heard, waiting_for="the bot to have heard")


async def test_a_member_whose_account_was_closed_agrees_to_nothing_any_more(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, by="tom", about="dan")
    (message,) = await meeting.asked()
    await meeting.read(message)
    await change(town, scene, "U0DAN", deleted=True)
    try:
        with pytest.raises(NotDone):
            await meeting.worker.click_button("Agree")
        with town.sandbox.rooms.events.collected() as heard:
            town.sandbox.workspace.emit(
                {
                    "type": "reaction_added",
                    "user": "U0DAN",
                    "reaction": "white_check_mark",
                    "item_user": town.sandbox.workspace.app.bot_user_id,
                    "item": {"type": "message", "channel": "D0DAN", "ts": message["ts"]},
                    "event_ts": town.sandbox.clock.next_ts(),
                }
            )
        await asyncio.gather(*heard)
        assert await meeting.acts() == []
    finally:
        await change(town, scene, "U0DAN", deleted=False)


async def test_a_member_made_a_guest_meanwhile_is_refused_from_then_on(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, by="tom", about="grace")
    (message,) = await meeting.asked()
    await meeting.read(message)
    await change(town, scene, "U0GRACE", guest=True)
    try:
        await meeting.worker.click_button("Agree")
        await meeting.worker.until(lambda _: told(meeting.worker) == [GUEST], waiting_for="the sentence")
        assert await meeting.acts() == []
    finally:
        await change(town, scene, "U0GRACE", guest=False)


async def test_a_tick_told_from_a_shared_channel_or_another_workspace_counts_for_nothing(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene)
    (message,) = await meeting.asked()
    await meeting.read_and_close(message)
    town.sandbox.workspace.dm_with("U0SAM").shared = True
    try:
        await meeting.worker.react(message, "white_check_mark")
    finally:
        town.sandbox.workspace.dm_with("U0SAM").shared = False

    await meeting.settle()
    assert await meeting.acts() == []


async def test_the_command_in_a_channel_is_answered_to_one_person_only(town: Town, scene: Scene) -> None:
    priya, amira = await scene.person("priya"), await scene.person("amira")

    await priya.command("/supervision help", "#team-elm")
    await amira.command("/supervision", "#team-elm")

    await amira.until_view("Nobody is down in the directory as your supervisee")
    joe = await scene.person("joe")
    assert all("coming due" in message["text"] for message in joe.messages("#team-elm"))


async def leave(scene: Scene, name: str, team: str, on: str) -> None:
    """Import the directory again, with somebody's last day in it and their children left to the team."""
    lines = (EXAMPLE / "people.csv").read_text().splitlines()
    people = "\n".join(f"{line}{on}" if f",{name}," in line else line for line in lines)
    number = next(line.split(",")[0] for line in lines if f",{name}," in line)
    children = (EXAMPLE / "children.csv").read_text().replace(f",{number},,", f",,{team},")
    files = DirectoryFiles(people.encode(), children.encode())
    await import_directory(scene.parts.database, scene.parts.keyring, files, now=scene.now())


async def open_sent(meeting: Meeting) -> None:
    """Open what was sent of the child from its row of the card."""
    await meeting.open_child(then="Page 1 of")


async def test_a_record_whose_reader_has_left_is_closed_without_an_answer_and_never_shown_as_agreed(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene, by="tom", about="ben", in_depth=1)
    (message,) = await meeting.asked()
    await meeting.read(message)
    await open_sent(meeting)
    assert "Close: no answer, left" not in meeting.supervisor.view_text
    await leave(scene, "Ben Hale", "Oak", "2026-03-02")

    await meeting.worker.click_button("Agree")
    await meeting.worker.until(lambda _: told(meeting.worker), waiting_for="a sentence")
    await open_sent_again(meeting)
    await meeting.supervisor.click_button("Close: no answer, left")

    await meeting.supervisor.until_view("closed without an answer")
    card = await meeting.until_card("no answer: left")
    assert ":white_check_mark: agreed" not in json.dumps(card)
    assert await scene.rows(Act, Act.person_id == meeting.worker_id) == []


async def open_sent_again(meeting: Meeting) -> None:
    await meeting.supervisor.close_view(everything=True)
    await open_sent(meeting)
