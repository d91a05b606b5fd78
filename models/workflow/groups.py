"""A group: who may be in it, and whose children it can be about (source rows B29, B30, D1)."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.access import check_may_start
from models.rules.groups import check_group_plan
from models.tables import new_id
from models.values.call import Call
from models.values.errors import Refusal
from models.values.supervision import AgendaPlan, GroupChoices
from models.vocabulary import Format
from models.workflow.agenda import check_held_on, name_workers, read_choosable
from models.workflow.parts import Parts
from models.workflow.people import read_listed
from models.workflow.relations import relation

__all__ = ["check_group", "read_group"]


async def read_group(
    parts: Parts, call: Call, *, presenter_id: str, attendees: Sequence[str], held_on: date
) -> GroupChoices:
    """Return the children that a group of these people can be about, most urgent first.

    Raises
    ------
    Refusal
        For anybody but the presenter's supervisor or stand-in, a day to come, and a colleague who is not there.
    """
    check_held_on(held_on, call.today)
    async with parts.read() as session:
        found = await relation(session, call.person_id, presenter_id, call.today)
        check_may_start(found)
        others = await _check_attendees(session, call, presenter_id, attendees)
        workers = [presenter_id, *attendees]
        children = await read_choosable(session, parts, call, workers, Format.GROUP)
        return GroupChoices(
            supervision_id=new_id(),
            presenter_id=presenter_id,
            presenter=found.name,
            others=tuple(others.items()),
            today=call.today,
            held_on=held_on,
            children=tuple(one.child for one in children),
            workers=await name_workers(session, children, workers),
            policy=parts.library.policy,
        )


async def check_group(session: AsyncSession, call: Call, plan: AgendaPlan) -> None:
    """Pass a group of colleagues who work here today, and a meeting of two that has nobody else in it.

    Raises
    ------
    Refusal
        For a group without anybody else, without a child, or with somebody who is not there.
    """
    check_group_plan(plan)
    await _check_attendees(session, call, plan.supervisee_id, plan.attendees)


async def _check_attendees(
    session: AsyncSession, call: Call, presenter_id: str, attendees: Sequence[str]
) -> Mapping[str, str]:
    """Return the attendees' names by id."""
    here = await read_listed(session, attendees, call.today)
    if {call.person_id, presenter_id} & set(attendees) or set(attendees) - here.keys():
        raise Refusal("Somebody you chose cannot be an attendee. Go back and choose again.")
    return {one: here[one].name for one in attendees}
