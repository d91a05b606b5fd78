"""The supervision agreement through Slack: written together, agreed by both, and opened again a year later."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from models.tables import Record
from models.vocabulary import MessageKind, RecordKind, RecordState
from sandbox.hands import Hands
from sandbox.kinds import Json
from sandbox.looking import text_in
from tests.journeys.scene import Scene, read_through_to_the_end, until
from tests.journeys.steps import Meeting, choose_to_start
from tests.story.screen import field, typed_in
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

AGREEMENT = "Supervision agreement"
PURPOSE = "What is our supervision for?"
FREQUENCY = "How often do we meet?"
REASON = "If it is not every four weeks: why, and until when?"
WRITTEN = {
    PURPOSE: "For me, a place to think aloud before I decide.",
    "Who prepares the agenda, and how long before?": "Both of us, two days before.",
    "How will we keep the workload and the order of tasks in hand?": "Ten minutes with the diary, on paper.",
    "How much time do we keep for support, and at which point?": "The first quarter of an hour.",
    "How do you learn best?": "By doing it beside somebody.",
    "Manager and worker in conflict": "We say so within a week.",
}
"""One answer for each of its six sections, by the beginning of the question."""
WANTED = "Please say that it is every two weeks until I know the courts."
MENDED = "Every two weeks until the summer, because the courts are new to me."


async def contract_record(scene: Scene, *, state: RecordState) -> Record:
    async def fits() -> list[Record]:
        return await scene.rows(Record, Record.kind == RecordKind.CONTRACT, Record.state == state)

    found: list[Record] = await until(fits, waiting_for=f"an agreement that is {state.value}")
    return found[-1]


async def start_with_sam(priya: Hands, *stands: str) -> None:
    """Go from the command to the first section, past the step that says how the last one stands."""
    await choose_to_start(priya, "Sam Okafor", AGREEMENT)
    await priya.until_view("Last made or reviewed")
    assert all(words in priya.view_text for words in stands)
    await priya.click_button("Start")
    await priya.until_view(PURPOSE, timeout=10)


async def walk(priya: Hands, see: Callable[[str, str], Awaitable[Any]]) -> str:
    """Go through every section, doing something at its question, and send; return what the read-through said."""
    questions = list(WRITTEN)
    for place, question in enumerate(questions, start=1):
        assert "Supervision agreement with Sam Okafor, held" in priya.view_text
        await see(question, WRITTEN[question])
        last = place == len(questions)
        await priya.click_button("Save and read through" if last else "Save and next")
        await priya.until_view("page 1 of" if last else questions[place], timeout=10)
    through = "".join(await read_through_to_the_end(priya))
    await priya.submit()
    await priya.until_view("sent to Sam Okafor", timeout=10)
    await priya.close_view(everything=True)
    return through


async def sent_meeting(scene: Scene) -> Meeting:
    """Return the meeting of the agreement that waits for Sam."""
    record = await contract_record(scene, state=RecordState.AWAITING)
    people = await scene.person_id("Priya"), await scene.person_id("Sam")
    return Meeting(scene, record.supervision_id, await scene.person("priya"), await scene.person("sam"), *people, ())


async def ask_for_a_change(meeting: Meeting, request: Json) -> None:
    """Let Sam read who has signed already, and ask for a change."""
    sam = meeting.worker
    read = "".join(await meeting.read(request))
    assert "By sending it *Priya Nair* has signed it." in read
    assert "Version 1, sent by Priya Nair" in read
    await sam.click_button("Ask for a change")
    await sam.until_view("What should change?")
    await sam.type_into("What should change?", WANTED)
    await sam.submit()
    await sam.until_no_view()


async def mend(meeting: Meeting) -> None:
    """Let Priya change one answer and send the next version."""
    priya = meeting.supervisor
    told = await meeting.until_told(MessageKind.CHANGE_ASKED)
    assert "the supervision agreement of Sam Okafor" in text_in(told)
    await priya.click_button("Open and mend", message=told)
    await priya.until_view(WANTED)
    await priya.click_button("Mend the record")
    await priya.until_view("*If we disagree*")
    assert not [word for word in ("Next child", "All children", "Actions:", "No change") if word in priya.view_text]
    await priya.click_button("Open")
    await priya.until_view(PURPOSE)
    await priya.type_into(REASON, MENDED)
    await priya.submit()
    await priya.until_no_view()
    await priya.click_button("Read through and send", message=await meeting.until_card("a change is asked for"))
    await priya.until_view("page 1 of", timeout=10)
    await read_through_to_the_end(priya)
    await priya.submit()
    await priya.until_view("sent to Sam Okafor", timeout=10)
    await priya.close_view(everything=True)


async def test_an_agreement_is_written_mended_agreed_by_both_and_opened_again_a_year_later(
    town: Town, scene: Scene
) -> None:
    priya, sam = await scene.person("priya"), await scene.person("sam")
    await start_with_sam(priya, "on *Mon 16 June 2025*.", "It is to be looked at again by Tue 16 June 2026.")
    await priya.choose(FREQUENCY, "Every four weeks")
    through = await walk(priya, priya.type_into)
    assert all(words in through for words in WRITTEN.values())
    assert "1 supervision agreement" in through
    assert "No actions" not in through

    meeting = await sent_meeting(scene)
    card = text_in(await priya.until_message("sent, waiting for agreement", timeout=10))
    assert not [word for word in ("Add a child", "Close the meeting", "One to one") if word in card]
    (request,) = await meeting.until_requests(1)
    assert "Supervision agreement with Priya Nair" in text_in(request)
    assert not [words for words in ("action", *WRITTEN.values()) if words in text_in(request)]
    await ask_for_a_change(meeting, request)
    await mend(meeting)
    newest = (await meeting.until_requests(2))[-1]
    assert "version 2" in text_in(newest)
    assert MENDED in (await meeting.read(newest))[0]
    await sam.click_button("Agree")
    await contract_record(scene, state=RecordState.COMPLETE)
    await priya.until_message(":white_check_mark: agreed", timeout=10)

    await town.advance(days=365)
    await start_with_sam(priya, "on *Mon 2 March 2026*.", "It is to be looked at again by Tue 2 March 2027.")
    assert typed_in(priya, REASON) == MENDED
    assert field(priya, FREQUENCY).state["selected_option"]["text"]["text"].startswith("Every four weeks")

    async def stands(question: str, words: str) -> None:
        assert typed_in(priya, question) == words
        assert "From last time. Change it where it has changed." in priya.view_text

    await walk(priya, stands)  # nothing has changed, and it is agreed anew
    assert (await sent_meeting(scene)).id != meeting.id


async def test_what_was_chosen_stands_when_the_supervisor_goes_back(town: Town, scene: Scene) -> None:
    priya = await scene.person("priya")
    await choose_to_start(priya, "Joe Whitlock", AGREEMENT)
    await priya.until_view("Last made or reviewed on *Wed 3 December 2025*.")

    await priya.click_button("Back")
    await priya.until_view("Whom do you supervise?")
    await priya.click_button("Next")

    await priya.until_view("Last made or reviewed on *Wed 3 December 2025*.")
    await priya.close_view(everything=True)


async def test_one_that_is_open_is_carried_on_from_the_step_from_home_and_from_its_card(
    town: Town, scene: Scene
) -> None:
    priya = await scene.person("priya")
    await choose_to_start(priya, "Amira Khan", AGREEMENT)
    await priya.until_view("Last made or reviewed")
    await priya.click_button("Start")
    await priya.until_view(PURPOSE, timeout=10)
    await priya.close_view(everything=True)

    await choose_to_start(priya, "Amira Khan", AGREEMENT)
    await priya.until_view("Last made or reviewed")
    assert "Supervision agreement with Amira Khan, held" in priya.view_text
    assert "Start" not in priya.view_text.splitlines()
    await priya.click_button("Carry on")
    await priya.until_view("*If we disagree*", timeout=10)
    await priya.close_view(everything=True)

    await priya.home()
    await priya.until(lambda _: "Supervision agreement with Amira Khan" in priya.home_text)
    line = next(line for line in priya.home_text.splitlines() if "Supervision agreement with Amira Khan" in line)
    assert "children" not in line
    card = await priya.until_message("Supervision agreement with Amira Khan")
    await priya.click_button("Go on writing", message=card)
    await priya.until_view("*If we disagree*", timeout=10)


async def test_whoever_only_stands_in_is_told_so_at_the_first_step(town: Town, scene: Scene) -> None:
    priya = await scene.person("priya")
    await priya.see()
    if priya.view is not None:
        await priya.close_view(everything=True)

    await choose_to_start(priya, "Rosa Vidal", AGREEMENT)

    await priya.until_view("who only stands in sees none")
    assert "Whom do you supervise?" in priya.view_text
    assert await scene.rows(Record, Record.kind == RecordKind.CONTRACT, Record.state == RecordState.DRAFT) != []
