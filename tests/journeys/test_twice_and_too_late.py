"""Pressing twice, on two devices at once, or in what was replaced meanwhile: nothing twice, nothing too late."""

import asyncio

import pytest

from handlers.blocks.ids import AGREE, Place
from models.tables import Request, Supervision
from models.vocabulary import ActKind, MessageKind, RecordState
from models.workflow.agreement import act
from sandbox.hands import Hands
from sandbox.kinds import Json
from sandbox.looking import text_in
from tests.journeys.forge import forge
from tests.journeys.scene import Scene, read_through_to_the_end
from tests.journeys.steps import Meeting, begin
from tests.story.screen import title_of, typed_in
from tests.story.writing import OUTCOMES
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def ask(scene: Scene) -> tuple[Meeting, Json]:
    meeting = await begin(scene)
    (message,) = await meeting.asked()
    return meeting, message


async def ask_for_change_and_mend(meeting: Meeting, words: str = "Gran said the walks are best.") -> Json:
    """Have Sam ask for a change on another device, and Priya send a second version; return its request."""
    (request,) = await meeting.scene.rows(Request, Request.supervision_id == meeting.id)
    sam = meeting.call(meeting.worker_id)
    await act(
        meeting.scene.parts,
        sam,
        request_id=request.id,
        kind=ActKind.CHANGE_ASKED,
        comments="It was Gran.",
        at_last_page=True,
    )
    await meeting.write(words=words, with_action=False)
    await meeting.send()
    return (await meeting.until_requests(2))[1]


async def test_agree_pressed_in_a_modal_of_a_version_replaced_meanwhile_agrees_to_nothing(
    town: Town, scene: Scene
) -> None:
    meeting, first = await ask(scene)
    await meeting.read(first)
    second = await ask_for_change_and_mend(meeting)

    await meeting.worker.click_button("Agree")

    await meeting.worker.until_view("A newer version has taken its place")
    await meeting.until_says(first, "Replaced by a newer version")
    await meeting.until_says(second, "waiting for your answer")
    assert [act.kind for act in await meeting.acts()] == [ActKind.CHANGE_ASKED]


async def test_words_written_about_a_version_replaced_meanwhile_are_refused_and_stay_on_the_screen(
    town: Town, scene: Scene
) -> None:
    meeting, first = await ask(scene)
    await meeting.read(first)
    await meeting.worker.click_button("Agree with comments")
    await meeting.worker.until_view("Your comments")
    await meeting.worker.type_into("Your comments", "Three sentences, long thought about.")
    await ask_for_change_and_mend(meeting)

    refused = await meeting.worker.submit()

    assert refused["ack"] == "errors"
    assert "newer version" in str(refused["errors"])
    assert typed_in(meeting.worker, "Your comments") == "Three sentences, long thought about."


async def test_a_tick_on_the_replaced_message_means_nothing_and_one_on_the_new_needs_reading_first(
    town: Town, scene: Scene
) -> None:
    meeting, first = await ask(scene)
    await meeting.read_and_close(first)
    second = await ask_for_change_and_mend(meeting)
    await meeting.until_says(first, "Replaced by a newer version")

    await meeting.worker.react(first, "white_check_mark")
    await meeting.worker.react(second, "white_check_mark")

    await meeting.settle()
    assert [act.kind for act in await meeting.acts()] == [ActKind.CHANGE_ASKED]
    await meeting.worker.react(second, "white_check_mark", remove=True)
    await meeting.read_and_close(second)
    await meeting.worker.react(second, "white_check_mark")
    await meeting.until_says(second, "you agreed")


async def test_a_tick_given_to_the_first_version_does_not_pass_to_the_second(town: Town, scene: Scene) -> None:
    meeting, first = await ask(scene)
    await meeting.read_and_close(first)
    await meeting.worker.react(first, "white_check_mark")
    await meeting.until_says(first, "you agreed")
    await meeting.worker.click_button("Undo", message=await meeting.until_says(first, "Undo"))
    await meeting.until_says(first, "waiting for your answer")

    second = await ask_for_change_and_mend(meeting)

    await meeting.until_says(second, "waiting for your answer")
    assert await meeting.states() == [RecordState.AWAITING]
    await meeting.worker.react(first, "white_check_mark", remove=True)
    await meeting.settle()
    assert await meeting.states() == [RecordState.AWAITING]


async def test_the_reader_of_the_second_version_sees_first_what_changed(town: Town, scene: Scene) -> None:
    meeting, _ = await ask(scene)
    second = await ask_for_change_and_mend(meeting, "Gran said the walks are the best part.")

    pages = await meeting.read(second)

    head, _, rest = pages[0].partition("What changed since version 1")
    assert "Gran said the walks are the best part." in rest
    assert "Gran" not in head


# Twice


async def test_agree_pressed_twice_agrees_once(town: Town, scene: Scene) -> None:
    meeting, message = await ask(scene)
    await meeting.read(message)

    await asyncio.gather(meeting.worker.click_button("Agree"), meeting.worker.click_button("Agree"))

    await meeting.until_says(message, "you agreed")
    assert [act.kind for act in await meeting.acts()] == [ActKind.AGREED]


async def test_agree_on_the_phone_and_do_not_agree_on_the_laptop_at_once_leaves_one_answer(
    town: Town, scene: Scene
) -> None:
    meeting, message = await ask(scene)
    await meeting.read(message)
    (request,) = await scene.rows(Request, Request.supervision_id == meeting.id)
    place = Place(page=ActKind.NOT_AGREED.value, request=request.id)

    await asyncio.gather(
        forge(town.sandbox, meeting.worker, "action", AGREE, value=request.id, place=Place(request=request.id)),
        forge(town.sandbox, meeting.worker, "view", "answer_step", place=place),
    )

    (done,) = await meeting.acts()
    state = RecordState.COMPLETE if done.kind is ActKind.AGREED else RecordState.NOT_AGREED
    assert await meeting.states() == [state]


async def open_agenda(priya: Hands, who: str) -> None:
    await priya.see()
    if priya.view is not None:
        await priya.close_view(everything=True)
    await priya.command("/supervision")
    await priya.until_view("Whom do you supervise?")
    await priya.choose("Choose a person", who)
    await priya.click_button("Next")
    await priya.until(lambda _: title_of(priya) == "Agenda", waiting_for="the agenda")


async def test_start_pressed_twice_starts_one_supervision_with_one_card(town: Town, scene: Scene) -> None:
    priya = await scene.person("priya")
    await open_agenda(priya, "Lucy Price")
    before = {row.id for row in await scene.rows(Supervision)}

    await asyncio.gather(priya.click_button("Start"), priya.click_button("Start"))

    await priya.until(lambda _: title_of(priya) == "Brief record", waiting_for="the first step")
    (started,) = {row.id for row in await scene.rows(Supervision)} - before
    lucy, call = await scene.person("lucy"), await scene.person_id("Priya")
    meeting = Meeting(scene, started, priya, lucy, call, await scene.person_id("Lucy"), ())
    await meeting.card()
    assert await meeting.count_posts(MessageKind.CARD) == [1]
    assert [text_in(one).startswith("Supervision with Lucy Price") for one in priya.messages()].count(True) == 1


async def test_save_pressed_twice_saves_once_and_is_no_conflict(town: Town, scene: Scene) -> None:
    meeting = await begin(scene)
    await meeting.press_on_card("Go on", then=OUTCOMES)
    priya = meeting.supervisor
    await priya.type_into(OUTCOMES, "She wants to stay at her school.")

    await asyncio.gather(priya.click_button("Save"), priya.click_button("Save"))

    await priya.until_view("Last saved")
    assert typed_in(priya, OUTCOMES) == "She wants to stay at her school."
    assert "two devices" not in priya.view_text
    await priya.click_button("Save and next")
    await priya.until_view("How far have we come")


async def test_save_and_next_pressed_twice_goes_one_step(town: Town, scene: Scene) -> None:
    meeting = await begin(scene)
    await meeting.press_on_card("Go on", then=OUTCOMES)
    priya = meeting.supervisor

    await asyncio.gather(priya.click_button("Save and next"), priya.click_button("Save and next"))

    await priya.until_view("How far have we come")


async def test_send_pressed_on_two_devices_at_once_by_two_supervisors_sends_once(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, by="tom", about="rosa")
    await meeting.write()
    tom, priya = meeting.supervisor, await scene.person("priya")
    for hands in (tom, priya):
        await open_read_through(hands)

    answers = await asyncio.gather(tom.submit(), priya.submit())

    assert [answer["ack"] for answer in answers] == ["ok", "ok"]
    said = [tom.view_text, priya.view_text]
    assert sum("1 record sent to Rosa Vidal" in words for words in said) == 1
    assert sum("changed since it was shown" in words for words in said) == 1
    await meeting.until_requests(1)
    assert await meeting.count_posts(MessageKind.REQUEST) == [1]


async def open_read_through(hands: Hands) -> None:
    """Carry on with Rosa's supervision, of which only the read-through is left, and read it."""
    await hands.see()
    if hands.view is not None:
        await hands.close_view(everything=True)
    await hands.command("/supervision")
    await hands.until_view("Rosa Vidal")
    await hands.click_button("Carry on")
    await hands.until_view("page 1 of")
    await read_through_to_the_end(hands)
