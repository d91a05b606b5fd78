"""Actions: adding one, saying what became of one, taking back what was not sent."""

from contextlib import suppress
from typing import Any
from uuid import uuid4

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.action_step import build_people
from handlers.blocks.ids import ACTION_ADD, ACTION_MORE, ACTION_OPEN, ACTION_REMOVE, ACTION_SAVE, ACTION_WHO
from handlers.desk import Desk
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.record_views import action_view, redraw, section_view
from handlers.screen import Kept, insist, page_name, read_screen, show_page
from models.values.call import Call
from models.values.errors import Missing, Repeated
from models.workflow.actions import find_colleagues, find_lacking, remove_action

__all__ = ["LISTENERS"]

View = dict[str, Any]


async def add(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save the step and begin an action; it exists once something is written in it."""
    kept = await insist(desk, call, body)
    await ack()
    await show_page(desk, client, body, await _go(desk, call, kept, uuid4().hex))


async def open_action(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save the step and open one action."""
    kept = await insist(desk, call, body)
    await ack()
    await show_page(desk, client, body, await _go(desk, call, kept, str(body["actions"][0]["value"])))


async def _go(desk: Desk, call: Call, kept: Kept, action_id: str) -> View:
    if kept.saved.clashes:
        return await redraw(desk, call, kept)
    return await action_view(desk, call, kept.screen, action_id)


async def save(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save the action and go back to the step; one that lacks something says so first, saved all the same."""
    kept = await insist(desk, call, body)
    await ack()
    view = await _if_unfinished(desk, call, kept)
    if view is None:
        screen = kept.screen
        view = await section_view(desk, call, screen.supervision, screen.subject, screen.place.section)
    await show_page(desk, client, body, view)


async def add_another(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save the action and begin another."""
    kept = await insist(desk, call, body)
    await ack()
    view = await _if_unfinished(desk, call, kept) or await action_view(desk, call, kept.screen, uuid4().hex)
    await show_page(desk, client, body, view)


async def _if_unfinished(desk: Desk, call: Call, kept: Kept) -> View | None:
    """Return the page again where two texts clash, or where the action lacks something."""
    screen = kept.screen
    if kept.saved.clashes or screen.place.action is None:
        return await redraw(desk, call, kept)
    lacking = await find_lacking(
        desk.parts,
        call,
        supervision_id=screen.supervision,
        subject_id=screen.subject,
        action_id=screen.place.action,
    )
    if not lacking:
        return None
    notice = f"Saved. Before the record can be sent: {' '.join(lacking)} “Back” leaves it for later."
    return await redraw(desk, call, kept, notice)


async def remove(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Take back what this record says about the action."""
    screen = read_screen(body)
    action_id = screen.place.action
    if action_id is None:
        raise Missing

    async def take_back(_touched: frozenset[str]) -> None:
        with suppress(Repeated):  # this very press may have taken it back already
            await remove_action(desk.parts, call, screen.page, action_id=action_id)
        desk.newest.end(body["view"]["id"], page_name(body["view"]))

    # In the line of the view's saves, so that what was typed before does not bring it back, however late it comes.
    await desk.newest.insist(body["view"]["id"], frozenset(), take_back)
    await ack()
    view = await section_view(desk, call, screen.supervision, screen.subject, screen.place.section)
    await show_page(desk, client, body, view)


async def offer_people(ack: AsyncAck, body: Body, desk: Desk, call: Call) -> None:
    """Offer the colleagues whose name holds what is typed."""
    people = await find_colleagues(desk.parts, call, str(body.get("value") or ""))
    await ack(options=build_people(people))


LISTENERS = (
    Listener("action", ACTION_ADD, add, Who.SUPERVISOR),
    Listener("action", ACTION_OPEN, open_action, Who.SUPERVISOR),
    Listener("action", ACTION_SAVE, save, Who.SUPERVISOR),
    Listener("action", ACTION_MORE, add_another, Who.SUPERVISOR),
    Listener("action", ACTION_REMOVE, remove, Who.SUPERVISOR),
    Listener("options", ACTION_WHO, offer_people, Who.SUPERVISOR),
)
