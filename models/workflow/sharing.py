"""Sharing an answer or a new action with brothers and sisters on the same agenda, in one tap.

Each of them gets words of their own to change, in a record of their own. What is `own` to a child, what
came from an earlier meeting and what became of an action are never shared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from pydantic import JsonValue
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import note
from models.forms import Answer, AnsweredQuestion
from models.rules.conflict import Cell
from models.rules.sharing import find_counterpart, follows, judge_sharing, shares_actions, short_names, write_shared
from models.values.action import ActionContent
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.values.record import Page
from models.values.sharing import Fate, Shared
from models.vocabulary import ActionState, Sharing
from models.workflow.action_rows import StoredAction, load_stored, to_value
from models.workflow.actions import find_stored, store_entry
from models.workflow.answers import arrived_value, load_answers, store_cell
from models.workflow.answers import to_value as answer_value
from models.workflow.carried import load_carried
from models.workflow.children import read_child_names
from models.workflow.family import Family, can_take, load_family
from models.workflow.ground import Ground, begin_record, check_editable, load_ground, touch_record
from models.workflow.parts import Parts

__all__ = ["share_action", "share_answer", "shareable", "twin_of"]

_TWINS = UUID("0f8a6a0e-6f0f-4f57-9a0e-3d1f6f2b7c11")

OWN = "This answer belongs to one child alone, so it is not shared."
OWN_ACTIONS = "The actions of this form belong to one child alone, so they are not shared."
NOT_BEGUN_HERE = "Only an action that began in this record can be shared. Share it from the record it began in."
NOBODY = "No brother or sister of this child is on the agenda."
TWO_TEXTS = "There are two texts here. Choose which to keep, then share it."

_WRITES = frozenset({Fate.WRITTEN, Fate.UPDATED})


def twin_of(action_id: str, child_id: str) -> str:
    """Return the id of the action that another child has for a shared one: the same however often it is shared."""
    return uuid5(_TWINS, f"{action_id}/{child_id}").hex


def shareable(content: ActionContent) -> ActionContent:
    """Return what of an action may be shared: what became of it is each child's own."""
    return content.model_copy(update={"state": ActionState.OPEN, "outcome": ""})


async def share_answer(parts: Parts, call: Call, page: Page, *, question_id: str) -> Shared:
    """Write the stored answer for each brother and sister who has none; one with words of their own keeps them.

    Doing it again changes only what came from here and nobody changed since.

    Raises
    ------
    Refusal
        For a question that is `own`, an answer with two texts, and a record that cannot be written now.
    """
    async with parts.write(call) as session:
        family = await _load_for_writing(session, parts, call, page)
        question = _find_question(family.source, question_id)
        carried = await load_carried(session, family.source)
        stored = (await load_answers(session, family.source, carried))[question_id]
        if stored.cell.parked:
            raise Refusal(TWO_TEXTS)
        given = stored.answer
        if given is None or given.is_empty:
            return Shared(())
        arrived = arrived_value(family.source.form, question, carried)
        plans = [
            await _plan_answer(session, family.source, ground, question, given, arrived) for ground in family.siblings
        ]
        return await _carry_out(session, parts, call, page, family, plans)


async def share_action(parts: Parts, call: Call, page: Page, *, action_id: str) -> Shared:
    """Give each brother and sister an action of their own that says the same as one begun in this record.

    Doing it again makes no second one, and changes only what nobody changed since.

    Raises
    ------
    Refusal
        For an action from an earlier meeting, one that was itself shared, one with two texts, a form whose
        actions are `own`, and a record that cannot be written now.
    """
    async with parts.write(call) as session:
        family = await _load_for_writing(session, parts, call, page)
        if not shares_actions(family.source.form):
            raise Refusal(OWN_ACTIONS)
        stored = (await load_stored(session, family.source)).get(action_id)
        if stored is None:
            raise Missing
        if stored.sent is not None or stored.cell.shared_from is not None:
            raise Refusal(NOT_BEGUN_HERE)
        if stored.cell.parked:
            raise Refusal(TWO_TEXTS)
        if stored.content.is_blank:
            return Shared(())
        value = to_value(shareable(stored.content))
        plans = [
            await _plan_action(session, call, family.source, ground, action_id, value) for ground in family.siblings
        ]
        return await _carry_out(session, parts, call, page, family, plans)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What sharing does in one record, decided under its lock: `cell` is what stands there now.

    It is the cell of a question, or of the `twin` of an action.
    """

    ground: Ground
    fate: Fate
    cell: Cell = field(default_factory=Cell)
    value: JsonValue = None
    question_id: str = ""
    twin: StoredAction | None = None


async def _load_for_writing(session: AsyncSession, parts: Parts, call: Call, page: Page) -> Family:
    await load_ground(session, parts, supervision_id=page.supervision_id, subject_id=page.subject_id, writer=call)
    family = await load_family(
        session, parts, call, supervision_id=page.supervision_id, child_id=page.subject_id, lock=True
    )
    check_editable(family.source)
    if not family.siblings:
        raise Refusal(NOBODY)
    return family


def _find_question(source: Ground, question_id: str) -> AnsweredQuestion:
    question = next((one for one in source.form.answered if one.id == question_id), None)
    if question is None:
        raise Missing
    if question.sharing is not Sharing.SHARED:
        raise Refusal(OWN)
    return question


async def _plan_answer(
    session: AsyncSession,
    source: Ground,
    ground: Ground,
    question: AnsweredQuestion,
    given: Answer,
    arrived: JsonValue,
) -> _Plan:
    other = find_counterpart(question, ground.form)
    answer = None if other is None else other.read_carried(given.stored())
    if other is None or answer is None:
        return _Plan(ground, Fate.NOT_ASKED)
    if not can_take(ground):
        return _Plan(ground, Fate.CLOSED)
    stored = (await load_answers(session, ground, await load_carried(session, ground)))[other.id]
    value = answer_value(answer)
    ours = follows(stored.cell, source.subject.id, touched=stored.row is not None, arrived=arrived)
    return _Plan(ground, judge_sharing(stored.cell, value, follows=ours), stored.cell, value, question_id=other.id)


async def _plan_action(
    session: AsyncSession, call: Call, source: Ground, ground: Ground, action_id: str, value: JsonValue
) -> _Plan:
    if not shares_actions(ground.form):
        return _Plan(ground, Fate.NOT_ASKED)
    if not can_take(ground):
        return _Plan(ground, Fate.CLOSED)
    twin = await find_stored(session, call, ground, twin_of(action_id, ground.subject.id))
    fate = judge_sharing(twin.cell, value, follows=follows(twin.cell, source.subject.id))
    return _Plan(ground, fate, twin.cell, value, twin=twin)


async def _carry_out(
    session: AsyncSession, parts: Parts, call: Call, page: Page, family: Family, plans: Sequence[_Plan]
) -> Shared:
    """Write what is planned, and say by name what became of it for whom."""
    source = family.source
    # All records are begun before the first is written: nothing is waited for any more once the card is held.
    begun = {
        plan.ground.record_id: await begin_record(session, parts, call, plan.ground)
        for plan in plans
        if plan.fate in _WRITES and plan.ground.record is None
    }
    for plan in plans:
        if plan.fate in _WRITES:
            ground = begun.get(plan.ground.record_id, plan.ground)
            cell = write_shared(
                plan.cell,
                plan.value,
                source_id=source.subject.id,
                writer=page.writer,
                by=call.person_id,
                revision=ground.revision + 1,
            )
            await _store(session, call, source, ground, plan, cell)
    names = short_names(await read_child_names(session, parts, family.ids))
    return Shared(tuple((names[plan.ground.subject.id], plan.fate) for plan in plans))


async def _store(session: AsyncSession, call: Call, source: Ground, ground: Ground, plan: _Plan, cell: Cell) -> None:
    if plan.twin is not None:
        await store_entry(session, call, ground, plan.twin, cell)
        what, facts = "action_shared", {"action": plan.twin.action.id}
    else:
        await store_cell(session, call, ground, plan.question_id, cell)
        what, facts = "answer_shared", {"question": plan.question_id}
    await touch_record(session, call, ground, None)
    await note(session, call, what, "record", ground.record_id, shared_from=source.record_id, **facts)
