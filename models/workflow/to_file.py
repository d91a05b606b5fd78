"""What is still to be filed: every version that was sent, and outcomes of agreements that came after the filing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sql
from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.policy import Deadlines
from models.rules.access import Deed, can, can_file
from models.rules.clocks.meetings import build_filing_due, build_later_filing_due, build_outcome_due
from models.rules.filing import place_of, wants_outcome
from models.tables import (
    Act,
    AgendaItem,
    Attendance,
    ClockDone,
    Filing,
    Record,
    Supervision,
    SupervisionLine,
    Version,
)
from models.values.call import LONDON, Call
from models.values.clock_facts import MeetingFacts
from models.values.due import Due
from models.values.filing import ToFile, ToFileList
from models.values.people import Relation
from models.vocabulary import ClockKind, LineKind, Part, SupervisionState
from models.workflow.dated import holds
from models.workflow.lines import read_below, read_left
from models.workflow.names import read_child_labels, read_names
from models.workflow.parts import Parts
from models.workflow.relations import relation_in
from models.workflow.restricted import read_restricted
from models.workflow.subjects import record_of_subject

__all__ = ["ALL", "MINE", "Piece", "can_file_restricted", "count_to_file", "find_to_file", "read_to_file"]

MINE: Final = "mine"
ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Piece:
    """A version of which something is to be filed, as rows of one transaction; `filing` where it was filed before."""

    version: Version
    record: Record
    held_on: date
    worker_id: str
    filing: Filing | None


async def read_to_file(parts: Parts, call: Call, scope: str = MINE) -> ToFileList:
    """Return what the viewer has to file, the soonest due first: `mine`, or `all` of the line below.

    Mine is what they held themselves, and of whom they supervise or stand in for.
    """
    async with parts.read() as session:
        below = await read_below(session, call.person_id, call.today)
        own = await _read_own(session, call)
        pieces = await find_to_file(session, call, scope)
        rows = await _build_rows(session, parts.library.policy.deadlines, call, pieces)
    has_all = bool(below.keys() - own)
    shown = tuple(sorted(rows, key=lambda row: (row.due.due_on, row.held_on, row.label, row.addendum)))
    return ToFileList(shown, call.today, call.now, ALL if scope == ALL else MINE, has_all)


async def count_to_file(session: AsyncSession, call: Call) -> int:
    """Return how many pieces are the viewer's own to file."""
    return len(await find_to_file(session, call, MINE))


async def find_to_file(session: AsyncSession, call: Call, scope: str) -> list[Piece]:
    """Return what is to be filed and the viewer may file, in no order."""
    people = await _read_own(session, call)
    seniors = {call.person_id}
    if scope == ALL:
        people |= (below := await read_below(session, call.person_id, call.today)).keys()
        seniors |= below.keys()
    people |= await read_left(session, seniors, call.today)
    held_by = aliased(Attendance)
    statement: Any = (
        sql.select(Version, Record, col(Supervision.held_on), col(AgendaItem.worker_id), Filing)
        .join(Record, col(Record.id) == col(Version.record_id))
        .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
        .join(AgendaItem, record_of_subject())  # which may be of another kind by now
        .join(
            held_by,
            and_(col(held_by.supervision_id) == col(Supervision.id), col(held_by.part) == Part.SUPERVISOR),
        )
        .outerjoin(Filing, col(Filing.version_id) == col(Version.id))
        .where(
            col(Version.replaced).is_(False),
            col(Record.erased_at).is_(None),
            col(Supervision.state) != SupervisionState.DISCARDED,
            or_(col(held_by.person_id) == call.person_id, col(AgendaItem.worker_id).in_(people)),
            or_(
                and_(col(Filing.id).is_(None), ~_was_done()),
                col(Filing.state) != col(Version.state),
                col(Filing.outcome_state) != col(Version.state),
            ),
        )
        .execution_options(populate_existing=True)
    )
    found = [Piece(*row) for row in (await session.exec(statement)).all()]
    open_still = [one for one in found if one.filing is None or wants_outcome(one.filing.told, one.version.state)]
    return await _leave_out(session, call, open_still)


async def _read_own(session: AsyncSession, call: Call) -> set[str]:
    """Return whom the viewer supervises or stands in for today."""
    lines = await session.exec(
        select(col(SupervisionLine.person_id)).where(
            SupervisionLine.senior_id == call.person_id,
            col(SupervisionLine.kind).in_([LineKind.SUPERVISOR, LineKind.STAND_IN]),
            holds(SupervisionLine, call.today),
        )
    )
    return set(lines.all())


def _was_done() -> ColumnElement[bool]:
    """Return the condition that *Done* was said of a version's meeting, before records could be filed one by one."""
    return (
        select(ClockDone.id)
        .where(
            col(ClockDone.clock) == ClockKind.FILING,
            or_(
                col(ClockDone.child_id) == col(Record.child_id),
                col(ClockDone.person_id) == col(Record.person_id),
            ),
            col(ClockDone.done_on) >= col(Supervision.held_on),
            col(ClockDone.recorded_at) >= col(Version.sent_at),
        )
        .correlate(Record, Supervision, Version)
        .exists()
    )


async def _leave_out(session: AsyncSession, call: Call, pieces: Sequence[Piece]) -> list[Piece]:
    """Return what the viewer may file: not what is personal or restricted for somebody who only stands in."""
    relations: dict[tuple[str, str], Relation] = {}
    restricted = await read_restricted(session, {one.record.child_id for one in pieces}, call.today)
    found = []
    for one in pieces:
        key = one.record.supervision_id, one.worker_id
        if key not in relations:
            relations[key] = await relation_in(session, call.person_id, key[0], call.today, key[1])
        relation = relations[key]
        hidden = one.record.child_id in restricted and not can_file_restricted(relation)
        if can_file(relation, one.record.kind) and not hidden:
            found.append(one)
    return found


def can_file_restricted(relation: Relation) -> bool:
    """Say whether somebody may file the record of a restricted child: who held the meeting, and the line."""
    return can(Deed.SEE_RESTRICTED, relation) or relation.part is Part.SUPERVISOR


async def _build_rows(session: AsyncSession, deadlines: Deadlines, call: Call, pieces: Sequence[Piece]) -> list[ToFile]:
    filed_before = await _read_filed(session, {one.record.id for one in pieces})
    answered = await _read_answered(session, {one.version.id for one in pieces if one.filing is not None})
    children = await read_child_labels(session, {one.record.child_id for one in pieces})
    names = await read_names(session, {one.worker_id for one in pieces} | {one.record.person_id for one in pieces})
    return [
        ToFile(
            version_id=one.version.id,
            kind=one.record.kind,
            label=children.get(one.record.child_id or "") or names.get(one.record.person_id or "", ""),
            worker_id=one.worker_id,
            worker=names.get(one.worker_id, ""),
            held_on=one.held_on,
            addendum=one.version.addendum,
            number=one.version.number,
            state=one.version.state,
            place=place_of(one.record.kind),
            due=_due(one, deadlines, call.today, again=one.record.id in filed_before, answered=answered),
            told=None if one.filing is None else one.filing.told,
            again=one.record.id in filed_before,
        )
        for one in pieces
    ]


def _due(piece: Piece, deadlines: Deadlines, today: date, *, again: bool, answered: Mapping[str, datetime]) -> Due:
    """Return by when a piece is filed, by the same rules as its clock."""
    if piece.filing is not None:
        at = answered.get(piece.version.id, piece.filing.filed_at)
        return build_outcome_due(at.astimezone(LONDON).date(), deadlines, today)
    if again:
        return build_later_filing_due(piece.version.sent_at.astimezone(LONDON).date(), deadlines, today)
    return build_filing_due(MeetingFacts(piece.held_on), deadlines, today)


async def _read_filed(session: AsyncSession, records: Collection[str]) -> set[str]:
    """Return those of the records of which a version was filed."""
    found = await session.exec(select(col(Filing.record_id)).where(col(Filing.record_id).in_(records)))
    return set(found.all())


async def _read_answered(session: AsyncSession, versions: Collection[str]) -> dict[str, datetime]:
    """Return when versions were last answered."""
    found = await session.exec(
        select(col(Act.version_id), col(Act.at)).where(col(Act.version_id).in_(versions)).order_by(col(Act.at))
    )
    return dict(found.all())
