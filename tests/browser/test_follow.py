"""A page that follows a tour becomes whoever acts, goes where they are, and can be told to stop."""

import re

import aiohttp
import pytest
from playwright.async_api import Page, expect

from sandbox import Sandbox
from tests.browser.conftest import OpenPage
from tests.browser.page_bot import PageBot
from tests.browser.pictures import sideways
from tests.browser.steps import open_modal, still

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def shine(sandbox: Sandbox, user: str, **spot: str) -> None:
    async with aiohttp.ClientSession(sandbox.url) as session:
        await session.post("/control/spotlight", json={"user": user, **spot})


async def follow(page: Page, sandbox: Sandbox) -> None:
    await page.goto(f"{sandbox.url}/?follow=1")
    await expect(page.get_by_text("No tour is being played.")).to_be_visible()


async def test_the_page_goes_along_from_person_to_person_and_says_whom_it_follows(sandbox: Sandbox, page: Page) -> None:
    await follow(page, sandbox)
    await shine(sandbox, "U0SAM", show="C0TEAMELM", words="looks into the team’s channel.")
    await expect(page.get_by_role("button", name="You are Sam Okafor")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("team-elm")
    await expect(page.get_by_text("Following the tour: Sam Okafor")).to_be_visible()
    await expect(page.get_by_text("looks into the team’s channel.")).to_be_visible()
    await shine(sandbox, "U0TOM", show="C0GENERAL")
    await expect(page.get_by_role("button", name="You are Tom Bell")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("general")
    await expect(page).to_have_url(re.compile("as=U0TOM&show=C0GENERAL&follow=1"))


async def test_looking_around_is_left_alone_until_the_light_moves_on(sandbox: Sandbox, page: Page) -> None:
    await follow(page, sandbox)
    await shine(sandbox, "U0SAM", show="C0TEAMELM")
    await expect(page.get_by_role("heading", level=1)).to_have_text("team-elm")
    await page.get_by_role("link", name="Channel general").click()
    await shine(sandbox, "U0SAM", show="C0TEAMELM", words="goes on.")
    await expect(page.get_by_text("goes on.")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("general")
    await shine(sandbox, "U0SAM", show="home")
    await expect(page.get_by_role("tabpanel", name="Home")).to_be_visible()


async def test_in_a_modal_the_banner_stands_inside_and_what_is_touched_next_comes_into_view(
    sandbox: Sandbox, bot: PageBot, open_page: OpenPage
) -> None:
    page = await open_page(size=(380, 600))
    await open_modal(page, "step", "A step")
    await follow_in_place(page)
    await shine(sandbox, "U0PRIYA", show="D0PRIYA", at="actions", words="is about to press Save.")
    dialog = page.get_by_role("dialog", name="A step")
    await expect(dialog.get_by_text("is about to press Save.")).to_be_visible()
    await expect(dialog.get_by_role("button", name="Save")).to_be_in_viewport()
    await expect(dialog.locator(".lit").get_by_role("button", name="Save")).to_be_visible()
    assert await sideways(page) == 0
    await shine(sandbox, "U0PRIYA", show="D0PRIYA")
    await expect(dialog.locator(".lit")).to_have_count(0)


async def follow_in_place(page: Page) -> None:
    address = page.url
    await page.goto(f"{address}&follow=1")
    await page.get_by_text("No tour is being played.").wait_for()


async def test_following_can_be_stopped(sandbox: Sandbox, page: Page) -> None:
    await follow(page, sandbox)
    await page.get_by_role("button", name="Stop following").click()
    await expect(page.get_by_text("No tour is being played.")).to_have_count(0)
    async with page.expect_response("**/control/workspace"):
        await shine(sandbox, "U0SAM", show="C0TEAMELM")
    await still(page)
    await expect(page.get_by_role("button", name="You are Priya Nair")).to_be_visible()
    await expect(page).not_to_have_url(re.compile("follow"))
