"""What a step offers to share with brothers and sisters on the same agenda, and whom its own words came from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue
from sqlmodel.ext.asyncio.session import AsyncSession

from models.forms import ActionsQuestion, Section
from models.rules.conflict import Cell
from models.rules.sharing import Theirs, build_offer, find_counterpart, follows, shares_actions, short_names
from models.values.action import ActionLine
from models.values.call import Call
from models.values.sharing import NO_OFFERS, Offer, Offers
from models.vocabulary import Sharing
from models.workflow.action_rows import StoredAction, load_stored, to_value
from models.workflow.answers import StoredAnswer, arrived_value, load_answers
from models.workflow.carried import Carried, load_carried
from models.workflow.children import read_child_names
from models.workflow.family import Family, can_take, load_family
from models.workflow.ground import Ground
from models.workflow.parts import Parts
from models.workflow.sharing import shareable, twin_of

__all__ = ["load_offers"]


@dataclass(frozen=True, slots=True)
class _Sibling:
    """A brother or sister with all that stands in the record a tap would write into."""

    name: str
    ground: Ground
    answers: Mapping[str, StoredAnswer]
    actions: Mapping[str, StoredAction]


@dataclass(frozen=True, slots=True)
class _Around:
    """The child of a step among brothers and sisters; `names` are short, and tell them apart."""

    child_id: str
    names: Mapping[str, str]
    siblings: Sequence[_Sibling]

    def name_of(self, child_id: str | None) -> str | None:
        """Return the name of the one some words came from."""
        return None if child_id is None else self.names.get(child_id)


async def load_offers(
    session: AsyncSession,
    parts: Parts,
    call: Call,
    ground: Ground,
    section: Section,
    *,
    carried: Mapping[str, Carried],
    stored: Mapping[str, StoredAnswer],
    lines: Collection[ActionLine],
) -> Offers:
    """Return what of a section can be shared: nothing where nothing is `shared`, or for an only child on the agenda."""
    questions = [question for question in section.answered if question.sharing is Sharing.SHARED]
    has_actions = any(isinstance(one, ActionsQuestion) for one in section.questions) and shares_actions(ground.form)
    if ground.subject.child is None or not (questions or has_actions):
        return NO_OFFERS
    family = await load_family(session, parts, call, supervision_id=ground.supervision.id, child_id=ground.subject.id)
    if not family.siblings:
        return NO_OFFERS
    names = short_names(await read_child_names(session, parts, family.ids))
    around = _Around(ground.subject.id, names, await _load_siblings(session, family, names))
    return Offers(
        child=names[ground.subject.id],
        answers={
            question.id: _offer_answer(around, stored[question.id], arrived_value(ground.form, question, carried))
            for question in questions
        },
        actions={line.id: _offer_action(around, line) for line in lines if has_actions},
    )


async def _load_siblings(session: AsyncSession, family: Family, names: Mapping[str, str]) -> list[_Sibling]:
    return [
        _Sibling(
            name=names[ground.subject.id],
            ground=ground,
            answers=await load_answers(session, ground, await load_carried(session, ground)),
            actions=await load_stored(session, ground),
        )
        for ground in family.siblings
        if can_take(ground)
    ]


def _offer_answer(around: _Around, stored: StoredAnswer, arrived: JsonValue) -> Offer:
    came_from = around.name_of(stored.cell.shared_from)
    if stored.cell.parked:
        return Offer(came_from=came_from)
    theirs = []
    for sibling in around.siblings:
        other = find_counterpart(stored.question, sibling.ground.form)
        if other is not None and (stored.answer is None or other.read_carried(stored.answer.stored()) is not None):
            there = sibling.answers[other.id]
            ours = follows(there.cell, around.child_id, touched=there.row is not None, arrived=arrived)
            theirs.append(Theirs(sibling.name, there.cell, ours))
    return build_offer(theirs, stored.cell.value, came_from)


def _offer_action(around: _Around, line: ActionLine) -> Offer:
    """Return the offer of an action; one carried in, one shared itself and one with two texts are not offered on."""
    came_from = around.name_of(line.shared_from)
    if not line.is_new or line.clash or line.shared_from is not None:
        return Offer(came_from=came_from)
    theirs = []
    for sibling in around.siblings:
        if shares_actions(sibling.ground.form):
            twin = sibling.actions.get(twin_of(line.id, sibling.ground.subject.id))
            cell = Cell() if twin is None else twin.cell
            theirs.append(Theirs(sibling.name, cell, follows(cell, around.child_id)))
    return build_offer(theirs, to_value(shareable(line.now)), came_from)
