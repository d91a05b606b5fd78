"""A meeting from the first word to agreement, in a window as narrow as a phone."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from sandbox.hands import Hands
from tests.browser.access import find_unnamed, focus_is_in_modal
from tests.browser.stages import open_stage
from tests.browser.window import PHONE, Window
from tests.story import Stage
from tests.story.answering import find_request, open_and_read, stands
from tests.story.beginning import choose_sam
from tests.story.screen import child_on, field, name_on, title_of, turn
from tests.story.sending import press_send, read_to_the_end
from tests.story.words import ALBA, BRIEF
from tests.story.writing import PROGRESS, write_child, write_short

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHORT = BRIEF["500104"]


async def test_one_child_in_depth_and_one_briefly_from_the_command_to_agreement(
    browser: Browser, tmp_path: Path
) -> None:
    async with open_stage(browser, tmp_path, PHONE) as (window, stage):
        window.before_press = lambda button: _look(window, stage, button)
        priya, sam = stage.priya, stage.sam
        await _start(stage)
        async for _ in write_child(priya, ALBA):
            pass
        await _go_through_the_others(priya)
        pages = "\n".join(await read_to_the_end(priya))
        assert ALBA.progress in pages
        assert SHORT.progress in pages
        await press_send(priya)

        request = await find_request(sam, ALBA)
        assert ALBA.progress in "\n".join(await open_and_read(sam, request))
        await _agree(sam)
        assert "you agreed" in await stands(sam, request, "you agreed")
        message = window.page.locator(f'article[data-ts="{request["ts"]}"]')
        await expect(message).to_contain_text("you agreed")
        await expect(message.get_by_role("button", name="Agree")).to_have_count(0)


async def _look(window: Window, stage: Stage, button: str) -> None:
    """Before each button that is pressed: nothing to be scrolled sideways, everything named; once, the picture."""
    assert await window.sideways() == 0, button
    assert await find_unnamed(window.page) == [], button
    assert await focus_is_in_modal(window.page), button
    if button == "Save and next" and PROGRESS in stage.priya.view_text:
        await window.modal.get_by_role("button", name=button).scroll_into_view_if_needed()
        await window.picture("phone")


async def _start(stage: Stage) -> None:
    priya = stage.priya
    await choose_sam(stage)
    await turn(priya, lambda: priya.click_button("Next"), lambda _: title_of(priya) == "Agenda", "the agenda")
    options = [str(one["text"]["text"]) for one in field(priya, "In depth").element["options"]]
    await priya.choose("In depth", next(words for words in options if ALBA.number in words))
    await turn(
        priya, lambda: priya.click_button("Start"), lambda _: title_of(priya) == "Record of supervision", "a record"
    )


async def _go_through_the_others(priya: Hands) -> None:
    """One brief record, and one press for each of the ten for whom nothing changes."""
    mentioned = 0
    while title_of(priya) == "Brief record":
        number = child_on(priya)
        button = "No change, actions continue"
        if number == SHORT.number:
            async for _ in write_short(priya, SHORT, name_on(priya)):
                pass
            button = "Save and next child"
        else:
            mentioned += 1
        await turn(priya, lambda: priya.click_button(button), lambda _: child_on(priya) != number, "the next child")  # noqa: B023
    assert mentioned == 10


async def _agree(sam: Hands) -> None:
    await turn(sam, lambda: sam.click_button("Agree"), lambda _: title_of(sam) == "Your answer", "the answer")
    await sam.close_view(everything=True)
