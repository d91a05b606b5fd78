"""Records as files in Slack: asked for, posted, and taken away again by the bot itself.

A file may be there until the record is filed, and for a day at most. Its row comes first and goes last: Slack's id of
it is stored before anybody can see the file, and a row ends only when Slack has said that the file is gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, null, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch, note
from models.tables import AuditEvent, Filing, Person, PostedFile, Record, Version, new_id
from models.values.call import LONDON, Call
from models.values.errors import Missing, Refusal
from models.values.paper import WholeRecord
from models.vocabulary import FileState, Way
from models.workflow.access.gates import open_gate
from models.workflow.exporting import load_whole
from models.workflow.holding import hold_person
from models.workflow.parts import Parts
from models.workflow.sealing import check_there

__all__ = [
    "LONGEST",
    "FileJob",
    "Standing",
    "ask_for_files",
    "claim_files",
    "count_files",
    "find_reason",
    "hold_upload",
    "load_file",
    "settle_deleted",
    "settle_later",
    "settle_posted",
    "settle_refused",
]

LONGEST: Final = timedelta(hours=24)
"""How long a file may be in Slack at most."""

NOT_HERE: Final = "Your council does not let records leave as files in Slack. Read it here, or ask the administrator."
FILED: Final = "filed"
LET_GO: Final = "let_go"
LEFT: Final = "left"
REPLACED: Final = "replaced"
DAY_OVER: Final = "day_over"
NO_RIGHT: Final = "no_right"

NO_GRANT: Final[Mapping[str, str]] = MappingProxyType({})
_OPEN: Final = (FileState.ASKED, FileState.POSTED)
_REASON_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class FileJob:
    """One file claimed with a lease: to be posted, or with a `why` to be taken away.

    `file_id` is the one Slack gave; of a file to be posted, that of an earlier try, which may be there.
    """

    id: str
    record_id: str
    version_id: str
    person_id: str
    state: FileState
    file_id: str | None
    attempts: int
    claim: str
    why: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How many files are wanted and how many stand in Slack; `late` of these should be gone already."""

    asked: int
    posted: int
    late: int


async def ask_for_files(parts: Parts, call: Call, *, record_ids: Sequence[str]) -> int:
    """Note that somebody wants records as files, for the bot to post; return how many are new.

    One that is on its way or there already is not asked for twice.

    Raises
    ------
    Refusal
        Where the council does not want it, or this person may not read one of them.
    """
    if not parts.options.files_in_slack:
        raise Refusal(NOT_HERE)
    wanted = 0
    async with parts.write(call) as session:
        await hold_person(session, call.person_id)  # two presses at once ask for one file
        for record_id in record_ids:
            record = await fetch(session, Record, record_id)
            gate = await open_gate(session, parts, call, record)
            version_id = await _standing(session, record)
            if await _is_there(session, version_id, call.person_id):
                continue
            session.add(
                PostedFile(
                    record_id=record_id,
                    version_id=version_id,
                    person_id=call.person_id,
                    state=FileState.ASKED,
                    asked_at=call.now,
                    delete_at=call.now + LONGEST,
                )
            )
            await note(
                session, call, "file_asked", "record", record_id, version_id=version_id, shape="pdf", **gate.facts
            )
            wanted += 1
    return wanted


async def _standing(session: AsyncSession, record: Record) -> str:
    """Return the version that stands.

    Raises
    ------
    Missing
        When nothing was sent, or the text has been let go.
    """
    statement = select(Version).where(
        Version.record_id == record.id, Version.addendum == 0, col(Version.replaced).is_(False)
    )
    version = (await session.exec(statement)).first()
    if version is None:
        raise Missing
    check_there(record, version)
    return version.id


async def _is_there(session: AsyncSession, version_id: str, person_id: str) -> bool:
    statement = select(PostedFile.id).where(
        PostedFile.version_id == version_id, PostedFile.person_id == person_id, col(PostedFile.state).in_(_OPEN)
    )
    return (await session.exec(statement)).first() is not None


async def claim_files(parts: Parts, now: datetime, real: datetime, lease: timedelta, limit: int) -> Sequence[FileJob]:
    """Claim what is to be posted or taken away now; nobody else can have it until the lease ends.

    `now` is the bot's clock, `real` the time outside, by which leases go.
    """
    why = _reason(now)
    free = or_(col(PostedFile.lease_until).is_(None), col(PostedFile.lease_until) < real)
    over = and_(col(PostedFile.state) == FileState.POSTED, why.is_not(None))
    due = and_(free, or_(col(PostedFile.state) == FileState.ASKED, over))
    statement = select(PostedFile, why.label("why")).where(due).order_by(col(PostedFile.asked_at)).limit(limit)
    async with parts.read() as session:  # most of the time there is nothing: then nobody's lock is taken
        found = [(row, reason) for row, reason in await session.exec(statement)]
        standing = select(PostedFile).where(col(PostedFile.state) == FileState.POSTED, free, why.is_(None))
        for row in (await session.exec(standing)).all():
            if len(found) < limit and not await _may_read(session, parts, row, now):
                found.append((row, NO_RIGHT))
    jobs: list[FileJob] = []
    for row, reason in found:
        claim = new_id()
        async with parts.database.write(None, now) as session:
            claimed = await session.exec(
                update(PostedFile)
                .where(col(PostedFile.id) == row.id, col(PostedFile.state) == row.state, free)
                .values(lease_until=real + lease, lease_owner=claim, attempts=row.attempts + 1)
                .execution_options(synchronize_session=False)
            )
        if claimed.rowcount == 1:
            jobs.append(_job(row, claim, reason))
    return jobs


async def _may_read(session: AsyncSession, parts: Parts, row: PostedFile, now: datetime) -> bool:
    """Say whether who has a file may still read the record: a grant may be over, a supervisor another."""
    record = await fetch(session, Record, row.record_id)
    try:
        await open_gate(session, parts, Call(row.person_id, now, way=Way.SYSTEM), record)
    except Refusal:
        return False
    return True


def _job(row: PostedFile, claim: str, why: str | None) -> FileJob:
    return FileJob(
        id=row.id,
        record_id=row.record_id,
        version_id=row.version_id,
        person_id=row.person_id,
        state=row.state,
        file_id=row.file_id,
        attempts=row.attempts + 1,
        claim=claim,
        why=why,
    )


def _reason(now: datetime) -> ColumnElement[Any]:
    """Return why a file may not be there any more, as a word of ours; null while it may."""
    filed = exists().where(
        col(Filing.record_id) == col(PostedFile.record_id), col(Filing.filed_at) >= col(PostedFile.asked_at)
    )
    let_go = exists().where(
        col(Record.id) == col(PostedFile.record_id),
        or_(col(Record.purged_at).is_not(None), col(Record.erased_at).is_not(None)),
    )
    left = exists().where(
        col(Person.id) == col(PostedFile.person_id), col(Person.left_on) <= now.astimezone(LONDON).date()
    )
    replaced = exists().where(col(Version.id) == col(PostedFile.version_id), col(Version.replaced))
    return case(
        (filed, literal(FILED)),
        (let_go, literal(LET_GO)),
        (left, literal(LEFT)),
        (replaced, literal(REPLACED)),
        (col(PostedFile.delete_at) <= now, literal(DAY_OVER)),
        else_=null(),
    )


async def find_reason(parts: Parts, job: FileJob, now: datetime) -> str | None:
    """Return why a file may not be there, as things stand now; nothing while it may."""
    async with parts.read() as session:
        found = await session.exec(select(_reason(now)).select_from(PostedFile).where(col(PostedFile.id) == job.id))
        why: str | None = found.first()
        return why


async def load_file(parts: Parts, job: FileJob, now: datetime) -> tuple[WholeRecord, Mapping[str, str]]:
    """Return the record to be put on paper, checked once more against who asked for it, and by which grant if by one.

    Raises
    ------
    Refusal
        When this person may not read it any more, or it is not there.
    """
    async with parts.read() as session:
        record = await fetch(session, Record, job.record_id)
        gate = await open_gate(session, parts, Call(job.person_id, now, way=Way.SYSTEM), record)
        return await load_whole(session, parts, job.record_id), gate.facts


async def hold_upload(parts: Parts, job: FileJob, file_id: str, now: datetime, until: datetime) -> bool:
    """Store Slack's id of a file before it is there, with a lease that begins anew; say whether ours still held."""
    return await _change(parts, job, now, file_id=file_id, lease_until=until)


async def settle_posted(
    parts: Parts, job: FileJob, file_id: str, now: datetime, right: Mapping[str, str] = NO_GRANT
) -> bool:
    """Note that a file stands in somebody's messages, by which grant; false when it is another's business by now."""
    values = {"state": FileState.POSTED, "posted_at": now, "attempts": 0, "reason": None}
    event = _event(job, "exported", now, shape="pdf", to="slack", file=file_id, **right)
    return await _change(parts, job, now, event, **values, **_FREE)


async def settle_deleted(parts: Parts, job: FileJob, now: datetime, why: str) -> bool:
    """Note that a file is gone from Slack, or never came there, and why."""
    event = _event(job, "file_deleted", now, file=job.file_id or "none", why=why)
    return await _change(parts, job, now, event, state=FileState.DELETED, settled_at=now, reason=why, **_FREE)


async def settle_refused(parts: Parts, job: FileJob, now: datetime, reason: str) -> bool:
    """Note that a file cannot be posted; nothing of it is in Slack."""
    event = _event(job, "file_refused", now)
    short = reason[:_REASON_LIMIT]
    return await _change(parts, job, now, event, state=FileState.REFUSED, settled_at=now, reason=short, **_FREE)


async def settle_later(parts: Parts, job: FileJob, now: datetime, again: datetime, reason: str) -> bool:
    """Let it rest until `again` in the time outside."""
    return await _change(parts, job, now, lease_until=again, lease_owner=None, reason=reason[:_REASON_LIMIT])


_FREE: Final[dict[str, Any]] = {"lease_until": None, "lease_owner": None}


async def _change(parts: Parts, job: FileJob, now: datetime, event: AuditEvent | None = None, **values: Any) -> bool:
    """Change a row that is still claimed by this job, with its audit event; say whether it was."""
    async with parts.database.write(None, now) as session:
        changed = await session.exec(
            update(PostedFile)
            .where(
                col(PostedFile.id) == job.id,
                col(PostedFile.state) == job.state,
                col(PostedFile.lease_owner) == job.claim,
            )
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        if changed.rowcount != 1:
            return False
        if event is not None:
            session.add(event)
    return True


def _event(job: FileJob, what: str, now: datetime, **facts: str) -> AuditEvent:
    return AuditEvent(
        at=now,
        person_id=job.person_id if what == "exported" else None,
        what=what,
        subject="record",
        subject_id=job.record_id,
        version_id=job.version_id,
        way=Way.SYSTEM,
        facts={"posted_file": job.id, **facts},
    )


async def count_files(parts: Parts, now: datetime) -> Standing:
    """Return how many files are wanted, and how many stand in Slack or stand there too long."""
    async with parts.read() as session:
        rows = await session.exec(
            select(PostedFile.state, func.count(col(PostedFile.id)), func.count(case((_reason(now).is_not(None), 1))))
            .where(col(PostedFile.state).in_(_OPEN))
            .group_by(col(PostedFile.state))
        )
        found = {state: (number, late) for state, number, late in rows}
    asked, posted = found.get(FileState.ASKED, (0, 0)), found.get(FileState.POSTED, (0, 0))
    return Standing(asked=asked[0], posted=posted[0], late=posted[1])
