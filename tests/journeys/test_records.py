"""Looking records up through Slack, letting somebody in, and handing somebody over, as people see it."""

import json

import pytest

from handlers.door import GUESTS_OWN
from models.tables import AuditEvent, Child, SlackUser
from models.workflow.directory import DirectoryFiles, import_directory
from sandbox.hands import Hands
from tests.journeys.forge import forge
from tests.journeys.scene import Scene, until
from tests.journeys.steps import WORDS, begin
from tests.support.leaks import find_names
from tests.support.town import EXAMPLE, Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def look_up(hands: Hands, name: str) -> None:
    await hands.see()
    if hands.view is not None:
        await hands.close_view(everything=True)
    await hands.command("/supervision records Zanzibar")
    await hands.until_view("Whose?")
    assert "Zanzibar" not in hands.view_text
    await hands.choose("Name or number", name)


async def test_a_supervisor_finds_a_record_by_a_name_and_the_child_on_one_page_by_number(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene)
    (message,) = await meeting.asked()
    await meeting.read_and_close(message)
    priya = meeting.supervisor

    await look_up(priya, "Sam Okafor")
    await priya.until_view("held by Priya Nair")
    assert find_names(priya.view_text) == set()
    await priya.click_button("Read")
    await priya.until_view(WORDS)
    (child,) = await scene.rows(Child, Child.id == meeting.children[0].id)
    await look_up(priya, f"{child.initials} · {child.mosaic_number}")
    await priya.until_view("The child on one page")
    await priya.click_button("The child on one page")
    await priya.until_view("Ask the school nurse")
    assert WORDS in priya.view_text
    opened = [(one.subject, one.subject_id) for one in await scene.rows(AuditEvent, AuditEvent.what == "opened")]
    assert ("child", meeting.children[0].id) in opened


async def test_quality_assurance_is_let_in_by_a_manager_and_the_worker_sees_who_read_and_by_which_right(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene, by="tom", about="grace")
    await meeting.asked()
    nina, helen, amira = [await scene.person(name) for name in ("nina", "helen", "amira")]
    await amira.command("/supervision access")
    await amira.until_view("Only service managers and administrators say who else may read.")
    await nina.command("/supervision records")
    await nina.until_view("Whose?")

    await helen.command("/supervision access")
    await helen.until_view("Who may read?")
    await helen.choose("Who may read?", "Nina Castell")
    await helen.choose("What for?", "Quality assurance")
    await helen.choose("Whose records?", "Team Oak")
    await helen.type_into("Why?", "The audit of the third quarter.")
    await helen.submit()
    await helen.until_view("Given. They hear of it now.")

    await nina.until(
        lambda _: any("lets you read for quality assurance" in json.dumps(one) for one in nina.messages()),
        waiting_for="word of the grant",
    )
    await look_up(nina, "Grace Adeyemi")
    await nina.until_view("held by Tom Bell")
    await nina.click_button("Read")
    await nina.until_view(WORDS)
    assert "Add an addendum" not in nina.view_text
    await meeting.worker.see()
    await meeting.worker.command("/supervision who-read")
    await meeting.worker.until_view("Nina Castell")
    assert "for quality assurance" in meeting.worker.view_text
    assert "The audit of the third quarter." in meeting.worker.view_text


async def test_a_new_supervisor_hears_of_the_handover_and_finds_the_earlier_folder(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, by="priya", about="amira", in_depth=2)
    await meeting.write(0)
    await meeting.send()
    await meeting.write(1)
    card = await meeting.card()
    people = (
        (EXAMPLE / "people.csv")
        .read_text()
        .replace(
            "amira.khan@ashmere.example,Elm,C0TEAMELM,references,practitioner,qualified,2019-01-14,,,1001",
            "amira.khan@ashmere.example,Elm,C0TEAMELM,references,practitioner,qualified,2019-01-14,,,2001",
        )
    )
    files = DirectoryFiles(people.encode(), (EXAMPLE / "children.csv").read_bytes())

    await import_directory(scene.parts.database, scene.parts.keyring, files, now=scene.now())
    await town.advance(minutes=1)

    tom = await scene.person("tom")
    told = await tom.until(
        lambda _: next((one for one in tom.messages() if "You supervise Amira Khan now" in json.dumps(one)), None),
        waiting_for="word of the handover",
    )
    assert find_names(json.dumps(told, ensure_ascii=False)) == set()
    await tom.click_button("Open the records", message=told)
    await tom.until_view("Previous Supervision – Priya Nair")
    await tom.click_button("Read")
    await tom.until_view(WORDS)
    await tom.close_view(everything=True)
    await tom.click_button("Carry on", message=told)
    await tom.until_view(meeting.children[1].name)
    await meeting.supervisor.until(
        lambda _: any("Tom Bell* carries on with it" in json.dumps(one) for one in meeting.supervisor.messages()),
        waiting_for="the card to say who carries on",
    )
    assert card["ts"] in {one["ts"] for one in meeting.supervisor.messages()}
    await look_up(meeting.supervisor, "Sam Okafor")
    assert "Amira" not in meeting.supervisor.view_text


async def test_a_guest_whom_the_council_lets_in_reads_and_agrees_their_own_and_nothing_else(town: Town) -> None:
    await town.stop_bot()
    await town.start_bot(allow_guests=True)
    scene = Scene(town.sandbox, town.bot.parts, town.bot.clock.now, town.person)
    meeting = await begin(scene, by="tom", about="ben")
    (message,) = await meeting.asked()
    await town.control("POST", "users/U0BEN", {"guest": True})
    ben = meeting.worker

    async def made_a_guest() -> bool:
        (row,) = await scene.rows(SlackUser, SlackUser.slack_id == "U0BEN")
        return bool(row.guest)

    await until(made_a_guest, waiting_for="the bot to have heard")
    await ben.command("/supervision")
    await ben.until(lambda _: GUESTS_OWN in json.dumps(ben.seen, ensure_ascii=False), waiting_for="the sentence")
    for pressed in ("home_note", "access_open", "glass_open"):
        await forge(town.sandbox, ben, "action", pressed, in_message=True)
        await ben.see()
        assert ben.view is None, f"{pressed} opened something for a guest"
    await forge(town.sandbox, ben, "action", "home_records", in_message=True)
    await ben.until_view("Whose?")
    await ben.choose("Name or number", "Ben Hale")
    await ben.until_view("held by Tom Bell")
    await ben.click_button("Read")
    await ben.until_view(WORDS)
    await ben.close_view(everything=True)
    await meeting.read(message)
    await ben.click_button("Agree")
    await ben.until_view("You agreed.")
