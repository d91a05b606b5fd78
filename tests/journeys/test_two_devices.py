"""Supervisor and stand-in write about one child at once: both texts are shown, nothing typed is lost."""

from collections.abc import Awaitable, Callable

import pytest

from sandbox.hands import Hands
from sandbox.kinds import Json
from tests.journeys.scene import Scene
from tests.journeys.steps import Meeting, begin
from tests.story.screen import field, rows_of, typed_in
from tests.story.writing import CHILD_WORDS, OUTCOMES, PROGRESS, WHAT
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOMS = "Tom's sentence about her school."
PRIYAS = "Priya's sentence about her school."
WHOSE = "Whose outcomes are they?"


async def both_at_the_first_step(scene: Scene) -> tuple[Meeting, Hands, Hands]:
    """Tom supervises Rosa, Priya stands in; both have the first step of one record open."""
    meeting = await begin(scene, by="tom", about="rosa")
    tom, priya = meeting.supervisor, await scene.person("priya")
    for hands in (tom, priya):
        await carry_on(meeting, hands)
        await hands.until_view("Save and next")
    return meeting, tom, priya


async def carry_on(meeting: Meeting, hands: Hands) -> None:
    """Go on with the meeting from one's own Home."""
    await hands.see()
    if hands.view is not None:
        await hands.close_view(everything=True)
    await hands.home()

    def rows(_: Json) -> list[str]:
        blocks = (hands.seen["home"] or {"view": {"blocks": []}})["view"]["blocks"]
        buttons = [block["accessory"] for block in blocks if "accessory" in block]
        return [one["value"] for one in buttons if one["text"]["text"] == "Carry on"]

    await hands.until(lambda seen: meeting.id in rows(seen), waiting_for="the supervision on Home")
    await hands.click_button("Carry on", home=True, number=rows(hands.seen).index(meeting.id))
    await hands.until_view(meeting.children[0].number)


async def _both(priya: Hands) -> str:
    await priya.click_button("Keep both")
    return f"{TOMS}\n\n{PRIYAS}"


async def _mine(priya: Hands) -> str:
    await priya.click_button("Keep mine")
    return PRIYAS


async def _theirs(priya: Hands) -> str:
    await priya.click_button("Keep theirs")
    return TOMS


@pytest.mark.parametrize("choose", [_both, _mine, _theirs])
async def test_both_texts_are_shown_and_what_is_chosen_stands_on_both_screens(
    town: Town, scene: Scene, choose: Callable[[Hands], Awaitable[str]]
) -> None:
    _, tom, priya = await both_at_the_first_step(scene)
    await tom.type_into(OUTCOMES, TOMS)
    await priya.type_into(OUTCOMES, PRIYAS)
    await tom.click_button("Save")
    assert typed_in(tom, OUTCOMES) == TOMS

    await priya.click_button("Save")
    await priya.until_view("Both texts are kept")
    assert TOMS in priya.view_text
    assert PRIYAS in priya.view_text
    stands = await choose(priya)

    await priya.until_view("Save and next")
    assert typed_in(priya, OUTCOMES) == stands
    await tom.click_button("Save")
    await tom.until(lambda _: typed_in(tom, OUTCOMES) == stands, waiting_for="the text that was chosen")


async def test_until_somebody_chooses_both_texts_wait_and_the_record_cannot_be_sent(town: Town, scene: Scene) -> None:
    meeting, tom, priya = await both_at_the_first_step(scene)
    await tom.type_into(OUTCOMES, TOMS)
    await priya.type_into(OUTCOMES, PRIYAS)
    await priya.click_button("Save")
    await priya.until_view("Both texts are kept")
    await priya.click_button("Later")
    await priya.close_view(everything=True)

    await tom.close_view(everything=True)
    await meeting.press_on_card("Read through and send", then="page 1 of")
    assert "Nothing is ready to be sent" in tom.view_text
    assert "has two texts: choose which to keep" in tom.view_text
    await tom.click_button("Go there")
    await tom.until_view("Save and next")
    await tom.click_button("Choose")
    await tom.until_view("Keep both")
    assert TOMS in tom.view_text
    assert PRIYAS in tom.view_text


async def test_what_one_writes_beside_the_other_is_merged_without_a_question(town: Town, scene: Scene) -> None:
    _, tom, priya = await both_at_the_first_step(scene)
    await tom.type_into(OUTCOMES, TOMS)
    await priya.choose(WHOSE, "Wider family")

    await tom.click_button("Save")
    await priya.click_button("Save")

    await priya.until(lambda _: typed_in(priya, OUTCOMES) == TOMS, waiting_for="Tom's text on Priya's screen")
    assert "Both texts" not in priya.view_text
    chosen = [one["text"]["text"] for one in field(priya, WHOSE).state["selected_options"]]
    assert "Wider family" in chosen


async def test_closing_with_save_and_close_keeps_the_modal_while_two_texts_stand(town: Town, scene: Scene) -> None:
    _, tom, priya = await both_at_the_first_step(scene)
    await tom.type_into(OUTCOMES, TOMS)
    await priya.type_into(OUTCOMES, PRIYAS)

    refused = await priya.submit()

    assert refused["ack"] == "errors"
    assert "another device" in str(refused["errors"])
    assert typed_in(priya, OUTCOMES) == PRIYAS


async def test_actions_added_by_both_are_both_there(town: Town, scene: Scene) -> None:
    _, tom, priya = await both_at_the_first_step(scene)
    for hands, what in ((tom, "Tom's action"), (priya, "Priya's action")):
        await hands.click_button("Save and next")
        await hands.until_view(PROGRESS)
        await hands.click_button("Save and next")
        await hands.until_view(CHILD_WORDS)
        await hands.click_button("Save and next")
        await hands.until_view("Add an action")
        await hands.click_button("Add an action")
        await hands.until_view(WHAT)
        await hands.type_into(WHAT, what)
        await hands.type_into("Why this step?", "It is due")
        await hands.choose("When do you expect it to be done?", "In two weeks")

    await tom.click_button("Save this action")
    await priya.click_button("Save this action")

    await priya.until_view("Tom's action")
    assert [sum(what in row for row in rows_of(priya)) for what in ("Tom's action", "Priya's action")] == [1, 1]
