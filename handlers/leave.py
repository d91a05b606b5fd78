"""Saying from Home who is away, changing it, and ending it."""

import re

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.action_step import build_people
from handlers.blocks.claims import as_number
from handlers.blocks.ids import HOME_LEAVE, LEAVE_BACK, LEAVE_CHANGE, LEAVE_COVER, LEAVE_END, LEAVE_PAGE, LEAVE_VIEW
from handlers.blocks.leave import LEAVE_TITLE, booked_words, build_leave, read_leave_answer
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener
from handlers.payload import Body
from handlers.views import Light, open_light, show_view
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.values.leave import LeaveRefused
from models.workflow.clocks.bookings import read_booked_while_away
from models.workflow.clocks.leave import change_leave, end_leave, find_covers, read_leave, set_leave

__all__ = ["LISTENERS"]


async def begin(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None) -> None:
    """Open the boxes, with what was said so far below them."""
    await ack()
    async with open_light(client, body, LEAVE_TITLE, light) as fill:
        await fill(build_leave(await read_leave(desk.parts, call)))


async def save(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Note it, or what is wrong under the box it is about; what is booked for these days is said in its place."""
    answer = read_leave_answer(body["view"])
    if answer is None:
        raise Refusal("Choose who is away, the first day and the last.")
    concerned = {call.person_id, answer.plan.person_id, answer.plan.cover_id}
    try:
        if answer.leave_id is None:
            await set_leave(desk.parts, call, answer.plan)
        else:
            before = await change_leave(desk.parts, call, leave_id=answer.leave_id, plan=answer.plan)
            concerned.add(before.cover_id)
    except LeaveRefused as refused:
        await ack(response_action="errors", errors={answer.blocks[refused.about]: refused.sentence})
        return
    if booked := await read_booked_while_away(desk.parts, call, plan=answer.plan):
        notice = booked_words(booked, call.person_id)
        view = build_leave(await read_leave(desk.parts, call), notice=notice)
        await ack(response_action="update", view=view)
    else:
        await ack()
    _publish(desk, client, concerned)


async def change(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Put an absence into the boxes."""
    await ack()
    choices = await read_leave(desk.parts, call)
    changing = next((one for one in choices.absences if one.id == _value(body)), None)
    if changing is None:
        raise Missing
    await show_view(client, body, build_leave(choices, changing))


async def end(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """End an absence, and show what is left."""
    ended = await end_leave(desk.parts, call, leave_id=_value(body))
    await ack()
    await show_view(client, body, build_leave(await read_leave(desk.parts, call)))
    _publish(desk, client, {call.person_id, ended.person_id, ended.cover_id})


async def go_back(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Leave an absence as it is."""
    await ack()
    await show_view(client, body, build_leave(await read_leave(desk.parts, call)))


async def turn_page(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show another page of what was said so far."""
    await ack()
    await show_view(client, body, build_leave(await read_leave(desk.parts, call), page=as_number(_value(body))))


async def offer_covers(ack: AsyncAck, body: Body, desk: Desk, call: Call) -> None:
    """Offer the colleagues who may cover and whose name holds what is typed."""
    await ack(options=build_people(await find_covers(desk.parts, call, str(body.get("value") or ""))))


def _value(body: Body) -> str:
    return str(body["actions"][0]["value"])


def _publish(desk: Desk, client: AsyncWebClient, people: set[str | None]) -> None:
    for person_id in people - {None}:
        desk.later(publish_home(desk, client, str(person_id)))


def _opens(_body: Body) -> str | None:
    return LEAVE_TITLE


LISTENERS = (
    Listener("action", HOME_LEAVE, begin, opens=_opens),
    Listener("view", LEAVE_VIEW, save),
    Listener("action", LEAVE_CHANGE, change),
    Listener("action", LEAVE_END, end),
    Listener("action", LEAVE_BACK, go_back),
    Listener("action", re.compile(f"^{LEAVE_PAGE}:"), turn_page),
    Listener("options", LEAVE_COVER, offer_covers),
)
