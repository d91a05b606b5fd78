"""*Read the record*: from the request's message, the card or Home, page by page."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.claims import as_number
from handlers.blocks.ids import (
    CLOSE_AS_LEFT,
    READ_RECORD,
    READ_REQUEST,
    READING_PAGE,
    Place,
    read_place,
)
from handlers.blocks.reading import READING_TITLE, build_reading
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.views import open_light, show_view
from models.values.agreement import Reading
from models.values.call import Call
from models.values.errors import Missing, Repeated
from models.workflow.agreement import close_as_left
from models.workflow.reading import forget_read, mark_read, open_record, open_request, read_record, read_request_pages

__all__ = ["LAST_PAGE", "LISTENERS", "open_record_once", "show_page"]

LAST_PAGE: Final = 1_000_000
"""A page number beyond every record: it shows the last one."""

View = dict[str, Any]


async def open_to_answer(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open the versions of a request at their first page, in the modal at hand or in a new one."""
    request_id = str(body["actions"][0]["value"])
    if (body.get("view") or {}).get("type") == "modal":
        await show_page(ack, body, client, desk, call, Place(request=request_id), 1)
        return
    await ack()
    async with open_light(client, body, READING_TITLE) as fill:
        view, last = build_reading(await _open_request(desk, call, request_id), 1, call.now, files=_files(desk))
        await _put_on_screen(desk, call, request_id if last else None, lambda: fill(view))


async def open_to_read(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open what was sent of a record, for somebody who may read it."""
    record_id = str(body["actions"][0]["value"])
    await ack()
    async with open_light(client, body, READING_TITLE) as fill:
        view, _ = build_reading(await open_record_once(desk, call, record_id), 1, call.now, files=_files(desk))
        await fill(view)


async def turn_page(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show the page before or after this one."""
    place = read_place(body["view"]["private_metadata"])
    await show_page(ack, body, client, desk, call, place, as_number(body["actions"][0]["value"]))


async def show_page(
    ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, place: Place, number: int
) -> None:
    """Put one page into the modal at hand; the last page, once shown to the addressee, counts as opened."""
    await ack()  # nothing was typed that could be lost
    view, last = build_reading(await _read(desk, call, place), number, call.now, files=_files(desk))
    await _put_on_screen(desk, call, place.request if last else None, lambda: show_view(client, body, view))


async def _put_on_screen(desk: Desk, call: Call, opens: str | None, show: Callable[[], Awaitable[bool]]) -> None:
    """Show a page; `opens` is the request whose last page it is.

    That it was opened is remembered before it is on the screen, since a tick may follow at once,
    and forgotten again if it never came there.
    """
    if opens is None:
        await show()
        return
    await mark_read(desk.parts, call, request_id=opens)
    shown = False
    try:
        shown = await show()
    finally:
        if not shown:
            await forget_read(desk.parts, call, request_id=opens)


async def close_for_leaver(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Close a version without an answer; Slack has asked *Are you sure?*."""
    place = read_place(body["view"]["private_metadata"])
    await close_as_left(desk.parts, call, version_id=str(body["actions"][0]["value"]))
    await show_page(ack, body, client, desk, call, place, LAST_PAGE)
    desk.later(publish_home(desk, client, call.person_id))


def _files(desk: Desk) -> bool:
    return desk.parts.options.files_in_slack


async def _read(desk: Desk, call: Call, place: Place) -> Reading:
    if place.request is not None:
        return await read_request_pages(desk.parts, call, request_id=place.request)
    if place.record is not None:
        return await read_record(desk.parts, call, record_id=place.record)
    raise Missing


async def _open_request(desk: Desk, call: Call, request_id: str) -> Reading:
    try:
        return await open_request(desk.parts, call, request_id=request_id)
    except Repeated:
        return await read_request_pages(desk.parts, call, request_id=request_id)


async def open_record_once(desk: Desk, call: Call, record_id: str) -> Reading:
    """Return what was sent of a record; the same press twice notes one reading."""
    try:
        return await open_record(desk.parts, call, record_id=record_id)
    except Repeated:
        return await read_record(desk.parts, call, record_id=record_id)


LISTENERS = (
    Listener("action", READ_REQUEST, open_to_answer, Who.READER),
    Listener("action", READ_RECORD, open_to_read, Who.READER),
    Listener("action", re.compile(f"^{READING_PAGE}:"), turn_page, Who.READER),
    Listener("action", CLOSE_AS_LEFT, close_for_leaver, Who.SUPERVISOR),
)
