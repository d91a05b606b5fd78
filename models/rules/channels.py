"""How much a channel may hear: numbers of children only where nobody from outside can read them."""

from collections.abc import Collection, Mapping

from models.values.channels import SeenChannel
from models.values.visitors import Member
from models.vocabulary import ChannelDetail

__all__ = ["judge_detail", "may_be_closed"]


def may_be_closed(channel: SeenChannel) -> bool:
    """Say whether it is worth asking who is in a channel: a public or shared one is open to others anyway."""
    return channel.private and not channel.shared and not channel.archived


def judge_detail(wanted: ChannelDetail, channel: SeenChannel, known: Mapping[str, Member]) -> ChannelDetail:
    """Return how much may be said in a channel, whatever its team wants.

    References only in a private, unshared channel all of whose members are `known` to belong to the
    council's own workspace and not to be guests. Of anybody unknown the worst is thought.
    """
    if wanted is ChannelDetail.COUNTS or not may_be_closed(channel) or channel.members is None:
        return ChannelDetail.COUNTS
    return ChannelDetail.REFERENCES if _all_inside(channel.members, known) else ChannelDetail.COUNTS


def _all_inside(members: Collection[str], known: Mapping[str, Member]) -> bool:
    return all(one in known and not (known[one].guest or known[one].stranger) for one in members)
