"""What brothers and sisters may have in common: which questions, whose words give way, and what is never shared.

An `own` question has no counterpart in any form, so that no answer of it can be written for another child.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from models.forms import ActionsQuestion, AnsweredQuestion, Form, QuestionPart
from models.rules.conflict import Cell, Incoming, is_blank, merge
from models.values.sharing import Fate, Offer
from models.vocabulary import Sharing

__all__ = [
    "Theirs",
    "build_offer",
    "find_counterpart",
    "follows",
    "judge_sharing",
    "shares_actions",
    "short_names",
    "write_shared",
]


@dataclass(frozen=True, slots=True)
class Theirs:
    """What stands in a brother's or sister's record, and whether it `follows` the one it would be shared from."""

    name: str
    cell: Cell
    follows: bool


def find_counterpart(question: AnsweredQuestion, form: Form) -> AnsweredQuestion | None:
    """Return the question of a brother's or sister's form that asks the same, where both may be shared.

    The same are two of one type that mean the same, or have one id where neither means anything.
    """
    if question.sharing is not Sharing.SHARED:
        return None
    return next((other for other in form.answered if _is_same(question, other)), None)


def _is_same(one: QuestionPart, other: QuestionPart) -> bool:
    if other.sharing is not Sharing.SHARED or one.type is not other.type:
        return False
    if one.means or other.means:
        return set(one.means) == set(other.means)
    return one.id == other.id


def shares_actions(form: Form) -> bool:
    """Say whether the actions of a form may be shared; it has one table of them at most."""
    tables = (question for question in form.questions if isinstance(question, ActionsQuestion))
    return any(table.sharing is Sharing.SHARED for table in tables)


def judge_sharing(cell: Cell, value: JsonValue, *, follows: bool) -> Fate:
    """Say what sharing `value` does where `cell` stands: it fills what is blank, and never takes words from anybody.

    Two texts that wait for a choice are words of their own.
    """
    if cell.parked:
        return Fate.KEPT
    if is_blank(cell.value):
        return Fate.WRITTEN
    if cell.value == value:
        return Fate.THERE
    return Fate.UPDATED if follows else Fate.KEPT


def follows(cell: Cell, source_id: str, *, touched: bool = True, arrived: JsonValue = None) -> bool:
    """Say whether a cell holds what was shared from this child and what nobody changed since.

    So does one that nobody `touched` in this record, where both children came to it with the same
    words from last time: `arrived` are those of the child it would be shared from.
    """
    if cell.shared_from is not None:
        return cell.shared_from == source_id
    return not touched and not is_blank(cell.value) and cell.value == arrived


def build_offer(theirs: Iterable[Theirs], value: JsonValue, came_from: str | None) -> Offer:
    """Return what sharing `value` would do; with nothing to share yet, what it would do once there is."""
    fates = [(one, judge_sharing(one.cell, value, follows=one.follows)) for one in theirs]
    return Offer(
        new=tuple(one.name for one, fate in fates if fate is Fate.WRITTEN),
        again=tuple(one.name for one, fate in fates if one.follows and fate in {Fate.THERE, Fate.UPDATED}),
        kept=tuple(one.name for one, fate in fates if fate is Fate.KEPT),
        came_from=came_from,
    )


def write_shared(cell: Cell, value: JsonValue, *, source_id: str, writer: str, by: str, revision: int) -> Cell:
    """Return the cell with what is shared; the next save that changes it makes it the child's own."""
    incoming = Incoming(value, writer, by, seen=cell.revision)
    return merge(cell, incoming, revision).cell.model_copy(update={"shared_from": source_id})


def short_names(names: Mapping[str, str]) -> dict[str, str]:
    """Return the first word of each name, or the whole name where that does not tell brothers and sisters apart."""
    firsts = {child_id: name.split()[0] if name.strip() else name for child_id, name in names.items()}
    times = Counter(first.casefold() for first in firsts.values())
    return {child_id: first if times[first.casefold()] == 1 else names[child_id] for child_id, first in firsts.items()}
