"""Posting to a team's channel: who can read it decides what is said, and what is in doubt is not repeated."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import update
from sqlmodel import col, select

from handlers.blocks.message import Message
from handlers.channels import list_team_channels
from handlers.desk import Desk as HandlersDesk
from handlers.directory import list_members
from models.outbox import promise, refresh
from models.tables import ChannelMember, Team, TeamChannel
from models.values.outbox import Promised
from models.vocabulary import ChannelDetail, MessageKind, OutboxState
from models.workflow.parts import Parts
from sandbox import Sandbox
from sandbox.hands import Hands
from tests.bot.conftest import Desk, ask_for

pytestmark = pytest.mark.by_turns

ELM = "C0TEAMELM"
BOT = "U0SANDBOT"
HOME = "T0ASHMERE"


@pytest.fixture
async def team(desk: Desk, sandbox: Sandbox) -> str:
    """The team whose channel is Elm's and wants references; its words are how much may be said."""

    async def render(parts: Parts, promised: Promised, now: Any) -> Message | None:
        if promised.kind is MessageKind.TEAM_POST:
            return Message(text=promised.detail.value, blocks=[])
        return await Desk.render(desk, parts, promised, now)

    desk.render = render  # type: ignore[method-assign]
    async with desk.parts.database.write(None, desk.clock.now()) as session:
        found = (await session.exec(select(Team))).one()
        found.channel_id, found.channel_detail = ELM, ChannelDetail.REFERENCES
        session.add(found)
    at_home = HandlersDesk(desk.parts, desk.clock.now)
    await list_members(at_home, desk.client, HOME)
    return found.id


async def promise_post(desk: Desk, team_id: str, words: str = "post", day: str = "2026-03-02") -> None:
    now = desk.clock.now()
    async with desk.parts.database.write(None, now) as session:
        await promise(
            session,
            key=words,
            kind=MessageKind.TEAM_POST,
            recipient_id=None,
            team_id=team_id,
            facts={"words": words, "day": day},
            now=now,
        )


async def read(sandbox: Sandbox, user: str = "U0SAM") -> list[str]:
    """Return what stands in the channel, as a member reads it."""
    async with Hands(sandbox.url, user) as hands:
        await hands.see()
        return [message["text"] for message in hands.messages(ELM)]


async def control(http: aiohttp.ClientSession, path: str, **given: Any) -> None:
    async with http.post(f"/control/{path}", json=given) as response:
        assert response.status == 200, await response.text()


async def test_a_private_channel_with_nobody_from_outside_reads_references(
    desk: Desk, sandbox: Sandbox, team: str
) -> None:
    await promise_post(desk, team)
    await desk.deliverer().drain()
    assert await read(sandbox) == ["references"]
    row = await desk.row("post")
    assert (row.state, row.channel_id) == (OutboxState.SENT, ELM)


@pytest.mark.parametrize(
    ("path", "given"),
    [
        (f"channels/{ELM}", {"private": False}),
        (f"channels/{ELM}", {"shared": True}),
        (f"channels/{ELM}/members", {"add": ["U0MEERA"]}),
        (f"channels/{ELM}/members", {"add": ["U0PIOTR"]}),
    ],
    ids=["public", "shared", "a guest", "somebody of another organisation"],
)
async def test_a_channel_somebody_from_outside_can_read_gets_counts_and_loses_its_references_at_the_next_change(
    desk: Desk, sandbox: Sandbox, http: aiohttp.ClientSession, team: str, path: str, given: dict[str, Any]
) -> None:
    await promise_post(desk, team)
    await desk.deliverer().drain()
    await control(http, path, **given)
    async with desk.parts.database.write(None, desk.clock.now()) as session:
        await refresh(session, key="post", now=desk.clock.now())
    await promise_post(desk, team, "second")
    await desk.deliverer().drain()
    assert await read(sandbox) == ["counts", "counts"]


async def test_a_member_nobody_has_told_the_bot_of_leaves_only_counts(
    desk: Desk, sandbox: Sandbox, http: aiohttp.ClientSession, team: str
) -> None:
    await control(http, "users", id="U0NEW", name="new", real_name="New Colleague")
    await control(http, f"channels/{ELM}/members", add=["U0NEW"])
    await promise_post(desk, team)
    await desk.deliverer().drain()
    assert await read(sandbox) == ["counts"]


async def test_everybody_in_a_large_channel_is_looked_at(
    desk: Desk, sandbox: Sandbox, http: aiohttp.ClientSession, team: str
) -> None:
    many = [f"U0CROWD{place}" for place in range(230)]
    for slack_id in many:
        sandbox.workspace.add_person({"id": slack_id, "name": slack_id, "real_name": slack_id})
    sandbox.workspace.conversations[ELM].members.extend([*many, "U0MEERA"])
    await list_members(HandlersDesk(desk.parts, desk.clock.now), desk.client, HOME)
    await promise_post(desk, team)
    await desk.deliverer().drain()
    assert await read(sandbox) == ["counts"]


@pytest.mark.parametrize(
    ("path", "given", "mended", "reason"),
    [
        (f"channels/{ELM}", {"archived": True}, {"archived": False}, "the team's channel is archived"),
        (f"channels/{ELM}/members", {"remove": [BOT]}, {"add": [BOT]}, "Slack knows no such channel"),
    ],
    ids=["archived", "the bot is not in it"],
)
async def test_a_channel_that_cannot_be_posted_to_waits_and_an_administrator_hears_once(
    desk: Desk, sandbox: Sandbox, http: aiohttp.ClientSession, team: str,
    path: str, given: dict[str, Any], mended: dict[str, Any], reason: str,
) -> None:  # fmt: skip
    await control(http, path, **given)
    await promise_post(desk, team)
    for _ in range(2):
        await desk.deliverer().drain()
        row = await desk.row("post")
        assert row.state is OutboxState.WAITING
        assert str(row.reason).startswith(reason)
        await desk.change_row("post", lease_until=None)
    async with Hands(sandbox.url, "U0HELEN") as helen:
        await helen.see()
        [told] = helen.messages()
        assert told["text"] == "A message of the supervision bot waits."
        assert "the channel of the team Long Term East" in str(told["blocks"])
    await control(http, path, **mended)
    await desk.deliverer().drain()
    assert await read(sandbox) == ["references"]


async def test_a_public_channel_the_bot_was_not_invited_to_waits(
    desk: Desk, http: aiohttp.ClientSession, team: str
) -> None:
    await control(http, f"channels/{ELM}", private=False)
    await control(http, f"channels/{ELM}/members", remove=[BOT])
    await promise_post(desk, team)
    await desk.deliverer().drain()
    assert (await desk.row("post")).reason == "the bot is not in the team's channel: /invite it there"


@pytest.mark.parametrize("error", ["is_archived", "not_in_channel"])
async def test_a_channel_that_is_shut_between_the_look_and_the_post_waits_too(
    desk: Desk, http: aiohttp.ClientSession, team: str, error: str
) -> None:
    await ask_for(http, method="chat.postMessage", fault="refuse", error=error)
    await promise_post(desk, team)
    await desk.deliverer().drain()
    assert (await desk.row("post")).state is OutboxState.WAITING


async def test_a_team_without_a_channel_waits_and_what_was_for_yesterday_goes_nowhere(desk: Desk, team: str) -> None:
    async with desk.parts.database.write(None, desk.clock.now()) as session:
        await session.exec(update(Team).values(channel_id=None))
    await promise_post(desk, team)
    await desk.deliverer().drain()
    assert (await desk.row("post")).reason == "the directory names no channel for this team"
    await promise_post(desk, team, "yesterday", day="2026-03-01")
    await desk.change_row("post", state=OutboxState.CANCELLED)
    await desk.deliverer().drain()
    assert (await desk.row("yesterday")).state is OutboxState.CANCELLED


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("conversations.info", "drop_reply"),
        ("conversations.members", "server_error"),
        ("conversations.members", "ratelimited"),
    ],
)
async def test_a_channel_that_cannot_be_looked_at_is_not_posted_to_until_it_can(
    desk: Desk, sandbox: Sandbox, http: aiohttp.ClientSession, team: str, method: str, fault: str
) -> None:
    await ask_for(http, method=method, fault=fault, times=1000)
    await promise_post(desk, team)
    await desk.deliverer(retry_seconds=60).drain()
    assert await read(sandbox) == []
    assert (await desk.row("post")).state is OutboxState.WAITING
    async with http.delete("/control/faults"):
        pass
    await desk.change_row("post", lease_until=None)
    await desk.deliverer().drain()
    assert await read(sandbox) == ["references"]


async def test_a_post_in_doubt_is_not_repeated_that_day_and_the_next_day_has_its_own(
    desk: Desk, sandbox: Sandbox, http: aiohttp.ClientSession, team: str
) -> None:
    await ask_for(http, method="chat.postMessage", fault="drop_request")
    await promise_post(desk, team)
    for _ in range(3):
        await desk.deliverer().drain()
        await desk.change_row("post", lease_until=None)
    row = await desk.row("post")
    assert row.state is OutboxState.UNSURE
    assert "missing_scope" in str(row.reason)
    assert await read(sandbox) == []
    await control(http, "clock/advance", days=1)
    await desk.change_row("post", tried_at=desk.clock.real() - timedelta(hours=12))
    await promise_post(desk, team, "the next day's", day="2026-03-03")
    await desk.deliverer().drain()
    assert await read(sandbox) == ["references"]
    row = await desk.row("post")
    assert row.state is OutboxState.UNSURE
    assert row.lease_until is not None
    assert row.lease_until - desk.clock.real() > timedelta(hours=6), "yesterday's doubt is looked at once a day"


async def test_where_the_channels_history_may_be_read_a_post_in_doubt_is_looked_up(
    desk: Desk, sandbox: Sandbox, http: aiohttp.ClientSession, team: str
) -> None:
    app = sandbox.workspace.app
    sandbox.workspace.app = replace(app, scopes=(*app.scopes, "groups:history"))
    for place, fault in enumerate(("drop_reply", "drop_request")):
        await ask_for(http, method="chat.postMessage", fault=fault)
        await promise_post(desk, team, fault)
        async with asyncio.timeout(5):
            while (await desk.row(fault)).state is not OutboxState.SENT:
                await desk.deliverer().drain()
                await asyncio.sleep(0.05)
        assert await read(sandbox) == ["references"] * (place + 1)


async def test_a_change_of_a_post_in_a_channel_that_is_shut_is_given_up(
    desk: Desk, http: aiohttp.ClientSession, team: str
) -> None:
    await promise_post(desk, team)
    await desk.deliverer().drain()
    await control(http, f"channels/{ELM}", archived=True)
    async with desk.parts.database.write(None, desk.clock.now()) as session:
        await refresh(session, key="post", now=desk.clock.now())
    await desk.deliverer().drain()
    [key] = [key for key in await desk.states() if key.startswith("refresh")]
    assert (await desk.states())[key] is OutboxState.CANCELLED


@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.info", "conversations.members"])
async def test_one_channel_that_slack_is_too_busy_for_lets_everything_rest_for_as_long_as_it_asked(
    desk: Desk, http: aiohttp.ClientSession, team: str, sam: Hands, method: str
) -> None:
    await ask_for(http, method=method, fault="ratelimited", retry_after=1)
    await promise_post(desk, team)
    deliverer = desk.deliverer()
    await deliverer.drain()
    await desk.promise("To Sam, meanwhile")
    begun = asyncio.get_running_loop().time()
    await deliverer.drain()
    assert asyncio.get_running_loop().time() - begun >= 0.8
    await sam.see()
    assert [message["text"] for message in sam.messages()] == ["To Sam, meanwhile"]


async def test_the_local_copy_follows_the_listing_of_each_teams_channel(
    desk: Desk, http: aiohttp.ClientSession, team: str
) -> None:
    at_home = HandlersDesk(desk.parts, desk.clock.now)
    await ask_for(http, method="conversations.info", fault="ratelimited", retry_after=0)
    await list_team_channels(at_home, desk.client)
    assert await copied(desk) == ((True, False, False, True), {"U0PRIYA", "U0SAM", "U0AMIRA", "U0JOE", "U0LUCY", BOT})
    await control(http, f"channels/{ELM}/members", remove=["U0SAM"], add=["U0MEERA"])
    await list_team_channels(at_home, desk.client)
    assert await copied(desk) == ((True, False, False, True), {"U0PRIYA", "U0MEERA", "U0AMIRA", "U0JOE", "U0LUCY", BOT})
    await control(http, f"channels/{ELM}/members", remove=[BOT])
    await list_team_channels(at_home, desk.client)
    assert await copied(desk) == ((True, False, False, False), set())


@pytest.mark.parametrize("fault", [{"fault": "refuse", "error": "missing_scope"}, {"fault": "server_error"}])
async def test_a_channel_that_cannot_be_looked_at_holds_up_none_of_the_others(
    desk: Desk, http: aiohttp.ClientSession, team: str, fault: dict[str, str]
) -> None:
    async with desk.parts.database.write(None, desk.clock.now()) as session:
        session.add(Team(name="Another", channel_id="C0TEAMOAK"))
        session.add(Team(name="One more", channel_id="C0AAA"))
    await ask_for(http, method="conversations.info", **fault)
    await list_team_channels(HandlersDesk(desk.parts, desk.clock.now), desk.client)
    async with desk.parts.read() as session:
        assert len((await session.exec(select(TeamChannel))).all()) == 2


async def copied(desk: Desk) -> tuple[tuple[bool, bool, bool, bool], set[str]]:
    """Return the local copy of the channel: private, shared, archived, whether the bot is in it; and who is."""
    async with desk.parts.read() as session:
        kept = await session.get_one(TeamChannel, ELM)
        members = await session.exec(select(ChannelMember.slack_id).where(col(ChannelMember.channel_id) == ELM))
        return (kept.private, kept.shared, kept.archived, kept.bot_is_in), set(members.all())
