"""Reading what was sent: by the one who was asked, by those who were there, by the line above."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch, note
from models.rules.access import can_write
from models.rules.agreement import can_move, last_acts
from models.rules.integrity import check_code
from models.tables import Act, Filing, Person, Record, Request, RequestVersion, Version
from models.values.agreement import Actor, Asked, Comment, FiledWhere, HowAgreed, Reading, ReadVersion, Reply, Step
from models.values.call import Call
from models.values.errors import Missing
from models.vocabulary import RecordState
from models.workflow.access.gates import Gate, Judge, Restricted, open_gate
from models.workflow.names import read_names
from models.workflow.parts import Parts
from models.workflow.relations import read_worker, relation_to_record
from models.workflow.remaining import load_document
from models.workflow.requests import AskedRow, facts, gone, load_acts, load_asked, load_rows
from models.workflow.sealing import gone_words, is_gone, read_comments

__all__ = [
    "forget_read",
    "mark_read",
    "open_record",
    "open_request",
    "read_at_last_page",
    "read_how_agreed",
    "read_record",
    "read_request",
    "read_request_pages",
    "read_version",
]


async def read_request(parts: Parts, request_id: str) -> Asked | None:
    """Return how a request stands, for its message; nothing once it is gone."""
    async with parts.read() as session:
        if await session.get(Request, request_id) is None:
            return None
        return await load_asked(session, parts, request_id)


async def open_request(parts: Parts, call: Call, *, request_id: str) -> Reading:
    """Open the versions of a request for reading, with an audit event of who opened them.

    Where that is not who was asked, or who was asked reads by a grant, each record has one of its own, with the grant.
    """
    async with parts.write(call) as session:
        reading, gates = await _load_reading(session, parts, call, request_id)
        await note(session, call, "opened", "request", request_id)
        for row, gate in gates:
            if reading.asked is None or gate.grant_id is not None:
                version_id = row.version.id
                await note(session, call, "opened", "record", row.record.id, version_id=version_id, **gate.facts)
        return reading


async def read_request_pages(parts: Parts, call: Call, *, request_id: str) -> Reading:
    """Return the versions of a request that is open already, to turn a page.

    Raises
    ------
    Refusal
        For anybody but the addressee, those who were there and the line above.
    """
    async with parts.read() as session:
        reading, _ = await _load_reading(session, parts, call, request_id)
        return reading


async def open_record(parts: Parts, call: Call, *, record_id: str) -> Reading:
    """Open what was sent of a record, addenda included, with an audit event of who opened it and by which grant."""
    async with parts.write(call) as session:
        reading, gate = await _load_record(session, parts, call, record_id)
        await note(session, call, "opened", "record", record_id, **gate.facts)
        return reading


async def read_record(parts: Parts, call: Call, *, record_id: str) -> Reading:
    """Return what was sent of a record that is open already, to turn a page."""
    async with parts.read() as session:
        reading, _ = await _load_record(session, parts, call, record_id)
        return reading


async def mark_read(parts: Parts, call: Call, *, request_id: str) -> None:
    """Remember that the addressee opened the last page; for anybody else it changes nothing."""
    async with parts.write(replace(call, key=None)) as session:
        request = await fetch(session, Request, request_id)
        if request.addressee_id == call.person_id:
            await read_at_last_page(session, call, await load_rows(session, request_id, lock=True))


async def forget_read(parts: Parts, call: Call, *, request_id: str) -> None:
    """Take back what `mark_read` remembered in this very call, because the page never came on the screen."""
    async with parts.write(replace(call, key=None)) as session:
        taken_back = await session.exec(
            update(RequestVersion)
            .where(col(RequestVersion.request_id) == request_id, col(RequestVersion.read_at) == call.now)
            .values(read_at=None)
        )
        if taken_back.rowcount:
            await note(session, call, "not_shown", "request", request_id)


async def read_at_last_page(session: AsyncSession, call: Call, rows: Sequence[AskedRow]) -> None:
    """Set when the last page was first opened, once, with an audit event for each version."""
    for row in rows:
        if row.asked.read_at is not None or is_gone(row.record, row.version):
            continue
        await session.exec(
            update(RequestVersion)
            .where(
                col(RequestVersion.request_id) == row.asked.request_id,
                col(RequestVersion.version_id) == row.asked.version_id,
                col(RequestVersion.read_at).is_(None),
            )
            .values(read_at=call.now)
            .execution_options(synchronize_session="fetch")
        )
        await note(
            session,
            call,
            "read",
            "record",
            row.record.id,
            version_id=row.version.id,
            request=row.asked.request_id,
        )


async def _load_reading(
    session: AsyncSession, parts: Parts, call: Call, request_id: str
) -> tuple[Reading, list[tuple[AskedRow, Gate]]]:
    """Return a request's versions, and by which right the caller reads each; who was asked needs no other one."""
    request = await fetch(session, Request, request_id)
    mine = request.addressee_id == call.person_id
    judge = Judge(session, parts, call)
    open_to: list[tuple[AskedRow, Gate]] = []
    for row in await load_rows(session, request_id):
        if not mine:
            gate = await _open_or_closed(session, parts, call, row.record)
        else:
            relation = await relation_to_record(session, call.person_id, row.record, call.today)
            gate = Gate(relation) if await judge.may_still_read(row.record.child_id, relation) else None
            if gate is None:  # restricted since, but theirs by another right: they work with the child today
                gate = await judge.find(row.record, await read_worker(session, row.record), relation.part)
        if gate is not None:
            open_to.append((row, gate))
    if not open_to:
        raise Restricted
    rows = [row for row, _ in open_to]
    current = [row for row in rows if not row.version.replaced] or rows
    reading = Reading(
        versions=tuple([await read_version(session, parts, row.record, row.version) for row in current]),
        request_id=request_id,
        asked=await load_asked(session, parts, request_id) if mine else None,
    )
    return reading, [(row, gate) for row, gate in open_to if row in current]


async def _open_or_closed(session: AsyncSession, parts: Parts, call: Call, record: Record) -> Gate | None:
    """Return by which right the caller reads a record, or nothing where only its restriction keeps them out."""
    try:
        return await open_gate(session, parts, call, record)
    except Restricted:
        return None


async def _load_record(session: AsyncSession, parts: Parts, call: Call, record_id: str) -> tuple[Reading, Gate]:
    record = await fetch(session, Record, record_id)
    gate = await open_gate(session, parts, call, record)
    versions = await _current_versions(session, record)
    may_write = can_write(gate.relation, record.kind) and not call.guest
    may_add = may_write and can_move(record.state, Step.ADDED_TO, Actor.SENDER) and not is_gone(record, versions[0])
    reading = Reading(
        versions=tuple([await read_version(session, parts, record, version) for version in versions]),
        record_id=record_id,
        close_as_left=await _closable(session, parts, call, record, versions) if may_write else None,
        may_add=may_add and not (versions[-1].addendum and versions[-1].state is RecordState.AWAITING),
    )
    return reading, gate


async def _current_versions(session: AsyncSession, record: Record) -> list[Version]:
    statement = (
        select(Version)
        .where(Version.record_id == record.id, col(Version.replaced).is_(False))
        .order_by(col(Version.addendum))
    )
    versions = list(await session.exec(statement))
    if not versions:
        raise Missing("Nothing of this record was sent yet.")
    return versions


async def read_version(session: AsyncSession, parts: Parts, record: Record, version: Version) -> ReadVersion:
    """Return a version with the one before it, every comment made on its line of versions, and where it is filed."""
    statement = (
        select(Version)
        .where(
            Version.record_id == record.id,
            Version.addendum == version.addendum,
            col(Version.number) <= version.number,
        )
        .order_by(col(Version.number))
    )
    line = list(await session.exec(statement))
    before = line[-2] if len(line) > 1 and not is_gone(record, line[-2]) else None
    document = await load_document(session, parts, record, version)
    comments = await _load_comments(session, parts, record, line)
    return ReadVersion(
        version_id=version.id,
        document=document,
        before=await load_document(session, parts, record, before) if before else None,
        agreed=await read_how_agreed(session, version, document.required, comments),
        replaced=version.replaced,
        code=check_code(version.hash),
        let_go=gone_words(record, version),
        filed=await _load_filed(session, version),
    )


async def read_how_agreed(
    session: AsyncSession, version: Version, required: Collection[str], comments: tuple[Comment, ...] = ()
) -> HowAgreed:
    """Return which of those whose agreement it needs answered what to a version; `comments` are all that stand.

    Nobody is waited for once it was replaced, or stands as it is.
    """
    last = last_acts(facts((await load_acts(session, [version.id]))[version.id]))
    given = [last[person] for person in required if person in last]
    names = await read_names(session, required)
    replies = [Reply(names.get(act.person_id, ""), act.kind, act.at) for act in sorted(given, key=lambda act: act.at)]
    waits = version.state is RecordState.AWAITING and not version.replaced
    return HowAgreed(
        state=version.state,
        replies=tuple(replies),
        waiting_for=tuple(names.get(person, "") for person in required if person not in last) if waits else (),
        comments=comments,
        needed=bool(required),
    )


async def _load_filed(session: AsyncSession, version: Version) -> FiledWhere | None:
    found = await session.exec(
        select(Filing, col(Person.name))
        .join(Person, col(Person.id) == col(Filing.filed_by))
        .where(Filing.version_id == version.id)
    )
    row = found.first()
    return None if row is None else FiledWhere(row[0].place, row[0].filed_on, row[1])


async def _load_comments(
    session: AsyncSession, parts: Parts, record: Record, line: Sequence[Version]
) -> tuple[Comment, ...]:
    """Return the words that stand: those written with an act that was not taken back (C15)."""
    acts = await load_acts(session, [version.id for version in line])
    names = await read_names(session, {act.person_id for given in acts.values() for act in given})
    return tuple(
        Comment(
            person_name=names[act.person_id],
            kind=act.kind,
            number=version.number,
            at=act.at,
            text=read_comments(parts, record, act),
        )
        for version in line
        for act in _standing(acts[version.id])
        if act.comments is not None and record.wrapped_key
    )


def _standing(acts: Sequence[Act]) -> list[Act]:
    undone = {act.withdraws for act in acts if act.withdraws is not None}
    return [act for act in acts if act.id not in undone]


async def _closable(
    session: AsyncSession, parts: Parts, call: Call, record: Record, versions: Sequence[Version]
) -> str | None:
    """Return the version that waits for somebody who has left."""
    for version in versions:
        if not can_move(version.state, Step.CLOSED_AS_LEFT, Actor.SENDER):
            continue
        required = (await load_document(session, parts, record, version)).required
        if await gone(session, required, call.today):
            return version.id
    return None
