"""conversations.*: which there are, who is in them, what was said."""

from sandbox.conversations import Conversation
from sandbox.kinds import Json
from sandbox.messages import Message
from sandbox.refusals import Refused
from sandbox.web_api.calls import Call, method, page_of
from sandbox.web_api.places import check_scope, joined, known

__all__ = ["typed"]


def _shown(call: Call, conversation: Conversation) -> Json:
    workspace = call.rooms.workspace
    return conversation.as_slack(
        workspace.team.id, workspace.app.bot_user_id, with_count=call.flag("include_num_members")
    )


@method("conversations.open", "im:write")
def open_conversation(call: Call) -> Json:
    """Open direct messages with a person."""
    workspace = call.rooms.workspace
    users = [one for one in str(call.get("users") or "").split(",") if one]
    if len(users) != 1:
        raise Refused("not_enough_users" if not users else "method_not_supported_for_channel_type")
    person = workspace.person(users[0])
    if person is None:
        raise Refused("user_not_found")
    if person.is_bot:
        raise Refused("cannot_dm_bot")
    if person.deleted:
        raise Refused("user_disabled")
    already = workspace.find_dm(person.id) is not None
    conversation = workspace.dm_with(person.id)
    shown = _shown(call, conversation) if call.flag("return_im") else {"id": conversation.id}
    return {"no_op": already, "already_open": already, "channel": shown}


@method("conversations.info")
def info(call: Call) -> Json:
    """Describe one conversation."""
    conversation = known(call.rooms, call.text("channel"))
    check_scope(call.rooms, conversation.type, "read")
    return {"channel": _shown(call, conversation)}


@method("conversations.members")
def members(call: Call) -> Json:
    """List who is in a conversation."""
    conversation = known(call.rooms, call.text("channel"))
    check_scope(call.rooms, conversation.type, "read")
    page, metadata = page_of(call, conversation.members)
    return {"members": page, "response_metadata": metadata}


def typed(call: Call, user: str | None) -> list[Conversation]:
    """Give the conversations of the types asked for, that the bot can know of.

    With a user, only those this person is in.
    """
    types = str(call.get("types") or "public_channel").replace(" ", "").split(",")
    check_scope(call.rooms, types, "read")
    bot = call.rooms.workspace.app.bot_user_id
    return [
        one
        for one in call.rooms.workspace.conversations.values()
        if one.type in types
        and (not one.private or bot in one.members)
        and (user is None or user in one.members)
        and not (call.flag("exclude_archived") and one.archived)
    ]


@method("conversations.list")
def list_conversations(call: Call) -> Json:
    """List conversations of some types."""
    page, metadata = page_of(call, typed(call, None))
    return {"channels": [_shown(call, one) for one in page], "response_metadata": metadata}


@method("conversations.history")
def history(call: Call) -> Json:
    """List messages, newest first."""
    conversation = joined(call.rooms, call.text("channel"))
    check_scope(call.rooms, conversation.type, "history")
    found = [one for one in conversation.messages.values() if one.thread_ts in {None, one.ts} or one.broadcast]
    return _listed(call, _between(call, found)[::-1], conversation)


@method("conversations.replies")
def replies(call: Call) -> Json:
    """List a thread, oldest first, beginning with the message it hangs on."""
    conversation = joined(call.rooms, call.text("channel"))
    check_scope(call.rooms, conversation.type, "history")
    parent = conversation.messages.get(call.text("ts"))
    if parent is None:
        raise Refused("thread_not_found")
    thread = [parent, *_between(call, conversation.replies_to(parent.ts))]
    return _listed(call, thread, conversation)


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = str(call.get("oldest") or "0"), str(call.get("latest") or "")
    inclusive = call.flag("inclusive")

    def wanted(message: Message) -> bool:
        moment = float(message.ts)
        after = moment > float(oldest) or (inclusive and moment == float(oldest))
        before = not latest or moment < float(latest) or (inclusive and moment == float(latest))
        return after and before

    try:
        return [one for one in messages if wanted(one)]
    except ValueError:
        raise Refused("invalid_ts_latest" if latest else "invalid_ts_oldest") from None


def _listed(call: Call, messages: list[Message], conversation: Conversation) -> Json:
    page, metadata = page_of(call, messages)
    with_metadata = call.flag("include_all_metadata")
    shown = []
    for one in page:
        json = one.as_slack(call.rooms.workspace.team.id, with_metadata=with_metadata)
        thread = conversation.replies_to(one.ts)
        if thread:
            json |= {"thread_ts": one.ts, "reply_count": len(thread), "latest_reply": thread[-1].ts}
        shown.append(json)
    more = bool(metadata["next_cursor"])
    return {"messages": shown, "has_more": more, "pin_count": 0, "response_metadata": metadata}
