"""Copying records out of the bot and saying that they are filed: `/supervision filing`, Home, digest, *Why?*."""

import re
from contextlib import suppress
from datetime import datetime
from typing import Final

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.claims import as_number
from handlers.blocks.copy import COPY_TITLE, INDEX_TITLE, build_copy, build_staff_file, is_last_page
from handlers.blocks.filing import (
    FILING_TITLE,
    all_words,
    build_filing,
    marked_words,
    read_filing_scope,
    read_stamp,
)
from handlers.blocks.ids import (
    COPY_PAGE,
    COPY_VIEW,
    FILING_ALL,
    FILING_COPY,
    FILING_FILED,
    FILING_INDEX,
    FILING_OPEN,
    FILING_PAGE,
    FILING_SCOPE,
    INDEX_VIEW,
    Place,
    read_place,
)
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.views import Light, View, open_light, redraw_view, show_view
from models.rules.staff_file import build_index
from models.values.call import Call
from models.values.errors import Missing, Refusal, Repeated
from models.values.filing import Paste
from models.workflow.filing import file_all, file_version
from models.workflow.pasting import open_paste, read_paste
from models.workflow.staff_file import read_staff_file
from models.workflow.to_file import MINE, read_to_file

__all__ = ["LISTENERS", "WORD", "begin"]

WORD: Final = "filing"
NOT_THE_LAST_PAGE: Final = "There are more pages. Go on to the last one, then mark it as filed."


async def begin(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None) -> None:
    """Open the list of what this person has to file."""
    await ack()
    async with open_light(client, body, FILING_TITLE, light) as fill:
        await fill(await _list_view(desk, call, Place()))


async def open_list(
    ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None
) -> None:
    """Open the list from a button, in the modal at hand or in a new one."""
    place = Place(scope=read_filing_scope(body["actions"][0]))
    await ack()
    if _is_in_modal(body):
        await show_view(client, body, await _list_view(desk, call, place))
        return
    async with open_light(client, body, FILING_TITLE, light) as fill:
        await fill(await _list_view(desk, call, place))


async def choose_scope(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show whose records were chosen, in place."""
    await ack()
    await show_view(client, body, await _list_view(desk, call, Place(scope=read_filing_scope(body["actions"][0]))))


async def turn_list(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show another page of the list."""
    await ack()
    place = _turned(body)
    await show_view(client, body, await _list_view(desk, call, place))


async def copy(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Lay the boxes of one record over the list."""
    await ack()
    scope = read_place(body["view"]["private_metadata"]).scope
    async with open_light(client, body, COPY_TITLE, above=True) as fill:
        paste = await _open_paste(desk, call, str(body["actions"][0]["value"]))
        await fill(build_copy(paste, Place(scope=scope)))


async def turn_copy(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show another page of the boxes, filled from the record: nothing typed into them is read."""
    await ack()
    place = _turned(body)
    paste = await read_paste(desk.parts, call, version_id=_version(place))
    await show_view(client, body, build_copy(paste, place))


async def file_copied(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Mark what was copied as filed, close the boxes, and show the list below them as it is now."""
    place = read_place(body["view"]["private_metadata"])
    version_id, seen_at = _version(place), _seen_at(place)
    if not is_last_page(await read_paste(desk.parts, call, version_id=version_id), place.n or 1):
        raise Refusal(NOT_THE_LAST_PAGE)
    notice = await _file(desk, call, version_id, seen_at)
    await ack()
    below = body["view"].get("previous_view_id")
    if below:
        await redraw_view(client, str(below), await _list_view(desk, call, Place(scope=place.scope), notice))
    desk.later(publish_home(desk, client, call.person_id))


async def file_one(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Mark one record of the list as filed, and show what is left."""
    place = read_place(body["view"]["private_metadata"])
    try:
        notice = await _file(desk, call, str(body["actions"][0]["value"]), _seen_at(place))
    except Refusal as refusal:
        notice = f":warning: {refusal.sentence}"
    await ack()
    await show_view(client, body, await _list_view(desk, call, place, notice))
    desk.later(publish_home(desk, client, call.person_id))


async def file_everything(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Mark everything as filed that stood on the list; Slack has asked whether it is."""
    place = read_place(body["view"]["private_metadata"])
    notice = None
    await ack()  # nothing was typed that could be lost, and a long list takes its time
    with suppress(Repeated):
        notice = all_words(await file_all(desk.parts, call, scope=place.scope or MINE, seen_at=_seen_at(place)))
    await show_view(client, body, await _list_view(desk, call, place, notice))
    desk.later(publish_home(desk, client, call.person_id))


async def show_index(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Lay the index of a person's staff file over the list."""
    await ack()
    person_id = str(body["actions"][0]["value"])
    async with open_light(client, body, INDEX_TITLE, above=True) as fill:
        file = await read_staff_file(desk.parts, call, person_id=person_id)
        await fill(build_staff_file(build_index(file), person_id))


async def close_index(ack: AsyncAck) -> None:
    """Close the index; its boxes were only to copy from."""
    await ack()


async def _list_view(desk: Desk, call: Call, place: Place, notice: str | None = None) -> View:
    listed = await read_to_file(desk.parts, call, place.scope or MINE)
    return build_filing(listed, desk.parts.library.policy, call.person_id, place.n or 1, notice=notice)


async def _open_paste(desk: Desk, call: Call, version_id: str) -> Paste:
    try:
        return await open_paste(desk.parts, call, version_id=version_id)
    except Repeated:
        return await read_paste(desk.parts, call, version_id=version_id)


async def _file(desk: Desk, call: Call, version_id: str, seen_at: datetime) -> str | None:
    """Mark one version, and return the sentence about it; a payload that comes again has none."""
    with suppress(Repeated):
        return marked_words(await file_version(desk.parts, call, version_id=version_id, seen_at=seen_at))
    return None


def _turned(body: Body) -> Place:
    """Return where the screen stands, at the page that a button asks for."""
    number = as_number(body["actions"][0]["value"])
    return read_place(body["view"]["private_metadata"]).model_copy(update={"n": number})


def _version(place: Place) -> str:
    if place.version is None:
        raise Missing
    return place.version


def _seen_at(place: Place) -> datetime:
    at = read_stamp(place)
    if at is None:
        raise Missing
    return at


def _is_in_modal(body: Body) -> bool:
    return (body.get("view") or {}).get("type") == "modal"


def _opens(body: Body) -> str | None:
    return None if _is_in_modal(body) else FILING_TITLE


LISTENERS = (
    Listener("action", FILING_OPEN, open_list, opens=_opens),
    Listener("action", FILING_SCOPE, choose_scope),
    Listener("action", re.compile(f"^{FILING_PAGE}:"), turn_list),
    Listener("action", FILING_COPY, copy, Who.FILER),
    Listener("action", re.compile(f"^{COPY_PAGE}:"), turn_copy, Who.FILER),
    Listener("view", COPY_VIEW, file_copied, Who.FILER),
    Listener("action", FILING_FILED, file_one, Who.FILER),
    Listener("action", FILING_ALL, file_everything, Who.FILER),
    Listener("action", FILING_INDEX, show_index, Who.FILER),
    Listener("view", INDEX_VIEW, close_index, Who.FILER),
)
