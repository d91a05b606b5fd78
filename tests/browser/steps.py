"""What tests of the page do again and again, by a person's gestures."""

import re

from playwright.async_api import Locator, Page, expect


async def say(page: Page, text: str) -> None:
    """Type into the conversation's message box and send."""
    box = page.get_by_role("textbox", name=re.compile("^Message "))
    await box.fill(text)
    await box.press("Enter")


async def open_modal(page: Page, word: str, title: str) -> Locator:
    """Run `/supervision word` in the app's Messages tab; answers the modal it opens."""
    await page.get_by_role("tab", name="Messages").click()
    await say(page, f"/supervision {word}")
    dialog = page.get_by_role("dialog", name=title, exact=True)
    await dialog.wait_for()
    return dialog


async def still(page: Page) -> None:
    """Wait until nothing is on its way to the server."""
    await expect(page.locator("html")).to_have_attribute("data-busy", "0")
