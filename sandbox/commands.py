"""Slash commands, shortcuts, and the tabs of the app."""

import re

from sandbox.conversations import Conversation
from sandbox.description import Command
from sandbox.kinds import Json
from sandbox.messages import escaped
from sandbox.people import Person
from sandbox.refusals import NotAllowed, Refused
from sandbox.response_urls import says_something
from sandbox.rooms import TROUBLE, Rooms
from sandbox.socket_mode import Outcome

__all__ = ["open_home", "open_messages", "run_command", "run_shortcut"]


async def run_command(rooms: Rooms, user: Person, conversation: Conversation, typed: str) -> Outcome:
    """Send a slash command as typed, and show what its ack says."""
    word, _, rest = typed.strip().partition(" ")
    command = next((one for one in rooms.workspace.app.commands if one.command == word), None)
    if command is None:
        raise NotAllowed(f"{word} is not a valid command.")
    rooms.workspace.notice(user.id, None)
    outcome = await rooms.sockets.deliver(
        "slash_commands",
        _command_payload(rooms, user, conversation, command, rest.strip()),
        name="slash_commands",
        answers=True,
    )
    if not outcome.ok:
        reason = "dispatch_failed" if outcome.ack == "not_acked" else "operation_timeout"
        rooms.workspace.notice(user.id, f"{word} failed with the error “{reason}”")
    elif says_something(outcome.payload):
        try:
            rooms.response_urls.say(outcome.payload, user=user.id, conversation=conversation)
        except Refused as refusal:
            rooms.workspace.notice(user.id, f"{word} failed with the error “{refusal.error}”")
    return outcome


def _command_payload(rooms: Rooms, user: Person, conversation: Conversation, command: Command, rest: str) -> Json:
    workspace = rooms.workspace
    names = {"im": "directmessage", "private_channel": "privategroup"}
    text = escaped(rest)
    return {
        "token": "sandbox",
        "team_id": workspace.team.id,
        "team_domain": workspace.team.domain,
        "channel_id": conversation.id,
        "channel_name": names.get(conversation.type, conversation.name),
        "user_id": user.id,
        "user_name": user.name,
        "command": command.command,
        "text": _with_ids(rooms, text) if command.should_escape else text,
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": rooms.response_urls.issue(user.id, conversation),
        "trigger_id": rooms.triggers.issue(user.id),
    }


def _with_ids(rooms: Rooms, text: str) -> str:
    """Write people and channels as Slack does for a command that asks for escaping."""
    people = {one.name: one.id for one in rooms.workspace.people.values()}
    channels = {one.name: one.id for one in rooms.workspace.conversations.values() if one.kind == "channel"}

    def person(found: re.Match[str]) -> str:
        name = found[1]
        return f"<@{people[name]}|{name}>" if name in people else found[0]

    def channel(found: re.Match[str]) -> str:
        name = found[1]
        return f"<#{channels[name]}|{name}>" if name in channels else found[0]

    return re.sub(r"#([\w-]+)", channel, re.sub(r"@([\w.-]+)", person, text))


async def run_shortcut(rooms: Rooms, user: Person, callback_id: str) -> Outcome:
    """Send a global shortcut."""
    known = {one.callback_id for one in rooms.workspace.app.shortcuts}
    if callback_id not in known:
        raise NotAllowed(f"The app has no shortcut {callback_id}.")
    payload = rooms.envelope(user) | {
        "type": "shortcut",
        "callback_id": callback_id,
        "trigger_id": rooms.triggers.issue(user.id),
        "action_ts": rooms.workspace.clock.next_ts(),
    }
    return await rooms.interact(payload, user=user, notice=TROUBLE)


def open_home(rooms: Rooms, user: Person) -> None:
    """Open the app's Home tab: the event tells the bot, with the view shown before."""
    workspace = rooms.workspace
    if not workspace.app.home_tab:
        raise NotAllowed("The app has no Home tab.")
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": workspace.dm_with(user.id).id,
        "tab": "home",
        "event_ts": workspace.clock.next_ts(),
    }
    home = workspace.homes.get(user.id)
    if home is not None:
        event["view"] = home.as_slack(workspace.team.id, workspace.app)
    workspace.emit(event)


def open_messages(rooms: Rooms, user: Person) -> None:
    """Open the app's Messages tab: what is there counts as read."""
    workspace = rooms.workspace
    if not workspace.app.messages_tab:
        raise NotAllowed("The app has no Messages tab.")
    conversation = workspace.dm_with(user.id)
    rooms.talk.read(conversation, user.id)
    workspace.emit(
        {
            "type": "app_home_opened",
            "user": user.id,
            "channel": conversation.id,
            "tab": "messages",
            "event_ts": workspace.clock.next_ts(),
        }
    )
