"""Form controls: each is labelled, works by keyboard and by pointer, and its value arrives in Slack's spelling."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.page_bot import PageBot
from tests.browser.steps import open_modal, still

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _choose(dialog: Locator, label: str, option: str) -> None:
    await dialog.get_by_role("combobox", name=label).click()
    await dialog.get_by_role("option", name=option).click()


async def test_every_kind_of_field_can_be_filled_and_arrives(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "form", "Every field")
    await dialog.get_by_label("The story").fill("It went well")
    await _choose(dialog, "Risk now", "Middling")
    await dialog.get_by_role("radio", name="No", exact=True).check()
    await dialog.get_by_role("checkbox", name="Mum").check()
    await dialog.get_by_role("checkbox", name="Nurse").check()
    await dialog.get_by_label("By when").fill("2026-04-01")
    await dialog.get_by_label("At what time").fill("14:30")
    await dialog.get_by_label("Minutes").fill("45")
    await dialog.get_by_label("E-mail").fill("sam@ashmere.example")
    await _choose(dialog, "Who does it", "Sam Okafor")
    await dialog.get_by_role("combobox", name="Fruit").fill("ap")
    await dialog.get_by_role("option", name="Apricot").click()
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_have_count(0)
    values = {block: next(iter(state.values())) for block, state in bot.submitted[0].items()}
    assert values["story"]["value"] == "It went well"
    assert values["risk"]["selected_option"]["value"] == "middling"
    assert values["alone"]["selected_option"]["value"] == "no"
    assert [one["value"] for one in values["there"]["selected_options"]] == ["mum", "nurse"]
    assert values["by"]["selected_date"] == "2026-04-01"
    assert values["at"]["selected_time"] == "14:30"
    assert values["minutes"]["value"] == "45"
    assert values["mail"]["value"] == "sam@ashmere.example"
    assert values["who"]["selected_user"] == "U0SAM"
    assert values["fruit"]["selected_option"] == {"text": _plain("Apricot"), "value": "apricot"}
    assert [one["value"] for one in values["children"]["selected_options"]] == ["child_001", "child_002"]


def _plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text, "emoji": True}


async def test_many_of_a_hundred_are_chosen_by_keyboard_alone(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "form", "Every field")
    box = dialog.get_by_role("combobox", name="Children in depth")
    await box.focus()
    await page.keyboard.press("ArrowDown")
    await expect(box).to_have_attribute("aria-expanded", "true")
    await page.keyboard.type("07")
    await expect(dialog.get_by_role("option")).to_have_count(11)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("")
    await page.keyboard.type("child 100")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_visible()
    await expect(box).to_have_attribute("aria-expanded", "false")
    chips = dialog.locator(".chip")
    await expect(chips).to_have_text(["Child 001", "Child 002", "Child 070", "Child 100"])
    await page.keyboard.press("Backspace")
    await expect(chips).to_have_text(["Child 001", "Child 002", "Child 070"])
    await dialog.get_by_role("button", name="Remove Child 001").click()
    await expect(chips).to_have_text(["Child 002", "Child 070"])
    await still(page)
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_have_count(0)
    state = bot.submitted[0]["children"]["text"]
    assert [one["value"] for one in state["selected_options"]] == ["child_002", "child_070"]


async def test_several_of_a_hundred_are_chosen_on_a_phone_without_closing_the_list(
    bot: PageBot, open_page: OpenPage
) -> None:
    page = await open_page(size=(380, 780))
    dialog = await open_modal(page, "form", "Every field")
    await dialog.get_by_role("combobox", name="Children in depth").click()
    for number in ("003", "050", "100"):
        row = dialog.get_by_role("option", name=f"Child {number}")
        await row.click()
        await expect(row).to_have_attribute("aria-selected", "true")
        box = await row.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    await expect(dialog.get_by_text("5 chosen")).to_be_visible()
    await dialog.get_by_role("button", name="Done").click()
    await expect(dialog.get_by_role("listbox")).to_have_count(0)
    await expect(dialog.locator(".chip")).to_have_count(5)


async def test_groups_of_options_are_announced_with_their_names(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "form", "Every field")
    await dialog.get_by_role("combobox", name="Children in depth").click()
    await expect(dialog.get_by_role("group", name="Overdue").get_by_role("option")).to_have_count(3)
    await expect(dialog.get_by_role("group", name="Later").get_by_role("option")).to_have_count(97)


async def test_a_date_is_also_said_in_words(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "form", "Every field")
    date = dialog.get_by_label("By when")
    await expect(date).to_have_accessible_description("Monday 16 March 2026")
    await date.fill("2026-12-25")
    await expect(date).to_have_accessible_description("Friday 25 December 2026")


async def test_an_overflow_menu_opens_by_arrow_and_tells_the_bot(bot: PageBot, page: Page) -> None:
    more = page.get_by_role("button", name="More actions")
    await more.focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitem", name="See caseload")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menu")).to_have_count(0)
    await still(page)
    assert bot.acts[0][0] == "more"
    assert bot.acts[0][1]["value"] == "remind_me_later"


async def test_every_control_has_a_name_and_no_id_is_used_twice(bot: PageBot, page: Page) -> None:
    await open_modal(page, "form", "Every field")
    faults = await page.evaluate(
        """() => {
            const ids = [...document.querySelectorAll('[id]')].map((each) => each.id);
            const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
            const named = ['aria-labelledby', 'aria-describedby', 'for'];
            const dangling = [...document.querySelectorAll(named.map((name) => `[${name}]`).join())].filter((each) =>
                named.flatMap((name) => (each.getAttribute(name) ?? '').split(' '))
                    .some((id) => id && !document.getElementById(id)));
            const nameless = [...document.querySelectorAll('button, input, textarea, select')].filter((each) =>
                !each.textContent.trim() && !each.getAttribute('aria-label') && !each.labels?.length);
            return [...twice, ...[...dangling, ...nameless].map((each) => each.outerHTML)];
        }"""
    )
    assert faults == []
    unmarked = await page.evaluate(
        """() => [...document.querySelectorAll('.input-block')].filter((each) =>
            !each.querySelector('[data-block-id][data-action-id]')).length"""
    )
    assert unmarked == 0
