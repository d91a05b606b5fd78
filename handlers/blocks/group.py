"""Starting a group: who else was there, then which children it is about (source rows B29, B30, D1)."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from handlers.blocks.children import build_options, choose, option
from handlers.blocks.claims import as_day
from handlers.blocks.ids import (
    GROUP_BACK,
    GROUP_CHILDREN,
    GROUP_OUTSIDE,
    GROUP_START,
    GROUP_VIEW,
    START_OTHERS,
    START_TEAM,
    Place,
    read_place,
)
from handlers.blocks.modal import Block, actions, button, context, modal, section
from handlers.blocks.text import day, escape, join_names, plain
from models.rules.groups import NAME_LENGTH, NAMES_LIMIT, split_names
from models.values.supervision import AgendaPlan, GroupChoices, StartOptions
from models.vocabulary import Format

__all__ = [
    "GroupProblem",
    "asks_who_was_there",
    "build_group",
    "build_who_was_there",
    "read_group_choices",
    "read_who_was_there",
]

TICKS_LIMIT: Final = 10
"""How many tick boxes Slack takes in one block."""
OTHERS_LIMIT: Final = 20
CHILDREN_LIMIT: Final = 10

TEAM: Final = "*Who else was there?*"
NOT_THE_PRESENTER: Final = "Who presents need not be ticked."
MORE_OF_THE_TEAM: Final = "*And of your team*"
ELSEWHERE: Final = "*Colleagues from elsewhere*\nWho is not in the directory is named on the next step."
NO_CHILD: Final = (
    "None of those who were there has an open child whom a group can talk about with you: a child is offered only "
    "when its worker was there and you supervise the worker, and restricted children are not discussed in a group."
)
ABOUT_CHILDREN: Final = (
    "Most urgent first. A child is offered only when its worker was there and you supervise the worker. "
    "Restricted children are not discussed in a group."
)


class GroupProblem(NamedTuple):
    """What keeps a group from being started, and the block it belongs under."""

    block_id: str
    sentence: str


def build_who_was_there(options: StartOptions, there: Sequence[str], presenter: str | None) -> Iterator[Block]:
    """Yield the colleagues to choose for a group: one's own team to tick, everybody else by typing a name.

    Who presents was there and is not asked about again, once chosen.
    """
    asked = (person for person in options.supervisees if person.id != presenter)
    team = [option(person.name, person.id) for person in sorted(asked, key=lambda one: one.name)]
    heading = TEAM if presenter else f"{TEAM}\n{NOT_THE_PRESENTER}"
    for first in range(0, len(team), TICKS_LIMIT):
        ticks = team[first : first + TICKS_LIMIT]
        element: Block = {"type": "checkboxes", "action_id": START_TEAM, "options": ticks}
        ticked = [one for one in ticks if one["value"] in there]
        yield _choice(heading if first == 0 else MORE_OF_THE_TEAM, element, ticked, f"{START_TEAM}:{first}")
    own = {person.id for person in options.supervisees}
    others: Block = {
        "type": "multi_external_select",
        "action_id": START_OTHERS,
        "min_query_length": 0,
        "max_selected_items": OTHERS_LIMIT,
        "placeholder": plain("Type a name"),
    }
    chosen = [option(name, person_id) for person_id, name in options.colleagues if person_id not in own]
    yield _choice(ELSEWHERE, others, chosen, START_OTHERS)


def _choice(words: str, element: Block, chosen: Sequence[Block], block_id: str) -> Block:
    initial = {"initial_options": list(chosen)} if chosen else {}
    return section(words, accessory=element | initial, block_id=block_id)


def asks_who_was_there(view: dict[str, Any]) -> bool:
    """Say whether a view asks for it already."""
    return any(block.get("block_id") == START_OTHERS for block in view.get("blocks", ()))


def read_who_was_there(view: dict[str, Any]) -> tuple[str, ...]:
    """Return the ids of the colleagues chosen, each once; undoes `build_who_was_there`.

    Of a list that came back with nothing at all, what was drawn stands; it can be emptied.
    """
    found: dict[str, None] = {}
    for block in view.get("blocks", ()):
        element = block.get("accessory") or {}
        if element.get("action_id") not in {START_TEAM, START_OTHERS}:
            continue
        drawn = {"selected_options": element.get("initial_options")}
        answer = view["state"]["values"].get(block["block_id"], {}).get(element["action_id"], drawn)
        found |= dict.fromkeys(one["value"] for one in answer.get("selected_options") or ())
    return tuple(found)


def build_group(
    choices: GroupChoices,
    about: Sequence[str] = (),
    *,
    supervision_id: str | None = None,
    problem: GroupProblem | None = None,
) -> dict[str, Any]:
    """Return the last step: who is not in the directory, and the children; a problem stands under its box.

    Names typed here are read from the box when the group starts, and are kept nowhere on the way.
    """
    blocks: list[Block] = [section(_head(choices))]
    for block in (_outside(), *_children(choices, about)) if choices.children else (section(NO_CHILD),):
        blocks.append(block)
        if problem is not None and block.get("block_id") == problem.block_id:
            blocks.append(section(f":warning: {escape(problem.sentence)}"))
    start = [button("Start", GROUP_START, style="primary")] if choices.children else []
    blocks.append(actions(*start, button("Back", GROUP_BACK)))
    place = Place(
        page="group",
        supervision=supervision_id or choices.supervision_id,
        person=choices.presenter_id,
        held=choices.held_on.isoformat(),
        there=tuple(person_id for person_id, _name in choices.others),
    )
    submit = "Start, go on later" if choices.children else None
    label = choices.policy.labels.format[Format.GROUP]
    return modal(label, blocks, callback_id=GROUP_VIEW, place=place, submit=submit)


def _head(choices: GroupChoices) -> str:
    names = [name for _id, name in choices.others]
    there = f"\nAlso there: {escape(join_names(names))}" if names else "\nNobody else of the directory was there."
    return f"*{escape(choices.presenter)}* presents · held {day(choices.held_on)}{there}"


def _outside() -> Block:
    return {
        "type": "input",
        "block_id": GROUP_OUTSIDE,
        "optional": True,
        "label": plain("Others who were there"),
        "hint": plain("Only who is not in the directory, one name a line. They get nothing from here."),
        "element": {
            "type": "plain_text_input",
            "action_id": GROUP_OUTSIDE,
            "multiline": True,
            "max_length": NAMES_LIMIT * (NAME_LENGTH + 5),
            "placeholder": plain("Dee Marsh, school nurse"),
        },
    }


def _children(choices: GroupChoices, about: Sequence[str]) -> Iterator[Block]:
    options = build_options(choices.children, choices.policy, choices.today, choices.workers)
    element: Block = {
        "type": "multi_static_select",
        "action_id": GROUP_CHILDREN,
        "max_selected_items": CHILDREN_LIMIT,
        "placeholder": plain("Choose the child, or children"),
        **choose(options),
    }
    chosen = [one for one in options if one["value"] in about][:CHILDREN_LIMIT]
    yield {
        "type": "input",
        "block_id": GROUP_CHILDREN,
        "label": plain("Children"),
        "hint": plain("Each gets a record of its own."),
        "optional": False,
        "element": element | ({"initial_options": chosen} if chosen else {}),
    }
    yield context(ABOUT_CHILDREN)


def read_group_choices(view: dict[str, Any]) -> AgendaPlan | None:
    """Return what the last step says, or None when the view is not one; undoes `build_group`."""
    place = read_place(view["private_metadata"])
    if place.page != "group" or place.supervision is None or place.person is None or place.held is None:
        return None
    values = view["state"]["values"]
    children = values.get(GROUP_CHILDREN, {}).get(GROUP_CHILDREN, {}).get("selected_options") or ()
    typed = values.get(GROUP_OUTSIDE, {}).get(GROUP_OUTSIDE, {}).get("value") or ""
    return AgendaPlan(
        supervision_id=place.supervision,
        supervisee_id=place.person,
        held_on=as_day(place.held),
        in_depth=tuple(one["value"] for one in children),
        brief=(),
        met=Format.GROUP,
        attendees=place.there,
        outside=split_names(typed),
    )
