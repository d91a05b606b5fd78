"""Away, said from Home: colleagues hear until when, the cover finds the children, and it can be ended early."""

import pytest

from handlers.blocks.ids import LEAVE_COVER, LEAVE_FROM
from models.tables import Leave, NudgeChoice
from models.vocabulary import Rhythm
from sandbox.blockkit.consistency import all_options
from sandbox.hands import Hands
from tests.journeys.scene import Scene, until
from tests.story.screen import field
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIRST, LAST, COVER = "First day away", "Last day away", "Who covers?"
AWAY = "away until Sat 7 March 2026."


async def home_says(hands: Hands, words: str) -> None:
    await hands.until(lambda _: words in hands.home_text, waiting_for=words)


async def home_forgets(hands: Hands, words: str) -> None:
    await hands.until(lambda _: words not in hands.home_text, waiting_for=f"no {words}")


async def offered_as_away(priya: Hands) -> None:
    """Look at whom Priya may start a supervision with."""
    await priya.click_button("Start a supervision", home=True)
    await priya.until_view("Whom do you supervise?")
    offered = [one["text"]["text"] for one in all_options(field(priya, "Whom do you supervise?").element)]
    assert next(one for one in offered if one.startswith("Sam Okafor")).endswith(" · away until 7 Mar")
    assert "away" not in next(one for one in offered if one.startswith("Amira"))
    await priya.close_view(everything=True)


async def cannot_be(priya: Hands) -> None:
    """Say what overlaps, then a cover who cannot be: each is answered under its box, and what was chosen stays."""
    await priya.click_button("I will be away", home=True)
    await priya.until_view("Sam Okafor")
    await priya.choose("Who is away?", "Sam Okafor")
    await priya.choose(FIRST, "2026-03-05")
    await priya.choose(LAST, "2026-03-12")
    refused = (await priya.submit())["errors"]
    assert list(refused) == [f"{LEAVE_FROM}:"]
    assert "Some of these days are in another absence, from 2 March 2026 to 6 March 2026." in str(refused)
    await priya.choose(FIRST, "2026-03-09")
    await priya.choose(COVER, "Sam Okafor")
    refused = (await priya.submit())["errors"]
    assert list(refused) == [f"{LEAVE_COVER}:"]
    assert "Nobody covers for themselves." in str(refused)
    await priya.close_view(everything=True)


async def test_a_worker_goes_on_leave_and_the_cover_finds_the_children(town: Town, scene: Scene) -> None:
    sam, amira, priya = [await scene.person(one) for one in ("sam", "amira", "priya")]
    for hands in (sam, amira, priya):
        await hands.home()
        await home_says(hands, "Hello")
    before = amira.home_text

    await sam.click_button("I will be away", home=True)
    await sam.until_view(LAST)
    await sam.choose(LAST, "2026-03-06")
    await sam.choose(COVER, "Amira Khan")
    await sam.submit()
    await sam.until_no_view()

    await home_says(sam, f"You are {AWAY} Amira Khan covers.")
    await home_says(amira, "You cover for Sam Okafor until Sat 7 March 2026.")
    assert "covering for Sam Okafor" in amira.home_text
    assert "covering" not in before
    await priya.home()
    await home_says(priya, f"Sam Okafor is {AWAY}")
    await offered_as_away(priya)
    await cannot_be(priya)

    await sam.click_button("I will be away", home=True)
    await sam.until_view("Amira Khan covers")
    await sam.click_button("Change")
    await sam.until_view("change the days or who covers")
    await sam.choose(LAST, "2026-03-10")
    await sam.submit()
    await sam.until_no_view()
    await home_says(amira, "You cover for Sam Okafor until Wed 11 March 2026.")

    await sam.click_button("I will be away", home=True)
    await sam.until_view("Amira Khan covers")
    await sam.click_button("End now")
    await sam.until_view("Nobody is down as away.")
    await sam.close_view(everything=True)
    await home_forgets(amira, "cover")
    await home_forgets(sam, "away until")
    [leave] = await scene.rows(Leave)
    assert leave.ended_at is not None


async def test_reminders_are_chosen_from_home_and_stand_there_the_next_time(town: Town, scene: Scene) -> None:
    sam = await scene.person("sam")
    await sam.home()
    await home_says(sam, "Hello Sam")
    await sam.click_button("Reminders", home=True)
    await sam.until_view("How often do you want to hear?")
    await sam.choose("How often do you want to hear?", "Once a week")
    await sam.choose("At what time?", "10:30")
    await sam.submit()
    await sam.until_no_view()

    async def chosen() -> list[NudgeChoice]:
        return await scene.rows(NudgeChoice)

    [choice] = await until(chosen, waiting_for="the choice")
    assert (choice.rhythm, choice.minute) == (Rhythm.WEEKLY, 630)
    await sam.click_button("Reminders", home=True)
    await sam.until_view("How often do you want to hear?")
    assert field(sam, "At what time?").state["selected_option"]["text"]["text"] == "10:30"
    await sam.close_view(everything=True)
