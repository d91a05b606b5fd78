"""A meeting of Priya and Sam with a personal part, on the made-up forms of `tests.support.small_content`."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlmodel import col, select

from models.tables import Record, Version
from models.values.document import Document
from models.vocabulary import ActionState
from models.workflow.parts import Parts
from models.workflow.sealing import read_document
from tests.support.small_content import small_library
from tests.support.writing import Writing

__all__ = ["MEETING", "PERSON", "begin_personal", "documents", "on_made_up_forms", "write_all"]

MEETING = "a" * 32
PERSON = "sam"


def on_made_up_forms(parts: Parts, folder: Path, *, personal: bool = True) -> Parts:
    """Return the same parts, with the made-up forms in force."""
    return replace(parts, library=small_library(folder, personal=personal))


async def begin_personal(
    parts: Parts, now: datetime, *, in_depth: tuple[str, ...] = (), brief: tuple[str, ...] = ()
) -> Writing:
    """Start a meeting with a personal part and these children."""
    writing = Writing(parts, now, MEETING)
    await writing.start(in_depth=in_depth, brief=brief, personal=True)
    return writing


async def write_all(writing: Writing, subject: str, mark: str) -> str:
    """Write a whole record in which every text says `mark`; return the id of its new action."""
    await writing.see(subject)
    await writing.write(subject, "talk", {"standing": f"Stands: {mark}.", "fresh": f"New: {mark}."})
    action = uuid4().hex
    await writing.see(subject, "actions")
    await writing.act(
        subject,
        action,
        state=ActionState.OPEN,
        what=f"Do: {mark}",
        why=f"Because: {mark}",
        owner_id="sam",
        due_on=writing.call.today + timedelta(days=14),
    )
    return action


async def documents(parts: Parts) -> list[tuple[str, Document]]:
    """Return every version sent, in order, each with the id of its subject."""
    async with parts.read() as session:
        found = await session.exec(
            select(Record, Version)
            .join(Version, col(Version.record_id) == col(Record.id))
            .order_by(col(Version.sent_at), col(Version.id))
        )
        return [(record.subject_id, read_document(parts, record, version)) for record, version in found]
