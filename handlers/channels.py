"""Teams' channels: reading one as Slack spells it, and keeping up with who is in it."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.desk import Desk
from handlers.failures import describe
from handlers.listeners import Listener, Who
from handlers.payload import Body
from models.rules.channels import may_be_closed
from models.values.channels import SeenChannel
from models.workflow.team_channels import list_channels, note_channel, note_membership

__all__ = ["LISTENERS", "list_team_channels", "look_at", "read_channel"]

_SHARED = ("is_shared", "is_ext_shared", "is_org_shared", "is_pending_ext_shared")
_OUT = frozenset({"channel_not_found", "not_in_channel"})
_PAGE = 200
_TRIES = 5
_PAUSE = 1.0

_log = structlog.get_logger()


def read_channel(channel: dict[str, Any], members: Iterable[str] | None = None) -> SeenChannel:
    """Return the channel; one that is about to be shared with another organisation counts as shared."""
    return SeenChannel(
        channel_id=channel["id"],
        private=bool(channel.get("is_private")),
        shared=any(channel.get(key) for key in _SHARED),
        archived=bool(channel.get("is_archived")),
        bot_is_in=bool(channel.get("is_member")),
        members=None if members is None else tuple(members),
    )


async def look_at(client: AsyncWebClient, channel: str, *, members: bool) -> SeenChannel:
    """Ask Slack about one channel, and with `members` who is in it where that can matter."""
    seen = read_channel((await client.conversations_info(channel=channel))["channel"])
    if not members or not may_be_closed(seen):
        return seen
    return replace(seen, members=tuple([member async for member in _members(client, channel)]))


async def _members(client: AsyncWebClient, channel: str) -> AsyncIterator[str]:
    cursor = ""
    while True:
        answer = await client.conversations_members(channel=channel, limit=_PAGE, cursor=cursor)
        for member in answer["members"]:
            yield member
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


async def list_team_channels(desk: Desk, client: AsyncWebClient) -> None:
    """Bring the local copy of every team's channel up to date, as slowly as Slack asks.

    One that cannot be looked at stays as it is until the next listing, and holds up none of the others.
    """
    for channel in await list_channels(desk.parts):
        try:
            await _look_patiently(desk, client, channel)
        except Exception as error:  # noqa: BLE001 -- the other channels are to be looked at whatever it was
            _log.warning("a team's channel could not be looked at", **describe(error))


async def _look_patiently(desk: Desk, client: AsyncWebClient, channel: str) -> None:
    for _ in range(_TRIES):
        try:
            await _look_again(desk, client, channel)
        except SlackApiError as error:
            if error.response.get("error") != "ratelimited":
                raise
            await asyncio.sleep(float(error.response.headers.get("Retry-After", _PAUSE)))
        else:
            return


async def _look_again(desk: Desk, client: AsyncWebClient, channel: str) -> None:
    """Keep how a channel stands; one that Slack hides from the bot is one it is not in."""
    try:
        seen = await look_at(client, channel, members=True)
    except SlackApiError as error:
        if error.response.get("error") not in _OUT:
            raise
        seen = SeenChannel(channel, private=True, shared=False, bot_is_in=False, members=())
    await note_channel(desk.parts, seen, desk.now())


async def member_moved(body: Body, desk: Desk) -> None:
    """Keep who joined or left a channel."""
    event = body["event"]
    joined = event["type"] == "member_joined_channel"
    await note_membership(desk.parts, event["channel"], event["user"], desk.now(), joined=joined)


async def channel_changed(body: Body, desk: Desk, client: AsyncWebClient) -> None:
    """Look anew at a channel that was archived, opened again, shared or no longer is, or that the bot had to leave."""
    channel = body["event"].get("channel")
    if isinstance(channel, str) and channel in await list_channels(desk.parts):
        desk.later(_look_again(desk, client, channel))


CHANGES = (
    "channel_archive",
    "channel_left",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_left",
    "group_unarchive",
)

LISTENERS = (
    Listener("event", "member_joined_channel", member_moved, Who.ANYONE),
    Listener("event", "member_left_channel", member_moved, Who.ANYONE),
    *(Listener("event", change, channel_changed, Who.ANYONE) for change in CHANGES),
)
