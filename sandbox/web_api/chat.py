"""chat.*: posting, changing, deleting, and notes for one person."""

from sandbox.blockkit import limits
from sandbox.conversations import Conversation
from sandbox.kinds import Json
from sandbox.message_checks import checked_content, checked_metadata
from sandbox.messages import Message
from sandbox.refusals import Refused
from sandbox.talk import fallback_text
from sandbox.web_api.calls import Call, method
from sandbox.web_api.places import joined, known, target

__all__: list[str] = []


@method("chat.postMessage", "chat:write")
def post_message(call: Call) -> Json:
    """Post to a conversation, or to a person's direct messages."""
    workspace = call.rooms.workspace
    conversation = target(call.rooms, call.text("channel"))
    text, blocks = checked_content(workspace, call.arguments)
    message = call.rooms.talk.post(
        conversation,
        workspace.app.bot_user_id,
        text,
        blocks=blocks,
        thread_ts=_thread(call, conversation),
        metadata=checked_metadata(call.get("metadata")),
        attachments=call.get("attachments"),
        broadcast=call.flag("reply_broadcast"),
    )
    shown = message.as_slack(workspace.team.id, with_metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "message": shown}


def _thread(call: Call, conversation: Conversation) -> str | None:
    thread_ts = call.get("thread_ts")
    if not thread_ts:
        return None
    parent = conversation.messages.get(str(thread_ts))
    if parent is None:
        raise Refused("thread_not_found")
    return parent.thread_ts or parent.ts


@method("chat.update", "chat:write")
def update(call: Call) -> Json:
    """Change one of the bot's messages in place."""
    workspace = call.rooms.workspace
    conversation = known(call.rooms, call.text("channel"))
    message = _own_message(call, conversation, "cant_update_message")
    text, blocks = checked_content(workspace, call.arguments, longest=limits.UPDATED_TEXT)
    changed = checked_metadata(call.get("metadata"))
    if "metadata" in call.arguments and call.get("metadata") is not None:
        message.metadata = changed
    message.text, message.blocks = text or fallback_text(blocks), blocks
    if not blocks:
        message.edited = {"user": workspace.app.bot_user_id, "ts": workspace.clock.next_ts()}
    call.rooms.talk.change(conversation, message)
    return {
        "channel": conversation.id,
        "ts": message.ts,
        "text": text,
        "message": message.as_slack(workspace.team.id),
    }


@method("chat.delete", "chat:write")
def delete(call: Call) -> Json:
    """Delete one of the bot's messages."""
    conversation = known(call.rooms, call.text("channel"))
    message = _own_message(call, conversation, "cant_delete_message")
    call.rooms.talk.remove(conversation, message)
    return {"channel": conversation.id, "ts": message.ts}


def _own_message(call: Call, conversation: Conversation, refusal: str) -> Message:
    message = conversation.messages.get(call.text("ts"))
    if message is None:
        raise Refused("message_not_found")
    if message.user != call.rooms.workspace.app.bot_user_id:
        raise Refused(refusal)
    return message


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(call: Call) -> Json:
    """Show one member of a conversation something only they see."""
    workspace = call.rooms.workspace
    conversation = joined(call.rooms, call.text("channel"))
    user = call.text("user")
    if workspace.person(user) is None:
        raise Refused("user_not_found")
    if user not in conversation.members:
        raise Refused("user_not_in_channel")
    text, blocks = checked_content(workspace, call.arguments)
    note = call.rooms.talk.note(conversation, user, text, blocks=blocks, thread_ts=_thread(call, conversation))
    return {"message_ts": note.ts}


@method("chat.getPermalink")
def get_permalink(call: Call) -> Json:
    """Give the address of a message."""
    conversation = known(call.rooms, call.text("channel"))
    ts = call.text("message_ts")
    if ts not in conversation.messages:
        raise Refused("message_not_found")
    domain = call.rooms.workspace.team.domain
    link = f"https://{domain}.slack.example/archives/{conversation.id}/p{ts.replace('.', '')}"
    return {"channel": conversation.id, "permalink": link}
