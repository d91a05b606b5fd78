"""Booking the next supervision: with whom and on which day, what is booked, and one's own with *Prepare*."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from handlers.blocks.children import choose, option
from handlers.blocks.claims import as_day
from handlers.blocks.ids import (
    PLAN_BOOK,
    PLAN_CANCEL,
    PLAN_DAY,
    PLAN_KEEP,
    PLAN_MOVE,
    PLAN_PAGE,
    PLAN_VIEW,
    PLAN_WHO,
    PREPARE_OPEN,
    Place,
    read_place,
)
from handlers.blocks.modal import Block, actions, button, context, divider, modal, section
from handlers.blocks.paging import build_pager, cut
from handlers.blocks.text import clip, day, escape, plain
from models.rules.bookings import DayOff
from models.values.clocks import Booked
from models.values.leave import Absence
from models.values.planning import Plan, Plannable

__all__ = ["PLAN_TITLE", "PlanChosen", "away_words", "build_next", "build_plan", "day_off_words", "read_plan_choices"]

PLAN_TITLE: Final = "Plan supervisions"
OPTION_TEXT: Final = 75
NOT_BOOKED: Final = "No day is booked yet. You can prepare all the same."


class PlanChosen(NamedTuple):
    """What the form says so far: with whom, on which day, and which booking is being moved.

    `told` says that it was said of this very day that nobody is expected at work on it.
    """

    person: str | None = None
    day: date | None = None
    booking: str | None = None
    told: bool = False


def build_plan(
    plan: Plan,
    chosen: PlanChosen | None = None,
    *,
    render: int = 0,
    page: int = 1,
    notice: str | None = None,
) -> dict[str, Any]:
    """Return the modal; under another `render` the form shows what is `chosen` and not what stood in it."""
    chosen = chosen or PlanChosen()
    if chosen.person is None and len(plan.people) == 1:
        chosen = chosen._replace(person=plan.people[0].id)
    blocks: list[Block] = [section(notice)] if notice else []
    if plan.supervised:
        blocks += build_next(plan.mine)
    if plan.people:
        blocks += [divider()] if plan.supervised else []
        blocks += _form(plan, chosen, render)
        blocks += [divider(), *_booked(plan, page)]
    place = Place(
        page="plan",
        person=chosen.person,
        booking=chosen.booking,
        held=chosen.day.isoformat() if chosen.day and chosen.told else None,
        told=chosen.told,
        render=render,
        n=page,
    )
    return modal(PLAN_TITLE, blocks, callback_id=PLAN_VIEW, place=place)


def build_next(mine: tuple[Booked, ...]) -> list[Block]:
    """Return one's own next supervisions, with the way to prepare for them."""
    words = "\n".join(f"{day(one.on)} with {escape(one.supervisor)}" for one in mine) or NOT_BOOKED
    return [section(f"*Your next supervision*\n{words}", accessory=button("Prepare", PREPARE_OPEN))]


def day_off_words(when: date, off: DayOff) -> str:
    """Return the one sentence on a day on which nobody is expected at work."""
    return f":information_source: {day(when)} is on a {off.value}. Book it all the same, or choose another day."


def away_words(absence: Absence, viewer_id: str) -> str:
    """Return the one sentence on a day on which one of the two is away."""
    who = "You are" if absence.person_id == viewer_id else f"{escape(absence.person)} is"
    return f":information_source: {who} away until {day(absence.until_on)}: book all the same?"


def _form(plan: Plan, chosen: PlanChosen, render: int) -> Iterator[Block]:
    moved = plan.booking(chosen.booking)
    if moved is None:
        yield section("*With whom?*", accessory=_who(plan, chosen.person), block_id=f"{PLAN_WHO}:{render}")
    else:
        yield section(f"*Move the supervision with {escape(moved.supervisee)}*\nIt is booked for {day(moved.on)}.")
    yield section("*On which day?*", accessory=_day(chosen.day), block_id=f"{PLAN_DAY}:{render}")
    yield context(*_due_words(plan, chosen))
    words = ("Move it" if moved else "Book") + (" all the same" if chosen.told else "")
    buttons = [button(words, PLAN_BOOK, style="primary")]
    if moved is not None:
        buttons.append(button("Leave it as it is", PLAN_KEEP))
    yield actions(*buttons, block_id="book")


def _who(plan: Plan, person_id: str | None) -> Block:
    options = [option(_person_words(one, plan.today), one.id) for one in plan.people]
    element: Block = {
        "type": "static_select",
        "action_id": PLAN_WHO,
        "placeholder": plain("Choose a person"),
        **choose(options),
    }
    initial = next((one for one in options if one["value"] == person_id), None)
    return element if initial is None else element | {"initial_option": initial}


def _person_words(person: Plannable, today: date) -> str:
    tail = f" · {_due(person, today)}"
    return clip(person.name, OPTION_TEXT - len(tail)) + tail


def _day(when: date | None) -> Block:
    element: Block = {"type": "datepicker", "action_id": PLAN_DAY, "placeholder": plain("Choose a day")}
    return element if when is None else element | {"initial_date": when.isoformat()}


def _due_words(plan: Plan, chosen: PlanChosen) -> Iterator[str]:
    """Yield by when it is due, and whether the day is after that: always in one place, so that nothing moves."""
    person = plan.person(chosen.person)
    if person is None:
        yield "By when it is due stands here once you have chosen somebody."
        return
    words = f"{escape(person.name)}: {_due(person, plan.today)}."
    if person.due_on is not None and chosen.day is not None and chosen.day > person.due_on:
        words += f" :warning: This is after the {_near(person.due_on, plan.today)} it is due by."
    yield words


def _due(person: Plannable, today: date) -> str:
    if person.due_on is None or person.state is None:
        return "no date is due"
    if person.state.is_late:
        return f"overdue, was due {_near(person.due_on, today)}"
    return "due today" if person.due_on == today else f"due by {_near(person.due_on, today)}"


def _near(when: date, today: date) -> str:
    words = f"{when.day} {when:%B}"
    return words if when.year == today.year else f"{words} {when.year}"


def _booked(plan: Plan, page: int) -> Iterator[Block]:
    if not plan.booked:
        yield context("Nothing is booked yet.")
        return
    yield section("*Booked*")
    shown = cut(plan.booked, page)
    for one in shown.rows:
        yield from _booking(one, plan)
    yield from build_pager(shown, PLAN_PAGE, str)


def _booking(booked: Booked, plan: Plan) -> Iterator[Block]:
    words = f"*{escape(booked.supervisee)}* · {day(booked.on)}"
    if booked.supervisor_id != plan.viewer_id:
        words += f", with {escape(booked.supervisor)}"
    person = plan.person(booked.supervisee_id)
    if person is not None and person.due_on is not None:
        after = " · :warning: booked after that" if booked.on > person.due_on else ""
        words += f"\n{_due(person, plan.today)}{after}"
    yield section(words)
    name = booked.supervisee
    yield actions(
        button("Move", PLAN_MOVE, value=booked.id, label=f"Move the supervision with {name}"),
        button("Cancel", PLAN_CANCEL, value=booked.id, confirm=_sure(name), label=f"Cancel the one with {name}"),
        block_id=f"booking:{booked.id}",
    )


def _sure(name: str) -> Block:
    return {
        "title": plain("Cancel this supervision?", 100),
        "text": plain(clip(f"It is no longer booked with {name}. You can book another day at any time.", 300)),
        "confirm": plain("Cancel it", 30),
        "deny": plain("Keep it", 30),
    }


def read_plan_choices(view: dict[str, Any]) -> PlanChosen:
    """Return what the form says; where Slack left something out, what was drawn stands. Undoes `build_plan`."""
    place = read_place(view["private_metadata"])
    values = view["state"]["values"]
    drawn = {block.get("block_id"): block.get("accessory") or {} for block in view.get("blocks", ())}
    who, when = f"{PLAN_WHO}:{place.render}", f"{PLAN_DAY}:{place.render}"
    person = values.get(who, {}).get(PLAN_WHO, {}).get("selected_option") or drawn.get(who, {}).get("initial_option")
    picked = values.get(when, {}).get(PLAN_DAY, {}).get("selected_date") or drawn.get(when, {}).get("initial_date")
    chosen = place.person if place.booking is not None else None
    return PlanChosen(
        person=person["value"] if person else chosen,
        day=as_day(picked) if picked else None,
        booking=place.booking,
        told=place.told and picked is not None and picked == place.held,
    )
