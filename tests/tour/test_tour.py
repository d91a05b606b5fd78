"""The tour: hands that can be watched, and the command that plays it all."""

import asyncio
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.conftest import ROOT
from tests.story.writing import OUTCOMES
from tests.support.town import Town, open_town
from tests.tour.watched import FAST, Watched

LAST = "The tour is over."


async def test_the_light_goes_where_somebody_is_about_to_act_and_text_grows_as_it_is_typed(tmp_path: Path) -> None:
    async with (
        open_town(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "sandbox") as town,
        aiohttp.ClientSession() as http,
    ):
        priya = Watched(town.sandbox.url, "U0PRIYA", http, FAST)
        await priya.see()
        await priya.home()
        assert lit(town) == {"user": "U0PRIYA", "show": "home", "at": "", "words": ""}
        await priya.command("/supervision")
        assert lit(town) == {"user": "U0PRIYA", "show": "D0PRIYA", "at": "", "words": ""}
        await priya.until_view("Whom do you supervise?")
        await priya.choose("Choose a person", "Sam Okafor")
        assert lit(town)["at"] == "start_who"
        await priya.click_button("Next")
        await priya.until_view("In depth")
        await priya.choose("In depth", "AT · 500103")
        await priya.click_button("Start")
        await priya.until_view(OUTCOMES)
        await priya.type_into(OUTCOMES, "Alba is safe")
        assert await sent_while_typing(town) == ["Alba i", "Alba is safe"]
        await priya.shine(words="writes what should be different.")
        assert lit(town)["words"] == "writes what should be different."


def lit(town: Town) -> dict[str, str]:
    return town.sandbox.workspace.spotlight or {}


async def sent_while_typing(town: Town) -> list[str]:
    entries = (await town.control("GET", "traffic"))["entries"]
    pressed = [entry["body"]["actions"][0] for entry in entries if entry["kind"] == "block_actions"]
    return [action["value"] for action in pressed if action["type"] == "plain_text_input"]


async def test_the_tour_begins_without_waiting_plays_and_ends() -> None:
    told = await play("--fast", "--chapters", "2")
    assert len(told) > 10


@pytest.mark.soak
async def test_the_whole_tour_plays_without_waiting_and_ends() -> None:
    told = await play("--fast")
    assert len(told) > 40


async def play(*options: str) -> list[str]:
    """Play the tour to its end, and return what it told."""
    tour = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.tour", *options, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert tour.stdout is not None
    lines = (await tour.stdout.read()).decode().splitlines()
    assert await tour.wait() == 0
    assert any(line.strip().startswith("http://127.0.0.1:") and line.endswith("/?follow=1") for line in lines)
    assert lines[-1] == LAST
    return [line for line in lines if line.startswith(("Priya ", "Sam "))]
