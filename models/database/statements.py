"""The few statements every workflow needs: fetch, compare and set, insert or ignore, audit."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Update, func, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import AuditEvent, Table
from models.values.call import Call
from models.values.errors import Conflict, Missing

__all__ = ["allow_seconds", "change_one", "fetch", "insert_all_or_ignore", "insert_or_ignore", "note"]

T = TypeVar("T", bound=Table)


async def fetch(session: AsyncSession, table: type[T], row: str) -> T:
    """Return the row with that id.

    Raises
    ------
    Missing
        When there is none.
    """
    found = await session.get(table, row)
    if found is None:
        raise Missing
    return found


async def change_one(session: AsyncSession, statement: Update) -> None:
    """Run an UPDATE that must change exactly one row: the compare-and-set of every state change.

    Raises
    ------
    Conflict
        When it changed none, because somebody else was first.
    """
    result = await session.exec(statement.execution_options(synchronize_session="fetch"))
    if result.rowcount != 1:
        raise Conflict


async def insert_or_ignore(session: AsyncSession, table: type[Table], **values: Any) -> bool:
    """Insert a row unless one with the same unique key is there; say whether it was inserted."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    key = inspect(table).primary_key[0]
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing().returning(key)
    return (await session.exec(statement)).first() is not None  # the row count of an insert is not told by every driver


async def note(
    session: AsyncSession,
    call: Call,
    what: str,
    subject: str,
    subject_id: str,
    *,
    version_id: str | None = None,
    **facts: str,
) -> None:
    """Write an audit event in the transaction of its effect; `facts` are ids and words of ours, never text."""
    session.add(
        AuditEvent(
            at=call.now,
            person_id=call.person_id,
            what=what,
            subject=subject,
            subject_id=subject_id,
            version_id=version_id,
            way=call.way,
            facts=facts,
        )
    )


async def insert_all_or_ignore(session: AsyncSession, table: type[Table], rows: Sequence[dict[str, Any]]) -> int:
    """Insert many rows, but none with a unique key that is there; return how many were inserted."""
    if not rows:
        return 0
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    key = inspect(table).primary_key[0]
    statement = dialect.insert(table.__table__).on_conflict_do_nothing().returning(key)  # type: ignore[attr-defined]
    connection = await session.connection()
    return len((await connection.execute(statement, rows)).all())


async def allow_seconds(session: AsyncSession, seconds: int) -> None:
    """Let the statements of this transaction take that long, where nobody waits for it."""
    if session.get_bind().dialect.name == "postgresql":
        await session.exec(select(func.set_config("statement_timeout", f"{seconds * 1000}", True)))
