"""Marking a child for discussion: the worker from Home, the supervisor for any supervisee's child."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.ids import HOME_MARK, HOME_MARK_ANY, MARK_VIEW
from handlers.blocks.priorities import MARK_TITLE, build_mark, read_mark
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener
from handlers.payload import Body
from handlers.views import open_light
from models.values.call import Call
from models.values.errors import Refusal
from models.workflow.priorities import mark_child, read_markable_child, read_markable_children

__all__ = ["LISTENERS"]


async def ask_about(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open the reasons for the child whose button was pressed."""
    child_id = str(body["actions"][0]["value"])
    await ack()
    async with open_light(client, body, MARK_TITLE) as fill:
        await fill(build_mark(await read_markable_child(desk.parts, call, child_id=child_id)))


async def ask_about_any(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open the reasons with the children of all supervisees to choose from."""
    await ack()
    async with open_light(client, body, MARK_TITLE) as fill:
        await fill(build_mark(await read_markable_children(desk.parts, call)))


async def save(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Put the reason on the child, or take it off."""
    mark = read_mark(body["view"])
    if mark is None:
        raise Refusal("Choose a reason, or that there is none.")
    await mark_child(desk.parts, call, child_id=mark.child_id, reason=mark.reason)
    await ack()
    desk.later(publish_home(desk, client, call.person_id))


LISTENERS = (
    Listener("action", HOME_MARK, ask_about),
    Listener("action", HOME_MARK_ANY, ask_about_any),
    Listener("view", MARK_VIEW, save),
)
