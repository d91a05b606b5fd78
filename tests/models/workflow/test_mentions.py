"""*No change, actions continue*: one tap, no record, never at the cost of a text."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from models.tables import AgendaItem, Mention, Record
from models.values.errors import Refusal, Repeated
from models.values.supervision import Closing
from models.vocabulary import AgendaOutcome
from models.workflow.closing import close_meeting
from models.workflow.mentions import make_mention, undo_mention
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import call_of, make_team
from tests.support.writing import PROGRESS, Writing

pytestmark = pytest.mark.by_turns

MEETING = "a" * 32


async def begin(parts: Parts) -> tuple[Writing, str]:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    writing = Writing(parts, START, MEETING)
    await writing.start(brief=(child,))
    return writing, child


async def outcome(parts: Parts) -> AgendaOutcome:
    async with parts.read() as session:
        return (await session.exec(select(AgendaItem))).one().outcome


async def count(parts: Parts, table: type) -> int:
    async with parts.read() as session:
        return len((await session.exec(select(table))).all())


async def test_a_mention_is_one_row_and_no_record(parts: Parts) -> None:
    writing, child = await begin(parts)
    await make_mention(parts, writing.call, supervision_id=MEETING, child_id=child)
    assert await outcome(parts) is AgendaOutcome.MENTION
    assert (await count(parts, Mention), await count(parts, Record)) == (1, 0)


async def test_saying_it_twice_says_it_once(parts: Parts) -> None:
    writing, child = await begin(parts)
    for _ in range(2):
        await make_mention(parts, writing.call, supervision_id=MEETING, child_id=child)
    assert await count(parts, Mention) == 1


async def test_the_same_press_sent_again_is_known(parts: Parts) -> None:
    _, child = await begin(parts)
    press = call_of("priya", START, "trigger:1")
    await make_mention(parts, press, supervision_id=MEETING, child_id=child)
    with pytest.raises(Repeated):
        await make_mention(parts, press, supervision_id=MEETING, child_id=child)


async def test_a_mention_never_throws_text_away(parts: Parts) -> None:
    writing, child = await begin(parts)
    await writing.write(child, "brief", {"progress": PROGRESS})
    with pytest.raises(Refusal, match="You have written something about this child"):
        await make_mention(parts, writing.call, supervision_id=MEETING, child_id=child)
    assert await outcome(parts) is AgendaOutcome.RECORD


async def test_nor_an_action(parts: Parts) -> None:
    writing, child = await begin(parts)
    await writing.act(child, "1" * 32, what="Ring the school nurse")
    with pytest.raises(Refusal):
        await make_mention(parts, writing.call, supervision_id=MEETING, child_id=child)


async def test_a_text_that_was_emptied_again_is_not_in_the_way(parts: Parts) -> None:
    writing, child = await begin(parts)
    await writing.write(child, "brief", {"progress": "Oh"})
    await writing.write(child, "brief", {"progress": ""})
    await make_mention(parts, writing.call, supervision_id=MEETING, child_id=child)
    assert await outcome(parts) is AgendaOutcome.MENTION


async def test_it_can_be_taken_back(parts: Parts) -> None:
    writing, child = await begin(parts)
    await make_mention(parts, writing.call, supervision_id=MEETING, child_id=child)
    await undo_mention(parts, writing.call, supervision_id=MEETING, child_id=child)
    assert await outcome(parts) is AgendaOutcome.WAITING
    assert await count(parts, Mention) == 0
    await undo_mention(parts, writing.call, supervision_id=MEETING, child_id=child)


async def test_writing_something_makes_it_a_record(parts: Parts) -> None:
    writing, child = await begin(parts)
    await make_mention(parts, writing.call, supervision_id=MEETING, child_id=child)
    await writing.write(child, "brief", {"progress": PROGRESS})
    assert await outcome(parts) is AgendaOutcome.RECORD
    assert await count(parts, Mention) == 0


async def test_one_that_counts_already_cannot_be_taken_back(parts: Parts) -> None:
    writing, child = await begin(parts)
    await make_mention(parts, writing.call, supervision_id=MEETING, child_id=child)
    async with parts.database.write(None, START) as session:
        mention = (await session.exec(select(Mention))).one()
        mention.counted_at = datetime(2026, 3, 2, 12, tzinfo=UTC)
        session.add(mention)
    with pytest.raises(Refusal, match="counted"):
        await undo_mention(parts, writing.call, supervision_id=MEETING, child_id=child)


async def test_a_closed_meeting_takes_no_mention_and_begins_no_record(parts: Parts) -> None:
    writing, child = await begin(parts)
    await close_meeting(parts, writing.call, supervision_id=MEETING, closing=Closing())
    with pytest.raises(Refusal, match="closed"):
        await make_mention(parts, writing.call, supervision_id=MEETING, child_id=child)
    with pytest.raises(Refusal, match="closed"):
        await writing.write(child, "brief", {"progress": PROGRESS})


@pytest.mark.parametrize("who", ["sam", "nell"])
async def test_only_the_supervisor_may_mention(parts: Parts, who: str) -> None:
    _, child = await begin(parts)
    with pytest.raises(Refusal):
        await make_mention(parts, call_of(who, START), supervision_id=MEETING, child_id=child)
