"""The record, written in one modal: hub and steps, and every way from one to the other."""

import re
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.claims import as_number
from handlers.blocks.earlier import build_earlier_page
from handlers.blocks.ids import (
    CLASH_BOTH,
    CLASH_MINE,
    CLASH_OPEN,
    CLASH_THEIRS,
    EARLIER_PAGE,
    READ_EARLIER,
    RECORD_BACK,
    RECORD_CHILD,
    RECORD_LIST,
    RECORD_NEXT,
    RECORD_OPEN,
    RECORD_SAVE,
    RECORD_VIEW,
    read_field_block_id,
    read_place,
    split_ids,
)
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Who
from handlers.payload import Body, find_input_block
from handlers.record_views import (
    back_view,
    clash_view,
    entry_view,
    first_view,
    list_view,
    redraw,
    section_view,
)
from handlers.screen import Kept, insist, read_screen, show_page
from handlers.send import read_through_view
from models.rules.conflict import Choice
from models.values.call import Call
from models.values.errors import Conflict, Missing
from models.values.supervision import Stop
from models.vocabulary import Depth
from models.workflow.clashes import settle_clash
from models.workflow.overview import next_stop
from models.workflow.record import read_earlier

__all__ = ["LISTENERS", "entry_view", "next_view", "view_for"]

View = dict[str, Any]

TWO_TEXTS = "Somebody wrote here on another device. Both texts are kept: press Save to choose."


async def view_for(desk: Desk, call: Call, stop: Stop, supervision_id: str) -> View:
    """Return the modal of a stop: a child's first step or hub, a brief child's step, or the read-through."""
    if stop.subject_id is None or stop.kind == "read_through":
        return await read_through_view(desk, call, supervision_id)
    if stop.kind == "brief":
        return await section_view(desk, call, supervision_id, stop.subject_id)
    return await first_view(desk, call, supervision_id, stop.subject_id)


async def next_view(desk: Desk, call: Call, supervision_id: str, subject_id: str) -> View:
    """Return the stop after a child."""
    return await view_for(desk, call, await next_stop(desk.parts, call, supervision_id, subject_id), supervision_id)


async def save(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save and stay."""
    kept = await insist(desk, call, body)
    await ack()
    await show_page(desk, client, body, await redraw(desk, call, kept))


async def go_back(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save and go to the page above."""
    kept = await insist(desk, call, body)
    await ack()
    view = await _unless_clash(desk, call, kept) or await back_view(desk, call, kept.screen)
    await show_page(desk, client, body, view)


async def go_on(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save and go on: to the rest of the step, to the next step, or to the next child."""
    kept = await insist(desk, call, body)
    await ack()
    view = await _unless_clash(desk, call, kept)
    if view is None:
        view = await _follow(desk, call, kept, str(body["actions"][0]["value"]))
    await show_page(desk, client, body, view)
    desk.later(publish_home(desk, client, call.person_id))


async def _follow(desk: Desk, call: Call, kept: Kept, value: str) -> View:
    screen, (kind, _, where) = kept.screen, value.partition(":")
    if kind == "n" and where.isdecimal():
        section_id = screen.place.section
        return await section_view(desk, call, screen.supervision, screen.subject, section_id, first=int(where))
    if kind == "section":
        return await section_view(desk, call, screen.supervision, screen.subject, where)
    return await next_view(desk, call, screen.supervision, screen.subject)


async def _unless_clash(desk: Desk, call: Call, kept: Kept) -> View | None:
    return await clash_view(desk, call, kept.screen) if kept.saved.clashes else None


async def open_section(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Go from the hub to a step; a hub has nothing to save, so its ack waits for nothing."""
    screen = read_screen(body)
    await ack()
    view = await section_view(desk, call, screen.supervision, screen.subject, str(body["actions"][0]["value"]))
    await show_page(desk, client, body, view)


async def show_list(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Go from the hub to the children of the meeting."""
    screen = read_screen(body)
    await ack()
    await show_page(desk, client, body, await list_view(desk, call, screen.supervision))


async def open_child(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Go from the list to a child."""
    supervision_id = read_place(body["view"]["private_metadata"]).supervision
    if supervision_id is None:
        raise Missing
    subject_id, depth = split_ids(str(body["actions"][0]["value"]), 2)
    stop = Stop("in_depth" if depth == Depth.IN_DEPTH else "brief", subject_id)
    await ack()
    await show_page(desk, client, body, await view_for(desk, call, stop, supervision_id))


async def choose(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show the two texts; what stands on the screen is saved before."""
    kept = await insist(desk, call, body)
    await ack()
    await show_page(desk, client, body, await clash_view(desk, call, kept.screen))


async def settle(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Keep theirs, mine, or both, and show the next choice or the step."""
    screen, action = read_screen(body), body["actions"][0]
    subject, parked = split_ids(str(action["value"]), 2)
    choice = {CLASH_MINE: Choice.MINE, CLASH_THEIRS: Choice.THEIRS}.get(action["action_id"], Choice.BOTH)
    try:
        await settle_clash(desk.parts, call, screen.page, subject=subject, parked=parked, choice=choice)
    except Conflict:
        # Settled or written on meanwhile, on the other device: what stands now is shown instead.
        await ack()
        await show_page(desk, client, body, await clash_view(desk, call, screen))
        return
    await ack()
    await show_page(desk, client, body, await clash_view(desk, call, screen))


async def read_all(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Push the whole of an earlier answer over the step, where everything typed stays."""
    screen, question_id = read_screen(body), str(body["actions"][0]["value"])
    await ack()
    head, earlier = await read_earlier(
        desk.parts, call, supervision_id=screen.supervision, subject_id=screen.subject, question_id=question_id
    )
    await client.views_push(trigger_id=body["trigger_id"], view=build_earlier_page(head, earlier, 1))


async def turn_earlier(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Turn the page of an earlier answer."""
    screen = read_screen(body)
    head, earlier = await read_earlier(
        desk.parts,
        call,
        supervision_id=screen.supervision,
        subject_id=screen.subject,
        question_id=screen.place.section or "",
    )
    await ack()
    await show_page(desk, client, body, build_earlier_page(head, earlier, as_number(body["actions"][0]["value"])))


async def save_and_close(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save and close; where two texts clash the modal stays, with the sentence under the box."""
    kept = await insist(desk, call, body)
    block = _clashing_block(body, kept)
    if block is not None:
        await ack(response_action="errors", errors={block: TWO_TEXTS})
        return
    desk.newest.end(body["view"]["id"])
    await ack()
    desk.later(publish_home(desk, client, call.person_id))


def _clashing_block(body: Body, kept: Kept) -> str | None:
    if not kept.saved.clashes:
        return None
    for block in body["view"].get("blocks", ()):
        field = read_field_block_id(block.get("block_id", "")) if block.get("type") == "input" else None
        if field is not None and field.question in kept.saved.clashes:
            return str(block["block_id"])
    return find_input_block(body)


LISTENERS = (
    Listener("action", RECORD_SAVE, save, Who.SUPERVISOR),
    Listener("action", RECORD_BACK, go_back, Who.SUPERVISOR),
    Listener("action", RECORD_NEXT, go_on, Who.SUPERVISOR),
    Listener("action", RECORD_OPEN, open_section, Who.SUPERVISOR),
    Listener("action", RECORD_LIST, show_list, Who.SUPERVISOR),
    Listener("action", RECORD_CHILD, open_child, Who.SUPERVISOR),
    Listener("action", CLASH_OPEN, choose, Who.SUPERVISOR),
    Listener("action", re.compile(f"^({CLASH_MINE}|{CLASH_THEIRS}|{CLASH_BOTH})$"), settle, Who.SUPERVISOR),
    Listener("action", READ_EARLIER, read_all, Who.SUPERVISOR),
    Listener("action", re.compile(f"^{EARLIER_PAGE}:"), turn_earlier, Who.SUPERVISOR),
    Listener("view", RECORD_VIEW, save_and_close, Who.SUPERVISOR),
)
