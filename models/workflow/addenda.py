"""Addenda: what is added to a record that stands, with an agreement of its own."""

from dataclasses import replace

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, fetch, note
from models.outbox import refresh
from models.rules.access import check_may_write
from models.rules.agreement import check_move, last_acts
from models.rules.document import build_addendum
from models.sealing import seal, unseal
from models.tables import Act, Addendum, Person, Record, Version
from models.values.agreement import Actor, AddendumDraft, Step
from models.values.call import Call
from models.values.document import Document, Signature
from models.values.errors import Conflict, Refusal
from models.vocabulary import ActKind, RecordState
from models.workflow.asking import ask_all, replace_version
from models.workflow.meeting import current_version
from models.workflow.names import read_names
from models.workflow.overview import card_key
from models.workflow.parts import Parts
from models.workflow.readers import readers_of
from models.workflow.relations import relation_to_record
from models.workflow.requests import facts, load_acts, note_words_opened
from models.workflow.sealing import read_comments, read_document
from models.workflow.sending import add_version

__all__ = ["open_addendum", "save_addendum", "send_addendum"]


async def open_addendum(parts: Parts, call: Call, *, record_id: str) -> AddendumDraft:
    """Open the addendum that is being written, or mended after a change was asked, or a fresh one.

    Reading the words in which the change was asked leaves an audit event.

    Raises
    ------
    Refusal
        For anybody but the supervisor, before the record is closed, or while one waits for its answer.
    """
    async with parts.write(replace(call, key=None)) as session:
        record = await _fetch_record(session, call, record_id)
        draft = await _load_draft(session, parts, call, record)
        if draft.asked:
            await _note_asked_opened(session, call, record)
        return draft


async def save_addendum(parts: Parts, call: Call, *, record_id: str, addendum: int, text: str) -> None:
    """Keep what is being typed; the last writer wins, since one supervisor writes it."""
    async with parts.write(call) as session:
        await _hold(session, record_id)
        record = await _fetch_record(session, call, record_id)
        draft = await _load_draft(session, parts, call, record)
        if draft.addendum != addendum:
            raise Conflict
        await _keep(session, parts, call, record, addendum, text)


async def send_addendum(parts: Parts, call: Call, *, record_id: str, addendum: int, text: str) -> AddendumDraft:
    """Send the addendum as the next version of its own line, and ask for agreement to it.

    Raises
    ------
    Conflict
        When this addendum was sent already.
    """
    if not text.strip():
        raise Refusal("Write the addendum before you send it.")
    async with parts.write(call) as session:
        await _hold(session, record_id)
        record = await _fetch_record(session, call, record_id)
        draft = await _load_draft(session, parts, call, record)
        if draft.addendum != addendum:
            raise Conflict("This addendum was sent already.")
        await _keep(session, parts, call, record, addendum, text)
        before = await _latest(session, record, addendum)
        if before is not None:
            check_move(before.state, Step.SENT, Actor.SENDER)
            await replace_version(session, before, call.now)
        document = await _build(session, parts, call, record, draft, text, before)
        version = await add_version(session, parts, call, record, document)
        await note(session, call, Step.ADDED_TO.value, "record", record.id, version_id=version.id)
        await ask_all(session, parts, call, record.supervision_id, [[(version, document)]])
        await refresh(session, key=card_key(record.supervision_id), now=call.now)
    return draft


async def _fetch_record(session: AsyncSession, call: Call, record_id: str) -> Record:
    record = await fetch(session, Record, record_id)
    check_may_write(await relation_to_record(session, call.person_id, record, call.today), record.kind)
    check_move(record.state, Step.ADDED_TO, Actor.SENDER)
    return record


async def _hold(session: AsyncSession, record_id: str) -> None:
    """Let those who write an addendum to one record wait for each other, so that none is turned away.

    Held before the record is looked at: the answer it stands on may be taken back in that moment.
    """
    await session.exec(select(Record.id).where(Record.id == record_id).with_for_update())


async def _load_draft(session: AsyncSession, parts: Parts, call: Call, record: Record) -> AddendumDraft:
    document = read_document(parts, record, await current_version(session, record))
    readers = await readers_of(session, document, call.today)
    names = await read_names(session, (*document.required, *readers))
    latest = await _latest(session, record)
    addendum, again, asked = 1, False, ""
    if latest is not None:
        if latest.state is RecordState.AWAITING:
            raise Refusal("An addendum is waiting for its answer. Another can follow after that.")
        again = latest.state is RecordState.CHANGE_ASKED
        addendum = latest.addendum if again else latest.addendum + 1
        asked = await _words_asked(session, parts, record, latest) if again else ""
    kept = await session.get(Addendum, (record.id, addendum))
    return AddendumDraft(
        record_id=record.id,
        addendum=addendum,
        label=document.subject.label,
        name=document.subject.name,
        to_agree=tuple(names[person] for person in document.required),
        to_read=tuple(names[person] for person in readers),
        text=_open_text(parts, record, kept) if kept is not None else "",
        again=again,
        asked=asked,
    )


async def _latest(session: AsyncSession, record: Record, addendum: int | None = None) -> Version | None:
    """Return the newest version of the newest addendum, or of the one named."""
    statement = select(Version).where(
        Version.record_id == record.id, col(Version.addendum) > 0, col(Version.replaced).is_(False)
    )
    if addendum is not None:
        statement = statement.where(Version.addendum == addendum)
    return (await session.exec(statement.order_by(col(Version.addendum).desc()))).first()


async def _words_asked(session: AsyncSession, parts: Parts, record: Record, version: Version) -> str:
    return "\n".join([read_comments(parts, record, act) for act in await _asking(session, version)])


async def _note_asked_opened(session: AsyncSession, call: Call, record: Record) -> None:
    version = await _latest(session, record)
    for act in [] if version is None else await _asking(session, version):
        await note_words_opened(session, call, act, record.id)


async def _asking(session: AsyncSession, version: Version) -> list[Act]:
    acts = (await load_acts(session, [version.id]))[version.id]
    asking = {fact.id for fact in last_acts(facts(acts)).values() if fact.kind is ActKind.CHANGE_ASKED}
    return [act for act in acts if act.id in asking]


async def _build(
    session: AsyncSession,
    parts: Parts,
    call: Call,
    record: Record,
    draft: AddendumDraft,
    text: str,
    before: Version | None,
) -> Document:
    sender = await fetch(session, Person, call.person_id)
    return build_addendum(
        read_document(parts, record, await current_version(session, record)),
        addendum=draft.addendum,
        number=before.number + 1 if before is not None else 1,
        text=text,
        signature=Signature(call.person_id, sender.name, call.now),
    )


async def _keep(session: AsyncSession, parts: Parts, call: Call, record: Record, addendum: int, text: str) -> None:
    sealed = seal(parts.keyring.unwrap(record.wrapped_key), "addendum", _place(record.id, addendum), "text", text)
    kept = await session.get(Addendum, (record.id, addendum))
    if kept is None:
        session.add(
            Addendum(record_id=record.id, addendum=addendum, text=sealed, saved_by=call.person_id, saved_at=call.now)
        )
        await session.flush()
        return
    await change_one(
        session,
        update(Addendum)
        .where(
            col(Addendum.record_id) == record.id,
            col(Addendum.addendum) == addendum,
            col(Addendum.revision) == kept.revision,
        )
        .values(text=sealed, revision=kept.revision + 1, saved_by=call.person_id, saved_at=call.now),
    )


def _open_text(parts: Parts, record: Record, kept: Addendum) -> str:
    return unseal(
        parts.keyring.unwrap(record.wrapped_key), "addendum", _place(record.id, kept.addendum), "text", kept.text
    )


def _place(record_id: str, addendum: int) -> str:
    return f"{record_id}:{addendum}"
