"""The seal of a day: the heads of all chains and the audit events since the last seal, signed.

Which links and events a seal covers they carry themselves, written in the transaction that makes it. So nothing
that was still being written at that moment slips behind it: it is covered by the next one.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import func, update
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import allow_seconds, insert_or_ignore
from models.rules.day_seals import event_leaf, hash_seal, head_leaf
from models.rules.integrity import stamp
from models.rules.merkle import Tree
from models.signing import Signer
from models.tables import AuditEvent, DaySeal, Link
from models.values.bundle import Seal
from models.values.call import LONDON
from models.values.errors import Conflict
from models.workflow.clocks.columns import raw, rows, table
from models.workflow.events import note_by_itself
from models.workflow.parts import Parts

__all__ = ["Head", "event_columns", "last_sealed", "leaf_of_event", "read_heads", "seal_day", "seal_of", "snapshot"]

_SECONDS: Final = 300
"""How long a seal, or a look at everything, may take where a database counts."""


class Head(NamedTuple):
    """How long a record's chain was on a day, and the hash at its end."""

    record_id: str
    links: int
    hash: str

    @property
    def leaf(self) -> bytes:
        """What stands for it in the tree."""
        return head_leaf(*self)


async def seal_day(parts: Parts, signer: Signer, now: datetime) -> bool:
    """Make today's seal, unless it is there; say whether this call made it.

    Replicas may do so side by side: one makes it. Days on which the bot stood still are covered by the next seal.
    """
    today = now.astimezone(LONDON).date()
    # What was sealed before never changes; so its tree is built before anybody has to wait.
    async with parts.read() as session:
        last = await _last(session)
        if last is not None and last.sealed_on >= today:
            return False
        await allow_seconds(session, _SECONDS)
        heads = [] if last is None else await read_heads(session, last.sealed_on)
    previous = "" if last is None else last.hash
    # Beside the loop: after an update, or a long stand-still, there may be much to hash, and people press buttons.
    tree = await asyncio.to_thread(lambda: Tree(head.leaf for head in heads))
    places = {head.record_id: place for place, head in enumerate(heads)}
    async with parts.database.write(None, now) as session:
        await allow_seconds(session, _SECONDS)
        # Held from here on: another replica waits for the outcome, and then finds it made.
        if not await insert_or_ignore(session, DaySeal, sealed_on=today, **_BLANK, until=now):
            return False
        before = await _last(session, before=today)
        if previous != ("" if before is None else before.hash):
            raise Conflict
        if before is not None and before.signed_with != signer.fingerprint:
            # Somebody meant it, or a replica has the wrong one.
            since, was = before.sealed_on.isoformat(), before.signed_with
            note_by_itself(session, now, "signing_key_changed", "seal", since, before=was, now=signer.fingerprint)
            await session.flush()
        for covered in (Link, AuditEvent):
            await session.exec(
                update(covered)
                .where(col(covered.sealed_on).is_(None))
                .values(sealed_on=today)
                .execution_options(synchronize_session=False)
            )
        for head in await _moved(session, today):
            tree.put(places.setdefault(head.record_id, len(places)), head.leaf)
        found = await rows(session, event_columns().where(col(AuditEvent.sealed_on) == today))
        events = await asyncio.to_thread(lambda: Tree(leaf_of_event(event) for event in found))
        said = _sign(signer, tree, events, today, now, previous)
        await session.exec(update(DaySeal).where(col(DaySeal.sealed_on) == today).values(**said))
    return True


async def _last(session: AsyncSession, before: date = date.max) -> DaySeal | None:
    newest = select(DaySeal).where(DaySeal.sealed_on < before).order_by(col(DaySeal.sealed_on).desc()).limit(1)
    return (await session.exec(newest)).first()


async def _moved(session: AsyncSession, today: date) -> list[Head]:
    """Return how each chain stands that moved since the last seal, in the order of their ids."""
    links = table(Link).c
    found = columns(links.record_id, links.place, links.hash).where(links.sealed_on == today)
    heads = [Head(*row) for row in await rows(session, found.order_by(links.record_id, links.place))]
    return list({head.record_id: head for head in heads}.values())


_BLANK: Final = {
    "heads": 0,
    "heads_root": "",
    "events": 0,
    "events_root": "",
    "previous": "",
    "hash": "",
    "signed_with": "",
    "signature": "",
}


async def last_sealed(parts: Parts) -> date | None:
    """Return the day of the newest seal."""
    async with parts.read() as session:
        last = await _last(session)
        return None if last is None else last.sealed_on


def _sign(signer: Signer, heads: Tree, events: Tree, today: date, now: datetime, previous: str) -> dict[str, object]:
    """Return the columns of a seal that are not known before."""
    seal = Seal(
        sealed_on=today.isoformat(),
        until=stamp(now),
        heads=len(heads),
        heads_root=heads.root,
        events=len(events),
        events_root=events.root,
        previous=previous,
        signed_with=signer.fingerprint,
        hash="",
        signature="",
    )
    hashed = hash_seal(seal)
    signed = {"hash": hashed, "signature": signer.sign(hashed)}
    return seal.model_dump(exclude={"sealed_on", "until"}) | signed


async def read_heads(session: AsyncSession, on: date) -> list[Head]:
    """Return how every chain stood at the seal of a day: in the order in which they were first sealed, then by id.

    A record so keeps its place in the tree for ever.
    """
    links = table(Link)
    last = (
        columns(links.c.record_id, func.max(links.c.place).label("place"))
        .where(links.c.sealed_on <= on)
        .group_by(links.c.record_id)
        .subquery()
    )
    first = links.alias("first")
    statement = (
        columns(links.c.record_id, links.c.place, links.c.hash)
        .join(last, (last.c.record_id == links.c.record_id) & (last.c.place == links.c.place))
        .join(first, (first.c.record_id == links.c.record_id) & (first.c.place == 1))
        .order_by(first.c.sealed_on, links.c.record_id)
    )
    return [Head(*row) for row in await rows(session, statement)]


def event_columns() -> Any:
    """Return the statement for what is sealed of audit events, in the order in which they stand in a seal."""
    found = table(AuditEvent).c
    return columns(
        found.id,
        found.at,
        found.person_id,
        found.what,
        found.subject,
        found.subject_id,
        found.version_id,
        raw(found.way),
        found.facts,
        found.sealed_on,
    ).order_by(found.at, found.id)


def leaf_of_event(row: Any) -> bytes:
    """Return what stands for a row of `event_columns` in the tree."""
    event_id, at, person_id, what, subject, subject_id, version_id, way, facts, _ = row
    said = {
        "event": event_id,
        "person": person_id,
        "what": what,
        "subject": subject,
        "row": subject_id,
        "version": version_id,
        "way": way,
        "facts": facts,
    }
    return event_leaf(at, said)


def seal_of(row: DaySeal) -> Seal:
    """Return a seal as it was signed."""
    said = row.model_dump(exclude={"sealed_on", "until"})
    return Seal(sealed_on=row.sealed_on.isoformat(), until=stamp(row.until), **said)


@asynccontextmanager
async def snapshot(parts: Parts) -> AsyncIterator[AsyncSession]:
    """Open a transaction that sees everything as it was at one moment, however long it reads."""
    async with parts.read() as session:
        if session.get_bind().dialect.name == "postgresql":
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        await allow_seconds(session, _SECONDS)
        yield session
