"""Asking for agreement: a request and its messages for each person, and a newer version in an older one's place."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one
from models.outbox import promise, refresh
from models.rules.integrity import check_code
from models.rules.passages import text_parts
from models.rules.working_days import after_working_days
from models.tables import (
    Request,
    RequestVersion,
    Version,
)
from models.values.call import Call
from models.values.document import Document
from models.vocabulary import MessageKind, RecordKind
from models.workflow.parts import Parts
from models.workflow.readers import readers_of
from models.workflow.requests import (
    TEXT_LIMIT,
    TOLD,
    load_acts,
    load_rows,
    request_key,
    text_key,
    told_key,
)

__all__ = ["ask_all", "replace_version"]


async def _ask(
    session: AsyncSession,
    parts: Parts,
    call: Call,
    *,
    supervision_id: str,
    addressee_id: str,
    sent: Sequence[tuple[Version, Document]],
    priority: int = 0,
    to_agree: bool = True,
) -> int:
    """Ask one person to agree to versions sent in this transaction, or only to read; return the next free priority.

    In the mode `full` the text is promised first, so that the request with its buttons comes last.
    """
    request = Request(
        supervision_id=supervision_id,
        addressee_id=addressee_id,
        asked_by=call.person_id,
        asked_at=call.now,
        to_agree=to_agree,
        comments_until=None if to_agree else _comments_until(parts, call, sent),
        full_text=parts.options.record_in_dm == "full",
    )
    session.add(request)
    await session.flush()
    for place, (version, _) in enumerate(sent):
        session.add(RequestVersion(request_id=request.id, version_id=version.id, place=place))
    await session.flush()
    if request.full_text:
        codes = [check_code(version.hash) for version, _ in sent]
        texts = text_parts((document for _, document in sent), TEXT_LIMIT, codes)
        for part in range(1, len(texts) + 1):
            await promise(
                session,
                key=text_key(request.id, part),
                kind=MessageKind.RECORD_TEXT,
                recipient_id=addressee_id,
                facts={"request": request.id, "part": str(part)},
                now=call.now,
                priority=priority + part - 1,
            )
        priority += len(texts)
    await promise(
        session,
        key=request_key(request.id),
        kind=MessageKind.REQUEST,
        recipient_id=addressee_id,
        facts={"request": request.id},
        now=call.now,
        priority=priority,
    )
    return priority + 1


async def ask_all(
    session: AsyncSession,
    parts: Parts,
    call: Call,
    supervision_id: str,
    groups: Sequence[Sequence[tuple[Version, Document]]],
) -> None:
    """Ask for agreement to each group of versions together, and let those read who are not asked (source row B30).

    Whoever only reads gets all that was sent in one message, after everybody was asked.
    """
    priority = 0
    for group in groups:
        for person_id in group[0][1].required:
            priority = await _ask(
                session,
                parts,
                call,
                supervision_id=supervision_id,
                addressee_id=person_id,
                sent=group,
                priority=priority,
            )
    to_read: dict[str, list[tuple[Version, Document]]] = {}
    for version, document in (pair for group in groups for pair in group):
        for person_id in await readers_of(session, document, call.today):
            to_read.setdefault(person_id, []).append((version, document))
    for person_id, sent in to_read.items():
        priority = await _ask(
            session,
            parts,
            call,
            supervision_id=supervision_id,
            addressee_id=person_id,
            sent=sent,
            priority=priority,
            to_agree=False,
        )


def _comments_until(parts: Parts, call: Call, sent: Sequence[tuple[Version, Document]]) -> date | None:
    """Return the last day for comments of somebody who is not asked: of a note there is none."""
    if all(document.kind is RecordKind.NOTE for _, document in sent):
        return None
    deadlines = parts.library.policy.deadlines
    return after_working_days(call.today, deadlines.comment_working_days, deadlines.bank_holidays)


async def replace_version(session: AsyncSession, version: Version, now: datetime) -> None:
    """Put a newer version in this one's place: its acts no longer count, and every message of it says so.

    Raises
    ------
    Conflict
        When somebody else replaced or answered it first.
    """
    await change_one(
        session,
        update(Version)
        .where(
            col(Version.id) == version.id,
            col(Version.replaced).is_(False),
            col(Version.revision) == version.revision,
        )
        .values(replaced=True, revision=version.revision + 1),
    )
    requests = await session.exec(select(col(RequestVersion.request_id)).where(RequestVersion.version_id == version.id))
    for request_id in requests.all():
        rows = await load_rows(session, request_id)
        if all(row.version.replaced for row in rows):
            await session.exec(update(Request).where(col(Request.id) == request_id).values(replaced_at=now))
        await refresh(session, key=request_key(request_id), now=now)
    for act in (await load_acts(session, [version.id]))[version.id]:
        if act.kind in TOLD:
            await refresh(session, key=told_key(act), now=now)
