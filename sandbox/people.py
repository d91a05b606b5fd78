"""The people of the workspace, as Slack describes them."""

from dataclasses import asdict, dataclass
from typing import Final

from sandbox.kinds import Json

__all__ = ["Person"]

_COLOURS: Final = ("4a6fa5", "7a5195", "2f7d6b", "b05a3c", "8a6d1f", "5b7f2b", "a13d63", "3c6e91")


@dataclass
class Person:
    """One member, guest or outsider of the workspace, or a bot."""

    id: str
    name: str
    real_name: str
    email: str = ""
    title: str = ""
    is_bot: bool = False
    guest: bool = False
    stranger: bool = False
    deleted: bool = False
    colour: str = ""
    updated: int = 0

    def __post_init__(self) -> None:
        if not self.colour:
            self.colour = _COLOURS[sum(map(ord, self.id)) % len(_COLOURS)]

    def as_json(self) -> Json:
        """Everything, for storage."""
        return asdict(self)

    def as_seen(self) -> Json:
        """Give everything, for the page, which spells the colour as Slack does."""
        return self.as_json() | {"color": self.colour}

    def as_slack(self, team_id: str, *, with_email: bool, bot_id: str | None = None) -> Json:
        """Describe the person as a Slack user object."""
        first, _, last = self.real_name.partition(" ")
        profile: Json = {
            "title": self.title,
            "phone": "",
            "skype": "",
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.real_name,
            "display_name_normalized": self.real_name,
            "status_text": "",
            "status_emoji": "",
            "status_expiration": 0,
            "avatar_hash": f"g{self.id.lower()}",
            "first_name": first,
            "last_name": last,
            "team": team_id,
        }
        if with_email and self.email:
            profile["email"] = self.email
        if bot_id:
            profile |= {"bot_id": bot_id, "api_app_id": ""}
        user: Json = {
            "id": self.id,
            "team_id": "T0ELSEWHERE" if self.stranger else team_id,
            "name": self.name,
            "deleted": self.deleted,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }
        if self.deleted:
            return user
        return user | {
            "color": self.colour,
            "real_name": self.real_name,
            "tz": "Europe/London",
            "tz_label": "Greenwich Mean Time",
            "tz_offset": 0,
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.guest,
            "is_ultra_restricted": False,
            "is_stranger": self.stranger,
            "is_email_confirmed": True,
            "who_can_share_contact_card": "EVERYONE",
        }
