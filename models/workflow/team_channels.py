"""Teams' channels: where a team's post goes, how much it may say, and the local copy of who is there."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Delete, delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import insert_or_ignore
from models.rules.channels import judge_detail
from models.tables import ChannelMember, SlackUser, Team, TeamChannel
from models.values.channels import SeenChannel
from models.values.visitors import Member
from models.vocabulary import ChannelDetail
from models.workflow.clocks.team_posts import refresh_channels_posts
from models.workflow.parts import Parts

__all__ = ["judge_channel", "list_channels", "note_channel", "note_membership"]


async def list_channels(parts: Parts) -> tuple[str, ...]:
    """Return the channels of all teams."""
    async with parts.read() as session:
        found = await session.exec(select(Team.channel_id).where(col(Team.channel_id).is_not(None)).distinct())
        return tuple(sorted(channel for channel in found.all() if channel))


async def judge_channel(parts: Parts, wanted: ChannelDetail, seen: SeenChannel) -> ChannelDetail:
    """Return how much may be said in a channel as Slack describes it now; guests are known from the local copy."""
    if wanted is ChannelDetail.COUNTS or not seen.members:
        return ChannelDetail.COUNTS
    async with parts.read() as session:
        return judge_detail(wanted, seen, await _read_members(session, seen.members))


async def note_channel(parts: Parts, seen: SeenChannel, now: datetime) -> None:
    """Keep what Slack says of a team's channel, and who is in it where that was asked.

    Where something changed, today's post there is shown anew: it may have to say less.
    """
    async with parts.database.write(None, now) as session:
        if not await _is_of_a_team(session, seen.channel_id):
            return
        known = await session.get(TeamChannel, seen.channel_id)
        told = {"private": seen.private, "shared": seen.shared, "archived": seen.archived, "bot_is_in": seen.bot_is_in}
        changed = known is None or any(getattr(known, name) is not value for name, value in told.items())
        await session.merge(TeamChannel(channel_id=seen.channel_id, seen_at=now, **told))
        if seen.members is not None:
            changed = await _keep_members(session, seen.channel_id, frozenset(seen.members)) or changed
        if changed:
            await refresh_channels_posts(session, seen.channel_id, now)


async def note_membership(parts: Parts, channel_id: str, slack_id: str, now: datetime, *, joined: bool) -> None:
    """Keep that somebody joined or left a team's channel, and let today's post there say no more than it may now."""
    async with parts.database.write(None, now) as session:
        if not await _is_of_a_team(session, channel_id):
            return
        if joined:
            await insert_or_ignore(session, ChannelMember, channel_id=channel_id, slack_id=slack_id)
        else:
            await session.exec(_members_of(channel_id).where(col(ChannelMember.slack_id) == slack_id))
        await refresh_channels_posts(session, channel_id, now)


async def _keep_members(session: AsyncSession, channel_id: str, members: frozenset[str]) -> bool:
    """Make the local copy name these members and no others; say whether that changed anything."""
    here = await session.exec(select(ChannelMember.slack_id).where(ChannelMember.channel_id == channel_id))
    known = frozenset(here.all())
    if gone := known - members:
        await session.exec(_members_of(channel_id).where(col(ChannelMember.slack_id).in_(gone)))
    for slack_id in sorted(members - known):
        await insert_or_ignore(session, ChannelMember, channel_id=channel_id, slack_id=slack_id)
    return known != members


def _members_of(channel_id: str) -> Delete:
    return delete(ChannelMember).where(col(ChannelMember.channel_id) == channel_id)


async def _is_of_a_team(session: AsyncSession, channel_id: str) -> bool:
    return (await session.exec(select(Team.id).where(Team.channel_id == channel_id))).first() is not None


async def _read_members(session: AsyncSession, slack_ids: Sequence[str]) -> Mapping[str, Member]:
    found = await session.exec(select(SlackUser).where(col(SlackUser.slack_id).in_(slack_ids)))
    return {
        user.slack_id: Member(user.slack_id, user.name, user.email, user.deleted, user.guest, user.stranger, user.bot)
        for user in found.all()
    }
