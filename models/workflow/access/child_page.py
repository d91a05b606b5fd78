"""All there is of a child on one page, for whoever takes the child over (B39)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import fetch, note
from models.rules.access import Deed, check
from models.tables import ActionEntry, CarriedAnswer, Child, Record, SmartAction, Supervision, Version
from models.values.access import ChildAction, ChildPage, ChildRecord, Said
from models.values.call import Call
from models.values.clocks import DueItem
from models.values.errors import Missing
from models.values.people import Relation, Tie
from models.vocabulary import ActionState, ClockKind, Meaning, RecordState
from models.workflow.access.gates import Judge
from models.workflow.action_rows import read_cell, read_content
from models.workflow.carried import Carried, open_carried
from models.workflow.children import read_child_names, read_holders
from models.workflow.clocks.reading import read_items
from models.workflow.names import read_names
from models.workflow.parts import Parts

__all__ = ["open_child_page"]

_LATEST = 1
_WORDS_SHOWN = 3
_DATES = frozenset({ClockKind.CHILD, ClockKind.OPEN_CHILD})
_STANDS_APART = (RecordState.NOT_AGREED, RecordState.CHANGE_ASKED)


async def open_child_page(parts: Parts, call: Call, *, child_id: str) -> ChildPage:
    """Open the page of a child, with an audit event of who did and by which right.

    Raises
    ------
    Refusal
        For anybody but who works with the child or covers, the supervisor, the line above, and by grant.
    """
    async with parts.write(replace(call, key=None)) as session:
        gate = None if call.guest else await Judge(session, parts, call).find_for_child(child_id)
        child = await fetch(session, Child, child_id)
        if gate is None:
            check(Deed.READ_CHILD, Relation(Tie.NONE, "", guest=call.guest))
            raise Missing
        await note(session, call, "opened", "child", child_id, **gate.facts)
        key = parts.keyring.unwrap(child.wrapped_key)
        holders = await read_names(session, await read_holders(session, child_id, call.today))
        items = await read_items(session, parts, call.today, children={child_id}, everything=True)
        return ChildPage(
            child_id=child_id,
            label=child.label,
            name=(await read_child_names(session, parts, [child_id]))[child_id],
            today=call.today,
            outcomes=await _read_said(session, child_id, key, Meaning.OUTCOMES, _LATEST),
            words=await _read_said(session, child_id, key, Meaning.CHILD_WORDS, _WORDS_SHOWN),
            actions=await _read_actions(session, child_id, key, call.today),
            dates=_dates(items, child_id),
            next_review_on=child.next_review_on,
            disagreements=await _read_disagreements(session, child_id),
            worker=", ".join(holders.values()) or None,
        )


def _dates(items: Sequence[DueItem], child_id: str) -> tuple[DueItem, ...]:
    found = [one for one in items if one.clock in _DATES and one.subject_id == child_id]
    return tuple(sorted(found, key=lambda one: (one.due.due_on, one.clock.value)))


async def _read_said(session: AsyncSession, child_id: str, key: bytes, meaning: Meaning, most: int) -> tuple[Said, ...]:
    """Return the latest answers with that meaning that are kept, newest first."""
    rows = await session.exec(
        select(CarriedAnswer)
        .join(Version, col(Version.id) == col(CarriedAnswer.version_id))
        .join(Record, col(Record.id) == col(Version.record_id))
        .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
        .where(CarriedAnswer.child_id == child_id, CarriedAnswer.question == meaning.value)
        .order_by(col(Supervision.held_on).desc(), col(Version.sent_at).desc())
    )
    said: list[Carried] = [open_carried(key, row) for row in rows.all()]
    return tuple(Said(one.held_on, one.label, one.shown) for one in said if one.shown.strip())[:most]


async def _read_actions(session: AsyncSession, child_id: str, key: bytes, today: date) -> tuple[ChildAction, ...]:
    """Return the open actions as the latest sent record says them, the soonest due first."""
    rows = await session.exec(
        select(SmartAction, ActionEntry)
        .join(ActionEntry, col(ActionEntry.action_id) == col(SmartAction.id))
        .where(
            SmartAction.child_id == child_id,
            SmartAction.state == ActionState.OPEN,
            col(ActionEntry.sent_at).is_not(None),
        )
        .order_by(col(ActionEntry.sent_at), col(ActionEntry.version))
    )
    latest = {action.id: (action, entry) for action, entry in rows.all()}
    owners = {action.owner_id for action, _ in latest.values() if action.owner_id}
    names = await read_names(session, owners)
    found = []
    for action, entry in latest.values():
        content = read_content(read_cell(key, entry).value)
        if content is None:
            continue
        who = content.who_words or names.get(action.owner_id or "", "")
        late = action.due_on is not None and action.due_on < today
        found.append(ChildAction(content.what, who, action.due_on, overdue=late))
    return tuple(sorted(found, key=lambda one: (one.due_on or date.max, one.what)))


async def _read_disagreements(session: AsyncSession, child_id: str) -> tuple[ChildRecord, ...]:
    """Return the records that were not agreed or of which a change is asked, newest first."""
    rows = await session.exec(
        select(Record, col(Supervision.held_on))
        .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
        .where(Record.child_id == child_id, col(Record.state).in_(_STANDS_APART))
        .order_by(col(Supervision.held_on).desc(), col(Record.id))
    )
    return tuple(ChildRecord(record.id, held_on, record.kind, record.state) for record, held_on in rows.all())
