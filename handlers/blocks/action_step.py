"""The step for one action: what became of it, or what, why, how, who and when of a new one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from handlers.blocks.action_fields import ActionBoxes, option
from handlers.blocks.banner import build_banner, build_notice, place_of, record_title, saved_words
from handlers.blocks.fields.around import build_prompts
from handlers.blocks.fields.chosen import build_one_of, build_option
from handlers.blocks.ids import (
    ACTION_MORE,
    ACTION_REMOVE,
    ACTION_SAVE,
    ACTION_WHEN,
    ACTION_WHO,
    FIELD_CHOSEN,
    RECORD_BACK,
    RECORD_VIEW,
)
from handlers.blocks.modal import Block, actions, button, context, divider, modal, section
from handlers.blocks.text import plain, said, short_day
from models.forms import ActionsQuestion
from models.values.action import ActionContent
from models.values.record import ActionStep
from models.vocabulary import ActionState, DueBy

__all__ = ["DUE_WORDS", "build_action", "build_people"]

SAVE_AND_CLOSE = "Save and close"

STATE_OPTIONS: Mapping[ActionState, str] = MappingProxyType(
    {
        ActionState.OPEN: "Still open",
        ActionState.ACHIEVED: "Achieved",
        ActionState.NO_LONGER_NEEDED: "No longer needed",
    }
)
DUE_WORDS: Mapping[DueBy, str] = MappingProxyType(
    {
        DueBy.NEXT_VISIT: "By the next visit",
        DueBy.NEXT_SUPERVISION: "By the next supervision",
        DueBy.TWO_WEEKS: "In two weeks",
        DueBy.REVIEW_DATE: "By the review",
        DueBy.DATE: "On another day",
    }
)


def build_action(
    step: ActionStep,
    question: ActionsQuestion,
    content: ActionContent,
    render: int,
    *,
    revision: int | None = None,
    notice: str | None = None,
) -> dict[str, Any]:
    """Return the step with `content` in its boxes."""
    place = place_of(step.head, "action", render).model_copy(
        update={"section": step.section_id, "action": step.action_id}
    )
    if revision is not None:
        place = place.model_copy(update={"revision": revision})
    boxes = ActionBoxes(place, step.action_id, content)
    carried = step.line is not None and not step.line.is_new
    blocks = [
        *build_notice(notice),
        *build_banner(step.head),
        section("*Update an action*" if carried else "*An action*"),
        context(saved_words(step.line.saved_at if step.line is not None else None)),
        *(_outcome(step, question, boxes) if carried else ()),
        *_wording(question, boxes),
        *_who(step, question, boxes),
        *_when(step, question, boxes),
        divider(),
        *build_notice(notice),
        _buttons(step, carried=carried),
    ]
    return modal(record_title(step.head), blocks, callback_id=RECORD_VIEW, place=place, submit=SAVE_AND_CLOSE)


def build_people(people: tuple[tuple[str, str], ...]) -> list[Block]:
    """Return colleagues as the options of the menu of who."""
    return [option(person_id, name) for person_id, name in people]


def _outcome(step: ActionStep, question: ActionsQuestion, boxes: ActionBoxes) -> list[Block]:
    """Return the action as it was carried in, where it stands now, and what happened (A9)."""
    carried = step.line.carried if step.line is not None else None
    options = [option(state.value, words) for state, words in STATE_OPTIONS.items()]
    element: Block = {
        "type": "radio_buttons",
        "action_id": FIELD_CHOSEN,
        "options": options,
        "initial_option": next(one for one in options if one["value"] == boxes.content.state.value),
    }
    return [
        *([{"type": "section", "text": said(carried.what)}] if carried is not None and carried.what else []),
        boxes.input("state", "Where does it stand?", element),
        boxes.text("outcome", question.achieved),
        section("*The action itself*, to change only where it has changed"),
    ]


def _wording(question: ActionsQuestion, boxes: ActionBoxes) -> list[Block]:
    return [
        boxes.text("what", question.what),
        *_class(question, boxes),
        boxes.text("why", question.why),
        *build_prompts(question.how.prompts),
        boxes.text("how", question.how),
    ]


def _class(question: ActionsQuestion, boxes: ActionBoxes) -> list[Block]:
    """Return the classes of next steps, one tap to choose, where the form has any (source row D7)."""
    if not question.classes:
        return []
    options = [build_option(each.id, each.label, each.help) for each in question.classes]
    return [boxes.input("class", question.class_label, build_one_of("radio_buttons", options, boxes.content.class_id))]


def _who(step: ActionStep, question: ActionsQuestion, boxes: ActionBoxes) -> list[Block]:
    owner_id = boxes.content.owner_id or step.owner_id
    known = step.line is not None and step.line.now.owner_id == owner_id and step.line.owner
    element: Block = {
        "type": "external_select",
        "action_id": ACTION_WHO,
        "min_query_length": 0,
        "placeholder": plain("Type a name"),
    }
    if owner_id == step.owner_id:
        element["initial_option"] = option(owner_id, step.owner)
    elif known:
        element["initial_option"] = option(owner_id, str(known))
    words = "The colleague above will remind them."
    return [
        boxes.input("owner", question.who.label, element, question.who.help),
        boxes.text("who_words", question.who, label="Or somebody else, in words", hint=words),
    ]


def _when(step: ActionStep, question: ActionsQuestion, boxes: ActionBoxes) -> list[Block]:
    """Return the one-tap choices with their dates, a picker once *another day* is chosen, the event (I19)."""
    options = [
        option(f"{by.value}={day.isoformat()}", f"{DUE_WORDS[by]}: {short_day(day)}")
        for by, day in sorted(step.dates.items(), key=lambda choice: choice[1])
    ]
    options.append(option(DueBy.DATE.value, DUE_WORDS[DueBy.DATE]))
    element: Block = {"type": "radio_buttons", "action_id": ACTION_WHEN, "options": options}
    chosen = _when_chosen(step, boxes.content)
    for one in options:
        if one["value"] == chosen:
            element["initial_option"] = one
    blocks = [boxes.input("when", question.when.label, element)]
    if chosen == DueBy.DATE.value:
        picker: Block = {"type": "datepicker", "action_id": FIELD_CHOSEN}
        if boxes.content.due_on is not None:
            picker["initial_date"] = boxes.content.due_on.isoformat()
        blocks.append(boxes.input("day", "Which day?", picker))
    return [*blocks, boxes.text("when_words", question.when, label="The event, in words", hint=question.when.help)]


def _when_chosen(step: ActionStep, content: ActionContent) -> str | None:
    """Return the choice that stands for the stored date; one carried from an earlier meeting is a day of its own."""
    by = content.due_by
    if by is None and content.due_on is None:
        return None
    if by is not None and by in step.dates and step.dates[by] == content.due_on:
        return f"{by.value}={step.dates[by].isoformat()}"
    return DueBy.DATE.value


def _buttons(step: ActionStep, *, carried: bool) -> Block:
    buttons = [button("Save this action", ACTION_SAVE, style="primary")]
    if not carried:
        buttons.append(button("Save and add another", ACTION_MORE))
    if step.line is not None and step.line.changed:
        buttons.append(button("Take the update back" if carried else "Remove it", ACTION_REMOVE, style="danger"))
    buttons.append(button("Back", RECORD_BACK))
    return actions(*buttons, block_id="action")
