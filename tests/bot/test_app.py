"""The bot joined by `build`, in the pretend workspace: ready, at the door, disturbed, and stopped."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from bot.app import build
from bot.settings import SettingsError
from handlers.directory import TYPED
from handlers.door import GUEST, OUTSIDE, UNKNOWN
from models.tables import Person, SlackUser
from models.values.errors import Refusal
from models.vocabulary import World
from tests.support.town import Town, open_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town whose bot ticks only at its start and when the clock moves."""
    database = f"sqlite:///{tmp_path / 'bot.db'}"
    async with open_town(database, tmp_path / "sandbox", tick_seconds=300, patience_seconds=0.2) as opened:
        yield opened


@asynccontextmanager
async def locked(town: Town) -> AsyncIterator[None]:
    """Hold the database's write lock, as a backup or another program might."""
    file = town.settings.database_url.get_secret_value().removeprefix("sqlite:///")
    connection = sqlite3.connect(file, isolation_level=None, timeout=0)
    async with asyncio.timeout(5):
        while not _lock(connection):  # noqa: ASYNC110 -- SQLite wakes nobody
            await asyncio.sleep(0.02)
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def _lock(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    return True


async def member(town: Town, slack_id: str) -> SlackUser:
    async with town.bot.parts.read() as session:
        return (await session.exec(select(SlackUser).where(SlackUser.slack_id == slack_id))).one()


async def connections(town: Town) -> list[str]:
    """Return the calls by which the bot asked for a connection."""
    entries = (await town.control("GET", "traffic"))["entries"]
    return [entry["kind"] for entry in entries if entry["kind"] == "api:apps.connections.open"]


async def test_at_the_start_everybody_is_linked_and_the_command_opens_a_modal(town: Town) -> None:
    priya = await town.person("priya")
    await priya.command("/supervision")
    await priya.until_view("Sam Okafor")


async def test_somebody_who_types_before_the_directory_knows_them_is_looked_up(town: Town) -> None:
    async with town.bot.parts.database.write(None, town.bot.clock.now()) as session:
        await session.exec(update(Person).where(col(Person.slack_id) == "U0PRIYA").values(slack_id=None))
    priya = await town.person("priya")
    await priya.command("/supervision")
    await priya.until_message("Found you, Priya. Please do that again.")
    await priya.command("/supervision")
    await priya.until_view("Sam Okafor")


async def test_somebody_nobody_listed_hears_so_and_nobody_else_does(town: Town) -> None:
    await town.control("POST", "users", {"id": "U0NEW", "name": "new", "real_name": "New One", "email": "n@x.example"})
    newcomer = await town.person("new")
    await newcomer.command("/supervision")
    await newcomer.until_message(UNKNOWN)
    await newcomer.home()
    await newcomer.until(lambda _seen: UNKNOWN in newcomer.home_text)


@pytest.mark.parametrize(("who", "sentence"), [("meera", GUEST), ("piotr", OUTSIDE)])
async def test_guests_and_members_of_other_workspaces_are_turned_away(town: Town, who: str, sentence: str) -> None:
    visitor = await town.person(who)
    await visitor.command("/supervision")
    await visitor.until_message(sentence)
    assert not visitor.seen["views"]


async def test_a_typed_message_is_answered_once_and_never_stored(town: Town) -> None:
    sam = await town.person("sam")
    await sam.say("Kai hides under the bed")
    await sam.until_message(TYPED[:40])
    await sam.say("Kai hides under the bed")
    await town.advance(seconds=1)
    await sam.see()
    assert [message["text"] for message in sam.messages()].count(TYPED) == 1
    folder = Path(town.settings.database_url.get_secret_value().removeprefix("sqlite:///")).parent
    assert all(b"under the bed" not in file.read_bytes() for file in folder.glob("bot.db*"))


async def test_what_slack_says_of_a_member_is_kept(town: Town) -> None:
    await town.control("POST", "users/U0SAM", {"deleted": True})
    async with asyncio.timeout(5):
        while not (await member(town, "U0SAM")).deleted:  # noqa: ASYNC110 -- the database wakes nobody
            await asyncio.sleep(0.02)


async def test_an_event_that_could_not_be_kept_is_sent_again(town: Town) -> None:
    async with locked(town):
        await town.control("POST", "users/U0SAM", {"guest": True})
    assert not (await member(town, "U0SAM")).guest
    await town.advance(seconds=90)
    async with asyncio.timeout(5):
        while not (await member(town, "U0SAM")).guest:  # noqa: ASYNC110 -- the database wakes nobody
            await asyncio.sleep(0.02)


async def test_a_closed_connection_is_opened_again(town: Town) -> None:
    await town.fault(socket="close")
    async with asyncio.timeout(5):
        while not await town.bot.connection.is_ready():  # noqa: ASYNC110 -- the SDK tells nobody
            await asyncio.sleep(0.02)
    priya = await town.person("priya")
    await priya.command("/supervision")
    await priya.until_view("Sam Okafor")


async def test_a_connection_that_says_nothing_for_long_is_made_anew(town: Town) -> None:
    await town.stop_bot()
    await town.start_bot(watch_seconds=0.1, silence_seconds=0.3)
    before = len(await connections(town))
    async with asyncio.timeout(5):
        while len(await connections(town)) == before:  # noqa: ASYNC110 -- the SDK tells nobody
            await asyncio.sleep(0.05)
    priya = await town.person("priya")
    await priya.command("/supervision")
    await priya.until_view("Sam Okafor")


async def test_the_bot_stops_and_starts_again_on_the_same_database(town: Town) -> None:
    await town.stop_bot()
    await town.start_bot()
    priya = await town.person("priya")
    await priya.command("/supervision")
    await priya.until_view("Sam Okafor")


async def test_a_token_slack_refuses_is_one_sentence(town: Town) -> None:
    await town.stop_bot()
    wrong = town.settings.model_copy(update={"slack_app_token": town.settings.slack_bot_token})
    with pytest.raises(SettingsError, match=r"^The setting SLACK_APP_TOKEN is wrong: Slack refused it \(\w+\)\.$"):
        async with build(wrong):
            pass


async def test_a_signing_key_that_seals_texts_too_stops_the_start(town: Town) -> None:
    await town.stop_bot()
    wrong = town.settings.model_copy(update={"signing_key_file": town.settings.key_file})
    with pytest.raises(SettingsError, match="KEY and SIGNING_KEY are the same key"):
        async with build(wrong):
            pass


async def test_a_database_of_the_other_world_is_refused(town: Town) -> None:
    await town.stop_bot()
    wrong = town.settings.model_copy(update={"world": World.SLACK, "clock_file": None})
    with pytest.raises(Refusal, match="belongs to the sandbox world"):
        async with build(wrong):
            pass
