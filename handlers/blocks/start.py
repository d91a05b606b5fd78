"""The two steps of starting a supervision: with whom and when, then which children, and the person."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from handlers.blocks.card import ROW_WORDS
from handlers.blocks.children import OPTIONS_LIMIT, build_options, choose, due_words, near_day, option
from handlers.blocks.claims import as_day, as_word
from handlers.blocks.group import build_who_was_there, read_who_was_there
from handlers.blocks.ids import (
    AGENDA_BACK,
    AGENDA_BRIEF,
    AGENDA_IN_DEPTH,
    AGENDA_PERSONAL,
    AGENDA_START,
    AGENDA_VIEW,
    CARRY_ON,
    START_HELD,
    START_NEXT,
    START_VIEW,
    START_WAY,
    START_WHO,
    Place,
    read_place,
)
from handlers.blocks.modal import Block, actions, button, context, modal, section
from handlers.blocks.text import clip, day, escape, plain
from models.policy import Policy
from models.values.children import AgendaChild
from models.values.people import Supervisee
from models.values.supervision import AgendaChoices, AgendaPlan, OpenSupervision, StartOptions
from models.vocabulary import Format, RecordKind

__all__ = [
    "START_TITLE",
    "Chosen",
    "StartWay",
    "build_agenda",
    "build_carry_on",
    "build_start",
    "describe_open",
    "read_agenda_choices",
    "read_start_choices",
]

START_TITLE = "Start a supervision"
WHOM = "*Whom do you supervise?*\nSoonest due first. In a group: who presents."
OPEN_SHOWN = 5
LEFT_OUT_SHOWN = 20
MARKED_SHOWN = 20
OPTION_TEXT = 75


class StartWay(StrEnum):
    """What can be started with somebody."""

    ONE_TO_ONE = "one_to_one"
    GROUP = "group"
    CONTRACT = "contract"


class Chosen(NamedTuple):
    """What the first step says so far; of a group also who is `there`, and the children chosen behind it."""

    person: str | None
    held: date | None
    way: StartWay = StartWay.ONE_TO_ONE
    there: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


def build_start(options: StartOptions, chosen: Chosen | None = None, *, problem: str | None = None) -> dict[str, Any]:
    """Return the first step: what is open, then supervisee, format and date held."""
    chosen = chosen or Chosen(None, None)
    whom = _whom(options, chosen.person)
    blocks: list[Block] = [section(f":warning: {escape(problem)}")] if problem else []
    blocks += [build_carry_on(one) for one in options.open[:OPEN_SHOWN]]
    blocks += [
        section(WHOM, accessory=_who(options, whom), block_id=START_WHO),
        section("*What*", accessory=_way(options.policy, chosen.way), block_id=START_WAY),
        *(build_who_was_there(options, chosen.there, whom) if chosen.way is StartWay.GROUP else ()),
        section("*Date held*\nToday or earlier.", accessory=_held(chosen.held or options.today), block_id=START_HELD),
        actions(button("Next", START_NEXT, style="primary")),
    ]
    if options.directory_on is not None:
        blocks.append(context(f"Directory as of {day(options.directory_on)}."))
    return modal(START_TITLE, blocks, callback_id=START_VIEW, place=Place(page="start", about=chosen.about))


def _whom(options: StartOptions, chosen: str | None) -> str | None:
    """With a single supervisee there is nothing to choose; with more, the person is chosen, not assumed."""
    return chosen or (options.supervisees[0].id if len(options.supervisees) == 1 else None)


def _way(policy: Policy, way: StartWay) -> Block:
    choices = {one: option(words, one.value) for one, words in _ways(policy).items()}
    return {
        "type": "radio_buttons",
        "action_id": START_WAY,
        "options": list(choices.values()),
        "initial_option": choices.get(way, choices[StartWay.ONE_TO_ONE]),
    }


def _ways(policy: Policy) -> Mapping[StartWay, str]:
    """Return what can be started, in the council's words; an agreement only where there is a form for it."""
    ways = {
        StartWay.ONE_TO_ONE: policy.labels.format[Format.ONE_TO_ONE],
        StartWay.GROUP: policy.labels.format[Format.GROUP],
    }
    if RecordKind.CONTRACT in policy.forms:
        ways[StartWay.CONTRACT] = policy.labels.kind[RecordKind.CONTRACT]
    return ways


def _one_to_one(policy: Policy) -> str:
    return escape(policy.labels.format[Format.ONE_TO_ONE])


def _who(options: StartOptions, person: str | None) -> Block:
    choices = [
        {"text": plain(_supervisee_words(one, options.today), OPTION_TEXT), "value": one.id}
        for one in options.supervisees
    ]
    select: Block = {
        "type": "static_select",
        "action_id": START_WHO,
        "placeholder": plain("Choose a person"),
        **choose(choices),
    }
    initial = next((one for one in choices if one["value"] == person), None)
    return select if initial is None else select | {"initial_option": initial}


def _supervisee_words(person: Supervisee, today: date) -> str:
    own = person.person_due
    if own is not None and (person.due_on is None or own.due_on < person.due_on):
        words = f"own supervision {due_words(own.due_on, own.state, today)}"
    elif person.due_on is None or person.state is None:
        words = "no children on the list"
    else:
        words = f"a child {due_words(person.due_on, person.state, today)}"
    if person.away_until is not None:
        words += f" · away until {near_day(person.away_until, today)}"
    tail = f" · {words}{' · you stand in' if person.stand_in else ''}"
    return clip(person.name, OPTION_TEXT - len(tail)) + tail


def _held(held: date) -> Block:
    return {
        "type": "datepicker",
        "action_id": START_HELD,
        "initial_date": held.isoformat(),
        "placeholder": plain("Date held"),
    }


def describe_open(supervision: OpenSupervision) -> str:
    """Return an open supervision in one line."""
    what = supervision.title or supervision.supervisee
    return f"{escape(what)}, held {day(supervision.held_on)}: {_progress(supervision)}"


def _progress(supervision: OpenSupervision) -> str:
    if supervision.alone is not None:
        return ROW_WORDS[supervision.alone]
    if supervision.total == 0:
        return "no children on its agenda"
    if supervision.personal:
        return f"{supervision.done} of {supervision.total} done, personal supervision among them"
    return f"{supervision.done} of {supervision.total} children done"


def build_carry_on(supervision: OpenSupervision) -> Block:
    """Return the row that leads into an open supervision."""
    return section(
        f"*Still open*\n{describe_open(supervision)}",
        accessory=button("Carry on", CARRY_ON, value=supervision.id),
    )


def build_agenda(choices: AgendaChoices, plan: AgendaPlan | None = None, *, told: bool = False) -> dict[str, Any]:
    """Return the agenda step; with `told` it says which dates the plan lets pass, and asks no more."""
    options = build_options(choices.children, choices.policy, choices.today)
    in_depth = plan.in_depth if plan else tuple(one.child_id for one in choices.marked)
    brief = plan.brief if plan else choices.brief
    head = f"*{escape(choices.supervisee.name)}* · {_one_to_one(choices.policy)} · held {day(choices.held_on)}"
    blocks: list[Block] = [section(head)]
    if choices.open is not None:
        blocks.append(build_carry_on(choices.open))
    if choices.personal:
        blocks.append(_personal(choices, chosen=plan is not None and plan.personal))
    blocks += _prepared(choices)
    if options:
        blocks += [
            _children(AGENDA_IN_DEPTH, "In depth", "Nobody yet", choices, options, in_depth),
            _children(AGENDA_BRIEF, "Brief", "Nobody", choices, options, brief),
            context(*_explain(len(brief), stand_in=choices.supervisee.stand_in)),
        ]
    else:
        blocks.append(section("The directory lists no open child for this person, so there is nobody to choose."))
    if told and plan is not None:
        blocks.append(section(_left_out_words(choices, choices.left_out(frozenset(plan.ids)))))
    start = "Start without them" if told else "Start"
    if choices.open is not None and not told:
        start = "Start a new one"
    blocks.append(actions(button(start, AGENDA_START, style="primary"), button("Back", AGENDA_BACK)))
    place = Place(
        page="agenda",
        supervision=plan.supervision_id if plan else choices.supervision_id,
        person=choices.supervisee.id,
        held=choices.held_on.isoformat(),
        told=told,
    )
    submit = "Start, go on later" if options or choices.personal else None
    return modal("Agenda", blocks, callback_id=AGENDA_VIEW, place=place, submit=submit)


def _personal(choices: AgendaChoices, *, chosen: bool) -> Block:
    """Return the tick that includes the personal part; it stands beside the children and is never ticked beforehand."""
    words = f"{choices.policy.labels.kind[RecordKind.PERSONAL]} with {choices.supervisee.name}"
    options = [option(words, AGENDA_PERSONAL)]
    element: Block = {"type": "checkboxes", "action_id": AGENDA_PERSONAL, "options": options}
    return {
        "type": "input",
        "block_id": f"{AGENDA_PERSONAL}:{choices.supervisee.id}",
        "label": plain("The person"),
        "hint": plain("A record of its own, about the person only."),
        "optional": True,
        "element": element | ({"initial_options": options} if chosen else {}),
    }


def _prepared(choices: AgendaChoices) -> Iterator[Block]:
    """Yield what the supervisee would like to talk about, and why (B20)."""
    first = escape(choices.supervisee.name.split()[0])
    if choices.personal_prepared:
        yield context(f"{first} prepared something about themselves.")
    if not choices.marked:
        return
    reasons = choices.policy.labels.reason
    lines = [
        f"• {escape(one.label)}" + ("" if one.reason is None else f": {escape(reasons[one.reason])}")
        for one in choices.marked[:MARKED_SHOWN]
    ]
    more = len(choices.marked) - MARKED_SHOWN
    if more > 0:
        lines.append(f"• and {more} more")
    yield section("\n".join([f"*{first} would like to talk in depth about*", *lines]))


def _explain(brief: int, *, stand_in: bool) -> Iterator[str]:
    yield "Most urgent first. A child chosen in both is discussed in depth."
    if stand_in:
        yield "Restricted children, if there are any, are not shown to a stand-in."
    if brief > OPTIONS_LIMIT:
        yield f"The {OPTIONS_LIMIT} most urgent are chosen beforehand, which is as many as a list here can hold."


def _children(
    action_id: str,
    label: str,
    placeholder: str,
    choices: AgendaChoices,
    options: tuple[Block, ...],
    initial: tuple[str, ...],
) -> Block:
    element: Block = {
        "type": "multi_static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder),
        **choose(options),
    }
    chosen = [option for option in options if option["value"] in initial]
    if chosen:
        element["initial_options"] = chosen[:OPTIONS_LIMIT]
    # The person is in the block id: what was chosen for one never shows up under another.
    block_id = f"{action_id}:{choices.supervisee.id}"
    return {"type": "input", "block_id": block_id, "label": plain(label), "optional": True, "element": element}


def _left_out_words(choices: AgendaChoices, left_out: tuple[AgendaChild, ...]) -> str:
    lines = [
        f"• {escape(child.label)} · {due_words(child.due_on, child.state, choices.today)}"
        for child in left_out[:LEFT_OUT_SHOWN]
    ]
    more = len(left_out) - LEFT_OUT_SHOWN
    if more > 0:
        lines.append(f"• and {more} more")
    until = near_day(choices.next_on, choices.today)
    return "\n".join(
        [f":warning: *Left out, though the date passes before the next supervision, about {until}:*", *lines]
    )


def read_start_choices(view: dict[str, Any]) -> Chosen:
    """Return what the first step says; undoes `build_start`.

    Where it says nothing, what was drawn stands: neither choice can be emptied, and Slack may
    leave out what nobody touched.
    """
    values = view["state"]["values"]
    drawn = {block.get("block_id"): block.get("accessory") or {} for block in view.get("blocks", ())}
    option = values.get(START_WHO, {}).get(START_WHO, {}).get("selected_option")
    option = option or drawn.get(START_WHO, {}).get("initial_option")
    held = values.get(START_HELD, {}).get(START_HELD, {}).get("selected_date")
    held = held or drawn.get(START_HELD, {}).get("initial_date")
    way = values.get(START_WAY, {}).get(START_WAY, {}).get("selected_option")
    way = way or drawn.get(START_WAY, {}).get("initial_option")
    return Chosen(
        person=option["value"] if option else None,
        held=as_day(held) if held else None,
        way=as_word(StartWay, way["value"]) if way else StartWay.ONE_TO_ONE,
        there=read_who_was_there(view),
        about=read_place(view["private_metadata"]).about,
    )


def read_agenda_choices(view: dict[str, Any]) -> AgendaPlan | None:
    """Return what the agenda step says, or None when the view is not one; undoes `build_agenda`."""
    place = read_place(view["private_metadata"])
    if place.supervision is None or place.person is None or place.held is None:
        return None
    return AgendaPlan(
        supervision_id=place.supervision,
        supervisee_id=place.person,
        held_on=as_day(place.held),
        in_depth=_read_chosen(view, AGENDA_IN_DEPTH, place.person),
        brief=_read_chosen(view, AGENDA_BRIEF, place.person),
        personal=bool(_read_chosen(view, AGENDA_PERSONAL, place.person)),
    )


def _read_chosen(view: dict[str, Any], action_id: str, person: str) -> tuple[str, ...]:
    answer = view["state"]["values"].get(f"{action_id}:{person}", {}).get(action_id, {})
    return tuple(option["value"] for option in answer.get("selected_options") or ())
