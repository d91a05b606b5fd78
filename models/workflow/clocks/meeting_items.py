"""What is still to be done about meetings that were held: written up, filed, copied (E9, B28, B37)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.policy import Deadlines
from models.rules.clocks.meetings import build_copy_due, build_filing_due, build_write_up_due
from models.tables import Attendance, ClockDone, Record, Supervision
from models.values.clock_facts import MeetingFacts
from models.values.clocks import DueItem
from models.values.due import Due
from models.vocabulary import ClockKind, Part, RecordState, SupervisionState
from models.workflow.clocks.columns import raw, rows, table
from models.workflow.clocks.ground import Ground, day_of

__all__ = ["read_meeting_items", "read_unfiled"]

_Build = Callable[[MeetingFacts, Deadlines, date], Due]


async def read_meeting_items(session: AsyncSession, ground: Ground) -> list[DueItem]:
    """Return what is due of meetings, each with how many of its records it is about."""
    found: list[DueItem] = []
    written = [
        (clock, build)
        for clock, build in ((ClockKind.WRITE_UP, build_write_up_due), (ClockKind.COPY, build_copy_due))
        if ground.policy.watches(clock)
    ]
    if written:
        unsent = await rows(session, _select_meetings(_is_unsent()))
        for clock, build in written:
            found += _build(ground, unsent, clock, build)
    if ground.policy.watches(ClockKind.FILING):
        since = ground.go_live_on or date.min
        unfiled = await rows(session, _select_meetings(_is_unfiled(), table(Supervision).c.held_on >= since))
        found += _build(ground, unfiled, ClockKind.FILING, build_filing_due)
    return found


async def read_unfiled(session: AsyncSession, supervision_id: str) -> list[tuple[str | None, str | None]]:
    """Return the children and people of whom a meeting has a record that is not filed yet, each once."""
    record, meeting = table(Record), table(Supervision)
    found = await rows(
        session,
        select(record.c.child_id, record.c.person_id)
        .join(meeting, meeting.c.id == record.c.supervision_id)
        .where(meeting.c.id == supervision_id, raw(meeting.c.state) != SupervisionState.DISCARDED.value, _is_unfiled())
        .distinct()
        .order_by(record.c.child_id, record.c.person_id),
    )
    return [(child_id, person_id) for child_id, person_id in found]


def _select_meetings(*which: ColumnElement[bool]) -> Select[Any]:
    meeting, record = table(Supervision), table(Record)
    held_by, held_with = (table(Attendance).alias(name) for name in ("held_by", "held_with"))
    return (
        select(
            meeting.c.id,
            meeting.c.held_on,
            meeting.c.typed_at,
            held_by.c.person_id,
            held_with.c.person_id,
            func.count(record.c.id),
            func.count(record.c.child_id),
        )
        .join(record, record.c.supervision_id == meeting.c.id)
        .join(
            held_by,
            and_(held_by.c.supervision_id == meeting.c.id, raw(held_by.c.part) == Part.SUPERVISOR.value),
        )
        .join(
            held_with,
            and_(held_with.c.supervision_id == meeting.c.id, raw(held_with.c.part) == Part.SUPERVISEE.value),
        )
        .where(raw(meeting.c.state) != SupervisionState.DISCARDED.value, *which)
        .group_by(meeting.c.id, meeting.c.held_on, meeting.c.typed_at, held_by.c.person_id, held_with.c.person_id)
    )


def _is_unsent() -> ColumnElement[bool]:
    """Return the condition that somebody saved something in a record that was never sent."""
    record = table(Record)
    return and_(raw(record.c.state) == RecordState.DRAFT.value, record.c.version == 0, record.c.saved_at.is_not(None))


def _is_unfiled() -> ColumnElement[bool]:
    """Return the condition that of whom a record is, nothing was noted as filed on the day of the meeting or later."""
    record, done, meeting = table(Record), table(ClockDone), table(Supervision)
    filed = exists().where(
        raw(done.c.clock) == ClockKind.FILING.value,
        or_(done.c.child_id == record.c.child_id, done.c.person_id == record.c.person_id),
        done.c.done_on >= meeting.c.held_on,
    )
    return and_(or_(record.c.version >= 1, _is_unsent()), ~filed)


def _build(ground: Ground, found: Any, clock: ClockKind, build: _Build) -> Iterator[DueItem]:
    for meeting_id, held_on, typed_at, held_by, supervisee_id, count, of_children in found:
        supervisor_id = _find_supervisor(ground, held_by, supervisee_id)
        if not ground.scope.covers(supervisor_id, supervisee_id):
            continue
        due = build(MeetingFacts(held_on), ground.policy.deadlines, ground.today)
        if ground.shows(due):
            yield DueItem(
                clock=clock,
                subject_id=meeting_id,
                due=due,
                person_id=supervisee_id,
                owner_id=supervisor_id,
                team_id=ground.council.teams.get(supervisee_id),
                supervision_id=meeting_id,
                count=count,
                personal=of_children == 0,
                watched_from=ground.watched_from(day_of(typed_at)),
            )


def _find_supervisor(ground: Ground, held_by: str, supervisee_id: str) -> str:
    """Return to whom it falls: who held the meeting, or once that one handed over, today's supervisor (B39)."""
    council = ground.council
    return council.supervisors[supervisee_id] if council.has_handed_over(supervisee_id, held_by) else held_by
