"""What was sent before there were chains gets its place in one, and the chain says that it was bound later."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, insert_or_ignore
from models.rules.document import version_facts
from models.rules.integrity import BOUND_LATER, hash_version, stamp
from models.tables import Act, AuditEvent, Link, Mark, Record, Version
from models.values.agreement import Step
from models.vocabulary import LinkKind
from models.workflow.chain import act_facts, add_link
from models.workflow.parts import Parts
from models.workflow.sealing import read_comments, read_document, seal_comments, seal_document

__all__ = ["link_earlier"]

_MARK: Final = "chains"
_WHOLE: Final = "every version stands in one"
_BATCH: Final = 20


async def link_earlier(parts: Parts, now: datetime) -> int:
    """Bind every version and answer from before the chains; return how many records were bound.

    A batch is one transaction, so it may be stopped at any moment and goes on at the next start; two processes
    may do it side by side. Once all are bound that is marked, and it never looks again: a version without a hash
    that turns up later is a fault, which `verify` finds, and is not quietly mended.
    """
    async with parts.read() as session:
        if await session.get(Mark, _MARK) is not None:
            return 0
        waiting = (await session.exec(select(col(Version.record_id)).where(Version.hash == "").distinct())).all()
    done = 0
    for place in range(0, len(waiting), _BATCH):
        async with parts.database.write(None, now) as session:
            for record_id in sorted(waiting[place : place + _BATCH]):
                done += await _bind(session, parts, record_id, now)
    async with parts.database.write(None, now) as session:
        await insert_or_ignore(session, Mark, name=_MARK, value=_WHOLE)
    return done


async def _bind(session: AsyncSession, parts: Parts, record_id: str, now: datetime) -> bool:
    """Bind one record, in the order of time; say whether there was anything left to do."""
    held = select(Record).where(Record.id == record_id).with_for_update().execution_options(populate_existing=True)
    record = (await session.exec(held)).one()
    versions = (await session.exec(select(Version).where(Version.record_id == record_id))).all()
    if all(version.hash for version in versions) or not record.wrapped_key:
        return False
    anew = [version for version in versions if not version.hash]
    for version in anew:
        await _hash(session, parts, record, version)
    told = [*_sent(anew), *await _acts(session, parts, record, versions), *await _left(session, anew)]
    # A process that knows no chains yet may still have written something while others were bound.
    bound = {BOUND_LATER: stamp(max([now, *(one[0] for one in told)]))}
    for at, _rank, _number, kind, row_id, facts in sorted(told, key=lambda one: one[:3]):
        await add_link(session, record, kind, row_id, at, facts | bound)
    return True


_Told = tuple[datetime, int, int, LinkKind, str, dict[str, str]]


async def _hash(session: AsyncSession, parts: Parts, record: Record, version: Version) -> None:
    """Give a version its facts and its hash; its text is sealed anew, word for word, beside the nonce for it."""
    document = read_document(parts, record, version)
    sealed, facts = seal_document(parts, record, version.id, document), version_facts(version.id, document)
    await change_one(
        session,
        update(Version)
        .where(col(Version.id) == version.id, col(Version.hash) == "")
        .values(
            document=sealed.text,
            nonce=sealed.nonce,
            facts=facts,
            mac=sealed.mac,
            hash=hash_version(facts, sealed.mac),
        ),
    )


def _sent(versions: Sequence[Version]) -> list[_Told]:
    return [
        (version.sent_at, 0, version.number, LinkKind.SENT, version.id, {"version": version.hash})
        for version in versions
    ]


async def _acts(session: AsyncSession, parts: Parts, record: Record, versions: Sequence[Version]) -> list[_Told]:
    hashes = {version.id: version.hash for version in versions}
    linked = set(await session.exec(select(col(Link.row_id)).where(Link.record_id == record.id)))
    told: list[_Told] = []
    for act in (await session.exec(select(Act).where(col(Act.version_id).in_(hashes)))).all():
        if act.id in linked:
            continue
        if act.comments is not None and not act.mac:
            await _bind_words(session, parts, record, act)
        facts = act_facts(hashes[act.version_id], act)
        told.append((act.at, 1, act.sequence, LinkKind.ACT, act.id, facts))
    return told


async def _bind_words(session: AsyncSession, parts: Parts, record: Record, act: Act) -> None:
    words = seal_comments(parts, record, act.id, read_comments(parts, record, act))
    if words is None:
        return
    await change_one(
        session,
        update(Act)
        .where(col(Act.id) == act.id, col(Act.mac) == "")
        .values(comments=words.text, nonce=words.nonce, mac=words.mac),
    )


async def _left(session: AsyncSession, versions: Sequence[Version]) -> list[_Told]:
    hashes = {version.id: version.hash for version in versions}
    closed = select(AuditEvent).where(
        AuditEvent.what == Step.CLOSED_AS_LEFT.value, col(AuditEvent.version_id).in_(hashes)
    )
    return [
        (event.at, 2, 0, LinkKind.LEFT, event.version_id, {"version": hashes[event.version_id], "person": who})
        for event in (await session.exec(closed)).all()
        if event.version_id is not None and (who := event.person_id or "")
    ]
