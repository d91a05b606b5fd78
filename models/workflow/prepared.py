"""What a supervisee prepared, in the meeting it was for: marks on the agenda, and texts beside the boxes.

It is for a meeting of the two held on the day it was begun, or later, and not for one that was started here before.
What was changed after that stays for the next one too, so that nobody's words are lost with a record. What was
prepared for a subject is seen by who may write the record about it, and so nothing about the person by anybody
who only stands in.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch, note
from models.forms import Answer, Form, TextAnswer
from models.rules.agenda import order_agenda
from models.rules.conflict import Incoming, merge, placed_by
from models.rules.preparing import add_text, draftable, find_box, holds_text, last_moment
from models.tables import AgendaItem, Person, Preparation, Supervision
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.values.preparing import LINE, Marked, Prepared
from models.values.record import Page
from models.values.supervision import Choosable
from models.vocabulary import AgendaOutcome, CarryRule, Format, RecordKind
from models.workflow.answers import StoredAnswer, load_answers, store_cell, to_value
from models.workflow.carried import find_carried, load_carried
from models.workflow.ground import Ground, begin_record, check_editable, load_ground, touch_record
from models.workflow.holding import hold_person
from models.workflow.parts import Parts
from models.workflow.preparing import form_for, open_text

__all__ = [
    "NOTHING_PREPARED",
    "Beside",
    "end_mentioned",
    "end_prepared",
    "has_prepared_personal",
    "load_prepared",
    "put_marked_first",
    "read_marked",
    "use_prepared",
]

TWO_TEXTS = "There are two texts here. Choose which to keep, then use the prepared one."
LOCKED = "This answer came from before and may not be changed."
_KINDS = frozenset({RecordKind.CASEWORK, RecordKind.BRIEF, RecordKind.PERSONAL})


@dataclass(frozen=True, slots=True)
class Beside:
    """What was prepared for one record: each text with the question whose box it stands beside, if it has one."""

    found: tuple[tuple[Prepared, str | None], ...] = ()

    def of(self, question_id: str, answer: Answer | None) -> tuple[Prepared, ...]:
        """Return what stands beside a box with this answer in it."""
        return tuple(replace(one, there=holds_text(answer, one.text)) for one, box in self.found if box == question_id)

    @property
    def on_top(self) -> tuple[Prepared, ...]:
        """What has no box here, the line first."""
        return tuple(one for one, box in self.found if box is None)

    def find(self, question_id: str) -> tuple[Prepared, str | None]:
        """Return a text by the question it was written for, with the question of its box.

        Raises
        ------
        Missing
            When it is not there, or not any more.
        """
        for one, box in self.found:
            if one.question == question_id:
                return one, box
        raise Missing


NOTHING_PREPARED = Beside()


async def read_marked(
    session: AsyncSession, person_id: str, held_on: date, children: Sequence[Choosable]
) -> tuple[Marked, ...]:
    """Return the children that a supervisee would like to talk about in depth in this meeting, in the order given."""
    found = await session.exec(
        select(col(Preparation.child_id), col(Preparation.reason)).where(
            _is_for(person_id, held_on), col(Preparation.question) == LINE, col(Preparation.in_depth).is_(True)
        )
    )
    reasons = dict(found.all())
    return tuple(
        Marked(one.child.id, one.child.label, reasons[one.child.id]) for one in children if one.child.id in reasons
    )


def put_marked_first(
    parts: Parts, call: Call, children: Sequence[Choosable], marked: Sequence[Marked]
) -> tuple[Choosable, ...]:
    """Return the children in the agenda's order, with the reason of the supervisee for those that have none yet."""
    reasons = {one.child_id: one.reason for one in marked}
    known = {
        one.child.id: replace(one, child=replace(one.child, reason=one.child.reason or reasons.get(one.child.id)))
        for one in children
    }
    agenda = parts.library.policy.agenda
    ordered = order_agenda((one.child for one in known.values()), call.today, agenda.review_near_days, agenda.order)
    return tuple(known[child.id] for child in ordered)


async def has_prepared_personal(session: AsyncSession, person_id: str, held_on: date) -> bool:
    """Say whether a supervisee prepared something about themselves for this meeting."""
    rows = select(Preparation.id).where(_is_for(person_id, held_on), col(Preparation.subject_id) == person_id)
    return (await session.exec(rows)).first() is not None


async def load_prepared(session: AsyncSession, parts: Parts, ground: Ground) -> Beside:
    """Return what was prepared for a record that was not sent yet; the caller has checked who writes it."""
    sent = ground.record is not None and ground.record.version
    if sent or ground.kind not in _KINDS or ground.supervision.format is not Format.ONE_TO_ONE:
        return NOTHING_PREPARED
    found = await session.exec(
        select(Preparation).where(
            _is_for(ground.item.worker_id, ground.supervision.held_on, ground.supervision.typed_at),
            col(Preparation.subject_id) == ground.subject.id,
        )
    )
    texts = {row.question: open_text(ground.subject.key, row) for row in found if row.text is not None}
    if not texts:
        return NOTHING_PREPARED
    by = (await fetch(session, Person, ground.item.worker_id)).name.split()[0]
    return Beside(tuple(_place(texts, by, form_for(parts, ground.subject), ground.form)))


def _place(texts: dict[str, str], by: str, prepared_for: Form, form: Form) -> Iterator[tuple[Prepared, str | None]]:
    """Yield each text with its box: the line, then in the order of the form, then what that no longer asks."""
    left = dict(texts)
    if LINE in left:
        yield Prepared(LINE, "", left.pop(LINE), by), None
    for _, questions in draftable(prepared_for):
        for question in questions:
            if question.id in left:
                box = find_box(question, prepared_for, form)
                prepared = Prepared(question.id, question.label, left.pop(question.id), by)
                yield prepared, None if box is None else box.id
    for question_id, text in sorted(left.items()):
        yield Prepared(question_id, "", text, by), None


async def use_prepared(parts: Parts, call: Call, page: Page, *, question_id: str) -> None:
    """Put a prepared text into its box: as all of it where that is blank, else after what stands there.

    Doing it again changes nothing.

    Raises
    ------
    Missing
        When there is no such text, or no box for it in this form.
    Refusal
        When the record or the answer may not be written, or has two texts to choose between.
    """
    async with parts.write(call) as session:
        ground = await load_ground(
            session, parts, supervision_id=page.supervision_id, subject_id=page.subject_id, writer=call, lock=True
        )
        check_editable(ground)
        prepared, box = (await load_prepared(session, parts, ground)).find(question_id)
        if box is None:
            raise Missing
        if ground.record is None:
            ground = await begin_record(session, parts, call, ground)
        stored = await _load_box(session, ground, box)
        answer = stored.answer
        value = to_value(add_text(answer if isinstance(answer, TextAnswer) else None, prepared.text))
        if value == stored.cell.value:
            return
        # The view whose button it was has not seen these words yet: what is typed there until then is not lost.
        incoming = Incoming(value, placed_by(page.writer), call.person_id, stored.cell.revision, page.stamp)
        await store_cell(session, call, ground, box, merge(stored.cell, incoming, ground.revision + 1).cell)
        await touch_record(session, call, ground, page.writer)
        await note(session, call, "prepared_text_used", "record", ground.record_id, question=box)


async def _load_box(session: AsyncSession, ground: Ground, box: str) -> StoredAnswer:
    """Return the answer that stands in a box, if it may be written now."""
    carried = await load_carried(session, ground)
    stored = (await load_answers(session, ground, carried))[box]
    if stored.cell.parked:
        raise Refusal(TWO_TEXTS)
    if stored.question.carry is CarryRule.LOCKED and find_carried(carried, ground.form, stored.question) is not None:
        raise Refusal(LOCKED)
    return stored


async def end_prepared(
    session: AsyncSession, call: Call, supervision: Supervision, subject_ids: Collection[str]
) -> None:
    """Forget what was prepared for subjects whose record was sent: what was used lives on in it.

    What was changed since the meeting stays: some of it may be for the next one.
    """
    if supervision.format is not Format.ONE_TO_ONE or not subject_ids:
        return
    items = await session.exec(
        select(AgendaItem).where(
            AgendaItem.supervision_id == supervision.id,
            or_(col(AgendaItem.child_id).in_(subject_ids), col(AgendaItem.person_id).in_(subject_ids)),
        )
    )
    of_worker: dict[str, list[str]] = {}
    for item in items:
        of_worker.setdefault(item.worker_id, []).append(item.subject_id)
    for worker_id, subjects in sorted(of_worker.items()):
        await hold_person(session, worker_id)
        await session.exec(
            update(Preparation)
            .where(
                _is_for(worker_id, supervision.held_on, supervision.typed_at),
                _is_in_time(Preparation.saved_at, supervision.held_on, supervision.typed_at),
                col(Preparation.subject_id).in_(subjects),
            )
            .values(ended_at=call.now, text=None)
        )


async def end_mentioned(session: AsyncSession, call: Call, supervision: Supervision) -> None:
    """Forget what was prepared for children who were only mentioned, once that counts."""
    mentioned = await session.exec(
        select(col(AgendaItem.child_id)).where(
            AgendaItem.supervision_id == supervision.id, col(AgendaItem.outcome) == AgendaOutcome.MENTION
        )
    )
    await end_prepared(session, call, supervision, [child_id for child_id in mentioned if child_id is not None])


def _is_for(person_id: str, held_on: date, started_at: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition that a row was prepared for a meeting of that day, or for one before that never came."""
    return and_(
        col(Preparation.person_id) == person_id,
        col(Preparation.ended_at).is_(None),
        _is_in_time(Preparation.prepared_at, held_on, started_at),
    )


def _is_in_time(when: datetime, held_on: date, started_at: datetime | None) -> ColumnElement[bool]:
    """Return the condition that something was done by the end of that day, and before the meeting was started here."""
    in_time = col(when) < last_moment(held_on)
    return in_time if started_at is None else and_(in_time, col(when) <= started_at)
