"""Who gets a record to read without being asked to agree, and who may go on reading it (source rows B30, D1)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.access import Deed, can
from models.values.document import Document
from models.workflow.relations import relation
from models.workflow.requests import still_here
from models.workflow.restricted import is_restricted

__all__ = ["readers_of"]


async def readers_of(session: AsyncSession, document: Document, on: date) -> tuple[str, ...]:
    """Return who gets a document to read that day: those who were there and are still here.

    Of a child who is restricted by then, only who may see restricted children of the worker: what was
    talked about in a group before is not handed on to it any more.
    """
    here = await still_here(session, document.readers, on)
    readers: Sequence[str] = [one for one in document.readers if one in here]
    worker = next(iter(document.required), None)
    if worker is not None and await is_restricted(session, document.subject.child_id, on):
        readers = [one for one in readers if can(Deed.SEE_RESTRICTED, await relation(session, one, worker, on))]
    return tuple(readers)
