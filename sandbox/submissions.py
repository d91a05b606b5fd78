"""Submitting and closing modals, and what the ack may ask for."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sandbox.kinds import Json
from sandbox.people import Person
from sandbox.places import top_view
from sandbox.refusals import NotAllowed, Refused
from sandbox.rooms import TROUBLE, Rooms
from sandbox.socket_mode import Outcome
from sandbox.views import OpenView

__all__ = ["client_errors", "close_view", "submit_view"]

_REQUIRED: Final = "Please complete this required field."
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL: Final = re.compile(r"https?://\S+")


async def submit_view(rooms: Rooms, user: Person, view_id: str) -> Json:
    """Press the modal's submit button: the client's own checks, then the bot's."""
    opened = top_view(rooms, user, view_id)
    if opened.view.get("submit") is None:
        raise NotAllowed("This view has no button to submit it.")
    opened.errors = client_errors(opened)
    rooms.workspace.changes.tell("views", [user.id])
    if opened.errors:
        return {"ok": True, "ack": "errors", "sent": False, "errors": opened.errors}
    workspace = rooms.workspace
    payload = rooms.envelope(user) | {
        "type": "view_submission",
        "trigger_id": rooms.triggers.issue(user.id, opened.id),
        "view": opened.as_slack(workspace.team.id, workspace.app),
        "response_urls": [],
    }
    opened.busy = True
    try:
        outcome = await rooms.interact(payload, user=user)
    finally:
        opened.busy = False
        workspace.changes.tell("views", [user.id])
    return _after_ack(rooms, opened, outcome)


def _after_ack(rooms: Rooms, opened: OpenView, outcome: Outcome) -> Json:
    """Do what the ack asks; an ack Slack would not understand is shown as trouble."""
    answer: Json = {"ok": outcome.ok, "ack": outcome.ack, "sent": True}
    if not outcome.ok:
        return answer
    try:
        _obey(rooms, opened, outcome.payload)
    except Refused as refusal:
        rooms.workspace.notice(opened.user, TROUBLE)
        return answer | {
            "ok": False,
            "ack": "invalid",
            "error": refusal.error,
            "messages": refusal.messages,
        }
    if opened.errors:
        return answer | {"ack": "errors", "errors": opened.errors}
    return answer


def _obey(rooms: Rooms, opened: OpenView, payload: Any) -> None:
    if payload is None or payload == {}:
        rooms.modals.close(opened)
        return
    if not isinstance(payload, dict):
        raise Refused("invalid_ack_body")
    action = payload.get("response_action")
    if action == "errors":
        opened.errors = _errors_for_inputs(opened, payload.get("errors"))
    elif action == "clear":
        rooms.modals.clear(opened.user)
    elif action == "update":
        rooms.modals.update(opened, rooms.modals.checked(payload.get("view")))
    elif action == "push":
        rooms.modals.push(opened.user, rooms.modals.checked(payload.get("view")))
    else:
        raise Refused("invalid_ack_body")


def _errors_for_inputs(opened: OpenView, errors: Any) -> dict[str, str]:
    """Give the errors of an ack, which must all lie under input blocks of the view."""
    inputs = {one["block_id"] for one in opened.view["blocks"] if one["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise Refused("invalid_ack_body", ["must provide errors [json-pointer:/errors]"])
    strange = sorted(set(errors) - inputs)
    if strange:
        raise Refused("invalid_ack_body", [f"no input block {one} [json-pointer:/errors]" for one in strange])
    if not all(isinstance(one, str) and one for one in errors.values()):
        raise Refused("invalid_ack_body", ["must be a string [json-pointer:/errors]"])
    return dict(errors)


async def close_view(rooms: Rooms, user: Person, view_id: str, *, everything: bool) -> Outcome:
    """Press Cancel on the top view, or X, which closes the whole stack."""
    opened = top_view(rooms, user, view_id)
    screen = rooms.workspace.screen(user.id)
    cleared = everything or bool(opened.view.get("clear_on_close"))
    told = screen.views[0] if cleared else opened
    if cleared:
        rooms.modals.clear(user.id)
    else:
        rooms.modals.close(opened)
    if not told.view.get("notify_on_close"):
        return Outcome("ok")
    workspace = rooms.workspace
    payload = rooms.envelope(user) | {
        "type": "view_closed",
        "view": told.as_slack(workspace.team.id, workspace.app, with_values=False),
        "is_cleared": cleared,
    }
    return await rooms.interact(payload, user=user)


def client_errors(opened: OpenView) -> dict[str, str]:
    """Say what Slack's client itself finds wrong before it sends a submission."""
    errors: dict[str, str] = {}
    for block in opened.view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = opened.values.get(block["block_id"], {}).get(element["action_id"], {})
        value = next((part for key, part in state.items() if key not in {"type", "timezone"}), None)
        if value in (None, "", []) or (isinstance(value, str) and not value.strip()):
            if not block.get("optional"):
                errors[block["block_id"]] = _REQUIRED
        elif problem := _problem(element, value):
            errors[block["block_id"]] = problem
    return errors


def _problem(element: Json, value: Any) -> str | None:
    kind = element["type"]
    if kind == "plain_text_input" and len(value) < (element.get("min_length") or 0):
        return f"Please enter at least {element['min_length']} characters."
    if kind == "email_text_input" and not _EMAIL.fullmatch(value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not _URL.fullmatch(value):
        return "Please enter a valid URL."
    if kind == "number_input":
        return _number_problem(element, value)
    return None


def _number_problem(element: Json, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Please enter a valid number."
    if not element["is_decimal_allowed"] and number != number.to_integral_value():
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and number < Decimal(least):
        return f"Please enter a number of at least {least}."
    if most is not None and number > Decimal(most):
        return f"Please enter a number of at most {most}."
    return None
