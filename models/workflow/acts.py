"""Writing an act: the row itself, the state it leads to, its audit event and its messages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, note
from models.outbox import promise, refresh, refresh_all
from models.rules.agreement import fold
from models.tables import Act, Record, Request, Version, new_id
from models.values.call import Call
from models.vocabulary import ActKind, RecordKind, RecordState
from models.workflow.chain import link_act
from models.workflow.clocks.digests import find_digests
from models.workflow.clocks.frequency import settle_frequency
from models.workflow.overview import card_key
from models.workflow.parts import Parts
from models.workflow.requests import TOLD, AskedRow, answerable, facts, load_acts, request_key, told_key
from models.workflow.sealing import read_document, seal_comments

__all__ = ["Given", "added_to", "give", "set_state", "withdraw"]


@dataclass(frozen=True, slots=True)
class Given:
    """An act to be written: its kind and words, when it was done, and Slack's time of a reaction."""

    kind: ActKind
    at: datetime
    comments: str = ""
    event_ts: str | None = None
    withdraws: str | None = None


async def give(
    session: AsyncSession,
    parts: Parts,
    call: Call,
    request: Request,
    rows: Sequence[AskedRow],
    given: Given,
) -> None:
    """Write one act on each version, with the state it leads to, its audit event and its messages."""
    acts = await load_acts(session, (row.version.id for row in rows))
    for row in rows:
        written = await _write(session, parts, call, request, row, given)
        done = facts([*acts[row.version.id], written])
        if given.kind is not ActKind.COMMENTED:
            document = read_document(parts, row.record, row.version)
            before, state = row.version.state, fold(done, document.required)
            await set_state(session, row.record, row.version, state)
            if before is not state and RecordState.COMPLETE in {before, state} and _is_agreement(row):
                await settle_frequency(session, parts, call, row.record.subject_id)
        await _note_act(session, call, request, row, written)
        if given.kind in TOLD:
            await _tell(session, call, request, row.record, written)
    digests = await find_digests(session, people=[request.addressee_id], about=[request.id], now=call.now)
    keys = {request_key(request.id), card_key(request.supervision_id), *digests}
    await refresh_all(session, keys=keys, now=call.now)


def _is_agreement(row: AskedRow) -> bool:
    return row.record.kind is RecordKind.CONTRACT and row.version.addendum == 0


async def withdraw(
    session: AsyncSession,
    parts: Parts,
    call: Call,
    request: Request,
    undone: Sequence[tuple[AskedRow, Act]],
    given: Given,
) -> None:
    """Write the withdrawal of each act and tell whoever had been told of it."""
    for row, done in undone:
        await give(session, parts, call, request, [row], replace(given, withdraws=done.id))
        if done.kind in TOLD:
            await refresh(session, key=told_key(done), now=call.now)


async def added_to(session: AsyncSession, version: Version) -> bool:
    """Say whether an addendum was sent after a version, which then has to stand as it is answered."""
    later = select(col(Version.id)).where(
        Version.record_id == version.record_id, col(Version.addendum) > version.addendum
    )
    return (await session.exec(later.limit(1))).first() is not None


async def set_state(session: AsyncSession, record: Record, version: Version, state: RecordState) -> None:
    """Compare and set where a version stands, and the record's own copy of it.

    Raises
    ------
    Conflict
        When somebody else changed it first.
    """
    await change_one(
        session,
        update(Version)
        .where(
            col(Version.id) == version.id,
            col(Version.revision) == version.revision,
            col(Version.replaced).is_(False),
        )
        .values(state=state, revision=version.revision + 1),
    )
    if version.addendum == 0:
        await change_one(
            session,
            update(Record)
            .where(col(Record.id) == record.id, col(Record.version) == version.number)
            .values(state=state),
        )


async def _write(session: AsyncSession, parts: Parts, call: Call, request: Request, row: AskedRow, given: Given) -> Act:
    act_id = new_id()
    words = seal_comments(parts, row.record, act_id, given.comments)
    written = Act(
        id=act_id,
        version_id=row.version.id,
        request_id=request.id,
        person_id=call.person_id,
        kind=given.kind,
        comments=None if words is None else words.text,
        nonce=None if words is None else words.nonce,
        mac="" if words is None else words.mac,
        way=call.way,
        withdraws=given.withdraws,
        event_ts=given.event_ts,
        at=given.at,
        sequence=row.version.revision,
    )
    session.add(written)
    await session.flush()
    await link_act(session, row.record, row.version, written, call.now)
    return written


async def _note_act(session: AsyncSession, call: Call, request: Request, row: AskedRow, written: Act) -> None:
    extra = {"withdraws": written.withdraws} if written.withdraws else {}
    await note(
        session,
        call,
        written.kind.value,
        "record",
        row.record.id,
        version_id=row.version.id,
        request=request.id,
        act=written.id,
        addendum=str(row.version.addendum),
        number=str(row.version.number),
        **extra,
    )


async def _tell(session: AsyncSession, call: Call, request: Request, record: Record, written: Act) -> None:
    await promise(
        session,
        key=told_key(written),
        kind=TOLD[written.kind],
        recipient_id=await answerable(session, request, record, call.today),
        facts={"act": written.id},
        now=call.now,
    )
