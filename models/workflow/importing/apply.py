"""Writing what an import planned, in the one transaction it is given."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Update as UpdateStatement
from sqlalchemy import update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one
from models.outbox.claims import end_pauses
from models.tables import AuditEvent, DirectoryImport, Person, SupervisionLine, Table, new_id
from models.vocabulary import Way
from models.workflow.access.handover import hand_over
from models.workflow.clocks.stale import mark_plan_stale
from models.workflow.importing.changes import Changes, Update
from models.workflow.importing.posts import refresh_posts

__all__ = ["apply_changes"]


async def apply_changes(session: AsyncSession, changes: Changes, *, on: date, now: datetime) -> None:
    """Write the changes, the run itself and its audit event."""
    await _free_unique_values(session, changes.updates)
    for change in changes.updates:
        await change_one(session, _find(change.table, change.row).values(**change.values))
    await _insert(session, changes.inserts)
    await _wake_linked(session, changes)
    await _hand_over(session, changes, on=on, now=now)
    await refresh_posts(session, changes, now)
    run = DirectoryImport(
        id=new_id(),
        effective_on=on,
        imported_at=now,
        people=changes.people.touched,
        children=changes.children.touched,
    )
    session.add(run)
    session.add(_tell(now, "imported_directory", "import", run.id, effective_on=on.isoformat(), rows=str(changes.size)))
    for person_id, slack_id in changes.linked.items():
        session.add(_tell(now, "linked_to_slack", "person", person_id, slack_user=slack_id))
    mark_plan_stale(session)


async def _insert(session: AsyncSession, rows: Iterable[Table]) -> None:
    """Insert rows in the order of their foreign keys, which plain columns do not tell the session."""
    order = {table.name: place for place, table in enumerate(Table.metadata.sorted_tables)}

    def place(row: Table) -> int:
        return order[str(row.__tablename__)]

    for _, group in groupby(sorted(rows, key=place), key=place):
        session.add_all(group)
        await session.flush()


async def _hand_over(session: AsyncSession, changes: Changes, *, on: date, now: datetime) -> None:
    """Pass on what is open of everybody who has another supervisor by this import; who is new has had none."""
    lines = [row for row in changes.inserts if isinstance(row, SupervisionLine)]
    await hand_over(session, lines, on=on, now=now)


def _tell(now: datetime, what: str, subject: str, subject_id: str, **facts: str) -> AuditEvent:
    return AuditEvent(
        at=now, person_id=None, what=what, subject=subject, subject_id=subject_id, way=Way.COMMAND, facts=facts
    )


async def _wake_linked(session: AsyncSession, changes: Changes) -> None:
    """Let the messages go that waited for somebody to be linked."""
    for person_id in changes.linked:
        await end_pauses(session, person_id)


async def _free_unique_values(session: AsyncSession, updates: Iterable[Update]) -> None:
    """Give up addresses and links that are about to change, so that two people may swap theirs."""
    for change in updates:
        if change.table is Person and "email" in change.values:
            await change_one(session, _find(Person, change.row).values(email=f"{change.row}@moving.invalid"))
        if change.table is Person and "slack_id" in change.values:
            await change_one(session, _find(Person, change.row).values(slack_id=None))


def _find(table: type[Table], row: str) -> UpdateStatement:
    return update(table).where(table.__table__.c.id == row)  # type: ignore[attr-defined]
