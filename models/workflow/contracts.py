"""The supervision agreement with one person: how the last one stands, and beginning the next (B6, C10 to C12)."""

from dataclasses import replace
from datetime import date

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch, note
from models.rules.contracts import build_standing
from models.tables import AgendaItem, Attendance, Person, Record, Supervision, new_id
from models.values.call import Call
from models.values.contracts import ContractChoices, ContractPlan, ContractStanding
from models.values.supervision import OpenSupervision
from models.vocabulary import Format, LineKind, Part, RecordKind, RecordState
from models.workflow.agenda import check_held_on, check_personal
from models.workflow.ground import begin_record, load_ground, touch_record
from models.workflow.lines import read_lines
from models.workflow.overview import load_open
from models.workflow.parts import Parts
from models.workflow.subjects import person_item
from models.workflow.supervision import insert_meeting, promise_card

__all__ = ["read_contract", "start_contract"]

_BEGUN_BY_STARTING = "start"


async def read_contract(parts: Parts, call: Call, *, supervisee_id: str, held_on: date) -> ContractChoices:
    """Return how things stand with a person's agreement, for somebody who may begin the next one that day.

    Raises
    ------
    Refusal
        For anybody but the supervisor, who only stands in among them, for a day to come, and where the
        policy names no form for it.
    """
    check_held_on(held_on, call.today)
    async with parts.read() as session:
        await check_personal(session, parts, call, supervisee_id, RecordKind.CONTRACT)
        return ContractChoices(
            plan=ContractPlan(new_id(), supervisee_id, held_on),
            supervisee=(await fetch(session, Person, supervisee_id)).name,
            today=call.today,
            policy=parts.library.policy,
            standing=await _load_standing(session, parts, call, supervisee_id),
            open=await _find_open(session, parts, call, supervisee_id),
            waiting_on=await _latest(session, supervisee_id, RecordState.AWAITING),
        )


async def start_contract(parts: Parts, call: Call, plan: ContractPlan) -> str:
    """Begin an agreement with the text of the last one, and promise its card; return the id of its supervision.

    One that the caller is writing with this person already is carried on: a second press, or one on
    another device, begins nothing.

    Raises
    ------
    Refusal
        As for reading how things stand.
    """
    check_held_on(plan.held_on, call.today)
    async with parts.write(replace(call, key=None)) as session:
        await check_personal(session, parts, call, plan.supervisee_id, RecordKind.CONTRACT)
        # Held until the commit, so that of two devices the second finds what the first began.
        await session.exec(select(Person.id).where(Person.id == plan.supervisee_id).with_for_update())
        there = await _find_open(session, parts, call, plan.supervisee_id)
        if there is not None:
            return there.id
        if await insert_meeting(session, call, plan.supervision_id, Format.ONE_TO_ONE, plan.held_on):
            await _fill(session, parts, call, plan)
        return plan.supervision_id


async def _load_standing(session: AsyncSession, parts: Parts, call: Call, person_id: str) -> ContractStanding:
    """Return how the last agreement stands, here or in the directory, without asking who looks."""
    person = await fetch(session, Person, person_id)
    here = await _latest(session, person_id, RecordState.COMPLETE)
    known = [on for on in (here, person.last_contract_review_on) if on is not None]
    lines = await read_lines(session, person_id)
    return build_standing(
        max(known, default=None),
        [line for kind, line in lines if kind == LineKind.SUPERVISOR],
        parts.library.policy.contract,
        call.today,
    )


async def _fill(session: AsyncSession, parts: Parts, call: Call, plan: ContractPlan) -> None:
    """Put in who meets and the one record, begun at once: a year in which nothing changes is sent as it is."""
    for person_id, part in ((call.person_id, Part.SUPERVISOR), (plan.supervisee_id, Part.SUPERVISEE)):
        session.add(Attendance(supervision_id=plan.supervision_id, person_id=person_id, part=part))
    session.add(person_item(plan.supervision_id, plan.supervisee_id, RecordKind.CONTRACT))
    await session.flush()
    ground = await load_ground(
        session, parts, supervision_id=plan.supervision_id, subject_id=plan.supervisee_id, writer=call
    )
    await touch_record(session, call, await begin_record(session, parts, call, ground), _BEGUN_BY_STARTING)
    await note(session, call, "contract_started", "supervision", plan.supervision_id)
    await promise_card(session, call, plan.supervision_id)


async def _find_open(session: AsyncSession, parts: Parts, call: Call, person_id: str) -> OpenSupervision | None:
    """Return the agreement the caller has begun with this person, if it is still to be sent or to be mended."""
    mine = await session.exec(
        select(col(AgendaItem.supervision_id))
        .join(Attendance, col(Attendance.supervision_id) == col(AgendaItem.supervision_id))
        .where(
            AgendaItem.person_id == person_id,
            AgendaItem.kind == RecordKind.CONTRACT,
            Attendance.person_id == call.person_id,
            Attendance.part == Part.SUPERVISOR,
        )
    )
    ids = set(mine.all())
    return next((one for one in await load_open(session, parts, call, [person_id]) if one.id in ids), None)


async def _latest(session: AsyncSession, person_id: str, state: RecordState) -> date | None:
    """Return the day of the person's latest agreement in that state."""
    found = await session.exec(
        select(func.max(Supervision.held_on))
        .join(Record, col(Record.supervision_id) == col(Supervision.id))
        .where(Record.person_id == person_id, Record.kind == RecordKind.CONTRACT, Record.state == state)
    )
    return found.one()
