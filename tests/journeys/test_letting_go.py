"""What people see of letting go: a record whose text went, and the list that an administrator confirms."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from models.tables import Disposal, Outbox, Person
from models.vocabulary import MessageKind
from models.workflow.retention.purging import purge
from tests.journeys.scene import Scene, until
from tests.journeys.steps import begin
from tests.support.letting_go import close_child, file_everything
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_record_whose_text_was_let_go_still_opens_and_says_so(scene: Scene) -> None:
    meeting = await begin(scene)
    (request,) = await meeting.asked()
    await meeting.read_and_close(request)
    await meeting.worker.react(request, "white_check_mark")
    await meeting.until_says(request, "you agreed")
    now = scene.now()
    await file_everything(scene.parts, now - timedelta(days=40), by=meeting.supervisor_id)
    await close_child(scene.parts, meeting.children[0].id, now.date())
    assert (await purge(scene.parts, now)).records == 1

    shown = await meeting.until_says(request, "let go after filing, as the policy says")
    await meeting.worker.click_button("Read the record", message=shown)
    await meeting.worker.until_view("The text was let go after filing")
    said = meeting.worker.view_text
    assert meeting.children[0].name in said
    assert "agreed and complete" in said
    assert not any(words in said for words in ("walks with Dad", "school nurse", "Ask for an addendum"))
    await meeting.worker.close_view(everything=True)


async def test_an_administrator_hears_of_what_is_due_confirms_it_and_it_goes_by_night(town: Town, scene: Scene) -> None:
    owen = await scene.person("owen")
    grace = await scene.person_id("Grace")
    async with scene.parts.database.write(None, scene.now()) as session:
        await session.exec(update(Person).where(col(Person.id) == grace).values(left_on=date(2019, 5, 6)))
    await town.advance(hours=12)
    await town.advance(hours=12)

    told = await owen.until_message("1 file due for disposal")
    assert "Grace" not in str(told)
    await owen.click_button("Look at the list", message=told)
    await owen.until_view("Grace Adeyemi")
    assert "Due since Tue 6 May 2025" in owen.view_text
    await owen.click_button("Confirm")
    await owen.until_view("Confirmed: it goes tonight.")
    await owen.close_view(everything=True)
    await town.advance(hours=12)

    async def erased() -> bool:
        (person,) = await scene.rows(Person, Person.id == grace)
        return bool(person.name == "Former colleague")

    await until(erased, waiting_for="the name to go")
    (line,) = await scene.rows(Disposal, Disposal.person_id == grace)
    assert line.done_at is not None
    assert not await scene.rows(
        Outbox, Outbox.kind == MessageKind.DISPOSAL, Outbox.recipient_id == await scene.person_id("Priya")
    )
