"""What happens in conversations: posting, changing, removing, reacting, reading."""

import re
from typing import Final

from sandbox.blockkit.walk import texts_of
from sandbox.conversations import Conversation
from sandbox.kinds import Blocks, Json
from sandbox.messages import Message
from sandbox.values import initial_values
from sandbox.workspace import Workspace

__all__ = ["Talk", "fallback_text"]

_CALLS_ALL: Final = re.compile(r"<!(channel|here|everyone)(\|[^>]*)?>")
_BARE_CALL: Final = re.compile(r"(?<![\w<!@])@(channel|here|everyone)\b")


class Talk:
    """Changes conversations, tells the pages, and lets the bot know by events."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def post(  # noqa: PLR0913 -- each is one part of a message
        self,
        conversation: Conversation,
        user: str,
        text: str,
        *,
        blocks: Blocks | None = None,
        thread_ts: str | None = None,
        metadata: Json | None = None,
        attachments: list[Json] | None = None,
        broadcast: bool = False,
        files: list[str] | None = None,
    ) -> Message:
        """Post a message, notify its readers, send the event."""
        app = self._workspace.app
        by_bot = user == app.bot_user_id
        message = Message(
            ts=self._workspace.clock.next_ts(),
            user=user,
            text=text or fallback_text(blocks or []),
            blocks=blocks or [],
            thread_ts=thread_ts,
            bot_id=app.bot_id if by_bot else None,
            app_id=app.id if by_bot else None,
            metadata=metadata,
            attachments=attachments or [],
            broadcast=broadcast,
            files=files or [],
            values=initial_values(blocks or []),
        )
        conversation.messages[message.ts] = message
        if not by_bot:
            conversation.last_read[user] = message.ts
        self._notify(conversation, message)
        self._changed(conversation)
        self._emit(conversation, message.as_slack(self._workspace.team.id), message.ts)
        return message

    def note(
        self,
        conversation: Conversation,
        to: str,
        text: str,
        *,
        blocks: Blocks | None = None,
        thread_ts: str | None = None,
    ) -> Message:
        """Show one person something only they see; it does not outlive a restart."""
        app = self._workspace.app
        message = Message(
            ts=self._workspace.clock.next_ts(),
            user=app.bot_user_id,
            text=text,
            blocks=blocks or [],
            thread_ts=thread_ts,
            bot_id=app.bot_id,
            app_id=app.id,
            ephemeral_to=to,
            values=initial_values(blocks or []),
        )
        conversation.notes[message.ts] = message
        self._workspace.changes.tell("messages", [to])
        return message

    def change(self, conversation: Conversation, message: Message) -> None:
        """Tell about a message changed in place: nobody is notified."""
        message.values = initial_values(message.blocks)
        self._changed(conversation)
        if message.ephemeral_to is None:
            shown = message.as_slack(self._workspace.team.id)
            self._emit(
                conversation,
                {"subtype": "message_changed", "message": shown, "hidden": True, "ts": self._stamp()},
            )

    def remove(self, conversation: Conversation, message: Message) -> None:
        """Take a message or a note away."""
        conversation.messages.pop(message.ts, None)
        conversation.notes.pop(message.ts, None)
        self._changed(conversation)
        if message.ephemeral_to is None:
            self._emit(
                conversation,
                {
                    "subtype": "message_deleted",
                    "deleted_ts": message.ts,
                    "previous_message": message.as_slack(self._workspace.team.id),
                    "hidden": True,
                    "ts": self._stamp(),
                },
            )

    def react(self, conversation: Conversation, message: Message, user: str, name: str, *, added: bool) -> bool:
        """Add or take back a reaction; False if it was so already."""
        users = message.reactions.setdefault(name, [])
        if (user in users) == added:
            return False
        if added:
            users.append(user)
        else:
            users.remove(user)
        self._changed(conversation)
        if self._workspace.app.bot_user_id in conversation.members:
            self._workspace.emit(
                {
                    "type": "reaction_added" if added else "reaction_removed",
                    "user": user,
                    "reaction": name,
                    "item": {"type": "message", "channel": conversation.id, "ts": message.ts},
                    "item_user": message.user,
                    "event_ts": self._stamp(),
                }
            )
        return True

    def read(self, conversation: Conversation, user: str) -> None:
        """Note that a person has seen everything here."""
        latest = max(conversation.messages, default="")
        if latest > conversation.last_read.get(user, ""):
            conversation.last_read[user] = latest
            self._workspace.touched()
            self._workspace.changes.tell("messages", [user])

    def _stamp(self) -> str:
        return self._workspace.clock.next_ts()

    def _changed(self, conversation: Conversation) -> None:
        self._workspace.touched()
        self._workspace.changes.tell("messages", conversation.members)

    def _notify(self, conversation: Conversation, message: Message) -> None:
        for user in conversation.members:
            if user == message.user or not self._calls(conversation, message, user):
                continue
            toast = {
                "id": message.ts,
                "channel": conversation.id,
                "ts": message.ts,
                "user": message.user,
                "text": message.text,
            }
            self._workspace.screen(user).toast(toast)

    @staticmethod
    def _calls(conversation: Conversation, message: Message, user: str) -> bool:
        if conversation.kind == "app":
            return True
        words = [message.text, *_formatted_texts(message.blocks)]
        if any(f"<@{user}" in one or _CALLS_ALL.search(one) for one in words):
            return True
        return any(_BARE_CALL.search(one) for one in _formatted_texts(message.blocks, parsed=True))

    def _emit(self, conversation: Conversation, message: Json, ts: str | None = None) -> None:
        if self._workspace.app.bot_user_id not in conversation.members:
            return
        types = {"im": "im", "private_channel": "group", "public_channel": "channel"}
        self._workspace.emit(
            {
                **message,
                "type": "message",
                "channel": conversation.id,
                "channel_type": types[conversation.type],
                "event_ts": ts or message["ts"],
            }
        )


def fallback_text(blocks: Blocks) -> str:
    """Build the text Slack builds when a message has blocks only."""
    return " ".join(texts_of(blocks))


def _formatted_texts(blocks: object, *, parsed: bool = False) -> list[str]:
    """Collect the mrkdwn texts; with `parsed` only those in which Slack looks for bare words.

    `verbatim` keeps Slack from reading `@here` as a call, never from reading `<!here>`.
    """
    found: list[str] = []
    if isinstance(blocks, list):
        for one in blocks:
            found.extend(_formatted_texts(one, parsed=parsed))
    elif isinstance(blocks, dict):
        if blocks.get("type") == "mrkdwn" and not (parsed and blocks.get("verbatim")):
            found.append(blocks["text"])
        for one in blocks.values():
            if isinstance(one, dict | list):
                found.extend(_formatted_texts(one, parsed=parsed))
    return found
