"""Notifications of what came in elsewhere: until it was looked at, and for nobody else."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.page_bot import PageBot
from tests.browser.steps import say, still

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _notified(open_page: OpenPage) -> Page:
    page = await open_page(show="C0GENERAL")
    await say(page, "/supervision message")
    await expect(page.get_by_role("status").filter(has_text="What a message may show")).to_be_visible()
    return page


async def test_what_was_looked_at_is_not_notified_again(bot: PageBot, open_page: OpenPage) -> None:
    page = await _notified(open_page)
    await page.get_by_role("link", name="Supervision").click()
    await expect(page.get_by_role("button", name="Go on")).to_be_visible()
    await say(page, "/supervision message")
    await expect(page.get_by_role("button", name="Go on")).to_have_count(2)
    await page.get_by_role("tab", name="Home").click()
    await still(page)
    await expect(page.get_by_role("heading", name="Good morning")).to_be_visible()
    assert await page.get_by_text("What a message may show").count() == 0


async def test_a_notification_goes_with_the_person_it_was_for(bot: PageBot, open_page: OpenPage) -> None:
    page = await _notified(open_page)
    await page.get_by_role("button", name="You are Priya Nair").click()
    await page.get_by_role("menuitemradio", name="Sam Okafor").click()
    await expect(page.get_by_role("button", name="You are Sam Okafor")).to_be_visible()
    assert await page.get_by_text("What a message may show").count() == 0
