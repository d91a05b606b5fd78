"""The records of a person or child that somebody may see, newest first, and who held them before (B39)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sql
from sqlalchemy import or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch
from models.rules.access import Deed, can
from models.tables import AgendaItem, Attendance, Child, Person, Record, Supervision, SupervisionLine
from models.values.access import RecordList, RecordRow, Scope, Subject
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.values.people import Relation, Tie
from models.vocabulary import LineKind, Part
from models.workflow.access.gates import Judge
from models.workflow.parts import Parts
from models.workflow.subjects import record_of_item

__all__ = ["read_records"]

NOTHING = "There is nothing of theirs that you may see."


@dataclass(frozen=True, slots=True)
class _Found:
    """A sent record with its meeting, whom it concerns, who held it, and the viewer's own part."""

    record: Record
    held_on: date
    worker_id: str
    supervisor_id: str
    supervisor: str
    label: str | None
    mine: Part | None


async def read_records(parts: Parts, call: Call, subject: Subject | None) -> RecordList:
    """Return the records sent of a person or child, as far as the caller may see them; none before one is chosen.

    Of a person they are those about the person and those about children the person worked with. Those held by a
    supervisor who is it no more stand under that name.

    Raises
    ------
    Refusal
        Where there is nothing the caller may see, which says nothing of whether there is anything.
    """
    labels = parts.library.policy.labels.kind
    async with parts.read() as session:
        judge = Judge(session, parts, call)
        role = await judge.role()
        breaks = can(Deed.BREAK_GLASS, Relation(Tie.NONE, "", role=role, guest=call.guest))
        if subject is None:
            return RecordList(None, "", (), call.today, labels, may_break_glass=breaks)
        keeper = can(Deed.SEE_METADATA, Relation(Tie.NONE, "", role=role, guest=call.guest))
        label = await _read_label(session, subject)
        former = await _read_former(session, subject, call.today)
        rows = []
        for one in await _find(session, call, subject):
            gate = await judge.find(one.record, one.worker_id, one.mine)
            if not keeper and (gate is None or not await judge.may_list(gate, one.record.child_id)):
                continue
            before = one.supervisor_id in former
            rows.append(
                RecordRow(
                    record_id=one.record.id,
                    held_on=one.held_on,
                    kind=one.record.kind,
                    label=one.label or "",
                    state=one.record.state,
                    supervisor=one.supervisor,
                    may_read=gate is not None,
                    previous=one.supervisor if before else None,
                    gone=one.record.purged_at is not None or one.record.erased_at is not None,
                )
            )
        whole = subject.scope is Scope.CHILD and not call.guest and await judge.find_for_child(subject.id) is not None
        if not rows and not whole and not keeper:
            await _check_own(judge, call, subject)
        return RecordList(subject, label, tuple(rows), call.today, labels, whole, breaks)


async def _check_own(judge: Judge, call: Call, subject: Subject) -> None:
    """Pass somebody of whom there may be records, though none were sent yet."""
    if subject.scope is Scope.PERSON and can(Deed.READ, await judge.relate(subject.id, None)):
        return
    if call.person_id == subject.id:
        return
    raise Refusal(NOTHING)


async def _read_label(session: AsyncSession, subject: Subject) -> str:
    match subject.scope:
        case Scope.CHILD:
            child = await fetch(session, Child, subject.id)
            return child.label
        case Scope.PERSON:
            return (await fetch(session, Person, subject.id)).name
        case _:
            raise Missing


async def _read_former(session: AsyncSession, subject: Subject, today: date) -> frozenset[str]:
    """Return who supervised a person before and does it no more; nobody where nobody has taken over."""
    if subject.scope is not Scope.PERSON:
        return frozenset()
    lines = (
        await session.exec(
            select(SupervisionLine).where(
                SupervisionLine.person_id == subject.id, SupervisionLine.kind == LineKind.SUPERVISOR
            )
        )
    ).all()
    now = {line.senior_id for line in lines if line.until_on is None or line.until_on > today}
    return frozenset(line.senior_id for line in lines) - now if now else frozenset()


async def _find(session: AsyncSession, call: Call, subject: Subject) -> Sequence[_Found]:
    held_by, mine = aliased(Attendance), aliased(Attendance)
    statement: Any = (
        sql.select(
            Record,
            col(Supervision.held_on),
            col(AgendaItem.worker_id),
            col(Person.id),
            col(Person.name),
            Child,
            col(mine.part),
        )
        .join(AgendaItem, record_of_item())
        .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
        .join(
            held_by,
            (col(held_by.supervision_id) == col(Record.supervision_id)) & (col(held_by.part) == Part.SUPERVISOR),
        )
        .join(Person, col(Person.id) == col(held_by.person_id))
        .outerjoin(Child, col(Child.id) == col(Record.child_id))
        .outerjoin(
            mine,
            (col(mine.supervision_id) == col(Record.supervision_id)) & (col(mine.person_id) == call.person_id),
        )
        .where(col(Record.version) >= 1)
        .order_by(col(Supervision.held_on).desc(), col(Supervision.typed_at).desc(), col(AgendaItem.place))
    )
    if subject.scope is Scope.CHILD:
        statement = statement.where(col(Record.child_id) == subject.id)
    else:
        statement = statement.where(or_(col(Record.person_id) == subject.id, col(AgendaItem.worker_id) == subject.id))
    return [
        _Found(
            record,
            held_on,
            worker_id,
            supervisor_id,
            supervisor,
            None if child is None else child.label,
            part,
        )
        for record, held_on, worker_id, supervisor_id, supervisor, child, part in await session.exec(statement)
    ]
