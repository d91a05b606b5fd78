"""What every screen of a record begins with: whom it is about, the meeting, and where the record stands."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Attendance, Person
from models.values.errors import Missing
from models.values.record import Banner, RecordHead
from models.vocabulary import Part, RecordState
from models.workflow.children import read_agenda_children, read_child_names
from models.workflow.ground import Ground
from models.workflow.parts import Parts

__all__ = ["load_head", "load_supervisee"]


async def load_head(session: AsyncSession, parts: Parts, ground: Ground) -> RecordHead:
    """Return what every screen of the record begins with, the subject's name among it."""
    record = ground.record
    supervisee_id, supervisee = await load_supervisee(session, ground.supervision.id)
    return RecordHead(
        id=ground.record_id,
        supervision_id=ground.supervision.id,
        subject_id=ground.subject.id,
        kind=ground.kind,
        kind_words=parts.library.policy.labels.kind[ground.kind],
        depth=ground.item.depth,
        outcome=ground.item.outcome,
        format=ground.supervision.format,
        held_on=ground.supervision.held_on,
        supervisee_id=supervisee_id,
        supervisee=supervisee,
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


async def load_supervisee(session: AsyncSession, supervision_id: str) -> tuple[str, str]:
    """Return id and name of the person supervised."""
    statement = (
        select(Person.id, Person.name)
        .join(Attendance, col(Attendance.person_id) == col(Person.id))
        .where(Attendance.supervision_id == supervision_id, Attendance.part == Part.SUPERVISEE)
    )
    found = (await session.exec(statement)).first()
    if found is None:
        raise Missing
    return found
