"""Everybody in a group accounts for their own actions first (source row D3)."""

import pytest

from models.vocabulary import Format
from models.workflow.parts import Parts
from models.workflow.record import read_section
from models.workflow.sending import send_all
from models.workflow.supervision import start_supervision
from tests.support.group import group_plan, people_for_groups, write_in_group
from tests.support.meetings import MEETING, PRIYA, after

pytestmark = pytest.mark.by_turns

NEXT = "b" * 32


async def test_carried_actions_stand_by_who_does_them_and_those_of_who_is_not_there_come_last(parts: Parts) -> None:
    children = await people_for_groups(parts)
    await start_supervision(parts, PRIYA, group_plan(children.of_sam))
    for owner in ("nell", "ben", "priya", "sam", "sam"):
        await write_in_group(parts, children.of_sam, owner_id=owner)
    await send_all(parts, PRIYA, supervision_id=MEETING)
    later = after(PRIYA, 60)
    await start_supervision(parts, later, group_plan(children.of_sam, meeting=NEXT))
    await write_in_group(parts, children.of_sam, call=later, meeting=NEXT, met=Format.GROUP, owner_id="joe")

    step = await read_section(parts, later, supervision_id=NEXT, subject_id=children.of_sam, section_id="actions")

    assert [(one.name, len(one.lines), one.is_there) for one in step.action_groups] == [
        ("Sam Example", 2, True),
        ("Ben Example", 1, True),
        ("Priya Example", 1, True),
        ("Nell Example", 1, False),
        ("", 1, True),
    ]
    assert step.action_groups[-1].lines[0].is_new


async def test_a_meeting_of_two_does_not_part_its_actions(parts: Parts) -> None:
    children = await people_for_groups(parts)
    await start_supervision(parts, PRIYA, group_plan(children.of_sam))

    step = await read_section(parts, PRIYA, supervision_id=MEETING, subject_id=children.of_sam, section_id="presenting")

    assert step.action_groups == ()
