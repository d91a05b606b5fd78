"""Next steps by class, and what is missing made one of them by one tap, on the form of Bracknell Forest."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.forms import Answer, DateAnswer, YesNoAnswer
from models.rules.document import changes
from models.tables import ActionEntry
from models.values.action import ActionLine
from models.values.call import Call
from models.values.document import Document
from models.values.errors import Missing, Refusal, Repeated
from models.vocabulary import ActionState, DueBy
from models.workflow.actions import remove_action
from models.workflow.clashes import read_clash
from models.workflow.parts import Parts
from models.workflow.proposals import propose_action
from models.workflow.record import read_section
from models.workflow.sending import read_through
from tests.conftest import START
from tests.models.workflow.test_actions import ask_for_change
from tests.support.council import call_of, make_team
from tests.support.next_steps import add_step, document_of, under_policy, write_needed
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns

FIRST, SECOND = "a" * 32, "b" * 32
STEPS, FILE = "next_steps", "compliance"
GENOGRAM = "Bring key information and genogram up to date"
SEEN = date(2026, 2, 27)


@pytest.fixture
async def writing(parts: Parts) -> Writing:
    return Writing(under_policy(parts, "bracknell-forest"), START, FIRST)


async def begin(writing: Writing) -> str:
    """Start a meeting about one child."""
    [child] = await make_team(writing.parts, START, last_discussed={"AB": 60})
    await writing.start(in_depth=(child,))
    return child


async def lines(writing: Writing, child: str) -> tuple[ActionLine, ...]:
    step = await writing.see(child, STEPS)
    assert step.actions is not None
    return step.actions


async def propose(writing: Writing, child: str, question_id: str, *, call: Call | None = None) -> None:
    await propose_action(writing.parts, call or writing.call, writing.page(child), question_id=question_id)


async def answer(writing: Writing, child: str, **answers: Answer) -> None:
    await writing.see(child, FILE)
    await writing.write(child, FILE, answers)


async def proposed(writing: Writing, child: str) -> set[str]:
    """Return the questions whose step says that it is a next step."""
    return {field.question.id for field in (await writing.see(child, FILE)).fields if field.proposed}


async def sendable(writing: Writing, child: str) -> Document:
    """Return the record as it would be sent now, and insist that nothing is lacking."""
    shown = await read_through(writing.parts, writing.call, supervision_id=writing.meeting)
    [record] = [one for one in shown.records if one.subject_id == child]
    assert record.lacking == ()
    return record.document


def classes(document: Document) -> list[tuple[str, str]]:
    return [(action.class_label, action.what) for action in document.actions]


# Classes


async def test_an_action_needs_its_class_before_the_record_is_sent(writing: Writing) -> None:
    child = await begin(writing)
    await write_needed(writing, child)
    walks = await add_step(writing, child, "Walk with Jay twice a week")
    [line] = await lines(writing, child)
    assert [gap.sentence for gap in line.blocking] == ["“Which kind of step is it?” has no answer yet."]
    with pytest.raises(Refusal):
        await writing.send()
    await writing.act(child, walks, class_id="intervention")
    [line] = await lines(writing, child)
    assert (line.class_label, line.blocking) == ("Work with the family", ())
    await writing.send()


async def test_the_record_lists_actions_class_by_class_in_the_order_of_the_form(writing: Writing) -> None:
    child = await begin(writing)
    await write_needed(writing, child)
    for what, class_id in (("File", "process_compliance"), ("Tell", "information_sharing"), ("Talk", "intervention")):
        await add_step(writing, child, f"{what} it all by Friday", class_id)
    await add_step(writing, child, "Walk with them by Friday", "intervention")
    *family, tell, file = classes(await sendable(writing, child))
    assert sorted(family) == [
        ("Work with the family", "Talk it all by Friday"),
        ("Work with the family", "Walk with them by Friday"),
    ]
    assert tell == ("Sharing information", "Tell it all by Friday")
    assert file == ("Putting the file right", "File it all by Friday")


async def test_a_class_the_form_does_not_have_is_refused(writing: Writing) -> None:
    child = await begin(writing)
    with pytest.raises(Refusal, match="no such kind of step"):
        await add_step(writing, child, "Walk with Jay twice a week", "made_up")
    assert await lines(writing, child) == ()


async def test_a_form_without_classes_takes_none(parts: Parts) -> None:
    writing = Writing(parts, START, FIRST)
    child = await begin(writing)
    with pytest.raises(Refusal, match="no such kind of step"):
        await add_step(writing, child, "Walk with Jay twice a week", "intervention")


async def test_an_action_keeps_its_class_through_a_meeting_whose_form_has_none(writing: Writing, parts: Parts) -> None:
    child = await begin(writing)
    await write_needed(writing, child)
    walks = await add_step(writing, child, "Walk with Jay twice a week", "intervention")
    await writing.send()

    between = replace_parts(writing.later(SECOND), under_policy(parts, "mosaic"))
    await between.start(in_depth=(child,))
    await between.write_in_depth(child)
    await between.act(child, walks, outcome="Twice so far.")
    step = await between.see(child, "actions")
    assert step.actions is not None
    assert [(line.now.class_id, line.class_label) for line in step.actions] == [("intervention", "")]
    assert classes(await sendable(between, child)) == [("", "Walk with Jay twice a week")]
    await between.send()

    back = replace_parts(between.later("c" * 32), writing.parts)
    await back.start(in_depth=(child,))
    [line] = await lines(back, child)
    assert (line.class_label, line.now.outcome) == ("Work with the family", "Twice so far.")


async def test_an_action_from_before_without_a_class_is_carried_on_and_needs_none(parts: Parts) -> None:
    before = Writing(parts, START, FIRST)
    child = await begin(before)
    await before.write_in_depth(child)
    walks = await add_step(before, child, "Walk with Jay twice a week")
    await before.send()
    after = replace_parts(before.later(SECOND), under_policy(parts, "bracknell-forest"))
    await after.start(in_depth=(child,))
    await write_needed(after, child)
    await after.act(child, walks, outcome="Twice so far.")
    await add_step(after, child, "Talk with Dad on Friday", "intervention")
    assert classes(await sendable(after, child)) == [
        ("Work with the family", "Talk with Dad on Friday"),
        ("", "Walk with Jay twice a week"),
    ]


async def test_a_new_version_says_which_class_an_action_had(writing: Writing) -> None:
    child = await begin(writing)
    await write_needed(writing, child)
    walks = await add_step(writing, child, "Walk with Jay twice a week", "permanency")
    await writing.send()
    sent = await document_of(writing, child)
    await ask_for_change(writing.parts, child)
    await writing.see(child, STEPS)
    await writing.act(child, walks, class_id="intervention")
    [change] = changes(sent, await sendable(writing, child))
    assert (change.before.splitlines()[0], change.after.splitlines()[0]) == (
        "Kind: Permanency",
        "Kind: Work with the family",
    )


async def test_two_classes_for_one_action_stand_side_by_side_until_somebody_chooses(writing: Writing) -> None:
    child = await begin(writing)
    walks = await add_step(writing, child, "Walk with Jay twice a week", "permanency")
    for view in ("V1", "V2"):
        await writing.see(child, STEPS, view=view)
    await writing.act(child, walks, view="V1", class_id="intervention")
    await writing.act(child, walks, view="V2", class_id="information_sharing")
    clash = await read_clash(writing.parts, writing.call, supervision_id=FIRST, subject_id=child)
    assert clash is not None
    assert "Kind: Work with the family" in clash.theirs
    assert "Kind: Sharing information" in clash.mine


def replace_parts(writing: Writing, parts: Parts) -> Writing:
    return Writing(parts, writing.now, writing.meeting)


# What is missing becomes a next step


async def test_one_tap_makes_a_whole_step_for_the_supervisee_by_the_next_supervision(writing: Writing) -> None:
    child = await begin(writing)
    await write_needed(writing, child)
    await answer(writing, child, information_up_to_date=YesNoAnswer(yes=False))
    await propose(writing, child, "information_up_to_date")
    [line] = await lines(writing, child)
    assert (line.now.what, line.class_label, line.owner) == (GENOGRAM, "Putting the file right", "Sam Example")
    assert (line.now.due_by, line.now.due_on) == (DueBy.NEXT_SUPERVISION, START.date() + timedelta(days=28))
    assert line.blocking == ()
    assert await proposed(writing, child) == {"information_up_to_date"}
    assert [what for _, what in classes(await sendable(writing, child))] == [GENOGRAM]


async def test_a_press_on_a_step_nobody_wrote_on_begins_the_record(writing: Writing) -> None:
    child = await begin(writing)
    await propose(writing, child, "last_seen")
    assert len(await lines(writing, child)) == 1
    assert await proposed(writing, child) == {"last_seen"}


async def test_a_second_press_adds_nothing_and_changes_nothing_that_was_edited(writing: Writing) -> None:
    child = await begin(writing)
    await propose(writing, child, "last_seen")
    [line] = await lines(writing, child)
    await writing.act(child, line.id, what="Ask the school when she was last seen")
    await propose(writing, child, "last_seen")
    [line] = await lines(writing, child)
    assert line.now.what == "Ask the school when she was last seen"
    assert await proposed(writing, child) == {"last_seen"}


async def test_two_devices_that_press_at_once_make_one_step(writing: Writing) -> None:
    child = await begin(writing)
    await asyncio.gather(*(propose(writing, child, "last_seen") for _ in range(2)))
    assert len(await lines(writing, child)) == 1


async def test_a_press_that_slack_sends_twice_counts_once(writing: Writing) -> None:
    child = await begin(writing)
    again = call_of("priya", START, "trigger:1")
    await propose(writing, child, "last_seen", call=again)
    with pytest.raises(Repeated):
        await propose(writing, child, "last_seen", call=again)
    assert len(await lines(writing, child)) == 1


async def test_a_step_that_was_removed_can_be_made_again(writing: Writing) -> None:
    child = await begin(writing)
    await propose(writing, child, "last_seen")
    [line] = await lines(writing, child)
    await remove_action(writing.parts, writing.call, writing.page(child), action_id=line.id)
    assert await proposed(writing, child) == set()
    await propose(writing, child, "last_seen")
    assert len(await lines(writing, child)) == 1


@pytest.mark.parametrize(
    ("question", "given"),
    [("last_seen", DateAnswer(day=SEEN)), ("information_up_to_date", YesNoAnswer(yes=True))],
)
async def test_of_what_is_there_no_step_is_made(writing: Writing, question: str, given: Answer) -> None:
    child = await begin(writing)
    await answer(writing, child, **{question: given})
    with pytest.raises(Refusal, match="is answered, so there is nothing"):
        await propose(writing, child, question)
    assert await lines(writing, child) == ()


@pytest.mark.parametrize("question", ["nothing", "outcome_goals", "actions", ""])
async def test_a_question_that_proposes_nothing_makes_no_step(writing: Writing, question: str) -> None:
    child = await begin(writing)
    with pytest.raises(Missing):
        await propose(writing, child, question)
    assert await lines(writing, child) == ()


@pytest.mark.parametrize("who", ["sam", "nell", "olu"])
async def test_nobody_but_those_who_write_the_record_makes_a_step(writing: Writing, who: str) -> None:
    child = await begin(writing)
    with pytest.raises(Refusal):
        await propose(writing, child, "last_seen", call=call_of(who, START))
    assert await lines(writing, child) == ()


async def test_of_a_record_that_was_sent_no_step_is_made(writing: Writing) -> None:
    child = await begin(writing)
    await write_needed(writing, child)
    await writing.send()
    with pytest.raises(Refusal, match="has been sent"):
        await propose(writing, child, "last_seen")
    async with writing.parts.read() as session:
        assert (await session.exec(select(ActionEntry))).all() == []


async def test_a_step_still_open_at_the_next_meeting_is_not_made_twice_and_one_that_was_done_can_be(
    writing: Writing,
) -> None:
    child = await begin(writing)
    await write_needed(writing, child)
    await propose(writing, child, "information_up_to_date")
    await writing.send()
    following = writing.later(SECOND)
    await following.start(in_depth=(child,))
    assert await proposed(following, child) == {"information_up_to_date"}
    await propose(following, child, "information_up_to_date")
    [carried] = await lines(following, child)
    await following.act(child, carried.id, state=ActionState.ACHIEVED, outcome="Yes, on Friday.")
    assert await proposed(following, child) == set()
    await propose(following, child, "information_up_to_date")
    assert [line.is_new for line in await lines(following, child)] == [False, True]


async def test_a_form_that_proposes_nothing_says_nothing_of_it(parts: Parts) -> None:
    writing = Writing(parts, START, FIRST)
    child = await begin(writing)
    step = await read_section(parts, writing.call, supervision_id=FIRST, subject_id=child)
    assert not any(field.proposed for field in step.fields)
