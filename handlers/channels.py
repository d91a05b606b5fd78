"""Reading a channel as Slack spells one."""

from collections.abc import Iterable
from typing import Any

from models.values.channels import SeenChannel

__all__ = ["read_channel"]

_SHARED = ("is_shared", "is_ext_shared", "is_org_shared", "is_pending_ext_shared")


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
