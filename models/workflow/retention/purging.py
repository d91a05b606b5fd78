"""Letting go of the text of filed records: one record a transaction, and stopped at any point the next run goes on.

What was filed lives on in the child's own file (source row I27). Here metadata, hashes and acts stay for ever, and what
the next supervision opens with for as long as it needs it.
"""

from collections.abc import Awaitable, Callable, Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import and_, delete, false, func, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import allow_seconds, change_one
from models.outbox import refresh_all
from models.rules.preparing import last_moment
from models.rules.retention import find_latest, find_stale_carried, find_stale_entries, judge
from models.tables import (
    Act,
    ActionEntry,
    Addendum,
    AgendaItem,
    Answer,
    CarriedAnswer,
    Child,
    Disposal,
    Filing,
    Outbox,
    Preparation,
    Record,
    Request,
    RequestVersion,
    Supervision,
    Version,
    new_id,
)
from models.values.call import LONDON
from models.values.errors import Conflict, Missing
from models.values.retention import LetGo, Verdict
from models.vocabulary import Format, Kept, LinkKind, MessageKind, RecordKind, RecordState, SendingMode
from models.workflow.chain import add_link
from models.workflow.clocks.columns import chunks
from models.workflow.events import note_by_itself
from models.workflow.parts import Parts
from models.workflow.requests import request_key
from models.workflow.retention.facts import ChildFacts, load_carried_facts, load_entry_facts, load_record_facts
from models.workflow.retention.holds import Held, people_at, read_held

__all__ = ["judge_records", "let_go_beside", "purge", "purge_record"]

_CHUNK: Final = 200
_PATIENCE: Final = 60
"""Seconds for each statement that looks for what is due, at night."""

_OF_A_CHILD: Final = tuple(kind for kind in RecordKind if not kind.about_person)

GoOn = Callable[[], bool]
"""Says before each transaction whether there is still time for it."""


def _always() -> bool:
    return True


async def purge(parts: Parts, now: datetime, go_on: GoOn = _always) -> LetGo:
    """Let go what is due by now, as long as there is time; the rest is for the next run.

    Two processes may do it at once: each record is compared and set, and met twice it is let go once.
    """
    failed: list[Exception] = []
    records = await _each(await _find_due(parts, now), lambda one: purge_record(parts, one, now), go_on, failed)
    handed_on = await _each(
        await _find_handed_on(parts, now), lambda one: _forget_handed_on(parts, one, now), go_on, failed
    )
    if failed:
        raise failed[0]  # told only now, so that one that cannot go keeps back none of the others
    return LetGo(records=records[0], handed_on=handed_on[0], left=records[1] + handed_on[1])


async def _each(
    ids: Collection[str], work: Callable[[str], Awaitable[bool]], go_on: GoOn, failed: list[Exception]
) -> tuple[int, int]:
    """Do the work on each, and say how many it changed and how many are left for the next run."""
    done, left = 0, 0
    for place, one in enumerate(ids):
        if not go_on():
            return done, left + len(ids) - place
        try:
            done += await work(one)
        except Conflict:
            left += 1  # somebody is at work on it just now
        except Exception as error:  # noqa: BLE001 -- raised by the caller when the rest is done
            failed.append(error)
    return done, left


async def judge_records(session: AsyncSession, parts: Parts, facts: ChildFacts, today: date) -> dict[str, Verdict]:
    """Return of each record of a child whether its text may go that day, and why not."""
    child_open = await _is_open(session, facts.child_id, today)
    return await _judge(session, parts, facts, today, await read_held(session), child_open=child_open)


async def _judge(
    session: AsyncSession, parts: Parts, facts: ChildFacts, today: date, held: Held, *, child_open: bool
) -> dict[str, Verdict]:
    latest = find_latest(facts.records) if child_open else None
    verdicts = {}
    for one in facts.records:
        people: frozenset[str] = await _people(session, one.id) if held.people else frozenset()
        verdicts[one.id] = judge(
            one,
            parts.library.policy.retention,
            today,
            held=held.touches(facts.child_id, people),
            latest=one.id == latest,
        )
    return verdicts


async def purge_record(parts: Parts, record_id: str, now: datetime) -> bool:
    """Let go the text of one record if it is due; say whether it went.

    Raises
    ------
    Conflict
        When somebody changed it in this moment: nothing went.
    """
    today = now.astimezone(LONDON).date()
    async with parts.database.write(None, now) as session:
        record = await session.get(Record, record_id, with_for_update=True)
        if record is None or record.child_id is None:
            return False
        facts = (await load_record_facts(session, [record.child_id]))[record.child_id]
        verdict = (await judge_records(session, parts, facts, today))[record_id]
        if verdict.stays is not None or verdict.due_on is None:
            return False
        await _let_go(session, record, verdict.due_on, now)
        after = (await load_record_facts(session, [record.child_id]))[record.child_id]
        # A hold on somebody who was at an earlier meeting keeps what that one handed on.
        if not await _is_held(session, await read_held(session), after):
            await _let_handed_on_go(session, after, today)
        return True


async def _let_go(session: AsyncSession, record: Record, due_on: date, now: datetime) -> None:
    disposal_id = new_id()
    await change_one(
        session,
        update(Record)
        .where(
            col(Record.id) == record.id,
            col(Record.purged_at).is_(None),
            col(Record.state) == record.state,
            col(Record.version) == record.version,
            col(Record.revision) == record.revision,
        )
        .values(purged_at=now),
    )
    versions = (await session.exec(select(col(Version.id)).where(Version.record_id == record.id))).all()
    await _change(session, update(Version).where(col(Version.record_id) == record.id).values(document=None, nonce=None))
    await _forget_comments(session, versions)
    await session.exec(delete(Answer).where(col(Answer.record_id) == record.id))
    await session.exec(delete(Addendum).where(col(Addendum.record_id) == record.id))
    await _forget_prepared(session, record, now)
    session.add(
        Disposal(
            id=disposal_id,
            kept=Kept.CASEWORK_TEXT,
            child_id=record.child_id,
            record_id=record.id,
            due_on=due_on,
            listed_at=now,
            done_at=now,
            facts={"versions": str(len(versions))},
        )
    )
    await session.flush()
    await add_link(session, record, LinkKind.PURGED, disposal_id, now, {"due_on": due_on.isoformat()})
    note_by_itself(session, now, "purged", "record", record.id, disposal=disposal_id, due_on=due_on.isoformat())
    await let_go_beside(session, record, now)


async def let_go_beside(session: AsyncSession, record: Record, now: datetime) -> None:
    """Let go what stands beside a record whose text went: names typed of its meeting, and text in Slack."""
    versions = (await session.exec(select(col(Version.id)).where(Version.record_id == record.id))).all()
    await _forget_outside(session, record.supervision_id)
    await _show(session, versions, now)


async def _forget_comments(session: AsyncSession, versions: Collection[str]) -> None:
    """Let go the words of answers; those written after the last paste are nowhere else, and stay."""
    pasted = select(func.coalesce(col(Filing.outcome_at), col(Filing.filed_at))).where(
        col(Filing.version_id) == col(Act.version_id)
    )
    there = pasted.correlate(Act).scalar_subquery()
    await _change(
        session,
        update(Act)
        .where(col(Act.version_id).in_(versions), or_(there.is_(None), col(Act.at) <= there))
        .values(comments=None, nonce=None),
    )


async def _forget_prepared(session: AsyncSession, record: Record, now: datetime) -> None:
    """Let go what was prepared for this record and is still there."""
    supervision = await session.get(Supervision, record.supervision_id)
    if supervision is None or supervision.format is not Format.ONE_TO_ONE:
        return
    worker = select(col(AgendaItem.worker_id)).where(
        AgendaItem.supervision_id == supervision.id, AgendaItem.child_id == record.child_id
    )
    for_it = and_(
        col(Preparation.child_id) == record.child_id,
        col(Preparation.person_id).in_(worker),
        col(Preparation.saved_at) < last_moment(supervision.held_on),
        col(Preparation.saved_at) <= supervision.typed_at,
    )
    await _change(session, update(Preparation).where(for_it).values(text=None))
    await _change(session, update(Preparation).where(for_it, col(Preparation.ended_at).is_(None)).values(ended_at=now))


async def _forget_outside(session: AsyncSession, supervision_id: str) -> None:
    """Let go the names of those from outside once no record of the meeting has its text any more."""
    left = select(Record.id).where(
        col(Record.supervision_id) == supervision_id,
        col(Record.state) != RecordState.DISCARDED,
        col(Record.purged_at).is_(None),
        col(Record.erased_at).is_(None),
    )
    if (await session.exec(left.limit(1))).first() is None:
        await _change(
            session,
            update(Supervision).where(col(Supervision.id) == supervision_id).values(outside=None, wrapped_key=None),
        )


async def _show(session: AsyncSession, versions: Collection[str], now: datetime) -> None:
    """Let the messages of requests say what became of the text; one posted whole is taken away."""
    found = await session.exec(
        select(Request)
        .join(RequestVersion, col(RequestVersion.request_id) == col(Request.id))
        .where(col(RequestVersion.version_id).in_(versions))
        .distinct()
    )
    requests = found.all()
    whole = [one.id for one in requests if one.full_text and one.text_replaced_at is None]
    await _change(
        session,
        update(Request)
        .where(col(Request.id).in_(whole), col(Request.text_replaced_at).is_(None))
        .values(text_replaced_at=now),
    )
    keys = {request_key(one.id) for one in requests if one.replaced_at is None}
    posted = await session.exec(
        select(col(Outbox.key)).where(
            Outbox.kind == MessageKind.RECORD_TEXT,
            Outbox.mode == SendingMode.POST,
            or_(false(), *(col(Outbox.key).startswith(f"request_text:{one}:", autoescape=True) for one in whole)),
        )
    )
    keys |= set(posted.all())
    await refresh_all(session, keys=keys, now=now)


async def _find_stale(session: AsyncSession, facts: ChildFacts, today: date) -> tuple[frozenset[str], frozenset[str]]:
    """Return which answers handed on and which words about actions no next record of a child needs."""
    child_open = await _is_open(session, facts.child_id, today)
    carried = find_stale_carried(await load_carried_facts(session, facts), child_open=child_open)
    entries = find_stale_entries(await load_entry_facts(session, facts), child_open=child_open)
    return carried, entries


async def _let_handed_on_go(session: AsyncSession, facts: ChildFacts, today: date) -> bool:
    """Let go what purged records handed on and no next record needs; say whether anything went."""
    carried, entries = await _find_stale(session, facts, today)
    await session.exec(delete(CarriedAnswer).where(col(CarriedAnswer.id).in_(carried)))
    await _change(session, update(ActionEntry).where(col(ActionEntry.id).in_(entries)).values(text=b""))
    return bool(carried or entries)


async def _forget_handed_on(parts: Parts, child_id: str, now: datetime) -> bool:
    """Do it for a child of which nothing else is due: a newer record was filed since, or the child closed."""
    today = now.astimezone(LONDON).date()
    async with parts.database.write(None, now) as session:
        held = await read_held(session)
        facts = (await load_record_facts(session, [child_id]))[child_id]
        if await _is_held(session, held, facts) or not await _let_handed_on_go(session, facts, today):
            return False
        note_by_itself(session, now, "handed_on_let_go", "child", child_id)
        return True


async def _is_held(session: AsyncSession, held: Held, facts: ChildFacts) -> bool:
    if facts.child_id in held.children:
        return True
    if not held.people:
        return False
    return any([held.touches(None, await _people(session, one.id)) for one in facts.records if one.gone])


async def _find_due(parts: Parts, now: datetime) -> list[str]:
    """Return the records whose text is due by now, the longest filed first."""
    today = now.astimezone(LONDON).date()
    due: list[tuple[date, str]] = []
    async with parts.read() as session:
        await allow_seconds(session, _PATIENCE)
        found = await session.exec(
            select(col(Child.id), or_(col(Child.closed_on).is_(None), col(Child.closed_on) > today))
            .join(Record, col(Record.child_id) == col(Child.id))
            .join(Version, col(Version.record_id) == col(Record.id))
            .join(Filing, col(Filing.version_id) == col(Version.id))
            .where(
                col(Record.kind).in_(_OF_A_CHILD),
                col(Record.purged_at).is_(None),
                col(Record.erased_at).is_(None),
                col(Version.replaced).is_(False),
            )
            .distinct()
            .order_by(col(Child.id))
        )
        children = {child_id: bool(child_open) for child_id, child_open in found}
        held = await read_held(session)
        for some in chunks(list(children), _CHUNK):
            for child_id, facts in (await load_record_facts(session, some)).items():
                verdicts = await _judge(session, parts, facts, today, held, child_open=children[child_id])
                due += [(one.due_on, record) for record, one in verdicts.items() if one.stays is None and one.due_on]
    return [record for _, record in sorted(due)]


async def _find_handed_on(parts: Parts, now: datetime) -> list[str]:
    """Return the children of whom purged records still hand something on that no next record needs."""
    today = now.astimezone(LONDON).date()
    async with parts.read() as session:
        await allow_seconds(session, _PATIENCE)
        carried = await session.exec(
            select(col(Record.child_id))
            .join(Version, col(Version.record_id) == col(Record.id))
            .join(CarriedAnswer, col(CarriedAnswer.version_id) == col(Version.id))
            .where(col(Record.purged_at).is_not(None))
            .distinct()
        )
        entries = await session.exec(
            select(col(Record.child_id))
            .join(ActionEntry, col(ActionEntry.record_id) == col(Record.id))
            .where(col(Record.purged_at).is_not(None), func.length(col(ActionEntry.text)) > 0)
            .distinct()
        )
        children = sorted({child for child in (*carried.all(), *entries.all()) if child is not None})
        stale = []
        for some in chunks(children, _CHUNK):
            for child_id, facts in (await load_record_facts(session, some)).items():
                if any(await _find_stale(session, facts, today)):
                    stale.append(child_id)
    return stale


async def _is_open(session: AsyncSession, child_id: str, today: date) -> bool:
    child = await session.get(Child, child_id)
    if child is None:
        raise Missing
    return child.closed_on is None or child.closed_on > today


async def _people(session: AsyncSession, record_id: str) -> frozenset[str]:
    record = await session.get(Record, record_id)
    return frozenset() if record is None else await people_at(session, record)


async def _change(session: AsyncSession, statement: Any) -> None:
    await session.exec(statement.execution_options(synchronize_session=False))
