"""What may be chosen: whom to meet, which children, and what is left out (source rows B18 to B20, E7)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import case
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.access import Deed, can, check_may_add_child, check_may_add_personal, check_may_start
from models.rules.agenda import order_agenda
from models.tables import Attendance, new_id
from models.values.call import Call
from models.values.children import AgendaChild
from models.values.errors import Refusal
from models.values.people import Supervisee
from models.values.supervision import (
    Addable,
    AgendaChoices,
    AgendaRow,
    Choosable,
    RowState,
    StartOptions,
    SupervisionOverview,
)
from models.vocabulary import Format, Part, RecordKind
from models.workflow.children import read_caseloads
from models.workflow.names import read_names
from models.workflow.overview import check_writer, latest_with, load_open, load_overview
from models.workflow.parts import Parts
from models.workflow.people import directory_as_of, read_listed, read_supervisees
from models.workflow.prepared import has_prepared_personal, put_marked_first, read_marked
from models.workflow.relations import leave_restricted_out, relation

__all__ = [
    "check_held_on",
    "check_personal",
    "load_left_out",
    "may_include_personal",
    "name_workers",
    "next_on",
    "read_addable",
    "read_agenda",
    "read_choosable",
    "read_start",
    "read_workers",
]

NOBODY = (
    "Nobody is down in the directory as your supervisee, so there is nobody to start a supervision with. "
    "If that is wrong, ask whoever looks after the directory."
)


async def read_start(parts: Parts, call: Call, colleagues: Sequence[str] = ()) -> StartOptions:
    """Return whom the caller may start with, soonest due first, and what is open; `colleagues` get their names.

    Raises
    ------
    Refusal
        When the caller supervises nobody.
    """
    supervisees = await read_supervisees(parts, call)
    if not supervisees:
        raise Refusal(NOBODY)
    async with parts.read() as session:
        here = await read_listed(session, colleagues, call.today)
        return StartOptions(
            supervisees=supervisees,
            open=await load_open(session, parts, call, [person.id for person in supervisees], and_mine=True),
            today=call.today,
            directory_on=await directory_as_of(session),
            policy=parts.library.policy,
            colleagues=tuple((one, here[one].name) for one in colleagues if one in here),
        )


async def read_agenda(parts: Parts, call: Call, *, supervisee_id: str, held_on: date) -> AgendaChoices:
    """Return the children to choose from for one meeting, most urgent first, and the brief ones by policy."""
    check_held_on(held_on, call.today)
    supervisee = await _find_supervisee(parts, call, supervisee_id)
    async with parts.read() as session:
        children = await read_choosable(session, parts, call, [supervisee_id])
        marked = await read_marked(session, supervisee_id, held_on, children)
        children = put_marked_first(parts, call, children, marked)
        open_ones = await load_open(session, parts, call, [supervisee_id])
        personal = await may_include_personal(session, parts, call, supervisee_id)
        prepared = personal and await has_prepared_personal(session, supervisee_id, held_on)
    return AgendaChoices(
        supervision_id=new_id(),
        supervisee=supervisee,
        today=call.today,
        held_on=held_on,
        next_on=next_on(parts, held_on),
        sweep_all=parts.library.policy.agenda.sweep_all_open_children,
        children=tuple(one.child for one in children),
        policy=parts.library.policy,
        open=latest_with(open_ones, supervisee_id),
        personal=personal,
        marked=marked,
        personal_prepared=prepared,
    )


async def read_choosable(
    session: AsyncSession, parts: Parts, call: Call, workers: Sequence[str], met: Format = Format.ONE_TO_ONE
) -> tuple[Choosable, ...]:
    """Return the children of these people that the caller may choose from today, most urgent first.

    Each is with the first of them who answers for it. Only of whom the caller supervises or stands
    in for are there any. A stand-in's list has no restricted child, and neither has a group's.
    """
    caseloads = await read_caseloads(session, parts, workers, call.today)
    found: dict[str, Choosable] = {}
    for worker_id in workers:
        if not can(Deed.START, await relation(session, call.person_id, worker_id, call.today)):
            continue
        children = caseloads.get(worker_id, ())
        children = await leave_restricted_out(session, call.person_id, worker_id, children, call.today)
        for child in children:
            if met is not Format.GROUP or not child.restricted:
                found.setdefault(child.id, Choosable(child, worker_id))
    agenda = parts.library.policy.agenda
    ordered = order_agenda((one.child for one in found.values()), call.today, agenda.review_near_days, agenda.order)
    return tuple(found[child.id] for child in ordered)


async def name_workers(
    session: AsyncSession, children: Sequence[Choosable], workers: Sequence[str]
) -> Mapping[str, str]:
    """Return whose child each is, by the child's id; nobody has to say so where only one is there."""
    if len(workers) == 1:
        return {}
    names = await read_names(session, workers)
    return {one.child.id: names[one.worker_id] for one in children}


async def read_workers(session: AsyncSession, supervision_id: str) -> tuple[str, ...]:
    """Return those whose children a meeting can be about: the person supervised, then the others of a group."""
    found = await session.exec(
        select(col(Attendance.person_id))
        .where(Attendance.supervision_id == supervision_id, col(Attendance.part) != Part.SUPERVISOR)
        .order_by(case((col(Attendance.part) == Part.SUPERVISEE, 0), else_=1), col(Attendance.person_id))
    )
    return tuple(found.all())


async def check_personal(
    session: AsyncSession, parts: Parts, call: Call, supervisee_id: str, kind: RecordKind = RecordKind.PERSONAL
) -> None:
    """Pass only a caller who may begin such a record about this person today: a personal part, or an agreement.

    Raises
    ------
    Refusal
        Where the policy names no form for it, and for who may not read what it carries on from.
    """
    policy = parts.library.policy
    if kind not in policy.forms:
        message = f"The rules in force name no form for “{policy.labels.kind[kind]}”."
        raise Refusal(message)
    check_may_add_personal(await relation(session, call.person_id, supervisee_id, call.today))


async def may_include_personal(session: AsyncSession, parts: Parts, call: Call, supervisee_id: str) -> bool:
    """Say whether `check_personal` would pass."""
    try:
        await check_personal(session, parts, call, supervisee_id)
    except Refusal:
        return False
    return True


def check_held_on(held_on: date, today: date) -> None:
    """Pass a day a supervision can have been held on.

    Raises
    ------
    Refusal
        For a day that has not come.
    """
    if held_on > today:
        raise Refusal("The day it was held must be today or earlier.")


def next_on(parts: Parts, held_on: date) -> date:
    """Return about when the next supervision will be, by the policy (B4, C7)."""
    return held_on + timedelta(days=parts.library.policy.agenda.next_supervision_days)


async def _find_supervisee(parts: Parts, call: Call, supervisee_id: str) -> Supervisee:
    mine = {person.id: person for person in await read_supervisees(parts, call)}
    if supervisee_id not in mine:
        async with parts.read() as session:
            check_may_start(await relation(session, call.person_id, supervisee_id, call.today))
        raise Refusal("You cannot start a supervision with this person today.")
    return mine[supervisee_id]


async def read_addable(parts: Parts, call: Call, *, supervision_id: str) -> Addable:
    """Return the supervisee's children that `add_child` takes.

    Those not on the agenda, those that were not reached, and brief ones nobody wrote about
    yet, which may be discussed in depth after all.

    Raises
    ------
    Refusal
        For anybody but today's supervisor or stand-in: a former supervisor finishes what was
        begun, and does not see today's caseload.
    """
    async with parts.read() as session:
        await check_writer(session, call, supervision_id)
        overview = await load_overview(session, parts, supervision_id)
        check_may_add_child(await relation(session, call.person_id, overview.supervisee_id, call.today))
        workers = await read_workers(session, supervision_id)
        found = await read_choosable(session, parts, call, workers, overview.format)
        names = await name_workers(session, found, workers)
    movable = {row.subject_id for row in overview.rows if row.state is RowState.TO_DO and row.kind is RecordKind.BRIEF}
    left = _not_among(tuple(one.child for one in found), overview.rows, movable)
    return Addable(
        left,
        parts.library.policy,
        call.today,
        in_depth_only=overview.format is Format.GROUP,
        workers=names,
    )


async def load_left_out(
    session: AsyncSession, parts: Parts, call: Call, overview: SupervisionOverview
) -> tuple[AgendaChild, ...]:
    """Return the children not on the agenda whose date passes before the next supervision.

    A caller who may not add them hears of none; a group is about few children on purpose.
    """
    if overview.format is not Format.ONE_TO_ONE:
        return ()
    if not can(Deed.ADD_CHILD, await relation(session, call.person_id, overview.supervisee_id, call.today)):
        return ()
    children = [one.child for one in await read_choosable(session, parts, call, [overview.supervisee_id])]
    until = next_on(parts, overview.held_on)
    on_agenda = {row.subject_id for row in overview.rows}
    return tuple(child for child in children if child.id not in on_agenda and child.due_on < until)


def _not_among(
    children: tuple[AgendaChild, ...], rows: tuple[AgendaRow, ...], movable: Collection[str] = ()
) -> tuple[AgendaChild, ...]:
    taken = {row.subject_id for row in rows if row.state is not RowState.NOT_REACHED} - set(movable)
    return tuple(child for child in children if child.id not in taken)
