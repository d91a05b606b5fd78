"""From a booked day to a record with the worker's own words in it: book, prepare, start, use, send."""

import json

import pytest

from models.forms import Answer, AnsweredQuestion
from models.tables import AuditEvent, Outbox, Preparation, Record
from models.values.record import Page
from models.vocabulary import RecordKind
from models.workflow.answers import save_section
from models.workflow.sending import send_all
from sandbox.blockkit.consistency import all_options
from sandbox.hands import Hands
from sandbox.looking import text_in
from tests.journeys.scene import Scene
from tests.journeys.steps import Meeting, choose_to_start
from tests.story.screen import field, name_on, typed_in
from tests.support.forms import some_answer
from tests.support.leaks import find_names, find_typed
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

DAY, WORDS_OF_DAY = "2026-03-04", "Wed 4 March 2026"
PROGRESS = "How far have we come towards the outcomes?"
LINE = "The neighbour rang twice about shouting after nine."
DRAFT = "Four days of five at school, which is two more than in January."
HEARD = "The school says the mornings are calmer."
ABOUT_ME = "I dread the visits on Fridays and would like company."


async def choose(priya: Hands, name: str, day: str) -> None:
    """Open the plan and choose with whom and on which day."""
    await priya.command("/supervision plan")
    await priya.until_view("With whom?", timeout=10)
    people = [str(option["text"]["text"]) for option in all_options(field(priya, "Choose a person").element)]
    await priya.choose("Choose a person", next(words for words in people if words.startswith(name)))
    await priya.until_view(f"{name}: ", timeout=10)
    await choose_day(priya, day)


async def choose_day(priya: Hands, day: str) -> None:
    before = priya.view["hash"] if priya.view else ""
    await priya.choose("*On which day?*", day)
    await priya.until(lambda _: priya.view and priya.view["hash"] != before, waiting_for="what is said of the day")


async def book(priya: Hands) -> None:
    await choose(priya, "Sam Okafor", DAY)
    await priya.click_button("Book")
    await priya.until_view(f"Booked with Sam Okafor for {WORDS_OF_DAY}.", timeout=10)
    await priya.close_view()


async def prepare(sam: Hands) -> str:
    """Prepare the first child of the list in depth, with a line and a draft, and oneself; return whose name it is."""
    await sam.home()
    await sam.until(lambda seen: WORDS_OF_DAY in json.dumps(seen["home"]), waiting_for="the day on Home", timeout=10)
    await sam.click_button("Prepare", home=True)
    await sam.until_view(f"For your supervision on {WORDS_OF_DAY}", timeout=10)
    await sam.click_button("Prepare", number=1)
    await sam.until_view("Would you like to talk about this child in depth?", timeout=10)
    name = name_on(sam)
    await sam.choose("Would you like to talk about this child in depth?", "A review or conference is coming")
    await sam.type_into("What would you like to bring?", LINE)
    await sam.click_button("Open", number=1)
    await sam.until_view(PROGRESS, timeout=10)
    await sam.type_into(PROGRESS, DRAFT)
    # What is typed is kept without a button: only looking at it again needs one.
    await sam.close_view(everything=True)
    await sam.click_button("Prepare", home=True)
    await sam.until_view("1 answer drafted", timeout=10)
    assert all(words in sam.view_text for words in ("In depth: A review or conference is coming", LINE))
    await sam.click_button("Prepare", number=0)
    await sam.until_view("Name no child here", timeout=10)
    await sam.type_into("What would you like to bring about yourself?", ABOUT_ME)
    await sam.submit()
    return name


async def test_what_sam_prepares_opens_the_agenda_stands_beside_the_box_and_ends_with_the_record(
    town: Town, scene: Scene
) -> None:
    priya, sam = await scene.person("priya"), await scene.person("sam")
    sam_id = await scene.person_id("Sam")
    await book(priya)
    name = await prepare(sam)
    found = [text_in(message) for hands in (priya, sam) for message in hands.messages()]
    assert find_typed(" ".join(found), (LINE, DRAFT, ABOUT_ME)) == set()
    assert find_names(json.dumps(sam.seen["home"], ensure_ascii=False)) == set()

    await town.advance(days=2)
    await choose_to_start(priya, "Sam")
    await priya.until_view("Sam would like to talk in depth about", timeout=10)
    assert "A review or conference is coming" in priya.view_text
    assert "Sam prepared something about themselves." in priya.view_text
    assert len(field(priya, "In depth").state["selected_options"]) == 1
    await priya.click_button("Start")
    await priya.until_view(f"Sam prepared:\n{LINE}", timeout=10)
    assert name_on(priya) == name

    await priya.click_button("Save and next")
    await priya.until_view(f"Sam prepared:\n{DRAFT}", timeout=10)
    await priya.type_into(PROGRESS, HEARD)
    await priya.click_button("Use this text")
    await priya.until_view("What Sam prepared stands in the box.", timeout=10)
    assert typed_in(priya, PROGRESS) == f"{HEARD}\n\n{DRAFT}"
    await priya.close_view(everything=True)

    (record,) = await scene.rows(Record, Record.kind == RecordKind.CASEWORK)
    meeting = Meeting(scene, record.supervision_id, priya, sam, await scene.person_id("Priya"), sam_id, ())
    await send_what_is_left(meeting, record)
    assert DRAFT in "".join(await meeting.read((await meeting.until_requests(1))[0]))
    await sam.close_view(everything=True)

    kept = await scene.rows(Preparation, Preparation.person_id == sam_id)
    assert {row.child_id for row in kept if row.text is None and row.ended_at is not None} == {record.child_id}
    assert {row.subject_id for row in kept if row.ended_at is None} == {sam_id}
    said = [row.facts for row in await scene.rows(AuditEvent)] + [row.facts for row in await scene.rows(Outbox)]
    assert find_typed(json.dumps(said), (LINE, DRAFT, ABOUT_ME)) == set()
    assert not any(words.encode() in row.text for row in kept if row.text for words in (LINE, DRAFT, ABOUT_ME))


async def send_what_is_left(meeting: Meeting, record: Record) -> None:
    """Answer what else the record needs, which is not what this journey is about, and send it."""
    assert record.child_id is not None
    page = Page(meeting.id, record.child_id, writer="prepared", seen=1_000_000)

    def read(question: AnsweredQuestion) -> Answer | None:
        return some_answer(question) if question.required else None

    parts = meeting.scene.parts
    await save_section(parts, meeting.call(), page, section_id="outcomes", read=read)
    await send_all(parts, meeting.call(), supervision_id=meeting.id)


async def test_a_day_off_is_said_once_and_a_booking_is_moved_and_cancelled_on_both_screens(scene: Scene) -> None:
    priya, amira = await scene.person("priya"), await scene.person("amira")
    await choose(priya, "Amira Khan", "2026-03-14")
    await priya.click_button("Book")
    await priya.until_view("Sat 14 March 2026 is on a weekend.", timeout=10)
    await choose_day(priya, "2026-03-15")
    await priya.click_button("Book")
    await priya.until_view("Sun 15 March 2026 is on a weekend.", timeout=10)
    await priya.click_button("Book all the same")
    await priya.until_view("Booked with Amira Khan for Sun 15 March 2026.", timeout=10)

    await priya.click_button("Move")
    await priya.until_view("Move the supervision with Amira Khan", timeout=10)
    await choose_day(priya, "2026-03-17")
    await priya.click_button("Move it")
    await priya.until_view("Booked with Amira Khan for Tue 17 March 2026.", timeout=10)
    assert "15 March" not in priya.view_text
    await amira.home()
    await amira.until(
        lambda seen: "Tue 17 March 2026 with Priya Nair" in json.dumps(seen["home"]), waiting_for="the day on Home"
    )
    await amira.command("/supervision plan")
    await amira.until_view("Tue 17 March 2026 with Priya Nair", timeout=10)
    assert "With whom?" not in amira.view_text

    await amira.close_view()
    await amira.click_button("I will be away", home=True)
    await amira.until_view("First day away")
    await amira.choose("First day away", "2026-03-16")
    await amira.choose("Last day away", "2026-03-19")
    await amira.submit()
    await amira.until_view("A supervision is booked for days within it: Tue 17 March 2026 with Priya Nair.")
    await amira.close_view()
    await priya.click_button("Move")
    await priya.until_view("Move the supervision with Amira Khan", timeout=10)
    await choose_day(priya, "2026-03-18")
    await priya.click_button("Move it")
    await priya.until_view("Amira Khan is away until Fri 20 March 2026: book all the same?", timeout=10)
    await priya.click_button("Move it all the same")
    await priya.until_view("Booked with Amira Khan for Wed 18 March 2026.", timeout=10)

    await priya.click_button("Cancel")
    await priya.until_view("That supervision is no longer booked.", timeout=10)
    await amira.until(
        lambda seen: "No day is booked yet" in json.dumps(seen["home"]), waiting_for="the day to go from Home"
    )
