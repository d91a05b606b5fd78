"""The card of a supervision: rendering it, and everything that can be pressed on it."""

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.card import build_card
from handlers.blocks.claims import as_number, as_word
from handlers.blocks.handover import build_passed
from handlers.blocks.ids import (
    ADD_AND_WRITE,
    ADD_VIEW,
    CARD_ADD,
    CARD_CHILD,
    CARD_CLOSE,
    CARD_DISCARD,
    CARD_NOT_REACHED,
    CARD_PAGE,
    CARD_PERSONAL,
    CLOSE_VIEW,
    NOT_REACHED_VIEW,
    read_place,
    split_ids,
)
from handlers.blocks.meeting import (
    ADD_TITLE,
    CLOSE_TITLE,
    NOT_REACHED_TITLE,
    Added,
    build_add,
    build_close,
    build_not_reached,
    read_added,
    read_closing,
    read_not_reached,
)
from handlers.blocks.message import Message
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Renderer, Who
from handlers.payload import Body
from handlers.record import view_for
from handlers.views import open_light, show_view
from models.values.call import Call
from models.values.errors import Missing, Refusal, Repeated
from models.values.outbox import Promised
from models.values.supervision import Stop
from models.vocabulary import Depth, MessageKind, Way
from models.workflow.access.handover import read_passed_to
from models.workflow.agenda import read_addable
from models.workflow.card import read_card
from models.workflow.changing import add_child, add_personal, mark_not_reached
from models.workflow.closing import close_meeting, discard_supervision
from models.workflow.overview import read_overview
from models.workflow.parts import Parts

__all__ = ["LISTENERS", "RENDERERS", "render_card"]

CHILD_TITLE = "Supervision"
CHOOSE_CHILD = "Choose a child first."


async def render_card(parts: Parts, promised: Promised, now: datetime) -> Message | None:
    """Return the card as it stands now; once it was handed over, who carries on.

    There is nothing for somebody else who may no longer write in the supervision.
    """
    if promised.recipient_id is None:
        return None
    call = Call(promised.recipient_id, now, way=Way.SYSTEM)
    overview = await read_card(parts, call, supervision_id=promised.facts["supervision"])
    if overview is not None:
        return build_card(overview, call.today)
    name = await read_passed_to(parts, call, supervision_id=promised.facts["supervision"])
    return None if name is None else build_passed(name)


async def turn_page(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show another page of the card; the next change of the supervision shows the first again."""
    await ack()
    supervision_id, number = split_ids(body["actions"][0]["value"], 2)
    overview = await read_card(desk.parts, call, supervision_id=supervision_id)
    if overview is None:
        raise Missing
    card = build_card(overview, call.today, as_number(number))
    await client.chat_update(
        channel=body["container"]["channel_id"],
        ts=body["container"]["message_ts"],
        text=card.text,
        blocks=card.blocks,
    )


async def open_child(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open one child of the agenda, or its personal part."""
    supervision_id, subject_id, depth = split_ids(body["actions"][0]["value"], 3)
    stop = Stop("in_depth" if as_word(Depth, depth) is Depth.IN_DEPTH else "brief", subject_id)
    await ack()
    async with open_light(client, body, CHILD_TITLE) as fill:
        await fill(await view_for(desk, call, stop, supervision_id))


async def ask_child(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open *Add a child*."""
    supervision_id = str(body["actions"][0]["value"])
    await ack()
    async with open_light(client, body, ADD_TITLE) as fill:
        await fill(build_add(await read_addable(desk.parts, call, supervision_id=supervision_id), supervision_id))


async def add(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Add the child and close the modal."""
    await _add(body, desk, call)
    await ack()
    desk.later(publish_home(desk, client, call.person_id))


async def add_and_write(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Add the child and turn the modal into its record."""
    stop = await _add(body, desk, call)
    await ack()
    await show_view(client, body, await view_for(desk, call, stop, _supervision(body)))
    desk.later(publish_home(desk, client, call.person_id))


async def _add(body: Body, desk: Desk, call: Call) -> Stop:
    chosen: Added | None = read_added(body["view"])
    if chosen is None:
        raise Refusal(CHOOSE_CHILD)
    try:
        return await add_child(
            desk.parts, call, supervision_id=_supervision(body), child_id=chosen.child_id, depth=chosen.depth
        )
    except Repeated:
        return Stop("in_depth" if chosen.depth is Depth.IN_DEPTH else "brief", chosen.child_id)


async def add_personal_part(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Add the personal part and open its record."""
    supervision_id = str(body["actions"][0]["value"])
    await ack()
    async with open_light(client, body, CHILD_TITLE) as fill:
        await fill(await view_for(desk, call, await _add_personal(desk, call, supervision_id), supervision_id))
    desk.later(publish_home(desk, client, call.person_id))


async def _add_personal(desk: Desk, call: Call, supervision_id: str) -> Stop:
    try:
        return await add_personal(desk.parts, call, supervision_id=supervision_id)
    except Repeated:
        overview = await read_overview(desk.parts, call, supervision_id=supervision_id)
        return Stop("in_depth", overview.supervisee_id)


async def ask_not_reached(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open *Not reached*."""
    supervision_id = str(body["actions"][0]["value"])
    await ack()
    async with open_light(client, body, NOT_REACHED_TITLE) as fill:
        await fill(build_not_reached(await read_overview(desk.parts, call, supervision_id=supervision_id)))


async def not_reached(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Take what was chosen off the meeting."""
    subject_ids = read_not_reached(body["view"])
    await mark_not_reached(desk.parts, call, supervision_id=_supervision(body), subject_ids=subject_ids)
    await ack()
    desk.later(publish_home(desk, client, call.person_id))


async def ask_closing(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open *Close the meeting*."""
    supervision_id = str(body["actions"][0]["value"])
    await ack()
    async with open_light(client, body, CLOSE_TITLE) as fill:
        await fill(build_close(await read_overview(desk.parts, call, supervision_id=supervision_id)))


async def close(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Close the meeting."""
    closing = read_closing(body["view"])
    await close_meeting(desk.parts, call, supervision_id=_supervision(body), closing=closing)
    await ack()
    desk.later(publish_home(desk, client, call.person_id))


async def discard(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Discard a supervision nothing of which was sent; Slack has asked *Are you sure?*."""
    await discard_supervision(desk.parts, call, supervision_id=str(body["actions"][0]["value"]))
    await ack()
    desk.later(publish_home(desk, client, call.person_id))


def _supervision(body: Body) -> str:
    supervision_id = read_place(body["view"]["private_metadata"]).supervision
    if supervision_id is None:
        raise Missing
    return supervision_id


RENDERERS: Mapping[MessageKind, Renderer] = MappingProxyType({MessageKind.CARD: render_card})

LISTENERS = (
    Listener("action", re.compile(f"^{CARD_PAGE}:"), turn_page, Who.SUPERVISOR),
    Listener("action", CARD_CHILD, open_child, Who.SUPERVISOR),
    Listener("action", CARD_ADD, ask_child, Who.SUPERVISOR),
    Listener("action", CARD_PERSONAL, add_personal_part, Who.SUPERVISOR),
    Listener("view", ADD_VIEW, add, Who.SUPERVISOR),
    Listener("action", ADD_AND_WRITE, add_and_write, Who.SUPERVISOR),
    Listener("action", CARD_NOT_REACHED, ask_not_reached, Who.SUPERVISOR),
    Listener("view", NOT_REACHED_VIEW, not_reached, Who.SUPERVISOR),
    Listener("action", CARD_CLOSE, ask_closing, Who.SUPERVISOR),
    Listener("view", CLOSE_VIEW, close, Who.SUPERVISOR),
    Listener("action", CARD_DISCARD, discard, Who.SUPERVISOR),
)
