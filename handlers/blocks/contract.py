"""The step before a supervision agreement: with whom, the day, and how the last one stands (C10)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from handlers.blocks.claims import as_day
from handlers.blocks.ids import CONTRACT_BACK, CONTRACT_START, START_VIEW, Place, read_place
from handlers.blocks.modal import Block, actions, button, context, modal, section
from handlers.blocks.start import StartWay, build_carry_on
from handlers.blocks.text import day, escape
from models.values.contracts import ContractChoices, ContractPlan, ContractStanding
from models.vocabulary import RecordKind

__all__ = ["build_contract", "read_contract_plan"]


def build_contract(choices: ContractChoices) -> dict[str, Any]:
    """Return the step: one press begins the agreement, unless one is being written already."""
    plan, who = choices.plan, escape(choices.supervisee)
    label = choices.policy.labels.kind[RecordKind.CONTRACT]
    blocks: list[Block] = [
        section(f"*{who}* · {escape(label)} · held {day(plan.held_on)}"),
        section("\n".join(_stands(choices.standing, choices.today))),
    ]
    back = button("Back", CONTRACT_BACK)
    if choices.open is not None:
        blocks += [build_carry_on(choices.open), actions(back)]
    else:
        if choices.waiting_on is not None:
            blocks.append(section(f"The one held on {day(choices.waiting_on)} waits for the answer of *{who}*."))
        start = "Start" if choices.waiting_on is None else "Start a new one"
        blocks += [
            context(f"You write it together and send it, which is your signature. Then {who} reads it and agrees."),
            actions(button(start, CONTRACT_START, style="primary"), back),
        ]
    place = Place(
        page="contract",
        supervision=plan.supervision_id,
        person=plan.supervisee_id,
        way=StartWay.CONTRACT.value,
        held=plan.held_on.isoformat(),
    )
    return modal(label, blocks, callback_id=START_VIEW, place=place)


def _stands(standing: ContractStanding, today: date) -> Iterator[str]:
    if standing.last_on is None or standing.due_on is None:
        yield "There is no agreement yet."
        return
    due = "It is to be" if standing.due_on >= today else ":warning: It was to be"
    yield f"Last made or reviewed on *{day(standing.last_on)}*."
    yield f"{due} looked at again by {day(standing.due_on)}."
    if standing.changed_on is not None:
        yield f"Somebody else supervises since {day(standing.changed_on)}, and that asks for a new look at it."


def read_contract_plan(view: dict[str, Any]) -> ContractPlan | None:
    """Return what the step is about, or None when the view is not one; undoes `build_contract`."""
    place = read_place(view["private_metadata"])
    if place.page != "contract" or place.supervision is None or place.person is None or place.held is None:
        return None
    return ContractPlan(place.supervision, place.person, as_day(place.held))
