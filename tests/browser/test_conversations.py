"""Talking in the page: messages, unread marks, reactions, threads, commands, and who sees what."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.page_bot import PageBot
from tests.browser.steps import say

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_message_reaches_another_window_and_is_unread_until_looked_at(open_page: OpenPage) -> None:
    priya = await open_page(as_="U0PRIYA", show="C0TEAMELM")
    sam = await open_page(as_="U0SAM", show="C0GENERAL")
    await say(priya, "Visit moved to three")
    row = sam.get_by_role("link", name="Private channel team-elm, 1 unread")
    await expect(row).to_have_class("row  unread")
    await row.click()
    await expect(sam.get_by_role("article", name="Priya Nair")).to_contain_text("Visit moved to three")
    await expect(sam.get_by_role("link", name="Private channel team-elm", exact=True)).to_be_visible()


async def test_what_people_type_is_shown_as_text_and_never_as_markup(open_page: OpenPage) -> None:
    page = await open_page(show="C0GENERAL")
    await say(page, "<img src=x onerror=alert(1)> & <b>loud</b> <!channel>")
    message = page.get_by_role("article").last
    await expect(message).to_contain_text("<img src=x onerror=alert(1)> & <b>loud</b> <!channel>")
    await expect(message.locator("img, b, .mention")).to_have_count(0)


async def test_a_person_sees_only_their_own_channels(open_page: OpenPage) -> None:
    tom = await open_page(as_="U0TOM", show="C0TEAMELM")
    await expect(tom.get_by_role("link", name="Private channel team-oak")).to_be_visible()
    await expect(tom.get_by_role("link", name="Private channel team-elm")).to_have_count(0)
    await expect(tom.get_by_role("tab", name="Home")).to_have_attribute("aria-selected", "true")


async def test_a_reaction_is_given_by_one_click_and_taken_back_by_another(open_page: OpenPage) -> None:
    page = await open_page(show="C0GENERAL")
    await say(page, "Agreed?")
    message = page.get_by_role("article").last
    await message.hover()
    await message.get_by_role("button", name="React with white check mark").click()
    given = message.get_by_role("button", name="white check mark, 1: you")
    await expect(given).to_have_attribute("aria-pressed", "true")
    await given.click()
    await expect(given).to_have_count(0)


async def test_any_reaction_is_found_by_a_word_and_joined_by_others(open_page: OpenPage) -> None:
    priya = await open_page(show="C0GENERAL")
    await say(priya, "We did it")
    message = priya.get_by_role("article").last
    await message.hover()
    await message.get_by_role("button", name="Find another reaction").click()
    await priya.get_by_role("searchbox", name="Search reactions").fill("celebrate")
    await priya.keyboard.press("Enter")
    await expect(message.get_by_role("button", name="tada, 1: you")).to_be_visible()
    sam = await open_page(as_="U0SAM", show="C0GENERAL")
    await sam.get_by_role("button", name="tada, 1: Priya Nair").click()
    await expect(message.get_by_role("button", name="tada, 2: you, Sam Okafor")).to_be_visible()


async def test_a_thread_opens_beside_the_conversation_and_takes_replies(open_page: OpenPage) -> None:
    page = await open_page(show="C0GENERAL")
    await say(page, "Who is in today?")
    message = page.get_by_role("main").get_by_role("article")
    await message.hover()
    await message.get_by_role("button", name="Reply in a thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    await thread.get_by_label("Reply…").fill("I am")
    await thread.get_by_label("Reply…").press("Enter")
    await expect(thread.get_by_role("article").last).to_contain_text("I am")
    await expect(message.get_by_role("button", name="1 reply")).to_be_visible()
    await thread.get_by_role("button", name="Close thread").click()
    await expect(thread).to_have_count(0)


async def test_a_slash_lists_the_commands_and_enter_completes_then_sends(bot: PageBot, open_page: OpenPage) -> None:
    page = await open_page(show="C0GENERAL")
    box = page.get_by_label("Message #general")
    await box.press_sequentially("/sup")
    await expect(page.get_by_role("option", name="/supervision")).to_contain_text("[due | note | why")
    await box.press("Enter")
    await expect(box).to_have_value("/supervision ")
    await box.press_sequentially("help")
    await box.press("Enter")
    note = page.get_by_role("article").filter(has_text="This is help.")
    await expect(note).to_contain_text("Only visible to you")
    other = await open_page(as_="U0SAM", show="C0GENERAL")
    await expect(other.get_by_text("This is help.")).to_have_count(0)


async def test_a_command_nobody_knows_is_refused_in_a_sentence_and_stays_in_the_box(open_page: OpenPage) -> None:
    page = await open_page(show="C0GENERAL")
    await say(page, "/nonsense now")
    await expect(page.get_by_role("status").filter(has_text="/nonsense is not a valid command")).to_be_visible()
    await expect(page.get_by_label("Message #general")).to_have_value("/nonsense now")


async def test_a_shortcut_opens_its_modal(bot: PageBot, open_page: OpenPage) -> None:
    page = await open_page(show="C0GENERAL")
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Start a supervision").click()
    await expect(page.get_by_role("dialog", name="Every field")).to_be_visible()


async def test_a_command_that_the_app_does_not_answer_is_said_to_have_failed(page: Page) -> None:
    await page.get_by_role("tab", name="Messages").click()
    await say(page, "/supervision")
    notice = page.get_by_role("status").filter(has_text="/supervision failed")
    await expect(notice).to_be_visible()
    await notice.get_by_role("button", name="Dismiss notice").click()
    await expect(notice).to_have_count(0)


async def test_what_the_app_posts_elsewhere_is_notified_and_one_click_away(bot: PageBot, open_page: OpenPage) -> None:
    page = await open_page(show="C0GENERAL")
    await say(page, "/supervision message")
    await page.get_by_role("button", name="Supervision What a message may show").click()
    await expect(page.get_by_role("tab", name="Messages")).to_have_attribute("aria-selected", "true")
    await expect(page.get_by_role("button", name="Go on")).to_be_visible()


async def test_blocks_look_as_they_were_written(bot: PageBot, open_page: OpenPage) -> None:
    page = await open_page()
    await page.get_by_role("tab", name="Messages").click()
    await say(page, "/supervision message")
    message = page.get_by_role("article").last
    await expect(message.locator("strong").first).to_have_text("bold")
    await expect(message.locator("em")).to_have_text("slanted")
    await expect(message.locator("s")).to_have_text("struck")
    await expect(message.locator("code")).to_have_text("code")
    await expect(message.get_by_role("link", name="a link")).to_have_attribute("href", "https://example.org/")
    await expect(message.locator(".mention")).to_have_text("@Sam Okafor")
    await expect(message.locator("time", has_text="at 12:00")).to_have_text("Monday 2 March 2026 at 12:00")
    await expect(message.locator("blockquote")).to_have_text("quoted <b>")
    await expect(message.get_by_role("img", name="white check mark")).to_be_visible()
    await expect(message).to_contain_text("<b>*not bold*</b> 👀")
    await expect(message.get_by_role("listitem")).to_have_text(["first point", "second point"])
    await expect(message.get_by_role("img", name="A house by the sea")).to_be_visible()


async def test_a_dangerous_button_asks_first(bot: PageBot, open_page: OpenPage) -> None:
    page = await open_page()
    await page.get_by_role("tab", name="Messages").click()
    await say(page, "/supervision message")
    await page.get_by_role("button", name="Close the meeting").click()
    sure = page.get_by_role("dialog", name="Close the meeting?")
    await expect(sure.locator("strong")).to_have_text("no record")
    await sure.get_by_role("button", name="Not yet").click()
    await expect(sure).to_have_count(0)
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("button", name="Close the meeting").click()
    await sure.get_by_role("button", name="Close it").click()
    await expect(page.locator("html")).to_have_attribute("data-busy", "0")
    assert [name for name, _ in bot.acts] == ["go", "close"]
