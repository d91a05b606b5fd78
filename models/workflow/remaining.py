"""What is known of a version, whether its text is there or not: whose it is, who was there, who had to agree.

Everything that shows a version or judges it reads it here. Where the text was let go, a document stands in for it,
built from the plain facts that stay; nothing that anybody wrote is in it.
"""

from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.document import build_remaining, parties_in
from models.tables import Child, Record, Version
from models.values.document import Document, DocumentSubject
from models.values.errors import Missing
from models.workflow.children import read_child_names
from models.workflow.names import read_names
from models.workflow.parts import Parts
from models.workflow.releases import read_released_form
from models.workflow.sealing import is_gone, read_document

__all__ = ["load_document"]


async def load_document(session: AsyncSession, parts: Parts, record: Record, version: Version) -> Document:
    """Return a version's document, or what remains of it: parties, dates and form, with neither answers nor actions."""
    if not is_gone(record, version):
        return read_document(parts, record, version)
    people = [*parties_in(version.facts), version.sent_by]
    return build_remaining(
        version.facts,
        record_id=record.id,
        subject=await _load_subject(session, parts, record),
        names=await read_names(session, people),
        sent_by=version.sent_by,
        title=await _load_title(session, record),
        label=parts.library.policy.labels.kind[record.kind],
    )


async def _load_subject(session: AsyncSession, parts: Parts, record: Record) -> DocumentSubject:
    if record.child_id is None:
        names = await read_names(session, [record.subject_id])
        return DocumentSubject(person_id=record.person_id, name=names.get(record.subject_id, ""))
    child = await session.get(Child, record.child_id)
    names = await read_child_names(session, parts, [record.child_id])
    return DocumentSubject(
        child_id=record.child_id,
        mosaic_number=None if child is None else child.mosaic_number,
        initials=None if child is None else child.initials,
        name=names[record.child_id],
    )


async def _load_title(session: AsyncSession, record: Record) -> str:
    try:
        return (await read_released_form(session, record.form_id, record.form_number)).title
    except Missing:
        return record.form_id
