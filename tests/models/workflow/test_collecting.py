"""A record as it is sent: whole, with its actions as they stand, and what it still lacks."""

from datetime import timedelta

from sqlmodel import select

from models.forms import ChoicesAnswer
from models.tables import CarriedAnswer, Record
from models.values.record import RecordContent
from models.vocabulary import ActionState, DueBy
from models.workflow.collecting import collect
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import make_team
from tests.support.writing import OUTCOMES, PROGRESS, Writing

FIRST, WALKS, NURSE = "a" * 32, "1" * 32, "2" * 32


async def begin(parts: Parts) -> tuple[Writing, str]:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    writing = Writing(parts, START, FIRST)
    await writing.start(in_depth=(child,))
    return writing, child


async def collected(parts: Parts, meeting: str = FIRST) -> RecordContent:
    async with parts.read() as session:
        record = (await session.exec(select(Record).where(Record.supervision_id == meeting))).one()
        return await collect(session, parts, record)


async def test_what_is_needed_is_said_in_the_order_of_the_form_with_the_place_to_put_it(parts: Parts) -> None:
    writing, child = await begin(parts)
    await writing.write(child, "outcomes", {"whose_outcomes": ChoicesAnswer(options=("child",))})
    await writing.act(child, WALKS, what="A" * 100)
    content = await collected(parts)
    assert [lack.section for lack in content.lacking] == ["outcomes", "progress", "actions", "actions"]
    assert content.lacking[0].words == "The outcomes wanted for this child are not written down yet."
    assert content.lacking[2].words.startswith(f"Action “{'A' * 59}…”: ")


async def test_a_whole_record_lacks_nothing_and_holds_every_answer_as_it_was_shown(parts: Parts) -> None:
    writing, child = await begin(parts)
    await writing.write_in_depth(child)
    content = await collected(parts)
    assert content.lacking == ()
    shown = {answer.question: answer.shown for section in content.sections for answer in section.answers}
    assert shown["desired_outcomes"] == OUTCOMES
    assert shown["progress"] == PROGRESS
    assert "formulation" not in shown
    assert content.form.id == "default-casework"
    assert content.answers["whose_outcomes"] == ChoicesAnswer(options=("child",))


async def test_carried_answers_nobody_touched_belong_to_the_record_too(parts: Parts) -> None:
    writing, child = await begin(parts)
    await writing.write_in_depth(child)
    await writing.send()
    following = writing.later("b" * 32)
    await following.start(in_depth=(child,))
    await following.write(child, "progress", {"progress": "Second."})
    content = await collected(parts, "b" * 32)
    assert content.lacking == ()
    assert {section.section for section in content.sections} == {"outcomes", "progress"}


async def test_actions_are_listed_with_who_and_when_in_words_carried_ones_first(parts: Parts) -> None:
    writing, child = await begin(parts)
    due_on = START.date() + timedelta(days=14)
    await writing.write_in_depth(child)
    await writing.act(child, WALKS, what="Set up a weekly walk", why="They talk.", due_on=due_on)
    await writing.send()
    following = writing.later("b" * 32)
    await following.start(in_depth=(child,))
    await following.write_in_depth(child, outcomes=None)
    await following.act(
        child,
        NURSE,
        what="Ask about the hearing test",
        why="Hearing.",
        who_words="School nurse",
        due_on=due_on,
        due_by=DueBy.DATE,
        when_words="Core group",
    )
    await following.act(child, WALKS, state=ActionState.ACHIEVED, outcome="Yes, every Friday.")
    walks, nurse = (await collected(parts, "b" * 32)).document_actions
    assert (walks.carried, walks.state, walks.outcome) == (True, ActionState.ACHIEVED, "Yes, every Friday.")
    assert (nurse.carried, nurse.who) == (False, "School nurse (chased by Sam Example)")
    assert (nurse.due_on, nurse.due_words) == (due_on, "Core group")


async def test_only_the_two_latest_answers_of_a_question_are_kept_for_later(parts: Parts) -> None:
    writing, child = await begin(parts)
    for number in range(4):
        if number:
            writing = writing.later(str(number) * 32)
            await writing.start(in_depth=(child,))
        await writing.write_in_depth(child, progress=f"Meeting {number}.")
        await writing.send()
    async with parts.read() as session:
        rows = (await session.exec(select(CarriedAnswer).where(CarriedAnswer.question == "progress"))).all()
    assert len(rows) == 2
    assert all(b"Meeting" not in row.text for row in rows)
