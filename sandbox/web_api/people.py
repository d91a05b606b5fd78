"""users.* and auth.test: who there is."""

from sandbox.kinds import Json
from sandbox.refusals import Refused
from sandbox.web_api.calls import Call, method, page_of
from sandbox.web_api.conversations import typed

__all__: list[str] = []


@method("auth.test")
def auth_test(call: Call) -> Json:
    """Say whose token this is."""
    workspace = call.rooms.workspace
    return {
        "url": f"https://{workspace.team.domain}.slack.example/",
        "team": workspace.team.name,
        "user": workspace.people[workspace.app.bot_user_id].name,
        "team_id": workspace.team.id,
        "user_id": workspace.app.bot_user_id,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


@method("users.info", "users:read")
def info(call: Call) -> Json:
    """Describe one person."""
    person = call.rooms.workspace.person(call.text("user"))
    if person is None:
        raise Refused("user_not_found")
    return {"user": call.rooms.workspace.user_object(person)}


@method("users.list", "users:read")
def list_users(call: Call) -> Json:
    """List everybody, the deactivated too."""
    workspace = call.rooms.workspace
    page, metadata = page_of(call, list(workspace.people.values()))
    return {
        "members": [workspace.user_object(one) for one in page],
        "cache_ts": int(workspace.clock.unix()),
        "response_metadata": metadata,
    }


@method("users.lookupByEmail", "users:read.email")
def lookup_by_email(call: Call) -> Json:
    """Find a person by e-mail; the deactivated are not found."""
    wanted = call.text("email").lower()
    for person in call.rooms.workspace.people.values():
        if person.email.lower() == wanted and not (person.deleted or person.is_bot):
            return {"user": call.rooms.workspace.user_object(person)}
    raise Refused("users_not_found")


@method("users.conversations")
def conversations(call: Call) -> Json:
    """List the conversations a person, or the bot, is in."""
    workspace = call.rooms.workspace
    user = call.get("user") or workspace.app.bot_user_id
    if workspace.person(str(user)) is None:
        raise Refused("user_not_found")
    page, metadata = page_of(call, typed(call, str(user)))
    bot = workspace.app.bot_user_id
    return {
        "channels": [one.as_slack(workspace.team.id, bot) for one in page],
        "response_metadata": metadata,
    }
