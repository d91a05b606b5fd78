"""The beginning of a meeting without a pointer: Tab, Enter, arrows and typing only."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from sandbox.looking import text_in
from tests.browser.access import focus_is_in_modal
from tests.browser.stages import open_stage
from tests.browser.window import DESKTOP
from tests.story.words import ALBA
from tests.story.writing import OUTCOMES

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAR = 60


async def test_a_supervision_is_started_and_a_record_saved_without_a_pointer(browser: Browser, tmp_path: Path) -> None:
    async with open_stage(browser, tmp_path, DESKTOP) as (window, stage):
        page, modal = window.page, window.modal
        await _tab_to(page, page.get_by_role("tab", name="Home"))
        await page.keyboard.press("ArrowRight")
        box = page.get_by_role("textbox", name="Message Supervision")
        await _tab_to(page, box)
        await page.keyboard.type("/sup")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")

        await expect(page.get_by_role("dialog", name="Start a supervision")).to_be_visible()
        assert await focus_is_in_modal(page)
        await _tab_to(page, modal.get_by_role("combobox").first)
        await page.keyboard.type("Sam")
        await expect(modal.get_by_role("option", name="Sam Okafor")).to_be_visible()
        await page.keyboard.press("Enter")
        await _press(page, "Next")

        await expect(page.get_by_role("dialog", name="Agenda")).to_be_visible()
        menu = modal.get_by_role("combobox", name="In depth")
        await _tab_to(page, menu)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Escape")
        await expect(menu.locator("..")).to_contain_text(ALBA.number)
        await _press(page, "Start")

        await expect(page.get_by_role("dialog", name="Record of supervision")).to_be_visible()
        await _tab_to(page, modal.get_by_role("textbox", name=OUTCOMES))
        await page.keyboard.type(ALBA.outcomes)
        await _press(page, "Save")
        await expect(modal.get_by_text("Last saved")).to_be_visible()
        await expect(modal.get_by_role("textbox", name=OUTCOMES)).to_have_value(ALBA.outcomes)
        assert await focus_is_in_modal(page)

        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(box).to_be_focused()
        await window.still()
        card = await stage.priya.until_message("One to one, held")
        assert f"{ALBA.number}* · in depth" in text_in(card)


async def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until this has the focus."""
    for _ in range(FAR):
        if await wanted.count() and await wanted.evaluate("each => each === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached by Tab")


async def _press(page: Page, button: str) -> None:
    await _tab_to(page, page.locator("dialog.modal").get_by_role("button", name=button, exact=True))
    await page.keyboard.press("Enter")
