"""*Filed*: saying that a version was copied to where it belongs, and later that its outcome was (B14, B28, I27).

What is filed is what stood on the screen: a version that was replaced since is refused, and an answer that came
after the screen was drawn is an outcome still to be pasted.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, fetch, note
from models.outbox import refresh_all
from models.rules.access import check_may_file, check_may_see_restricted
from models.rules.agreement import fold
from models.rules.filing import place_of, wants_outcome
from models.tables import Filing, Link, Record, Version, new_id
from models.values.call import LONDON, Call
from models.values.errors import Missing, Refusal
from models.values.filing import FiledAll, FiledOne, Marked
from models.vocabulary import LinkKind, RecordState
from models.workflow.chain import add_link
from models.workflow.clocks.digests import find_digests
from models.workflow.clocks.stale import mark_plan_stale
from models.workflow.full_text import replace_filed_texts
from models.workflow.names import read_names
from models.workflow.parts import Parts
from models.workflow.relations import relation_to_record
from models.workflow.remaining import load_document
from models.workflow.requests import facts, load_acts
from models.workflow.restricted import is_restricted
from models.workflow.to_file import MINE, Piece, can_file_restricted, find_to_file

__all__ = ["CHANGED_SINCE", "check_filer", "file_all", "file_version"]

CHANGED_SINCE = "A newer version was sent since, so this one is not filed. The list shows the new one: copy that."
NOTHING_LEFT = "There is nothing left to file here."
_AT_ONCE = 100
"""So many records are marked in one transaction."""


async def file_version(parts: Parts, call: Call, *, version_id: str, seen_at: datetime) -> FiledOne:
    """Mark one version as filed, or its outcome as pasted, as it stood on the screen at `seen_at`.

    Pressing twice, or two people at once, marks it once: the second hears who did.

    Raises
    ------
    Refusal
        For who may not file it, and when a newer version was sent since.
    """
    async with parts.write(call) as session:
        version = await fetch(session, Version, version_id)
        await _hold(session, [version.record_id])
        fresh = select(Version).where(Version.id == version_id).execution_options(populate_existing=True)
        version = (await session.exec(fresh)).one()
        record = await fetch(session, Record, version.record_id)
        await check_filer(session, call, record)
        if version.replaced:
            raise Refusal(CHANGED_SINCE)
        filing = (await session.exec(select(Filing).where(Filing.version_id == version_id))).first()
        what = await _mark(session, parts, call, record, version, filing, min(seen_at, call.now))
        if what is Marked.ALREADY and filing is not None:
            return await _say_already(session, filing)
        await _show(session, call, [record.supervision_id])
        names = await read_names(session, {call.person_id})
    return FiledOne(what, place_of(record.kind), names.get(call.person_id, ""), call.today)


async def file_all(parts: Parts, call: Call, *, scope: str = MINE, seen_at: datetime) -> FiledAll:
    """Mark everything as filed that stood on the viewer's list at `seen_at`; what came since is left.

    A long list is marked some at a time, so that nobody's save waits for all of it; stopped in between, the rest
    still stands on the list.

    Raises
    ------
    Refusal
        When there is nothing left.
    """
    seen_at, turn = min(seen_at, call.now), call
    looked_at: set[str] = set()
    filed = left = 0
    while True:
        async with parts.read() as session:
            found = await find_to_file(session, call, scope)
        some = [one for one in found if one.version.id not in looked_at][:_AT_ONCE]
        looked_at |= {one.version.id for one in some}
        async with parts.write(turn) as session:
            marked = await _mark_some(session, parts, call, scope, some, seen_at)
            filed, left = filed + marked.filed, left + marked.left
            if not filed and not left:
                raise Refusal(NOTHING_LEFT)
        if len(some) < _AT_ONCE:
            return FiledAll(filed, left)
        turn = replace(call, key=None)


async def _mark_some(
    session: AsyncSession, parts: Parts, call: Call, scope: str, some: Sequence[Piece], seen_at: datetime
) -> FiledAll:
    """Mark these pieces of the list, as far as they still stand on it."""
    await _hold(session, [one.record.id for one in some])
    wanted, filed, left, meetings = {one.version.id for one in some}, 0, 0, set()
    for one in await find_to_file(session, call, scope) if some else ():
        if one.version.id not in wanted:
            continue
        what = Marked.ALREADY
        if one.version.sent_at <= seen_at:
            what = await _mark(session, parts, call, one.record, one.version, one.filing, seen_at)
        left += what is Marked.ALREADY
        filed += what is not Marked.ALREADY
        meetings.add(one.record.supervision_id)
    if filed:
        await _show(session, call, sorted(meetings))
    return FiledAll(filed, left)


async def check_filer(session: AsyncSession, call: Call, record: Record) -> None:
    """Pass who may copy a record and file it; one of a restricted child nobody who only stands in.

    Raises
    ------
    Refusal
        For everybody else, and when the record has been erased.
    """
    if record.erased_at is not None:
        raise Missing
    relation = await relation_to_record(session, call.person_id, record, call.today)
    check_may_file(relation, record.kind)
    if await is_restricted(session, record.child_id, call.today) and not can_file_restricted(relation):
        check_may_see_restricted(relation)


async def _hold(session: AsyncSession, records: Sequence[str]) -> None:
    """Let those who file, send or answer the same records wait for each other, in one order."""
    held = select(Record).where(col(Record.id).in_(records)).order_by(col(Record.id)).with_for_update()
    await session.exec(held.execution_options(populate_existing=True))


async def _mark(
    session: AsyncSession,
    parts: Parts,
    call: Call,
    record: Record,
    version: Version,
    filing: Filing | None,
    seen_at: datetime,
) -> Marked:
    """Write that a version is filed, or its outcome pasted, with its link and its audit event."""
    state = await _state_at(session, parts, record, version, seen_at)
    if filing is None:
        await _file(session, call, record, version, state)
        return Marked.FILED
    if not wants_outcome(filing.told, state):
        return Marked.ALREADY
    await change_one(
        session,
        update(Filing)
        .where(
            col(Filing.id) == filing.id,
            col(Filing.outcome_state).is_(None)
            if filing.outcome_state is None
            else col(Filing.outcome_state) == filing.outcome_state,
        )
        .values(outcome_by=call.person_id, outcome_at=call.now, outcome_state=state),
    )
    await _link(session, call, record, version, filing, {"outcome": state.value})
    await note(
        session, call, "outcome_filed", "record", record.id, version_id=version.id, filing=filing.id, state=state.value
    )
    return Marked.OUTCOME


async def _file(session: AsyncSession, call: Call, record: Record, version: Version, state: RecordState) -> None:
    filing = Filing(
        id=new_id(),
        record_id=record.id,
        version_id=version.id,
        place=place_of(record.kind),
        state=state,
        filed_on=call.today,
        filed_by=call.person_id,
        filed_at=call.now,
    )
    session.add(filing)
    await session.flush()
    await _link(session, call, record, version, filing, {"state": state.value})
    await note(
        session,
        call,
        "filed",
        "record",
        record.id,
        version_id=version.id,
        filing=filing.id,
        place=filing.place.value,
        state=state.value,
        addendum=str(version.addendum),
        number=str(version.number),
    )
    await replace_filed_texts(session, call, version.id)


async def _link(
    session: AsyncSession, call: Call, record: Record, version: Version, filing: Filing, stood: dict[str, str]
) -> None:
    """Say in the record's chain what was filed, where, by whom and in which state; of an outcome, which it was."""
    said = {"version": version.hash, "place": filing.place.value, "person": call.person_id}
    on = {"on": call.today.isoformat()}
    await add_link(session, record, LinkKind.FILED, filing.id, call.now, said | on | stood)


async def _state_at(
    session: AsyncSession, parts: Parts, record: Record, version: Version, seen_at: datetime
) -> RecordState:
    """Return how the agreement of a version stood on a screen that was drawn then."""
    acts = (await load_acts(session, [version.id]))[version.id]
    closed = await session.exec(
        select(col(Link.at)).where(Link.row_id == version.id, col(Link.kind) == LinkKind.LEFT, col(Link.at) > seen_at)
    )
    if closed.first() is None and not any(act.at > seen_at for act in acts):
        return version.state
    required = (await load_document(session, parts, record, version)).required
    return fold(facts(act for act in acts if act.at <= seen_at), required)


async def _say_already(session: AsyncSession, filing: Filing) -> FiledOne:
    by = filing.outcome_by or filing.filed_by
    on = _day(filing.outcome_at) if filing.outcome_at is not None else filing.filed_on
    return FiledOne(Marked.ALREADY, filing.place, (await read_names(session, {by})).get(by, ""), on)


async def _show(session: AsyncSession, call: Call, meetings: Sequence[str]) -> None:
    """Let the next plan and the digests of those who were told show it."""
    await session.flush()
    digests = await find_digests(session, people=[call.person_id], about=meetings, now=call.now)
    await refresh_all(session, keys=digests, now=call.now)
    mark_plan_stale(session)


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()
