"""A note between meetings: a decision about one child, written by the supervisor (source rows B28, C9, E1, E9)."""

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch, note
from models.outbox import promise, refresh
from models.rules.access import check_may_write
from models.tables import AgendaItem, Attendance, Child, Person, Supervision, new_id
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.values.notes import NoteChild, NoteChoices, Spoken, Urgent
from models.values.supervision import Choosable, Stop
from models.vocabulary import AgendaOutcome, Format, MessageKind, Part, RecordKind, SupervisionState
from models.workflow.agenda import read_choosable
from models.workflow.overview import card_key
from models.workflow.parts import Parts
from models.workflow.people import read_supervisees
from models.workflow.relations import relation_in
from models.workflow.supervision import insert_meeting, promise_card

__all__ = [
    "confirm_spoken",
    "load_urgent",
    "mark_urgent",
    "read_noteable",
    "read_to_speak",
    "read_urgent",
    "start_note",
    "urgent_key",
]

NOBODY = "Nobody is down in the directory as your supervisee, so there is no child you can write a note about."
NO_CHILD = "The people you supervise have no open child on their caseloads, so there is none to write a note about."
ANOTHER_CHILD = (
    "This note was begun about another child a moment ago. It is in your messages: go on with it or discard it there."
)
NOT_YOURS = "Only who began this note can mark it urgent, since it is they who have to speak."


def urgent_key(supervision_id: str, person_id: str) -> str:
    """Return the outbox key of the message that tells one of the two to speak at once."""
    return f"urgent:{supervision_id}:{person_id}"


async def read_noteable(parts: Parts, call: Call) -> NoteChoices:
    """Return the children of everybody the caller supervises or stands in for, by initials and number.

    Raises
    ------
    Refusal
        Where there is none.
    """
    people = {one.id: one.name for one in await read_supervisees(parts, call)}
    if not people:
        raise Refusal(NOBODY)
    async with parts.read() as session:
        children = await read_choosable(session, parts, call, list(people))
    if not children:
        raise Refusal(NO_CHILD)
    return NoteChoices(
        supervision_id=new_id(),
        children=tuple(
            NoteChild(one.child, people[one.worker_id]) for one in sorted(children, key=lambda one: one.child.label)
        ),
        policy=parts.library.policy,
    )


async def start_note(parts: Parts, call: Call, *, supervision_id: str, child_id: str, urgent: bool = False) -> Stop:
    """Begin a note about a child, today; where it is urgent, both hear at once that they have to speak.

    Pressing again begins no second one, and makes the first urgent where that is ticked by now.

    Raises
    ------
    Refusal
        For a child of nobody the caller supervises or stands in for, and where the first press began
        one about another child.
    """
    people = [one.id for one in await read_supervisees(parts, call)]
    async with parts.write(call) as session:
        chosen = await _find(session, parts, call, people, child_id)
        if await insert_meeting(session, call, supervision_id, Format.AD_HOC, call.today):
            await _fill(session, call, supervision_id, chosen)
        else:
            await _check_same(session, call, supervision_id, child_id)
        if urgent:
            await _tell_both(session, call, supervision_id)
    return Stop("in_depth", child_id)


async def _check_same(session: AsyncSession, call: Call, supervision_id: str, child_id: str) -> None:
    """Pass a note that is there already, of the caller's own, not discarded, and about the same child."""
    await _check_mine(session, call, supervision_id)
    about = await session.exec(select(AgendaItem.child_id).where(AgendaItem.supervision_id == supervision_id))
    if about.one() != child_id:
        raise Refusal(ANOTHER_CHILD)


async def _check_mine(session: AsyncSession, call: Call, supervision_id: str) -> None:
    """Pass one of the caller's own notes that was not discarded, and hold it until the commit.

    Raises
    ------
    Refusal
        For everything else.
    """
    relation = await relation_in(session, call.person_id, supervision_id, call.today)
    check_may_write(relation)
    supervision = await fetch(session, Supervision, supervision_id)
    await session.refresh(supervision, with_for_update=True)
    if supervision.format is not Format.AD_HOC:
        raise Missing
    if relation.part is not Part.SUPERVISOR:
        raise Refusal(NOT_YOURS)
    if supervision.state is SupervisionState.DISCARDED:
        raise Refusal("This note was discarded.")


async def _find(session: AsyncSession, parts: Parts, call: Call, people: list[str], child_id: str) -> Choosable:
    for one in await read_choosable(session, parts, call, people):
        if one.child.id == child_id:
            return one
    raise Refusal("This child is with nobody you supervise or stand in for. Choose another, or ask their supervisor.")


async def _fill(session: AsyncSession, call: Call, supervision_id: str, chosen: Choosable) -> None:
    for person_id, part in ((call.person_id, Part.SUPERVISOR), (chosen.worker_id, Part.SUPERVISEE)):
        session.add(Attendance(supervision_id=supervision_id, person_id=person_id, part=part))
    session.add(
        AgendaItem(
            supervision_id=supervision_id,
            child_id=chosen.child.id,
            kind=RecordKind.NOTE,
            worker_id=chosen.worker_id,
            place=1,
            outcome=AgendaOutcome.WAITING,
        )
    )
    await session.flush()
    await note(session, call, "note_begun", "supervision", supervision_id, child=chosen.child.id)
    await promise_card(session, call, supervision_id)


async def mark_urgent(parts: Parts, call: Call, *, supervision_id: str) -> None:
    """Mark a note urgent after all; one that is stays as it is.

    Raises
    ------
    Refusal
        For anybody but who began it, for one that was discarded, and for what is no note.
    """
    async with parts.write(call) as session:
        await _check_mine(session, call, supervision_id)
        await _tell_both(session, call, supervision_id)


async def _tell_both(session: AsyncSession, call: Call, supervision_id: str) -> None:
    """Promise each of the two a pointer, without a word of the note: a message alone is not enough."""
    marked = await session.exec(
        update(Supervision)
        .where(col(Supervision.id) == supervision_id, col(Supervision.urgent_at).is_(None))
        .values(urgent_at=call.now)
    )
    if not marked.rowcount:
        return
    people = await session.exec(select(Attendance.person_id).where(Attendance.supervision_id == supervision_id))
    for person_id in people.all():
        await promise(
            session,
            key=urgent_key(supervision_id, person_id),
            kind=MessageKind.URGENT,
            recipient_id=person_id,
            facts={"supervision": supervision_id},
            now=call.now,
        )
    await note(session, call, "marked_urgent", "supervision", supervision_id)
    await refresh(session, key=card_key(supervision_id), now=call.now)


async def confirm_spoken(parts: Parts, call: Call, *, supervision_id: str) -> None:
    """Note that one of the two says they spoke; saying it again changes nothing.

    Raises
    ------
    Refusal
        For anybody else.
    """
    async with parts.write(call) as session:
        urgent = await load_urgent(session, supervision_id)
        if urgent is None:
            raise Missing
        people = (urgent.marked_by.person_id, urgent.told.person_id)
        if call.person_id not in people:
            raise Refusal("Only the two people who had to speak can say that they did.")
        said = await session.exec(
            update(Attendance)
            .where(
                col(Attendance.supervision_id) == supervision_id,
                col(Attendance.person_id) == call.person_id,
                col(Attendance.spoke_at).is_(None),
            )
            .values(spoke_at=call.now)
        )
        if not said.rowcount:
            return
        await note(session, call, "spoke", "supervision", supervision_id)
        for person_id in people:
            await refresh(session, key=urgent_key(supervision_id, person_id), now=call.now)
        await refresh(session, key=card_key(supervision_id), now=call.now)


async def read_to_speak(parts: Parts, call: Call) -> tuple[Urgent, ...]:
    """Return the urgent notes over which the caller has not confirmed yet that they spoke, longest waiting first."""
    async with parts.read() as session:
        waiting = await session.exec(
            select(Supervision.id)
            .join(Attendance, col(Attendance.supervision_id) == col(Supervision.id))
            .where(
                Attendance.person_id == call.person_id,
                col(Attendance.spoke_at).is_(None),
                col(Supervision.urgent_at).is_not(None),
            )
            .order_by(col(Supervision.urgent_at))
        )
        found = [await load_urgent(session, supervision_id) for supervision_id in waiting.all()]
    return tuple(one for one in found if one is not None)


async def read_urgent(parts: Parts, supervision_id: str) -> Urgent | None:
    """Return how an urgent note stands, for its messages, without asking who looks."""
    async with parts.read() as session:
        return await load_urgent(session, supervision_id)


async def load_urgent(session: AsyncSession, supervision_id: str) -> Urgent | None:
    """Return how an urgent note stands; nothing for what was never marked."""
    supervision = await session.get(Supervision, supervision_id)
    if supervision is None or supervision.urgent_at is None:
        return None
    people = await session.exec(
        select(Attendance, col(Person.name))
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(Attendance.supervision_id == supervision_id)
    )
    spoken = {one.part: Spoken(one.person_id, name, one.spoke_at) for one, name in people}
    child = await session.exec(
        select(Child)
        .join(AgendaItem, col(AgendaItem.child_id) == col(Child.id))
        .where(AgendaItem.supervision_id == supervision_id)
    )
    about = child.one()
    return Urgent(
        supervision_id=supervision_id,
        marked_by=spoken[Part.SUPERVISOR],
        told=spoken[Part.SUPERVISEE],
        label=about.label,
        since=supervision.urgent_at,
    )
