"""Preparing for one's own supervision, from Home, the digest or the plan (source rows B20, I29, I30).

Every page saves before its ack, and what is typed is saved as it is typed, as in a record.
"""

import re
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.claims import as_number
from handlers.blocks.ids import (
    PREPARE_BACK,
    PREPARE_CHOSEN,
    PREPARE_DRAFT,
    PREPARE_OPEN,
    PREPARE_PAGE,
    PREPARE_SAVE,
    PREPARE_SUBJECT,
    PREPARE_TYPED,
    PREPARE_VIEW,
    Place,
    read_place,
)
from handlers.blocks.prepare import PREPARE_TITLE, build_draft, build_preparing, build_subject, read_given
from handlers.desk import Desk
from handlers.listeners import Listener, Who
from handlers.payload import Body, safe_facts
from handlers.screen import page_name, settle, show_page, touched_blocks
from handlers.views import open_light
from models.values.call import Call
from models.values.errors import Missing, Refusal, Unavailable
from models.workflow.preparing import read_prepared_subject, read_preparing, save_preparation

__all__ = ["LISTENERS"]

View = dict[str, Any]

_log = structlog.get_logger()


async def begin(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show the list, in the modal at hand or in a new one."""
    await ack()
    if (body.get("view") or {}).get("type") == "modal":
        await show_page(desk, client, body, await _list_view(desk, call))
        return
    async with open_light(client, body, PREPARE_TITLE) as fill:
        await fill(await _list_view(desk, call))


async def turn_page(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show another page of the list."""
    await ack()
    await show_page(desk, client, body, await _list_view(desk, call, as_number(body["actions"][0]["value"])))


async def open_subject(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Go from the list to a child, or to oneself."""
    await ack()
    await show_page(desk, client, body, await _subject_view(desk, call, str(body["actions"][0]["value"])))


async def open_draft(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save, and go to a section of the form."""
    await _insist(desk, call, body)
    await ack()
    place, section_id = _place(body), str(body["actions"][0]["value"])
    await show_page(desk, client, body, await _draft_view(desk, call, place, section_id))


async def save(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save and stay; what stands in the boxes stays there."""
    await _insist(desk, call, body)
    await ack()
    place = _place(body)
    if place.page == "prepare_draft":
        view = await _draft_view(desk, call, place, place.section, on_screen=body["view"])
    else:
        shown = await read_prepared_subject(desk.parts, call, subject_id=place.subject or "")
        view = build_subject(shown, place.render, on_screen=body["view"])
    await show_page(desk, client, body, view)


async def go_back(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save, and go to the page above."""
    await _insist(desk, call, body)
    await ack()
    place = _place(body)
    in_draft = place.page == "prepare_draft" and place.subject is not None
    view = await (_subject_view(desk, call, place.subject or "") if in_draft else _list_view(desk, call))
    await show_page(desk, client, body, view)


async def save_and_close(ack: AsyncAck, body: Body, desk: Desk, call: Call) -> None:
    """Save and close."""
    await _insist(desk, call, body)
    desk.newest.end(body["view"]["id"])
    await ack()


async def autosave(ack: AsyncAck, body: Body, desk: Desk, call: Call) -> None:
    """Store what is typed or chosen; nothing is drawn anew, and the next button says what could not be stored."""

    async def store(touched: frozenset[str]) -> None:
        await _keep(desk, call, body, touched)

    view = body["view"]
    try:
        await desk.newest.offer(view["id"], touched_blocks(body), store, page=page_name(view))
    except (Unavailable, Refusal) as error:
        _log.warning("typing was not stored", error=type(error).__name__, **safe_facts(body))
    await ack()


async def _insist(desk: Desk, call: Call, body: Body) -> None:
    """Store the screen after what is being stored and before what waits."""

    async def store(touched: frozenset[str]) -> None:
        await _keep(desk, call, body, touched)

    await desk.newest.insist(body["view"]["id"], touched_blocks(body), store)


async def _keep(desk: Desk, call: Call, body: Body, touched: frozenset[str]) -> None:
    place = _place(body)
    if place.subject is None:
        raise Missing
    view, _ = settle(body["view"], touched)
    # No key of the payload: to store the same once more changes nothing.
    again = Call(call.person_id, call.now, way=call.way)
    await save_preparation(desk.parts, again, subject_id=place.subject, given=read_given(view, touched))


async def _list_view(desk: Desk, call: Call, page: int = 1) -> View:
    return build_preparing(await read_preparing(desk.parts, call), page)


async def _subject_view(desk: Desk, call: Call, subject_id: str) -> View:
    return build_subject(await read_prepared_subject(desk.parts, call, subject_id=subject_id), _fresh(call))


async def _draft_view(
    desk: Desk, call: Call, place: Place, section_id: str | None, on_screen: View | None = None
) -> View:
    shown = await read_prepared_subject(desk.parts, call, subject_id=place.subject or "")
    draft = shown.section(section_id)
    if draft is None:
        raise Missing
    render = _fresh(call) if on_screen is None else place.render
    return build_draft(shown, draft, render, on_screen=on_screen)


def _place(body: Body) -> Place:
    return read_place(body["view"].get("private_metadata", ""))


def _fresh(call: Call) -> int:
    """Return a render no screen has had before: its boxes show what is stored."""
    return int(call.now.timestamp() * 1000)


LISTENERS = (
    Listener("action", PREPARE_OPEN, begin, Who.SELF),
    Listener("action", re.compile(f"^{PREPARE_PAGE}:"), turn_page, Who.SELF),
    Listener("action", PREPARE_SUBJECT, open_subject, Who.SELF),
    Listener("action", PREPARE_DRAFT, open_draft, Who.SELF),
    Listener("action", PREPARE_SAVE, save, Who.SELF),
    Listener("action", PREPARE_BACK, go_back, Who.SELF),
    Listener("action", re.compile(f"^({PREPARE_TYPED}|{PREPARE_CHOSEN})$"), autosave, Who.SELF),
    Listener("view", PREPARE_VIEW, save_and_close, Who.SELF),
)
