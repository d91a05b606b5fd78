"""Reading the envelope of a payload: who sent it, what kind it is, where it came from."""

from typing import Any

from models.values.errors import Missing
from models.vocabulary import Way

__all__ = [
    "Body",
    "Payload",
    "find_input_block",
    "from_outside",
    "is_typing",
    "read_key",
    "read_kind",
    "read_team",
    "read_user",
    "read_way",
    "safe_facts",
]

Body = dict[str, Any]

_PARTS = ("view", "container", "event")


class Payload(dict[str, Any]):
    """A payload in which what is not there reads as a thing that is no longer there.

    A button may be pressed where it never stood: in a message what belongs to a modal, or the other way round.
    """

    @classmethod
    def wrap(cls, given: Body) -> "Payload":
        """Return the payload, with its view, container, event and each of its actions likewise."""
        parts: Body = {name: cls(given[name]) for name in _PARTS if isinstance(given.get(name), dict)}
        if isinstance(given.get("actions"), list):
            parts["actions"] = [cls(one) if isinstance(one, dict) else one for one in given["actions"]]
        return cls(given | parts)

    def __missing__(self, key: str) -> Any:
        """Refuse as what is gone is refused."""
        raise Missing


def read_kind(body: Body) -> str:
    """Return what the payload is: `event`, `command`, or Slack's own word for an interaction."""
    if "event" in body:
        return "event"
    if "command" in body:
        return "command"
    return str(body.get("type", "unknown"))


def read_user(body: Body) -> str | None:
    """Return the Slack id of the person who acted, if a person did."""
    if "event" in body:
        user = body["event"].get("user")
        if isinstance(user, dict):
            return user.get("id")
        return user if isinstance(user, str) else None
    if "command" in body:
        return body.get("user_id")
    user = body.get("user")
    return user.get("id") if isinstance(user, dict) else None


def read_team(body: Body) -> str | None:
    """Return the workspace the payload was sent from."""
    team = body.get("team")
    return team.get("id") if isinstance(team, dict) else body.get("team_id")


def read_key(body: Body) -> str | None:
    """Return the idempotency key of the payload, the same each time Slack sends it again.

    A submission goes by its trigger, not by its view: somebody who presses again after a lost
    answer may have typed more, which must not be taken for the old payload.
    """
    if "event" in body:
        return body.get("event_id")
    trigger = body.get("trigger_id")
    if trigger:
        return f"trigger:{trigger}"
    if body.get("type") == "view_closed":
        return f"closed:{body['view']['id']}"
    return None


def read_way(body: Body) -> Way:
    """Return by which way the act reached the bot."""
    if "command" in body:
        return Way.COMMAND
    if body.get("event", {}).get("type") in {"reaction_added", "reaction_removed"}:
        return Way.REACTION
    return Way.BUTTON


def from_outside(body: Body) -> bool:
    """Say whether the payload comes from a shared channel or from a member of another workspace."""
    if body.get("is_ext_shared_channel"):
        return True
    user, team = body.get("user"), body.get("team")
    if isinstance(user, dict) and isinstance(team, dict):
        home, here = user.get("team_id"), team.get("id")
        return bool(home and here and home != here)
    return False


def is_typing(body: Body) -> bool:
    """Say whether the payload tells of a letter or a choice in a modal, and of nothing that was pressed."""
    actions = body.get("actions") or [{}]
    in_modal = (body.get("view") or {}).get("type") == "modal"
    return in_modal and read_kind(body) == "block_actions" and actions[0].get("type") not in {"button", "overflow"}


def read_word(body: Body) -> str:
    """Return the first word after a command: what follows it is looked at by nobody."""
    return next(iter(str(body.get("text") or "").casefold().split()), "")


def has_typed_more(body: Body) -> bool:
    """Say whether more stood after a command than its word."""
    return len(str(body.get("text") or "").split()) > 1


def find_input_block(body: Body) -> str | None:
    """Return the block id of the first input of the payload's view, under which an error can stand."""
    for block in body.get("view", {}).get("blocks", []):
        if block.get("type") == "input":
            return str(block.get("block_id"))
    return None


def safe_facts(body: Body) -> dict[str, str]:
    """Return what a log line may say of a payload: kinds and ids, never a word anybody typed."""
    facts = {"payload": read_kind(body), "user": read_user(body) or ""}
    event, view = body.get("event", {}), body.get("view") or {}
    if event:
        facts["event_type"] = str(event.get("type", ""))
        facts["event_id"] = str(body.get("event_id", ""))
    if view:
        facts["view"] = str(view.get("id", ""))
        facts["callback_id"] = str(view.get("callback_id", ""))
    elif "callback_id" in body:
        facts["callback_id"] = str(body["callback_id"])
    actions = body.get("actions") or []
    if actions:
        facts["action_id"] = str(actions[0].get("action_id", ""))
    if "command" in body:
        facts["command"] = str(body["command"])
    return {name: value for name, value in facts.items() if value}
