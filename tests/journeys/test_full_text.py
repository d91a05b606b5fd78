"""The mode `record_in_dm: full`: the text first, then the request, which alone takes a reaction; 👍 by setting."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from models.vocabulary import ActKind, MessageKind, OutboxState, QuestionType, RecordKind, Way
from models.workflow.full_text import replace_full_text
from sandbox.kinds import Json
from sandbox.looking import text_in
from tests.journeys.scene import Scene
from tests.journeys.steps import Meeting, begin
from tests.support.town import Town, open_town

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = "Told me <!channel> the walks with *Dad* are the best part of the week 🙂. " * 200


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(town_database: str, town_folder: Path) -> AsyncIterator[Town]:
    """A council that posts the whole text, and lets 👍 agree."""
    folder = town_folder / "sandbox"
    async with open_town(town_database, folder, record_in_dm="full", thumbs_up_agrees=True) as opened:
        yield opened


async def ask(scene: Scene, words: str = "He likes the new school.") -> tuple[Meeting, Json, list[Json]]:
    """Send one record; return the request and the messages of its text."""
    meeting = await begin(scene)
    await meeting.write(words=words)
    await meeting.send()
    (request,) = await meeting.until_requests(1)
    places = {row.message_ts for row in await meeting.posts(MessageKind.RECORD_TEXT)}
    return meeting, request, [one for one in meeting.worker.messages() if one["ts"] in places]


def body_of(texts: list[Json]) -> str:
    """Return what the messages of a text say, joined, without the line above each."""
    return "".join(block["text"]["text"] for one in texts for block in one["blocks"] if block["type"] == "section")


def count_texts(scene: Scene) -> int:
    """Return how many questions of the form are answered in words: all of them have the same here."""
    form = scene.parts.library.form_for(RecordKind.CASEWORK)
    return sum(question.type is QuestionType.TEXT for question in form.questions)


async def test_the_text_comes_first_and_whole_and_the_request_with_its_buttons_last(town: Town, scene: Scene) -> None:
    _, request, texts = await ask(scene, LONG)

    assert len(texts) > 2
    assert [text["ts"] for text in texts] == sorted(text["ts"] for text in texts)
    assert max(text["ts"] for text in texts) < request["ts"]
    assert body_of(texts).count(LONG.strip()) == count_texts(scene)
    assert all(block["text"]["type"] == "plain_text" for one in texts for block in one["blocks"][1:])
    assert all(button not in text_in(text) for text in texts for button in ("Read the record", "Agree"))


async def test_a_tick_agrees_without_the_modal_ever_being_opened(town: Town, scene: Scene) -> None:
    meeting, request, _ = await ask(scene)

    await meeting.worker.react(request, "white_check_mark")

    await meeting.until_says(request, "you agreed")
    assert [(act.kind, act.way) for act in await meeting.acts()] == [(ActKind.AGREED, Way.REACTION)]


async def test_a_tick_on_a_message_of_the_text_means_nothing(town: Town, scene: Scene) -> None:
    meeting, _, texts = await ask(scene)

    await meeting.worker.react(texts[0], "white_check_mark")

    await meeting.settle()
    assert await meeting.acts() == []


@pytest.mark.parametrize("name", ["+1", "thumbsup", "+1::skin-tone-4", "heavy_check_mark"])
async def test_a_thumb_of_any_skin_agrees_where_the_council_lets_it(town: Town, scene: Scene, name: str) -> None:
    meeting, request, _ = await ask(scene)

    await meeting.worker.react(request, name)
    await meeting.until_says(request, "you agreed")
    await meeting.worker.react(request, name, remove=True)

    await meeting.until_says(request, "waiting for your answer")
    assert [act.kind for act in await meeting.acts()] == [ActKind.AGREED, ActKind.WITHDRAWN]


@pytest.mark.parametrize(("fault", "after"), [("drop_reply", 1), ("server_error", 0), ("ratelimited", 2)])
async def test_however_posting_fails_each_part_stands_once_and_in_order(
    town: Town, scene: Scene, fault: str, after: int
) -> None:
    await town.fault(method="chat.postMessage", fault=fault, after=after)

    meeting, request, texts = await ask(scene, LONG)

    assert set(await meeting.count_posts(MessageKind.RECORD_TEXT)) == {1}
    assert await meeting.count_posts(MessageKind.REQUEST) == [1]
    assert body_of(texts).count(LONG.strip()) == count_texts(scene)
    assert max(text["ts"] for text in texts) < request["ts"]


async def test_once_filed_a_notice_stands_in_place_of_the_text_and_the_request_stays(town: Town, scene: Scene) -> None:
    meeting, request, texts = await ask(scene)
    await meeting.worker.react(request, "white_check_mark")
    await meeting.until_says(request, "you agreed")
    (row,) = await meeting.posts(MessageKind.REQUEST)
    assert row.state is OutboxState.SENT

    await replace_full_text(scene.parts, meeting.call(), request_id=row.facts["request"])

    for text in texts:
        shown = await meeting.until_says(text, "taken away")
        assert "He likes the new school." not in text_in(shown)
    await meeting.until_says(request, "you agreed")
