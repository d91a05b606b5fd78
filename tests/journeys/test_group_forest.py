"""A group in Bracknell Forest: comments end over Easter, each checks their own actions, gaps show afterwards."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from models.vocabulary import RecordState
from models.workflow.sending import send_all
from sandbox.blockkit.consistency import all_options
from sandbox.looking import text_in
from tests.journeys.grouped import GroupMeeting, to_the_children
from tests.journeys.scene import Scene
from tests.story.screen import field
from tests.support.town import Town, open_town

pytestmark = pytest.mark.asyncio(loop_scope="module")

NURSE = "Dee Marsh, school nurse"
SEEN = "When was the child last seen?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(town_database: str, town_folder: Path) -> AsyncIterator[Town]:
    """A council that supervises as Bracknell Forest does."""
    async with open_town(town_database, town_folder / "sandbox", policy="bracknell-forest") as opened:
        yield opened


async def test_a_group_is_started_with_a_colleague_from_elsewhere_and_opens_the_councils_own_form(
    town: Town, scene: Scene
) -> None:
    priya = await scene.person("priya")
    await to_the_children(priya, team=("Joe Whitlock",), elsewhere=("Ben Hale",))
    assert "Also there: Joe Whitlock and Ben Hale" in priya.view_text
    await priya.type_into("Others who were there", f"{NURSE}\n\n{NURSE.upper()}")
    offered = [str(one["text"]["text"]) for one in all_options(field(priya, "Children").element)]
    await priya.choose("Children", next(words for words in offered if "Sam Okafor" in words))
    await priya.click_button("Start")
    await priya.until_view("Case update")
    assert "Group supervision: Sam Okafor presents" in priya.view_text
    await priya.close_view(everything=True)
    card = await priya.until_message("Also there: Ben Hale, Joe Whitlock and 1 from outside")
    await priya.click_button("Discard", message=card)
    await priya.until_message("was discarded")


async def test_comments_are_taken_over_easter_for_five_working_days_and_then_refused(town: Town, scene: Scene) -> None:
    await town.advance(days=31)  # Thursday 2 April: Good Friday and Easter Monday are no working days
    meeting = await GroupMeeting.hold(scene, NURSE)
    ben = await scene.person("ben")
    await meeting.write_all()
    await send_all(scene.parts, meeting.call(), supervision_id=meeting.id)
    (to_read,) = await meeting.until_asked(ben, "sent you 2 records to read")
    assert "until Mon 13 April 2026" in text_in(to_read)
    await town.advance(days=11)
    await meeting.comment(ben, to_read, "On the last day.")
    await meeting.open_comment(ben, to_read)
    await ben.type_into("Your comment", "A day too late.")

    await town.advance(days=1)
    refused = await ben.submit()

    assert "Comments could be added until 13 April 2026" in str(refused["errors"])
    await ben.close_view(everything=True)
    assert len(await meeting.acts()) == 1
    await meeting.read_as(ben, to_read)
    assert "The time for comments is over." in ben.view_text
    assert "Add a comment" not in ben.view_text
    await ben.close_view(everything=True)


async def test_at_the_next_group_everybody_checks_their_own_and_what_keeps_missing_shows_after_closing(
    town: Town, scene: Scene
) -> None:
    first = await GroupMeeting.hold(scene, NURSE, first=1)
    priya, sam, ben = [await scene.person(one) for one in ("priya", "sam", "ben")]
    await first.write_all(without=("last_seen",))
    await send_all(scene.parts, first.call(), supervision_id=first.id)
    await town.advance(days=28)

    second = await GroupMeeting.hold(scene, NURSE, first=1)
    await second.open_child(0, then="Case update")
    for step in ("2 of 7", "3 of 7", "4 of 7", "5 of 7", "6 of 7"):
        await priya.click_button("Save and next")
        await priya.until_view(step)
    await priya.until_view("*Sam Okafor: 1 to check*")
    await priya.click_button("Update")
    await priya.until_view("Where does it stand?")
    await priya.close_view(everything=True)

    await second.write_all(without=("last_seen",))
    await send_all(scene.parts, second.call(), supervision_id=second.id)
    await second.until_states(RecordState.AWAITING, RecordState.AWAITING)
    card = await second.until_card("waiting for agreement")
    assert "What keeps missing" not in text_in(card), "not before the meeting is over"
    await second.press_on_card("Close the meeting", then="How many minutes did it take?")
    await priya.submit()
    await second.press_on_card("What keeps missing", then="Only you see this")
    child = second.children[0].number
    assert SEEN in priya.view_text
    assert "Missing in 2 of 3 records: 12 May 2026 (" in priya.view_text
    assert child in priya.view_text
    assert second.children[0].name not in priya.view_text
    await priya.close_view(everything=True)
    for attendee in (sam, ben):
        assert not any("keeps missing" in text_in(one) for one in attendee.messages())
