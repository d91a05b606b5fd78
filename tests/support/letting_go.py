"""Meetings on the made-up forms, agreed and filed, and nights in which the bot lets go what is due."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import col, select

from models.tables import Child, Filing, Person, PersonRole, Version, new_id
from models.values.errors import Refusal
from models.values.retention import LetGo
from models.vocabulary import ActKind, Filed, RecordState, Role, StaffKind
from models.workflow.agreement import act
from models.workflow.parts import Parts
from models.workflow.retention.purging import purge
from tests.support.council import LONG_AGO, call_of
from tests.support.meetings import requests_to
from tests.support.personal import write_all
from tests.support.writing import Writing

__all__ = ["agree_all", "close_child", "file_everything", "hold_meeting", "make_keeper", "purge_after"]


async def hold_meeting(
    first: Writing, number: int, children: Sequence[str], *, brief: bool = False, weeks: int = 4
) -> tuple[Writing, list[str]]:
    """Hold the meeting of that number, write and send it; return it with the ids of its new actions."""
    meeting = first.later(f"{number:032x}", weeks=weeks * number)
    await meeting.start(in_depth=() if brief else tuple(children), brief=tuple(children) if brief else ())
    made = [await write_all(meeting, child, f"mark{number}") for child in children]
    await meeting.send()
    return meeting, made


async def agree_all(parts: Parts, at: datetime) -> None:
    """Let Sam agree to everything that waits."""
    async with parts.read() as session:
        waits = (await session.exec(select(col(Version.id)).where(Version.state == RecordState.AWAITING))).all()
    for request in await requests_to(parts, "sam") if waits else []:
        try:
            await act(parts, call_of("sam", at), request_id=request, kind=ActKind.AGREED, at_last_page=True)
        except Refusal:  # answered before
            continue


async def file_everything(parts: Parts, at: datetime, by: str = "priya") -> None:
    """Mark every version that stands as filed as it stands, and paste outcomes that came later."""
    async with parts.database.write(None, at) as session:
        found = await session.exec(
            select(Version, Filing)
            .outerjoin(Filing, col(Filing.version_id) == col(Version.id))
            .where(col(Version.replaced).is_(False), col(Version.document).is_not(None))
        )
        for version, filing in found.all():
            if filing is None:
                session.add(
                    Filing(
                        id=new_id(),
                        record_id=version.record_id,
                        version_id=version.id,
                        place=Filed.MOSAIC,
                        state=version.state,
                        filed_on=at.date(),
                        filed_by=by,
                        filed_at=at,
                    )
                )
            elif filing.state is not version.state and filing.outcome_at is None:
                filing.outcome_at, filing.outcome_by, filing.outcome_state = at, by, version.state
                session.add(filing)


async def purge_after(parts: Parts, at: datetime, days: int = 30) -> LetGo:
    """Let the night so many days later pass."""
    return await purge(parts, at + timedelta(days=days))


async def close_child(parts: Parts, child_id: str, on: date) -> None:
    """Close a child."""
    async with parts.database.write(None, datetime.combine(on, datetime.min.time()).astimezone()) as session:
        await session.exec(update(Child).where(col(Child.id) == child_id).values(closed_on=on))


async def make_keeper(parts: Parts, name: str = "ada") -> None:
    """Add an administrator to the directory."""
    async with parts.database.write(None, datetime.combine(LONG_AGO, datetime.min.time()).astimezone()) as session:
        session.add(
            Person(
                id=name,
                staff_number=f"S-{name}",
                name=f"{name.title()} Example",
                email=f"{name}@council.example",
                slack_id=f"U{name.upper()}",
                wrapped_key=parts.keyring.new_key()[1],
            )
        )
        await session.flush()
        session.add(
            PersonRole(person_id=name, role=Role.ADMINISTRATOR, staff_kind=StaffKind.NOT_QUALIFIED, from_on=LONG_AGO)
        )
