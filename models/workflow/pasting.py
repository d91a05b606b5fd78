"""*Copy for Mosaic*: what is pasted of one version, read for who may file it, and noted as read (A1 to A11, B28)."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch, note
from models.rules.document import required_by
from models.rules.filing import place_of, wants_outcome
from models.rules.integrity import check_code
from models.rules.passages import day_words, title_words
from models.rules.paste import build_outcome, build_paste
from models.tables import Child, Filing, Person, Record, Supervision, Version
from models.values.call import Call
from models.values.errors import Refusal
from models.values.filing import Paste, PasteField
from models.vocabulary import RecordState
from models.workflow.filing import CHANGED_SINCE, check_filer
from models.workflow.parts import Parts
from models.workflow.reading import read_how_agreed, read_version

__all__ = ["open_paste", "read_paste"]


async def open_paste(parts: Parts, call: Call, *, version_id: str) -> Paste:
    """Return what is pasted of a version, with an audit event of who opened it.

    Raises
    ------
    Refusal
        For who may not file it, and when a newer version was sent since.
    """
    async with parts.write(call) as session:
        version, paste = await _load(session, parts, call, version_id)
        await note(session, call, "opened", "record", version.record_id, version_id=version_id, to="copy")
        return paste


async def read_paste(parts: Parts, call: Call, *, version_id: str) -> Paste:
    """Return what is pasted of a version that is open already, to turn a page."""
    async with parts.read() as session:
        return (await _load(session, parts, call, version_id))[1]


async def _load(session: AsyncSession, parts: Parts, call: Call, version_id: str) -> tuple[Version, Paste]:
    version = await fetch(session, Version, version_id)
    record = await fetch(session, Record, version.record_id)
    await check_filer(session, call, record)
    if version.replaced:
        raise Refusal(CHANGED_SINCE)
    filing = (await session.exec(select(Filing).where(col(Filing.version_id) == version_id))).first()
    of_outcome = filing is not None and wants_outcome(filing.told, version.state)
    title, fields = await _build(session, parts, record, version, filing.told if filing and of_outcome else None)
    return version, Paste(
        version_id=version_id,
        title=title,
        place=place_of(record.kind),
        fields=fields,
        at=call.now,
        of_outcome=of_outcome,
        filed=filing is not None and not of_outcome,
    )


async def _build(
    session: AsyncSession, parts: Parts, record: Record, version: Version, told: RecordState | None
) -> tuple[str, tuple[PasteField, ...]]:
    """Return whose it is, and its fields: with `told` the outcome only, for which the text may have been let go."""
    if version.document is None and told is not None:
        title = await _label(session, record)
        agreed = await read_how_agreed(session, version, required_by(version.facts))
    else:
        read = await read_version(session, parts, record, version)
        title = title_words(read.document)
        agreed = read.agreed
        if told is None:
            return title, build_paste(read.document, agreed, version.hash)
    meeting = await fetch(session, Supervision, record.supervision_id)
    code = f" (check code {check_code(version.hash)})" if version.hash else ""
    about = f"{title}, held {day_words(meeting.held_on)}, version {version.number}{code}."
    return title, build_outcome(about, told, agreed)


async def _label(session: AsyncSession, record: Record) -> str:
    if record.child_id is None:
        return (await fetch(session, Person, record.person_id or "")).name
    child = await fetch(session, Child, record.child_id)
    return child.label
