"""Where the focus goes when the app redraws what one is pressing."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.page_bot import PageBot
from tests.browser.steps import open_modal, still

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_button_keeps_the_focus_though_its_block_has_no_id_of_its_own(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "nameless", "Nameless")
    again = dialog.get_by_role("button", name="Again")
    await again.focus()
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_text("Shown again.")).to_be_visible()
    await still(page)
    await expect(again).to_be_focused()
