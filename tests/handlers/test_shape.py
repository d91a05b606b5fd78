"""Payloads of the shape that Slack gives go in; of any other, none, and what is wrong is named without a word of it."""

import json
from typing import Any

import pytest

from handlers.payload import Payload
from handlers.shape import find_flaw
from models.values.errors import Missing

MARK = "Said by nobody"

USER: dict[str, Any] = {"id": "U1", "team_id": "T1"}
VIEW: dict[str, Any] = {
    "id": "V1",
    "hash": "1.a",
    "type": "modal",
    "callback_id": "record",
    "private_metadata": "{}",
    "blocks": [{"type": "input", "block_id": "b", "element": {"type": "plain_text_input"}}],
    "state": {"values": {"b": {"a": {"type": "plain_text_input", "value": MARK}}}},
}
ACTION: dict[str, Any] = {"type": "button", "action_id": "a", "block_id": "b", "value": "1"}
PRESS: dict[str, Any] = {
    "type": "block_actions",
    "user": USER,
    "team": {"id": "T1"},
    "enterprise": None,
    "trigger_id": "1.2",
    "container": {"type": "view", "view_id": "V1"},
    "view": VIEW,
    "actions": [ACTION],
}
IN_MESSAGE: dict[str, Any] = {
    **PRESS,
    "view": None,
    "container": {"type": "message", "message_ts": "1.1", "channel_id": "D1"},
    "response_url": "https://hooks.slack.com/1",
}
EVENT: dict[str, Any] = {
    "type": "event_callback",
    "event_id": "Ev1",
    "team_id": "T1",
    "event": {
        "type": "reaction_added",
        "user": "U1",
        "reaction": "tada",
        "event_ts": "1.2",
        "item": {"type": "message", "channel": "D1", "ts": "1.1"},
    },
}
COMMAND = {
    "command": "/supervision",
    "user_id": "U1",
    "trigger_id": "1.2",
    "text": MARK,
    "response_url": "https://hooks.slack.com/commands/1",
}
ASK = {"type": "block_suggestion", "user": USER, "action_id": "a", "block_id": "b", "value": "pri", "view": VIEW}


def changed(payload: dict[str, Any], way: str, value: Any) -> dict[str, Any]:
    """Return a copy with one thing in it changed, or with None taken out."""
    copy: Any = json.loads(json.dumps(payload))
    here, *steps = copy, *(int(step) if step.isdigit() else step for step in way.split("."))
    for step in steps[:-1]:
        here = here[step]
    here[steps[-1]] = value
    return copy  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "payload",
    [
        PRESS,
        EVENT,
        COMMAND,
        ASK,
        IN_MESSAGE,
        changed(PRESS, "actions", [{"type": "datepicker", "action_id": "a", "block_id": "b", "selected_date": None}]),
        changed(PRESS, "type", "view_submission"),
        changed(PRESS, "type", "view_closed") | {"view": {**VIEW, "state": None}},
        {"type": "shortcut", "user": USER, "callback_id": "start_supervision", "trigger_id": "1.2"},
        {"type": "event_callback", "event": {"type": "user_change", "user": {"id": "U1", "profile": {}}}},
        {"type": "event_callback", "event": {"type": "something_new", "what": [1]}},
    ],
)
def test_what_slack_sends_goes_in(payload: dict[str, Any]) -> None:
    assert find_flaw(payload) is None


@pytest.mark.parametrize(
    ("payload", "flaw"),
    [
        (None, "body"),
        ([], "body"),
        ({}, "type"),
        (changed(PRESS, "type", "dialog_submission"), "type"),
        (changed(PRESS, "type", ["block_actions"]), "type"),
        (changed(PRESS, "user", "U1"), "user"),
        (changed(PRESS, "user.id", 7), "user"),
        (changed(PRESS, "trigger_id", None), "trigger_id"),
        (changed(PRESS, "team", 5), "team"),
        (changed(PRESS, "enterprise", [1]), "enterprise"),
        (PRESS | {"response_urls": None}, "response_urls"),
        (changed(PRESS, "actions", []), "actions"),
        (changed(PRESS, "actions.0", "x"), "actions"),
        (changed(PRESS, "actions.0.block_id", None), "actions"),
        (changed(PRESS, "actions.0.value", {"x": MARK}), "actions"),
        (changed(PRESS, "actions.0.value", "1\0"), "actions.value"),
        (changed(PRESS, "actions.0.value", "x" * 3001), "actions.value"),
        (changed(PRESS, "actions.0.value", "\ud800"), "actions"),
        (changed(PRESS, "view", "V1"), "view"),
        (changed(PRESS, "view.private_metadata", None), "view.private_metadata"),
        (changed(PRESS, "view.blocks", [None]), "view.blocks"),
        (changed(PRESS, "view.state", None), "view.state"),
        (changed(PRESS, "view.state.values.b", []), "view.state.values"),
        (changed(PRESS, "view.state.values.b.a.value", 7), "view.state.values"),
        (changed(PRESS, "view.state.values.b.a.selected_date", "2026-02-30"), "view.state.values"),
        (changed(PRESS, "view.state.values.b.a.selected_option", {"value": None}), "view.state.values"),
        (changed(PRESS, "view.state.values.b.a.selected_options", [[]]), "view.state.values"),
        (changed(PRESS, "container", []), "container"),
        (IN_MESSAGE | {"container": None}, "container"),
        (IN_MESSAGE | {"response_url": None}, "response_url"),
        (IN_MESSAGE | {"response_url": "ftp://hooks.slack.com/1"}, "response_url"),
        (COMMAND | {"response_url": "x"}, "response_url"),
        (changed(EVENT, "event", []), "event"),
        (changed(EVENT, "event.type", None), "event"),
        (changed(EVENT, "event.user", None), "event.user"),
        (changed(EVENT, "event.user", {"id": None}), "event.user"),
        (changed(EVENT, "event.item", "D1"), "event.item"),
        (changed(EVENT, "event.item.ts", None), "event.item.ts"),
        (changed(EVENT, "event.reaction", ["x"]), "event.reaction"),
        (changed(EVENT, "event_id", {}), "event_id"),
        (changed(EVENT, "event.event_ts", "1772442000559.000100"), "event.event_ts"),
        (changed(EVENT, "event.event_ts", "soon"), "event.event_ts"),
        (changed(EVENT, "event", {"type": "user_change", "user": "U1"}), "event.user"),
        (changed(EVENT, "event", {"type": "message", "channel": {"id": "D1"}}), "event.channel"),
        (changed(EVENT, "event", {"type": "app_home_opened", "user": ""}), "event.user"),
        (COMMAND | {"text": None, "user_id": None}, "user_id"),
        (COMMAND | {"text": 5}, "text"),
        (ASK | {"action_id": None}, "action_id"),
        (ASK | {"value": []}, "value"),
    ],
)
def test_anything_else_is_named_and_goes_no_further(payload: Any, flaw: str) -> None:
    assert find_flaw(payload) == flaw
    assert MARK not in flaw


def test_a_button_without_a_value_has_an_empty_one() -> None:
    payload = changed(PRESS, "actions.0", {key: part for key, part in ACTION.items() if key != "value"})
    assert find_flaw(payload) is None
    assert payload["actions"][0]["value"] == ""


def test_what_is_not_there_reads_as_what_is_no_longer_there() -> None:
    payload = Payload.wrap({**PRESS, "view": {"id": "V1"}, "actions": [{"type": "datepicker", "action_id": "read"}]})
    with pytest.raises(Missing):
        payload["actions"][0]["value"]
    with pytest.raises(Missing):
        payload["message"]
    with pytest.raises(Missing):
        payload["view"]["root_view_id"]
    assert payload.get("message") is None
    assert "message" not in payload
