"""The whole story of the product by a person's gestures in the page, with the pictures of README and docs."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.access import find_unnamed, focus_is_in_modal
from tests.browser.camera import PICTURES, Camera
from tests.browser.stages import open_stage
from tests.browser.window import DESKTOP
from tests.story import CHAPTERS, FIRST_MEETING

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_whole_story_can_be_played_by_hand_in_the_page(browser: Browser, tmp_path: Path) -> None:
    async with open_stage(browser, tmp_path, DESKTOP) as (window, stage):
        camera = Camera(window, stage)
        taps = {}
        for chapter in CHAPTERS:
            async for told in chapter(stage):
                await camera.after(told)
                assert await find_unnamed(window.page) == [], told
                assert await focus_is_in_modal(window.page), told
                assert await window.sideways() == 0, told
            taps[chapter] = (stage.priya.taps, stage.sam.taps)
        assert camera.taken == PICTURES
        of_supervisor, of_supervisee = taps[FIRST_MEETING[-1]]
        assert of_supervisor <= 120
        assert of_supervisee <= 20

        await stage.priya.messages_tab()
        asked = window.page.get_by_role("main").get_by_role("article").filter(has_text="asks for a change")
        await expect(asked).to_contain_text("A new version was sent since")
        await expect(asked.get_by_role("button", name="Open and mend")).to_have_count(0)
        await stage.sam.messages_tab()
        answered = window.page.get_by_role("main").get_by_role("article")
        await expect(answered.filter(has_text="you agreed")).to_have_count(4)
        await expect(answered.filter(has_text="Replaced by a newer version")).to_have_count(1)
        await expect(answered.filter(has_text="waiting for your answer")).to_have_count(0)


async def test_a_control_or_dialog_without_a_name_would_be_noticed(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content(
        "<button></button><button>Named</button><input aria-label=Named><input type=checkbox><dialog open>Hi</dialog>"
    )
    assert sorted(found.split(" ")[0] for found in await find_unnamed(page)) == ["button", "checkbox", "dialog"]
    await page.close()
