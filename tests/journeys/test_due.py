"""What is due, through Slack: from the list to the proof, from the proof to settling it, and back."""

import json
import re

import pytest
from sqlmodel import col

from handlers.blocks.ids import DUE_SHOW, SETTLE_DONE_ON, SETTLE_UNTIL
from models.tables import ClockDone, ClockOverride, Snooze
from sandbox.hands import Hands
from tests.journeys.forge import forge
from tests.journeys.scene import Scene
from tests.support.leaks import find_names
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHILD_ROW = re.compile(r"\*([^*]+ · \d+)\* · supervision\noverdue, was due")
WHERE = "Zanzibar drawer, second folder"


async def at_rest(town: Town) -> Hands:
    priya = await town.person("Priya")
    await priya.see()
    if priya.view is not None:
        await priya.close_view(everything=True)
    return priya


async def choose(town: Town, name: str) -> Hands:
    """Ask why anything of somebody is due when it is."""
    priya = await at_rest(town)
    await priya.command("/supervision why Zanzibar")
    await priya.until_view("Whose date?")
    assert "Names are chosen here, not typed." in priya.view_text
    assert "Zanzibar" not in priya.view_text
    await priya.choose("Name or number", name)
    await priya.until_view("*Rule:*")
    return priya


async def open_list(town: Town) -> Hands:
    priya = await at_rest(town)
    await priya.command("/supervision due")
    await priya.until_view("Why?")
    return priya


async def open_proof(priya: Hands) -> str:
    """Press *Why?* beside the first child whose supervision is overdue; return how the child is named."""
    blocks = priya.view["view"]["blocks"] if priya.view else []
    rows = [str(block["text"]["text"]) for block in blocks if "accessory" in block]
    whys = [words for words in rows if not words.startswith("*Whose*")]
    number, words = next((place, words) for place, words in enumerate(whys) if CHILD_ROW.match(words))
    await priya.click_button("Why?", number=number)
    await priya.until_view("*Rule:*")
    return words.split("*")[1]


async def test_a_supervision_held_elsewhere_is_noted_from_its_proof_and_leaves_the_list(
    town: Town, scene: Scene
) -> None:
    priya = await open_list(town)
    label = await open_proof(priya)
    assert label in priya.view_text
    assert "as the directory says" in priya.view_text
    assert find_names(priya.view_text) == set()

    await priya.click_button("Held elsewhere")
    await priya.until_view("Where is it filed?")
    await priya.choose("When was it held?", "2026-03-03")
    await priya.type_into("By whom?", "Tom Bell")
    await priya.type_into("Where is it filed?", WHERE)
    refused = await priya.submit()
    assert "This date is still to come." in refused["errors"][SETTLE_DONE_ON]
    assert WHERE in json.dumps(priya.view), "what was typed stays"
    await priya.choose("When was it held?", "2026-02-27")
    await priya.submit()

    await priya.until_view("Noted: held elsewhere on Fri 27 February 2026.")
    assert "A later one" not in priya.view_text
    assert "the last supervision, held elsewhere" in priya.view_text
    await priya.click_button("Held elsewhere")
    await priya.until_view("Where is it filed?")
    await priya.choose("When was it held?", "2026-02-20")
    await priya.type_into("By whom?", "Tom Bell")
    await priya.type_into("Where is it filed?", WHERE)
    await priya.submit()
    await priya.until_view("A later one (Fri 27 February 2026) is known, so the date stays.")
    await priya.close_view()
    await priya.until_view("What is due")
    await priya.until(
        lambda _: f"{label}* · supervision" not in priya.view_text, waiting_for="the list below to be drawn anew"
    )
    done = await scene.rows(ClockDone)
    assert len(done) == 2
    assert not any(WHERE.encode() in one.text for one in done)


async def test_a_snooze_past_the_limit_is_refused_under_the_day_and_keeps_what_was_typed(
    town: Town, scene: Scene
) -> None:
    priya = await choose(town, "Sam Okafor")
    await priya.click_button("Snooze")
    await priya.until_view("Not told again before")
    await priya.choose("Not told again before", "2026-12-01")
    await priya.type_into("Reason", "They are away until then")

    refused = await priya.submit()

    assert "Not later than" in refused["errors"][SETTLE_UNTIL]
    assert "They are away until then" in json.dumps(priya.view)
    assert await scene.rows(Snooze) == []
    await priya.choose("Not told again before", "2026-03-03")
    await priya.submit()
    await priya.until_view("Not told again before Tue 3 March 2026.")
    assert "*Snoozed:* not told again before Tue 3 March 2026" in priya.view_text
    assert "They are away until then" in priya.view_text
    assert len(await scene.rows(Snooze)) == 1
    await priya.click_button("End the snooze")
    await priya.until_view("The snooze is over.")
    assert "not told again" not in priya.view_text


async def test_an_exception_is_agreed_and_ended_from_the_proof_of_whom_was_chosen(town: Town, scene: Scene) -> None:
    priya = await choose(town, "Sam Okafor")

    await priya.click_button("Change how often")
    await priya.until_view("Or once, by this date")
    await priya.type_into("How often: every so many …", "2")
    await priya.type_into("Reason", "A new plan for a while")
    await priya.choose("Until", "2026-05-01")
    await priya.submit()

    await priya.until_view("Saved: an exception until Fri 1 May 2026.")
    assert "A new plan for a while" in priya.view_text
    assert "supervision agreement" in priya.view_text, "every date of who was chosen still stands there"
    await priya.click_button("End the exception")
    await priya.until_view("The exception is over.")
    assert "A new plan for a while" not in priya.view_text
    assert [
        row.ended_at is not None for row in await scene.rows(ClockOverride, col(ClockOverride.every_days) == 14)
    ] == [True]
    await priya.click_button("Start")
    await priya.until_view("Whom do you supervise?")
    await priya.click_button("Next")
    await priya.until_view("*Sam Okafor* · One to one")


async def test_show_all_in_a_digest_opens_what_it_is_cut_from_and_a_team_is_chosen_there(town: Town) -> None:
    helen = await town.person("Helen")
    await helen.see()
    await forge(town.sandbox, helen, "action", DUE_SHOW, value="all", in_message=True)
    await helen.until_view("*Whose*")
    everybody = helen.view_text
    assert "with Priya Nair" in everybody

    await helen.choose("Whose", "Oak")

    await helen.until(lambda _: helen.view_text != everybody, waiting_for="the team's list")
    assert "with Tom Bell" in helen.view_text
    assert "with Priya Nair" not in helen.view_text
