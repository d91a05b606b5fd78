"""The door for somebody let in before: their modal opens while the door looks again, and says what came of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from handlers.door import GUEST
from models.tables import Person, SlackUser
from sandbox.hands import Hands
from tests.support.town import Town, open_town

COMMAND = "/supervision"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_town(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "sandbox") as town:
        yield town


@pytest.fixture
async def priya(town: Town) -> Hands:
    """Priya, whom the door has let in once."""
    priya = await town.person("priya")
    await priya.command(COMMAND)
    await priya.until_view("Sam Okafor")
    await priya.close_view(everything=True)
    return priya


async def make_guest(town: Town) -> None:
    await town.control("POST", "users/U0PRIYA", {"guest": True})
    async with asyncio.timeout(5):
        while not await is_guest(town):  # noqa: ASYNC110 -- the database wakes nobody
            await asyncio.sleep(0.02)


async def is_guest(town: Town) -> bool:
    async with town.bot.parts.read() as session:
        return (await session.exec(select(SlackUser.guest).where(SlackUser.slack_id == "U0PRIYA"))).one()


async def test_somebody_who_may_not_any_more_reads_that_in_the_modal_and_nothing_else(town: Town, priya: Hands) -> None:
    await make_guest(town)
    await priya.command(COMMAND)
    await priya.until_view(GUEST)
    assert "Sam Okafor" not in str(priya.seen["views"])
    await priya.close_view(everything=True)
    await priya.command(COMMAND)
    await priya.until_message(GUEST)
    assert not priya.seen["views"]


async def test_where_the_modal_could_not_be_opened_the_sentence_is_said_in_a_note(town: Town, priya: Hands) -> None:
    await make_guest(town)
    await town.fault(method="views.open", fault="refuse", error="expired_trigger_id")
    await priya.command(COMMAND)
    await priya.until_message(GUEST)


async def test_somebody_whose_link_was_lost_is_looked_up_and_told_in_the_modal(town: Town, priya: Hands) -> None:
    async with town.bot.parts.database.write(None, town.bot.clock.now()) as session:
        await session.exec(update(Person).where(col(Person.slack_id) == "U0PRIYA").values(slack_id=None))
    await priya.command(COMMAND)
    await priya.until_view("Found you, Priya. Please do that again.")
    await priya.close_view(everything=True)
    await priya.command(COMMAND)
    await priya.until_view("Sam Okafor")


async def test_a_word_after_the_command_opens_no_modal_for_anybody(town: Town, priya: Hands) -> None:
    await priya.command(f"{COMMAND} help")
    await priya.until_message(COMMAND)
    assert not priya.seen["views"]
