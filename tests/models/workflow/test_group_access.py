"""Who may open and who may discard a group: judged by the workers its records concern, not by who else was there."""

import pytest

from models.tables import Answer
from models.values.errors import Refusal
from models.workflow.card import read_card
from models.workflow.closing import discard_supervision
from models.workflow.overview import next_stop, read_overview
from models.workflow.parts import Parts
from models.workflow.patterns import open_patterns
from models.workflow.sending import read_through
from tests.conftest import START
from tests.support.council import call_of, hand_over
from tests.support.group import make_group, write_in_group
from tests.support.meetings import MEETING, PRIYA, after, rows_of

pytestmark = pytest.mark.by_turns


async def test_the_supervisor_of_an_attendee_with_no_child_on_the_agenda_opens_nothing_of_a_group(parts: Parts) -> None:
    await make_group(parts)
    await hand_over(parts, "ben", "nell", START)
    nell = call_of("nell", START)

    for attempt in (
        read_overview(parts, nell, supervision_id=MEETING),
        next_stop(parts, nell, MEETING),
        read_through(parts, nell, supervision_id=MEETING),
        open_patterns(parts, nell, supervision_id=MEETING),
    ):
        with pytest.raises(Refusal, match="supervisor"):
            await attempt
    assert await read_card(parts, nell, supervision_id=MEETING) is None


async def test_the_supervisor_of_an_attendee_opens_a_group_for_the_child_of_that_one(parts: Parts) -> None:
    children = await make_group(parts)
    await hand_over(parts, "joe", "nell", START)
    nell = call_of("nell", START)

    overview = await read_overview(parts, nell, supervision_id=MEETING)

    assert [row.subject_id for row in overview.rows] == [children.of_joe]


async def test_a_group_is_discarded_only_by_who_may_write_every_record_something_is_written_in(parts: Parts) -> None:
    children = await make_group(parts)
    await write_in_group(parts, children.of_joe)
    await hand_over(parts, "sam", "nell", START)
    nell = call_of("nell", after(PRIYA, 5).now)

    with pytest.raises(Refusal, match="not yours to write"):
        await discard_supervision(parts, nell, supervision_id=MEETING)
    assert await rows_of(parts, Answer)

    await discard_supervision(parts, after(PRIYA, 6), supervision_id=MEETING)
    assert await rows_of(parts, Answer) == []


async def test_a_group_with_words_only_where_they_may_write_can_be_discarded_by_the_presenters_supervisor(
    parts: Parts,
) -> None:
    children = await make_group(parts)
    await write_in_group(parts, children.of_sam)
    await hand_over(parts, "sam", "nell", START)

    await discard_supervision(parts, call_of("nell", after(PRIYA, 5).now), supervision_id=MEETING)

    assert await rows_of(parts, Answer) == []
