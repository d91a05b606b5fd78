"""Reading a member as Slack spells one, in events and in answers alike."""

from typing import Any

from models.values.visitors import Member

__all__ = ["read_member"]

_SLACKBOT = "USLACKBOT"


def read_member(user: dict[str, Any], *, home: str | None) -> Member:
    """Return the member; one whose workspace is not `home` is a stranger."""
    profile = user.get("profile") or {}
    name = profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"]
    team = user.get("team_id")
    return Member(
        slack_id=user["id"],
        name=name,
        email=profile.get("email") or None,
        deleted=bool(user.get("deleted")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        stranger=bool(user.get("is_stranger") or (team and home and team != home)),
        bot=bool(user.get("is_bot")) or user["id"] == _SLACKBOT,
    )
