"""What Slack refuses in calls of its Web API: one row each, by Slack's error name."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox import Sandbox
from sandbox.blockkit.limits import TRIGGER_SECONDS
from sandbox.files import StoredFile
from tests.sandbox.block_rows import FINE, section
from tests.sandbox.small_bot import modal, plain

Json = dict[str, Any]
Arguments = Callable[[Sandbox], Json]
HOME = {"type": "home", "blocks": [section()]}


@dataclass(frozen=True)
class Call:
    """One refused call. `wide` runs it with scopes the bot's manifest does not ask for."""

    name: str
    method: str
    error: str
    arguments: Arguments
    wide: bool = False

    def __str__(self) -> str:
        return self.name


def just(**arguments: Any) -> Arguments:
    return lambda _: arguments


def trigger(sandbox: Sandbox, user: str = "U0PRIYA", view_id: str | None = None) -> str:
    return sandbox.rooms.triggers.issue(user, view_id)


def used(sandbox: Sandbox) -> Json:
    given = trigger(sandbox)
    sandbox.rooms.triggers.check(given).used = True
    return {"trigger_id": given, "view": FINE}


def old(sandbox: Sandbox) -> Json:
    given = trigger(sandbox)
    sandbox.rooms.triggers.check(given).born = time.monotonic() - TRIGGER_SECONDS - 0.1
    return {"trigger_id": given, "view": FINE}


def opened(sandbox: Sandbox, *, depth: int = 1, **more: Any) -> str:
    modals = sandbox.rooms.modals
    modals.clear("U0PRIYA")
    view = modals.open("U0PRIYA", modals.checked({**FINE, **more}))
    for _ in range(depth - 1):
        modals.push("U0PRIYA", modals.checked(FINE))
    return view.id


def fourth(sandbox: Sandbox) -> Json:
    root = opened(sandbox, depth=3)
    return {"trigger_id": trigger(sandbox, view_id=root), "view": FINE}


def pushed_on_nothing(sandbox: Sandbox) -> Json:
    sandbox.rooms.modals.clear("U0PRIYA")
    return {"trigger_id": trigger(sandbox), "view": FINE}


def stale(sandbox: Sandbox) -> Json:
    return {"view_id": opened(sandbox), "hash": "1.stale", "view": FINE}


def stale_home(sandbox: Sandbox) -> Json:
    modals = sandbox.rooms.modals
    modals.publish("U0PRIYA", modals.checked(HOME, kind="home"))
    return {"user_id": "U0PRIYA", "hash": "1.stale", "view": HOME}


def same_external_id(sandbox: Sandbox) -> Json:
    opened(sandbox, external_id="one")
    return {"trigger_id": trigger(sandbox, "U0SAM"), "view": {**FINE, "external_id": "one"}}


def huge(sandbox: Sandbox) -> Json:
    words = {"type": "section", "fields": [plain("x" * 2000)] * 10}
    return {"trigger_id": trigger(sandbox), "view": modal(*[words] * 13)}


def post(**more: Any) -> Arguments:
    return just(**{"channel": "C0TEAMELM", "text": "Words", **more})


def posted(sandbox: Sandbox, *, by: str | None = None) -> Json:
    """A message to change: the bot's own, or somebody's."""
    channel = sandbox.workspace.conversations["C0TEAMELM"]
    message = sandbox.rooms.talk.post(channel, by or sandbox.workspace.app.bot_user_id, "Words")
    return {"channel": channel.id, "ts": message.ts}


def metadata(payload: Any) -> Arguments:
    return post(metadata={"event_type": "kind", "event_payload": payload})


def archived(sandbox: Sandbox) -> Json:
    sandbox.workspace.conversations["C0TEAMOAK"].archived = True
    return {"channel": "C0TEAMOAK", "text": "Words"}


def gone(sandbox: Sandbox) -> Json:
    person = sandbox.workspace.people["U0NINA"]
    person.deleted = True
    return {"users": person.id, "channel": person.id, "email": person.email, "text": "Words"}


def reacted(sandbox: Sandbox) -> Json:
    given = posted(sandbox)
    channel = sandbox.workspace.conversations["C0TEAMELM"]
    message = channel.messages[given["ts"]]
    sandbox.rooms.talk.react(channel, message, sandbox.workspace.app.bot_user_id, "+1", added=True)
    return {"channel": channel.id, "timestamp": message.ts, "name": "thumbsup"}


def unreacted(sandbox: Sandbox) -> Json:
    given = posted(sandbox)
    return {"channel": given["channel"], "timestamp": given["ts"], "name": "+1"}


def _seeded(sandbox: Sandbox) -> Json:
    sandbox.rooms.talk.post(sandbox.workspace.dm_with("U0SAM"), "U0SAM", "Words")
    return {}


def _left(sandbox: Sandbox) -> Json:
    channel = sandbox.workspace.conversations["C0TEAMOAK"]
    channel.members = [one for one in channel.members if one != sandbox.workspace.app.bot_user_id]
    return {"channel": channel.id}


def announced(**more: Any) -> Arguments:
    return just(**{"filename": "a.pdf", "length": 1, **more})


def _file(sandbox: Sandbox, stage: str) -> str:
    file = StoredFile("F0ONE", sandbox.workspace.app.bot_user_id, "a.pdf", 1, "secret", 0, stage=stage)
    sandbox.workspace.files[file.id] = file
    return file.id


def _wanted(sandbox: Sandbox, stage: str, channel: str, **more: Any) -> Json:
    file = _file(sandbox, stage)
    return {"files": [{"id": file, **more}], "channel_id": channel, "file": file}


def early(sandbox: Sandbox) -> Json:
    return _wanted(sandbox, "announced", sandbox.workspace.dm_with("U0SAM").id)


def completed(sandbox: Sandbox) -> Json:
    return _wanted(sandbox, "shared", sandbox.workspace.dm_with("U0SAM").id)


def deleted(sandbox: Sandbox) -> Json:
    return _wanted(sandbox, "deleted", "C0TEAMELM")


def odd(sandbox: Sandbox) -> Json:
    return _wanted(sandbox, "uploaded", "C0TEAMELM", colour="red")


def to_person(sandbox: Sandbox) -> Json:
    return _wanted(sandbox, "uploaded", "U0SAM")


def elsewhere(sandbox: Sandbox) -> Json:
    return _wanted(sandbox, "uploaded", "C0GENERAL")


VIEWS = [
    Call("a trigger nobody gave", "views.open", "invalid_arguments", just(trigger_id="1.2.3", view=FINE)),
    Call("a trigger used before", "views.open", "exchanged_trigger_id", used),
    Call("a trigger over three seconds old", "views.open", "expired_trigger_id", old),
    Call("a fourth view", "views.push", "push_limit_reached", fourth),
    Call("a view pushed on nothing", "views.push", "not_found", pushed_on_nothing),
    Call("a view over 250 KB", "views.open", "view_too_large", huge),
    Call("an external id in use", "views.open", "duplicate_external_id", same_external_id),
    Call("a stale hash", "views.update", "hash_conflict", stale),
    Call("a view that was closed", "views.update", "not_found", just(view_id="V0GONE", view=FINE)),
    Call("a view without a name", "views.update", "invalid_arguments", just(view=FINE)),
    Call("a stale hash of Home", "views.publish", "hash_conflict", stale_home),
    Call("a Home of nobody", "views.publish", "invalid_arguments", just(user_id="U0GHOST", view=HOME)),
    Call("a bad view said to be checked", "blocks.validate", "invalid_blocks", just(view={"type": "modal"})),
]

CHAT = [
    Call("a message of nothing", "chat.postMessage", "no_text", post(text="")),
    Call("a message of 40001", "chat.postMessage", "msg_too_long", post(text="x" * 40_001)),
    Call("a change of 4001", "chat.update", "msg_too_long", lambda s: {**posted(s), "text": "x" * 4_001}),
    Call("blocks that are no list", "chat.postMessage", "invalid_blocks_format", post(blocks={"type": "divider"})),
    Call("blocks Slack does not know", "chat.postMessage", "invalid_blocks", post(blocks=[{"type": "poem"}])),
    Call(
        "too much text in blocks",
        "chat.postMessage",
        "msg_blocks_too_long",
        post(blocks=[{"type": "section", "text": plain("x" * 3_000)}] * 5),
    ),
    Call("101 attachments", "chat.postMessage", "too_many_attachments", post(attachments=[{}] * 101)),
    Call("a thread that is not there", "chat.postMessage", "thread_not_found", post(thread_ts="1.000000")),
    Call("metadata that is no object", "chat.postMessage", "invalid_metadata_format", post(metadata=[1])),
    Call("metadata nested too deep", "chat.postMessage", "invalid_metadata_schema", metadata({"a": {"b": {"c": 1}}})),
    Call("metadata too large", "chat.postMessage", "metadata_too_large", metadata({"a": "x" * 8_001})),
    Call("a channel nobody knows", "chat.postMessage", "channel_not_found", post(channel="C0NOWHERE")),
    Call("a public channel the bot is not in", "chat.postMessage", "not_in_channel", post(channel="C0GENERAL")),
    Call("an archived channel", "chat.postMessage", "is_archived", archived),
    Call("a deactivated person never written to", "chat.postMessage", "channel_not_found", gone),
    Call("an outsider it shares nothing with", "chat.postMessage", "channel_not_found", post(channel="U0PIOTR")),
    Call("the bot itself", "chat.postMessage", "cannot_dm_bot", post(channel="U0SANDBOT")),
    Call("a change where there is nothing", "chat.update", "message_not_found", post(ts="1.000000")),
    Call(
        "a change to another's message",
        "chat.update",
        "cant_update_message",
        lambda s: {**posted(s, by="U0SAM"), "text": "Mine"},
    ),
    Call(
        "another's message deleted",
        "chat.delete",
        "cant_delete_message",
        lambda s: posted(s, by="U0SAM"),
    ),
    Call("a change by a person's id", "chat.update", "channel_not_found", post(channel="U0SAM", ts="1.000000")),
    Call("a note to one not there", "chat.postEphemeral", "user_not_in_channel", post(user="U0TOM")),
    Call("a note to nobody", "chat.postEphemeral", "user_not_found", post(user="U0GHOST")),
    Call("a link to nothing", "chat.getPermalink", "message_not_found", post(message_ts="1.000000")),
]

OTHERS = [
    Call("a method nobody has", "chat.shout", "unknown_method", just()),
    Call("reacting without the scope", "reactions.add", "missing_scope", just()),
    Call("a team's history without the scope", "conversations.history", "missing_scope", just(channel="C0TEAMELM")),
    Call("types without the scope", "conversations.list", "missing_scope", just(types="im")),
    Call("types nobody knows", "conversations.list", "invalid_types", just(types="secret")),
    Call("a page of nothing", "users.list", "invalid_limit", just(limit=-1)),
    Call("a limit that is no number", "users.list", "invalid_arguments", just(limit="many")),
    Call("a cursor nobody gave", "users.list", "invalid_cursor", just(cursor="next")),
    Call(
        "history since a word",
        "conversations.history",
        "invalid_ts_oldest",
        lambda s: {"channel": s.workspace.dm_with("U0SAM").id, "oldest": "lately", **_seeded(s)},
    ),
    Call(
        "history until a word",
        "conversations.history",
        "invalid_ts_latest",
        lambda s: {"channel": s.workspace.dm_with("U0SAM").id, "latest": "now", **_seeded(s)},
    ),
    Call(
        "a thread of nothing",
        "conversations.replies",
        "thread_not_found",
        lambda s: {"channel": s.workspace.dm_with("U0SAM").id, "ts": "1.000000"},
    ),
    Call("history of a channel it is not in", "conversations.history", "not_in_channel", just(channel="C0GENERAL")),
    Call("a private channel it is not in", "conversations.info", "channel_not_found", _left),
    Call("a person nobody knows", "users.info", "user_not_found", just(user="U0GHOST")),
    Call("an address nobody has", "users.lookupByEmail", "users_not_found", just(email="no@ashmere.example")),
    Call("a deactivated person's address", "users.lookupByEmail", "users_not_found", gone),
    Call("channels of nobody", "users.conversations", "user_not_found", just(user="U0GHOST")),
    Call("reactions on nothing", "reactions.get", "message_not_found", just(channel="C0TEAMELM", timestamp="1.000000")),
    Call("direct messages with nobody", "conversations.open", "not_enough_users", just(), wide=True),
    Call(
        "direct messages with two",
        "conversations.open",
        "method_not_supported_for_channel_type",
        just(users="U0SAM,U0TOM"),
        wide=True,
    ),
    Call("direct messages with a ghost", "conversations.open", "user_not_found", just(users="U0GHOST"), wide=True),
    Call("direct messages with itself", "conversations.open", "cannot_dm_bot", just(users="U0SANDBOT"), wide=True),
    Call("direct messages with one deactivated", "conversations.open", "user_disabled", gone, wide=True),
    Call("the same reaction twice", "reactions.add", "already_reacted", reacted, wide=True),
    Call("taking back what is not there", "reactions.remove", "no_reaction", unreacted, wide=True),
    Call(
        "a reaction that is no word",
        "reactions.add",
        "invalid_name",
        lambda s: {**unreacted(s), "name": "Thumbs up!"},
        wide=True,
    ),
]


FILES = [
    Call("an upload without the scope", "files.getUploadURLExternal", "missing_scope", just(filename="a", length=1)),
    Call("an upload of nothing", "files.getUploadURLExternal", "invalid_arguments", announced(length=0), wide=True),
    Call("an upload without a name", "files.getUploadURLExternal", "invalid_arguments", just(length=1), wide=True),
    Call("an upload completed of nothing", "files.completeUploadExternal", "invalid_arguments", just(), wide=True),
    Call("a file with a key Slack does not know", "files.completeUploadExternal", "invalid_arguments", odd, wide=True),
    Call("an upload completed before its bytes", "files.completeUploadExternal", "file_not_found", early, wide=True),
    Call("an upload completed twice", "files.completeUploadExternal", "file_not_found", completed, wide=True),
    Call("a file shown to a person's id", "files.completeUploadExternal", "channel_not_found", to_person, wide=True),
    Call("a file shown where it is not in", "files.completeUploadExternal", "not_in_channel", elsewhere, wide=True),
    Call("a file deleted that never was", "files.delete", "file_not_found", just(file="F0NONE"), wide=True),
    Call("a file deleted before its bytes", "files.delete", "file_not_found", early, wide=True),
    Call("a file deleted twice", "files.delete", "file_deleted", deleted, wide=True),
]

CALLS = [*VIEWS, *CHAT, *OTHERS, *FILES]
