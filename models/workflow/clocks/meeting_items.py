"""What is still to be done about meetings that were held: written up, filed, copied (E9, B14, B28, B37)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.policy import Deadlines
from models.rules.clocks.meetings import (
    build_copy_due,
    build_filing_due,
    build_later_filing_due,
    build_outcome_due,
    build_write_up_due,
)
from models.rules.filing import OPEN_STATES
from models.tables import Act, Attendance, ClockDone, Filing, Record, Supervision, Version
from models.values.clock_facts import MeetingFacts
from models.values.clocks import DueItem
from models.values.due import Due
from models.vocabulary import ClockKind, Part, RecordState, SupervisionState
from models.workflow.clocks.columns import raw, rows, table
from models.workflow.clocks.ground import Ground, day_of

__all__ = ["read_meeting_items"]

_Build = Callable[[date, Deadlines, date], Due]


@dataclass(frozen=True, slots=True)
class _Meeting:
    """Records of one meeting of which something is still to be done, and the day its time is counted from."""

    id: str
    typed_at: datetime
    supervisor_id: str
    supervisee_id: str
    count: int
    of_children: int
    counted_on: date


async def read_meeting_items(session: AsyncSession, ground: Ground) -> list[DueItem]:
    """Return what is due of meetings, each with how many of its records it is about."""
    found: list[DueItem] = []
    written: list[tuple[ClockKind, _Build]] = [
        (clock, build)
        for clock, build in ((ClockKind.WRITE_UP, _write_up), (ClockKind.COPY, _copy))
        if ground.policy.watches(clock)
    ]
    if written:
        unsent = await _read(session, ground, _select_meetings(_is_unsent()))
        for clock, build in written:
            found += (_item(ground, one, clock, build(one.counted_on, *_judging(ground))) for one in unsent)
    if ground.policy.watches(ClockKind.FILING):
        found += await _read_filing(session, ground)
    return [item for item in found if ground.shows(item.due)]


async def _read_filing(session: AsyncSession, ground: Ground) -> list[DueItem]:
    """Return what is to be filed, one item a meeting, due when the first of it is.

    What was never sent is to be written up; only where nobody watches that it is one to be filed.
    """
    since = table(Supervision).c.held_on >= (ground.go_live_on or date.min)
    sent = table(Record).c.version >= 1
    here = sent if ground.policy.watches(ClockKind.WRITE_UP) else or_(sent, _is_unsent())
    pieces: tuple[tuple[_Build, Select[Any]], ...] = (
        (_file, _select_meetings(here, ~_was_filed(), ~_was_done(), since)),
        (build_later_filing_due, _select_later(since)),
        (build_outcome_due, _select_outcomes(since)),
    )
    found: dict[str, DueItem] = {}
    for build, statement in pieces:
        for one in await _read(session, ground, statement):
            item = _item(ground, one, ClockKind.FILING, build(one.counted_on, *_judging(ground)))
            outcomes = one.count if build is build_outcome_due else 0
            found[one.id] = _join(found.get(one.id), replace(item, outcomes=outcomes))
    return list(found.values())


def _join(before: DueItem | None, item: DueItem) -> DueItem:
    """Return one item of two of the same meeting: due when the first is, about the records of both."""
    if before is None:
        return item
    due = min(before.due, item.due, key=lambda one: one.due_on)
    personal = before.personal and item.personal
    count, outcomes = before.count + item.count, before.outcomes + item.outcomes
    return replace(before, due=due, count=count, outcomes=outcomes, personal=personal)


def _judging(ground: Ground) -> tuple[Deadlines, date]:
    return ground.policy.deadlines, ground.today


def _write_up(held_on: date, clock: Deadlines, today: date) -> Due:
    return build_write_up_due(MeetingFacts(held_on), clock, today)


def _copy(held_on: date, clock: Deadlines, today: date) -> Due:
    return build_copy_due(MeetingFacts(held_on), clock, today)


def _file(held_on: date, clock: Deadlines, today: date) -> Due:
    return build_filing_due(MeetingFacts(held_on), clock, today)


async def _read(session: AsyncSession, ground: Ground, statement: Select[Any]) -> list[_Meeting]:
    """Return the meetings that a reading is about; what is counted from a time, by its day in London."""
    found = []
    for meeting_id, typed_at, held_by, supervisee_id, count, of_children, counted in await rows(session, statement):
        counted_on = day_of(counted) if isinstance(counted, datetime) else counted
        supervisor_id = _find_supervisor(ground, held_by, supervisee_id)
        one = _Meeting(meeting_id, typed_at, supervisor_id, supervisee_id, count, of_children, counted_on)
        if ground.scope.covers(one.supervisor_id, one.supervisee_id):
            found.append(one)
    return found


def _item(ground: Ground, meeting: _Meeting, clock: ClockKind, due: Due) -> DueItem:
    return DueItem(
        clock=clock,
        subject_id=meeting.id,
        due=due,
        person_id=meeting.supervisee_id,
        owner_id=meeting.supervisor_id,
        team_id=ground.council.teams.get(meeting.supervisee_id),
        supervision_id=meeting.id,
        count=meeting.count,
        personal=meeting.of_children == 0,
        watched_from=ground.watched_from(day_of(meeting.typed_at)),
    )


def _select_meetings(*which: ColumnElement[bool]) -> Select[Any]:
    """Return the meetings with such records, counted from the day they were held."""
    meeting, record = table(Supervision), table(Record)
    found = _select(meeting.c.held_on, meeting.join(record, record.c.supervision_id == meeting.c.id), *which)
    return found.group_by(meeting.c.held_on)


def _select_later(*which: ColumnElement[bool]) -> Select[Any]:
    """Return the meetings with versions that came after the record was filed, counted from the first of these days."""
    meeting, record, version, filing = table(Supervision), table(Record), table(Version), table(Filing)
    joined = meeting.join(record, record.c.supervision_id == meeting.c.id).join(
        version, version.c.record_id == record.c.id
    )
    return _select(
        func.min(version.c.sent_at),
        joined,
        version.c.replaced.is_(False),
        ~exists().where(filing.c.version_id == version.c.id),
        or_(_was_filed(), _was_done()),
        ~_was_done(version.c.sent_at),
        *which,
    )


def _select_outcomes(*which: ColumnElement[bool]) -> Select[Any]:
    """Return the meetings with filed versions whose agreement came later (see `models.rules.filing`)."""
    meeting, record, version, filing = table(Supervision), table(Record), table(Version), table(Filing)
    act = table(Act)
    joined = (
        meeting.join(record, record.c.supervision_id == meeting.c.id)
        .join(version, version.c.record_id == record.c.id)
        .join(filing, filing.c.version_id == version.c.id)
    )
    answered = select(func.max(act.c.at)).where(act.c.version_id == version.c.id).scalar_subquery()
    told, state = func.coalesce(raw(filing.c.outcome_state), raw(filing.c.state)), raw(version.c.state)
    still_open = [one.value for one in OPEN_STATES]
    return _select(
        func.min(func.coalesce(answered, filing.c.filed_at)),
        joined,
        version.c.replaced.is_(False),
        told != state,
        ~and_(told.in_(still_open), state.in_(still_open)),
        *which,
    )


def _select(counted: ColumnElement[Any], joined: FromClause, *which: ColumnElement[bool]) -> Select[Any]:
    meeting, record = table(Supervision), table(Record)
    held_by, held_with = (table(Attendance).alias(name) for name in ("held_by", "held_with"))
    people = (meeting.c.id, meeting.c.typed_at, held_by.c.person_id, held_with.c.person_id)
    return (
        select(*people, func.count(record.c.id), func.count(record.c.child_id), counted)
        .select_from(joined)
        .join(
            held_by,
            and_(held_by.c.supervision_id == meeting.c.id, raw(held_by.c.part) == Part.SUPERVISOR.value),
        )
        .join(
            held_with,
            and_(held_with.c.supervision_id == meeting.c.id, raw(held_with.c.part) == Part.SUPERVISEE.value),
        )
        .where(raw(meeting.c.state) != SupervisionState.DISCARDED.value, record.c.erased_at.is_(None), *which)
        .group_by(*people)
    )


def _is_unsent() -> ColumnElement[bool]:
    """Return the condition that somebody saved something in a record that was never sent."""
    record = table(Record)
    return and_(raw(record.c.state) == RecordState.DRAFT.value, record.c.version == 0, record.c.saved_at.is_not(None))


def _was_filed() -> ColumnElement[bool]:
    """Return the condition that a version of a record was filed."""
    record, filing = table(Record), table(Filing)
    return exists().where(filing.c.record_id == record.c.id)


def _was_done(sent_at: ColumnElement[datetime] | None = None) -> ColumnElement[bool]:
    """Return the condition that *Done* was said before records could be filed one by one.

    It was said of whom a record is, on the day of the meeting or later; with `sent_at` also after that time.
    """
    record, done, meeting = table(Record), table(ClockDone), table(Supervision)
    later = () if sent_at is None else (done.c.recorded_at >= sent_at,)
    return exists().where(
        raw(done.c.clock) == ClockKind.FILING.value,
        or_(done.c.child_id == record.c.child_id, done.c.person_id == record.c.person_id),
        done.c.done_on >= meeting.c.held_on,
        *later,
    )


def _find_supervisor(ground: Ground, held_by: str, supervisee_id: str) -> str:
    """Return to whom it falls: who held the meeting, or once that one handed over, the supervisor of now (B39)."""
    council = ground.council
    if not council.has_handed_over(supervisee_id, held_by):
        return held_by
    return council.last_supervisor(supervisee_id) or held_by
