"""*Add an addendum*: writing it, keeping what is typed, sending it for its own agreement."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.autosave import needs_redraw
from handlers.blocks.addendum import ADDENDUM_TITLE, build_addendum, read_addendum, redraw_addendum
from handlers.blocks.ids import ADD_ADDENDUM, ADDENDUM_TYPED, ADDENDUM_VIEW, read_place
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Who
from handlers.payload import Body, safe_facts
from handlers.screen import settle, show_page, touched_blocks
from handlers.views import open_light, show_view
from models.values.call import Call
from models.values.errors import Missing, Refusal, Repeated, Unavailable
from models.workflow.addenda import open_addendum, save_addendum, send_addendum

__all__ = ["LISTENERS", "addendum_view"]

_log = structlog.get_logger()


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
    """Keep what is being typed; of the letters waiting for the same view only the newest is kept.

    What cannot be kept is not said at every letter: the text stays on the screen, and *Send*
    sends all of it or says why not.
    """
    record_id, addendum = _where(body)
    saving = replace(call, key=None)

    async def store(touched: frozenset[str]) -> bool:
        view, _ = settle(body["view"], touched)
        text = _text_of(view)
        await save_addendum(desk.parts, saving, record_id=record_id, addendum=addendum, text=text)
        await ack()
        if needs_redraw(body, view):
            await show_page(desk, client, body, redraw_addendum(view))
        return True

    try:
        stored = await desk.newest.offer(body["view"]["id"], touched_blocks(body), store)
    except (Refusal, Unavailable) as error:
        _log.info("typing was not stored", error=type(error).__name__, **safe_facts(body))
        stored = None
    if stored is None and ack.response is None:
        await ack()


async def send(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Send the addendum, once, in place of all that was typed before."""
    record_id, addendum = _where(body)
    view_id = str(body["view"]["id"])

    async def store(touched: frozenset[str]) -> None:
        text = _text_of(settle(body["view"], touched)[0])
        with suppress(Repeated):  # this very submission has sent it
            await send_addendum(desk.parts, call, record_id=record_id, addendum=addendum, text=text)
        desk.newest.end(view_id)

    await desk.newest.insist(view_id, touched_blocks(body), store)
    await ack()
    desk.later(publish_home(desk, client, call.person_id))


def _where(body: Body) -> tuple[str, int]:
    place = read_place(body["view"]["private_metadata"])
    if place.record is None or place.n is None:
        raise Missing
    return place.record, place.n


def _text_of(view: Mapping[str, Any]) -> str:
    text = read_addendum(view)
    if text is None:
        raise Missing
    return text


LISTENERS = (
    Listener("action", ADD_ADDENDUM, begin, Who.SUPERVISOR),
    Listener("action", ADDENDUM_TYPED, keep, Who.SUPERVISOR),
    Listener("view", ADDENDUM_VIEW, send, Who.SUPERVISOR),
)
