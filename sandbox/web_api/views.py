"""views.*: modals and Home."""

from sandbox.blockkit.surfaces import block_problems, view_problems
from sandbox.kinds import Json
from sandbox.refusals import Refused
from sandbox.views import OpenView
from sandbox.web_api.calls import Call, method

__all__: list[str] = []


def _shown(call: Call, opened: OpenView) -> Json:
    workspace = call.rooms.workspace
    return {"view": opened.as_slack(workspace.team.id, workspace.app)}


@method("views.open")
def open_view(call: Call) -> Json:
    """Open a modal for the person whose act the trigger id came from."""
    trigger = call.rooms.triggers.check(call.get("trigger_id"))
    view = call.rooms.modals.checked(call.get("view"))
    opened = call.rooms.modals.open(trigger.user, view)
    trigger.used = True
    return _shown(call, opened)


@method("views.push")
def push_view(call: Call) -> Json:
    """Push a modal on top of the one whose button was pressed."""
    trigger = call.rooms.triggers.check(call.get("trigger_id"))
    view = call.rooms.modals.checked(call.get("view"))
    pushed = call.rooms.modals.push(trigger.user, view, above=trigger.view_id)
    trigger.used = True
    return _shown(call, pushed)


@method("views.update")
def update_view(call: Call) -> Json:
    """Replace the content of an open modal."""
    view_id, external_id = call.get("view_id"), call.get("external_id")
    if not view_id and not external_id:
        raise Refused("invalid_arguments", ["missing required field: view_id [json-pointer:/view_id]"])
    view = call.rooms.modals.checked(call.get("view"))
    opened = call.rooms.workspace.find_view(view_id, external_id)
    if opened is None:
        raise Refused("not_found")
    return _shown(call, call.rooms.modals.update(opened, view, known_hash=call.get("hash")))


@method("views.publish")
def publish_view(call: Call) -> Json:
    """Show a person's Home view."""
    if not call.rooms.workspace.app.home_tab:
        raise Refused("not_enabled")
    user = call.text("user_id")
    person = call.rooms.workspace.person(user)
    if person is None or person.is_bot:
        raise Refused("invalid_arguments", ["user not found [json-pointer:/user_id]"])
    view = call.rooms.modals.checked(call.get("view"), kind="home")
    return _shown(call, call.rooms.modals.publish(user, view, known_hash=call.get("hash")))


@method("blocks.validate")
def validate(call: Call) -> Json:
    """Say what is wrong with a view or with a message's blocks, without showing them."""
    view, message = call.get("view"), call.get("message")
    blocks = call.get("blocks") if message is None else message.get("blocks")
    if view is not None:
        kind = view.get("type") if isinstance(view, dict) else None
        problems = view_problems(view, kind="home" if kind == "home" else "modal")
    else:
        problems = block_problems(blocks, surface="message")
    if problems:
        raise Refused("invalid_blocks", problems)
    return {}
