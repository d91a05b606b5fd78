"""Verifying the whole database: every version, answer, chain, head, seal and audit event."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Any, Final

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.checking import check_evidence
from models.rules.day_seals import check_seals
from models.rules.integrity import BOUND_LATER
from models.rules.merkle import Tree
from models.signing import fingerprint
from models.tables import AuditEvent, DaySeal, Link, Record
from models.values.bundle import Seal, Verified
from models.workflow.arrivals import check_event_times, check_link_times
from models.workflow.clocks.columns import chunks, rows, table
from models.workflow.evidence import Gathered, gather_evidence
from models.workflow.parts import Parts
from models.workflow.seals import Head, event_columns, leaf_of_event, seal_of, snapshot

__all__ = ["verify_database"]

_BATCH: Final = 200
_DAY: Final = 10

_ODD: Final = (ValueError, LookupError, TypeError, RecursionError, OverflowError)
"""What rows raise that hold what no row of the bot can hold: they stop none of the other checks."""

_UNREADABLE: Final = (
    "The {} cannot be read: something stands there that the bot never writes. Mend that first, for not all of what "
    "they cover was looked at."
)
_MISSING: Final = (
    "The seal with the hash {}, which was kept elsewhere, is not among these: seals were taken away, or made anew."
)


async def verify_database(
    parts: Parts,
    public_keys: Collection[bytes],
    tell: Callable[[int, int], None] = lambda _done, _of: None,
    *,
    kept: Collection[str] = (),
) -> Verified:
    """Check everything as it stood at one moment, beside a running bot.

    `public_keys` are those the seals may be signed with; `tell` hears how many records of how many are done; `kept`
    are the hashes of seals that were kept elsewhere, which have to be among those that are there.
    """
    wrong: list[str] = []
    async with snapshot(parts) as session:
        records = list(await session.exec(select(col(Record.id)).order_by(col(Record.id))))
        counts = dict.fromkeys(("records", "versions", "purged", "erased", "answers", "links"), 0)
        later: Counter[str] = Counter()
        for batch in chunks(records, _BATCH):
            for record_id, gathered in await _gather(session, parts, batch):
                wrong += [f"Record {record_id}: {one}" for one in _check(gathered)]
                _count(counts, gathered)
                later.update(_bound_later(gathered))
            tell(counts["records"], len(records))
        seals = await _read_seals(session)
        if seals is None:
            wrong.append(_UNREADABLE.format("seals"))
        else:
            wrong += check_seals(seals, public_keys)
            for what, check in _CHECKS:
                try:
                    await check(session, seals, wrong)
                except _ODD:
                    wrong.append(_UNREADABLE.format(what))
        counts["seals"] = len(seals or ())
        counts["audit events"] = await _number_of(session, AuditEvent)
        notes = [*await _newer(session), *_say_later(later), *_say_gaps(seals or ())]
    there = {seal.hash for seal in seals or ()}
    wrong += [_MISSING.format(one) for one in kept if one not in there]
    if seals:
        notes.append(
            f"The newest seal is of {seals[-1].sealed_on}, with the hash {seals[-1].hash}: keep it elsewhere. With "
            "--seal and a hash that was kept it is said whether that seal is still there."
        )
    used = {seal.signed_with for seal in seals or ()}
    notes += [f"Seals are signed with the key {fingerprint(key)}." for key in public_keys if fingerprint(key) in used]
    return Verified(tuple(wrong), tuple(notes), tuple(counts.items()))


async def _read_seals(session: AsyncSession) -> list[Seal] | None:
    try:
        return [seal_of(row) for row in await session.exec(select(DaySeal).order_by(col(DaySeal.sealed_on)))]
    except _ODD:
        return None


def _say_gaps(seals: Sequence[Seal]) -> Iterator[str]:
    """Say between which seals there is more than a day: whoever can write to the database can take some away."""
    for before, after in pairwise(seals):
        days = (date.fromisoformat(after.sealed_on) - date.fromisoformat(before.sealed_on)).days
        if days > 1:
            yield (
                f"No seal is there between {before.sealed_on} and {after.sealed_on}, for {days} days: the bot stood "
                "still, or seals were taken away."
            )


async def _gather(session: AsyncSession, parts: Parts, record_ids: Sequence[str]) -> list[tuple[str, Gathered | None]]:
    """Return the evidence of some records; one whose rows hold what no row can hold stops none of the others."""
    try:
        return [(one.evidence.record, one) for one in await gather_evidence(session, parts, record_ids)]
    except _ODD:
        if len(record_ids) == 1:
            return [(record_ids[0], None)]
        return [pair for record_id in record_ids for pair in await _gather(session, parts, [record_id])]


def _check(gathered: Gathered | None) -> Iterator[str]:
    if gathered is None:
        yield "its rows cannot be read: something stands in them that the bot never writes."
        return
    yield from gathered.wrong
    yield from check_evidence(gathered.evidence)


def _count(counts: dict[str, int], gathered: Gathered | None) -> None:
    counts["records"] += 1
    if gathered is None:
        return
    evidence = gathered.evidence
    counts["versions"] += len(evidence.versions)
    counts["purged"] += gathered.purged
    counts["erased"] += gathered.erased
    counts["answers"] += gathered.acts
    counts["links"] += len(evidence.chain)


def _bound_later(gathered: Gathered | None) -> Iterator[str]:
    """Give the day on which each link was made that says it was bound later than it happened."""
    for link in () if gathered is None else gathered.evidence.chain:
        if BOUND_LATER in link.facts:
            yield str(link.facts[BOUND_LATER])[:_DAY]


def _say_later(later: Mapping[str, int]) -> Iterator[str]:
    for day, number in sorted(later.items()):
        yield (
            f"{number} links were bound on {day}, later than what they tell of, and prove it only from then on: as "
            "after the first start with chains, a restore that let go again of what had gone, or a reaction told late."
        )


async def _number_of(session: AsyncSession, of: type[Any]) -> int:
    return (await session.exec(select(func.count()).select_from(of))).one()


async def _newer(session: AsyncSession) -> list[str]:
    links, events = [
        (await session.exec(select(func.count()).select_from(of).where(col(of.sealed_on).is_(None)))).one()
        for of in (Link, AuditEvent)
    ]
    if not links and not events:
        return []
    return [f"Newer than the last seal, and covered by the next one: {links} links, {events} audit events."]


async def _check_heads(session: AsyncSession, seals: Sequence[Seal], wrong: list[str]) -> None:
    """Build the tree of every day anew from the links; where it first differs, say which day."""
    links = table(Link)
    statement = (
        columns(links.c.record_id, links.c.place, links.c.hash, links.c.sealed_on)
        .where(links.c.sealed_on.is_not(None))
        .order_by(links.c.sealed_on, links.c.record_id, links.c.place)
    )
    moved = {
        day.isoformat(): {row.record_id: Head(*row[:3]) for row in some}
        for day, some in groupby(await rows(session, statement), key=lambda row: row.sealed_on)
    }
    tree = Tree()
    places: dict[str, int] = {}
    differ: list[str] = []
    for seal in seals:
        for head in moved.pop(seal.sealed_on, {}).values():
            tree.put(places.setdefault(head.record_id, len(places)), head.leaf)
        if (len(tree), tree.root) != (seal.heads, seal.heads_root):
            differ.append(seal.sealed_on)
    wrong += _say_heads(differ)
    wrong += [f"Links are marked as sealed on {day}, and there is no such seal." for day in moved]


def _say_heads(differ: Sequence[str]) -> Iterator[str]:
    if not differ:
        return
    later = f" (and those of {len(differ) - 1} later seals)" if len(differ) > 1 else ""
    yield (
        f"The chains are not those that were sealed on {differ[0]}{later}: one that moved since the seal before was "
        "changed, cut short or removed, or one was added."
    )


async def _check_events(session: AsyncSession, seals: Sequence[Seal], wrong: list[str]) -> None:
    """Build the tree of every day's audit events anew."""
    days = table(AuditEvent).c.sealed_on
    found = [day for (day,) in await rows(session, columns(days).where(days.is_not(None)).distinct().order_by(days))]
    by_day = {seal.sealed_on: seal for seal in seals}
    wrong += [
        f"Audit events are marked as sealed on {day}, and there is no such seal."
        for day in found
        if day.isoformat() not in by_day
    ]
    there = {day.isoformat(): day for day in found}
    for seal in seals:
        on = there.get(seal.sealed_on)
        events = [] if on is None else await rows(session, event_columns().where(days == on))
        tree = Tree(leaf_of_event(event) for event in events)
        if (len(tree), tree.root) != (seal.events, seal.events_root):
            wrong.append(
                f"The audit events are not those that were sealed on {seal.sealed_on}: {seal.events} were sealed, "
                f"{len(tree)} are there, and one was changed, removed or added."
            )


_CHECKS: Final = (
    ("links", _check_heads),
    ("audit events", _check_events),
    ("times of links", check_link_times),
    ("times of audit events", check_event_times),
)
