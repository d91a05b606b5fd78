"""Channels and direct messages: who is in them and what was said."""

from dataclasses import dataclass, field

from sandbox.kinds import Json
from sandbox.messages import Message

__all__ = ["Conversation"]


@dataclass
class Conversation:
    """A channel, or one person's direct messages with the app.

    `kind` is `channel` or `app`. Notes only one person sees are kept apart from the
    messages and are forgotten at a restart, as in Slack.
    """

    id: str
    kind: str
    name: str
    private: bool = False
    shared: bool = False
    archived: bool = False
    created: int = 0
    members: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    notes: dict[str, Message] = field(default_factory=dict)
    last_read: dict[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """The name Slack's `types` and `channel_type` use."""
        if self.kind == "app":
            return "im"
        return "private_channel" if self.private else "public_channel"

    @property
    def person(self) -> str:
        """The person whose direct messages these are."""
        return self.members[0]

    def find(self, ts: str) -> Message | None:
        """Find a message or a note by its timestamp."""
        return self.messages.get(ts) or self.notes.get(ts)

    def replies_to(self, ts: str) -> list[Message]:
        """Give the replies in a thread, oldest first."""
        return [one for one in self.messages.values() if one.thread_ts == ts and one.ts != ts]

    def unread_by(self, user: str) -> int:
        """How many messages of others came since this person last looked."""
        since = self.last_read.get(user, "")
        return sum(
            1 for one in self.messages.values() if one.ts > since and one.user != user and self._tells(one, user)
        )

    def _tells(self, message: Message, user: str) -> bool:
        if message.thread_ts is None or self.kind == "app" or message.broadcast:
            return True
        parent = self.messages.get(message.thread_ts)
        thread = self.replies_to(message.thread_ts)
        return any(one.user == user for one in [*thread, *([parent] if parent else [])])

    def as_slack(self, team_id: str, bot_user: str, *, with_count: bool = False) -> Json:
        """Give the conversation as Slack's methods describe it."""
        if self.kind == "app":
            return {
                "id": self.id,
                "created": self.created,
                "is_im": True,
                "is_channel": False,
                "is_group": False,
                "is_mpim": False,
                "is_private": True,
                "is_archived": False,
                "is_org_shared": False,
                "is_ext_shared": False,
                "is_shared": False,
                "user": self.person,
                "is_user_deleted": False,
                "is_open": True,
                "context_team_id": team_id,
            }
        shown: Json = {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.private,
            "is_group": self.private,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.private,
            "is_archived": self.archived,
            "is_general": self.name == "general",
            "is_shared": self.shared,
            "is_ext_shared": self.shared,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "is_member": bot_user in self.members,
            "is_read_only": False,
            "created": self.created,
            "creator": self.members[0] if self.members else "",
            "unlinked": 0,
            "shared_team_ids": [team_id, "T0ELSEWHERE"] if self.shared else [team_id],
            "context_team_id": team_id,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }
        if with_count:
            shown["num_members"] = len(self.members)
        return shown
