"""What is due for disposal: word to administrators, the list, and *Confirm*."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.disposal import DISPOSAL_TITLE, build_disposal_message, build_disposals
from handlers.blocks.ids import DISPOSAL_CONFIRM, DISPOSAL_OPEN, DISPOSAL_PAGE, read_place
from handlers.blocks.message import Message
from handlers.desk import Desk
from handlers.listeners import Listener, Renderer, Who
from handlers.payload import Body
from handlers.views import Light, open_light, show_view
from models.values.call import Call
from models.values.errors import Repeated
from models.values.outbox import Promised
from models.vocabulary import MessageKind
from models.workflow.parts import Parts
from models.workflow.retention.disposing import confirm, open_disposals, read_disposals

__all__ = ["LISTENERS", "RENDERERS"]

_DIGITS = 6

CONFIRMED = "*Confirmed.* It is erased in the next hours out of office, and the disposal log says so."


async def open_list(
    ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None
) -> None:
    """Open the list of what is due."""
    await ack()
    async with open_light(client, body, DISPOSAL_TITLE, light) as fill:
        await fill(build_disposals(await open_disposals(desk.parts, call)))


async def turn_page(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show another page of it."""
    await ack()
    number = _read_number(str(body["actions"][0].get("value") or ""))
    await show_view(client, body, build_disposals(await open_disposals(desk.parts, call), number))


async def confirm_one(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Confirm one line; Slack has asked *Are you sure?*."""
    number = read_place(body["view"]["private_metadata"]).n or 1
    with suppress(Repeated):  # the first press did it
        await confirm(desk.parts, call, ids=[str(body["actions"][0].get("value") or "")])
    await ack()
    await show_view(client, body, build_disposals(await open_disposals(desk.parts, call), number, CONFIRMED))


async def render_disposal(parts: Parts, promised: Promised, now: datetime) -> Message | None:  # noqa: ARG001 -- a renderer's shape
    """Return word of what is on the list as it stands; nothing once it is empty."""
    return build_disposal_message(await read_disposals(parts, now))


def _read_number(value: str) -> int:
    """Return a page; whatever comes in its place is the first one."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < _DIGITS else 1


def _opens(_body: Body) -> str:
    return DISPOSAL_TITLE


LISTENERS = (
    Listener("action", DISPOSAL_OPEN, open_list, Who.KEEPER, opens=_opens),
    Listener("action", re.compile(f"^{DISPOSAL_PAGE}:"), turn_page, Who.KEEPER),
    Listener("action", DISPOSAL_CONFIRM, confirm_one, Who.KEEPER),
)

RENDERERS: Mapping[MessageKind, Renderer] = MappingProxyType({MessageKind.DISPOSAL: render_disposal})
