"""Nudges in the database: what is true is there once, what is not true any more is withdrawn."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import insert_all_or_ignore
from models.policy import Policy
from models.rules.clocks.stages import tells_anew
from models.tables import Nudge, new_id
from models.vocabulary import ClockKind, NudgeStage, NudgeState
from models.workflow.clocks.columns import chunks, raw, rows, table
from models.workflow.clocks.wanted import Wanted
from models.workflow.parts import Parts

__all__ = [
    "Changes",
    "Known",
    "find_changes",
    "find_to_wait",
    "insert",
    "read_known",
    "read_planned",
    "set_state",
    "write_changes",
]

_CHUNK: Final = 1000
"""How many rows are written in one transaction, so that nobody else waits long for the lock."""
_ASKED: Final = 5000
_STATES: Final = {state.value: state for state in NudgeState}
_STAGES: Final = {stage.value: stage for stage in NudgeStage}
_LATE: Final = frozenset({NudgeStage.OVERDUE, NudgeStage.BREACH})
_LOOKED_BACK: Final = timedelta(days=4)
"""How far to look back for each working day between two tellings: over a booking as long as that, and holidays."""


@dataclass(frozen=True, slots=True)
class Known:
    """A nudge that is in the database already."""

    id: str
    state: NudgeState
    told_on: date | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be written: nudges that are new, true again, and true no more."""

    new: Sequence[Wanted]
    again: Sequence[str]
    gone: Sequence[str]


async def read_known(session: AsyncSession, keys: Sequence[str]) -> dict[str, Known]:
    """Return those of the nudges that are there, by key."""
    nudge = table(Nudge)
    found: dict[str, Known] = {}
    for some in chunks(keys, _ASKED):
        statement = select(nudge.c.key, nudge.c.id, raw(nudge.c.state), nudge.c.told_on)
        for key, id_, state, told_on in await rows(session, statement.where(nudge.c.key.in_(some))):
            found[key] = Known(id_, _STATES[state], told_on)
    return found


async def read_planned(session: AsyncSession, audience_id: str | None = None) -> dict[str, str]:
    """Return the ids of the nudges nobody was told of yet, by key; of one person, or of all."""
    nudge = table(Nudge)
    statement = select(nudge.c.key, nudge.c.id).where(raw(nudge.c.state) == NudgeState.PLANNED.value)
    if audience_id is not None:
        statement = statement.where(nudge.c.audience_id == audience_id)
    return dict(await rows(session, statement))


async def find_to_wait(
    session: AsyncSession, wanted: Mapping[str, Wanted], known: Mapping[str, Known], policy: Policy, today: date
) -> set[str]:
    """Return the keys of nudges that are true but wait, since the same person was told of the same thing lately."""
    late = {
        key: one
        for key, one in wanted.items()
        if one.stage in _LATE and (key not in known or known[key].state is not NudgeState.TOLD)
    }
    told = await _read_told(session, late.values(), today - _LOOKED_BACK * policy.nudges.repeat_working_days)
    return {
        key
        for key, one in late.items()
        if not tells_anew(one.item, one.stage, told.get((*one.item.key, one.audience_id), ()), policy, today)
    }


async def _read_told(
    session: AsyncSession, wanted: Iterable[Wanted], since: date
) -> dict[tuple[ClockKind, str, str], list[tuple[NudgeStage, date]]]:
    """Return of which stages who was told of what since a day, whatever date it was due on."""
    nudge = table(Nudge)
    statement = select(
        raw(nudge.c.clock), nudge.c.subject_id, nudge.c.audience_id, raw(nudge.c.stage), nudge.c.told_on
    ).where(raw(nudge.c.state) == NudgeState.TOLD.value, nudge.c.told_on >= since)
    found: dict[tuple[ClockKind, str, str], list[tuple[NudgeStage, date]]] = {}
    for some in chunks(sorted({one.item.subject_id for one in wanted}), _ASKED):
        for clock, subject, audience, stage, on in await rows(session, statement.where(nudge.c.subject_id.in_(some))):
            found.setdefault((ClockKind(clock), subject, audience), []).append((_STAGES[stage], on))
    return found


async def write_changes(parts: Parts, changes: Changes, now: datetime) -> int:
    """Write them in short transactions; return how many are new or true again."""
    planned = 0
    for some in chunks(sorted(changes.new, key=lambda one: one.key), _CHUNK):
        async with parts.database.write(None, now) as session:
            planned += await insert(session, some, now)
        await asyncio.sleep(0)
    for state, ids, was in (
        (NudgeState.PLANNED, changes.again, NudgeState.WITHDRAWN),
        (NudgeState.WITHDRAWN, changes.gone, NudgeState.PLANNED),
    ):
        for some_ids in chunks(sorted(ids), _CHUNK):
            async with parts.database.write(None, now) as session:
                changed = await set_state(session, some_ids, state, was)
            planned += changed if state is NudgeState.PLANNED else 0
    return planned


async def insert(session: AsyncSession, wanted: Sequence[Wanted], now: datetime, told_on: date | None = None) -> int:
    """Insert those that are not there; with `told_on` as standing in the digest of that day."""
    values = [
        {
            "id": new_id(),
            "key": one.key,
            "clock": one.item.clock,
            "subject_id": one.item.subject_id,
            "due_on": one.item.due.due_on,
            "stage": one.stage,
            "audience_id": one.audience_id,
            "state": NudgeState.PLANNED,
            "planned_at": now,
            "told_on": told_on,
        }
        for one in wanted
    ]
    return await insert_all_or_ignore(session, Nudge, values)


async def set_state(session: AsyncSession, ids: Sequence[str], state: NudgeState, was: NudgeState) -> int:
    """Change the state of those that are still in the one they were in; return how many.

    One that is planned again stands in no digest yet, whichever it was once put into words for.
    """
    nudge = table(Nudge)
    connection = await session.connection()
    values: dict[str, object] = {"state": state} | ({"told_on": None} if state is NudgeState.PLANNED else {})
    result = await connection.execute(update(nudge).where(nudge.c.id.in_(ids), nudge.c.state == was).values(**values))
    return result.rowcount


def find_changes(wanted: Mapping[str, Wanted], known: Mapping[str, Known], planned: Mapping[str, str]) -> Changes:
    """Compare what is true with what is there."""
    return Changes(
        new=[one for key, one in wanted.items() if key not in known],
        again=[one.id for one in known.values() if one.state is NudgeState.WITHDRAWN],
        gone=[id_ for key, id_ in planned.items() if key not in wanted],
    )
