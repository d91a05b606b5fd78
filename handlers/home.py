"""Home: published when it is opened, and again when something on it has changed."""

import re

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.home import build_home, is_shown, read_home_page
from handlers.blocks.ids import HOME_PAGE
from handlers.desk import Desk
from handlers.listeners import Listener
from handlers.payload import Body
from models.values.call import Call
from models.values.errors import Missing
from models.vocabulary import Way
from models.workflow.home import read_home

__all__ = ["LISTENERS", "publish_home"]


async def publish_home(desk: Desk, client: AsyncWebClient, person_id: str) -> None:
    """Show a person their Home as it is now; somebody without Slack, or who has left, is passed over.

    Calls for one person that come while another waits are one.
    """
    async with desk.homes.turn(person_id) as mine:
        if not mine:
            return
        try:
            content = await read_home(desk.parts, Call(person_id, desk.now(), way=Way.SYSTEM))
        except Missing:
            return
        if content.person.slack_id is not None:
            await client.views_publish(user_id=content.person.slack_id, view=build_home(content))


async def show_home(body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Publish Home when its tab is opened, unless the very same is there."""
    event = body["event"]
    if event.get("tab") != "home":
        return
    view = build_home(await read_home(desk.parts, call))
    if not is_shown(view, event.get("view")):
        await client.views_publish(user_id=event["user"], view=view)


async def turn_page(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show another page of one of the lists."""
    await ack()
    page = read_home_page(body["actions"][0]["value"])
    view = build_home(await read_home(desk.parts, call), page)
    await client.views_publish(user_id=body["user"]["id"], view=view)


LISTENERS = (
    Listener("event", "app_home_opened", show_home),
    Listener("action", re.compile(f"^{HOME_PAGE}:"), turn_page),
)
