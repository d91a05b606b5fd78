"""reactions.*: reading them, and the bot's own."""

from sandbox.conversations import Conversation
from sandbox.kinds import Json
from sandbox.messages import Message, normal_reaction
from sandbox.refusals import Refused
from sandbox.web_api.calls import Call, method
from sandbox.web_api.places import joined

__all__: list[str] = []


def _message(call: Call) -> tuple[Conversation, Message]:
    conversation = joined(call.rooms, call.text("channel"))
    message = conversation.messages.get(call.text("timestamp"))
    if message is None:
        raise Refused("message_not_found")
    return conversation, message


@method("reactions.get", "reactions:read")
def get(call: Call) -> Json:
    """Show a message with its reactions."""
    conversation, message = _message(call)
    shown = message.as_slack(call.rooms.workspace.team.id)
    return {"type": "message", "channel": conversation.id, "message": shown}


def _react(call: Call, *, added: bool) -> Json:
    conversation, message = _message(call)
    name = normal_reaction(call.text("name"))
    if name is None:
        raise Refused("invalid_name")
    bot = call.rooms.workspace.app.bot_user_id
    if not call.rooms.talk.react(conversation, message, bot, name, added=added):
        raise Refused("already_reacted" if added else "no_reaction")
    return {}


@method("reactions.add", "reactions:write")
def add(call: Call) -> Json:
    """Add a reaction of the bot's own."""
    return _react(call, added=True)


@method("reactions.remove", "reactions:write")
def remove(call: Call) -> Json:
    """Take back a reaction of the bot's own."""
    return _react(call, added=False)
