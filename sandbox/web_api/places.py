"""Which conversation a call means, and whether the bot may use it."""

from sandbox.conversations import Conversation
from sandbox.kinds import Json
from sandbox.refusals import Refused
from sandbox.rooms import Rooms

__all__ = ["check_scope", "joined", "known", "target"]


def known(rooms: Rooms, channel: object) -> Conversation:
    """Give a conversation the bot can know of: any public channel, and those it is in."""
    found = rooms.workspace.conversations.get(channel) if isinstance(channel, str) else None
    bot = rooms.workspace.app.bot_user_id
    if found is None or (found.private and bot not in found.members):
        raise Refused("channel_not_found")
    return found


def joined(rooms: Rooms, channel: object) -> Conversation:
    """Give a conversation the bot is in."""
    found = known(rooms, channel)
    if rooms.workspace.app.bot_user_id not in found.members:
        raise Refused("not_in_channel")
    return found


def target(rooms: Rooms, channel: str) -> Conversation:
    """Where a message goes: a conversation the bot is in, or a person's direct messages.

    Posting to a deactivated person succeeds, as in Slack, when they had direct messages
    with the app before.
    """
    workspace = rooms.workspace
    person = workspace.person(channel)
    if person is not None:
        if person.is_bot:
            raise Refused("cannot_dm_bot")
        if person.deleted and workspace.find_dm(person.id) is None:
            raise Refused("channel_not_found")
        if person.stranger and not _shares_a_channel(rooms, person.id):
            raise Refused("channel_not_found")
        return workspace.dm_with(person.id)
    found = known(rooms, channel)
    if found.archived:
        raise Refused("is_archived")
    public = not found.private and "chat:write.public" in workspace.app.scopes
    if workspace.app.bot_user_id not in found.members and not public:
        raise Refused("not_in_channel")
    return found


def _shares_a_channel(rooms: Rooms, user: str) -> bool:
    bot = rooms.workspace.app.bot_user_id
    return any(
        user in one.members and bot in one.members
        for one in rooms.workspace.conversations.values()
        if one.kind == "channel"
    )


_READ = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read"}
_HISTORY = {"public_channel": "channels:history", "private_channel": "groups:history", "im": "im:history"}


def check_scope(rooms: Rooms, types: str | list[str], what: str) -> None:
    """Check that the manifest allows reading conversations of these types."""
    table = _HISTORY if what == "history" else _READ
    have = rooms.workspace.app.scopes
    for kind in [types] if isinstance(types, str) else types:
        scope = table.get(kind)
        if scope is None:
            raise Refused("invalid_types")
        if scope not in have:
            raise Refused("missing_scope", **missing(have, scope))


def missing(have: tuple[str, ...], needed: str) -> Json:
    """Say what Slack adds to a missing_scope error."""
    return {"needed": needed, "provided": ",".join(have)}
