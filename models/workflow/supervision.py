"""Starting a supervision: the meeting, who was there, its agenda and the card that leads through it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import insert_or_ignore, note
from models.outbox import promise
from models.rules.access import check_may_start
from models.tables import AgendaItem, Attendance, Supervision
from models.values.call import Call
from models.values.errors import Refusal
from models.values.supervision import AgendaPlan, Choosable
from models.vocabulary import AgendaOutcome, Depth, Format, MessageKind, Part, SupervisionState
from models.workflow.agenda import check_held_on, check_personal, read_choosable
from models.workflow.groups import check_group
from models.workflow.outside import seal_outside
from models.workflow.overview import card_key, next_stop
from models.workflow.parts import Parts
from models.workflow.prepared import put_marked_first, read_marked
from models.workflow.relations import relation
from models.workflow.subjects import person_item

__all__ = ["insert_meeting", "next_stop", "promise_card", "start_supervision"]


async def start_supervision(parts: Parts, call: Call, plan: AgendaPlan) -> None:
    """Create a supervision with its two parties and its agenda, and promise its card to the caller.

    Starting the same plan again, by a second press, changes nothing.

    Raises
    ------
    Refusal
        For anybody but the supervisor or stand-in, a day to come, a child of nobody who was there, a group
        that is none, or a personal part the caller may not include.
    """
    check_held_on(plan.held_on, call.today)
    async with parts.write(call) as session:
        check_may_start(await relation(session, call.person_id, plan.supervisee_id, call.today))
        await check_group(session, call, plan)
        if plan.personal:
            await check_personal(session, parts, call, plan.supervisee_id)
        items = await _order_items(session, parts, call, plan)
        outside = seal_outside(parts, plan.supervision_id, plan.outside)
        if not await insert_meeting(session, call, plan.supervision_id, plan.met, plan.held_on, **outside):
            return
        there = {call.person_id: Part.SUPERVISOR, plan.supervisee_id: Part.SUPERVISEE}
        for person_id, part in (there | dict.fromkeys(plan.attendees, Part.ATTENDEE)).items():
            session.add(Attendance(supervision_id=plan.supervision_id, person_id=person_id, part=part))
        if plan.personal:
            session.add(person_item(plan.supervision_id, plan.supervisee_id))
        for place, (chosen, depth) in enumerate(items, start=1):
            session.add(
                AgendaItem(
                    supervision_id=plan.supervision_id,
                    child_id=chosen.child.id,
                    kind=depth.kind,
                    worker_id=chosen.worker_id,
                    place=place,
                    outcome=AgendaOutcome.WAITING,
                )
            )
        await note(session, call, "supervision_started", "supervision", plan.supervision_id, children=str(len(items)))
        await promise_card(session, call, plan.supervision_id)


async def promise_card(session: AsyncSession, call: Call, supervision_id: str) -> None:
    """Promise the caller the card that leads through a supervision."""
    await promise(
        session,
        key=card_key(supervision_id),
        kind=MessageKind.CARD,
        recipient_id=call.person_id,
        facts={"supervision": supervision_id},
        now=call.now,
    )


async def _order_items(
    session: AsyncSession, parts: Parts, call: Call, plan: AgendaPlan
) -> Sequence[tuple[Choosable, Depth]]:
    """Return the chosen children in the agenda's order, in depth first; refuse a child of somebody else."""
    choosable = await read_choosable(session, parts, call, plan.workers, plan.met)
    if plan.met is Format.ONE_TO_ONE:
        marked = await read_marked(session, plan.supervisee_id, plan.held_on, choosable)
        choosable = put_marked_first(parts, call, choosable, marked)
    known = {one.child.id: (place, one) for place, one in enumerate(choosable)}
    if any(child_id not in known for child_id, _depth in plan.chosen):
        raise Refusal("A child you chose is no longer on this caseload. Go back and choose again.")
    ordered = sorted(plan.chosen, key=lambda item: (item[1] is not Depth.IN_DEPTH, known[item[0]][0]))
    return [(known[child_id][1], depth) for child_id, depth in ordered]


async def insert_meeting(
    session: AsyncSession, call: Call, supervision_id: str, met: Format, held_on: date, **more: Any
) -> bool:
    """Insert a meeting that is open from now on; False when it is there already."""
    return await insert_or_ignore(
        session,
        Supervision,
        id=supervision_id,
        format=met,
        held_on=held_on,
        typed_at=call.now,
        state=SupervisionState.OPEN,
        revision=1,
        **more,
    )
