"""Drawing the pages of a record from what is stored now, or again around what stands on the screen."""

from collections.abc import Mapping
from typing import Any

from handlers.blocks.action_fields import read_action
from handlers.blocks.action_step import build_action
from handlers.blocks.conflict import build_clash
from handlers.blocks.hub import build_hub, build_list
from handlers.blocks.section import build_section
from handlers.desk import Desk
from handlers.screen import Kept, Screen
from models.forms import ActionsQuestion
from models.values.action import ActionContent
from models.values.call import Call
from models.values.errors import Missing
from models.values.record import EDITABLE, ActionStep, RecordHead
from models.vocabulary import RecordKind
from models.workflow.actions import read_action as read_action_step
from models.workflow.clashes import read_clash
from models.workflow.overview import read_overview
from models.workflow.record import open_record, read_section

__all__ = [
    "CHANGED_ELSEWHERE",
    "action_view",
    "back_view",
    "clash_view",
    "entry_view",
    "first_view",
    "hub_view",
    "list_view",
    "open_section_view",
    "redraw",
    "section_view",
]

View = dict[str, Any]

SENT = "This record has been sent, so it cannot be written now. It can be again when a change is asked for."
CHANGED_ELSEWHERE = "Some of this was written on another device since. Here it is as it stands now."


def _fresh(call: Call) -> int:
    """Return a render no screen has had before: its boxes show what is stored, not what was typed elsewhere."""
    return int(call.now.timestamp() * 1000)


async def hub_view(desk: Desk, call: Call, supervision_id: str, subject_id: str, notice: str | None = None) -> View:
    """Return the hub of a child's record."""
    record = await open_record(desk.parts, call, supervision_id=supervision_id, subject_id=subject_id)
    sent = None if record.head.state in EDITABLE else SENT
    return build_hub(record, _fresh(call), notice=notice or sent)


async def list_view(desk: Desk, call: Call, supervision_id: str, notice: str | None = None) -> View:
    """Return the children of the meeting."""
    overview = await read_overview(desk.parts, call, supervision_id=supervision_id)
    return build_list(overview, _fresh(call), notice=notice)


async def section_view(
    desk: Desk,
    call: Call,
    supervision_id: str,
    subject_id: str,
    section_id: str | None = None,
    *,
    first: int = 0,
    turns: Mapping[str, int] | None = None,
    notice: str | None = None,
) -> View:
    """Return a step with what is stored in its boxes; of a record that was sent, the hub."""
    step = await read_section(
        desk.parts, call, supervision_id=supervision_id, subject_id=subject_id, section_id=section_id
    )
    if step.head.state not in EDITABLE:
        return await hub_view(desk, call, supervision_id, subject_id)
    return build_section(step, _fresh(call), first=first, turns=turns, notice=notice)


async def first_view(desk: Desk, call: Call, supervision_id: str, subject_id: str) -> View:
    """Return where a child of an in-depth discussion begins: the first step, or the hub once it is begun."""
    record = await open_record(desk.parts, call, supervision_id=supervision_id, subject_id=subject_id)
    if record.begun or record.head.state not in EDITABLE:
        return await hub_view(desk, call, supervision_id, subject_id)
    return await section_view(desk, call, supervision_id, subject_id)


async def entry_view(desk: Desk, call: Call, supervision_id: str, subject_id: str) -> View:
    """Return the way into a child's record, whatever its kind: the hub, or the one step of a brief one."""
    record = await open_record(desk.parts, call, supervision_id=supervision_id, subject_id=subject_id)
    if record.head.kind is RecordKind.BRIEF and record.head.state in EDITABLE:
        return await section_view(desk, call, supervision_id, subject_id)
    return await hub_view(desk, call, supervision_id, subject_id)


async def open_section_view(
    desk: Desk, call: Call, supervision_id: str, subject_id: str, section_id: str | None
) -> View:
    """Return one step of a child's record, or the way into it where none is named."""
    if section_id is None:
        return await entry_view(desk, call, supervision_id, subject_id)
    return await section_view(desk, call, supervision_id, subject_id, section_id)


async def clash_view(desk: Desk, call: Call, screen: Screen) -> View:
    """Return the next choice between two texts, or the step it was about when there is none left."""
    clash = await read_clash(desk.parts, call, supervision_id=screen.supervision, subject_id=screen.subject)
    if clash is None:
        return await section_view(desk, call, screen.supervision, screen.subject, screen.place.section)
    return build_clash(clash, _fresh(call))


async def action_view(desk: Desk, call: Call, screen: Screen, action_id: str, notice: str | None = None) -> View:
    """Return the step of an action as it is stored."""
    step = await _read_step(desk, call, screen, action_id)
    content = ActionContent() if step.line is None else step.line.now
    return build_action(step, _actions_question(step.head), content, _fresh(call), notice=notice)


async def back_view(desk: Desk, call: Call, screen: Screen) -> View:
    """Return the page a *Back* button leads to."""
    if screen.place.page in {"action", "clash"}:
        return await section_view(desk, call, screen.supervision, screen.subject, screen.place.section)
    record = await open_record(desk.parts, call, supervision_id=screen.supervision, subject_id=screen.subject)
    if record.head.kind is RecordKind.BRIEF:
        return await list_view(desk, call, screen.supervision)
    return await hub_view(desk, call, screen.supervision, screen.subject)


async def redraw(desk: Desk, call: Call, kept: Kept, notice: str | None = None) -> View:
    """Return the same page after a save: boxes as they stand on the screen, unless another text is stored."""
    screen, saved = kept.screen, kept.saved
    if saved.clashes:
        return await clash_view(desk, call, screen)
    if saved.stale:
        notice = CHANGED_ELSEWHERE
    fresh = bool(saved.stale) or screen.restored
    if screen.place.page == "action":
        return await _redraw_action(desk, call, kept, fresh=fresh, notice=notice)
    return await _redraw_section(desk, call, kept, fresh=fresh, notice=notice)


async def _redraw_section(desk: Desk, call: Call, kept: Kept, *, fresh: bool, notice: str | None) -> View:
    screen, place = kept.screen, kept.screen.place
    if fresh:
        return await section_view(
            desk,
            call,
            screen.supervision,
            screen.subject,
            place.section,
            first=place.n or 0,
            turns=place.turns,
            notice=notice,
        )
    step = await read_section(
        desk.parts, call, supervision_id=screen.supervision, subject_id=screen.subject, section_id=place.section
    )
    return build_section(
        step,
        place.render,
        first=place.n or 0,
        revision=kept.saved.revision,
        on_screen=screen.view,
        turns=place.turns,
        notice=notice,
    )


async def _redraw_action(desk: Desk, call: Call, kept: Kept, *, fresh: bool, notice: str | None) -> View:
    screen, place = kept.screen, kept.screen.place
    if place.action is None:
        raise Missing
    if fresh:
        return await action_view(desk, call, screen, place.action, notice)
    step = await _read_step(desk, call, screen, place.action)
    stored = ActionContent() if step.line is None else step.line.now
    content = stored.model_copy(update=read_action(screen.view, place))
    return build_action(
        step,
        _actions_question(step.head),
        content,
        place.render,
        revision=kept.saved.revision,
        notice=notice,
    )


async def _read_step(desk: Desk, call: Call, screen: Screen, action_id: str) -> ActionStep:
    return await read_action_step(
        desk.parts,
        call,
        supervision_id=screen.supervision,
        subject_id=screen.subject,
        section_id=screen.place.section or "",
        action_id=action_id,
    )


def _actions_question(head: RecordHead) -> ActionsQuestion:
    if head.form.action_table is None:
        raise Missing
    return head.form.action_table
