"""Promising messages inside the transaction whose news they carry."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import PROMISED, insert_all_or_ignore, insert_or_ignore
from models.tables import Outbox, new_id
from models.vocabulary import MessageKind, OutboxState, SendingMode

__all__ = ["Post", "find_posted", "promise", "promise_all", "refresh", "refresh_all"]

_NOT_SENT = frozenset({OutboxState.WAITING, OutboxState.CANCELLED, OutboxState.FAILED})


@dataclass(frozen=True, slots=True)
class Post:
    """A new message among many: its key, to whom or to which team, and ids of what it is about."""

    key: str
    facts: dict[str, str]
    recipient_id: str | None = None
    team_id: str | None = None


async def promise(  # noqa: PLR0913 -- each is one column of the promise
    session: AsyncSession,
    *,
    key: str,
    kind: MessageKind,
    recipient_id: str | None,
    facts: dict[str, str],
    now: datetime,
    team_id: str | None = None,
    due_at: datetime | None = None,
    priority: int = 0,
) -> None:
    """Promise a new message to a person's DM or a team's channel; promising the same key again changes nothing.

    `facts` are ids only. Rows due at one time go out by rising `priority`.
    """
    await _insert(
        session,
        key=key,
        kind=kind,
        mode=SendingMode.POST,
        recipient_id=recipient_id,
        team_id=team_id,
        facts=facts,
        priority=priority,
        due_at=due_at or now,
        promised_at=now,
    )


async def promise_all(session: AsyncSession, kind: MessageKind, posts: Sequence[Post], now: datetime) -> int:
    """Promise many new messages of one kind at once; return how many were not promised before."""
    rows = [
        {
            "id": new_id(),
            "key": post.key,
            "kind": kind,
            "mode": SendingMode.POST,
            "recipient_id": post.recipient_id,
            "team_id": post.team_id,
            "facts": post.facts,
            "priority": 0,
            "state": OutboxState.WAITING,
            "due_at": now,
            "attempts": 0,
            "promised_at": now,
        }
        for post in posts
    ]
    promised = await insert_all_or_ignore(session, Outbox, rows)
    if promised:
        session.info[PROMISED] = True
    return promised


async def refresh(session: AsyncSession, *, key: str, now: datetime) -> None:
    """Promise that the message promised under `key` will show the present state."""
    await refresh_all(session, keys=(key,), now=now)


async def refresh_all(session: AsyncSession, *, keys: Collection[str], now: datetime) -> None:
    """Promise that the messages promised under these keys will show the present state.

    Coalesced: while one refresh of a message waits, another is not added. One that is
    being sent does not count, since it may have been rendered before this change. Nothing
    happens to a message that was never promised, or has not been sent yet and so will be
    rendered fresh anyway.
    """
    # Locked, so that a deliverer cannot claim and render one between this look and our commit; by rising
    # id, as delivery settles them, so that no two wait for each other.
    found = select(Outbox).where(col(Outbox.key).in_(sorted(keys))).order_by(col(Outbox.id)).with_for_update()
    targets = [one for one in (await session.exec(found)).all() if one.state not in _NOT_SENT]
    # Locked for the same reason: the one that waits must go out after our commit, or not count.
    waiting = (
        select(Outbox.target_id)
        .where(
            col(Outbox.target_id).in_([target.id for target in targets]),
            Outbox.mode == SendingMode.REFRESH,
            col(Outbox.state) == OutboxState.WAITING,
        )
        .order_by(col(Outbox.id))
        .with_for_update()
    )
    there = set((await session.exec(waiting)).all()) if targets else set()
    for target in targets:
        if target.id in there:
            continue
        await _insert(
            session,
            key=f"{SendingMode.REFRESH.value}:{target.id}:{new_id()}",
            kind=target.kind,
            mode=SendingMode.REFRESH,
            recipient_id=target.recipient_id,
            team_id=target.team_id,
            facts=target.facts,
            target_id=target.id,
            due_at=now,
            promised_at=now,
        )


async def find_posted(session: AsyncSession, channel_id: str, message_ts: str) -> Outbox | None:
    """Return the row whose message stands at that place in Slack."""
    statement = select(Outbox).where(
        Outbox.channel_id == channel_id,
        Outbox.message_ts == message_ts,
        Outbox.mode == SendingMode.POST,
    )
    return (await session.exec(statement)).first()


async def _insert(session: AsyncSession, **values: object) -> None:
    row = {"id": new_id(), "state": OutboxState.WAITING, "priority": 0, "attempts": 0} | values
    if await insert_or_ignore(session, Outbox, **row):
        session.info[PROMISED] = True
