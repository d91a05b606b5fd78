"""Questions answered by tapping: each type as one element, and the element read back.

A reader returns None where the element says nothing that may replace what is stored: buttons
and menus of one choice cannot be emptied by a person, so an empty one was left alone.
"""

from collections.abc import Mapping
from typing import Any

from handlers.blocks.claims import as_any_day
from handlers.blocks.fields.place import Block
from handlers.blocks.ids import FIELD_CHOSEN
from handlers.blocks.text import plain
from models.forms import (
    NOT_SCALED,
    Answer,
    ChoiceAnswer,
    ChoiceQuestion,
    ChoicesAnswer,
    ChoicesQuestion,
    DateAnswer,
    DateQuestion,
    ScaleAnswer,
    ScaleQuestion,
    YesNoAnswer,
    YesNoQuestion,
)
from models.forms.limits import OPTION_HELP_LENGTH, OPTION_LABEL_LENGTH

__all__ = [
    "build_choice",
    "build_choices",
    "build_date",
    "build_one_of",
    "build_option",
    "build_scale",
    "build_yes_no",
    "read_choice",
    "read_choices",
    "read_date",
    "read_scale",
    "read_selected",
    "read_yes_no",
]

_UNSCALED = "unscaled"
_YES, _NO = "yes", "no"


def build_choice(question: ChoiceQuestion, answer: Answer | None) -> Block:
    """Return buttons for a short list and a menu for a long one."""
    chosen = answer.option if isinstance(answer, ChoiceAnswer) else None
    kind = "radio_buttons" if question.is_short else "static_select"
    return build_one_of(kind, _options_of(question), chosen)


def read_choice(question: ChoiceQuestion, element: Mapping[str, Any]) -> Answer | None:
    """Return the option chosen."""
    option = read_selected(element)
    known = {each.id for each in question.options}
    return ChoiceAnswer(option=option) if option in known else None


def build_choices(question: ChoicesQuestion, answer: Answer | None) -> Block:
    """Return tick boxes for a short list and a menu for a long one."""
    chosen = answer.options if isinstance(answer, ChoicesAnswer) else ()
    options = _options_of(question)
    element: Block = {
        "type": "checkboxes" if question.is_short else "multi_static_select",
        "action_id": FIELD_CHOSEN,
        "options": options,
    }
    ticked = [option for option in options if option["value"] in chosen]
    if ticked:
        element["initial_options"] = ticked
    return element


def read_choices(question: ChoicesQuestion, element: Mapping[str, Any]) -> Answer | None:
    """Return the options ticked, in the order of the question; none ticked is an answer cleared."""
    options = element.get("selected_options")
    if options is None:
        return None
    ticked = {option.get("value") for option in options}
    return ChoicesAnswer(options=tuple(each.id for each in question.options if each.id in ticked))


def build_scale(question: ScaleQuestion, answer: Answer | None) -> Block:
    """Return a menu of the points, its ends worded, and the choice not to scale."""
    options = [build_option(str(point), question.point_words(point)) for point in question.points]
    options.append(build_option(_UNSCALED, NOT_SCALED))
    chosen = None
    if isinstance(answer, ScaleAnswer) and not answer.is_empty:
        chosen = _UNSCALED if answer.point is None else str(answer.point)
    return build_one_of("static_select", options, chosen)


def read_scale(question: ScaleQuestion, element: Mapping[str, Any]) -> Answer | None:
    """Return the point, or that it was left unscaled."""
    chosen = read_selected(element)
    if chosen == _UNSCALED:
        return ScaleAnswer(unscaled=True)
    points = {str(point): point for point in question.points}
    return ScaleAnswer(point=points[chosen]) if chosen in points else None


def build_date(question: DateQuestion, answer: Answer | None) -> Block:  # noqa: ARG001 -- the shape of every builder
    """Return a date picker."""
    element: Block = {"type": "datepicker", "action_id": FIELD_CHOSEN}
    if isinstance(answer, DateAnswer) and answer.day is not None:
        element["initial_date"] = answer.day.isoformat()
    return element


def read_date(question: DateQuestion, element: Mapping[str, Any]) -> Answer | None:  # noqa: ARG001 -- the shape of every reader
    """Return the day; a picker that was emptied is an answer cleared."""
    if "selected_date" not in element:
        return None
    chosen = element["selected_date"]
    return DateAnswer(day=as_any_day(chosen) if chosen else None)


def build_yes_no(question: YesNoQuestion, answer: Answer | None) -> Block:
    """Return two buttons."""
    options = [build_option(_YES, question.yes_label), build_option(_NO, question.no_label)]
    chosen = None
    if isinstance(answer, YesNoAnswer) and answer.yes is not None:
        chosen = _YES if answer.yes else _NO
    return build_one_of("radio_buttons", options, chosen)


def read_yes_no(question: YesNoQuestion, element: Mapping[str, Any]) -> Answer | None:  # noqa: ARG001 -- the shape of every reader
    """Return yes or no."""
    chosen = read_selected(element)
    return YesNoAnswer(yes=chosen == _YES) if chosen in {_YES, _NO} else None


def _options_of(question: ChoiceQuestion | ChoicesQuestion) -> list[Block]:
    return [build_option(option.id, option.label, option.help) for option in question.options]


def build_option(value: str, label: str, description: str | None = None) -> Block:
    """Return one option of any element."""
    option: Block = {"value": value, "text": plain(label, OPTION_LABEL_LENGTH)}
    if description is not None:
        option["description"] = plain(description, OPTION_HELP_LENGTH)
    return option


def build_one_of(kind: str, options: list[Block], chosen: str | None) -> Block:
    """Return an element for one choice; its initial option must equal one of the options exactly."""
    element: Block = {"type": kind, "action_id": FIELD_CHOSEN, "options": options}
    if kind == "static_select":
        element["placeholder"] = plain("Choose")
    for option in options:
        if option["value"] == chosen:
            element["initial_option"] = option
    return element


def read_selected(element: Mapping[str, Any]) -> str | None:
    """Return the value of the one option chosen in an element."""
    option = element.get("selected_option") or {}
    value = option.get("value")
    return value if isinstance(value, str) else None
