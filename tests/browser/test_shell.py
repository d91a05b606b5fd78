"""Around the conversations: the address, the person, the clock, Home, the inspector, the narrow screen."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.page_bot import PageBot
from tests.browser.steps import still

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_address_keeps_who_and_where_so_that_two_windows_are_two_people(open_page: OpenPage) -> None:
    priya = await open_page(as_="U0PRIYA", show="C0TEAMELM")
    sam = await open_page(as_="U0SAM", show="C0GENERAL")
    await priya.reload()
    await expect(priya.get_by_role("button", name="You are Priya Nair")).to_be_visible()
    await expect(priya.get_by_role("heading", level=1)).to_have_text("team-elm")
    await expect(sam.get_by_role("button", name="You are Sam Okafor")).to_be_visible()
    await expect(sam.get_by_role("heading", level=1)).to_have_text("general")


async def test_being_someone_else_is_two_clicks_and_the_back_button_returns(bot: PageBot, page: Page) -> None:
    await page.get_by_role("button", name="You are Priya Nair").click()
    await page.get_by_role("menuitemradio", name="Sam Okafor").click()
    await expect(page.get_by_role("button", name="You are Sam Okafor")).to_be_visible()
    await expect(page).to_have_url(re.compile("as=U0SAM"))
    await page.go_back()
    await expect(page.get_by_role("button", name="You are Priya Nair")).to_be_visible()


async def test_the_list_of_people_says_for_whom_something_waits(open_page: OpenPage) -> None:
    page = await open_page(show="C0TEAMELM")
    await page.get_by_label("Message #team-elm").fill("See you at two")
    await page.keyboard.press("Enter")
    await still(page)
    await page.get_by_role("button", name="You are Priya Nair").click()
    await expect(page.get_by_role("menuitemradio", name="Sam Okafor").get_by_label("1 unread")).to_be_visible()
    await expect(page.get_by_role("menuitemradio", name="Tom Bell").get_by_label("1 unread")).to_have_count(0)


async def test_home_is_what_the_app_published_for_this_person(bot: PageBot, page: Page) -> None:
    home = page.get_by_role("tabpanel", name="Home")
    await expect(home.get_by_role("heading", name="Good morning")).to_be_visible()
    await home.get_by_role("button", name="Start a supervision").click()
    await still(page)
    assert bot.acts == [("start", None)]


async def test_without_an_app_home_says_so_and_what_to_do(page: Page) -> None:
    await expect(page.get_by_role("tabpanel", name="Home")).to_contain_text("has not shown Priya Nair a Home page yet")
    await expect(page.get_by_text("No app is connected.")).to_be_visible()


async def test_the_clock_moves_by_a_day_a_week_and_four_weeks(page: Page) -> None:
    clock = page.get_by_role("group", name="Workspace clock").get_by_role("time")
    await expect(clock).to_contain_text("Mon 2 Mar 2026")
    for step, day in (("+1 day", "Tue 3 Mar 2026"), ("+1 week", "Tue 10 Mar 2026"), ("+4 weeks", "Tue 7 Apr 2026")):
        await page.get_by_role("button", name=f"Move the clock on: {step}").click()
        await expect(clock).to_contain_text(day)


async def test_the_inspector_shows_what_went_over_the_wire(bot: PageBot, page: Page) -> None:
    await page.get_by_role("heading", name="Good morning").wait_for()
    await page.get_by_role("button", name="Inspector").click()
    drawer = page.get_by_role("complementary", name="Inspector")
    published = drawer.get_by_role("button", name="api:views.publish")
    await expect(published.first).to_contain_text("ok")
    await drawer.get_by_label("Filter by kind or error").fill("publish")
    await expect(drawer.get_by_role("button", name="event:app_home_opened")).to_have_count(0)
    await published.first.click()
    await expect(drawer.get_by_label("Sent, JSON")).to_contain_text('"user_id": "U0PRIYA"')
    await expect(drawer.get_by_label("Answer, JSON")).to_contain_text('"ok": true')


async def test_on_a_phone_the_list_of_conversations_is_a_drawer(open_page: OpenPage) -> None:
    page = await open_page(size=(380, 780))
    link = page.get_by_role("link", name="Channel general")
    await expect(link).to_have_count(0)
    await page.get_by_role("button", name="Conversations").click()
    await link.click()
    await expect(link).to_have_count(0)
    await expect(page.get_by_role("heading", level=1)).to_have_text("general")


async def test_a_server_gone_away_is_said_and_the_page_comes_back_by_itself(open_page: OpenPage) -> None:
    page = await open_page(show="C0GENERAL")
    await page.context.set_offline(True)
    await page.get_by_label("Message #general").fill("Anyone?")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").filter(has_text="does not answer").first).to_be_visible()
    await page.context.set_offline(False)
    await page.get_by_label("Message #general").fill("Here again")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article").last).to_contain_text("Here again")
