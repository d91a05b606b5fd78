"""Reactions put on messages or taken off them; what a tick means is decided by workflow."""

from slack_sdk.web.async_client import AsyncWebClient

from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener
from handlers.payload import Body
from models.values.agreement import Ticked
from models.values.call import Call
from models.workflow.reactions import react

__all__ = ["LISTENERS"]


async def note_reaction(body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Hand a reaction on a message to workflow; reactions on anything else are no business of ours."""
    event = body["event"]
    item = event.get("item") or {}
    if item.get("type") != "message":
        return
    ticked = Ticked(
        channel_id=item["channel"],
        message_ts=item["ts"],
        slack_user=event["user"],
        name=event["reaction"],
        event_ts=event["event_ts"],
        present=event["type"] == "reaction_added",
    )
    for person_id in await react(desk.parts, call, ticked):
        desk.later(publish_home(desk, client, person_id))


LISTENERS = (
    Listener("event", "reaction_added", note_reaction),
    Listener("event", "reaction_removed", note_reaction),
)
