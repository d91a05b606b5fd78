"""Reactions on a request's message: a tick by the addressee is the same act as *Agree*.

Events may come twice, late or out of order, or before the bot knows where its message stands.
The row of a reaction keeps its newest event; what it means is judged by the time of the event.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch, insert_or_ignore
from models.outbox import find_posted, promise
from models.rules.agreement import check_withdrawal, last_acts
from models.rules.reactions import counts, event_time, is_newer
from models.tables import Act, Outbox, Person, Reaction, Request, new_id
from models.values.agreement import ActFact, Ticked
from models.values.call import Call
from models.values.errors import Refusal
from models.vocabulary import ActKind, MessageKind, OutboxState, RecordState, SendingMode, Way
from models.workflow.acts import Given, added_to, give, withdraw
from models.workflow.full_text import posted_at
from models.workflow.parts import Parts
from models.workflow.requests import AskedRow, answerable, facts, load_acts, load_rows
from models.workflow.sealing import is_gone

__all__ = ["react", "settle_reactions"]

_ON_THE_WAY = (OutboxState.SENDING, OutboxState.UNSURE)


async def react(parts: Parts, call: Call, ticked: Ticked) -> tuple[str, ...]:
    """Take note of a reaction put or taken away; anybody's but the addressee's changes nothing.

    Returns the ids of those whose Home it may have changed.
    """
    if not counts(ticked.name, thumbs_up=parts.options.thumbs_up_agrees):
        return ()
    async with parts.write(call) as session:
        posted = await find_posted(session, ticked.channel_id, ticked.message_ts)
        if posted is None:
            on_the_way = await _is_on_the_way(session, call.person_id)
            # Where the message stands may have been settled while this waited for the row.
            posted = await find_posted(session, ticked.channel_id, ticked.message_ts)
            if posted is None and on_the_way:
                await _remember(session, ticked, settled=False)
        if posted is None or not _is_request_to(posted, call.person_id):
            return ()
        if not await _remember(session, ticked, settled=True):
            return ()
        return await _judge(session, parts, call, posted, ticked)


def _is_request_to(posted: Outbox, person_id: str) -> bool:
    return posted.kind is MessageKind.REQUEST and posted.recipient_id == person_id


async def settle_reactions(parts: Parts, channel_id: str, message_ts: str, now: datetime) -> None:
    """Judge the reactions that came before it was known which message they stand on."""
    call = Call(person_id="", now=now, way=Way.REACTION)
    async with parts.write(call) as session:
        posted = await find_posted(session, channel_id, message_ts)
        if posted is None or posted.kind is not MessageKind.REQUEST or posted.recipient_id is None:
            return
        addressee = await fetch(session, Person, posted.recipient_id)
        waiting = await session.exec(
            select(Reaction)
            .where(
                Reaction.channel_id == channel_id,
                Reaction.message_ts == message_ts,
                col(Reaction.settled).is_(False),
            )
            .order_by(col(Reaction.event_ts))
        )
        for row in waiting.all():
            if row.slack_user != addressee.slack_id:
                await session.exec(delete(Reaction).where(col(Reaction.id) == row.id))
                continue
            ticked = Ticked(channel_id, message_ts, row.slack_user, row.name, row.event_ts, present=row.present)
            await session.exec(update(Reaction).where(col(Reaction.id) == row.id).values(settled=True))
            await _judge(session, parts, replace(call, person_id=addressee.id), posted, ticked)


async def _is_on_the_way(session: AsyncSession, person_id: str) -> bool:
    """Say whether a request for the person is being posted just now, and hold it until the commit."""
    statement = (
        select(Outbox.id)
        .where(
            Outbox.recipient_id == person_id,
            Outbox.kind == MessageKind.REQUEST,
            Outbox.mode == SendingMode.POST,
            col(Outbox.state).in_(_ON_THE_WAY),
        )
        .with_for_update()
    )
    return (await session.exec(statement)).first() is not None


async def _remember(session: AsyncSession, ticked: Ticked, *, settled: bool) -> bool:
    """Keep the newest event of a reaction; say whether this one is news."""
    place = (
        col(Reaction.channel_id) == ticked.channel_id,
        col(Reaction.message_ts) == ticked.message_ts,
        col(Reaction.slack_user) == ticked.slack_user,
        col(Reaction.name) == ticked.name,
    )
    inserted = await insert_or_ignore(
        session,
        Reaction,
        id=new_id(),
        channel_id=ticked.channel_id,
        message_ts=ticked.message_ts,
        slack_user=ticked.slack_user,
        name=ticked.name,
        present=ticked.present,
        event_ts=ticked.event_ts,
        settled=settled,
    )
    if inserted:
        return True
    row = (await session.exec(select(Reaction).where(*place).with_for_update())).one()
    if not is_newer(ticked.event_ts, row.event_ts):
        return False
    await session.exec(
        update(Reaction)
        .where(col(Reaction.id) == row.id)
        .values(present=ticked.present, event_ts=ticked.event_ts, settled=settled)
    )
    return True


async def _judge(session: AsyncSession, parts: Parts, call: Call, posted: Outbox, ticked: Ticked) -> tuple[str, ...]:
    request = await fetch(session, Request, posted.facts["request"])
    if request.replaced_at is not None:
        return ()
    if not request.to_agree:
        if ticked.present:
            await _say(session, call, request, ticked, MessageKind.TICK_TOO_LATE, why="to_read")
        return ()
    rows = [row for row in await load_rows(session, request.id, lock=True) if not row.version.replaced]
    acts = await load_acts(session, [row.version.id for row in rows])
    scene = _Scene(session, parts, call, request, rows, acts, ticked)
    await (_tick(scene) if ticked.present else _untick(scene))
    return request.addressee_id, await answerable(session, request, rows[0].record, call.today)


@dataclass(frozen=True, slots=True)
class _Scene:
    """A reaction on the message of a request, with everything needed to judge it."""

    session: AsyncSession
    parts: Parts
    call: Call
    request: Request
    rows: list[AskedRow]
    acts: dict[str, list[Act]]
    ticked: Ticked

    @property
    def at(self) -> datetime:
        """When it was put or taken away."""
        return event_time(self.ticked.event_ts)

    def last(self, row: AskedRow) -> ActFact | None:
        """Return the addressee's last act that counts on a version."""
        return last_acts(facts(self.acts[row.version.id])).get(self.call.person_id)


async def _tick(scene: _Scene) -> None:
    """Agree to every version still open, unless a last page was not opened before."""
    open_rows = [row for row in scene.rows if row.version.state is RecordState.AWAITING]
    if not open_rows:
        if any(row.version.state is not RecordState.COMPLETE for row in scene.rows):
            await _answer(scene, MessageKind.TICK_TOO_LATE, why="closed")
        return
    if not await _was_read(scene, open_rows, scene.at):
        await _answer(scene, MessageKind.TICK_TOO_EARLY)
        return
    # A tick told late does not overrule what the person did after it.
    mine = [row for row in open_rows if not _done_since(scene, row)]
    if mine:
        given = Given(ActKind.AGREED, scene.at, event_ts=scene.ticked.event_ts)
        await give(scene.session, scene.parts, scene.call, scene.request, mine, given)


async def _untick(scene: _Scene) -> None:
    """Take back what the last counting tick made, while its undo window lasts and nothing was built on it."""
    made = [
        (row, act)
        for row in scene.rows
        for act in scene.acts[row.version.id]
        if (last := scene.last(row)) is not None and last.id == act.id and act.way is Way.REACTION
    ]
    if not made or await _another_tick_stands(scene, [row for row, _ in made]):
        return
    try:
        for _, act in made:
            check_withdrawal(facts([act])[0], scene.at, scene.parts.options.undo)
    except Refusal:
        await _answer(scene, MessageKind.TICK_TOO_LATE, why="removed")
        return
    if any(is_gone(row.record, row.version) for row, _ in made):
        await _answer(scene, MessageKind.TICK_TOO_LATE, why="removed")
        return
    if any([await added_to(scene.session, row.version) for row, _ in made]):
        await _answer(scene, MessageKind.TICK_TOO_LATE, why="added_to")
        return
    await withdraw(
        scene.session,
        scene.parts,
        scene.call,
        scene.request,
        made,
        Given(ActKind.WITHDRAWN, scene.at, event_ts=scene.ticked.event_ts),
    )


async def _was_read(scene: _Scene, rows: Sequence[AskedRow], at: datetime) -> bool:
    posted = await posted_at(scene.session, scene.request)
    if posted is not None and posted <= at:
        return True
    return all(row.asked.read_at is not None and row.asked.read_at <= at for row in rows)


def _done_since(scene: _Scene, row: AskedRow) -> bool:
    return any(act.person_id == scene.call.person_id and act.at >= scene.at for act in scene.acts[row.version.id])


async def _another_tick_stands(scene: _Scene, rows: Sequence[AskedRow]) -> bool:
    """Say whether a tick still there holds what was agreed; one too early or undone never counts later by itself."""
    there = await scene.session.exec(
        select(col(Reaction.name), col(Reaction.event_ts)).where(
            Reaction.channel_id == scene.ticked.channel_id,
            Reaction.message_ts == scene.ticked.message_ts,
            Reaction.slack_user == scene.ticked.slack_user,
            col(Reaction.present).is_(True),
        )
    )
    thumbs_up = scene.parts.options.thumbs_up_agrees
    given = [event_time(event_ts) for name, event_ts in there if counts(name, thumbs_up=thumbs_up)]
    acts = [act for row in rows for act in scene.acts[row.version.id] if act.person_id == scene.call.person_id]
    undone = max((act.at for act in acts if act.kind is ActKind.WITHDRAWN), default=None)
    return any([await _was_read(scene, rows, at) for at in given if undone is None or undone < at])


async def _answer(scene: _Scene, kind: MessageKind, **said: str) -> None:
    await _say(scene.session, scene.call, scene.request, scene.ticked, kind, **said)


async def _say(
    session: AsyncSession, call: Call, request: Request, ticked: Ticked, kind: MessageKind, **said: str
) -> None:
    """Promise a sentence in the thread of the request's message, once for each event."""
    await promise(
        session,
        key=f"tick:{ticked.channel_id}:{ticked.message_ts}:{ticked.event_ts}",
        kind=kind,
        recipient_id=call.person_id,
        facts={"request": request.id, "thread_ts": ticked.message_ts, **said},
        now=call.now,
    )
