"""Starting a group: the step behind the first one, and the colleagues it offers."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.action_step import build_people
from handlers.blocks.group import GroupProblem, build_group, read_group_choices
from handlers.blocks.ids import (
    GROUP_BACK,
    GROUP_CHILDREN,
    GROUP_OUTSIDE,
    GROUP_START,
    GROUP_VIEW,
    START_OTHERS,
)
from handlers.blocks.start import Chosen, StartWay, build_start
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.record import view_for
from handlers.views import show_view
from models.rules.groups import check_outside, check_somebody_else
from models.values.call import Call
from models.values.errors import Missing, Refusal, Repeated
from models.values.supervision import AgendaPlan
from models.workflow.actions import find_colleagues
from models.workflow.agenda import read_start
from models.workflow.groups import read_group
from models.workflow.supervision import next_stop, start_supervision

__all__ = ["LISTENERS", "group_view"]

CHOOSE_CHILD = "Choose the child, or children, this group is about."


async def group_view(
    desk: Desk, call: Call, presenter_id: str, there: Sequence[str], held_on: date, about: Sequence[str]
) -> dict[str, Any]:
    """Return the step behind the first one; who presents, or holds the meeting, is no attendee besides."""
    attendees = [one for one in there if one not in {presenter_id, call.person_id}]
    choices = await read_group(desk.parts, call, presenter_id=presenter_id, attendees=attendees, held_on=held_on)
    return build_group(choices, about)


async def start(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Start, and turn the modal into the first child's record; what is wrong is said under its box."""
    plan = _read_plan(body)
    problem = _find_problem(plan)
    if problem is not None:
        await ack()
        await show_view(client, body, await _again(desk, call, plan, problem))
        return
    await _start_once(desk, call, plan)
    await ack()
    stop = await next_stop(desk.parts, call, plan.supervision_id)
    await show_view(client, body, await view_for(desk, call, stop, plan.supervision_id))
    desk.later(publish_home(desk, client, call.person_id))


async def start_for_later(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Start and close the modal; the card leads on."""
    plan = _read_plan(body)
    problem = _find_problem(plan)
    if problem is not None:
        await ack(response_action="errors", errors={problem.block_id: problem.sentence})
        return
    await _start_once(desk, call, plan)
    await ack()
    desk.later(publish_home(desk, client, call.person_id))


async def go_back(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Go back to the first step as it was left; the children chosen are kept for the way back here."""
    await ack()
    plan = _read_plan(body)
    chosen = Chosen(plan.supervisee_id, plan.held_on, StartWay.GROUP, plan.attendees, plan.in_depth)
    await show_view(client, body, build_start(await read_start(desk.parts, call, plan.attendees), chosen))


async def offer_colleagues(ack: AsyncAck, body: Body, desk: Desk, call: Call) -> None:
    """Offer the colleagues whose name holds what is typed, but the one who asks."""
    people = await find_colleagues(desk.parts, call, str(body.get("value") or ""))
    await ack(options=build_people(tuple(one for one in people if one[0] != call.person_id)))


async def _again(desk: Desk, call: Call, plan: AgendaPlan, problem: GroupProblem) -> dict[str, Any]:
    choices = await read_group(
        desk.parts, call, presenter_id=plan.supervisee_id, attendees=plan.attendees, held_on=plan.held_on
    )
    return build_group(choices, plan.in_depth, supervision_id=plan.supervision_id, problem=problem)


def _find_problem(plan: AgendaPlan) -> GroupProblem | None:
    try:
        check_outside(plan.outside)
        check_somebody_else(plan.attendees, plan.outside)
    except Refusal as refusal:
        return GroupProblem(GROUP_OUTSIDE, refusal.sentence)
    return None if plan.in_depth else GroupProblem(GROUP_CHILDREN, CHOOSE_CHILD)


async def _start_once(desk: Desk, call: Call, plan: AgendaPlan) -> None:
    with suppress(Repeated):  # this very press has started it: show what is there
        await start_supervision(desk.parts, call, plan)


def _read_plan(body: Body) -> AgendaPlan:
    plan = read_group_choices(body["view"])
    if plan is None:
        raise Missing
    return plan


LISTENERS = (
    Listener("options", START_OTHERS, offer_colleagues, Who.SUPERVISOR),
    Listener("action", GROUP_START, start, Who.SUPERVISOR),
    Listener("action", GROUP_BACK, go_back, Who.SUPERVISOR),
    Listener("view", GROUP_VIEW, start_for_later, Who.SUPERVISOR),
)
