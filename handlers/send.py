"""The read-through of the whole meeting and its one *Send*."""

import re
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.claims import as_number
from handlers.blocks.ids import (
    READ_THROUGH,
    READ_THROUGH_GO,
    READ_THROUGH_PAGE,
    READ_THROUGH_VIEW,
    SEND_UNCHANGED,
    read_place,
    split_ids,
)
from handlers.blocks.read_through import READ_THROUGH_TITLE, build_changed, build_read_through, build_sent
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.record_views import open_section_view
from handlers.views import open_light, show_view
from models.values.call import Call
from models.values.errors import Conflict, Missing, Repeated
from models.values.sending import Sent
from models.workflow.sending import read_through, send_all

__all__ = ["LISTENERS", "read_through_view"]

_SENT_ALREADY = "This was sent a moment ago. See how each record stands."


async def read_through_view(desk: Desk, call: Call, supervision_id: str, number: int = 1) -> dict[str, Any]:
    """Return the read-through of a supervision, at its first page unless another is asked for."""
    return build_read_through(await read_through(desk.parts, call, supervision_id=supervision_id), number)


async def begin(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open the read-through, or turn the modal at hand into it."""
    supervision_id = str(body["actions"][0]["value"])
    if (body.get("view") or {}).get("type") == "modal":
        await _show(ack, body, client, desk, call, supervision_id)
        return
    await ack()
    async with open_light(client, body, READ_THROUGH_TITLE) as fill:
        await fill(await read_through_view(desk, call, supervision_id))


async def turn_page(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show the page before or after this one."""
    await _show(ack, body, client, desk, call, _supervision(body), as_number(body["actions"][0]["value"]))


async def go_there(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Turn the modal into the place where something is missing."""
    subject_id, section_id = split_ids(body["actions"][0]["value"], 2)
    view = await open_section_view(desk, call, _supervision(body), subject_id, section_id or None)
    await ack()
    await show_view(client, body, view)


async def send(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Send everything that is ready and was shown, once; say what is left."""
    supervision_id = _supervision(body)
    stamp = read_place(body["view"]["private_metadata"]).stamp
    try:
        sent = await send_all(desk.parts, call, supervision_id=supervision_id, stamp=stamp)
    except Conflict as conflict:
        await ack(response_action="update", view=build_changed(supervision_id, conflict.sentence))
        return
    except Repeated:
        await ack(response_action="update", view=build_changed(supervision_id, _SENT_ALREADY))
        return
    await ack(response_action="update", view=build_sent(sent))
    _publish(desk, client, call, sent)


async def send_unchanged(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Send one record again as it was; Slack has asked *Are you sure?*."""
    sent = await send_all(
        desk.parts, call, supervision_id=_supervision(body), unchanged=str(body["actions"][0]["value"])
    )
    await ack()
    await show_view(client, body, build_sent(sent))
    _publish(desk, client, call, sent)


async def _show(
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    desk: Desk,
    call: Call,
    supervision_id: str,
    number: int = 1,
) -> None:
    await ack()  # nothing was typed that could be lost
    await show_view(client, body, await read_through_view(desk, call, supervision_id, number))


def _supervision(body: Body) -> str:
    supervision_id = read_place(body["view"]["private_metadata"]).supervision
    if supervision_id is None:
        raise Missing
    return supervision_id


def _publish(desk: Desk, client: AsyncWebClient, call: Call, sent: Sent) -> None:
    for person_id in (call.person_id, *sent.to_ids):
        desk.later(publish_home(desk, client, person_id))


LISTENERS = (
    Listener("action", READ_THROUGH, begin, Who.SUPERVISOR),
    Listener("action", re.compile(f"^{READ_THROUGH_PAGE}:"), turn_page, Who.SUPERVISOR),
    Listener("action", READ_THROUGH_GO, go_there, Who.SUPERVISOR),
    Listener("action", SEND_UNCHANGED, send_unchanged, Who.SUPERVISOR),
    Listener("view", READ_THROUGH_VIEW, send, Who.SUPERVISOR),
)
