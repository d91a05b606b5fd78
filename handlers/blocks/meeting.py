"""The small modals of a card: one more child, what was not reached, the end of the meeting."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from handlers.blocks.children import build_options, choose, option
from handlers.blocks.claims import as_number, as_word
from handlers.blocks.frame import build_sentence
from handlers.blocks.ids import (
    ADD_AND_WRITE,
    ADD_CHILD,
    ADD_DEPTH,
    ADD_VIEW,
    CLOSE_INTERRUPTIONS,
    CLOSE_MINUTES,
    CLOSE_VIEW,
    NOT_REACHED_CHILDREN,
    NOT_REACHED_VIEW,
    Place,
)
from handlers.blocks.modal import Block, actions, button, context, modal, section
from handlers.blocks.text import escape, plain
from models.values.errors import Missing
from models.values.supervision import Addable, Closing, RowState, SupervisionOverview
from models.vocabulary import Depth

__all__ = [
    "ADD_TITLE",
    "CLOSE_TITLE",
    "NOT_REACHED_TITLE",
    "Added",
    "build_add",
    "build_close",
    "build_not_reached",
    "read_added",
    "read_closing",
    "read_not_reached",
]

ADD_TITLE = "Add a child"
NOT_REACHED_TITLE = "Not reached"
CLOSE_TITLE = "Close the meeting"

NOBODY_LEFT = "Every child of this caseload is on the agenda already."
NOBODY_LEFT_IN_A_GROUP = "Every child that a group of these people can talk about is on the agenda already."
IN_A_GROUP = "A group talks about each child in depth. Restricted children are not discussed in a group."
PLANNED_MINUTES = 90
_NO_NUMBER = -1
DEPTH_WORDS = {Depth.IN_DEPTH: "In depth", Depth.BRIEF: "Brief"}

View = dict[str, Any]


class Added(NamedTuple):
    """A child chosen to be added."""

    child_id: str
    depth: Depth


def build_add(addable: Addable, supervision_id: str) -> View:
    """Return the modal that puts one more child on the agenda."""
    if not addable.children:
        return build_sentence(ADD_TITLE, NOBODY_LEFT_IN_A_GROUP if addable.in_depth_only else NOBODY_LEFT)
    depths = [option(words, depth.value) for depth, words in DEPTH_WORDS.items()]
    how = [
        _input(ADD_DEPTH, "How", {"type": "radio_buttons", "options": depths, "initial_option": depths[0]}),
        context("A brief child nobody has written about yet can be discussed in depth instead."),
    ]
    children = build_options(addable.children, addable.policy, addable.today, addable.workers)
    blocks = [
        _input(ADD_CHILD, "Child", {"type": "static_select", "placeholder": plain("Choose"), **choose(children)}),
        *([context(IN_A_GROUP)] if addable.in_depth_only else how),
        actions(button("Add and write now", ADD_AND_WRITE, style="primary")),
    ]
    return modal(ADD_TITLE, blocks, callback_id=ADD_VIEW, place=Place(supervision=supervision_id), submit="Add")


def build_not_reached(overview: SupervisionOverview) -> View:
    """Return the modal for what there was no time for."""
    options = [option(row.label, row.subject_id) for row in overview.rows if row.state is RowState.TO_DO]
    if not options:
        return build_sentence(NOT_REACHED_TITLE, "Something is written about every child on the agenda.")
    element = {"type": "multi_static_select", "placeholder": plain("Choose"), **choose(options)}
    blocks = [
        _input(NOT_REACHED_CHILDREN, "Whom did you not reach?", element),
        context("There will be no record, and the child's date stays as it is. *Add a child* takes one back."),
    ]
    place = Place(supervision=overview.id)
    return modal(NOT_REACHED_TITLE, blocks, callback_id=NOT_REACHED_VIEW, place=place, submit="Not reached")


def build_close(overview: SupervisionOverview) -> View:
    """Return the modal that closes the meeting: asked once, both numbers optional (I22)."""
    minutes = _number(CLOSE_MINUTES, "How many minutes did it take?", least=1, most=600, hint=str(PLANNED_MINUTES))
    interruptions = _number(CLOSE_INTERRUPTIONS, "How often were you interrupted?", least=0, most=99, hint="0")
    blocks = [minutes, interruptions]
    if any(row.state is RowState.TO_DO for row in overview.rows):
        blocks.append(section(f"{_waiting(overview)} with nothing written will stand as *not reached*."))
    if any(row.state is RowState.WRITING for row in overview.rows):
        blocks.append(context("What is written stays, and can be finished and sent later."))
    place = Place(supervision=overview.id)
    return modal(CLOSE_TITLE, blocks, callback_id=CLOSE_VIEW, place=place, submit="Close the meeting", close="Not yet")


def _waiting(overview: SupervisionOverview) -> str:
    waiting = [row for row in overview.rows if row.state is RowState.TO_DO]
    children = sum(not row.about_person for row in waiting)
    words = ["1 child" if children == 1 else f"{children} children"] if children else []
    return " and ".join([*words, *(escape(row.label) for row in waiting if row.about_person)])


def _input(name: str, label: str, element: Block, *, optional: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "optional": optional,
        "element": element | {"action_id": name},
    }


def _number(name: str, label: str, *, least: int, most: int, hint: str) -> Block:
    element = {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": str(least),
        "max_value": str(most),
        "placeholder": plain(hint),
    }
    return _input(name, label, element, optional=True)


def read_added(view: View) -> Added | None:
    """Return the child chosen, or None when none is; undoes `build_add`."""
    child, depth = (_answer(view, name).get("selected_option") for name in (ADD_CHILD, ADD_DEPTH))
    if child is None:
        return None
    return Added(child["value"], as_word(Depth, depth["value"]) if depth else Depth.IN_DEPTH)


def read_not_reached(view: View) -> tuple[str, ...]:
    """Return what was chosen, by the ids of the subjects; undoes `build_not_reached`."""
    return tuple(one["value"] for one in _answer(view, NOT_REACHED_CHILDREN).get("selected_options") or ())


def read_closing(view: View) -> Closing:
    """Return the numbers given; undoes `build_close`."""
    minutes, interruptions = (_answer(view, name).get("value") for name in (CLOSE_MINUTES, CLOSE_INTERRUPTIONS))
    return Closing(_read_number(minutes), _read_number(interruptions))


def _read_number(typed: str | None) -> int | None:
    """Return the number typed; of anything else one that nobody can mean, which is refused in words."""
    try:
        return as_number(typed) if typed else None
    except Missing:
        return _NO_NUMBER


def _answer(view: View, name: str) -> Mapping[str, Any]:
    values: Mapping[str, Mapping[str, Mapping[str, Any]]] = view["state"]["values"]
    return values.get(name, {}).get(name, {})
