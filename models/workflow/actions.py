"""Writing actions: a new one, what became of a carried one, and taking back what was not sent (A7 to A10)."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import delete, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import note
from models.rules.conflict import Cell, Incoming, Merged, Verdict, is_blank, merge
from models.tables import ActionEntry, Person, SmartAction, new_id
from models.values.action import ActionContent
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.values.record import ActionStep, Page, Saved
from models.vocabulary import DueBy
from models.workflow.action_rows import (
    WORKING,
    StoredAction,
    load_lines,
    load_stored,
    read_content,
    seal_cell,
    to_value,
)
from models.workflow.answers import forget_if_blank
from models.workflow.dated import at_work
from models.workflow.ground import Ground, begin_record, check_editable, load_ground, touch_record
from models.workflow.heads import load_head
from models.workflow.parts import Parts

__all__ = [
    "due_dates",
    "find_colleagues",
    "find_lacking",
    "load_editable",
    "read_action",
    "remove_action",
    "save_action",
    "store_entry",
    "write_action",
]

_ID = re.compile(r"[0-9a-f]{32}")
_TWO_WEEKS = timedelta(weeks=2)
_OFFERED = 50


async def read_action(
    parts: Parts, call: Call, *, supervision_id: str, subject_id: str, section_id: str, action_id: str
) -> ActionStep:
    """Return the step of one action; one nobody knows yet is a new one, falling to the supervisee."""
    async with parts.read() as session:
        ground = await load_ground(session, parts, supervision_id=supervision_id, subject_id=subject_id, writer=call)
        head = await load_head(session, parts, ground)
        lines = await load_lines(session, ground, await load_stored(session, ground))
    return ActionStep(
        head=head,
        action_id=action_id,
        section_id=section_id,
        line=next((line for line in lines if line.id == action_id), None),
        owner_id=head.supervisee_id,
        owner=head.supervisee,
        dates=due_dates(parts, ground),
    )


async def find_lacking(
    parts: Parts, call: Call, *, supervision_id: str, subject_id: str, action_id: str
) -> tuple[str, ...]:
    """Return what an action lacks before it can be sent, in sentences."""
    async with parts.read() as session:
        ground = await load_ground(session, parts, supervision_id=supervision_id, subject_id=subject_id, writer=call)
        lines = await load_lines(session, ground, await load_stored(session, ground))
    return tuple(finding.sentence for line in lines if line.id == action_id for finding in line.blocking)


async def find_colleagues(parts: Parts, call: Call, typed: str) -> tuple[tuple[str, str], ...]:
    """Return people of the council whose name holds what was typed, by id and name."""
    wanted = typed.strip().casefold()
    async with parts.read() as session:
        people = await session.exec(select(Person.id, Person.name).where(at_work(call.today)).order_by(Person.name))
    return tuple((one, name) for one, name in people if wanted in name.casefold())[:_OFFERED]


def due_dates(parts: Parts, ground: Ground) -> Mapping[DueBy, date]:
    """Return the days that one tap can choose, each an event with a real date (I19)."""
    held_on, agenda = ground.supervision.held_on, parts.library.policy.agenda
    dates = {
        DueBy.NEXT_SUPERVISION: held_on + timedelta(days=agenda.next_supervision_days),
        DueBy.TWO_WEEKS: held_on + _TWO_WEEKS,
    }
    if ground.subject.child is None:
        return dates
    dates[DueBy.NEXT_VISIT] = held_on + timedelta(days=agenda.next_visit_days)
    review = ground.subject.child.next_review_on
    if review is not None and review > held_on:
        dates[DueBy.REVIEW_DATE] = review
    return dates


async def save_action(parts: Parts, call: Call, page: Page, *, action_id: str, given: Mapping[str, object]) -> Saved:
    """Store what stands on the screen of one action; fields it did not give stay as they are.

    A new action in which nobody wrote anything is none. A carried one left as it was carried
    is said nothing about.
    """
    async with parts.write(call) as session:
        ground = await load_editable(session, parts, call, page.supervision_id, page.subject_id)
        _check_class(ground, given)
        return await write_action(session, parts, call, page, ground, action_id=action_id, given=given)


async def write_action(
    session: AsyncSession,
    parts: Parts,
    call: Call,
    page: Page,
    ground: Ground,
    *,
    action_id: str,
    given: Mapping[str, object],
) -> Saved:
    """Judge what is given of an action against what is stored, and store it, in a transaction that goes on."""
    owner = ground.item.worker_id
    stored = await _find(session, call, ground, action_id)
    merged = _judge(call, page, ground, stored, given, owner)
    if merged.cell == stored.cell:
        return _saved(ground, ground.revision, merged, action_id)
    await _check_owner(session, merged.cell)
    if ground.record is None:
        ground = await begin_record(session, parts, call, ground)
        stored = await _find(session, call, ground, action_id)
        merged = _judge(call, page, ground, stored, given, owner)
    await store_entry(session, call, ground, stored, merged.cell)
    revision = await touch_record(session, call, ground, page.writer)
    if is_blank(merged.cell.value):
        await forget_if_blank(session, call, ground)
    return _saved(ground, revision, merged, action_id, call)


async def remove_action(parts: Parts, call: Call, page: Page, *, action_id: str) -> Saved:
    """Take back what this record says about an action: a new one goes, a carried one is as before.

    What was sent once is history and stays (I20).
    """
    async with parts.write(call) as session:
        ground = await load_editable(session, parts, call, page.supervision_id, page.subject_id)
        stored = await _find(session, call, ground, action_id)
        if stored.entry is None:
            return Saved(ground.revision, None if ground.record is None else ground.record.saved_at, changed=False)
        await _delete_entry(session, stored.entry)
        await note(session, call, "action_taken_back", "action", action_id, record=ground.record_id)
        revision = await touch_record(session, call, ground, page.writer)
        await forget_if_blank(session, call, ground)
        return Saved(revision, call.now, changed=True)


async def store_entry(session: AsyncSession, call: Call, ground: Ground, stored: StoredAction, cell: Cell) -> None:
    """Write the working entry of an action, or take it away where it would say nothing."""
    content = read_content(cell.value)
    as_carried = content == stored.sent or (content is None and stored.sent is None)
    if as_carried and not cell.parked:
        if stored.entry is not None:
            await _delete_entry(session, stored.entry)
        return
    action = await session.get(SmartAction, stored.action.id)
    if action is None:
        session.add(stored.action)
        await session.flush()
    entry, now = stored.entry, content or ActionContent()
    row = new_id() if entry is None else entry.id
    await session.merge(
        ActionEntry(
            id=row,
            action_id=stored.action.id,
            record_id=ground.record_id,
            version=WORKING,
            state=now.state,
            owner_id=now.owner_id,
            due_on=now.due_on,
            due_by=now.due_by,
            text=seal_cell(ground.subject.key, row, cell),
            place=await _next_place(session, ground) if entry is None else entry.place,
            saved_by=call.person_id,
            saved_at=call.now,
        )
    )
    await session.flush()


async def load_editable(
    session: AsyncSession, parts: Parts, call: Call, supervision_id: str, subject_id: str
) -> Ground:
    """Return the ground of a record that may be written now, held until the transaction ends."""
    ground = await load_ground(
        session, parts, supervision_id=supervision_id, subject_id=subject_id, writer=call, lock=True
    )
    check_editable(ground)
    return ground


async def _find(session: AsyncSession, call: Call, ground: Ground, action_id: str) -> StoredAction:
    """Return an action of this subject, or the empty beginning of a new one under that id."""
    stored = (await load_stored(session, ground)).get(action_id)
    if stored is not None:
        return stored
    known = await session.get(SmartAction, action_id)
    if not _ID.fullmatch(action_id) or (
        known is not None and ground.subject.id not in {known.child_id, known.person_id}
    ):
        raise Missing
    begun = SmartAction(id=action_id, state=None, created_at=call.now, **ground.subject.columns)
    return StoredAction(known or begun, sent=None, since=None, entry=None, cell=Cell())


def _judge(
    call: Call, page: Page, ground: Ground, stored: StoredAction, given: Mapping[str, object], default_owner: str
) -> Merged:
    content = ActionContent.model_validate({**to_value(stored.content), **given})
    if stored.sent is None and content.owner_id is None:
        content = content.model_copy(update={"owner_id": default_owner})
    value = None if stored.sent is None and content.is_blank else to_value(content)
    incoming = Incoming(value, page.writer, call.person_id, page.seen, page.stamp)
    return merge(stored.cell, incoming, ground.revision + 1)


def _check_class(ground: Ground, given: Mapping[str, object]) -> None:
    """Pass only a class of this form; one carried in from another form is never given, and stays."""
    class_id, table = given.get("class_id"), ground.form.action_table
    if class_id and (table is None or not table.class_words(str(class_id))):
        raise Refusal("This form has no such kind of step.")


async def _check_owner(session: AsyncSession, cell: Cell) -> None:
    content = read_content(cell.value)
    if content is None or content.owner_id is None:
        return
    if await session.get(Person, content.owner_id) is None:
        raise Refusal("The person chosen is not in the directory.")


async def _delete_entry(session: AsyncSession, entry: ActionEntry) -> None:
    """Delete a working entry, and the action itself when nothing else ever spoke of it."""
    await session.delete(entry)
    await session.flush()
    others = select(ActionEntry.id).where(ActionEntry.action_id == entry.action_id)
    if (await session.exec(others)).first() is None:
        await session.exec(delete(SmartAction).where(col(SmartAction.id) == entry.action_id))


async def _next_place(session: AsyncSession, ground: Ground) -> int:
    statement = select(func.max(ActionEntry.place)).where(ActionEntry.record_id == ground.record_id)
    return ((await session.exec(statement)).one() or 0) + 1


def _saved(ground: Ground, revision: int, merged: Merged, action_id: str, call: Call | None = None) -> Saved:
    known = None if ground.record is None else ground.record.saved_at
    return Saved(
        revision=revision,
        saved_at=known if call is None else call.now,
        changed=call is not None,
        clashes=(action_id,) if merged.verdict is Verdict.PARKED else (),
        stale=(action_id,) if merged.verdict is Verdict.STALE else (),
    )
