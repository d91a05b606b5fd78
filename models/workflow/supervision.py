"""Starting a supervision: the meeting, who was there, its agenda and the card that leads through it."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import insert_or_ignore, note
from models.outbox import promise
from models.rules.access import check_may_start
from models.tables import AgendaItem, Attendance, Supervision
from models.values.call import Call
from models.values.errors import Refusal
from models.values.supervision import AgendaPlan
from models.vocabulary import AgendaOutcome, Depth, Format, MessageKind, Part, SupervisionState
from models.workflow.agenda import check_held_on, check_personal, read_choosable
from models.workflow.overview import card_key, next_stop
from models.workflow.parts import Parts
from models.workflow.people import relation
from models.workflow.subjects import personal_item

__all__ = ["next_stop", "start_supervision"]


async def start_supervision(parts: Parts, call: Call, plan: AgendaPlan) -> None:
    """Create a supervision with its two parties and its agenda, and promise its card to the caller.

    Starting the same plan again, by a second press, changes nothing.

    Raises
    ------
    Refusal
        For anybody but the supervisor or stand-in, a day to come, a child that is not the supervisee's, or a
        personal part the caller may not include.
    """
    check_held_on(plan.held_on, call.today)
    async with parts.write(call) as session:
        check_may_start(await relation(session, call.person_id, plan.supervisee_id, call.today))
        if plan.personal:
            await check_personal(session, parts, call, plan.supervisee_id)
        items = await _order_items(session, parts, call, plan)
        if not await _insert_supervision(session, call, plan):
            return
        for person_id, part in ((call.person_id, Part.SUPERVISOR), (plan.supervisee_id, Part.SUPERVISEE)):
            session.add(Attendance(supervision_id=plan.supervision_id, person_id=person_id, part=part))
        if plan.personal:
            session.add(personal_item(plan.supervision_id, plan.supervisee_id))
        for place, (child_id, depth) in enumerate(items, start=1):
            session.add(
                AgendaItem(
                    supervision_id=plan.supervision_id,
                    child_id=child_id,
                    depth=depth,
                    place=place,
                    outcome=AgendaOutcome.WAITING,
                )
            )
        await note(session, call, "supervision_started", "supervision", plan.supervision_id, children=str(len(items)))
        await promise(
            session,
            key=card_key(plan.supervision_id),
            kind=MessageKind.CARD,
            recipient_id=call.person_id,
            facts={"supervision": plan.supervision_id},
            now=call.now,
        )


async def _order_items(
    session: AsyncSession, parts: Parts, call: Call, plan: AgendaPlan
) -> Sequence[tuple[str, Depth]]:
    """Return the chosen children in the agenda's order, in depth first; refuse a child of somebody else."""
    choosable = await read_choosable(session, parts, call, plan.supervisee_id)
    order = {child.id: place for place, child in enumerate(choosable)}
    if any(child_id not in order for child_id, _depth in plan.chosen):
        raise Refusal("A child you chose is no longer on this caseload. Go back and choose again.")
    return sorted(plan.chosen, key=lambda item: (item[1] is not Depth.IN_DEPTH, order[item[0]]))


async def _insert_supervision(session: AsyncSession, call: Call, plan: AgendaPlan) -> bool:
    return await insert_or_ignore(
        session,
        Supervision,
        id=plan.supervision_id,
        format=Format.ONE_TO_ONE,
        held_on=plan.held_on,
        typed_at=call.now,
        state=SupervisionState.OPEN,
        revision=1,
    )
