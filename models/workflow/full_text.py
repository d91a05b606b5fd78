"""The mode `full`: the whole text of a request's versions, posted before it and later taken away."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import change_one, fetch, note
from models.outbox import refresh
from models.rules.integrity import check_code
from models.rules.passages import text_parts
from models.tables import Filing, Outbox, Request, RequestVersion
from models.values.agreement import PostedText
from models.values.call import Call
from models.values.errors import Missing
from models.vocabulary import MessageKind, OutboxState, SendingMode
from models.workflow.parts import Parts
from models.workflow.requests import TEXT_LIMIT, load_rows, text_key
from models.workflow.sealing import read_document

__all__ = ["posted_at", "read_text", "replace_filed_texts", "replace_full_text"]


async def read_text(parts: Parts, request_id: str, part: int) -> PostedText:
    """Return one message's share of the text, or that a notice has taken its place."""
    async with parts.read() as session:
        request = await fetch(session, Request, request_id)
        replaced = request.replaced_at is not None
        if request.text_replaced_at is not None:  # by now the text itself may have been let go
            posts = len(await _posts(session, request_id))
            return PostedText(text="", part=part, of=posts, taken_away=True, replaced=replaced)
        rows = await load_rows(session, request_id)
        documents = [read_document(parts, row.record, row.version) for row in rows]
        texts = text_parts(documents, TEXT_LIMIT, [check_code(row.version.hash) for row in rows])
        if not 1 <= part <= len(texts):
            raise Missing
        return PostedText(text=texts[part - 1], part=part, of=len(texts), taken_away=False, replaced=replaced)


async def replace_full_text(parts: Parts, call: Call, *, request_id: str) -> int:
    """Have the posted text replaced by a short notice; return how many messages change.

    Doing it twice changes nothing. The request's own message and its buttons stay.
    """
    async with parts.write(call) as session:
        return await _replace(session, call, await fetch(session, Request, request_id))


async def replace_filed_texts(session: AsyncSession, call: Call, version_id: str) -> None:
    """Have every posted text replaced that this version stands in, once all that stands in it is filed.

    What a newer version took the place of is not filed any more.
    """
    with_it = select(RequestVersion.request_id).where(RequestVersion.version_id == version_id)
    requests = await session.exec(
        select(Request).where(
            col(Request.id).in_(with_it), col(Request.full_text).is_(True), col(Request.text_replaced_at).is_(None)
        )
    )
    for request in requests.all():
        rows = await load_rows(session, request.id)
        versions = [row.version.id for row in rows if not row.version.replaced]
        filed = await session.exec(select(Filing.id).where(col(Filing.version_id).in_(versions)))
        if len(filed.all()) == len(versions):
            await _replace(session, call, request)


async def _replace(session: AsyncSession, call: Call, request: Request) -> int:
    if not request.full_text or request.text_replaced_at is not None:
        return 0
    await change_one(
        session,
        update(Request)
        .where(col(Request.id) == request.id, col(Request.text_replaced_at).is_(None))
        .values(text_replaced_at=call.now),
    )
    posts = await _posts(session, request.id)
    for part in range(1, len(posts) + 1):
        await refresh(session, key=text_key(request.id, part), now=call.now)
    await note(session, call, "text_replaced", "request", request.id, messages=str(len(posts)))
    return len(posts)


async def posted_at(session: AsyncSession, request: Request) -> datetime | None:
    """Return when the last message of the whole text stood in the DM, or nothing until all of it did.

    Where the text itself was posted, that stands for opening the last page.
    """
    if not request.full_text:
        return None
    settled = [row.settled_at if row.state is OutboxState.SENT else None for row in await _posts(session, request.id)]
    times = [at for at in settled if at is not None]
    return max(times) if times and len(times) == len(settled) else None


async def _posts(session: AsyncSession, request_id: str) -> list[Outbox]:
    statement = select(Outbox).where(
        col(Outbox.key).startswith(f"request_text:{request_id}:", autoescape=True),
        Outbox.kind == MessageKind.RECORD_TEXT,
        Outbox.mode == SendingMode.POST,
    )
    return list(await session.exec(statement))
