"""The index of a person's staff file: what this bot put or has to put there (source rows B35, C18)."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

import sqlalchemy as sql
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch, note
from models.rules.access import check_may_file
from models.tables import Attendance, Filing, Person, Record, Supervision, SupervisionLine, Version
from models.values.call import Call
from models.values.filing import StaffFile, StaffFilePiece
from models.vocabulary import Format, LineKind, Part, RecordKind, SupervisionState
from models.workflow.dated import holds
from models.workflow.names import read_names
from models.workflow.parts import Parts
from models.workflow.people import read_listed
from models.workflow.relations import relation

__all__ = ["read_staff_file"]

DATES: Final = 24
"""How many of the latest supervisions the index names: two years of one a month."""


async def read_staff_file(parts: Parts, call: Call, *, person_id: str) -> StaffFile:
    """Return what the staff file of a person holds of this bot, latest first; that it was read is noted.

    Raises
    ------
    Refusal
        For everybody but the supervisor and the line above.
    """
    async with parts.write(replace(call, key=None)) as session:
        check_may_file(await relation(session, call.person_id, person_id, call.today), RecordKind.PERSONAL)
        person = await fetch(session, Person, person_id)
        listed = (await read_listed(session, [person_id], call.today)).get(person_id)
        senior = await _read_supervisor(session, person_id, call.today)
        found = StaffFile(
            person=person.name,
            supervisor=(await read_names(session, {senior})).get(senior, "") if senior else "",
            team=(listed.team_name or "") if listed is not None else "",
            started_on=person.started_on,
            held_on=await _read_dates(session, person_id),
            pieces=await _read_pieces(session, person_id),
            today=call.today,
        )
        await note(session, call, "index_read", "person", person_id)
    return found


async def _read_supervisor(session: AsyncSession, person_id: str, on: date) -> str | None:
    found = await session.exec(
        select(col(SupervisionLine.senior_id)).where(
            SupervisionLine.person_id == person_id,
            SupervisionLine.kind == LineKind.SUPERVISOR,
            holds(SupervisionLine, on),
        )
    )
    return found.first()


async def _read_dates(session: AsyncSession, person_id: str) -> tuple[date, ...]:
    """Return the days on which supervision was held with somebody; a note is none."""
    found = await session.exec(
        select(col(Supervision.held_on))
        .join(Attendance, col(Attendance.supervision_id) == col(Supervision.id))
        .where(
            Attendance.person_id == person_id,
            Attendance.part == Part.SUPERVISEE,
            col(Supervision.format) != Format.AD_HOC,
            col(Supervision.state) != SupervisionState.DISCARDED,
            col(Supervision.first_sent_at).is_not(None),
        )
        .order_by(col(Supervision.held_on).desc())
        .distinct()
        .limit(DATES)
    )
    return tuple(found.all())


async def _read_pieces(session: AsyncSession, person_id: str) -> tuple[StaffFilePiece, ...]:
    statement: Any = (
        sql.select(Record, Version, col(Supervision.held_on), Filing, col(Person.name))
        .join(Version, col(Version.record_id) == col(Record.id))
        .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
        .outerjoin(Filing, col(Filing.version_id) == col(Version.id))
        .outerjoin(Person, col(Person.id) == col(Filing.filed_by))
        .where(col(Record.person_id) == person_id, col(Version.replaced).is_(False), col(Record.erased_at).is_(None))
        .order_by(col(Supervision.held_on).desc(), col(Version.addendum))
    )
    found = await session.exec(statement)
    return tuple(
        StaffFilePiece(
            kind=record.kind,
            held_on=held_on,
            addendum=version.addendum,
            number=version.number,
            state=version.state,
            filed_on=None if filing is None else filing.filed_on,
            filed_by=name or "",
        )
        for record, version, held_on, filing, name in found.all()
    )
