"""The shapes in which a record leaves the bot, each with its content and its name."""

import asyncio
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.export.pdf import build_pdf
from bot.export.word import build_word
from bot.new_files import write_numbered
from models.rules.integrity import check_code
from models.rules.naming import export_name
from models.rules.papers import build_paper, paper_text
from models.values.paper import Heading, WholeRecord
from models.workflow.bundles import build_bundle
from models.workflow.exporting import TakenOut, take_out, take_proof
from models.workflow.parts import Parts

__all__ = ["Shape", "draw", "export_record", "name_of"]


class Shape(StrEnum):
    """As what a record leaves."""

    PDF = "pdf"
    WORD = "word"
    TEXT = "text"
    BUNDLE = "bundle"


_SUFFIXES: Final = MappingProxyType(
    {Shape.PDF: "pdf", Shape.WORD: "docx", Shape.TEXT: "txt", Shape.BUNDLE: "bundle.json"}
)


async def export_record(parts: Parts, record_id: str, shape: Shape, folder: Path, taken: TakenOut) -> Path:
    """Write one record as one new file, with its audit event, and return where it is.

    Raises
    ------
    Missing
        When it was never sent, purged or erased.
    Refusal
        When the folder cannot be written to, or the shape cannot be made.
    """
    if shape is Shape.BUNDLE:
        heading = await take_proof(parts, record_id, taken)
        content = (await build_bundle(parts, record_id)).encode()
    else:
        whole = await take_out(parts, record_id, taken)
        heading, content = whole.heading, await draw(whole, shape, taken.at)
    return write_numbered(folder, name_of(heading, shape, with_staff_name=True), content)


async def draw(whole: WholeRecord, shape: Shape, now: datetime) -> bytes:
    """Return a record as PDF, Word or plain text; typesetting goes on beside whatever else the process does."""
    paper = build_paper(whole, now)
    if shape is Shape.TEXT:
        return paper_text(paper).encode()
    if shape is Shape.WORD:
        return await asyncio.to_thread(build_word, paper, now)
    return await asyncio.to_thread(build_pdf, paper, now, whole.heading.record_id)


def name_of(heading: Heading, shape: Shape, *, with_staff_name: bool = False) -> str:
    """Return the name of the file; a staff name stands only in what goes into a staff file."""
    return export_name(
        held_on=heading.held_on,
        kind=heading.kind,
        record_id=heading.record_id,
        code=check_code(heading.hash) if heading.hash else "",
        suffix=_SUFFIXES[shape],
        staff_name=heading.staff_name if with_staff_name else "",
    )
