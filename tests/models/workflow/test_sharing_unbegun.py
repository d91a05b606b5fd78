"""A record with nothing but shared words is not begun: it ends as an untouched one does, and gives no child a clock."""

from dataclasses import replace

import pytest

from models.content import load_library
from models.tables import ActionEntry, Record, SmartAction
from models.tables import Answer as AnswerRow
from models.values.errors import Conflict, Refusal
from models.values.supervision import Closing, RowState
from models.vocabulary import Depth, RecordState
from models.workflow.changing import add_child, mark_not_reached
from models.workflow.closing import close_meeting
from models.workflow.mentions import make_mention
from models.workflow.overview import read_overview
from models.workflow.parts import Parts
from models.workflow.sharing import twin_of
from tests.conftest import CONTENT
from tests.support.meetings import MEETING, PRIYA, rows_of
from tests.support.siblings import WALK, WORDS, Family, gather_family


@pytest.fixture
async def family(parts: Parts) -> Family:
    """Three children of a family, with a form in force that asks about families."""
    return await gather_family(replace(parts, library=load_library(CONTENT, "bracknell-forest")))


async def share_both_ways(family: Family) -> None:
    """Share an answer with Noah, and an action with Noah and Leo; nobody writes in their records."""
    await family.write(family.ava)
    await family.add_walk(family.ava)
    await family.share(family.ava)
    await family.share_walk(family.ava)


async def left_of(family: Family, *children: str) -> list[str]:
    """Return what is still kept of these children's records: rows of answers, entries and actions."""
    ids = {row.id for row in await rows_of(family.parts, Record) if row.child_id in children}
    answers = [row.question for row in await rows_of(family.parts, AnswerRow) if row.record_id in ids]
    entries = [row.action_id for row in await rows_of(family.parts, ActionEntry) if row.record_id in ids]
    actions = [row.id for row in await rows_of(family.parts, SmartAction) if row.child_id in children]
    return [*answers, *entries, *actions]


async def test_a_child_with_nothing_but_shared_words_was_not_reached_when_the_meeting_closes(family: Family) -> None:
    await share_both_ways(family)
    await family.write(family.leo, "Leo sleeps.", question="progress", section="brief")

    await close_meeting(family.parts, PRIYA, supervision_id=MEETING, closing=Closing())

    rows = {
        row.subject_id: row.state for row in (await read_overview(family.parts, PRIYA, supervision_id=MEETING)).rows
    }
    assert rows == {
        family.ava: RowState.WRITING,
        family.noah: RowState.NOT_REACHED,
        family.leo: RowState.WRITING,
        family.other: RowState.NOT_REACHED,
    }
    records = {row.child_id: row.state for row in await rows_of(family.parts, Record)}
    assert records[family.noah] is RecordState.DISCARDED
    assert await left_of(family, family.noah) == []
    assert twin_of(WALK, family.leo) in await left_of(family, family.leo)
    assert await family.text(family.ava) == WORDS


async def test_a_child_with_nothing_but_shared_words_can_be_mentioned_or_left_out_and_written_about_later(
    family: Family,
) -> None:
    await share_both_ways(family)

    await mark_not_reached(family.parts, PRIYA, supervision_id=MEETING, subject_ids=[family.noah])
    await make_mention(family.parts, PRIYA, supervision_id=MEETING, child_id=family.leo)

    rows = {
        row.subject_id: row.state for row in (await read_overview(family.parts, PRIYA, supervision_id=MEETING)).rows
    }
    assert (rows[family.noah], rows[family.leo]) == (RowState.NOT_REACHED, RowState.MENTIONED)
    assert await left_of(family, family.noah, family.leo) == []
    await add_child(family.parts, PRIYA, supervision_id=MEETING, child_id=family.noah, depth=Depth.IN_DEPTH)
    await family.write(family.noah, "Noah hides in the shed.")
    assert await family.text(family.noah) == "Noah hides in the shed."


async def test_words_written_beside_the_shared_ones_are_never_thrown_away(family: Family) -> None:
    await share_both_ways(family)
    await family.write(family.noah, "Noah hides in the shed.")

    with pytest.raises(Conflict):
        await mark_not_reached(family.parts, PRIYA, supervision_id=MEETING, subject_ids=[family.noah])
    with pytest.raises(Refusal, match="You have written something"):
        await make_mention(family.parts, PRIYA, supervision_id=MEETING, child_id=family.noah)
    assert await family.text(family.noah) == "Noah hides in the shed."


async def test_a_draft_emptied_before_the_child_was_discussed_in_depth_takes_nothing_from_the_record_in_depth(
    family: Family,
) -> None:
    await family.write(family.leo, "Leo", question="progress", section="brief")
    await family.write(family.leo, "", question="progress", section="brief")
    await add_child(family.parts, PRIYA, supervision_id=MEETING, child_id=family.leo, depth=Depth.IN_DEPTH)
    await family.write(family.leo, "Leo sleeps.")

    await close_meeting(family.parts, PRIYA, supervision_id=MEETING, closing=Closing())

    rows = {
        row.subject_id: row.state for row in (await read_overview(family.parts, PRIYA, supervision_id=MEETING)).rows
    }
    assert rows[family.leo] is RowState.WRITING
