"""From a sent record to Mosaic: the boxes that are copied, *Filed*, the outcome that comes later, all by hand."""

import json

import pytest
from sqlmodel import col
from structlog.testing import capture_logs

from models.rules.paste import paste_text
from models.tables import Filing, Record, RequestVersion, Version
from models.vocabulary import ActKind, RecordKind, RecordState
from models.workflow.agreement import act
from models.workflow.pasting import read_paste
from sandbox.hands import Hands
from sandbox.kinds import Json
from tests.journeys.scene import Scene
from tests.journeys.steps import Meeting, begin
from tests.support.leaks import find_personal, find_typed
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORDS = "Told me <!channel> the walks with *Dad* are the best part of the week 🐕‍🦺. "
LONG = WORDS * 90
TYPED = "Typed into a box by mistake, Zanzibar Quokka"
PHONE_BOX = 3000


async def open_list(hands: Hands) -> None:
    """Open what is to be filed, by the command."""
    await hands.see()
    if hands.view is not None:
        await hands.close_view(everything=True)
    await hands.command("/supervision filing")
    await hands.until_view("*Copy*, paste it")


def boxes_of(hands: Hands) -> list[Json]:
    blocks = hands.view["view"]["blocks"] if hands.view else []
    return [block for block in blocks if block["type"] == "input"]


async def copy_all(hands: Hands) -> list[Json]:
    """Go through the pages of the boxes to the last; return every box."""
    found = boxes_of(hands)
    while "Next page" in hands.view_text:
        before = hands.view["hash"] if hands.view else ""
        await hands.click_button("Next page")
        await hands.until(lambda _: hands.view and hands.view["hash"] != before, waiting_for="the next page")  # noqa: B023
        found += boxes_of(hands)
    return found


async def agree(meeting: Meeting, request: Json) -> None:
    """Read a request to its last page and agree."""
    await meeting.read(request)
    await meeting.worker.click_button("Agree")
    await meeting.worker.until_view("Your answer")
    await meeting.worker.close_view(everything=True)


async def test_a_record_is_copied_box_by_box_marked_as_filed_and_its_outcome_pasted_later(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene)
    await meeting.write(words=LONG)
    await meeting.send()
    (request,) = await meeting.until_requests(1)
    priya, child = meeting.supervisor, meeting.children[0]
    (version,) = await scene.rows(Version)
    with capture_logs() as lines:
        await open_list(priya)
        assert f"{child.number}* · Record of supervision" in priya.view_text
        assert child.name not in priya.view_text, "a list names no child"
        await priya.click_button("Copy")
        await priya.until_view("Tap into a box")
        assert f"*{child.name} ({child.number})*" in priya.view_text
        first_boxes = boxes_of(priya)
        await priya.type_into(first_boxes[0]["label"]["text"], TYPED)
        refused = await priya.submit()
        assert "Go on to the last one" in refused["errors"][first_boxes[0]["block_id"]]
        boxes = await copy_all(priya)
        texts = [box["element"]["initial_value"] for box in boxes]
        paste = await read_paste(scene.parts, meeting.call(), version_id=version.id)
        assert "".join(texts) == "".join(field.text for field in paste.fields)
        assert all(len(text.encode("utf-16-le")) // 2 <= PHONE_BOX for text in texts)
        assert LONG.strip() in paste_text(paste.fields)
        assert "Awaiting agreement.\nNot answered yet: Sam Okafor." in texts
        await priya.submit()
        await priya.until_view("Nothing is to be filed")
        assert "Marked as filed: Mosaic." in priya.view_text
        await priya.close_view()
    (filing,) = await scene.rows(Filing)
    assert (filing.version_id, filing.state) == (version.id, RecordState.AWAITING)
    assert find_personal(json.dumps(lines, default=str), (WORDS, TYPED, child.name)) == set()

    await agree(meeting, request)
    await priya.home()
    await priya.until(lambda _: "To file (1)" in priya.home_text, waiting_for="the outcome to be counted on Home")
    await priya.click_button("To file (1)", home=True)
    await priya.until_view("filed as awaiting agreement, now agreed")
    await priya.click_button("Copy the outcome")
    await priya.until_view("Outcome of the agreement")
    (outcome,) = boxes_of(priya)
    assert "Agreed on Mon 2 March 2026." in outcome["element"]["initial_value"]
    assert find_typed(outcome["element"]["initial_value"], (WORDS,)) == set()
    await priya.submit()
    await priya.until_view("The outcome is marked as pasted.")
    await priya.close_view()
    entries = (await town.control("GET", "traffic?limit=100000"))["entries"]
    posted = [
        entry["body"]["text"] for entry in entries if entry["kind"] in {"api:chat.postMessage", "api:chat.update"}
    ]
    assert find_personal("\n".join(posted), (WORDS, TYPED)) == set()
    stored = json.dumps([row.model_dump(mode="json") for row in await scene.rows(Filing)])
    assert find_typed(stored, (TYPED,)) == set()


async def mend(meeting: Meeting) -> None:
    """Ask for a change of the record in depth, and send it anew."""
    (record,) = await meeting.scene.rows(
        Record, Record.supervision_id == meeting.id, Record.kind == RecordKind.CASEWORK
    )
    (version,) = await meeting.scene.rows(Version, Version.record_id == record.id)
    (asked,) = await meeting.scene.rows(RequestVersion, RequestVersion.version_id == version.id)
    call = meeting.call(meeting.worker_id)
    await act(
        meeting.scene.parts,
        call,
        request_id=asked.request_id,
        kind=ActKind.CHANGE_ASKED,
        comments="It was Gran.",
        at_last_page=True,
    )
    await meeting.write(words="It was Gran.", with_action=False)
    await meeting.send()


async def test_what_came_since_is_said_pressing_twice_does_nothing_and_all_are_filed_at_once(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene, in_depth=1, brief=1)
    await meeting.asked(1, 1)
    priya, helen = meeting.supervisor, await scene.person("helen")
    await open_list(priya)
    await helen.command("/supervision filing")
    await helen.until_view("Nothing is to be filed")
    await helen.choose("*Whose*", "All I answer for")
    await helen.until_view("*Copy*, paste it")

    await priya.click_button("Filed")
    await priya.until_view("Marked as filed: Mosaic.")
    await helen.click_button("Filed")
    await helen.until_view("It was marked as filed already, by Priya Nair")
    await town.advance(minutes=5)
    await mend(meeting)
    await priya.click_button("Mark all filed")

    await priya.until_view("1 was sent or answered since this list was drawn, and left")
    assert "version 2, held" in priya.view_text
    await priya.click_button("Mark all filed")
    await priya.until_view("Nothing is to be filed")
    records = {row.id for row in await scene.rows(Record, Record.supervision_id == meeting.id)}
    versions = await scene.rows(Version, col(Version.record_id).in_(records), col(Version.replaced).is_(False))
    filed = {row.version_id for row in await scene.rows(Filing)}
    assert len(versions) == 2
    assert {one.id for one in versions} <= filed
