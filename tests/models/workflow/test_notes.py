"""A note between meetings: who may write one, who gets it and comments, and that no clock hears of it."""

from dataclasses import replace

import pytest

from models.forms import Answer, AnsweredQuestion, TextAnswer
from models.tables import Attendance, AuditEvent, ChildPriority, Outbox, Record, Request, Supervision, Version
from models.values.call import Call
from models.values.errors import Missing, Refusal, Repeated
from models.values.record import Page
from models.vocabulary import (
    ActKind,
    AgendaReason,
    Format,
    MessageKind,
    Part,
    RecordKind,
    RecordState,
    SendingMode,
    SupervisionState,
)
from models.workflow.addenda import open_addendum, send_addendum
from models.workflow.agenda import read_start
from models.workflow.agreement import act
from models.workflow.answers import save_section
from models.workflow.card import read_card
from models.workflow.children import read_children
from models.workflow.closing import discard_supervision
from models.workflow.mentions import make_mention
from models.workflow.notes import confirm_spoken, mark_urgent, read_noteable, read_urgent, start_note
from models.workflow.parts import Parts
from models.workflow.priorities import mark_child
from models.workflow.reactions import react
from models.workflow.reading import mark_read, open_request, read_record
from models.workflow.record import read_section
from models.workflow.sending import read_through, send_all
from models.workflow.waiting import read_answer, read_waiting
from tests.conftest import START
from tests.support.council import call_of, make_team, restrict
from tests.support.meetings import PRIYA, SAM, after, find_posts, post_all, requests_to, rows_of, tick
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns

NOTE = "e" * 32
TOM, OLU, NELL = (call_of(who, START) for who in ("tom", "olu", "nell"))
DECISION = "She may stay at her aunt's."


async def make_child(parts: Parts) -> str:
    (child,) = await make_team(parts, START, last_discussed={"AB": 10})
    return child


async def write_note(parts: Parts, child: str, *, call: Call = PRIYA, urgent: bool = False) -> None:
    await start_note(parts, call, supervision_id=NOTE, child_id=child, urgent=urgent)

    def read(question: AnsweredQuestion) -> Answer | None:
        return TextAnswer(text=DECISION if question.id == "decision" else "Her aunt was checked.")

    await save_section(parts, call, Page(NOTE, child, "V1", 0), section_id="note", read=read)


async def sent_note(parts: Parts) -> tuple[str, str]:
    """Write and send a note; return the child and the worker's request."""
    child = await make_child(parts)
    await write_note(parts, child)
    await send_all(parts, PRIYA, supervision_id=NOTE)
    (request,) = await requests_to(parts, "sam")
    return child, request


async def test_a_note_goes_to_the_worker_to_read_is_complete_and_ends_by_itself(parts: Parts) -> None:
    _, request_id = await sent_note(parts)

    (request,) = await rows_of(parts, Request)
    assert (request.addressee_id, request.to_agree, request.comments_until) == ("sam", False, None)
    (supervision,) = await rows_of(parts, Supervision)
    assert (supervision.format, supervision.state) == (Format.AD_HOC, SupervisionState.CLOSED)
    (record,) = await rows_of(parts, Record)
    assert (record.kind, record.state) == (RecordKind.NOTE, RecordState.COMPLETE)
    (version,) = await rows_of(parts, Version)
    assert version.state is RecordState.COMPLETE
    document = (await open_request(parts, SAM, request_id=request_id)).versions[0].document
    assert document.label == "Management discussion"
    assert [(party.person_id, party.part, party.required) for party in document.parties] == [
        ("sam", Part.SUPERVISEE, False),
        ("priya", Part.SUPERVISOR, False),
    ]


async def test_beginning_it_twice_begins_it_once_and_a_repeated_press_changes_nothing(parts: Parts) -> None:
    child = await make_child(parts)
    pressed = replace(PRIYA, key="trigger:1")

    await start_note(parts, pressed, supervision_id=NOTE, child_id=child)
    with pytest.raises(Repeated):
        await start_note(parts, pressed, supervision_id=NOTE, child_id=child)
    await start_note(parts, replace(PRIYA, key="trigger:2"), supervision_id=NOTE, child_id=child)

    assert len(await rows_of(parts, Supervision)) == 1
    assert len(await rows_of(parts, Attendance)) == 2


@pytest.mark.parametrize("who", ["sam", "olu", "nell"])
async def test_only_the_supervisor_or_stand_in_may_write_a_note(parts: Parts, who: str) -> None:
    child = await make_child(parts)

    with pytest.raises(Refusal):
        await start_note(parts, call_of(who, START), supervision_id=NOTE, child_id=child)

    assert await rows_of(parts, Supervision) == []


async def test_a_stand_in_writes_one_too_but_finds_no_restricted_child(parts: Parts) -> None:
    child = await make_child(parts)
    assert [one.child.id for one in (await read_noteable(parts, TOM)).children] == [child]

    await restrict(parts, child)

    assert [one.child.id for one in (await read_noteable(parts, PRIYA)).children] == [child]
    with pytest.raises(Refusal, match="no open child"):
        await read_noteable(parts, TOM)
    with pytest.raises(Refusal, match="Choose another"):
        await start_note(parts, TOM, supervision_id=NOTE, child_id=child)


async def test_it_resets_no_clock_and_leaves_the_reason_put_on_the_child(parts: Parts) -> None:
    child = await make_child(parts)
    await mark_child(parts, PRIYA, child_id=child, reason=AgendaReason.HIGH_RISK)
    async with parts.read() as session:
        before = await read_children(session, parts, "sam", START.date())
    supervised = (await read_start(parts, PRIYA)).supervisees

    await write_note(parts, child)
    await send_all(parts, PRIYA, supervision_id=NOTE)

    async with parts.read() as session:
        assert await read_children(session, parts, "sam", START.date()) == before
    assert (await read_start(parts, PRIYA)).supervisees == supervised
    assert [row.ended_at for row in await rows_of(parts, ChildPriority)] == [None]


async def test_it_lists_only_its_own_actions_and_the_next_meeting_carries_them(parts: Parts) -> None:
    child = await make_child(parts)
    writing = Writing(parts, START, "a" * 32)
    await writing.start(in_depth=(child,))
    await writing.write_in_depth(child)
    await writing.act(child, "1" * 32, what="Ring the school", why="To hear", owner_id="sam", due_on=START.date())
    await writing.send()

    await write_note(parts, child)
    note = Writing(parts, START, NOTE)
    await note.act(child, "2" * 32, what="Ring Lily on Saturday", owner_id="sam", due_on=START.date())
    (ready,) = (await read_through(parts, PRIYA, supervision_id=NOTE)).records
    await send_all(parts, PRIYA, supervision_id=NOTE)

    assert [action.what for action in ready.document.actions] == ["Ring Lily on Saturday"]
    later = writing.later("b" * 32)
    await later.start(in_depth=(child,))
    section = next(
        one.id for one in (await later.see(child)).head.form.sections if any(q.type == "actions" for q in one.questions)
    )
    step = await read_section(parts, later.call, supervision_id="b" * 32, subject_id=child, section_id=section)
    assert {line.now.what for line in step.actions or ()} == {"Ring the school", "Ring Lily on Saturday"}


async def test_the_worker_may_comment_at_any_time_which_changes_no_state_and_the_supervisor_hears(parts: Parts) -> None:
    _, request = await sent_note(parts)
    late = after(SAM, 400 * 24 * 60)

    for call, words in ((SAM, "I was with her."), (late, "She is still there.")):
        await act(parts, call, request_id=request, kind=ActKind.COMMENTED, comments=words, at_last_page=True)

    (version,) = await rows_of(parts, Version)
    assert (version.state, version.replaced) == (RecordState.COMPLETE, False)
    (record,) = await rows_of(parts, Record)
    assert record.state is RecordState.COMPLETE
    reading = await read_record(parts, PRIYA, record_id=record.id)
    assert [comment.text for comment in reading.versions[0].agreed.comments] == [
        "I was with her.",
        "She is still there.",
    ]
    told = await find_posts(parts, MessageKind.COMMENTS)
    assert [post.recipient_id for post in told] == ["priya", "priya"]
    assert not (await read_answer(parts, told[0].facts["act"])).asked


@pytest.mark.parametrize(
    "kind", [ActKind.AGREED, ActKind.AGREED_WITH_COMMENTS, ActKind.CHANGE_ASKED, ActKind.NOT_AGREED]
)
async def test_nobody_can_agree_to_a_note_or_refuse_it(parts: Parts, kind: ActKind) -> None:
    _, request = await sent_note(parts)

    with pytest.raises(Refusal):
        await act(parts, SAM, request_id=request, kind=kind, comments="No.", at_last_page=True)


async def test_a_tick_on_it_is_answered_and_changes_nothing(parts: Parts) -> None:
    _, request = await sent_note(parts)
    await post_all(parts)
    await mark_read(parts, SAM, request_id=request)

    await react(parts, *await tick(parts, request, 5))

    (said,) = await find_posts(parts, MessageKind.TICK_TOO_LATE)
    assert said.facts["why"] == "to_read"
    (version,) = await rows_of(parts, Version)
    assert version.state is RecordState.COMPLETE


async def test_it_waits_on_home_until_its_last_page_was_opened(parts: Parts) -> None:
    _, request = await sent_note(parts)
    assert [(one.kind, one.request_id) for one in await read_waiting(parts, SAM)] == [("read", request)]

    await mark_read(parts, SAM, request_id=request)

    assert await read_waiting(parts, SAM) == ()
    assert await read_waiting(parts, PRIYA) == ()


async def test_somebody_without_a_part_reads_nothing_and_the_line_above_does(parts: Parts) -> None:
    _, request = await sent_note(parts)
    (record,) = await rows_of(parts, Record)

    with pytest.raises(Refusal):
        await read_record(parts, NELL, record_id=record.id)
    with pytest.raises(Refusal):
        await open_request(parts, NELL, request_id=request)
    with pytest.raises(Refusal):
        await act(parts, NELL, request_id=request, kind=ActKind.COMMENTED, comments="x", at_last_page=True)
    assert (await read_record(parts, OLU, record_id=record.id)).versions


async def test_an_addendum_to_a_note_goes_to_the_worker_to_read_and_another_can_follow_at_once(parts: Parts) -> None:
    await sent_note(parts)
    (record,) = await rows_of(parts, Record)

    for number in (1, 2):
        draft = await open_addendum(parts, PRIYA, record_id=record.id)
        assert (draft.addendum, draft.to_agree, draft.to_read) == (number, (), ("Sam Example",))
        await send_addendum(parts, after(PRIYA, number), record_id=record.id, addendum=number, text=f"More {number}.")

    requests = await rows_of(parts, Request)
    assert [(one.addressee_id, one.to_agree) for one in requests] == [("sam", False)] * 3
    assert {version.state for version in await rows_of(parts, Version)} == {RecordState.COMPLETE}


async def test_urgent_tells_both_at_once_before_a_word_is_written_and_asks_both_to_confirm(parts: Parts) -> None:
    child = await make_child(parts)

    await start_note(parts, PRIYA, supervision_id=NOTE, child_id=child, urgent=True)

    posts = await find_posts(parts, MessageKind.URGENT)
    assert {post.recipient_id for post in posts} == {"sam", "priya"}
    assert all(post.due_at == START for post in posts)
    await post_all(parts)
    await confirm_spoken(parts, after(SAM, 5), supervision_id=NOTE)
    await confirm_spoken(parts, after(SAM, 9), supervision_id=NOTE)
    urgent = await read_urgent(parts, NOTE)
    assert urgent is not None
    assert (urgent.told.at, urgent.marked_by.at, urgent.settled) == (after(SAM, 5).now, None, False)
    refreshed = await rows_of(parts, Outbox, Outbox.mode == SendingMode.REFRESH)
    assert {(row.kind, row.recipient_id) for row in refreshed} == {
        (MessageKind.URGENT, "sam"),
        (MessageKind.URGENT, "priya"),
        (MessageKind.CARD, "priya"),
    }

    await confirm_spoken(parts, after(PRIYA, 12), supervision_id=NOTE)

    urgent = await read_urgent(parts, NOTE)
    assert urgent is not None
    assert urgent.settled
    heard = [event.what for event in await rows_of(parts, AuditEvent) if event.what in {"marked_urgent", "spoke"}]
    assert sorted(heard) == ["marked_urgent", "spoke", "spoke"]


async def test_a_note_can_be_marked_urgent_later_and_once(parts: Parts) -> None:
    child = await make_child(parts)
    await start_note(parts, PRIYA, supervision_id=NOTE, child_id=child)
    with pytest.raises(Missing):
        await confirm_spoken(parts, SAM, supervision_id=NOTE)

    await mark_urgent(parts, after(PRIYA, 2), supervision_id=NOTE)
    await mark_urgent(parts, after(PRIYA, 7), supervision_id=NOTE)

    assert len(await find_posts(parts, MessageKind.URGENT)) == 2
    card = await read_card(parts, PRIYA, supervision_id=NOTE)
    assert card is not None
    assert card.urgent is not None
    assert card.urgent.since == after(PRIYA, 2).now


@pytest.mark.parametrize("who", ["sam", "olu", "nell"])
async def test_only_its_writer_marks_a_note_urgent_and_only_the_two_confirm(parts: Parts, who: str) -> None:
    child = await make_child(parts)
    await start_note(parts, PRIYA, supervision_id=NOTE, child_id=child)

    with pytest.raises(Refusal):
        await mark_urgent(parts, call_of(who, START), supervision_id=NOTE)

    await mark_urgent(parts, PRIYA, supervision_id=NOTE)
    if who != "sam":
        with pytest.raises(Refusal, match="two people"):
            await confirm_spoken(parts, call_of(who, START), supervision_id=NOTE)


async def test_a_usual_meeting_cannot_be_marked_urgent(parts: Parts) -> None:
    child = await make_child(parts)
    await Writing(parts, START, "a" * 32).start(in_depth=(child,))

    with pytest.raises(Missing):
        await mark_urgent(parts, PRIYA, supervision_id="a" * 32)


async def test_a_second_press_with_the_tick_makes_the_first_one_urgent(parts: Parts) -> None:
    child = await make_child(parts)
    await start_note(parts, PRIYA, supervision_id=NOTE, child_id=child)

    await start_note(parts, after(PRIYA, 1), supervision_id=NOTE, child_id=child, urgent=True)

    assert {post.recipient_id for post in await find_posts(parts, MessageKind.URGENT)} == {"sam", "priya"}


async def test_a_second_press_about_another_child_is_told_where_the_first_note_is(parts: Parts) -> None:
    first, second = await make_team(parts, START, last_discussed={"AB": 10, "CD": 5})
    await start_note(parts, PRIYA, supervision_id=NOTE, child_id=first)

    with pytest.raises(Refusal, match="begun about another child"):
        await start_note(parts, after(PRIYA, 1), supervision_id=NOTE, child_id=second, urgent=True)

    assert await find_posts(parts, MessageKind.URGENT) == []


async def test_a_discarded_note_cannot_be_made_urgent(parts: Parts) -> None:
    child = await make_child(parts)
    await start_note(parts, PRIYA, supervision_id=NOTE, child_id=child)
    await discard_supervision(parts, PRIYA, supervision_id=NOTE)

    with pytest.raises(Refusal, match="discarded"):
        await mark_urgent(parts, after(PRIYA, 1), supervision_id=NOTE)

    assert await find_posts(parts, MessageKind.URGENT) == []


async def test_only_who_began_it_marks_it_urgent_since_they_have_to_speak(parts: Parts) -> None:
    child = await make_child(parts)
    await start_note(parts, TOM, supervision_id=NOTE, child_id=child)

    with pytest.raises(Refusal, match="Only who began"):
        await mark_urgent(parts, PRIYA, supervision_id=NOTE)


async def test_there_is_no_mention_of_a_child_in_a_note(parts: Parts) -> None:
    child = await make_child(parts)
    await start_note(parts, PRIYA, supervision_id=NOTE, child_id=child)

    with pytest.raises(Missing):
        await make_mention(parts, PRIYA, supervision_id=NOTE, child_id=child)


async def test_where_the_whole_text_is_posted_a_note_does_not_wait_on_home(parts: Parts) -> None:
    council = replace(parts, options=replace(parts.options, record_in_dm="full"))
    await sent_note(council)
    assert [one.kind for one in await read_waiting(council, SAM)] == ["read"]

    await post_all(council)

    assert await read_waiting(council, after(SAM, 5)) == ()


async def test_what_was_decided_since_the_last_supervision_stands_beside_the_next_and_no_longer(parts: Parts) -> None:
    child = await make_child(parts)
    first = Writing(parts, START, "a" * 32)
    await first.start(in_depth=(child,))
    await first.write_in_depth(child)
    await first.send()
    await write_note(parts, child)
    await send_all(parts, PRIYA, supervision_id=NOTE)

    second = first.later("b" * 32)
    await second.start(in_depth=(child,))
    beside = (await second.see(child)).beside
    assert [(one.text, one.held_on) for one in beside] == [
        (DECISION, START.date()),
        ("Her aunt was checked.", START.date()),
    ]
    await second.write_in_depth(child)
    await second.send()

    third = second.later("c" * 32)
    await third.start(in_depth=(child,))
    assert (await third.see(child)).beside == ()
