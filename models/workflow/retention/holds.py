"""Legal holds: nothing of a child or person is let go while one lasts (source rows C17, I11)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, note
from models.sealing import seal
from models.tables import Attendance, Child, LegalHold, Person, Record, new_id
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.values.retention import HoldLine
from models.workflow.parts import Parts
from models.workflow.retention.keepers import check_keeper

__all__ = ["Held", "end_hold", "find_child", "find_person", "list_holds", "people_at", "read_held", "set_hold"]

HELD_ALREADY = "There is a legal hold on that already: `hold list` says since when. End it first, or leave it."
NOT_HELD = "There is no legal hold on that: `hold list` names those that last."
NO_REASON = "Say why in the text you hand over: it is sealed and kept with the hold."


@dataclass(frozen=True, slots=True)
class Held:
    """Whom legal holds are on now."""

    children: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()

    def touches(self, child_id: str | None, people: Collection[str]) -> bool:
        """Say whether a record stays: for its child, or for somebody who was at its meeting."""
        return child_id in self.children or not self.people.isdisjoint(people)


async def read_held(session: AsyncSession) -> Held:
    """Return the holds that last."""
    found = await session.exec(
        select(col(LegalHold.child_id), col(LegalHold.person_id)).where(col(LegalHold.ended_at).is_(None))
    )
    rows = found.all()
    return Held(
        frozenset(child for child, _ in rows if child is not None),
        frozenset(person for _, person in rows if person is not None),
    )


async def people_at(session: AsyncSession, record: Record) -> frozenset[str]:
    """Return who was at the meeting of a record, and the person it is about."""
    found = await session.exec(
        select(col(Attendance.person_id)).where(Attendance.supervision_id == record.supervision_id)
    )
    return frozenset(found.all()) | ({record.person_id} if record.person_id else frozenset())


async def find_person(session: AsyncSession, staff_number: str) -> Person:
    """Return somebody of the directory by staff number.

    Raises
    ------
    Missing
        When nobody has it.
    """
    person = (await session.exec(select(Person).where(Person.staff_number == staff_number))).first()
    if person is None:
        raise Missing(f"Nobody in the directory has the staff number {staff_number}.")
    return person


async def find_child(session: AsyncSession, mosaic_number: str) -> Child:
    """Return a child by Mosaic number.

    Raises
    ------
    Missing
        When no child has it.
    """
    child = (await session.exec(select(Child).where(Child.mosaic_number == mosaic_number))).first()
    if child is None:
        raise Missing(f"No child here has the Mosaic number {mosaic_number}.")
    return child


async def set_hold(parts: Parts, call: Call, *, subject: Child | Person, reason: str) -> None:
    """Hold everything of a child or person; the reason is sealed under its own key.

    Raises
    ------
    Refusal
        For anybody but an administrator, without a reason, and where a hold lasts already.
    """
    if not reason.strip():
        raise Refusal(NO_REASON)
    async with parts.write(call) as session:
        await check_keeper(session, call)
        key, row_id = parts.keyring.unwrap(subject.wrapped_key), new_id()
        # Of two at once the second waits here, and then sees the first.
        await session.exec(select(type(subject).id).where(type(subject).id == subject.id).with_for_update())
        if await _find(session, subject) is not None:
            raise Refusal(HELD_ALREADY)
        session.add(
            LegalHold(
                id=row_id,
                **_about(subject),
                text=seal(key, "legalhold", row_id, "text", reason.strip()),
                set_by=call.person_id,
                set_at=call.now,
            )
        )
        await note(session, call, "hold_set", _kind(subject), subject.id, hold=row_id)


async def end_hold(parts: Parts, call: Call, *, subject: Child | Person) -> None:
    """End the hold on a child or person; what is due goes from the next night on.

    Raises
    ------
    Refusal
        For anybody but an administrator, and where none lasts.
    """
    async with parts.write(call) as session:
        await check_keeper(session, call)
        hold = await _find(session, subject)
        if hold is None:
            raise Refusal(NOT_HELD)
        await change_one(
            session,
            update(LegalHold)
            .where(col(LegalHold.id) == hold.id, col(LegalHold.ended_at).is_(None))
            .values(ended_at=call.now, ended_by=call.person_id),
        )
        await note(session, call, "hold_ended", _kind(subject), subject.id, hold=hold.id)


async def list_holds(parts: Parts) -> tuple[HoldLine, ...]:
    """Return the holds that last, the oldest first, without their reasons."""
    async with parts.read() as session:
        found = await session.exec(
            select(LegalHold, col(Child.mosaic_number), col(Person.staff_number))
            .outerjoin(Child, col(Child.id) == col(LegalHold.child_id))
            .outerjoin(Person, col(Person.id) == col(LegalHold.person_id))
            .where(col(LegalHold.ended_at).is_(None))
            .order_by(col(LegalHold.set_at), col(LegalHold.id))
        )
        rows = found.all()
        by = await session.exec(
            select(col(Person.id), col(Person.staff_number)).where(
                col(Person.id).in_({hold.set_by for hold, _, _ in rows})
            )
        )
        numbers = dict(by.all())
    return tuple(
        HoldLine(
            hold.id,
            "child" if child else "person",
            child or person or "",
            hold.set_at,
            numbers.get(hold.set_by or "", ""),
        )
        for hold, child, person in rows
    )


async def _find(session: AsyncSession, subject: Child | Person) -> LegalHold | None:
    about = LegalHold.child_id if isinstance(subject, Child) else LegalHold.person_id
    return (
        await session.exec(select(LegalHold).where(col(about) == subject.id, col(LegalHold.ended_at).is_(None)))
    ).first()


def _about(subject: Child | Person) -> dict[str, Any]:
    return {"child_id" if isinstance(subject, Child) else "person_id": subject.id}


def _kind(subject: Child | Person) -> str:
    return "child" if isinstance(subject, Child) else "person"
