"""Changing the agenda of a meeting that goes on: one more child, the personal part, or what was not reached."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, fetch, note
from models.outbox import refresh
from models.rules.access import check_may_add_child
from models.tables import AgendaItem, Attendance, Child, Supervision
from models.values.call import Call
from models.values.errors import Conflict, Missing, Refusal
from models.values.supervision import Stop
from models.vocabulary import AgendaOutcome, Depth, Format, Part, RecordKind, SupervisionState
from models.workflow.agenda import check_personal, read_choosable, read_workers
from models.workflow.drafts import empty_unbegun
from models.workflow.ground import hold_agenda, record_id_for
from models.workflow.overview import card_key, check_writer, read_alone
from models.workflow.parts import Parts
from models.workflow.relations import relation
from models.workflow.subjects import person_item

__all__ = ["add_child", "add_personal", "change_supervision", "fetch_open", "mark_not_reached"]

CLOSED = "This meeting is closed, so its agenda stays as it is."
CHOOSE_WHOM = "Choose first whom you did not reach."
ALONE = "This has no agenda: it holds one record, and ends when that is sent."


async def add_child(parts: Parts, call: Call, *, supervision_id: str, child_id: str, depth: Depth) -> Stop:
    """Put one more child on the agenda, one that was not reached back on it, or a brief one in depth.

    A group talks about each child in depth.

    Raises
    ------
    Refusal
        For a child of somebody else's caseload, a closed meeting, a child that has its place
        already, and for a supervisor of then who is none today.
    """
    async with parts.write(call) as session:
        supervision = await fetch_open(session, call, supervision_id)
        worker_id = await _check_theirs(session, parts, call, supervision, child_id)
        if supervision.format is Format.GROUP:
            depth = Depth.IN_DEPTH
        await _place_child(session, supervision_id, child_id, worker_id, depth.kind)
        await change_supervision(session, supervision)
        await note(session, call, "child_added", "supervision", supervision_id, child=child_id, depth=depth.value)
        await refresh(session, key=card_key(supervision_id), now=call.now)
    return Stop("in_depth" if depth is Depth.IN_DEPTH else "brief", child_id)


async def add_personal(parts: Parts, call: Call, *, supervision_id: str) -> Stop:
    """Put the personal part on the agenda, or back on it; one that is there stays as it is.

    Raises
    ------
    Refusal
        For who may not include one, in a closed meeting, and in a group.
    """
    async with parts.write(call) as session:
        supervision = await fetch_open(session, call, supervision_id)
        if supervision.format is not Format.ONE_TO_ONE:
            raise Refusal("Personal supervision belongs in a meeting of two.")
        supervisee_id = await _find_supervisee(session, supervision_id)
        await check_personal(session, parts, call, supervisee_id)
        there = (await _hold_items(session, supervision_id)).get(supervisee_id)
        if there is None:
            session.add(person_item(supervision_id, supervisee_id))
        elif there.outcome is AgendaOutcome.NOT_REACHED:
            await _change_item(session, there, there.outcome, outcome=AgendaOutcome.WAITING)
        await change_supervision(session, supervision)
        await note(session, call, "personal_added", "supervision", supervision_id)
        await refresh(session, key=card_key(supervision_id), now=call.now)
    return Stop("in_depth", supervisee_id)


async def mark_not_reached(parts: Parts, call: Call, *, supervision_id: str, subject_ids: Collection[str]) -> None:
    """Take what nothing was written about off the meeting: no record, no clock; what was only shared with it goes.

    Raises
    ------
    Refusal
        When nobody is named.
    Conflict
        When something was written about one of them in the meantime.
    """
    async with parts.write(call) as session:
        supervision = await fetch_open(session, call, supervision_id)
        if not subject_ids:
            raise Refusal(CHOOSE_WHOM)
        items = await _hold_items(session, supervision_id)
        for subject_id in subject_ids:
            item = items.get(subject_id)
            if item is None:
                raise Missing
            unbegun = item.outcome is AgendaOutcome.RECORD and await empty_unbegun(session, _record_id(item))
            expected = item.outcome if unbegun else AgendaOutcome.WAITING
            await _change_item(session, item, expected, outcome=AgendaOutcome.NOT_REACHED)
            who = {"person": subject_id} if item.child_id is None else {"child": subject_id}
            await note(session, call, "child_not_reached", "supervision", supervision_id, **who)
        await change_supervision(session, supervision)
        await refresh(session, key=card_key(supervision_id), now=call.now)


async def fetch_open(session: AsyncSession, call: Call, supervision_id: str) -> Supervision:
    """Return a supervision with an agenda that the caller may write in and that still goes on.

    Raises
    ------
    Refusal
        For everybody else, where there is no agenda, and once the meeting is closed or discarded.
    """
    await check_writer(session, call, supervision_id)
    supervision = await fetch(session, Supervision, supervision_id)
    if supervision.state is not SupervisionState.OPEN:
        raise Refusal(CLOSED)
    if await read_alone(session, supervision_id) is not None:
        raise Refusal(ALONE)
    return supervision


async def change_supervision(session: AsyncSession, found: Supervision, **changes: Any) -> None:
    """Write changes to a supervision if it still is as it was found.

    Raises
    ------
    Conflict
        When somebody else changed it since.
    """
    await change_one(
        session,
        update(Supervision)
        .where(
            col(Supervision.id) == found.id,
            col(Supervision.state) == found.state,
            col(Supervision.revision) == found.revision,
        )
        .values(revision=found.revision + 1, **changes),
    )


async def _find_supervisee(session: AsyncSession, supervision_id: str) -> str:
    statement = select(Attendance.person_id).where(
        Attendance.supervision_id == supervision_id, Attendance.part == Part.SUPERVISEE
    )
    return (await session.exec(statement)).one()


async def _check_theirs(
    session: AsyncSession, parts: Parts, call: Call, supervision: Supervision, child_id: str
) -> str:
    """Return the worker the child is with, one of those who were there."""
    supervisee_id = await _find_supervisee(session, supervision.id)
    check_may_add_child(await relation(session, call.person_id, supervisee_id, call.today))
    workers = await read_workers(session, supervision.id)
    for choosable in await read_choosable(session, parts, call, workers, supervision.format):
        if child_id == choosable.child.id:
            return choosable.worker_id
    raise Refusal("This child is not on the caseload of anybody you met.")


async def _place_child(
    session: AsyncSession, supervision_id: str, child_id: str, worker_id: str, kind: RecordKind
) -> None:
    items = await _hold_items(session, supervision_id)
    place = await _make_room(session, items, child_id, kind)
    there = items.get(child_id)
    # Whom a child is with may have changed since it was put on the agenda first.
    placed: dict[str, Any] = {
        "kind": kind,
        "worker_id": worker_id,
        "place": place,
        "outcome": AgendaOutcome.WAITING,
    }
    if there is None:
        session.add(AgendaItem(supervision_id=supervision_id, child_id=child_id, **placed))
    elif there.outcome is AgendaOutcome.NOT_REACHED or (
        there.outcome is AgendaOutcome.WAITING and there.kind is not kind
    ):
        await _change_item(session, there, there.outcome, **placed)
    else:
        raise Conflict("This child is on the agenda already.")


async def _make_room(session: AsyncSession, items: Mapping[str, AgendaItem], child_id: str, kind: RecordKind) -> int:
    """Return the place behind the child's brothers and sisters, which those after them make free; else the last."""
    child = await fetch(session, Child, child_id)
    family = select(Child.id).where(Child.family == child.family, Child.id != child_id)
    siblings = set((await session.exec(family)).all()) if child.family else set()
    beside = [item for subject_id, item in items.items() if subject_id in siblings and item.kind is kind]
    if not beside:
        return max((item.place for item in items.values()), default=0) + 1
    last = max(beside, key=lambda item: item.place)
    await session.exec(
        update(AgendaItem)
        .where(col(AgendaItem.supervision_id) == last.supervision_id, col(AgendaItem.place) > last.place)
        .values(place=col(AgendaItem.place) + 1)
    )
    return last.place + 1


async def _hold_items(session: AsyncSession, supervision_id: str) -> dict[str, AgendaItem]:
    return {item.subject_id: item for item in await hold_agenda(session, supervision_id)}


async def _change_item(session: AsyncSession, item: AgendaItem, expected: AgendaOutcome, **changes: Any) -> None:
    await change_one(
        session,
        update(AgendaItem).where(col(AgendaItem.id) == item.id, col(AgendaItem.outcome) == expected).values(**changes),
    )


def _record_id(item: AgendaItem) -> str:
    return record_id_for(item.supervision_id, item.subject_id, item.kind)
