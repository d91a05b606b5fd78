"""Answering a request: agree, comment, ask for a change, refuse, take back; or close it for a leaver."""

from collections.abc import Collection, Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch, note
from models.outbox import refresh
from models.rules.access import check_may_write
from models.rules.agreement import AGREEING, can_move, check_comment, check_move, check_withdrawal, last_acts
from models.tables import Act, Record, Request, RequestVersion, Version
from models.values.agreement import Acted, Actor, Step
from models.values.call import Call
from models.values.errors import Conflict, Refusal
from models.vocabulary import ActKind, LinkKind, RecordState
from models.workflow.acts import Given, added_to, give, set_state, withdraw
from models.workflow.chain import add_link
from models.workflow.overview import card_key
from models.workflow.parts import Parts
from models.workflow.reading import read_at_last_page
from models.workflow.relations import relation_to_record
from models.workflow.remaining import load_document
from models.workflow.requests import AskedRow, facts, gone, load_acts, load_asked, load_rows, request_key
from models.workflow.sealing import check_there

__all__ = ["act", "close_as_left", "undo"]

_NOT_READ = "Open the last page of the record first, then answer."
_REPLACED = "A newer version has taken its place. Open the newest message."
_NEEDS_WORDS = {
    ActKind.AGREED_WITH_COMMENTS: "Write your comments, or go back and agree without them.",
    ActKind.CHANGE_ASKED: "Write what should change.",
    ActKind.COMMENTED: "Write what should be added.",
}


async def act(
    parts: Parts,
    call: Call,
    *,
    request_id: str,
    kind: ActKind,
    version_ids: Collection[str] | None = None,
    comments: str = "",
    at_last_page: bool = False,
) -> Acted:
    """Record what the addressee of a request says to its versions: those named, or all still open.

    `at_last_page` is true for a button that stands on the last page only, which proves that it
    was opened. A comment after completion asks for an addendum; one of somebody whose agreement
    is not needed is shown with the version and changes nothing else.

    Raises
    ------
    Refusal
        For anybody but the addressee, too early, too late, or without the words it needs.
    """
    if kind in _NEEDS_WORDS and not comments.strip():
        raise Refusal(_NEEDS_WORDS[kind])
    async with parts.write(call) as session:
        request = await _load_request(session, call, request_id)
        rows = await _lock_rows(session, request_id)
        actor = Actor.REQUIRED if request.to_agree else Actor.PARTY
        chosen = _choose(rows, kind, actor, version_ids)
        for row in chosen:
            check_there(row.record, row.version)
            check_move(row.version.state, kind, actor)
        if actor is Actor.PARTY:
            check_comment(request.comments_until, call.today)
        if at_last_page:
            await read_at_last_page(session, call, rows)
        elif any(row.asked.read_at is None for row in chosen):
            raise Refusal(_NOT_READ)
        await give(session, parts, call, request, chosen, Given(kind, call.now, comments))
        asked = await load_asked(session, parts, request_id)
    return Acted(asked=asked, kind=kind, touched=tuple(row.version.id for row in chosen))


async def undo(parts: Parts, call: Call, *, request_id: str) -> Acted:
    """Take back what the addressee did last in a request, while its undo window lasts.

    Raises
    ------
    Refusal
        When there is nothing to take back, or it is too late; nothing changes.
    """
    async with parts.write(call) as session:
        request = await _load_request(session, call, request_id)
        rows = await _lock_rows(session, request_id)
        undone = await _last_done(session, call, rows)
        for row, done in undone:
            check_there(row.record, row.version)
            built_on = await added_to(session, row.version)
            check_withdrawal(next(iter(facts([done]))), call.now, parts.options.undo, added_to=built_on)
            check_move(row.version.state, ActKind.WITHDRAWN, Actor.REQUIRED)
        if not undone:
            check_withdrawal(None, call.now)
        await withdraw(session, parts, call, request, undone, Given(ActKind.WITHDRAWN, call.now))
        asked = await load_asked(session, parts, request_id)
    return Acted(asked=asked, kind=ActKind.WITHDRAWN, touched=tuple(row.version.id for row, _ in undone))


async def close_as_left(parts: Parts, call: Call, *, version_id: str) -> None:
    """Close a version without an answer, because the person asked has left.

    Raises
    ------
    Refusal
        For anybody but the supervisor, while the person is still here, or once it is closed.
    """
    async with parts.write(call) as session:
        version = await fetch(session, Version, version_id)
        record = await fetch(session, Record, version.record_id)
        check_may_write(await relation_to_record(session, call.person_id, record, call.today), record.kind)
        if version.replaced:
            raise Conflict
        check_move(version.state, Step.CLOSED_AS_LEFT, Actor.SENDER)
        document = await load_document(session, parts, record, version)
        if not await gone(session, document.required, call.today):
            raise Refusal("Only when the person asked has left can this be closed without an answer.")
        await set_state(session, record, version, RecordState.NO_ANSWER_LEFT)
        said = {"version": version.hash, "person": call.person_id}
        await add_link(session, record, LinkKind.LEFT, version.id, call.now, said)
        await note(session, call, Step.CLOSED_AS_LEFT.value, "record", record.id, version_id=version.id)
        asked = select(col(RequestVersion.request_id)).where(RequestVersion.version_id == version.id)
        for request_id in await session.exec(asked):
            await refresh(session, key=request_key(request_id), now=call.now)
        await refresh(session, key=card_key(record.supervision_id), now=call.now)


async def _load_request(session: AsyncSession, call: Call, request_id: str) -> Request:
    request = await fetch(session, Request, request_id)
    if request.addressee_id != call.person_id:
        check_move(RecordState.AWAITING, ActKind.AGREED, Actor.OTHER)
    if request.replaced_at is not None:
        raise Refusal(_REPLACED)
    return request


async def _lock_rows(session: AsyncSession, request_id: str) -> list[AskedRow]:
    """Hold the versions of a request; one whose place was taken while this waited for them is refused."""
    rows = await load_rows(session, request_id, lock=True)
    if all(row.version.replaced for row in rows):
        raise Refusal(_REPLACED)
    return rows


def _choose(
    rows: Sequence[AskedRow], kind: ActKind, actor: Actor, version_ids: Collection[str] | None
) -> list[AskedRow]:
    """Return the versions an act is about: those named, or every current one it can still apply to."""
    current = [row for row in rows if not row.version.replaced]
    if version_ids is not None:
        chosen = [row for row in current if row.version.id in version_ids]
        if len(chosen) != len(set(version_ids)):
            raise Refusal(_REPLACED)
        return chosen
    open_ones = [row for row in current if can_move(row.version.state, kind, actor)]
    if len(open_ones) > 1 and kind not in AGREEING:
        raise Refusal("Choose which of the records you mean.")
    return open_ones or current[:1]


async def _last_done(session: AsyncSession, call: Call, rows: Sequence[AskedRow]) -> list[tuple[AskedRow, Act]]:
    """Return what the person did by their latest press: one act on each version it concerned."""
    current = [row for row in rows if not row.version.replaced]
    acts = await load_acts(session, (row.version.id for row in current))
    last: list[tuple[AskedRow, Act]] = []
    for row in current:
        fact = last_acts(facts(acts[row.version.id])).get(call.person_id)
        last.extend((row, done) for done in acts[row.version.id] if fact is not None and done.id == fact.id)
    latest = max((done.at for _, done in last), default=None)
    return [(row, done) for row, done in last if done.at == latest]
