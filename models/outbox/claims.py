"""Claiming a promised row with a lease, and settling it: each one statement on both databases.

`now` is the bot's clock and decides what is due; `real` is the time of day outside and decides
leases and pauses, which a moved clock must not end. `lease_until` means: of a row being sent,
when the lease runs out; of a waiting row, not before; of one in doubt, when to look next.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Table,
    Update,
    UpdateBase,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    tuple_,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Outbox, Team, new_id
from models.tables.base import UtcDateTime
from models.values.outbox import Promised
from models.vocabulary import ChannelDetail, MessageKind, OutboxState, SendingMode

__all__ = [
    "ORDER_WINDOW",
    "Times",
    "begin_doubt",
    "begin_try",
    "cancel_follow_ups",
    "claim",
    "claim_unsure",
    "end_pauses",
    "next_after",
    "recover",
    "settle_cancelled",
    "settle_failed",
    "settle_sent",
    "settle_unsure",
    "settle_waiting",
]

ORDER_WINDOW = timedelta(minutes=1)
"""A row in doubt holds up later ones to the same person only while it is looked at this soon."""

_REASON_LIMIT = 500
_OPEN = (OutboxState.WAITING, OutboxState.SENDING)
_NOBODY_WAITS_FOR = (MessageKind.TEAM_POST, MessageKind.DIGEST)


@dataclass(frozen=True, slots=True)
class Times:
    """The bot's clock, the time outside, and how long a lease is."""

    now: datetime
    real: datetime
    lease: timedelta


async def claim(session: AsyncSession, times: Times, limit: int = 1) -> tuple[Promised, ...]:
    """Claim the next rows that may go out now; nobody else can have them until the lease ends.

    Rows to one person, or to one team's channel, go out in the order (due, priority, promised), one at
    a time; follow-ups of one message likewise, and only once the message itself is settled. What nobody
    waits for, a digest or a team's post, goes after everything else.
    """
    return await _take(session, _claim_statement(), times, limit)


async def claim_unsure(session: AsyncSession, times: Times, limit: int = 1) -> tuple[Promised, ...]:
    """Claim the next rows in doubt whose time to be looked up has come."""
    return await _take(session, _unsure_statement(), times, limit)


async def begin_try(session: AsyncSession, promised: Promised, real: datetime, lease: timedelta) -> bool:
    """Note that a message is about to be posted, with a lease that begins anew; say whether the old one still held.

    Where it did not, the row is somebody else's.
    """
    given = {"row": promised.id, "claim": promised.claim, "real": real, "until": real + lease}
    return await _run_core(session, _try_statement(), given)


async def recover(session: AsyncSession, times: Times) -> int:
    """Put rows whose deliverer vanished in doubt; what it had not tried yet, or may be repeated, waits again.

    One that somebody is just changing is left for the next time.
    """
    left = (
        select(Outbox.id)
        .where(col(Outbox.state) == OutboxState.SENDING, col(Outbox.lease_until) < times.real)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(Outbox)
        .where(col(Outbox.id).in_(left))
        .values(
            state=case(
                (
                    and_(col(Outbox.mode) == SendingMode.POST, col(Outbox.tried_at).is_not(None)),
                    OutboxState.UNSURE.value,
                ),
                else_=OutboxState.WAITING.value,
            ),
            lease_until=None,
            lease_owner=None,
            reason="the process that was sending it stopped",
        )
    )
    return (await session.exec(_plain(statement))).rowcount


async def settle_sent(
    session: AsyncSession, promised: Promised, now: datetime, *, channel_id: str | None = None, ts: str | None = None
) -> bool:
    """Settle a row as done; a posted message's place in Slack is kept. Say whether the lease still held."""
    if promised.mode is not SendingMode.POST:
        return await _settle(session, promised, {"state": OutboxState.SENT, "settled_at": now, "reason": None})
    given = {"row": promised.id, "claim": promised.claim, "now": now, "channel": channel_id, "ts": ts}
    return await _run_core(session, _sent_statement(), given)


async def settle_waiting(session: AsyncSession, promised: Promised, not_before: datetime, reason: str) -> bool:
    """Put a row that is known to be unsent back, not to be tried before a time outside."""
    return await _settle(session, promised, {"state": OutboxState.WAITING, "reason": reason}, lease_until=not_before)


async def begin_doubt(session: AsyncSession, promised: Promised, real: datetime, reason: str) -> bool:
    """Mark a row whose answer was lost just now: from now on, not from its claim, it may still turn up."""
    values = {"state": OutboxState.UNSURE, "reason": reason, "tried_at": real}
    return await _settle(session, promised, values, lease_until=real)


async def settle_unsure(session: AsyncSession, promised: Promised, look_at: datetime, reason: str) -> bool:
    """Mark a row whose message may or may not be there, to be looked up at a time outside."""
    return await _settle(session, promised, {"state": OutboxState.UNSURE, "reason": reason}, lease_until=look_at)


async def settle_failed(session: AsyncSession, promised: Promised, now: datetime, reason: str) -> bool:
    """Settle a row that will never succeed, with a reason a person can read."""
    return await _settle(session, promised, {"state": OutboxState.FAILED, "settled_at": now, "reason": reason})


async def settle_cancelled(session: AsyncSession, promised: Promised, now: datetime, reason: str) -> bool:
    """Settle a row that is no longer true."""
    return await _settle(session, promised, {"state": OutboxState.CANCELLED, "settled_at": now, "reason": reason})


async def cancel_follow_ups(session: AsyncSession, promised: Promised, now: datetime) -> None:
    """Settle changes that wait for a message as no longer wanted."""
    statement = (
        update(Outbox)
        .where(col(Outbox.target_id) == promised.id, col(Outbox.state) == OutboxState.WAITING)
        .values(state=OutboxState.CANCELLED, settled_at=now, reason="the message is not there to be changed")
    )
    await session.exec(_plain(statement))


async def end_pauses(session: AsyncSession, recipient_id: str) -> None:
    """Let what waits for one person be tried again now, because what it waited for has come."""
    statement = (
        update(Outbox)
        .where(col(Outbox.recipient_id) == recipient_id, col(Outbox.state) == OutboxState.WAITING)
        .values(lease_until=None)
    )
    await session.exec(_plain(statement))


async def next_after(session: AsyncSession, times: Times) -> datetime | None:
    """Return the next time outside, after the one given, at which a paused row that is due may be tried."""
    statement = select(func.min(Outbox.lease_until)).where(
        col(Outbox.state).in_([OutboxState.WAITING, OutboxState.SENDING, OutboxState.UNSURE]),
        col(Outbox.due_at) <= times.now,
        col(Outbox.lease_until) > times.real,
    )
    return (await session.exec(statement)).one()


# The statements every drain runs again and again are built once: their parts are aliases of a
# wide table, and building them costs more than the database needs to answer. Times come as parameters.
_TABLE: Table = Outbox.__table__  # type: ignore[attr-defined]
_NOW, _REAL, _SOON = (bindparam(name, type_=UtcDateTime()) for name in ("now", "real", "soon"))


@cache
def _claim_statement() -> UpdateBase:
    row = aliased(Outbox)
    free = and_(
        col(row.state) == OutboxState.WAITING,
        col(row.due_at) <= _NOW,
        _unleased(row, _REAL),
        or_(
            and_(
                col(row.mode) == SendingMode.POST,
                ~_earlier_post(row, "recipient_id"),
                ~_earlier_post(row, "team_id"),
            ),
            and_(col(row.mode) != SendingMode.POST, _target_settled(row), ~_earlier_follow_up(row)),
        ),
    )
    tried = {"attempts": col(Outbox.attempts) + 1, "tried_at": None}
    return _taking(row, free, {"state": OutboxState.SENDING, **tried})


@cache
def _unsure_statement() -> UpdateBase:
    row = aliased(Outbox)
    due = and_(col(row.state) == OutboxState.UNSURE, _unleased(row, _REAL))
    return _taking(row, due, {"state": OutboxState.UNSURE})


# These two are run for every message: as plain statements about the table they cost half of what the mapper does.


@cache
def _try_statement() -> Update:
    tried = {"tried_at": _REAL, "lease_until": bindparam("until", type_=UtcDateTime())}
    return _held().where(_TABLE.c.state == OutboxState.SENDING).values(**tried)


@cache
def _sent_statement() -> Update:
    place: dict[str, Any] = {"channel_id": bindparam("channel"), "message_ts": bindparam("ts")}
    settled = {"state": OutboxState.SENT, "settled_at": _NOW, "reason": None}
    return _held().values(**settled, **place, lease_until=None, lease_owner=None)


def _held() -> Update:
    """Return the change of a row of which the lease still holds."""
    return update(_TABLE).where(_TABLE.c.id == bindparam("row"), _TABLE.c.lease_owner == bindparam("claim"))


async def _run_core(session: AsyncSession, statement: Update, given: dict[str, Any]) -> bool:
    connection = await session.connection()
    return (await connection.execute(statement, given)).rowcount == 1


def _taking(row: type[Outbox], which: ColumnElement[bool], values: dict[str, Any]) -> UpdateBase:
    chosen = (
        select(row.id)
        .where(which)
        .order_by(*_order(row))
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(skip_locked=True)
        .cte("chosen")  # looked up once: as a plain subquery PostgreSQL may run it again, and lock more
    )
    lease: dict[str, Any] = {"lease_until": bindparam("until"), "lease_owner": bindparam("owner")}
    return (
        update(Outbox)
        .where(col(Outbox.id).in_(select(chosen.c.id)))
        .values(**values, **lease)
        .returning(Outbox)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


def _unleased(row: type[Outbox], by: BindParameter[Any]) -> ColumnElement[bool]:
    return or_(col(row.lease_until).is_(None), col(row.lease_until) <= by)


def _earlier_post(row: type[Outbox], place: str) -> ColumnElement[bool]:
    """Return the condition that an earlier message to the same person or team still holds this one up."""
    other = aliased(Outbox)
    holds_up = or_(
        col(other.state).in_(_OPEN),
        and_(col(other.state) == OutboxState.UNSURE, _unleased(other, _SOON)),
    )
    return exists().where(
        getattr(other, place) == getattr(row, place),
        col(other.mode) == SendingMode.POST,
        holds_up,
        _place(other) < _place(row),
    )


def _target_settled(row: type[Outbox]) -> ColumnElement[bool]:
    target = aliased(Outbox)
    settled = (OutboxState.SENT, OutboxState.CANCELLED, OutboxState.FAILED)
    return exists().where(col(target.id) == col(row.target_id), col(target.state).in_(settled))


def _earlier_follow_up(row: type[Outbox]) -> ColumnElement[bool]:
    other = aliased(Outbox)
    return exists().where(
        col(other.target_id) == col(row.target_id),
        or_(
            and_(col(other.state) == OutboxState.SENDING, col(other.id) != col(row.id)),
            and_(col(other.state) == OutboxState.WAITING, _place(other) < _place(row)),
        ),
    )


def _place(row: type[Outbox]) -> Any:
    return tuple_(*_order(row))


def _order(row: type[Outbox]) -> tuple[Any, ...]:
    later = case((col(row.kind).in_(_NOBODY_WAITS_FOR), 1), else_=0)
    return later, col(row.due_at), col(row.priority), col(row.promised_at), col(row.id)


async def _take(session: AsyncSession, statement: UpdateBase, times: Times, limit: int) -> tuple[Promised, ...]:
    given = {
        "most": limit,
        "now": times.now,
        "real": times.real,
        "soon": times.real + ORDER_WINDOW,
        "until": times.real + times.lease,
        "owner": new_id(),
    }
    rows = (await session.exec(statement, params=given)).scalars().all()
    wanted = {row.target_id for row in rows if row.target_id is not None}
    found = await session.exec(select(Outbox).where(col(Outbox.id).in_(wanted))) if wanted else ()
    targets = {target.id: target for target in found}
    teams = await _read_teams(session, {row.team_id for row in rows if row.team_id is not None})
    return tuple(
        _promised(row, times, targets.get(row.target_id or ""), teams.get(row.team_id or ""))
        for row in sorted(rows, key=_python_order)
    )


async def _read_teams(session: AsyncSession, ids: set[str]) -> dict[str, tuple[str | None, ChannelDetail]]:
    """Return the channel of each team, and how much is wanted there."""
    if not ids:
        return {}
    found = await session.exec(select(Team.id, Team.channel_id, Team.channel_detail).where(col(Team.id).in_(ids)))
    return {team_id: (channel, ChannelDetail(detail)) for team_id, channel, detail in found.all()}


def _python_order(row: Outbox) -> tuple[Any, ...]:
    return row.kind in _NOBODY_WAITS_FOR, row.due_at, row.priority, row.promised_at, row.id


def _promised(
    row: Outbox, times: Times, target: Outbox | None, team: tuple[str | None, ChannelDetail] | None
) -> Promised:
    place = target or row
    channel, detail = team or (None, ChannelDetail.COUNTS)
    return Promised(
        id=row.id,
        kind=row.kind,
        mode=row.mode,
        recipient_id=row.recipient_id,
        facts=dict(row.facts),
        promised_at=row.promised_at,
        attempts=row.attempts,
        tried_at=row.tried_at or times.real,
        claim=row.lease_owner or "",
        channel_id=place.channel_id or channel,
        message_ts=place.message_ts,
        target_id=row.target_id,
        target_state=None if target is None else target.state,
        team_id=row.team_id,
        detail=detail,
    )


async def _settle(
    session: AsyncSession, promised: Promised, values: dict[str, Any], *, lease_until: datetime | None = None
) -> bool:
    reason = values.get("reason")
    if reason is not None:
        values["reason"] = reason[:_REASON_LIMIT]
    statement = (
        update(Outbox)
        .where(col(Outbox.id) == promised.id, col(Outbox.lease_owner) == promised.claim)
        .values(lease_until=lease_until, lease_owner=None, **values)
    )
    return (await session.exec(_plain(statement))).rowcount == 1


def _plain(statement: Update) -> Update:
    return statement.execution_options(synchronize_session=False)
