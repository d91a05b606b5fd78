"""A record while it is written: begun by the first word, carried over by its form, and only by the right people."""

from dataclasses import replace
from typing import TypeVar

import pytest
from sqlmodel import select

from models.tables import AgendaItem, Answer, AuditEvent, FormRelease, Outbox, Record, Table
from models.values.errors import Missing, Refusal
from models.values.record import SectionState
from models.vocabulary import AgendaOutcome, OutboxState, RecordState, SendingMode
from models.workflow.ground import record_id_for
from models.workflow.parts import Parts
from models.workflow.record import open_record, read_earlier
from tests.conftest import START
from tests.support.council import call_of, make_team
from tests.support.writing import OUTCOMES, PROGRESS, Writing

pytestmark = pytest.mark.by_turns

T = TypeVar("T", bound=Table)
FIRST, SECOND = "a" * 32, "b" * 32


async def begin(parts: Parts) -> tuple[Writing, str, str]:
    """Start a meeting: one child in depth, one brief."""
    deep, brief = await make_team(parts, START, last_discussed={"AB": 60, "CD": 40})
    writing = Writing(parts, START, FIRST)
    await writing.start(in_depth=(deep,), brief=(brief,))
    return writing, deep, brief


async def rows(parts: Parts, table: type[T]) -> list[T]:
    async with parts.read() as session:
        return list((await session.exec(select(table))).all())


async def test_looking_at_a_record_begins_nothing(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    step = await writing.see(deep)
    saved = await writing.write(deep, step.section.id, {"desired_outcomes": "  "})
    assert (saved.changed, saved.revision, saved.saved_at) == (False, 0, None)
    assert await rows(parts, Record) == []


async def test_the_first_word_begins_the_record_and_freezes_its_form(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    before = await writing.see(deep)
    saved = await writing.write(deep, "progress", {"progress": PROGRESS})
    [record] = await rows(parts, Record)
    assert saved.changed
    assert record.id == before.head.id
    assert record.state is RecordState.DRAFT
    [release] = await rows(parts, FormRelease)
    assert (release.form_id, release.number) == (record.form_id, record.form_number)
    assert [item.outcome for item in await rows(parts, AgendaItem) if item.child_id == deep] == [AgendaOutcome.RECORD]
    assert "record_begun" in {event.what for event in await rows(parts, AuditEvent)}


async def test_what_is_stored_cannot_be_read_without_the_key(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    await writing.write(deep, "progress", {"progress": "A marked sentence"})
    [answer] = await rows(parts, Answer)
    assert b"marked" not in answer.text


async def test_the_card_is_drawn_again_when_a_child_gets_a_record(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    async with parts.database.write(None, START) as session:
        card = (await session.exec(select(Outbox))).one()
        card.state, card.channel_id, card.message_ts = OutboxState.SENT, "D1", "1.1"
        session.add(card)
    await writing.write(deep, "progress", {"progress": PROGRESS})
    await writing.write(deep, "progress", {"progress": PROGRESS + " More."})
    assert [row.mode for row in await rows(parts, Outbox)].count(SendingMode.REFRESH) == 1


@pytest.mark.parametrize(
    "text",
    [
        "x" * 3000,
        "Ella said: <!channel> @everyone `code` *bold* _so_ & <https://a.example|here>",
        "🙂👩‍👩‍👧 flags 🇬🇧🇩🇪",
        "שלום עולם مرحبا",
        "Line one\n\n  indented\tand tabbed  ",
        "word " * 2400,
    ],
)
async def test_any_text_survives_whole(parts: Parts, text: str) -> None:
    writing, deep, _ = await begin(parts)
    await writing.write(deep, "progress", {"progress": text})
    step = await writing.see(deep, "progress")
    [field] = step.fields
    assert field.answer is not None
    assert field.question.show(field.answer) == text


async def test_the_hub_says_how_far_each_section_is(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    await writing.write(deep, "outcomes", {"desired_outcomes": OUTCOMES})
    await writing.write(deep, "progress", {"progress": PROGRESS})
    hub = await open_record(parts, writing.call, supervision_id=FIRST, subject_id=deep)
    states = {line.id: line.state for line in hub.sections}
    assert states == {
        "outcomes": SectionState.BEGUN,
        "progress": SectionState.DONE,
        "voices": SectionState.EMPTY,
        "actions": SectionState.EMPTY,
    }
    assert hub.sections[0].saved_at == START
    assert hub.head.banner.name == "Child AB"


async def test_a_record_emptied_again_is_untouched_and_starts_no_clock(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    await writing.write(deep, "progress", {"progress": "Oh"})
    await writing.write(deep, "progress", {"progress": ""})
    assert await rows(parts, Answer) == []
    assert [item.outcome for item in await rows(parts, AgendaItem) if item.child_id == deep] == [AgendaOutcome.WAITING]


async def test_the_next_record_opens_with_the_outcomes_and_never_with_the_progress(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    await writing.write_in_depth(deep)
    await writing.send()
    following = writing.later(SECOND)
    await following.start(in_depth=(deep,))
    outcomes = await following.see(deep, "outcomes")
    progress = await following.see(deep, "progress")
    carried = outcomes.fields[0]
    assert carried.answer is not None
    assert carried.question.show(carried.answer) == OUTCOMES
    assert carried.prefilled
    assert progress.fields[0].answer is None
    assert progress.fields[0].earlier is not None
    assert (progress.fields[0].earlier.text, progress.fields[0].earlier.held_on) == (PROGRESS, START.date())


async def test_carried_outcomes_alone_are_no_record(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    await writing.write_in_depth(deep)
    await writing.send()
    following = writing.later(SECOND)
    await following.start(in_depth=(deep,))
    saved = await following.write(deep, "outcomes", {"desired_outcomes": OUTCOMES})
    assert not saved.changed
    assert len(await rows(parts, Record)) == 1


async def test_a_carried_answer_that_was_emptied_stays_empty(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    await writing.write_in_depth(deep)
    await writing.send()
    following = writing.later(SECOND)
    await following.start(in_depth=(deep,))
    await following.write(deep, "outcomes", {"desired_outcomes": ""})
    assert (await following.see(deep, "outcomes")).fields[0].answer is None


async def test_a_brief_record_shows_the_outcomes_to_judge_progress_against(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    await writing.write_in_depth(deep)
    await writing.send()
    following = writing.later(SECOND)
    await following.start(brief=(deep,))
    step = await following.see(deep)
    assert [(one.text, one.held_on) for one in step.beside] == [(OUTCOMES, START.date())]
    head, whole = await read_earlier(
        parts, following.call, supervision_id=SECOND, subject_id=deep, question_id=step.beside[0].question
    )
    assert (head.subject_id, whole.text) == (deep, OUTCOMES)


async def test_a_later_meeting_is_not_undone_by_mending_the_record_before_it(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    await writing.write_in_depth(deep, progress="First meeting.")
    await writing.send()
    following = writing.later(SECOND)
    await following.start(in_depth=(deep,))
    await following.write_in_depth(deep, progress="Second meeting.", outcomes=None)
    await following.send()
    third = following.later("c" * 32)
    await third.start(in_depth=(deep,))
    earlier = (await third.see(deep, "progress")).fields[0].earlier
    assert earlier is not None
    assert earlier.text == "Second meeting."


async def test_an_earlier_answer_that_is_not_there_is_said_to_be_missing(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    with pytest.raises(Missing):
        await read_earlier(parts, writing.call, supervision_id=FIRST, subject_id=deep, question_id="progress")


@pytest.mark.parametrize("who", ["sam", "olu", "nell"])
async def test_only_the_supervisor_or_stand_in_may_open_or_write_a_record(parts: Parts, who: str) -> None:
    writing, deep, _ = await begin(parts)
    other = call_of(who, START)
    with pytest.raises(Refusal):
        await open_record(parts, other, supervision_id=FIRST, subject_id=deep)
    with pytest.raises(Refusal):
        await writing.write(deep, "progress", {"progress": PROGRESS}, call=other)
    assert await rows(parts, Record) == []


async def test_a_stand_in_may_write(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    saved = await writing.write(deep, "progress", {"progress": PROGRESS}, call=call_of("tom", START))
    assert saved.changed


async def test_a_child_that_is_not_on_the_agenda_has_no_record(parts: Parts) -> None:
    writing, _, _ = await begin(parts)
    with pytest.raises(Missing):
        await open_record(parts, writing.call, supervision_id=FIRST, subject_id="f" * 32)


async def test_a_step_of_another_form_is_refused(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    with pytest.raises(Missing):
        await writing.write(deep, "no_such_section", {"progress": PROGRESS})


async def test_a_record_that_was_sent_cannot_be_written(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    await writing.write_in_depth(deep)
    await writing.send()
    with pytest.raises(Refusal, match="has been sent"):
        await writing.write(deep, "progress", {"progress": "Afterwards"})


async def test_the_id_of_a_record_is_known_before_it_exists_and_differs_by_kind_and_child(parts: Parts) -> None:
    writing, deep, brief = await begin(parts)
    one, other = await writing.see(deep), await writing.see(brief)
    assert one.head.id == record_id_for(FIRST, deep, one.head.kind)
    assert len({one.head.id, other.head.id, record_id_for(SECOND, deep, one.head.kind)}) == 3


async def test_two_first_saves_of_the_same_payload_store_it_once(parts: Parts) -> None:
    writing, deep, _ = await begin(parts)
    first = await writing.write(deep, "progress", {"progress": PROGRESS})
    again = await writing.write(deep, "progress", {"progress": PROGRESS}, call=replace(writing.call, key=None))
    assert (first.changed, again.changed) == (True, False)
    assert again.revision == first.revision
