"""Saying who is away: from, to and who covers, with what was said so far. There is no box for a reason."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from handlers.blocks.children import OPTIONS_LIMIT, choose, option
from handlers.blocks.claims import as_day
from handlers.blocks.ids import (
    LEAVE_BACK,
    LEAVE_CHANGE,
    LEAVE_COVER,
    LEAVE_END,
    LEAVE_FROM,
    LEAVE_LAST,
    LEAVE_PAGE,
    LEAVE_VIEW,
    LEAVE_WHO,
    Place,
    read_place,
)
from handlers.blocks.modal import Block, actions, button, context, divider, modal, section
from handlers.blocks.paging import build_pager, cut
from handlers.blocks.text import clip, day, escape, join_names, plain
from models.values.clocks import Booked
from models.values.leave import Absence, LeaveChoices, LeavePart, LeavePlan

__all__ = [
    "LEAVE_TITLE",
    "LeaveAnswer",
    "booked_words",
    "build_leave",
    "build_own_absence",
    "days_words",
    "read_leave_answer",
]

LEAVE_TITLE: Final = "Away"
INTRO: Final = "Nobody asks why. Colleagues see only until when."
COVERS: Final = "The children are on this colleague's list too until then, and their dates run on."
RESTRICTED: Final = (
    "Restricted children go to the colleague only where the supervisor or the line above has said who covers."
)
NEXT_DAY: Final = "The first day back is the day after."
NONE_YET: Final = "Nobody is down as away."


class LeaveAnswer(NamedTuple):
    """What the screen says: the plan, the absence it changes if it changes one, and where each part stands."""

    plan: LeavePlan
    leave_id: str | None
    blocks: Mapping[LeavePart, str]


def booked_words(booked: Sequence[Booked], viewer_id: str) -> str:
    """Return what is said of supervisions that are booked for days on which one of the two is away."""
    said = []
    for one in booked:
        whom = one.supervisor if one.supervisee_id == viewer_id else one.supervisee
        said.append(f"{day(one.on)} with {escape(whom)}")
    words = "A supervision is" if len(said) == 1 else "Supervisions are"
    return f":warning: Saved. {words} booked for days within it: {join_names(said)}. `/supervision plan` moves them."


def build_leave(
    choices: LeaveChoices, changing: Absence | None = None, page: int = 1, *, notice: str | None = None
) -> dict[str, Any]:
    """Return the screen: the boxes, empty or with what is being changed, then what was said so far."""
    mark = changing.id if changing else ""
    blocks: list[Block] = [section(notice)] if notice else []
    blocks.append(section(INTRO))
    if changing is not None:
        blocks.append(
            section(f"*{_name(changing.person_id, changing.person, choices)}*: change the days or who covers")
        )
    elif len(choices.people) > 1:
        blocks.append(_who(choices))
    blocks += [
        _date(LEAVE_FROM, mark, "First day away", changing.from_on if changing else choices.today),
        _date(LEAVE_LAST, mark, "Last day away", changing.last_on if changing else None, NEXT_DAY),
        _cover(changing, mark),
        context(RESTRICTED),
    ]
    if changing is not None:
        blocks.append(actions(button("Back", LEAVE_BACK)))
    blocks += [divider(), *_absences(choices, page)]
    person = changing.person_id if changing else next(iter(choices.people)) if len(choices.people) == 1 else None
    place = Place(page="leave", leave=mark or None, person=person, n=page)
    return modal(LEAVE_TITLE, blocks, callback_id=LEAVE_VIEW, place=place, submit="Save")


def read_leave_answer(view: Mapping[str, Any]) -> LeaveAnswer | None:
    """Return what the screen says, or None where a day or the person is missing; undoes `build_leave`."""
    values = view["state"]["values"]
    place = read_place(view["private_metadata"])
    mark = place.leave or ""
    blocks = {part: f"{action}:{mark}" for part, action in _PARTS.items()}

    def chosen(block_id: str, action_id: str, key: str) -> Any:
        return values.get(block_id, {}).get(action_id, {}).get(key)

    first = chosen(blocks[LeavePart.FROM], LEAVE_FROM, "selected_date")
    last = chosen(blocks[LeavePart.LAST], LEAVE_LAST, "selected_date")
    cover = chosen(blocks[LeavePart.COVER], LEAVE_COVER, "selected_option")
    who = chosen(LEAVE_WHO, LEAVE_WHO, "selected_option")
    person = place.person or (who and who["value"])
    if not (first and last and person):
        return None
    plan = LeavePlan(
        person_id=str(person),
        from_on=as_day(first),
        last_on=as_day(last),
        cover_id=cover["value"] if cover else None,
    )
    return LeaveAnswer(plan, place.leave, blocks)


_PARTS: Final = {LeavePart.FROM: LEAVE_FROM, LeavePart.LAST: LEAVE_LAST, LeavePart.COVER: LEAVE_COVER}


def days_words(absence: Absence) -> str:
    """Return the days of an absence."""
    if absence.from_on == absence.last_on:
        return day(absence.from_on)
    return f"{day(absence.from_on)} to {day(absence.last_on)}"


def build_own_absence(absence: Absence, today: date) -> str:
    """Return the line in which somebody reads of their own absence."""
    covers = f" {escape(absence.cover)} covers." if absence.cover else ""
    if absence.from_on <= today:
        return f"You are away until {day(absence.until_on)}.{covers}"
    return f"You will be away: {days_words(absence)}.{covers}"


def _who(choices: LeaveChoices) -> Block:
    options = [
        option("You" if person_id == choices.viewer_id else name, person_id)
        for person_id, name in choices.people.items()
    ]
    element: Block = {"type": "static_select", "action_id": LEAVE_WHO, "placeholder": plain("Choose a person")}
    element |= choose(options)
    if len(options) <= OPTIONS_LIMIT:
        element["initial_option"] = options[0]
    return {"type": "input", "block_id": LEAVE_WHO, "label": plain("Who is away?"), "element": element}


def _date(action_id: str, mark: str, label: str, initial: date | None, hint: str | None = None) -> Block:
    element: Block = {"type": "datepicker", "action_id": action_id, "placeholder": plain("Choose a day")}
    if initial is not None:
        element["initial_date"] = initial.isoformat()
    block: Block = {"type": "input", "block_id": f"{action_id}:{mark}", "label": plain(label), "element": element}
    return block if hint is None else block | {"hint": plain(hint)}


def _cover(changing: Absence | None, mark: str) -> Block:
    element: Block = {
        "type": "external_select",
        "action_id": LEAVE_COVER,
        "min_query_length": 0,
        "placeholder": plain("Type a name"),
    }
    if changing is not None and changing.cover_id is not None and changing.cover is not None:
        element["initial_option"] = option(changing.cover, changing.cover_id)
    return {
        "type": "input",
        "block_id": f"{LEAVE_COVER}:{mark}",
        "label": plain("Who covers?"),
        "hint": plain(COVERS),
        "optional": True,
        "element": element,
    }


def _absences(choices: LeaveChoices, page: int) -> Iterator[Block]:
    if not choices.absences:
        yield context(NONE_YET)
        return
    shown = cut(choices.absences, page)
    for absence in shown.rows:
        name = _name(absence.person_id, absence.person, choices)
        covers = f"\n{escape(absence.cover)} covers" if absence.cover else "\nNobody covers"
        yield section(f"*{name}* · {days_words(absence)}{covers}")
        yield actions(
            button("Change", LEAVE_CHANGE, value=absence.id, label=f"Change: {absence.person} away"),
            button(
                "End now",
                LEAVE_END,
                value=absence.id,
                confirm=_confirm(absence, choices),
                label=f"End now: {absence.person} away",
            ),
        )
    yield from build_pager(shown, LEAVE_PAGE, str)


def _confirm(absence: Absence, choices: LeaveChoices) -> Block:
    own = absence.person_id == choices.viewer_id
    who = "You" if own else clip(absence.person, 100)
    if absence.from_on <= choices.today:
        words = f"{who} {'count' if own else 'counts'} as back from today."
    else:
        words = f"{who} will not be away then."
    return {
        "title": plain("End it now?"),
        "text": plain(words),
        "confirm": plain("End now"),
        "deny": plain("Leave it"),
    }


def _name(person_id: str, name: str, choices: LeaveChoices) -> str:
    return "You" if person_id == choices.viewer_id else escape(name)
