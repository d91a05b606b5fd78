"""Whom a date is about, found by its clock and subject when the date itself is gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.settling import OF_A_CHILD
from models.tables import Act, Allocation, Attendance, Record, Request, RequestVersion, SmartAction, Version
from models.vocabulary import ClockKind, Part
from models.workflow.clocks.columns import raw, rows, table
from models.workflow.dated import holds

__all__ = ["About", "find_subjects"]

Key = tuple[ClockKind, str]

_OF_A_MEETING = frozenset({ClockKind.WRITE_UP, ClockKind.FILING, ClockKind.COPY})


@dataclass(frozen=True, slots=True)
class About:
    """The child, the person and who had to do it; of a request how many records it is about, and of which kind."""

    person_id: str | None = None
    owner_id: str | None = None
    child_id: str | None = None
    supervision_id: str | None = None
    count: int = 1
    record_kind: str | None = None


async def find_subjects(session: AsyncSession, today: date, keys: Collection[Key]) -> dict[Key, About]:
    """Return whom dates are about, those that are found."""
    found: dict[Key, About] = {}
    for which, statement in (
        (OF_A_CHILD, _of_children(today)),
        (_OF_A_MEETING, _of_meetings()),
        ({ClockKind.AGREEMENT}, _of_requests()),
        ({ClockKind.AGREEMENT}, _of_acts()),
        ({ClockKind.ACTION}, _of_actions(today)),
    ):
        wanted = [key for key in keys if key[0] in which]
        if wanted:
            by_id = await _read(session, statement, [subject for _, subject in wanted])
            found |= {key: by_id[key[1]] for key in wanted if key[1] in by_id}
    others = {*OF_A_CHILD, *_OF_A_MEETING, ClockKind.AGREEMENT, ClockKind.ACTION}
    return found | {key: About(person_id=key[1]) for key in keys if key[0] not in others}


async def _read(session: AsyncSession, statement: Select[Any], ids: Sequence[str]) -> dict[str, About]:
    subject = statement.selected_columns[0]
    found = await rows(session, statement.where(subject.in_(ids)))
    return {row[0]: About(*row[1:]) for row in found}


def _of_children(today: date) -> Select[Any]:
    allocation = table(Allocation)
    worker = allocation.c.person_id
    return select(allocation.c.child_id, worker, worker.label("owner"), allocation.c.child_id.label("child")).where(
        holds(allocation.c, today)
    )


def _of_meetings() -> Select[Any]:
    held_by, held_with = (table(Attendance).alias(name) for name in ("held_by", "held_with"))
    same = held_with.c.supervision_id == held_by.c.supervision_id
    return (
        select(held_by.c.supervision_id, held_with.c.person_id, held_by.c.person_id)
        .join(held_with, and_(same, raw(held_with.c.part) == Part.SUPERVISEE.value))
        .where(raw(held_by.c.part) == Part.SUPERVISOR.value)
    )


def _of_requests() -> Select[Any]:
    request, asked, version, record = table(Request), table(RequestVersion), table(Version), table(Record)
    count = func.count(record.c.id.distinct())
    return (
        select(
            request.c.id,
            request.c.addressee_id,
            request.c.addressee_id.label("owner"),
            case((count == 1, func.min(record.c.child_id))),
            request.c.supervision_id,
            count,
            case((count == 1, func.min(raw(record.c.kind)))),
        )
        .join(asked, asked.c.request_id == request.c.id)
        .join(version, version.c.id == asked.c.version_id)
        .join(record, record.c.id == version.c.record_id)
        .group_by(request.c.id, request.c.addressee_id, request.c.supervision_id)
    )


def _of_acts() -> Select[Any]:
    act, version, record, request = table(Act), table(Version), table(Record), table(Request)
    return (
        select(act.c.id, act.c.person_id, request.c.asked_by, record.c.child_id)
        .join(version, version.c.id == act.c.version_id)
        .join(record, record.c.id == version.c.record_id)
        .join(request, request.c.id == act.c.request_id)
    )


def _of_actions(today: date) -> Select[Any]:
    action, allocation = table(SmartAction), table(Allocation)
    return select(
        action.c.id,
        func.coalesce(action.c.person_id, allocation.c.person_id),
        action.c.owner_id,
        action.c.child_id,
    ).outerjoin(allocation, and_(allocation.c.child_id == action.c.child_id, holds(allocation.c, today)))
