"""When the bot last did what it does by itself, and what came of it: read by `status` and by alarms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from sqlmodel import col, func, select

from models.database import insert_or_ignore
from models.tables import DirectoryImport, Heartbeat
from models.values.call import LONDON
from models.workflow.parts import Parts

__all__ = ["DELIVER", "NEVER", "PLAN", "TICK", "Beat", "beat", "read_beats", "read_directory_day"]

TICK: Final = "tick"
PLAN: Final = "plan"
DELIVER: Final = "deliver"

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When planning was last done, where it is to be done anew at once."""


@dataclass(frozen=True, slots=True)
class Beat:
    """When something was last done, by the bot's clock and outside, and numbers of that day."""

    last_at: datetime
    real_at: datetime
    facts: Mapping[str, int]


async def beat(parts: Parts, name: str, now: datetime, real: datetime, **counts: int) -> None:
    """Note that something was done just now; what it counts is added up for the day in London."""
    async with parts.database.write(None, now) as session:
        await insert_or_ignore(session, Heartbeat, name=name, last_at=now, real_at=real, facts={})
        row = (await session.exec(select(Heartbeat).where(Heartbeat.name == name).with_for_update())).one()
        same_day = row.last_at.astimezone(LONDON).date() == now.astimezone(LONDON).date()
        facts = dict(row.facts) if same_day else {}
        row.facts = facts | {what: facts.get(what, 0) + number for what, number in counts.items()}
        row.last_at, row.real_at = max(row.last_at, now), max(row.real_at, real)
        session.add(row)


async def read_beats(parts: Parts) -> dict[str, Beat]:
    """Return everything that was noted, by name."""
    async with parts.read() as session:
        rows = (await session.exec(select(Heartbeat))).all()
    return {row.name: Beat(row.last_at, row.real_at, dict(row.facts)) for row in rows}


async def read_directory_day(parts: Parts) -> date | None:
    """Return the day the latest import describes."""
    async with parts.read() as session:
        return (await session.exec(select(func.max(col(DirectoryImport.effective_on))))).one()
