"""What every screen of a record begins with: whom it is about, the meeting, and where the record stands."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch
from models.tables import Attendance, Person
from models.values.errors import Missing
from models.values.record import Banner, RecordHead
from models.values.supervision import meeting_title
from models.vocabulary import Format, Part, RecordState
from models.workflow.children import read_agenda_children, read_child_names
from models.workflow.ground import Ground
from models.workflow.parts import Parts

__all__ = ["load_head"]


async def load_head(session: AsyncSession, parts: Parts, ground: Ground) -> RecordHead:
    """Return what every screen of the record begins with, the subject's name among it."""
    record = ground.record
    worker = await fetch(session, Person, ground.item.worker_id)
    return RecordHead(
        id=ground.record_id,
        supervision_id=ground.supervision.id,
        subject_id=ground.subject.id,
        kind=ground.kind,
        kind_words=parts.library.policy.labels.kind[ground.kind],
        outcome=ground.item.outcome,
        format=ground.supervision.format,
        held_on=ground.supervision.held_on,
        title=await _title(session, parts, ground, worker),
        supervisee_id=worker.id,
        supervisee=worker.name,
        form=ground.form,
        banner=await _load_banner(session, parts, ground),
        state=RecordState.DRAFT if record is None else record.state,
        revision=ground.revision,
        version=0 if record is None else record.version,
        saved_at=None if record is None else record.saved_at,
    )


async def _load_banner(session: AsyncSession, parts: Parts, ground: Ground) -> Banner:
    child, person = ground.subject.child, ground.subject.person
    if person is not None:
        return Banner(person.name, person.name, parts.library.policy.labels.kind[ground.kind])
    if child is None:
        raise Missing
    names = await read_child_names(session, parts, [child.id])
    known = (await read_agenda_children(session, parts, [child.id], ground.supervision.held_on))[child.id]
    return Banner(names[child.id], known.label, f"{known.label} · {known.plan_words}")


async def _title(session: AsyncSession, parts: Parts, ground: Ground, worker: Person) -> str:
    met = ground.supervision.format
    who = worker.name if met is not Format.GROUP else await _load_presenter(session, ground.supervision.id)
    return meeting_title(parts.library.policy, met, {ground.kind}, who)


async def _load_presenter(session: AsyncSession, supervision_id: str) -> str:
    statement = (
        select(Person.name)
        .join(Attendance, col(Attendance.person_id) == col(Person.id))
        .where(Attendance.supervision_id == supervision_id, Attendance.part == Part.SUPERVISEE)
    )
    return (await session.exec(statement)).one()
