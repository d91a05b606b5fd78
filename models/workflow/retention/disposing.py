"""What is due for disposal: listed by the bot, confirmed by an administrator, then erased (B38, C17, I11)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from models.database import change_one, fetch, note
from models.outbox import promise
from models.rules.naming import archive_name
from models.rules.office_hours import next_in_hours
from models.rules.retention import archive_by, child_due_on, staff_file_due_on
from models.tables import Attendance, AuditEvent, Child, Disposal, Person, Record
from models.values.call import LONDON, Call
from models.values.errors import Conflict, Refusal
from models.values.retention import DisposalLine, DisposalList, LeaverLine
from models.vocabulary import Kept, MessageKind, RecordKind
from models.workflow.delivery import find_caretakers
from models.workflow.events import note_by_itself
from models.workflow.parts import Parts
from models.workflow.retention.erasing import erase_child, erase_person, erase_record
from models.workflow.retention.holds import Held, read_held
from models.workflow.retention.keepers import check_keeper
from models.workflow.retention.purging import GoOn, let_go_beside

__all__ = ["ARCHIVED", "confirm", "dispose", "list_due", "open_disposals", "read_disposals"]

ARCHIVED: Final = "archived"
"""The audit event of a leaver's file that was written for the archive."""

HELD = "A legal hold lasts on this, so it stays. `hold list` names it."
NOT_DUE = "This is not due any more: the list shows what is."
_ABOUT_PERSON: Final = tuple(kind for kind in RecordKind if kind.about_person)


def _always() -> bool:
    return True


async def list_due(parts: Parts, now: datetime) -> int:
    """Put on the list what has come due, and promise the administrators word: once a month, and of each new leaver.

    Returns how many lines are new. Doing it twice changes nothing.
    """
    today = now.astimezone(LONDON).date()
    async with parts.database.write(None, now) as session:
        new = [*await _list_people(session, parts, today, now), *await _list_children(session, parts, today, now)]
        session.add_all(new)
        await session.flush()
        for one in new:
            note_by_itself(session, now, "disposal_listed", _kind(one), one.child_id or one.person_id or "")
        await _tell(session, parts, today, now)
    return len(new)


async def _list_people(session: AsyncSession, parts: Parts, today: date, now: datetime) -> list[Disposal]:
    retention = parts.library.policy.retention
    # Held, so that another replica waits here, and then finds them listed.
    leavers = select(Person).where(col(Person.left_on).is_not(None), func.length(col(Person.wrapped_key)) > 0)
    found = await session.exec(leavers.order_by(col(Person.id)).with_for_update(key_share=True))
    listed = await _listed(session)
    due = {one.id: staff_file_due_on(one.left_on, retention) for one in found if one.left_on is not None}
    return [
        Disposal(kept=Kept.STAFF_FILE, person_id=person_id, due_on=due_on, listed_at=now)
        for person_id, due_on in sorted(due.items(), key=lambda one: one[1])
        if due_on <= today and person_id not in listed
    ]


async def _list_children(session: AsyncSession, parts: Parts, today: date, now: datetime) -> list[Disposal]:
    retention = parts.library.policy.retention
    if retention.child_record_years is None:
        return []
    closed = select(Child).where(col(Child.closed_on).is_not(None), func.length(col(Child.wrapped_key)) > 0)
    found = await session.exec(closed.order_by(col(Child.id)).with_for_update(key_share=True))
    listed = await _listed(session)
    due = {child.id: child_due_on(child.closed_on, retention) for child in found}
    return [
        Disposal(kept=Kept.CHILD_RECORD, child_id=child_id, due_on=due_on, listed_at=now)
        for child_id, due_on in due.items()
        if due_on is not None and due_on <= today and child_id not in listed
    ]


async def _listed(session: AsyncSession) -> frozenset[str]:
    """Return who stands on the list already."""
    found = await session.exec(
        select(func.coalesce(col(Disposal.child_id), col(Disposal.person_id))).where(
            col(Disposal.record_id).is_(None), col(Disposal.done_at).is_(None)
        )
    )
    return frozenset(found.all())


async def _tell(session: AsyncSession, parts: Parts, today: date, now: datetime) -> None:
    """Promise word when somebody has just left, and once a month while anything older is on the list."""
    listed = await _load(session, parts, today)
    to_archive = [one.left_on for one in listed.leavers if not one.archived]
    just_left = {left_on for left_on in to_archive if left_on.replace(day=1) == today.replace(day=1)}
    keys = {f"leaver:{left_on}" for left_on in just_left}
    if listed.due or not just_left.issuperset(to_archive):
        keys.add(f"disposal:{today:%Y-%m}")
    due_at = next_in_hours(parts.library.policy, now)
    for person_id in await find_caretakers(session, now) if keys else []:
        for key in sorted(keys):
            await promise(
                session,
                key=f"{key}:{person_id}",
                kind=MessageKind.DISPOSAL,
                recipient_id=person_id,
                facts={},
                now=now,
                due_at=due_at,
            )


async def read_disposals(parts: Parts, now: datetime) -> DisposalList:
    """Return the list, without asking who looks."""
    async with parts.read() as session:
        return await _load(session, parts, now.astimezone(LONDON).date())


async def open_disposals(parts: Parts, call: Call) -> DisposalList:
    """Return the list for an administrator: names of leavers and Mosaic numbers, no text.

    Raises
    ------
    Refusal
        For everybody else.
    """
    async with parts.read() as session:
        await check_keeper(session, call)
        return await _load(session, parts, call.today)


async def confirm(parts: Parts, call: Call, *, ids: Collection[str]) -> int:
    """Confirm that what is due goes; it is erased in the next hours out of office. Return how many were confirmed.

    Raises
    ------
    Refusal
        For anybody but an administrator; for what is held, confirmed already or not due any more, and then for all.
    """
    async with parts.write(call) as session:
        await check_keeper(session, call)
        known = {line.id: line for line in (await _load(session, parts, call.today)).lines}
        for one in ids:
            line = known.get(one)
            if line is None or line.confirmed:
                raise Conflict(NOT_DUE)
            if line.held:
                raise Refusal(HELD)
            await change_one(
                session,
                update(Disposal)
                .where(col(Disposal.id) == one, col(Disposal.confirmed_at).is_(None), col(Disposal.done_at).is_(None))
                .values(confirmed_by=call.person_id, confirmed_at=call.now),
            )
            listed = await fetch(session, Disposal, one)
            await note(
                session,
                call,
                "disposal_confirmed",
                _kind(listed),
                listed.child_id or listed.person_id or "",
                disposal=one,
                kept=listed.kept.value,
            )
    return len(ids)


async def dispose(parts: Parts, now: datetime, go_on: GoOn = _always) -> int:
    """Erase what was confirmed, one record a transaction; return how many subjects are done.

    Stopped at any point it goes on with the next record. What came under a legal hold since, or is not due any more,
    stays on the list.
    """
    async with parts.read() as session:
        found = await session.exec(
            select(col(Disposal.id))
            .where(
                col(Disposal.confirmed_at).is_not(None),
                col(Disposal.done_at).is_(None),
                col(Disposal.record_id).is_(None),
            )
            .order_by(col(Disposal.confirmed_at), col(Disposal.id))
        )
        confirmed = found.all()
    done = 0
    for disposal_id in confirmed:
        while go_on():
            try:
                finished = await _step(parts, disposal_id, now)
            except Conflict:
                break  # somebody is at work on it just now: the next run takes it
            if finished is not None:
                done += finished
                break
    return done


async def _step(parts: Parts, disposal_id: str, now: datetime) -> bool | None:
    """Erase one record of what was confirmed, or the rest once there is none left; say whether it is finished.

    None while there is more to do; false where it stays after all.
    """
    today = now.astimezone(LONDON).date()
    async with parts.database.write(None, now) as session:
        listed = await session.get(Disposal, disposal_id, with_for_update=True)
        if listed is None or listed.done_at is not None or not await _is_due(session, parts, listed, today):
            return False
        record = (await session.exec(_records_of(listed).with_for_update(of=Record))).first()
        if record is not None:
            await erase_record(session, record, listed, now)
            await let_go_beside(session, record, now)
            return None
        await _finish(session, listed)
        await change_one(
            session,
            update(Disposal)
            .where(col(Disposal.id) == disposal_id, col(Disposal.done_at).is_(None))
            .values(done_at=now),
        )
        note_by_itself(
            session, now, "disposed", _kind(listed), listed.child_id or listed.person_id or "", disposal=disposal_id
        )
    return True


def _records_of(listed: Disposal) -> SelectOfScalar[Record]:
    """Return the statement of the next record that goes with it."""
    statement = select(Record).where(col(Record.erased_at).is_(None), func.length(col(Record.wrapped_key)) > 0)
    if listed.kept is Kept.STAFF_FILE:
        statement = statement.where(Record.person_id == listed.person_id, col(Record.kind).in_(_ABOUT_PERSON))
    else:
        statement = statement.where(Record.child_id == listed.child_id)
    return statement.order_by(col(Record.id)).limit(1)


async def _finish(session: AsyncSession, listed: Disposal) -> None:
    if listed.kept is Kept.STAFF_FILE:
        person = await fetch(session, Person, listed.person_id or "")
        if person.left_on is None:
            raise Conflict
        await erase_person(session, person, person.left_on)
        return
    child = await fetch(session, Child, listed.child_id or "")
    if child.closed_on is None:
        raise Conflict
    await erase_child(session, child, child.closed_on)


async def _is_due(session: AsyncSession, parts: Parts, listed: Disposal, today: date) -> bool:
    if await _is_held(session, await read_held(session), listed):
        return False
    due_on = await _due_on(session, parts, listed)
    return due_on is not None and due_on <= today


async def _is_held(session: AsyncSession, held: Held, listed: Disposal) -> bool:
    """Say whether a hold is on whom it is about, or on somebody who was at the meeting of a record that would go."""
    if listed.child_id in held.children or listed.person_id in held.people:
        return True
    if not held.people:
        return False
    there = _records_of(listed).join(Attendance, col(Attendance.supervision_id) == col(Record.supervision_id))
    return (await session.exec(there.where(col(Attendance.person_id).in_(held.people)))).first() is not None


async def _due_on(session: AsyncSession, parts: Parts, listed: Disposal) -> date | None:
    """Return the day as it stands now: somebody may have come back, a child been opened again, the policy changed."""
    retention = parts.library.policy.retention
    if listed.kept is Kept.STAFF_FILE:
        person = await fetch(session, Person, listed.person_id or "")
        return None if person.left_on is None else staff_file_due_on(person.left_on, retention)
    return child_due_on((await fetch(session, Child, listed.child_id or "")).closed_on, retention)


async def _load(session: AsyncSession, parts: Parts, today: date) -> DisposalList:
    held = await read_held(session)
    found = await session.exec(
        select(Disposal)
        .where(col(Disposal.record_id).is_(None), col(Disposal.done_at).is_(None))
        .order_by(col(Disposal.due_on), col(Disposal.id))
    )
    lines = []
    for listed in found.all():
        due_on = await _due_on(session, parts, listed)
        if due_on is None or due_on > today:
            continue
        label, number = await _name(session, listed)
        counted = select(func.count()).select_from(_records_of(listed).limit(None).order_by(None).subquery())
        lines.append(
            DisposalLine(
                id=listed.id,
                kept=listed.kept,
                label=label,
                number=number,
                due_on=due_on,
                records=(await session.exec(counted)).one(),
                held=await _is_held(session, held, listed),
                confirmed=listed.confirmed_at is not None,
            )
        )
    return DisposalList(tuple(lines), await _load_leavers(session, parts, today))


async def _name(session: AsyncSession, listed: Disposal) -> tuple[str, str]:
    if listed.person_id is not None:
        person = await fetch(session, Person, listed.person_id)
        return person.name, person.staff_number
    child = await fetch(session, Child, listed.child_id or "")
    return child.label, child.mosaic_number


async def _load_leavers(session: AsyncSession, parts: Parts, today: date) -> tuple[LeaverLine, ...]:
    """Return who has left and has a file here that is not in the archive, who left first first."""
    policy = parts.library.policy
    of_file = select(col(Record.person_id)).where(
        col(Record.kind).in_(_ABOUT_PERSON), col(Record.version) >= 1, col(Record.erased_at).is_(None)
    )
    found = await session.exec(
        select(Person)
        .where(col(Person.left_on) <= today, col(Person.id).in_(of_file), func.length(col(Person.wrapped_key)) > 0)
        .order_by(col(Person.left_on), col(Person.name))
    )
    leavers = found.all()
    written = await session.exec(
        select(col(AuditEvent.subject_id)).where(
            AuditEvent.what == ARCHIVED, col(AuditEvent.subject_id).in_([one.id for one in leavers])
        )
    )
    archived = set(written.all())
    return tuple(
        LeaverLine(
            staff_number=one.staff_number,
            name=one.name,
            left_on=one.left_on,
            archive_by=archive_by(one.left_on, policy.schedules.leaver_file_months),
            archive_name=archive_name(deletion_on, one.name, parts.options.archive_pattern),
            deletion_on=deletion_on,
            archived=one.id in archived,
        )
        for one in leavers
        if one.left_on is not None
        for deletion_on in (staff_file_due_on(one.left_on, policy.retention),)
    )


def _kind(listed: Disposal) -> str:
    return "child" if listed.child_id is not None else "person"
