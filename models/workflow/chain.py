"""The chain of a record: what happened to it, each thing bound to everything before."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one
from models.rules.arrivals import SLACK, is_reaction
from models.rules.integrity import BOUND_LATER, hash_link, stamp
from models.tables import Act, Link, Record, Version
from models.vocabulary import LinkKind

__all__ = ["act_facts", "add_link", "link_act", "link_sent"]


async def add_link(
    session: AsyncSession, record: Record, kind: LinkKind, row_id: str, at: datetime, facts: Mapping[str, str]
) -> None:
    """Add one link at the end of a record's chain, and move its head there by compare and set.

    `facts` are ids, hashes and words of ours, never any text.

    Raises
    ------
    Conflict
        When something else was added first; nothing of this transaction stands then.
    """
    place = record.links + 1
    hashed = hash_link(record.head, record_id=record.id, place=place, kind=kind, row_id=row_id, at=at, facts=facts)
    link = Link(
        record_id=record.id,
        place=place,
        kind=kind,
        row_id=row_id,
        at=at,
        facts=dict(facts),
        previous=record.head,
        hash=hashed,
    )
    await change_one(
        session,
        update(Record)
        .where(col(Record.id) == record.id, col(Record.links) == record.links, col(Record.head) == record.head)
        .values(links=place, head=hashed),
    )
    session.add(link)


async def link_sent(session: AsyncSession, record: Record, version: Version) -> None:
    """Say in the chain that a version was sent, by its hash."""
    await add_link(session, record, LinkKind.SENT, version.id, version.sent_at, {"version": version.hash})


async def link_act(session: AsyncSession, record: Record, version: Version, act: Act, now: datetime) -> None:
    """Say in the chain what somebody answered to a version, by which way and when, and bind in their words.

    A reaction tells Slack's time: where it is judged only long after that, the link says so.
    """
    told = act_facts(version.hash, act)
    late = is_reaction(LinkKind.ACT, told) and now - act.at > SLACK / 2
    facts = told | {BOUND_LATER: stamp(now)} if late else told
    await add_link(session, record, LinkKind.ACT, act.id, act.at, facts)


def act_facts(version_hash: str, act: Act) -> dict[str, str]:
    """Return what a link says of an answer: all that its row holds, its words by what stands for them."""
    facts = {
        "version": version_hash,
        "person": act.person_id,
        "kind": act.kind.value,
        "way": act.way.value,
        "done": stamp(act.at),
        "sequence": str(act.sequence),
    }
    optional = {"withdraws": act.withdraws, "event": act.event_ts, "comments": act.mac, "request": act.request_id}
    return facts | {name: value for name, value in optional.items() if value}
