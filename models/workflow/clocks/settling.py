"""What people do about a due date: note what was done, agree an exception and end it, put off being told."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, func, or_, true, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, fetch, note
from models.outbox import refresh_all
from models.rules.access import Deed, can, check_may_see_restricted, check_may_settle
from models.rules.clocks.schedules import find_first_day
from models.rules.settling import (
    ADJUSTABLE,
    HELD_ELSEWHERE,
    NOTED,
    OF_A_CHILD,
    SNOOZABLE,
    check_done,
    check_exception,
    check_review,
    check_snooze,
    check_words,
)
from models.sealing import seal
from models.tables import Child, ClockDone, ClockOverride, DirectoryImport, Person, Snooze, new_id
from models.values.call import Call
from models.values.clocks import DueItem
from models.values.errors import Conflict, Missing
from models.values.people import Tie
from models.vocabulary import ClockKind
from models.workflow.children import read_agenda_children
from models.workflow.clocks.counted import read_done
from models.workflow.clocks.digests import find_digests
from models.workflow.clocks.reading import read_items
from models.workflow.clocks.stale import mark_plan_stale
from models.workflow.clocks.team_posts import find_team_posts
from models.workflow.parts import Parts
from models.workflow.relations import child_relation, child_relations, relation

__all__ = ["end_override", "end_snooze", "record_done", "set_override", "snooze"]

BY_WHOM = "Write by whom."
ONE_LINE = "Write one line about it, such as where it is filed."
REASON = "Write the reason: who looks at this date later needs it."


@dataclass(frozen=True, slots=True)
class _Subject:
    """The child or person a date is about, once the caller may settle it."""

    child_id: str | None
    person_id: str | None
    key: bytes
    begins_on: date | None

    def is_in(self, table: type[ClockOverride | Snooze]) -> ColumnElement[bool]:
        """Return the condition that a row is about the same."""
        if self.child_id is not None:
            return col(table.child_id) == self.child_id
        return col(table.person_id) == self.person_id


@dataclass(frozen=True, slots=True)
class _Judged:
    """A date as it stood before the write, if such a clock runs, and what of the subject that rested on."""

    subject_id: str
    item: DueItem | None
    basis: frozenset[str]


async def record_done(
    parts: Parts, call: Call, *, clock: ClockKind, subject_id: str, done_on: date, by: str, line: str
) -> None:
    """Note that something was done that left no record here: the clock counts from that day.

    Raises
    ------
    Refusal
        For whoever may not settle it, and a clock that is reset another way.
    Unfit
        For a day still to come or before it began, a review that is noted already, or without words.
    """
    judged = await _judge(parts, call, clock, subject_id) if clock in NOTED else None
    async with parts.write(call) as session:
        subject = await _open_subject(session, parts, call, clock, subject_id, judged)
        if clock not in {*HELD_ELSEWHERE, *NOTED}:
            raise Missing
        check_done(done_on, call.today, subject.begins_on)
        if clock is ClockKind.ASYE_REVIEW:
            await _check_review(session, parts, judged, subject_id, done_on)
        words = f"{check_words('by', by, BY_WHOM)}\n{check_words('line', line, ONE_LINE)}"
        what = "held_elsewhere" if clock in HELD_ELSEWHERE else "clock_done"
        row_id = new_id()
        session.add(
            ClockDone(
                id=row_id,
                clock=clock,
                done_on=done_on,
                text=seal(subject.key, "clockdone", row_id, "text", words),
                recorded_by=call.person_id,
                recorded_at=call.now,
                child_id=subject.child_id,
                person_id=subject.person_id,
            )
        )
        await _note(session, call, subject, what, clock, done=row_id, on=done_on.isoformat())
        await _show(session, call, subject)


async def set_override(
    parts: Parts,
    call: Call,
    *,
    clock: ClockKind,
    subject_id: str,
    every_days: int | None,
    due_on: date | None,
    until_on: date,
    reason: str,
) -> None:
    """Agree another interval, or one fixed date, until that day, in place of the exception before.

    Raises
    ------
    Refusal
        For whoever may not settle it, and a clock that has no exceptions.
    Unfit
        For days that do not fit together, or without a reason.
    """
    async with parts.write(call) as session:
        subject = await _open_subject(session, parts, call, clock, subject_id)
        if clock not in ADJUSTABLE:
            raise Missing
        check_exception(every_days, due_on, until_on, call.today)
        words = check_words("reason", reason, REASON)
        await session.exec(
            update(ClockOverride)
            .where(
                col(ClockOverride.clock) == clock,
                subject.is_in(ClockOverride),
                col(ClockOverride.ended_at).is_(None),
                col(ClockOverride.until_on) > call.today,
            )
            .values(ended_at=call.now)
        )
        row_id = new_id()
        session.add(
            ClockOverride(
                id=row_id,
                clock=clock,
                every_days=every_days,
                due_on=due_on,
                from_on=call.today,
                until_on=until_on,
                text=seal(subject.key, "clockoverride", row_id, "text", words),
                set_by=call.person_id,
                set_at=call.now,
                child_id=subject.child_id,
                person_id=subject.person_id,
            )
        )
        until = until_on.isoformat()
        await _note(session, call, subject, "exception_set", clock, override=row_id, until=until)
        await _show(session, call, subject)


async def end_override(parts: Parts, call: Call, *, override_id: str) -> None:
    """End an exception today: from now on the usual dates hold.

    Raises
    ------
    Refusal
        For whoever may not settle it.
    Conflict
        When it has ended before.
    """
    async with parts.write(call) as session:
        row = await fetch(session, ClockOverride, override_id)
        subject = await _open_subject(session, parts, call, row.clock, row.child_id or row.person_id or "")
        await change_one(
            session,
            update(ClockOverride)
            .where(col(ClockOverride.id) == row.id, col(ClockOverride.ended_at).is_(None))
            .values(ended_at=call.now),
        )
        await _note(session, call, subject, "exception_ended", row.clock, override=row.id)
        await _show(session, call, subject)


async def snooze(parts: Parts, call: Call, *, clock: ClockKind, subject_id: str, until_on: date, reason: str) -> None:
    """Let a date not be told before `until_on`, which is never past the first day in breach, to whom it falls to.

    Of what is late the service manager hears all the same.

    Raises
    ------
    Refusal
        For whoever may not settle it, and a date that has come too far.
    Unfit
        For a day past the limit, or without a reason.
    Conflict
        When the date was moved in the same moment.
    """
    judged = await _judge(parts, call, clock, subject_id) if clock in SNOOZABLE else None
    async with parts.write(call) as session:
        subject = await _open_subject(session, parts, call, clock, subject_id, judged)
        item = await _hold_good(session, judged)
        check_snooze(until_on, item.due, call.today, parts.library.policy)
        words = check_words("reason", reason, REASON)
        row_id = new_id()
        session.add(
            Snooze(
                id=row_id,
                clock=clock,
                due_on=item.due.due_on,
                until_on=until_on,
                text=seal(subject.key, "snooze", row_id, "text", words),
                set_by=call.person_id,
                set_at=call.now,
                child_id=subject.child_id,
                person_id=subject.person_id,
            )
        )
        await _note(session, call, subject, "clock_snoozed", clock, snooze=row_id, until=until_on.isoformat())
        await _show(session, call, subject)


async def end_snooze(parts: Parts, call: Call, *, clock: ClockKind, subject_id: str) -> None:
    """End the snooze of a date today: it is told again from now on.

    Raises
    ------
    Refusal
        For whoever may not settle it.
    Missing
        When it is not put off any more.
    """
    judged = await _judge(parts, call, clock, subject_id)
    async with parts.write(call) as session:
        subject = await _open_subject(session, parts, call, clock, subject_id, judged)
        item = await _hold_good(session, judged)
        ended = await session.exec(
            update(Snooze)
            .where(
                col(Snooze.clock) == clock,
                subject.is_in(Snooze),
                col(Snooze.due_on) == item.due.due_on,
                col(Snooze.until_on) > call.today,
            )
            .values(until_on=call.today)
        )
        if not ended.rowcount:
            raise Missing
        await _note(session, call, subject, "snooze_ended", clock)
        await _show(session, call, subject)


async def _note(
    session: AsyncSession, call: Call, subject: _Subject, what: str, clock: ClockKind, **facts: str
) -> None:
    """Write the audit event of what was done."""
    kind, subject_id = ("child", subject.child_id) if subject.child_id else ("person", subject.person_id)
    await note(session, call, what, kind, subject_id or "", clock=clock.value, **facts)
    await session.flush()


async def _show(session: AsyncSession, call: Call, subject: _Subject) -> None:
    """Let the next plan, the teams' posts and the digests of those who were told show it."""
    children = [] if subject.child_id is None else [subject.child_id]
    people = [] if subject.person_id is None else [subject.person_id]
    posts = await find_team_posts(session, people=people, children=children, now=call.now)
    digests = await find_digests(session, people=[call.person_id], about=[*children, *people], now=call.now)
    await refresh_all(session, keys={*posts, *digests}, now=call.now)
    mark_plan_stale(session)


async def _check_review(
    session: AsyncSession, parts: Parts, judged: _Judged | None, person_id: str, done_on: date
) -> None:
    """Pass the day of a review in the assessed year that counts for the next one."""
    due = (await _hold_good(session, judged)).due
    known = (await read_done(session, {person_id})).get((ClockKind.ASYE_REVIEW, person_id), ())
    check_review(done_on, known, due.due_on, find_first_day(due.due_on, due.counted_on, parts.library.policy.asye))


async def _open_subject(
    session: AsyncSession,
    parts: Parts,
    call: Call,
    clock: ClockKind,
    subject_id: str,
    judged: _Judged | None = None,
) -> _Subject:
    """Return whom a clock is about, for somebody who may settle it."""
    if clock in OF_A_CHILD:
        return await _open_child(session, parts, call, subject_id)
    person = await fetch(session, Person, subject_id)
    # What is done outside is noted by whoever is to do it: an audit by the auditor, mentoring by the mentor.
    if clock not in NOTED or (await _hold_good(session, judged)).owner_id != call.person_id:
        check_may_settle(await relation(session, call.person_id, subject_id, call.today), personal=True)
    return _Subject(None, person.id, parts.keyring.unwrap(person.wrapped_key), person.started_on)


async def _open_child(session: AsyncSession, parts: Parts, call: Call, child_id: str) -> _Subject:
    row = await fetch(session, Child, child_id)
    found = await child_relation(session, call.person_id, child_id, call.today)
    ties = await child_relations(session, call.person_id, child_id, call.today)
    child = (await read_agenda_children(session, parts, [child_id], call.today))[child_id]
    if found.tie is Tie.SELF and not child.allocated:  # nobody works with the child: it is the team's supervisor's
        found = replace(found, tie=Tie.SUPERVISOR)
    # Who covers for the child's worker may be above that worker as well, or the line of either settles it.
    needed = {Deed.SETTLE, Deed.SEE_RESTRICTED} if child.restricted else {Deed.SETTLE}
    found = next((tie for tie in ties if all(can(deed, tie) for deed in needed)), found)
    check_may_settle(found, personal=False)
    if child.restricted:
        check_may_see_restricted(found)
    return _Subject(child_id, None, parts.keyring.unwrap(row.wrapped_key), row.opened_on)


async def _judge(parts: Parts, call: Call, clock: ClockKind, subject_id: str) -> _Judged:
    """Read a date as it stands, before the write: for that the whole council is read, and nobody is to wait for it."""
    of_a_child = clock in OF_A_CHILD
    async with parts.read() as session:
        basis = await _read_basis(session, subject_id)
        items = await read_items(
            session,
            parts,
            call.today,
            people=None if of_a_child else {subject_id},
            children={subject_id} if of_a_child else None,
            everything=True,
        )
    item = next((item for item in items if item.key == (clock, subject_id)), None)
    return _Judged(subject_id, item, basis)


async def _hold_good(session: AsyncSession, judged: _Judged | None) -> DueItem:
    """Return a date as it was judged, if that holds still.

    Raises
    ------
    Missing
        Where no such clock runs.
    Conflict
        When something was settled about the same subject since, or the directory is another.
    """
    if judged is None or judged.item is None:
        raise Missing
    if await _read_basis(session, judged.subject_id) != judged.basis:
        raise Conflict
    return judged.item


async def _read_basis(session: AsyncSession, subject_id: str) -> frozenset[str]:
    """Return what was settled about a child or person, and by which import it is known whose they are."""
    found = [str((await session.exec(select(func.count()).select_from(DirectoryImport))).one())]
    for kept in (ClockOverride, ClockDone):
        about = or_(col(kept.child_id) == subject_id, col(kept.person_id) == subject_id)
        in_force = col(ClockOverride.ended_at).is_(None) if kept is ClockOverride else true()
        found += (await session.exec(select(col(kept.id)).where(about, in_force))).all()
    return frozenset(found)
