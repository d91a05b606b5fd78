"""A team's channel in Slack, as Slack describes it at one moment."""

from dataclasses import dataclass

__all__ = ["SeenChannel"]


@dataclass(frozen=True, slots=True)
class SeenChannel:
    """What Slack says of a channel; `members` is None where nobody asked who is in it."""

    channel_id: str
    private: bool
    shared: bool
    archived: bool = False
    bot_is_in: bool = True
    members: tuple[str, ...] | None = None
