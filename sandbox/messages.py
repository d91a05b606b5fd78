"""Messages and their reactions."""

import re
from dataclasses import dataclass, field, fields
from typing import Any, Final

from sandbox.kinds import Blocks, Json

__all__ = ["Message", "escaped", "normal_reaction"]

_ALIASES: Final = {
    "thumbsup": "+1",
    "thumbsdown": "-1",
    "hooray": "tada",
    "envelope_with_arrow": "incoming_envelope",
    "satisfied": "laughing",
    "collision": "boom",
    "shit": "hankey",
    "poop": "hankey",
    "facepunch": "punch",
    "raised_hand": "hand",
    "flipper": "dolphin",
    "running": "runner",
    "telephone": "phone",
}
_NAME: Final = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def normal_reaction(name: str) -> str | None:
    """Spell a reaction's name as Slack's events do; None if it is no name."""
    bare = name.strip().strip(":").lower()
    if not _NAME.fullmatch(bare):
        return None
    word, mark, tone = bare.partition("::")
    return _ALIASES.get(word, word) + mark + tone


def escaped(text: str) -> str:
    """Escape what a person typed as Slack does before it shows it to an app."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@dataclass
class Message:
    """One message in a conversation, or a note only one person sees; `files` are the ids of those it shows."""

    ts: str
    user: str
    text: str
    blocks: Blocks = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    metadata: Json | None = None
    attachments: list[Json] = field(default_factory=list)
    edited: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    ephemeral_to: str | None = None
    broadcast: bool = False
    files: list[str] = field(default_factory=list)
    values: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def by_bot(self) -> bool:
        """Whether the app posted it."""
        return self.bot_id is not None

    def to_json(self) -> Json:
        """Everything, for storage."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @classmethod
    def from_json(cls, stored: Json) -> "Message":
        """Read back what `to_json` wrote."""
        return cls(**stored)

    def reactions_json(self) -> list[Json]:
        """Give the reactions as Slack lists them."""
        return [
            {"name": name, "users": list(users), "count": len(users)} for name, users in self.reactions.items() if users
        ]

    def as_slack(self, team_id: str, *, with_metadata: bool = False) -> Json:
        """Give the message as Slack's methods and payloads show it to the app."""
        shown: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        shown["team"] = team_id
        if self.bot_id:
            shown |= {
                "bot_id": self.bot_id,
                "app_id": self.app_id,
                "bot_profile": {"id": self.bot_id, "app_id": self.app_id, "team_id": team_id},
            }
        optional: dict[str, Any] = {
            "blocks": self.blocks,
            "thread_ts": self.thread_ts,
            "attachments": self.attachments,
            "edited": self.edited,
            "reactions": self.reactions_json(),
            "metadata": self.metadata if with_metadata else None,
            "files": [{"id": one} for one in self.files],
            "subtype": "file_share" if self.files else None,
        }
        return shown | {key: value for key, value in optional.items() if value}

    def as_seen(self) -> Json:
        """Give the message as the control API shows it."""
        shown: Json = {
            "ts": self.ts,
            "thread_ts": self.thread_ts,
            "user": self.user,
            "text": self.text,
            "blocks": self.blocks,
            "values": self.values,
            "reactions": self.reactions_json(),
            "replies": [],
        }
        if self.edited:
            shown["edited"] = self.edited
        if self.ephemeral_to:
            shown["ephemeral"] = True
        return shown
