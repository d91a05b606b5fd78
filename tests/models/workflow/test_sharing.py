"""Sharing an answer with brothers and sisters on one agenda: each has words of their own from then on."""

import asyncio
from dataclasses import replace

import pytest

from models.content import load_library
from models.tables import Answer as AnswerRow
from models.tables import AuditEvent, Mention, Record
from models.values.errors import Refusal
from models.values.sharing import NO_OFFERS, Fate, Offer
from models.values.supervision import Closing, RowState
from models.workflow.changing import mark_not_reached
from models.workflow.closing import close_meeting
from models.workflow.mentions import make_mention
from models.workflow.overview import next_stop, read_overview
from models.workflow.parts import Parts
from models.workflow.record import open_record
from models.workflow.sharing import twin_of
from tests.conftest import CONTENT
from tests.support.meetings import MEETING, PRIYA, rows_of
from tests.support.personal import documents
from tests.support.siblings import QUESTION, SECTION, WALK, WORDS, Family, gather_family

pytestmark = pytest.mark.by_turns


@pytest.fixture
async def family(parts: Parts) -> Family:
    """Three children of a family, with a form in force that asks about families."""
    return await gather_family(replace(parts, library=load_library(CONTENT, "bracknell-forest")))


async def test_a_shared_answer_is_written_for_those_who_have_none_in_a_record_of_their_own(family: Family) -> None:
    await family.write(family.ava)

    assert await family.share(family.ava) == {"Noah": Fate.WRITTEN, "Leo": Fate.NOT_ASKED}

    assert await family.text(family.noah) == WORDS
    assert await family.text(family.other) is None
    assert {row.child_id for row in await rows_of(family.parts, Record)} == {family.ava, family.noah}
    assert (await family.offer(family.noah)).came_from == "Ava"
    assert await family.offer(family.ava) == Offer(again=("Noah",))
    (event,) = await rows_of(family.parts, AuditEvent, AuditEvent.what == "answer_shared")
    records = {row.child_id: row.id for row in await rows_of(family.parts, Record)}
    assert (event.person_id, event.subject_id) == ("priya", records[family.noah])
    assert event.facts == {"shared_from": records[family.ava], "question": QUESTION}


async def test_a_step_offers_only_what_is_shared_and_only_among_brothers_and_sisters(family: Family) -> None:
    assert await family.offer(family.ava) == Offer(new=("Noah",))
    assert await family.offer(family.ava, "child_heard", "child") == Offer()
    assert (await family.writing.see(family.other, SECTION)).offers == NO_OFFERS
    assert (await family.writing.see(family.leo, "brief")).offers.child == "Leo"


async def test_words_of_their_own_stay(family: Family) -> None:
    await family.write(family.noah, "Noah hides in the shed.")
    await family.write(family.ava)

    assert await family.offer(family.ava) == Offer(kept=("Noah",))
    assert (await family.share(family.ava))["Noah"] is Fate.KEPT
    assert await family.text(family.noah) == "Noah hides in the shed."


async def test_a_second_tap_writes_nothing_twice(family: Family) -> None:
    await family.write(family.ava)
    await family.share(family.ava)
    before = [await rows_of(family.parts, table) for table in (Record, AnswerRow, AuditEvent)]

    assert (await family.share(family.ava))["Noah"] is Fate.THERE

    assert [await rows_of(family.parts, table) for table in (Record, AnswerRow, AuditEvent)] == before


async def test_a_later_tap_brings_new_words_until_somebody_changed_them_there(family: Family) -> None:
    await family.write(family.ava)
    await family.share(family.ava)
    await family.write(family.ava, "Everybody watches the door.")
    assert (await family.share(family.ava))["Noah"] is Fate.UPDATED
    assert await family.text(family.noah) == "Everybody watches the door."

    await family.write(family.noah, "Noah watches the door.")
    assert (await family.offer(family.noah)).came_from is None
    await family.write(family.ava, "Nobody watches the door.")
    assert (await family.share(family.ava))["Noah"] is Fate.KEPT
    assert await family.text(family.noah) == "Noah watches the door."


async def test_the_walk_still_comes_to_a_child_whose_record_has_only_what_was_shared(family: Family) -> None:
    await family.write(family.ava)
    await family.share(family.ava)

    stop = await next_stop(family.parts, PRIYA, MEETING, family.ava)
    assert (stop.kind, stop.subject_id) == ("in_depth", family.noah)
    assert (await next_stop(family.parts, PRIYA, MEETING)).subject_id == family.ava, "where somebody was at work"
    rows = {row.subject_id: row for row in (await read_overview(family.parts, PRIYA, supervision_id=MEETING)).rows}
    assert (rows[family.noah].state, rows[family.noah].is_fresh) == (RowState.WRITING, True)
    opened = await open_record(family.parts, PRIYA, supervision_id=MEETING, subject_id=family.noah)
    assert not opened.begun

    await family.write(family.noah, "Noah hides in the shed.")
    assert (await next_stop(family.parts, PRIYA, MEETING, family.ava)).subject_id == family.other


async def test_nothing_is_shared_with_who_was_mentioned_not_reached_or_sent(family: Family) -> None:
    await family.add_walk(family.ava)
    await make_mention(family.parts, PRIYA, supervision_id=MEETING, child_id=family.leo)
    await mark_not_reached(family.parts, PRIYA, supervision_id=MEETING, subject_ids=[family.noah])

    assert (await family.writing.see(family.ava, "next_steps")).offers.of_action(WALK) == Offer()
    assert await family.share_walk(family.ava) == {"Noah": Fate.CLOSED, "Leo": Fate.CLOSED}

    assert len(await rows_of(family.parts, Mention)) == 1
    assert {row.child_id for row in await rows_of(family.parts, Record)} == {family.ava}


async def test_after_the_close_only_records_that_were_begun_take_something(family: Family) -> None:
    await family.write(family.ava)
    await family.write(family.noah, "A need.", question="further_goals", section="parents")
    await close_meeting(family.parts, PRIYA, supervision_id=MEETING, closing=Closing())
    await family.add_walk(family.ava)

    assert await family.share_walk(family.ava) == {"Noah": Fate.WRITTEN, "Leo": Fate.CLOSED}


async def test_what_was_shared_by_mistake_can_be_taken_back_in_the_same_screen(family: Family) -> None:
    await family.write(family.ava)
    await family.share(family.ava)
    await family.write(family.noah, "")
    assert await family.text(family.noah) is None
    await make_mention(family.parts, PRIYA, supervision_id=MEETING, child_id=family.noah)
    assert (await rows_of(family.parts, Mention))[0].child_id == family.noah


async def test_there_is_nothing_to_share_before_something_is_written(family: Family) -> None:
    assert await family.share(family.ava) == {}
    assert await rows_of(family.parts, Record) == []


async def test_two_texts_are_settled_before_they_are_shared(family: Family) -> None:
    await family.write(family.ava)
    await family.writing.write(family.ava, SECTION, {QUESTION: "Written elsewhere."}, view="V9")

    with pytest.raises(Refusal, match="two texts"):
        await family.share(family.ava)
    assert await family.offer(family.ava) == Offer()


async def test_words_typed_for_the_other_child_meanwhile_wait_for_a_choice(family: Family) -> None:
    await family.writing.see(family.noah, SECTION, view="V9")
    await family.write(family.ava)
    await family.share(family.ava)

    saved = await family.writing.write(family.noah, SECTION, {QUESTION: "Typed meanwhile."}, view="V9")

    assert saved.clashes == (QUESTION,)
    assert await family.text(family.noah) == WORDS


async def test_each_is_sent_with_its_own_words_and_nothing_says_where_they_came_from(family: Family) -> None:
    await family.write(family.ava)
    await family.share(family.ava)
    await family.write(family.noah, "Noah keeps out of the way.")
    await family.add_walk(family.ava)
    await family.share_walk(family.ava)
    for child in (family.ava, family.noah):
        await family.complete(child)
    await family.writing.send()

    sent = dict(await documents(family.parts))
    assert WORDS in sent[family.ava].canonical()
    assert WORDS not in sent[family.noah].canonical()
    assert "Noah keeps out of the way." in sent[family.noah].canonical()
    for child, document in sent.items():
        for strange in {family.ava, family.noah, family.leo, "shared_from"} - {child}:
            assert strange not in document.canonical()
    assert [action.action_id for action in sent[family.noah].actions] == [twin_of(WALK, family.noah)]


async def test_what_both_brought_from_last_time_changes_for_both_while_nobody_touched_it(family: Family) -> None:
    goals = {"question": "outcome_goals", "section": "parents"}
    for child in (family.ava, family.noah):
        await family.complete(child)
        await family.write(child, "Quiet nights.", **goals)
    await family.writing.send()
    later = replace(family, writing=family.writing.later("b" * 32))
    await later.writing.start(in_depth=(family.ava, family.noah))
    assert await later.text(family.noah, **goals) == "Quiet nights."

    assert await later.offer(family.ava, **goals) == Offer(again=("Noah",))
    await later.write(family.ava, "Quiet nights and breakfast.", **goals)
    assert (await later.share(family.ava, "outcome_goals"))["Noah"] is Fate.UPDATED
    assert await later.text(family.noah, **goals) == "Quiet nights and breakfast."


async def test_two_who_share_in_one_family_at_once_never_wait_for_each_other(family: Family) -> None:
    goals = {"question": "outcome_goals", "section": "parents"}
    for number in range(5):
        await family.write(family.ava, f"From Ava {number}")
        await family.write(family.noah, f"From Noah {number}", **goals)
        fates = await asyncio.gather(family.share(family.ava), family.share(family.noah, "outcome_goals"))
        assert [set(one.values()) & {Fate.WRITTEN, Fate.UPDATED} for one in fates] != [set(), set()]
        assert await family.text(family.noah) == f"From Ava {number}"
        assert await family.text(family.ava, **goals) == f"From Noah {number}"
