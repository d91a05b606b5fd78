"""Payloads that no honest client would send: anybody's press of any button, with any ids in it."""

from collections.abc import Mapping
from typing import Any

from handlers.blocks.ids import Place
from handlers.listeners import Listener
from sandbox import Sandbox
from sandbox.hands import Hands
from sandbox.kinds import Json
from sandbox.rooms import Rooms
from sandbox.socket_mode import Outcome

__all__ = ["State", "forge", "id_of"]

State = Mapping[str, Mapping[str, Mapping[str, Any]]]


def id_of(listener: Listener) -> str:
    """Return an id a listener answers to, or the part of it that is always there."""
    if isinstance(listener.id, str):
        return listener.id
    return listener.id.pattern.strip("^$()").split("|")[0]


async def forge(
    sandbox: Sandbox,
    hands: Hands,
    kind: str,
    name: str,
    *,
    value: str = "",
    place: Place | None = None,
    state: State | None = None,
    in_message: bool = False,
) -> Outcome:
    """Send a press of a button, or a submission, in the modal that person has open.

    The modal is theirs; what it says it is about, and what is written in it, is made up.
    """
    rooms = sandbox.rooms
    person = rooms.acting(hands.user)
    payload: Json = rooms.envelope(person)
    if in_message:
        payload |= _message(hands, rooms)
    else:
        await hands.see()
        assert hands.view is not None, "somebody who forges has a modal open"
        opened = rooms.workspace.find_view(view_id=hands.view["id"])
        assert opened is not None
        view = opened.as_slack(rooms.workspace.team.id, rooms.workspace.app)
        view |= {"private_metadata": str(place or Place()), "state": {"values": state or {}}}
        if kind == "view":
            view["callback_id"] = name
        payload |= {"view": view, "container": {"type": "view", "view_id": opened.id}}
    payload["trigger_id"] = rooms.triggers.issue(person.id, None if in_message else payload["view"]["id"])
    if kind == "view":
        payload |= {"type": "view_submission", "response_urls": []}
    else:
        action: Json = {"type": "button", "action_id": name, "block_id": "forged", "value": value}
        action |= {"text": {"type": "plain_text", "text": "x"}, "action_ts": rooms.workspace.clock.next_ts()}
        payload |= {"type": "block_actions", "actions": [action]}
    return await rooms.interact(payload, user=person)


def _message(hands: Hands, rooms: Rooms) -> Json:
    """Return the parts of a payload that say the button stood in a message of this person's own."""
    conversation = rooms.workspace.dm_with(hands.user)
    return {
        "container": {"type": "message", "message_ts": "1.000001", "channel_id": hands.app, "is_ephemeral": False},
        "channel": {"id": hands.app, "name": "directmessage"},
        "message": {"ts": "1.000001", "text": "x", "blocks": []},
        "response_url": rooms.response_urls.issue(hands.user, conversation),
    }
