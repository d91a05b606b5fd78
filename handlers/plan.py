"""Booking the next supervision: `/supervision plan` and Home (source rows C6, E8)."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.claims import as_number
from handlers.blocks.ids import (
    HOME_PLAN,
    PLAN_BOOK,
    PLAN_CANCEL,
    PLAN_DAY,
    PLAN_KEEP,
    PLAN_MOVE,
    PLAN_PAGE,
    PLAN_WHO,
    read_place,
)
from handlers.blocks.plan import PLAN_TITLE, PlanChosen, away_words, build_plan, day_off_words, read_plan_choices
from handlers.blocks.text import day, escape
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.screen import show_page
from handlers.views import Light, open_light
from models.rules.bookings import find_day_off
from models.values.call import Call
from models.values.errors import Refusal, Repeated
from models.workflow.clocks.bookings import book_supervision, cancel_booking, find_absence, read_plan

__all__ = ["LISTENERS", "WORD", "begin"]

WORD = "plan"
CHOOSE_WHO = "Choose with whom first."
CHOOSE_DAY = "Choose the day first."
CANCELLED = ":white_check_mark: That supervision is no longer booked."


async def begin(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None) -> None:
    """Open the modal: light at once, filled when the bookings have been read."""
    await ack()
    async with open_light(client, body, PLAN_TITLE, light) as fill:
        await fill(build_plan(await read_plan(desk.parts, call)))


async def change(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Say by when it is due with whom was chosen, and whether the day is after that; the boxes stay."""
    await ack()
    await _show(body, client, desk, call, read_plan_choices(body["view"]))


async def book(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Book or move; of a weekend, a bank holiday and a day on which one of the two is away it is said once."""
    chosen = read_plan_choices(body["view"])
    if chosen.person is None or chosen.day is None:
        await ack()
        await _show(body, client, desk, call, chosen, _warn(CHOOSE_WHO if chosen.person is None else CHOOSE_DAY))
        return
    said = await _say_once(desk, call, chosen.person, chosen.day)
    if said and not chosen.told and chosen.day >= call.today:
        await ack()
        await _show(body, client, desk, call, chosen._replace(told=True), said)
        return
    concerned = [chosen.person]
    try:
        with suppress(Repeated):  # this very press has booked it already
            holder = await book_supervision(
                desk.parts, call, supervisee_id=chosen.person, booked_on=chosen.day, moved_id=chosen.booking
            )
            concerned.append(holder)
    except Refusal as refusal:
        await ack()
        await _show(body, client, desk, call, chosen, _warn(refusal.sentence))
        return
    await ack()
    plan = await read_plan(desk.parts, call)
    person = plan.person(chosen.person)
    whom = "" if person is None else f" with {escape(person.name)}"
    notice = f":white_check_mark: Booked{whom} for {day(chosen.day)}."
    await show_page(desk, client, body, build_plan(plan, render=_fresh(call), notice=notice))
    _publish_homes(desk, client, concerned)


async def move(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Ask for another day."""
    await ack()
    plan = await read_plan(desk.parts, call)
    booking = plan.booking(str(body["actions"][0]["value"]))
    chosen = PlanChosen() if booking is None else PlanChosen(booking.supervisee_id, booking.on, booking.id)
    await show_page(desk, client, body, build_plan(plan, chosen, render=_fresh(call)))


async def keep(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Move nothing after all."""
    await ack()
    await show_page(desk, client, body, build_plan(await read_plan(desk.parts, call), render=_fresh(call)))


async def cancel(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Cancel a booking; Slack has asked *Are you sure?*."""
    notice, concerned = CANCELLED, list[str]()
    try:
        with suppress(Repeated):
            concerned += await cancel_booking(desk.parts, call, booking_id=str(body["actions"][0]["value"]))
    except Refusal as refusal:
        notice = _warn(refusal.sentence)
    await ack()
    plan = await read_plan(desk.parts, call)
    await show_page(desk, client, body, build_plan(plan, render=_fresh(call), notice=notice))
    _publish_homes(desk, client, concerned)


async def turn_page(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show another page of what is booked."""
    await ack()
    chosen = read_plan_choices(body["view"])
    await _show(body, client, desk, call, chosen, page=as_number(body["actions"][0]["value"]))


async def _show(
    body: Body,
    client: AsyncWebClient,
    desk: Desk,
    call: Call,
    chosen: PlanChosen,
    notice: str | None = None,
    page: int | None = None,
) -> None:
    """Draw the modal again around what stands in its form."""
    place = read_place(body["view"]["private_metadata"])
    plan = await read_plan(desk.parts, call)
    view = build_plan(plan, chosen, render=place.render, page=page or place.n or 1, notice=notice)
    await show_page(desk, client, body, view)


def _publish_homes(desk: Desk, client: AsyncWebClient, people: Iterable[str]) -> None:
    """Let both see it on their Home, whoever of the line did it."""
    for person_id in dict.fromkeys(people):
        desk.later(publish_home(desk, client, person_id))


async def _say_once(desk: Desk, call: Call, person_id: str, on: date) -> str:
    """Return what is said of a day before it is booked all the same."""
    off, absence = find_day_off(on, desk.parts.library.policy.deadlines.bank_holidays), None
    with suppress(Refusal):  # who may not book is told so by the booking
        absence = await find_absence(desk.parts, call, supervisee_id=person_id, on=on)
    words = [] if off is None else [day_off_words(on, off)]
    words += [] if absence is None else [away_words(absence, call.person_id)]
    return "\n".join(words)


def _warn(sentence: str) -> str:
    return f":warning: {escape(sentence)}"


def _fresh(call: Call) -> int:
    """Return a render no screen has had before: the form shows what is chosen now."""
    return int(call.now.timestamp() * 1000)


def _opens(_body: Body) -> str:
    return PLAN_TITLE


LISTENERS = (
    Listener("action", HOME_PLAN, begin, Who.SUPERVISOR, opens=_opens),
    Listener("action", re.compile(f"^({PLAN_WHO}|{PLAN_DAY})$"), change, Who.SUPERVISOR),
    Listener("action", PLAN_BOOK, book, Who.SUPERVISOR),
    Listener("action", PLAN_MOVE, move, Who.SUPERVISOR),
    Listener("action", PLAN_KEEP, keep, Who.SUPERVISOR),
    Listener("action", PLAN_CANCEL, cancel, Who.SUPERVISOR),
    Listener("action", re.compile(f"^{PLAN_PAGE}:"), turn_page, Who.SUPERVISOR),
)
