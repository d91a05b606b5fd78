"""Members of the Slack workspace, as Slack tells of them and as the door meets them."""

from dataclasses import dataclass

from models.values.people import Listed

__all__ = ["Member", "Visitor"]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the workspace; `stranger` belongs to another organisation's workspace."""

    slack_id: str
    name: str
    email: str | None = None
    deleted: bool = False
    guest: bool = False
    stranger: bool = False
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the door: what Slack says of them, and who they are in the directory."""

    person: Listed | None
    deleted: bool = False
    guest: bool = False
    stranger: bool = False
