"""What an import changes of the posts that stand in teams' channels: nothing stays that may not be said any more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Child, ChildFlagged, Person, Table, Team
from models.vocabulary import ChildFlag
from models.workflow.clocks.columns import chunks, rows, table
from models.workflow.clocks.team_posts import refresh_posts_naming, refresh_team_posts
from models.workflow.importing.changes import Changes

__all__ = ["refresh_posts"]

_AT_ONCE: Final = 5000
_SUBJECTS: Final[Mapping[type[Table], str]] = {Child: "child_id", Person: "person_id", Team: "team_id"}


async def refresh_posts(session: AsyncSession, changes: Changes, now: datetime) -> None:
    """Promise that today's posts show what was written of their children, people and teams.

    A child that became restricted is taken out of the posts of earlier days as well.
    """
    found: dict[str, set[str]] = {name: set() for name in _SUBJECTS.values()}
    for row in changes.inserts:
        _note(found, type(row), row.__dict__)
    for kind, ids in _updated(changes).items():
        columns = table(kind).c
        names = [name for name in ("id", *found) if name in columns]
        for some in chunks(sorted(ids), _AT_ONCE):
            statement = select(*(columns[name] for name in names)).where(columns.id.in_(some))
            for row in await rows(session, statement):
                _note(found, kind, dict(zip(names, row, strict=True)))
    await refresh_team_posts(
        session, people=found["person_id"], children=found["child_id"], teams=found["team_id"], now=now
    )
    restricted = {
        row.child_id for row in changes.inserts if isinstance(row, ChildFlagged) and row.flag is ChildFlag.RESTRICTED
    }
    await refresh_posts_naming(session, children=restricted, now=now)


def _updated(changes: Changes) -> dict[type[Table], set[str]]:
    found: dict[type[Table], set[str]] = {}
    for change in changes.updates:
        found.setdefault(change.table, set()).add(change.row)
    return found


def _note(found: Mapping[str, set[str]], kind: type[Table], row: Mapping[str, Any]) -> None:
    """Note the child, person and team that a row is, or is about."""
    if kind in _SUBJECTS:
        found[_SUBJECTS[kind]].add(row["id"])
    for name, ids in found.items():
        if (about := row.get(name)) is not None:
            ids.add(about)
