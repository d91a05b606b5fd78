"""Taking records out of the bot: which ones, and one audit event for each that goes (source rows B14, C14, C15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch
from models.rules.naming import short_id
from models.tables import Act, AuditEvent, Child, Filing, Person, Record, Supervision, Version
from models.values.errors import Missing, Refusal
from models.values.paper import Heading, StandingAct, WholeRecord, WholeVersion
from models.vocabulary import Way
from models.workflow.names import read_names
from models.workflow.parts import Parts
from models.workflow.requests import load_acts
from models.workflow.sealing import read_comments, read_document

__all__ = [
    "TakenOut",
    "find_person",
    "find_record",
    "find_records_of_child",
    "find_records_of_person",
    "find_unfiled",
    "load_whole",
    "take_out",
    "take_proof",
]

NEVER_SENT: Final = "nothing of it was sent yet, so there is no record to take out."
ERASED: Final = "it was erased when its time was over; the disposal log says when."
PURGED: Final = "its text was filed and has been let go since, as the policy says; that it was sent and answered stays."

_SHORTEST: Final = 8


@dataclass(frozen=True, slots=True)
class TakenOut:
    """How a record leaves: as what (`pdf`, `word`, `text`, `bundle`), where to, when, by which way and for whom.

    `person_id` is who asked, None where a command was not told.
    """

    shape: str
    to: str
    at: datetime
    way: Way = Way.COMMAND
    person_id: str | None = None


async def find_person(parts: Parts, staff_number: str) -> str:
    """Return the id of the person with that staff number.

    Raises
    ------
    Missing
        When the directory has none.
    """
    async with parts.read() as session:
        found = await session.exec(select(Person.id).where(Person.staff_number == staff_number))
        person_id = found.first()
    if person_id is None:
        raise Missing("The directory has nobody with that staff number.")
    return person_id


async def find_record(parts: Parts, words: str) -> str:
    """Return the id of the record whose id begins with these letters: eight of them, as file names show, are enough.

    Raises
    ------
    Missing
        When there is none.
    Refusal
        When there are too few letters, or several records begin with them.
    """
    begins = words.strip().lower()
    if len(begins) < _SHORTEST:
        raise Refusal(f"{words}: give at least the first {_SHORTEST} letters of the record's id.")
    statement = select(Record.id).where(col(Record.id).startswith(begins, autoescape=True)).limit(2)
    async with parts.read() as session:
        found = (await session.exec(statement)).all()
    if not found:
        raise Missing(f"{words}: there is no such record.")
    if len(found) > 1:
        raise Refusal(f"{words}: several records begin so. Give more of the id.")
    return found[0]


async def find_records_of_person(parts: Parts, staff_number: str) -> Sequence[str]:
    """Return what belongs into a person's staff file: the records about them, oldest meeting first."""
    person_id = await find_person(parts, staff_number)
    return await _find(parts, col(Record.person_id) == person_id)


async def find_records_of_child(parts: Parts, mosaic_number: str) -> Sequence[str]:
    """Return the records of a child, oldest meeting first.

    Raises
    ------
    Missing
        When no child has that number.
    """
    async with parts.read() as session:
        child_id = (await session.exec(select(Child.id).where(Child.mosaic_number == mosaic_number))).first()
    if child_id is None:
        raise Missing("There is no child with that Mosaic number.")
    return await _find(parts, col(Record.child_id) == child_id)


async def find_unfiled(parts: Parts) -> Sequence[str]:
    """Return the records of which something that stands is not filed yet, oldest meeting first."""
    filed = exists().where(col(Filing.version_id) == col(Version.id))
    waiting = exists().where(col(Version.record_id) == col(Record.id), col(Version.replaced).is_(False), ~filed)
    return await _find(parts, waiting)


async def _find(parts: Parts, *which: ColumnElement[bool]) -> Sequence[str]:
    statement = (
        select(Record.id)
        .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
        .where(col(Record.version) > 0, *which)
        .order_by(col(Supervision.held_on), col(Record.id))
    )
    async with parts.read() as session:
        return (await session.exec(statement)).all()


async def take_out(parts: Parts, record_id: str, taken: TakenOut) -> WholeRecord:
    """Return all of a record that stands, with the audit event that it leaves.

    The event comes first: nothing leaves without one, though something that was noted may fail to be written.

    Raises
    ------
    Missing
        When it was never sent, purged or erased; the sentence says which.
    """
    async with parts.database.write(None, taken.at) as session:
        whole = await load_whole(session, parts, record_id)
        session.add(_event(record_id, whole.versions[0].version_id, taken))
        return whole


async def take_proof(parts: Parts, record_id: str, taken: TakenOut) -> Heading:
    """Note that what proves a record leaves, and return what its file is called: also of one that was let go.

    Raises
    ------
    Missing
        When it was never sent.
    """
    async with parts.database.write(None, taken.at) as session:
        record = await fetch(session, Record, record_id)
        versions = await _standing_versions(session, record)
        session.add(_event(record_id, versions[0].id, taken))
        return await _heading(session, record, versions[0])


def _event(record_id: str, version_id: str, taken: TakenOut) -> AuditEvent:
    return AuditEvent(
        at=taken.at,
        person_id=taken.person_id,
        what="exported",
        subject="record",
        subject_id=record_id,
        version_id=version_id,
        way=taken.way,
        facts={"shape": taken.shape, "to": taken.to},
    )


async def load_whole(session: AsyncSession, parts: Parts, record_id: str) -> WholeRecord:
    """Return all of a record that stands, without asking who looks.

    Raises
    ------
    Missing
        When it was never sent, purged or erased; the sentence says which.
    """
    record = await fetch(session, Record, record_id)
    if record.erased_at is not None or not record.wrapped_key:
        raise _missing(record, ERASED)
    versions = await _standing_versions(session, record)
    if versions[0].document is None:
        raise _missing(record, PURGED)
    standing = [await _load_version(session, parts, record, one) for one in versions if one.document is not None]
    return WholeRecord(await _heading(session, record, versions[0]), tuple(standing))


def _missing(record: Record, why: str) -> Missing:
    return Missing(f"Record {short_id(record.id)}: {why}")


async def _standing_versions(session: AsyncSession, record: Record) -> Sequence[Version]:
    """Return the version that stands, and those of its addenda."""
    statement = (
        select(Version)
        .where(Version.record_id == record.id, col(Version.replaced).is_(False))
        .order_by(col(Version.addendum))
    )
    versions = (await session.exec(statement)).all()
    if not versions:
        raise _missing(record, NEVER_SENT)
    return versions


async def _heading(session: AsyncSession, record: Record, version: Version) -> Heading:
    meeting = await fetch(session, Supervision, record.supervision_id)
    person = None if record.person_id is None else await fetch(session, Person, record.person_id)
    return Heading(record.id, record.kind, meeting.held_on, version.hash, "" if person is None else person.name)


async def _load_version(session: AsyncSession, parts: Parts, record: Record, version: Version) -> WholeVersion:
    statement = (
        select(Version)
        .where(Version.record_id == record.id, Version.addendum == version.addendum)
        .order_by(col(Version.number))
    )
    line = (await session.exec(statement)).all()
    return WholeVersion(
        version_id=version.id,
        document=read_document(parts, record, version),
        state=version.state,
        hash=version.hash,
        acts=await _load_acts(session, parts, record, line),
    )


async def _load_acts(
    session: AsyncSession, parts: Parts, record: Record, line: Sequence[Version]
) -> tuple[StandingAct, ...]:
    """Return the acts on a line of versions that were not taken back, in their order (source rows C14, C15)."""
    given = await load_acts(session, [version.id for version in line])
    names = await read_names(session, {act.person_id for acts in given.values() for act in acts})
    undone = {act.withdraws for acts in given.values() for act in acts}
    return tuple(
        _standing(parts, record, version, act, names[act.person_id])
        for version in line
        for act in given[version.id]
        if act.withdraws is None and act.id not in undone
    )


def _standing(parts: Parts, record: Record, version: Version, act: Act, name: str) -> StandingAct:
    return StandingAct(
        person_id=act.person_id,
        name=name,
        kind=act.kind,
        way=act.way,
        at=act.at,
        number=version.number,
        comments=read_comments(parts, record, act),
    )
