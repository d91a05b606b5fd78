"""Preparing for one's own supervision: who writes and reads it, how it is kept, and when it goes."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import chain

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from models.forms import TextAnswer
from models.tables import Allocation, AuditEvent, Child, Preparation
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.values.preparing import LINE, NOT_IN_DEPTH, Given, InDepth
from models.values.supervision import AgendaChoices, Closing
from models.vocabulary import AgendaReason
from models.workflow.agenda import read_agenda
from models.workflow.closing import close_meeting, discard_supervision
from models.workflow.mentions import make_mention
from models.workflow.overview import read_overview
from models.workflow.parts import Parts
from models.workflow.prepared import use_prepared
from models.workflow.preparing import read_prepared_subject, read_preparing, save_preparation
from models.workflow.record import read_prepared
from models.workflow.upkeep import STILL_WRITTEN_UP, forget_stray_preparations
from tests.conftest import START
from tests.support.council import call_of, make_team, restrict
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns

PRIYA, TOM, SAM, NELL = (call_of(who, START) for who in ("priya", "tom", "sam", "nell"))
TODAY = START.date()
MEETING = "a" * 32
HIGH_RISK = InDepth(True, AgendaReason.HIGH_RISK)
WORDS = "Ella told me on Tuesday that she likes the walks with Dad."


async def prepare(parts: Parts, subject: str, in_depth: InDepth | None = None, call: Call = SAM, **texts: str) -> None:
    """Save what a screen says; the line is called `line`."""
    named = {LINE if name == "line" else name: text for name, text in texts.items()}
    await save_preparation(parts, call, subject_id=subject, given=Given(in_depth, named))


async def kept(parts: Parts) -> list[Preparation]:
    async with parts.read() as session:
        return list((await session.exec(select(Preparation).order_by(Preparation.question))).all())


async def agenda(parts: Parts, call: Call = PRIYA) -> AgendaChoices:
    return await read_agenda(parts, call, supervisee_id="sam", held_on=call.today)


async def test_what_is_saved_is_read_again_by_its_writer_and_stands_sealed(parts: Parts) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 60, "CD": 1})
    await prepare(parts, first, HIGH_RISK, line="Dad is back.", progress=WORDS)
    await prepare(parts, "sam", workload="Three in court at once.")

    everything = await read_preparing(parts, SAM)
    one, other = everything.rows
    assert (one.subject_id, one.in_depth, one.line, one.drafted) == (first, HIGH_RISK, "Dad is back.", 1)
    assert (other.subject_id, other.is_empty) == (second, True)
    assert one.child is not None
    assert one.child.name == "Child AB"
    assert everything.about_me is not None
    assert everything.about_me.drafted == 1

    shown = await read_prepared_subject(parts, SAM, subject_id=first)
    texts = dict(chain.from_iterable(one.texts.items() for one in shown.sections))
    assert (shown.name, texts, shown.saved_at) == ("Child AB", {"progress": WORDS}, START)
    for row in await kept(parts):
        assert row.text is not None
        assert not any(word in row.text for word in (b"Dad", b"Ella", b"court"))


async def test_only_what_was_changed_is_written_and_an_emptied_box_takes_its_row_away(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await prepare(parts, child, HIGH_RISK, line="A line.", progress=WORDS)
    await prepare(parts, child, line="Another line.")
    [row] = (await read_preparing(parts, SAM)).rows
    assert (row.in_depth, row.line, row.drafted) == (HIGH_RISK, "Another line.", 1)

    await prepare(parts, child, NOT_IN_DEPTH, line="  ")
    [row] = (await read_preparing(parts, SAM)).rows
    assert (row.in_depth, row.line, row.drafted) == (NOT_IN_DEPTH, "", 1)
    await prepare(parts, child, progress="")
    assert await kept(parts) == []


async def test_two_devices_that_save_at_once_keep_one_row_a_question(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await asyncio.gather(*(prepare(parts, child, HIGH_RISK, line=f"Line {number}.") for number in range(4)))
    [row] = await kept(parts)
    assert row.in_depth


@pytest.mark.parametrize("who", ["priya", "tom", "olu", "nell"])
async def test_nobody_else_writes_or_reads_what_a_worker_prepares(parts: Parts, who: str) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await prepare(parts, child, line=WORDS)
    other = call_of(who, START)
    for subject in (child, "sam"):
        with pytest.raises(Refusal):
            await prepare(parts, subject, HIGH_RISK, other, line="Mine.")
        with pytest.raises(Refusal):
            await read_prepared_subject(parts, other, subject_id=subject)
    assert all(row.subject_id != child for row in (await read_preparing(parts, other)).rows)
    assert [row.person_id for row in await kept(parts)] == ["sam"]


async def test_a_question_the_form_does_not_ask_a_text_too_long_and_a_mark_on_oneself_are_refused(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    with pytest.raises(Missing):
        await prepare(parts, child, whose_outcomes="child")
    with pytest.raises(Missing):
        await prepare(parts, child, workload="Of the personal form.")
    with pytest.raises(Missing):
        await prepare(parts, "sam", HIGH_RISK)
    with pytest.raises(Refusal, match="3,000"):
        await prepare(parts, child, line="x" * 3001)
    assert await kept(parts) == []


async def test_the_agenda_opens_with_the_marks_ranks_them_first_and_says_who_would_like_it(parts: Parts) -> None:
    first, second, third = await make_team(parts, START, last_discussed={"AB": 60, "CD": 50, "EF": 1})
    await prepare(parts, third, HIGH_RISK)
    await prepare(parts, second, InDepth(True))
    await prepare(parts, first, line="Only a line.")
    await prepare(parts, "sam", line="I am tired.")

    choices = await agenda(parts)
    assert {(one.child_id, one.reason) for one in choices.marked} == {(third, AgendaReason.HIGH_RISK), (second, None)}
    assert choices.children[0].id == third
    assert choices.personal_prepared
    stand_in = await agenda(parts, TOM)
    assert (len(stand_in.marked), stand_in.personal_prepared) == (2, False)

    await Writing(parts, START, MEETING).start(in_depth=(second, third))
    rows = (await read_overview(parts, PRIYA, supervision_id=MEETING)).rows
    assert [row.subject_id for row in rows] == [third, second]


async def test_a_restricted_child_that_is_marked_is_on_no_list_of_a_stand_in(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await restrict(parts, child)
    await prepare(parts, child, HIGH_RISK)
    assert [one.child_id for one in (await agenda(parts)).marked] == [child]
    assert (await agenda(parts, TOM)).marked == ()


async def test_a_text_stands_beside_its_box_and_the_line_on_top_of_the_first_step(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await prepare(parts, child, line="Dad is back.", progress=WORDS)
    writing = Writing(parts, START, MEETING)
    await writing.start(in_depth=(child,))

    first = await writing.see(child)
    assert [(one.question, one.text, one.by) for one in first.prepared] == [(LINE, "Dad is back.", "Sam")]
    step = await writing.see(child, "progress")
    assert step.prepared == ()
    [beside] = step.fields[0].prepared
    assert (beside.text, beside.by, beside.there) == (WORDS, "Sam", False)

    await writing.write(child, "progress", {"progress": "What I heard myself."}, view="V1")
    await writing.see(child, "progress")
    await use_prepared(parts, PRIYA, writing.page(child), question_id="progress")
    await use_prepared(parts, PRIYA, writing.page(child), question_id="progress")
    field = (await writing.see(child, "progress")).fields[0]
    assert isinstance(field.answer, TextAnswer)
    assert field.answer.text == f"What I heard myself.\n\n{WORDS}"
    assert field.prepared[0].there


async def test_a_text_used_before_anything_is_saved_begins_the_record(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await prepare(parts, child, progress=WORDS)
    writing = Writing(parts, START, MEETING)
    await writing.start(in_depth=(child,))
    await use_prepared(parts, PRIYA, writing.page(child), question_id="progress")
    step = await writing.see(child, "progress")
    assert step.fields[0].answer == TextAnswer(text=WORDS)
    assert step.head.revision == 1
    async with parts.read() as session:
        used = (await session.exec(select(AuditEvent).where(AuditEvent.what == "prepared_text_used"))).all()
    assert [event.facts for event in used] == [{"question": "progress"}]


async def test_what_is_typed_before_the_used_text_is_on_the_screen_waits_for_a_choice(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await prepare(parts, child, progress=WORDS)
    writing = Writing(parts, START, MEETING)
    await writing.start(in_depth=(child,))
    await writing.write(child, "progress", {"progress": "Typed"}, stamp="10.0")
    await use_prepared(parts, PRIYA, writing.page(child, stamp="12.0"), question_id="progress")

    # A letter from before the press that comes late says nothing; one typed after it is kept beside.
    late = await writing.write(child, "progress", {"progress": "Typ"}, stamp="11.0")
    assert (late.clashes, late.stale) == ((), ())
    after = await writing.write(child, "progress", {"progress": "Typed on"}, stamp="13.0")
    assert after.clashes == ("progress",)
    field = (await writing.see(child, "progress")).fields[0]
    assert field.answer == TextAnswer(text=f"Typed\n\n{WORDS}")


async def test_a_draft_for_a_child_talked_about_briefly_stands_beside_the_box_that_means_the_same_or_on_top(
    parts: Parts,
) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await prepare(parts, child, progress=WORDS, child_words="“I like it.”", identity="Polish at home.")
    writing = Writing(parts, START, MEETING)
    await writing.start(brief=(child,))
    step = await writing.see(child)
    assert [(one.question, one.label) for one in step.prepared] == [
        ("identity", "How do identity and equality matter here, and what do we do about it?")
    ]
    assert [one.question for one in step.fields[0].prepared] == ["progress", "child_words"]
    await use_prepared(parts, PRIYA, writing.page(child), question_id="child_words")
    assert (await writing.see(child)).fields[0].answer == TextAnswer(text="“I like it.”")
    with pytest.raises(Missing):
        await use_prepared(parts, PRIYA, writing.page(child), question_id="identity")


async def test_only_who_may_write_the_record_sees_or_uses_it_and_a_stand_in_nothing_personal(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await prepare(parts, child, progress=WORDS)
    await prepare(parts, "sam", workload="Three in court at once.")
    writing = Writing(parts, START, MEETING)
    await writing.start(in_depth=(child,), personal=True)

    async def read(call: Call, subject: str, question: str) -> str:
        return (await read_prepared(parts, call, supervision_id=MEETING, subject_id=subject, question_id=question))[
            1
        ].text

    assert await read(PRIYA, "sam", "workload") == "Three in court at once."
    assert await read(TOM, child, "progress") == WORDS
    for who, subject, question in ((TOM, "sam", "workload"), (SAM, child, "progress"), (NELL, child, "progress")):
        with pytest.raises(Refusal):
            await read(who, subject, question)
        with pytest.raises(Refusal):
            await use_prepared(parts, who, replace(writing.page(subject), writer="V9"), question_id=question)


async def test_sending_the_record_ends_what_was_prepared_for_it_and_nothing_else(parts: Parts) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 60, "CD": 50})
    await prepare(parts, first, HIGH_RISK, line="A line.", progress=WORDS)
    await prepare(parts, second, progress=WORDS)
    writing = Writing(parts, START, MEETING)
    await writing.start(in_depth=(first, second))
    await writing.write_in_depth(first)
    await writing.send()

    ended = {(row.subject_id, row.question) for row in await kept(parts) if row.ended_at is not None}
    assert ended == {(first, LINE), (first, "progress")}
    assert all((row.text is None) == (row.ended_at is not None) for row in await kept(parts))
    rows = (await read_preparing(parts, SAM)).rows
    assert {row.subject_id: row.is_empty for row in rows} == {first: True, second: False}
    # For the next meeting the same may be prepared again.
    await prepare(parts, first, line="For next time.")


async def test_closing_ends_it_for_a_mention_and_leaves_what_was_not_reached_or_is_still_written(parts: Parts) -> None:
    named = await make_team(parts, START, last_discussed={"AB": 60, "CD": 50, "EF": 40})
    for child in named:
        await prepare(parts, child, line=WORDS)
    mentioned, waiting, written = named
    writing = Writing(parts, START, MEETING)
    await writing.start(in_depth=(written,), brief=(mentioned, waiting))
    await make_mention(parts, PRIYA, supervision_id=MEETING, child_id=mentioned)
    await writing.write_in_depth(written)
    await close_meeting(parts, PRIYA, supervision_id=MEETING, closing=Closing())

    assert {row.subject_id for row in await kept(parts) if row.ended_at is not None} == {mentioned}
    assert [one.text for one in (await writing.see(written)).prepared] == [WORDS]
    await writing.send()
    assert {row.subject_id for row in await kept(parts) if row.ended_at is None} == {waiting}


async def test_a_discarded_meeting_leaves_what_was_prepared_for_the_next(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await prepare(parts, child, HIGH_RISK, progress=WORDS)
    await Writing(parts, START, MEETING).start(in_depth=(child,))
    await discard_supervision(parts, PRIYA, supervision_id=MEETING)
    assert [one.child_id for one in (await agenda(parts)).marked] == [child]
    again = Writing(parts, START, "b" * 32)
    await again.start(in_depth=(child,))
    assert (await again.see(child, "progress")).fields[0].prepared[0].text == WORDS


async def test_what_is_prepared_after_the_day_of_a_meeting_is_for_the_next(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    writing = Writing(parts, START, MEETING)
    await writing.start(in_depth=(child,))
    tomorrow = replace(SAM, now=START + timedelta(days=1))
    await prepare(parts, child, HIGH_RISK, tomorrow, line="For next time.")
    assert (await writing.see(child)).prepared == ()
    assert (await agenda(parts)).marked == ()
    await writing.write_in_depth(child)
    await writing.send()
    assert [row.ended_at for row in await kept(parts)] == [None]
    assert len((await agenda(parts, replace(PRIYA, now=START + timedelta(days=1)))).marked) == 1


async def test_a_change_after_the_meeting_takes_nothing_from_its_record_and_stays_for_the_next(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await prepare(parts, child, HIGH_RISK, line="Dad is back.", progress=WORDS)
    writing = Writing(parts, START, MEETING)
    await writing.start(in_depth=(child,))

    await prepare(parts, child, call=replace(SAM, now=START + timedelta(days=1)), line="Dad is back!")

    assert [one.text for one in (await writing.see(child)).prepared] == ["Dad is back!"]
    assert [one.text for one in (await writing.see(child, "progress")).fields[0].prepared] == [WORDS]
    await writing.write_in_depth(child)
    await writing.send()
    assert {row.question for row in await kept(parts) if row.ended_at is None} == {LINE}


async def test_what_is_prepared_once_the_meeting_was_started_is_for_the_next(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    writing = Writing(parts, START, MEETING)
    await writing.start(in_depth=(child,))
    evening = replace(SAM, now=START + timedelta(hours=10))
    await prepare(parts, child, HIGH_RISK, evening, line="For next time.")

    assert (await writing.see(child)).prepared == ()
    await writing.write_in_depth(child)
    await writing.send()
    assert [row.ended_at for row in await kept(parts)] == [None]
    assert len((await agenda(parts, replace(PRIYA, now=START + timedelta(days=1)))).marked) == 1


async def test_another_worker_does_not_find_what_the_one_before_prepared_and_it_is_forgotten_after_a_while(
    parts: Parts,
) -> None:
    moved, stays, closed = await make_team(parts, START, last_discussed={"AB": 60, "CD": 50, "EF": 40})
    for child in (moved, stays, closed):
        await prepare(parts, child, line=WORDS)
    async with parts.database.write(None, START) as session:
        await session.exec(update(Allocation).where(col(Allocation.child_id) == moved).values(person_id="nell"))
        await session.exec(update(Child).where(col(Child.id) == closed).values(closed_on=TODAY))

    [row] = (await read_preparing(parts, NELL)).rows
    assert row.is_empty
    for child in (moved, closed):
        with pytest.raises(Refusal):
            await prepare(parts, child, line="Too late.")
    await forget_stray_preparations(parts, START + timedelta(days=1))
    assert all(row.text is not None for row in await kept(parts))
    await forget_stray_preparations(parts, START + STILL_WRITTEN_UP + timedelta(days=1))
    assert {row.subject_id for row in await kept(parts) if row.text is not None} == {stays}


async def test_preparing_or_not_leaves_no_trace_in_the_audit(parts: Parts) -> None:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    await prepare(parts, child, HIGH_RISK, line=WORDS)
    async with parts.read() as session:
        assert (await session.exec(select(AuditEvent))).all() == []
