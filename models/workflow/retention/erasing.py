"""Erasing by dropping a key: what was sealed under it cannot be read any more, here or in any copy without that key."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one
from models.rules.retention import COLLEAGUE_LET_GO
from models.tables import Child, Disposal, Grant, Person, Record, SlackUser, new_id
from models.vocabulary import LinkKind
from models.workflow.chain import add_link
from models.workflow.events import note_by_itself

__all__ = ["erase_child", "erase_person", "erase_record"]

_NOWHERE = "let-go.invalid"
_SHORT = 12


async def erase_record(session: AsyncSession, record: Record, listed: Disposal, now: datetime) -> None:
    """Drop a record's key, with its link, its line in the disposal log and an audit event.

    Raises
    ------
    Conflict
        When somebody changed it in this moment.
    """
    done = Disposal(
        id=new_id(),
        kept=listed.kept,
        child_id=listed.child_id,
        person_id=listed.person_id,
        record_id=record.id,
        due_on=listed.due_on,
        listed_at=listed.listed_at,
        confirmed_by=listed.confirmed_by,
        confirmed_at=listed.confirmed_at,
        done_at=now,
        facts={"listed": listed.id},
    )
    await change_one(
        session,
        update(Record)
        .where(
            col(Record.id) == record.id,
            col(Record.erased_at).is_(None),
            col(Record.wrapped_key) == record.wrapped_key,
            col(Record.revision) == record.revision,
        )
        .values(wrapped_key=b"", erased_at=now),
    )
    session.add(done)
    await session.flush()
    await add_link(session, record, LinkKind.ERASED, done.id, now, {"due_on": listed.due_on.isoformat()})
    note_by_itself(session, now, "erased", "record", record.id, disposal=done.id, due_on=listed.due_on.isoformat())


async def erase_person(session: AsyncSession, person: Person, left_on: date) -> None:
    """Drop the keys of what was handed on about a leaver and of why others read it, and replace what names them.

    The staff number is free then: who is employed again begins anew, with a key.

    Raises
    ------
    Conflict
        When they came back in this moment.
    """
    slack_id = person.slack_id
    await change_one(
        session,
        update(Person)
        .where(col(Person.id) == person.id, col(Person.left_on) == left_on)
        .values(
            wrapped_key=b"",
            name=COLLEAGUE_LET_GO,
            staff_number=f"let-go-{person.id[:_SHORT]}",
            email=f"{person.id[:_SHORT]}@{_NOWHERE}",
            slack_id=None,
        ),
    )
    await _drop_reasons(session, col(Grant.person_id) == person.id)
    if slack_id is not None:
        await session.exec(delete(SlackUser).where(col(SlackUser.slack_id) == slack_id))


async def erase_child(session: AsyncSession, child: Child, closed_on: date) -> None:
    """Drop the key of a child's name and of what was handed on, and replace initials and Mosaic number.

    Raises
    ------
    Conflict
        When the child was opened again in this moment.
    """
    await change_one(
        session,
        update(Child)
        .where(col(Child.id) == child.id, col(Child.closed_on) == closed_on)
        .values(wrapped_key=b"", initials="–", mosaic_number=f"let-go-{child.id[:_SHORT]}", family=""),
    )
    await _drop_reasons(session, col(Grant.child_id) == child.id)


async def _drop_reasons(session: AsyncSession, which: ColumnElement[bool]) -> None:
    """Drop the keys of the reasons for which somebody was let in: each is sealed under one of its own."""
    await session.exec(update(Grant).where(which).values(wrapped_key=b"").execution_options(synchronize_session=False))
