"""*Add an addendum*: writing it, keeping what is typed, sending it for its own agreement."""

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.addendum import ADDENDUM_TITLE, build_addendum, is_full, read_addendum
from handlers.blocks.ids import ADD_ADDENDUM, ADDENDUM_TYPED, ADDENDUM_VIEW, read_place
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.views import open_light, show_view
from models.values.call import Call
from models.values.errors import Conflict, Missing, Repeated
from models.workflow.addenda import open_addendum, save_addendum, send_addendum

__all__ = ["LISTENERS", "addendum_view"]


async def addendum_view(desk: Desk, call: Call, record_id: str) -> dict[str, Any]:
    """Return the modal in which the next addendum of a record is written, or the last one mended."""
    return build_addendum(await open_addendum(desk.parts, call, record_id=record_id))


async def begin(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open the modal, or turn the one at hand into it."""
    record_id = str(body["actions"][0]["value"])
    if (body.get("view") or {}).get("type") == "modal":
        view = await addendum_view(desk, call, record_id)
        await ack()
        await show_view(client, body, view)
        return
    await ack()
    async with open_light(client, body, ADDENDUM_TITLE) as fill:
        await fill(await addendum_view(desk, call, record_id))


async def keep(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Keep what is being typed; a box that is nearly full gets another below it."""
    record_id, addendum = _where(body)
    text = read_addendum(body["view"])
    try:
        await save_addendum(desk.parts, call, record_id=record_id, addendum=addendum, text=text)
    except (Conflict, Repeated):
        # Sent in the meantime, or told twice: the text is safe and the screen stays as it is.
        await ack()
        return
    boxes = is_full(body["view"])
    if not boxes:
        await ack()
        return
    draft = await open_addendum(desk.parts, call, record_id=record_id)
    await ack()
    await show_view(client, body, build_addendum(draft, boxes=boxes))


async def send(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Send the addendum, once."""
    record_id, addendum = _where(body)
    text = read_addendum(body["view"])
    try:
        await send_addendum(desk.parts, call, record_id=record_id, addendum=addendum, text=text)
    except Repeated:
        await ack()
        return
    await ack()
    desk.later(publish_home(desk, client, call.person_id))


def _where(body: Body) -> tuple[str, int]:
    place = read_place(body["view"]["private_metadata"])
    if place.record is None or place.n is None:
        raise Missing
    return place.record, place.n


LISTENERS = (
    Listener("action", ADD_ADDENDUM, begin, Who.SUPERVISOR),
    Listener("action", ADDENDUM_TYPED, keep, Who.SUPERVISOR),
    Listener("view", ADDENDUM_VIEW, send, Who.SUPERVISOR),
)
