"""What one person sees."""

from sandbox.clock import Clock
from sandbox.conversations import Conversation
from sandbox.description import LONDON
from sandbox.kinds import Json
from sandbox.messages import Message
from sandbox.people import Person
from sandbox.rooms import Rooms

__all__ = ["clock_shown", "everything_seen", "workspace_shown"]


def clock_shown(clock: Clock) -> Json:
    """Give the clock for the page and for tests."""
    now = clock.now()
    return {
        "now": now.isoformat(),
        "unix": now.timestamp(),
        "iso_london": now.astimezone(LONDON).isoformat(timespec="seconds"),
        "offset": clock.offset,
    }


def workspace_shown(rooms: Rooms) -> Json:
    """Say what is the same for everybody."""
    workspace = rooms.workspace
    app = workspace.app
    return {
        "team": {
            "id": workspace.team.id,
            "name": workspace.team.name,
            "domain": workspace.team.domain,
        },
        "users": [one.as_seen() for one in workspace.people.values()],
        "channels": [
            {
                "id": one.id,
                "name": one.name,
                "private": one.private,
                "shared": one.shared,
                "archived": one.archived,
                "members": one.members,
            }
            for one in workspace.conversations.values()
            if one.kind == "channel"
        ],
        "app": {
            "id": app.id,
            "name": app.display_name,
            "bot_user_id": app.bot_user_id,
            "commands": [
                {
                    "command": one.command,
                    "description": one.description,
                    "usage_hint": one.usage_hint,
                }
                for one in app.commands
            ],
            "shortcuts": [
                {
                    "callback_id": one.callback_id,
                    "name": one.name,
                    "type": one.type,
                    "description": one.description,
                }
                for one in app.shortcuts
            ],
            "messages_writable": app.messages_writable,
        },
        "clock": clock_shown(workspace.clock),
        "connected": rooms.sockets.connected,
        "spotlight": workspace.spotlight,
    }


def everything_seen(rooms: Rooms, user: Person) -> Json:
    """All that this person has before them, and nothing that only others see."""
    workspace = rooms.workspace
    screen = workspace.screen(user.id)
    home = workspace.homes.get(user.id)
    own = workspace.find_dm(user.id)
    conversations = [_shown(rooms, one, user.id) for one in workspace.conversations_of(user.id)]
    if own is None:
        conversations.append(_unopened(rooms, user))
    return {
        "user": user.as_seen(),
        "clock": clock_shown(workspace.clock),
        "connected": rooms.sockets.connected,
        "seq": workspace.changes.number,
        "conversations": conversations,
        "home": home.as_seen() if home else None,
        "views": [one.as_seen() for one in screen.views],
        "notice": {"text": screen.notice} if screen.notice else None,
        "toasts": screen.toasts,
    }


def _unopened(rooms: Rooms, user: Person) -> Json:
    return {
        "id": rooms.workspace.dm_id(user.id),
        "kind": "app",
        "name": rooms.workspace.app.display_name,
        "private": True,
        "unread": 0,
        "messages": [],
    }


def _shown(rooms: Rooms, conversation: Conversation, user: str) -> Json:
    notes = [one for one in conversation.notes.values() if one.ephemeral_to == user]
    messages = sorted([*conversation.messages.values(), *notes], key=lambda one: float(one.ts))
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "name": conversation.name,
        "private": conversation.private,
        "shared": conversation.shared,
        "members": conversation.members,
        "unread": conversation.unread_by(user),
        "messages": _threaded(rooms, messages),
    }


def _threaded(rooms: Rooms, messages: list[Message]) -> list[Json]:
    """Messages with their replies under them."""
    top: list[Json] = []
    by_ts: dict[str, Json] = {}
    for message in messages:
        shown = message.as_seen()
        if message.files:
            files = [rooms.workspace.files[one] for one in message.files]
            shown["files"] = [one.as_slack(rooms.response_urls.base) for one in files]
        parent = by_ts.get(message.thread_ts or "")
        if parent is not None and message.thread_ts != message.ts:
            parent["replies"].append(shown)
            if not message.broadcast:
                continue
        by_ts[message.ts] = shown
        top.append(shown)
    return top
