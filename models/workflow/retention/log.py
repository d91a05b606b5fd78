"""The disposal log: what was let go, when it was due, and who had confirmed it (source rows B38, C17, I11)."""

from sqlmodel import col, select

from models.tables import Disposal, Person
from models.values.call import LONDON
from models.values.retention import LoggedDisposal
from models.workflow.parts import Parts

__all__ = ["read_log"]


async def read_log(parts: Parts) -> tuple[LoggedDisposal, ...]:
    """Return all that was let go, in its order; numbers and names of whom it was about may be gone with it."""
    statement = (
        select(Disposal, col(Person.staff_number))
        .outerjoin(Person, col(Person.id) == col(Disposal.confirmed_by))
        .where(col(Disposal.done_at).is_not(None))
        .order_by(col(Disposal.done_at), col(Disposal.id))
    )
    async with parts.read() as session:
        return tuple(
            LoggedDisposal(
                done_on=done.done_at.astimezone(LONDON).date(),
                kept=done.kept,
                due_on=done.due_on,
                subject_id=done.child_id or done.person_id or "",
                record_id=done.record_id,
                confirmed_by=confirmed_by,
            )
            for done, confirmed_by in await session.exec(statement)
            if done.done_at is not None
        )
