"""What changed from one form to another, in sentences for a practice lead."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from models.forms import ActionField, Form, QuestionPart, Section
from models.vocabulary import CarryRule

__all__ = ["describe_changes"]

_LISTS = {"options": "option", "rows": "row", "classes": "class"}
_OPENS = {
    CarryRule.NEVER: "always opens blank",
    CarryRule.EDITABLE: "opens with the last answer, which may be changed",
    CarryRule.LOCKED: "opens with the last answer, to read only",
}
_Compare = Callable[[Any, Any], Iterator[str]]


def describe_changes(old: Form, new: Form) -> tuple[str, ...]:
    """Return one sentence for each change; nothing when the two ask the same in the same words.

    Sections, questions and options are told apart by their ids, as answers are.
    """
    return (*_form(old, new), *_sections(old, new), *_questions(old, new))


def _form(old: Form, new: Form) -> Iterator[str]:
    if old.title != new.title:
        yield f"The title was “{old.title}” and is now “{new.title}”."
    if old.kinds != new.kinds:
        yield f"It served {_listed(old.kinds)} and now serves {_listed(new.kinds)}."
    yield from _rest("The form", old, new, {"id", "number", "title", "kinds", "sections"})


def _sections(old: Form, new: Form) -> Iterator[str]:
    def compare(before: Section, after: Section) -> Iterator[str]:
        if before.title != after.title:
            yield f"The section “{before.title}” is now called “{after.title}”."
        yield from _rest(f"The section “{after.title}”", before, after, {"id", "title", "questions"})

    def name(section: Section) -> str:
        return f"The section “{section.title}”"

    yield from _items(old.sections, new.sections, name, compare)


def _questions(old: Form, new: Form) -> Iterator[str]:
    homes_before, homes_after = _homes(old), _homes(new)

    def compare(before: QuestionPart, after: QuestionPart) -> Iterator[str]:
        if homes_before[before.id].id != homes_after[after.id].id:
            yield (
                f"“{after.label}” ({after.id}) moved from the section “{homes_before[before.id].title}” "
                f"to “{homes_after[after.id].title}”."
            )
        yield from _question(before, after)

    def name(question: QuestionPart) -> str:
        return f"The question “{question.label}” ({question.id})"

    yield from _items(old.questions, new.questions, name, compare)


def _question(old: QuestionPart, new: QuestionPart) -> Iterator[str]:
    who = f"“{new.label}” ({new.id})"
    if old.label != new.label:
        yield f"“{old.label}” ({old.id}) is reworded: “{new.label}”."
    if old.type is not new.type:
        yield (
            f"{who} was of the type {old.type.value} and is now {new.type.value}: "
            "what was answered before cannot be carried into it."
        )
        return
    if old.carry is not new.carry:
        yield f"{who} now {_OPENS[new.carry]}; before, it {_OPENS[old.carry].replace('opens', 'opened')}."
    told = {"type", "id", "label", "carry"}
    for key in _LISTS:
        if key in type(old).model_fields:
            told.add(key)
            yield from _choices(who, key, getattr(old, key), getattr(new, key))
    for key, before in ((key, getattr(old, key)) for key in type(old).model_fields):
        if isinstance(before, ActionField):
            told.add(key)
            yield from _column(f"{who}, column {key}", before, getattr(new, key))
    yield from _rest(who, old, new, told)


def _choices(who: str, key: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[str]:
    word = _LISTS[key]

    def compare(before: Any, after: Any) -> Iterator[str]:
        if before.label != after.label:
            yield f"{who}: the {word} “{before.label}” now reads “{after.label}”."
        yield from _rest(f"{who}, {word} “{after.label}”", before, after, {"id", "label"})

    yield from _items(old, new, lambda each: f"{who}: the {word} “{each.label}”", compare, order=f"{who}: the {key}")


def _column(who: str, old: ActionField, new: ActionField) -> Iterator[str]:
    if old.label != new.label:
        yield f"{who}: “{old.label}” is reworded: “{new.label}”."
    yield from _rest(who, old, new, {"label"})


def _items(
    old: tuple[Any, ...], new: tuple[Any, ...], name: Callable[[Any], str], compare: _Compare, *, order: str = ""
) -> Iterator[str]:
    """Yield what was removed, added and changed, and whether what stayed changed places."""
    before, after = {each.id: each for each in old}, {each.id: each for each in new}
    yield from (f"{name(each)} is gone." for key, each in before.items() if key not in after)
    yield from (f"{name(each)} is new." for key, each in after.items() if key not in before)
    for key, each in after.items():
        if key in before:
            yield from compare(before[key], each)
    if [key for key in before if key in after] != [key for key in after if key in before]:
        what = order or f"The {'sections' if isinstance(new[0], Section) else 'questions'}"
        yield f"{what} come in another order."


def _rest(who: str, old: BaseModel, new: BaseModel, told: set[str]) -> Iterator[str]:
    """Yield one sentence that names the other keys that differ."""
    keys = [key for key in type(new).model_fields if key not in told and getattr(old, key, None) != getattr(new, key)]
    if keys:
        yield f"{who}: {_listed(keys)} changed."


def _homes(form: Form) -> dict[str, Section]:
    return {question.id: section for section in form.sections for question in section.questions}


def _listed(words: Iterable[str]) -> str:
    said = [str(word) for word in words]
    if not said:
        return "no kind of record"
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
