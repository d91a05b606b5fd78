"""Starting a supervision: `/supervision`, the shortcut, and *Start* on Home."""

import re
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from handlers import access, due, filing, note, plan, records, who_read, why
from handlers.blocks.access import ACCESS_TITLE
from handlers.blocks.contract import build_contract
from handlers.blocks.due import DUE_TITLE
from handlers.blocks.filing import FILING_TITLE
from handlers.blocks.group import asks_who_was_there
from handlers.blocks.help import build_help
from handlers.blocks.ids import (
    AGENDA_BACK,
    AGENDA_START,
    AGENDA_VIEW,
    CARRY_ON,
    COMMAND,
    HOME_START,
    START_NEXT,
    START_SHORTCUT,
    START_WAY,
    START_WHO,
    START_WITH,
    read_place,
)
from handlers.blocks.note import NOTE_TITLE
from handlers.blocks.plan import PLAN_TITLE
from handlers.blocks.reads import READS_TITLE
from handlers.blocks.records import RECORDS_TITLE
from handlers.blocks.start import (
    START_TITLE,
    Chosen,
    StartWay,
    build_agenda,
    build_start,
    read_agenda_choices,
    read_start_choices,
)
from handlers.blocks.why import WHY_TITLE
from handlers.desk import Desk
from handlers.group import group_view
from handlers.home import publish_home
from handlers.listeners import Listener, Who
from handlers.payload import Body, read_word
from handlers.record import view_for
from handlers.views import Light, open_light, show_view
from models.values.call import Call
from models.values.errors import Missing, Refusal, Repeated
from models.values.supervision import AgendaPlan
from models.workflow.agenda import read_agenda, read_start
from models.workflow.contracts import read_contract
from models.workflow.supervision import next_stop, start_supervision

__all__ = ["LISTENERS", "begin"]

CHOOSE_WHO = "Choose whom you supervise first."
CARRY_ON_TITLE = "Supervision"


async def command(
    ack: AsyncAck,
    body: Body,
    respond: AsyncRespond,
    client: AsyncWebClient,
    desk: Desk,
    call: Call,
    light: Light | None,
) -> None:
    """Start, write a note, plan, or answer a sub-word privately; who and which child are never typed here."""
    word = read_word(body)
    if word in BEGINS:
        await BEGINS[word](ack, body, client, desk, call, light)
        return
    await ack()
    text, blocks = build_help(word)
    await respond(text=text, blocks=blocks, response_type="ephemeral")


def _opens(body: Body) -> str | None:
    return TITLES.get(read_word(body))


async def begin(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None) -> None:
    """Open the first step: a light modal at once, filled when the directory has been read."""
    await ack()
    async with open_light(client, body, START_TITLE, light) as fill:
        await fill(build_start(await read_start(desk.parts, call)))


async def begin_with(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open the first step with a person chosen, in the modal at hand or in a new one."""
    chosen = Chosen(str(body["actions"][0]["value"]), None)
    await ack()
    if (body.get("view") or {}).get("type") == "modal":
        await show_view(client, body, await _first_step(desk, call, chosen))
        return
    async with open_light(client, body, START_TITLE) as fill:
        await fill(await _first_step(desk, call, chosen))


async def show_agenda(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Go on to the agenda, or say what is still to be chosen."""
    await ack()
    await show_view(client, body, await _build_next(desk, call, read_start_choices(body["view"])))


async def _build_next(desk: Desk, call: Call, chosen: Chosen) -> dict[str, Any]:
    if chosen.person is None:
        return await _first_step(desk, call, chosen, CHOOSE_WHO)
    held_on = chosen.held or call.today
    try:
        if chosen.way is StartWay.GROUP:
            return await group_view(desk, call, chosen.person, chosen.there, held_on, chosen.about)
        if chosen.way is StartWay.CONTRACT:
            return build_contract(await read_contract(desk.parts, call, supervisee_id=chosen.person, held_on=held_on))
        return build_agenda(await read_agenda(desk.parts, call, supervisee_id=chosen.person, held_on=held_on))
    except Refusal as refusal:
        return await _first_step(desk, call, chosen, refusal.sentence)


async def _first_step(desk: Desk, call: Call, chosen: Chosen, problem: str | None = None) -> dict[str, Any]:
    return build_start(await read_start(desk.parts, call, chosen.there), chosen, problem=problem)


async def change_way(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Ask who else was there once it is a group, and no longer when it is none.

    Nothing else is drawn anew: who goes on at once must not find another page under the finger.
    """
    await ack()
    chosen = read_start_choices(body["view"])
    if (chosen.way is StartWay.GROUP) is not asks_who_was_there(body["view"]):
        await show_view(client, body, await _first_step(desk, call, chosen))


async def change_presenter(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Leave who presents a group out of who else was there; nothing else is drawn anew."""
    await ack()
    if asks_who_was_there(body["view"]):
        await show_view(client, body, await _first_step(desk, call, read_start_choices(body["view"])))


async def go_back(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Go back to the first step as it was left."""
    await ack()
    plan = _read_plan(body)
    await show_view(client, body, await _first_step(desk, call, Chosen(plan.supervisee_id, plan.held_on)))


async def start(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Start, and turn the modal into the first stop; a date that passes is said once before."""
    plan = _read_plan(body)
    if not read_place(body["view"]["private_metadata"]).told:
        choices = await read_agenda(desk.parts, call, supervisee_id=plan.supervisee_id, held_on=plan.held_on)
        if choices.left_out(plan.ids):
            await ack()
            await show_view(client, body, build_agenda(choices, plan, told=True))
            return
    await _start_once(desk, call, plan)
    await ack()
    await show_view(client, body, await _view_of_next(desk, call, plan.supervision_id))
    desk.later(publish_home(desk, client, call.person_id))


async def start_for_later(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Start and close the modal; the card leads on."""
    await _start_once(desk, call, _read_plan(body))
    await ack()
    desk.later(publish_home(desk, client, call.person_id))


async def _start_once(desk: Desk, call: Call, plan: AgendaPlan) -> None:
    try:
        await start_supervision(desk.parts, call, plan)
    except Repeated:
        return  # this very press has started it: show what is there


def _read_plan(body: Body) -> AgendaPlan:
    plan = read_agenda_choices(body["view"])
    if plan is None:
        raise Missing
    return plan


async def carry_on(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Go to the next stop of an open supervision, in the modal at hand or in a new one."""
    await ack()
    supervision_id = str(body["actions"][0]["value"])
    if (body.get("view") or {}).get("type") == "modal":
        await show_view(client, body, await _view_of_next(desk, call, supervision_id))
        return
    async with open_light(client, body, CARRY_ON_TITLE) as fill:
        await fill(await _view_of_next(desk, call, supervision_id))


async def _view_of_next(desk: Desk, call: Call, supervision_id: str) -> dict[str, Any]:
    return await view_for(desk, call, await next_stop(desk.parts, call, supervision_id), supervision_id)


BEGINS: Mapping[str, Callable[..., Awaitable[None]]] = MappingProxyType(
    {
        "": begin,
        note.WORD: note.begin,
        due.WORD: due.open_due,
        why.WORD: why.begin,
        plan.WORD: plan.begin,
        records.WORD: records.begin,
        who_read.WORD: who_read.begin,
        access.WORD: access.begin,
        filing.WORD: filing.begin,
    }
)
"""What each sub-word opens; without one a supervision is started."""

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "": START_TITLE,
        note.WORD: NOTE_TITLE,
        due.WORD: DUE_TITLE,
        why.WORD: WHY_TITLE,
        plan.WORD: PLAN_TITLE,
        records.WORD: RECORDS_TITLE,
        who_read.WORD: READS_TITLE,
        access.WORD: ACCESS_TITLE,
        filing.WORD: FILING_TITLE,
    }
)

LISTENERS = (
    Listener("command", COMMAND, command, opens=_opens),
    Listener("shortcut", START_SHORTCUT, begin, opens=_opens),
    Listener("action", HOME_START, begin, opens=_opens),
    Listener("action", re.compile(f"^{START_WITH}"), begin_with, Who.SUPERVISOR),
    Listener("action", START_WAY, change_way, Who.SUPERVISOR),
    Listener("action", START_WHO, change_presenter, Who.SUPERVISOR),
    Listener("action", START_NEXT, show_agenda, Who.SUPERVISOR),
    Listener("action", AGENDA_BACK, go_back, Who.SUPERVISOR),
    Listener("action", AGENDA_START, start, Who.SUPERVISOR),
    Listener("view", AGENDA_VIEW, start_for_later, Who.SUPERVISOR),
    Listener("action", CARRY_ON, carry_on, Who.SUPERVISOR),
)
