"""What else may become of a meeting: closed, discarded, answers taken back, addenda mended, one brief record alone."""

import json

import pytest

from models.tables import ActionEntry, AgendaItem, Answer, AuditEvent, Record
from models.vocabulary import ActKind, AgendaOutcome, MessageKind, RecordKind, RecordState
from sandbox.hands import Hands
from sandbox.kinds import Json
from sandbox.looking import NotSeen, text_in
from tests.journeys.scene import Scene, read_through_to_the_end
from tests.journeys.steps import Meeting, begin
from tests.story.screen import field
from tests.story.writing import BRIEF_PROGRESS, OUTCOMES
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


def messages(meeting: Meeting) -> list[Json]:
    """Return what the supervisor has in the messages with the bot."""
    return meeting.supervisor.messages()


async def outcomes(meeting: Meeting) -> list[AgendaOutcome]:
    found = await meeting.scene.rows(AgendaItem, AgendaItem.supervision_id == meeting.id)
    by_child = {item.child_id: item.outcome for item in found}
    return [by_child[child.id] for child in meeting.children]


async def answer(meeting: Meeting, message: Json, button: str, label: str, words: str) -> None:
    """Read a request and answer it in words."""
    await meeting.read(message)
    await meeting.worker.click_button(button)
    await meeting.worker.until_view(label)
    await meeting.worker.type_into(label, words)
    await meeting.worker.submit()


async def test_at_close_what_was_written_stays_and_is_sent_afterwards_and_the_untouched_was_not_reached(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene, in_depth=2, brief=2)
    priya = meeting.supervisor
    await meeting.write(0)
    await meeting.open_child(1, then=OUTCOMES)
    await priya.type_into(OUTCOMES, "Typed, and taken out again.")
    await priya.type_into(OUTCOMES, "")
    await priya.submit()
    await meeting.open_child(2, then=BRIEF_PROGRESS)
    await priya.click_button("No change, actions continue")
    await meeting.until_card("no change, actions continue")
    await priya.close_view(everything=True)

    await meeting.press_on_card("Close the meeting", then="How many minutes did it take?")
    await priya.type_into("How many minutes did it take?", "70")
    await priya.submit()

    card = await meeting.until_card("closed · 70 minutes")
    assert text_in(card).count(":fast_forward: not reached") == 2
    reached = [AgendaOutcome.RECORD, AgendaOutcome.NOT_REACHED, AgendaOutcome.MENTION, AgendaOutcome.NOT_REACHED]
    assert await outcomes(meeting) == reached
    await meeting.press_on_card("Read through and send", then="page 1 of")
    await read_through_to_the_end(priya)
    await priya.submit()
    await meeting.until_requests(1)


async def test_a_slip_seen_in_the_read_through_is_put_right_from_there(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, in_depth=1, brief=0)
    await meeting.write()
    priya = meeting.supervisor
    await meeting.press_on_card("Read through and send", then="page 1 of")

    await priya.click_button("Change it")
    await priya.until_view("*Desired outcomes*")
    await priya.click_button("Open")
    await priya.until_view(OUTCOMES)
    await priya.type_into(OUTCOMES, "Put right before it went out.")
    await priya.submit()
    await priya.until_no_view()

    await meeting.press_on_card("Read through and send", then="page 1 of")
    assert "Put right before it went out." in "".join(await read_through_to_the_end(priya))


async def test_a_discarded_meeting_leaves_nothing_but_the_event_and_a_sent_one_cannot_be_discarded(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene, in_depth=1, brief=1)
    await meeting.write_all(1, 1)
    ids = {row.id for row in await scene.rows(Record, Record.supervision_id == meeting.id)}
    sent = await begin(scene)
    await sent.asked()

    card = await meeting.until_card("Discard")
    await meeting.supervisor.click_button("Discard", message=card)
    await meeting.supervisor.until(
        lambda _: any(one["ts"] == card["ts"] and "was discarded" in text_in(one) for one in messages(meeting)),
        waiting_for="the card to say so",
    )

    assert [row for row in await scene.rows(Answer) if row.record_id in ids] == []
    assert [row for row in await scene.rows(ActionEntry) if row.record_id in ids] == []
    events = await scene.rows(AuditEvent, AuditEvent.subject_id == meeting.id)
    assert [event.what for event in events][-1] == "supervision_discarded"
    with pytest.raises(NotSeen):
        await sent.supervisor.click_button("Discard", message=await sent.card())


async def test_an_answer_taken_back_within_the_window_frees_the_record_and_the_supervisor_sees_it(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene)
    (message,) = await meeting.asked()
    await answer(meeting, message, "Do not agree", "Your comments", "Not what we said.")
    told = await meeting.until_told(MessageKind.NOT_AGREED)
    await meeting.until_card("not agreed")

    await meeting.worker.click_button("Undo", message=await meeting.until_says(message, "Undo"))

    await meeting.until_says(message, "waiting for your answer")
    await meeting.until_card("sent, waiting for agreement")
    await meeting.supervisor.until(
        lambda _: any(one["ts"] == told["ts"] and "Taken back" in text_in(one) for one in messages(meeting)),
        waiting_for="the message to say so",
    )
    assert await meeting.states() == [RecordState.AWAITING]


async def test_after_the_window_an_answer_stands_and_says_so(town: Town, scene: Scene) -> None:
    meeting = await begin(scene)
    (message,) = await meeting.asked()
    await answer(meeting, message, "Do not agree", "Your comments", "Not what we said.")
    stale = await meeting.until_says(message, "Undo")
    await town.advance(minutes=16)

    await meeting.worker.click_button("Undo", message=stale)

    await meeting.worker.until(lambda seen: "they are over" in json.dumps(seen), waiting_for="the sentence")
    assert [act.kind for act in await meeting.acts()] == [ActKind.NOT_AGREED]
    assert await meeting.states() == [RecordState.NOT_AGREED]


async def test_one_of_the_brief_records_is_mended_and_agreed_alone_while_the_others_wait(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene, in_depth=0, brief=3)
    (message,) = await meeting.asked(0, 3)
    sam = meeting.worker
    await sam.click_button("Read the records", message=message)
    await sam.until_view("Page 1 of")
    await read_through_to_the_end(sam)
    await sam.click_button("Ask for a change")
    await sam.until_view("Which records?")
    await sam.choose("Which records?", meeting.children[1].name)
    await sam.type_into("What should change?", "It was Gran.")
    await sam.submit()
    await meeting.until_says(message, "you asked for a change")
    assert await meeting.states() == [RecordState.AWAITING, RecordState.CHANGE_ASKED, RecordState.AWAITING]

    await meeting.write(1, RecordKind.BRIEF, "Gran said it.", with_action=False)
    await meeting.send()
    alone = (await meeting.until_requests(2))[1]
    await agree_to_all(meeting, sam, message)

    await meeting.until_says(message, "you agreed", "sent by itself")
    assert await meeting.states() == [RecordState.COMPLETE, RecordState.AWAITING, RecordState.COMPLETE]
    await agree_to_all(meeting, sam, alone)
    await meeting.until_says(alone, "you agreed")
    assert await meeting.states() == [RecordState.COMPLETE] * 3
    assert await meeting.count_posts(MessageKind.REQUEST) == [1, 1]


async def agree_to_all(meeting: Meeting, sam: Hands, message: Json) -> None:
    await sam.see()
    if sam.view is not None:
        await sam.close_view(everything=True)
    await meeting.read(message)
    await sam.click_button("Agree")
    await sam.until_view("You agreed.")


async def test_an_addendum_is_mended_when_a_change_is_asked_and_the_record_stays_complete(
    town: Town, scene: Scene
) -> None:
    meeting = await begin(scene)
    (message,) = await meeting.asked()
    await agree_to_all(meeting, meeting.worker, message)
    await meeting.worker.close_view(everything=True)
    priya = meeting.supervisor
    await meeting.open_child(then="Page 1 of")
    await read_through_to_the_end(priya)
    await priya.click_button("Add an addendum")
    await priya.until_view("What is to be added?")
    await priya.type_into("What is to be added?", "Gran moved in on Friday.")
    await priya.submit()
    first = (await meeting.until_requests(2))[1]
    await answer(meeting, first, "Ask for a change", "What should change?", "It was Saturday.")
    told = await meeting.until_told(MessageKind.CHANGE_ASKED)
    await priya.click_button("Open and mend", message=told)
    await priya.until_view("It was Saturday.")
    await priya.click_button("Mend the addendum")
    await priya.until_view("What is to be added?")
    await priya.type_into("What is to be added?", "Gran moved in on Saturday.")
    await priya.submit()

    second = (await meeting.until_requests(3))[2]
    await meeting.until_says(first, "Replaced by a newer version")
    await agree_to_all(meeting, meeting.worker, second)

    await meeting.until_says(second, "you agreed")
    await meeting.until_says(message, "you agreed")
    assert await meeting.states() == [RecordState.COMPLETE]
    assert await meeting.count_posts(MessageKind.REQUEST) == [1, 1, 1]


async def test_what_is_typed_in_an_addendum_is_there_after_the_modal_was_thrown_away(town: Town, scene: Scene) -> None:
    meeting = await begin(scene)
    (message,) = await meeting.asked()
    await agree_to_all(meeting, meeting.worker, message)
    priya = meeting.supervisor
    for words in ("Gran moved in on Friday.", None):
        await meeting.open_child(then="Page 1 of")
        await read_through_to_the_end(priya)
        await priya.click_button("Add an addendum")
        await priya.until_view("What is to be added?")
        if words:
            await priya.type_into("What is to be added?", words)
            await priya.close_view(everything=True)

    assert "Gran moved in on Friday." in json.dumps(priya.view)
    assert len(await meeting.requests()) == 1


async def test_a_child_added_in_the_meeting_is_written_about_sent_and_agreed(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, in_depth=0, brief=1)
    await meeting.write(0, RecordKind.BRIEF)
    priya = meeting.supervisor
    await meeting.press_on_card("Add a child", then="How")
    offered = field(priya, "Child").element["options"]
    await priya.choose("Child", offered[0]["text"]["text"])
    await priya.choose("How", "Brief")
    await priya.click_button("Add and write now")
    await priya.until_view(BRIEF_PROGRESS)
    await priya.type_into(BRIEF_PROGRESS, "Came up at the very end.")
    await priya.submit()

    await meeting.press_on_card("Read through and send", then="page 1 of")
    await read_through_to_the_end(priya)
    await priya.submit()
    (message,) = await meeting.until_requests(1)
    await agree_to_all(meeting, meeting.worker, message)

    await meeting.until_says(message, "you agreed")
    records = await scene.rows(Record, Record.supervision_id == meeting.id)
    assert [record.state for record in records] == [RecordState.COMPLETE] * 2
