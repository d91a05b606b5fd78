"""The digest of one person on one day, checked once more at the moment of sending."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.office_hours import is_in_hours
from models.tables import Nudge, NudgeChoice, Outbox
from models.values.call import LONDON
from models.values.clocks import Digest, DueItem, DueRow, Told
from models.values.due import CountedFrom, Due, DueState
from models.values.outbox import Promised
from models.vocabulary import ClockKind, NudgeStage, NudgeState, RecordKind, Rhythm
from models.workflow.access.reads import Untold, find_untold, keep_told, read_told
from models.workflow.clocks.channels import read_channels
from models.workflow.clocks.columns import chunks, raw, rows, table
from models.workflow.clocks.council import Council, read_council
from models.workflow.clocks.nudges import (
    Known,
    find_to_wait,
    insert,
    read_known,
    read_planned,
    set_state,
)
from models.workflow.clocks.reading import read_items
from models.workflow.clocks.showing import build_rows, by_urgency, circle
from models.workflow.clocks.subjects import find_subjects
from models.workflow.clocks.wanted import Wanted, build_wanted
from models.workflow.parts import Parts

__all__ = ["digest_key", "find_digests", "read_digest", "settle_late_told", "settle_told"]

_STATES: Final = {
    NudgeStage.COMING_DUE: DueState.COMING_DUE,
    NudgeStage.DUE: DueState.DUE,
    NudgeStage.OVERDUE: DueState.OVERDUE,
    NudgeStage.BREACH: DueState.BREACH,
    NudgeStage.ESCALATED: DueState.OVERDUE,
}
_ASKED: Final = 5000
_CLOCKS: Final = {clock.value: clock for clock in ClockKind}
_STAGES: Final = {stage.value: stage for stage in NudgeStage}


def digest_key(person_id: str, day: date) -> str:
    """Return the outbox key of the one digest a person gets on a day."""
    return f"digest:{person_id}:{day.isoformat()}"


async def read_digest(parts: Parts, person_id: str, day: date, now: datetime) -> Digest | None:
    """Return what the person is told that day, as it stands now; None when there is nothing to send any more.

    What is new is marked as standing in the digest of that day, so that exactly this is told once it was
    posted; what is done meanwhile is withdrawn. Once it was posted it shows the same lines again, done or not.
    """
    if now.astimezone(LONDON).date() != day:
        return None
    async with parts.read() as session:
        posted = await _is_posted(session, person_id, day)
        if not posted and not is_in_hours(parts.library.policy, now):
            return None
        council = await read_council(session, day)
        if not council.is_here(person_id) or (council.is_away(person_id) and not posted):
            return None
        rhythm = await _read_rhythm(session, person_id)
        wanted = await _read_wanted(session, parts, council, person_id)
        known = await read_known(session, list(wanted))
        planned = await read_planned(session, person_id)
        told = {key for key, there in known.items() if there.state is NudgeState.TOLD}
        told |= await find_to_wait(session, wanted, known, parts.library.policy, day)
        if posted:
            told_of = len(await read_told(session, person_id, day))
            built = await _build_posted(session, council, person_id, day, rhythm, wanted, told)
            return replace(built, reads=told_of)
        reads = await find_untold(session, parts, now, [person_id])
        shown = {key: one for key, one in wanted.items() if one.in_breach or rhythm is not Rhythm.QUIET}
        new = [one for key, one in shown.items() if key not in told]
        before = [one for key, one in shown.items() if key in told]
        digest = Digest(
            person_id,
            day,
            await _tell(session, council, person_id, new),
            await _tell(session, council, person_id, before),
            rhythm,
            len(reads),
        )
    gone = [id_ for key, id_ in planned.items() if key not in wanted]
    await _keep(parts, new, known, gone=gone, reads=reads, day=day, now=now)
    return digest if digest.lines or digest.reads else None


async def settle_told(parts: Parts, promised: Promised, now: datetime) -> None:
    """Note that what stood in a digest was told, once that was posted; to say so twice changes nothing."""
    if promised.recipient_id is not None:
        await _settle(parts, promised.recipient_id, date.fromisoformat(promised.facts["day"]), now)


async def settle_late_told(parts: Parts, now: datetime) -> None:
    """Note as told what stands in digests that were posted by a process which ended before it could say so."""
    nudge, outbox = table(Nudge), table(Outbox)
    standing = select(nudge.c.audience_id, nudge.c.told_on).where(
        raw(nudge.c.state) == NudgeState.PLANNED.value, nudge.c.told_on.is_not(None)
    )
    posted: list[tuple[str, date]] = []
    async with parts.read() as session:
        digests = {digest_key(who, day): (who, day) for who, day in await rows(session, standing.distinct())}
        for some in chunks(sorted(digests), _ASKED):
            keys = select(outbox.c.key).where(outbox.c.key.in_(some), outbox.c.message_ts.is_not(None))
            posted += [digests[key] for (key,) in await rows(session, keys)]
    for person_id, day in posted:
        await _settle(parts, person_id, day, now)


async def find_digests(
    session: AsyncSession, *, people: Collection[str] = (), about: Collection[str] = (), now: datetime
) -> set[str]:
    """Return the keys of today's digests of these people, and of those that told of these subjects."""
    today, nudge = now.astimezone(LONDON).date(), table(Nudge)
    told = await rows(
        session,
        select(nudge.c.audience_id).where(nudge.c.told_on == today, nudge.c.subject_id.in_(sorted(about))).distinct(),
    )
    return {digest_key(person_id, today) for person_id in {*people, *(audience for (audience,) in told)}}


async def _settle(parts: Parts, person_id: str, day: date, now: datetime) -> None:
    nudge = table(Nudge)
    async with parts.database.write(None, now) as session:
        connection = await session.connection()
        await connection.execute(
            update(nudge)
            .where(nudge.c.audience_id == person_id, nudge.c.told_on == day, nudge.c.state == NudgeState.PLANNED)
            .values(state=NudgeState.TOLD)
        )


async def _is_posted(session: AsyncSession, person_id: str, day: date) -> bool:
    outbox = table(Outbox)
    found = await rows(session, select(outbox.c.message_ts).where(outbox.c.key == digest_key(person_id, day)))
    return any(message_ts is not None for (message_ts,) in found)


async def _read_rhythm(session: AsyncSession, person_id: str) -> Rhythm:
    choice = table(NudgeChoice)
    found = await rows(session, select(raw(choice.c.rhythm)).where(choice.c.person_id == person_id))
    return Rhythm(found[0][0]) if found else Rhythm.DAILY


async def _read_wanted(session: AsyncSession, parts: Parts, council: Council, person_id: str) -> dict[str, Wanted]:
    """Return the nudges for one person that are true now."""
    items = await read_items(session, parts, council.today, people=circle(council, person_id), council=council)
    channels = await read_channels(session)
    return {
        one.key: one
        for one in build_wanted(items, council, parts.library.policy, channels)
        if one.audience_id == person_id
    }


async def _tell(session: AsyncSession, council: Council, person_id: str, wanted: Iterable[Wanted]) -> tuple[Told, ...]:
    found = sorted(wanted, key=lambda one: by_urgency(one.item))
    shown = await build_rows(session, [one.item for one in found], council, person_id)
    return tuple(Told(row, one.stage) for row, one in zip(shown, found, strict=True))


async def _build_posted(
    session: AsyncSession,
    council: Council,
    person_id: str,
    day: date,
    rhythm: Rhythm,
    wanted: Mapping[str, Wanted],
    told: Collection[str],
) -> Digest:
    """Return a digest that stands in Slack as things are now: its own lines, and what else was told and is open."""
    stood = await _read_lines(session, person_id, day)
    open_still = [wanted[line.key] for line in stood if line.key in wanted]
    done = await _show_done(session, council, person_id, [line for line in stood if line.key not in wanted])
    keys = {line.key for line in stood}
    before = [one for key, one in wanted.items() if key not in keys and key in told]
    lines = sorted(
        (*await _tell(session, council, person_id, open_still), *done), key=lambda line: by_urgency(line.row.item)
    )
    return Digest(person_id, day, tuple(lines), await _tell(session, council, person_id, before), rhythm)


@dataclass(frozen=True, slots=True)
class _Line:
    """A nudge that stood in a digest."""

    key: str
    clock: ClockKind
    subject_id: str
    due_on: date
    stage: NudgeStage


async def _read_lines(session: AsyncSession, person_id: str, day: date) -> list[_Line]:
    nudge = table(Nudge)
    found = await rows(
        session,
        select(nudge.c.key, raw(nudge.c.clock), nudge.c.subject_id, nudge.c.due_on, raw(nudge.c.stage))
        .where(nudge.c.audience_id == person_id, nudge.c.told_on == day)
        .order_by(nudge.c.key),
    )
    return [_Line(key, _CLOCKS[clock], subject, due_on, _STAGES[stage]) for key, clock, subject, due_on, stage in found]


async def _show_done(session: AsyncSession, council: Council, person_id: str, lines: Sequence[_Line]) -> list[Told]:
    """Return lines of what is done since; of whom the reader has no tie to any more, nothing is said."""
    subjects = await find_subjects(session, council.today, [(line.clock, line.subject_id) for line in lines])
    wide = circle(council, person_id)
    found: list[tuple[_Line, DueItem]] = []
    for line in lines:
        about = subjects.get((line.clock, line.subject_id))
        if about is None or not {about.person_id, about.owner_id} & wide:
            continue
        due = Due(line.due_on, _STATES[line.stage], "", "", CountedFrom.SET, line.due_on)
        item = DueItem(
            line.clock,
            line.subject_id,
            due,
            about.person_id,
            about.owner_id,
            child_id=about.child_id,
            supervision_id=about.supervision_id,
            count=about.count,
            record_kind=None if about.record_kind is None else RecordKind(about.record_kind),
        )
        found.append((line, item))
    shown: tuple[DueRow, ...] = await build_rows(session, [item for _, item in found], council, person_id)
    return [Told(row, line.stage, done=True) for row, (line, _) in zip(shown, found, strict=True)]


async def _keep(
    parts: Parts,
    new: Sequence[Wanted],
    known: Mapping[str, Known],
    *,
    gone: Collection[str],
    reads: Sequence[Untold],
    day: date,
    now: datetime,
) -> None:
    """Write down which nudges and readings stand in the digest of a day, and withdraw nudges that are true no more."""
    there = [known[one.key] for one in new if one.key in known]
    if not new and not gone and not reads:
        return
    nudge = table(Nudge)
    async with parts.database.write(None, now) as session:
        await keep_told(session, reads, day)
        await insert(session, [one for one in new if one.key not in known], now, told_on=day)
        again = [one.id for one in there if one.state is NudgeState.WITHDRAWN]
        await set_state(session, again, NudgeState.PLANNED, NudgeState.WITHDRAWN)
        await set_state(session, list(gone), NudgeState.WITHDRAWN, NudgeState.PLANNED)
        connection = await session.connection()
        await connection.execute(
            update(nudge)
            .where(nudge.c.id.in_([one.id for one in there]), nudge.c.state == NudgeState.PLANNED)
            .values(told_on=day)
        )
