"""Send: the supervisor's signature. Every record that lacks nothing becomes a version, once."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, note
from models.outbox import refresh_all
from models.rules.agreement import check_move, fold
from models.rules.document import version_facts
from models.rules.integrity import hash_version
from models.tables import Mention, Record, Supervision, Version, new_id
from models.values.agreement import Actor, Step
from models.values.call import Call
from models.values.document import Document
from models.values.errors import Conflict, Refusal
from models.values.sending import ReadThrough, ReadyRecord, Sent
from models.values.supervision import STANDS_ALONE
from models.vocabulary import Format, RecordKind, SupervisionState
from models.workflow.asking import ask_all, replace_version
from models.workflow.chain import link_sent
from models.workflow.clocks.digests import find_digests
from models.workflow.clocks.team_posts import find_team_posts
from models.workflow.collecting import apply_sent
from models.workflow.meeting import Meeting, current_version, load_meeting
from models.workflow.overview import card_key, check_writer_of_some
from models.workflow.parts import Parts
from models.workflow.prepared import end_mentioned, end_prepared
from models.workflow.priorities import end_priorities
from models.workflow.sealing import seal_document

__all__ = ["add_version", "read_through", "send_all"]

_CHANGED = "Something here changed since it was shown. Read it through once more, then send."


async def read_through(parts: Parts, call: Call, *, supervision_id: str) -> ReadThrough:
    """Return the whole meeting as it would be sent now, for somebody who may write in it."""
    async with parts.read() as session:
        relations = await check_writer_of_some(session, call, supervision_id)
        return (await load_meeting(session, parts, call, supervision_id, relations)).shown


async def send_all(
    parts: Parts,
    call: Call,
    *,
    supervision_id: str,
    stamp: str | None = None,
    unchanged: str | None = None,
) -> Sent:
    """Send every record that lacks nothing and ask the supervisees to agree; leave the rest.

    `stamp` is that of the read-through the sender saw. `unchanged` names the one record that
    goes out again as it was, although a change was asked for; nothing else goes with it.

    Raises
    ------
    Conflict
        When something was saved or sent since, on this device or another: nothing is sent.
    Refusal
        When nothing is ready.
    """
    async with parts.write(call) as session:
        relations = await check_writer_of_some(session, call, supervision_id)
        meeting = await load_meeting(session, parts, call, supervision_id, relations, lock=True)
        if meeting.supervision.state is SupervisionState.DISCARDED:
            raise Refusal("This supervision was discarded.")
        if stamp is not None and stamp != meeting.shown.stamp:
            raise Conflict(_CHANGED)
        going = [record for record in meeting.shown.records if _goes(record, unchanged)]
        if not going:
            raise Refusal("Nothing is ready to be sent yet.")
        anew = [meeting.rows[record.record_id].subject_id for record in going if record.document.number == 1]
        sent = [(record, await _send(session, parts, call, meeting, record)) for record in going]
        await ask_all(session, parts, call, supervision_id, _grouped(sent))
        await _count(session, call, meeting.supervision)
        await end_prepared(session, call, meeting.supervision, anew)
        if all(record.kind in STANDS_ALONE for record in going):
            await _close(session, call, supervision_id)
        await _show_done(session, call, supervision_id, going)
    asked = replace(meeting.shown, records=tuple(going))
    return Sent(
        supervision_id=supervision_id,
        to_names=tuple(dict.fromkeys((*asked.asked, *asked.told))),
        to_ids=tuple(dict.fromkeys(one for record in going for one in _recipients(record.document))),
        sent=tuple(record.name for record in going),
        left=tuple(record for record in meeting.shown.records if record not in going),
        asks=bool(asked.asked),
    )


def _goes(record: ReadyRecord, unchanged: str | None) -> bool:
    if unchanged is None:
        return record.ready
    return record.record_id == unchanged and record.unchanged and not record.lacking


async def _send(session: AsyncSession, parts: Parts, call: Call, meeting: Meeting, ready: ReadyRecord) -> Version:
    """Seal one record as its next version; the compare-and-set lets one Send of two win."""
    record = meeting.rows[ready.record_id]
    check_move(record.state, Step.SENT, Actor.SENDER)
    if record.version:
        await replace_version(session, await current_version(session, record), call.now)
    await change_one(
        session,
        update(Record)
        .where(
            col(Record.id) == record.id,
            col(Record.state) == record.state,
            col(Record.revision) == ready.revision,
        )
        .values(state=fold((), ready.document.required), version=ready.document.number, revision=ready.revision + 1),
    )
    version = await add_version(session, parts, call, record, ready.document)
    await apply_sent(session, parts, record, version, call.now)
    return version


async def add_version(session: AsyncSession, parts: Parts, call: Call, record: Record, document: Document) -> Version:
    """Add a version that waits for its answer, or needs none, with its audit event."""
    version_id = new_id()
    sealed, facts = seal_document(parts, record, version_id, document), version_facts(version_id, document)
    version = Version(
        id=version_id,
        record_id=record.id,
        addendum=document.addendum,
        number=document.number,
        document=sealed.text,
        nonce=sealed.nonce,
        facts=facts,
        mac=sealed.mac,
        hash=hash_version(facts, sealed.mac),
        state=fold((), document.required),
        sent_by=call.person_id,
        sent_at=call.now,
    )
    session.add(version)
    await session.flush()
    await link_sent(session, record, version)
    await note(
        session,
        call,
        Step.SENT.value,
        "record",
        record.id,
        version_id=version.id,
        addendum=str(document.addendum),
        number=str(document.number),
    )
    return version


def _grouped(sent: Sequence[tuple[ReadyRecord, Version]]) -> list[list[tuple[Version, Document]]]:
    """Return what is asked for together: each record by itself, but all brief ones of this Send in one."""
    pairs = [(version, ready.document) for ready, version in sent]
    alone = [[pair] for pair in pairs if pair[1].kind is not RecordKind.BRIEF]
    together = [pair for pair in pairs if pair[1].kind is RecordKind.BRIEF]
    return [*alone, together] if together else alone


def _recipients(document: Document) -> tuple[str, ...]:
    return (*document.required, *document.readers)


async def _close(session: AsyncSession, call: Call, supervision_id: str) -> None:
    """End a meeting that was only for what was sent now, if it is still open."""
    await session.exec(
        update(Supervision)
        .where(col(Supervision.id) == supervision_id, col(Supervision.state) == SupervisionState.OPEN)
        .values(state=SupervisionState.CLOSED, closed_at=call.now, revision=col(Supervision.revision) + 1)
    )


async def _show_done(session: AsyncSession, call: Call, supervision_id: str, going: Sequence[ReadyRecord]) -> None:
    """Let the card, today's posts of the teams concerned, and digests show what was sent and which mentions count."""
    mentioned = await session.exec(select(Mention.child_id).where(Mention.supervision_id == supervision_id))
    people = {one for record in going for one in _recipients(record.document)}
    subjects = {*mentioned.all(), *(record.subject_id for record in going)}
    posts = await find_team_posts(session, people=people, children=subjects, now=call.now)
    about = {supervision_id, *people, *subjects}
    digests = await find_digests(session, people={call.person_id, *people}, about=about, now=call.now)
    await refresh_all(session, keys={card_key(supervision_id), *posts, *digests}, now=call.now)


async def _count(session: AsyncSession, call: Call, supervision: Supervision) -> None:
    """At the first Send the meeting has happened: mentions count, priorities were for this agenda.

    A note is no meeting: the child still waits for the next one.
    """
    first = await session.exec(
        update(Supervision)
        .where(col(Supervision.id) == supervision.id, col(Supervision.first_sent_at).is_(None))
        .values(first_sent_at=call.now)
    )
    if not first.rowcount:
        return
    await session.exec(
        update(Mention)
        .where(col(Mention.supervision_id) == supervision.id, col(Mention.counted_at).is_(None))
        .values(counted_at=call.now)
    )
    if supervision.format is not Format.AD_HOC:
        await end_priorities(session, supervision_id=supervision.id, now=call.now)
    await end_mentioned(session, call, supervision)
