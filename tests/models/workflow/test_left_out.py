"""What was agreed not to be recorded: kept while a record is written, and in nothing that was sent."""

import json

import pytest

from models.forms import Answer, EvidenceAnswer, GridAnswer, TextAnswer
from models.rules.passages import passages
from models.sealing import unseal
from models.tables import Answer as AnswerRow
from models.tables import CarriedAnswer, Child
from models.values.document import Document
from models.values.record import SectionState, SectionView
from models.vocabulary import EvidenceBasis
from models.workflow.parts import Parts
from models.workflow.reading import open_record
from models.workflow.record import open_record as open_hub
from models.workflow.sending import read_through
from tests.conftest import START
from tests.support.made_up import with_made_up
from tests.support.meetings import MEETING, PRIYA, find_record, make_meeting, rows_of
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns

SLIP = "Something she took back."
LEFT_OUT = TextAnswer(text=SLIP, left_out=True)
SEEN = EvidenceAnswer(text="Jay laughed.", basis=EvidenceBasis.OBSERVED, who="Sam Example")


@pytest.fixture
async def writing(parts: Parts) -> Writing:
    return Writing(with_made_up(parts), START, MEETING)


async def write(writing: Writing, **answers: Answer) -> str:
    (child,) = await make_meeting(writing.parts)
    await writing.write(child, "talk", answers)
    await writing.see(child)
    return child


def answer_in(step: SectionView, question: str) -> Answer | None:
    return next(field.answer for field in step.fields if field.question.id == question)


async def document_of(writing: Writing, child: str) -> Document:
    record = await find_record(writing.parts, child)
    reading = await open_record(writing.parts, PRIYA, record_id=record.id)
    return reading.versions[0].document


def words(document: Document) -> str:
    return "\n".join(passage.text for passage in passages(document))


async def test_a_tick_by_accident_costs_no_word(writing: Writing) -> None:
    child = await write(writing, strain=TextAnswer(text=SLIP))
    await writing.write(child, "talk", {"strain": LEFT_OUT})
    assert answer_in(await writing.see(child), "strain") == LEFT_OUT
    await writing.write(child, "talk", {"strain": TextAnswer(text=SLIP)})
    assert answer_in(await writing.see(child), "strain") == TextAnswer(text=SLIP)


async def test_the_read_through_and_the_version_say_only_that_it_was_agreed(writing: Writing) -> None:
    child = await write(writing, strain=LEFT_OUT, seen=SEEN)
    shown = await read_through(writing.parts, PRIYA, supervision_id=MEETING)
    await writing.send()
    sent = await document_of(writing, child)
    for document in (shown.records[0].document, sent):
        assert "Agreed not to record." in words(document)
        assert SLIP not in document.canonical()
        assert "Jay laughed.\nObserved by Sam Example." in words(document)


async def test_once_sent_the_words_are_nowhere_any_more(writing: Writing) -> None:
    child = await write(writing, strain=LEFT_OUT)
    await writing.send()

    record = await find_record(writing.parts, child)
    key = writing.parts.keyring.unwrap(record.wrapped_key)
    rows = await rows_of(writing.parts, AnswerRow)
    kept = [unseal(key, "answer", f"{record.id}/{row.question}", "text", row.text) for row in rows]
    assert len(kept) == 1
    assert SLIP not in kept[0]
    assert json.loads(kept[0])["value"] == {"type": "text", "text": "", "left_out": True}

    (whose,) = await rows_of(writing.parts, Child, Child.id == child)
    (carried,) = await rows_of(writing.parts, CarriedAnswer)
    opened = unseal(writing.parts.keyring.unwrap(whose.wrapped_key), "carriedanswer", carried.id, "text", carried.text)
    assert SLIP not in opened


async def test_the_next_record_asks_anew_what_was_left_out(writing: Writing) -> None:
    child = await write(writing, strain=LEFT_OUT)
    await writing.send()
    following = writing.later("b" * 32)
    await following.start(in_depth=(child,))
    assert answer_in(await following.see(child), "strain") is None


async def test_a_source_typed_before_the_words_is_kept_and_answers_nothing(writing: Writing) -> None:
    source = EvidenceAnswer(text="", basis=EvidenceBasis.REPORTED, who="Jay’s aunt")
    child = await write(writing, seen=source)
    assert answer_in(await writing.see(child), "seen") == source
    hub = await open_hub(writing.parts, PRIYA, supervision_id=MEETING, subject_id=child)
    assert [line.state for line in hub.sections] == [SectionState.EMPTY, SectionState.EMPTY]
    await writing.send()
    assert "aunt" not in (await document_of(writing, child)).canonical()


async def test_a_grid_is_kept_sent_and_read_row_by_row(writing: Writing) -> None:
    child = await write(writing)
    rows = GridAnswer(chosen={"safe": "never", "heard": "often"})
    await writing.write(child, "all_rows", {"rows": rows})
    assert answer_in(await writing.see(child, "all_rows"), "rows") == rows
    await writing.send()
    assert "I am heard: Often\nI am safe: Never" in words(await document_of(writing, child))
