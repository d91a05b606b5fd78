"""The shape of a payload: what listeners rely on is looked at once, before anything of it is read.

Slack gives every payload this shape; one without it is an accident or an attack. It is taken down by the name of what
is wrong with it and goes no further: nothing in it can then break a listener half-way.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from handlers.blocks.claims import as_any_day
from models.values.errors import Missing

__all__ = ["KINDS", "find_flaw"]

KINDS: Final = frozenset(
    {"block_actions", "view_submission", "view_closed", "block_suggestion", "shortcut", "message_action"}
)
"""Every kind of interaction there is for this app; those of older apps carry typed words and are not ours."""

_MOMENT: Final = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,6})?")
_ADDRESS: Final = re.compile(r"https://[a-z0-9.-]+/\S*|http://127\.0\.0\.1:[0-9]{1,5}/\S*")
_LONGEST: Final = 3000
"""No id, value or metadata of Slack is longer."""

Check = Callable[[Any], bool]


def find_flaw(body: Any) -> str | None:
    """Return the way to the first thing that is not as Slack gives it, in its names for things, or None."""
    if not isinstance(body, dict):
        return "body"
    flaws = _in_event(body) if "event" in body else _in_command(body) if "command" in body else _in_interaction(body)
    return next(flaws, None) or next(_in_envelope(body), None)


def _in_envelope(body: Mapping[str, Any]) -> Iterator[str]:
    """Look at what Bolt and the door read of every payload."""
    yield from _wrong(body, _IDS_OF_ALL, _may_be(_is_id))
    yield from _wrong(body, ("response_url",), _may_be(_is_address))
    yield from _wrong(body, ("user", "team", "channel", "enterprise"), _is_named)
    yield from _wrong(body, _PARTS_OF_ALL, _may_be(_is_facts))
    yield from _wrong(body, ("authorizations",), _may_be(_is_list_of(_is_facts)))
    if "response_urls" in body:  # Bolt counts them wherever the name stands
        yield from _wrong(body, ("response_urls",), _is_list_of(_is_facts))
    yield from _wrong(
        body.get("container") or {}, ("channel_id", "message_ts", "view_id"), _may_be(_is_id), "container."
    )


def _in_event(body: Mapping[str, Any]) -> Iterator[str]:
    event = body["event"]
    if not _is_facts(event) or not _is_id(event.get("type")):
        yield "event"
        return
    yield from _wrong(event, _IDS_OF_EVENTS, _may_be(_is_id), "event.")
    yield from _wrong(event, ("event_ts",), _may_be(_is_moment), "event.")
    yield from _wrong(event, ("user", "channel"), _is_named, "event.")
    yield from _wrong(event, ("user",), _is_no_member_or_whole, "event.")
    yield from _wrong(event, ("view",), _may_be(_is_facts), "event.")
    yield from _wrong(event, ("item",), _may_be(_is_item), "event.")
    about_member = event["type"] in _ABOUT_A_MEMBER
    yield from _wrong(event, _NEEDED.get(event["type"], ()), _is_facts if about_member else _is_said, "event.")
    item = event.get("item") or {}
    if event["type"] in _ABOUT_ONE_MESSAGE and item.get("type") == "message":
        yield from _wrong(item, ("channel", "ts"), _is_said, "event.item.")


def _in_command(body: Mapping[str, Any]) -> Iterator[str]:
    yield from _wrong(body, ("command", "user_id", "trigger_id"), _is_id)
    yield from _wrong(body, ("response_url",), _is_address)
    yield from _wrong(body, ("text",), _may_be(_is_text))


def _in_interaction(body: Mapping[str, Any]) -> Iterator[str]:
    kind = body.get("type")
    if not isinstance(kind, str) or kind not in KINDS:
        yield "type"
        return
    if not isinstance(body.get("user"), dict) or not _is_id(body["user"].get("id")):
        yield "user"
    yield from _wrong(body, _IDS_OF_KIND.get(kind, ()), _is_id)
    if kind == "block_suggestion":
        yield from _wrong(body, ("value",), _may_be(_is_text))
    view = body.get("view")
    if view is not None or kind in {"view_submission", "view_closed"}:
        yield from _in_view(view, closed=kind == "view_closed")
    if kind == "block_actions":
        yield from _in_actions(body.get("actions"))
        if view is None:
            yield from _wrong(body, ("container",), _is_facts)
            yield from _wrong(
                body, ("response_url",), _is_address
            )  # where there is no modal, that is where it is answered


def _in_view(view: Any, *, closed: bool) -> Iterator[str]:
    if not _is_facts(view):
        yield "view"
        return
    yield from _wrong(view, ("id", "type", "callback_id", "private_metadata"), _is_id, "view.")
    yield from _wrong(view, ("hash", "root_view_id", "previous_view_id"), _may_be(_is_id), "view.")
    yield from _wrong(view, ("blocks",), _is_list_of(_is_block), "view.")
    state = view.get("state")
    if state is None and closed:
        return
    values = state.get("values") if isinstance(state, dict) else None
    if not isinstance(values, dict):
        yield "view.state"
    elif not all(_is_elements(one) for one in values.values()):
        yield "view.state.values"


def _in_actions(actions: Any) -> Iterator[str]:
    if not isinstance(actions, list) or not actions:
        yield "actions"
        return
    for action in actions:
        whole = _is_state(action) and all(_is_id(action.get(name)) for name in ("type", "action_id", "block_id"))
        if not whole or not _may_be(_is_id)(action.get("action_ts")):
            yield "actions"
        elif action["type"] == "button":
            action.setdefault("value", "")  # Slack leaves out one that is empty
            if not _is_id(action["value"]):
                yield "actions.value"


def _wrong(part: Mapping[str, Any], names: Iterable[str], check: Check, before: str = "") -> Iterator[str]:
    """Yield the names under which something stands that does not pass the check."""
    return (f"{before}{name}" for name in names if not check(part.get(name)))


def _is_elements(elements: Any) -> bool:
    return isinstance(elements, dict) and all(_is_state(one) for one in elements.values())


def _is_item(item: Any) -> bool:
    return isinstance(item, dict) and all(_may_be(_is_id)(one) for one in item.values())


def _is_state(state: Any) -> bool:
    """Say whether this is what stands in one element: of any kind, and of those we use of the right one."""
    if not isinstance(state, dict):
        return False
    return (
        _may_be(_is_text)(state.get("value"))
        and _may_be(_is_option)(state.get("selected_option"))
        and _is_list_of(_is_option)(state.get("selected_options") or [])
        and _may_be(_is_day)(state.get("selected_date"))
        and _may_be(_is_id)(state.get("selected_time"))
    )


def _is_option(option: Any) -> bool:
    return isinstance(option, dict) and _is_id(option.get("value"))


def _is_moment(moment: Any) -> bool:
    return isinstance(moment, str) and _MOMENT.fullmatch(moment) is not None


def _is_day(day: Any) -> bool:
    try:
        return isinstance(day, str) and as_any_day(day) is not None
    except Missing:
        return False


def _is_block(block: Any) -> bool:
    if not isinstance(block, dict) or not _may_be(_is_id)(block.get("block_id")):
        return False
    return all(_may_be(_is_facts)(block.get(name)) for name in ("element", "accessory"))


def _is_no_member_or_whole(user: Any) -> bool:
    """Say whether this is nobody, an id, or a member as Slack spells one in an event."""
    if not isinstance(user, dict):
        return True
    profile = user.get("profile") or {}
    if not isinstance(profile, dict):
        return False
    said = (*(profile.get(name) for name in ("real_name", "email")), *(user.get(n) for n in ("name", "real_name")))
    return all(_may_be(_is_id)(one) for one in (*said, user.get("team_id")))


def _is_named(value: Any) -> bool:
    """Say whether this is nobody, an id, or a dictionary with one."""
    if isinstance(value, dict):
        return _is_id(value.get("id")) and _may_be(_is_id)(value.get("team_id"))
    return value is None or _is_id(value)


def _is_facts(value: Any) -> bool:
    return isinstance(value, dict)


def _is_id(value: Any) -> bool:
    return _is_text(value) and len(value) <= _LONGEST and "\0" not in value


def _is_address(value: Any) -> bool:
    """Say whether something can be answered there: an address of Slack's, or of the pretend one on this machine."""
    return _is_id(value) and _ADDRESS.fullmatch(value) is not None


def _is_said(value: Any) -> bool:
    return _is_id(value) and value != ""


def _is_text(value: Any) -> bool:
    """Say whether this is text that can be stored: half of a pair of code units, which JSON may hold, cannot."""
    return isinstance(value, str) and (value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value))


def _may_be(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _is_list_of(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(check(one) for one in value)


_IDS_OF_ALL: Final = ("trigger_id", "team_id", "event_id", "user_id", "channel_id", "thread_ts")
_PARTS_OF_ALL: Final = ("message", "container", "previous_message", "assistant_thread", "function_data")
_IDS_OF_EVENTS: Final = (
    *("event_ts", "ts", "reaction", "item_user", "tab"),
    *("subtype", "channel_type", "bot_id", "team"),
)
_IDS_OF_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "shortcut": ("callback_id", "trigger_id"),
    "message_action": ("callback_id", "trigger_id"),
    "block_suggestion": ("action_id", "block_id"),
    "block_actions": ("trigger_id",),
}
_ABOUT_ONE_MESSAGE: Final = frozenset({"reaction_added", "reaction_removed"})
_ABOUT_A_MEMBER: Final = frozenset({"user_change", "team_join"})
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "reaction_added": ("user", "reaction", "event_ts"),
    "reaction_removed": ("user", "reaction", "event_ts"),
    "app_home_opened": ("user",),
    "user_change": ("user",),
    "team_join": ("user",),
    "message": ("channel",),
    "member_joined_channel": ("user", "channel"),
    "member_left_channel": ("user", "channel"),
}
"""What the listeners of an event cannot do without."""
