"""The page as a newcomer sees it, wide and narrow: nothing has to be scrolled sideways."""

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.page_bot import PageBot
from tests.browser.pictures import picture, sideways

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("width", [1280, 380])
async def test_everything_fits_its_window(bot: PageBot, open_page: OpenPage, width: int) -> None:
    page = await open_page(size=(width, 780))
    await page.get_by_role("heading", name="Good morning").wait_for()
    await picture(page, "home", width)
    assert await sideways(page) == 0

    await page.get_by_role("tab", name="Messages").click()
    composer = page.get_by_role("textbox", name="Message Supervision")
    await composer.fill("/supervision message")
    await composer.press("Enter")
    await page.get_by_role("button", name="Go on").wait_for()
    await picture(page, "message", width)
    assert await sideways(page) == 0

    await page.get_by_label("Message Supervision").fill("/supervision form")
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Every field")
    await dialog.wait_for()
    await picture(page, "modal", width)
    await dialog.get_by_role("combobox", name="Children in depth").click()
    await picture(page, "select", width)
    assert await sideways(page) == 0
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await dialog.wait_for(state="detached")

    await page.get_by_role("button", name="You are Priya Nair").click()
    await picture(page, "people", width)
    assert await sideways(page) == 0
    await page.keyboard.press("Escape")

    await page.locator(".inspector-switch").click()
    await page.get_by_role("complementary", name="Inspector").get_by_text("api:views.open").first.wait_for()
    await picture(page, "inspector", width)
    assert await sideways(page) == 0
