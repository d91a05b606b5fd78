"""Modals in the page: what is typed stays, what is pressed arrives, and what went wrong is said."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.page_bot import PageBot
from tests.browser.steps import open_modal, still

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_text_typed_just_before_a_button_reaches_the_bot_first(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "step", "A step")
    await dialog.get_by_label("The story").fill("typed at the last moment")
    await dialog.get_by_role("button", name="Count").click()
    await still(page)
    assert bot.acts == [("text", "typed at the last moment"), ("count", None)]


async def test_an_update_keeps_text_focus_caret_and_scroll(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "step", "A step")
    box = dialog.get_by_label("The story")
    await box.fill("one two three")
    await box.evaluate("box => { box.mark = 1; box.setSelectionRange(3, 3) }")
    await dialog.locator(".modal-body").evaluate("body => { body.scrollTop = 40 }")
    stood = await box.bounding_box()
    # By keyboard, as the pointer would take the focus away.
    await page.evaluate("""() => [...document.querySelectorAll('dialog button')]
        .find((each) => each.textContent === 'Save').click()""")
    await expect(dialog.get_by_role("status").filter(has_text="Saved.")).to_be_attached()
    await expect(box).to_be_focused()
    assert await box.evaluate("box => [box.mark, box.value, box.selectionStart]") == [1, "one two three", 3]
    stands = await box.bounding_box()
    assert stood is not None
    assert stands is not None
    assert abs(stands["y"] - stood["y"]) < 1


async def test_typing_goes_on_while_the_bot_answers(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "step", "A step")
    box = dialog.get_by_label("The story")
    await box.press_sequentially("a sentence typed at a quick hand, with answers in between", delay=12)
    await still(page)
    await expect(box).to_have_value("a sentence typed at a quick hand, with answers in between")
    assert bot.acts[-1] == ("text", "a sentence typed at a quick hand, with answers in between")


async def test_another_step_is_shown_from_its_top_with_the_title_in_focus(bot: PageBot, page: Page) -> None:
    step = await open_modal(page, "step", "A step")
    await step.locator(".modal-body").evaluate("body => { body.scrollTop = 400 }")
    await step.get_by_role("button", name="Back").click()
    hub = page.get_by_role("dialog", name="Hub")
    await expect(hub.get_by_role("heading", name="Hub")).to_be_focused()
    await hub.get_by_role("button", name="Open").click()
    await expect(step.get_by_label("The story")).to_be_in_viewport()


async def test_pressing_a_button_twice_sends_it_twice(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "step", "A step")
    await dialog.get_by_role("button", name="Count").dblclick()
    await still(page)
    assert bot.acts == [("count", None), ("count", None)]


async def test_a_submission_under_way_is_shown_and_cannot_be_sent_again(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "form", "Every field")
    bot.ack_after.clear()
    send = dialog.get_by_role("button", name="Send")
    await send.dblclick()
    await expect(send).to_be_disabled()
    await expect(dialog.get_by_text("Saving…")).to_be_visible()
    bot.ack_after.set()
    await expect(dialog).to_have_count(0)
    assert len(bot.submitted) == 1


async def test_an_error_stands_under_its_field_and_takes_the_focus(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "form", "Every field")
    box = dialog.get_by_label("The story")
    await box.fill("wrong")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.get_by_text("Not that word, please.")).to_be_visible()
    await expect(box).to_be_focused()
    await expect(box).to_have_attribute("aria-invalid", "true")
    await expect(box).to_have_accessible_description("What happened, and to whom Not that word, please.")
    await box.fill("right")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_have_count(0)


async def test_a_required_field_left_empty_is_not_sent(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "needed", "Needed")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.get_by_text("Please complete this required field.")).to_be_visible()
    assert bot.submitted == []


async def test_text_too_long_for_its_box_stays_whole_and_nothing_is_sent(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "step", "A step")
    box = dialog.get_by_label("The story")
    await box.fill("x" * 190)
    await expect(dialog.get_by_text("10 left")).to_be_visible()
    await box.fill("x" * 205)
    await expect(dialog.get_by_text("5 too many. Nothing more is saved until it fits.")).to_be_visible()
    await still(page)
    told = len(bot.acts)
    await dialog.get_by_role("button", name="Count").click()
    await expect(box).to_be_focused()
    await expect(box).to_have_value("x" * 205)
    assert bot.acts[told:] == []
    await box.fill("x" * 200)
    await dialog.get_by_role("button", name="Count").click()
    await still(page)
    assert bot.acts[-2:] == [("text", "x" * 200), ("count", None)]


async def test_a_pushed_view_goes_back_to_the_one_below_with_its_text(bot: PageBot, page: Page) -> None:
    hub = await open_modal(page, "hub", "Hub")
    await hub.get_by_role("button", name="More").click()
    pushed = page.get_by_role("dialog", name="Help")
    await expect(pushed.get_by_text("Help is here.")).to_be_visible()
    await pushed.get_by_role("button", name="Back to the view before").click()
    await expect(hub.get_by_role("button", name="More")).to_be_visible()


async def test_escape_leaves_the_whole_stack_and_the_focus_returns(bot: PageBot, page: Page) -> None:
    hub = await open_modal(page, "hub", "Hub")
    await hub.get_by_role("button", name="More").click()
    await page.get_by_role("dialog", name="Help").wait_for()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("textbox", name="Message Supervision")).to_be_focused()


async def test_cancel_tells_a_bot_that_asked_to_be_told(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "form", "Every field")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(dialog).to_have_count(0)
    await still(page)
    assert [each["is_cleared"] for each in bot.closed] == [False]


async def test_an_app_that_does_not_answer_is_trouble_connecting_and_the_text_stays(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "form", "Every field")
    await dialog.get_by_label("The story").fill("not to be lost")
    await still(page)
    bot.silent = True
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("trouble connecting")
    await expect(dialog.get_by_label("The story")).to_have_value("not to be lost")


async def test_the_tab_key_stays_inside_an_open_modal(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "hub", "Hub")
    for _ in range(12):
        await page.keyboard.press("Tab")
        outside = await page.evaluate("() => document.activeElement.closest('#app') !== null")
        assert not outside
    await expect(dialog).to_be_visible()


async def test_a_modal_fills_a_phone_and_its_buttons_stay_in_reach(bot: PageBot, open_page: OpenPage) -> None:
    page = await open_page(size=(380, 780))
    dialog = await open_modal(page, "form", "Every field")
    assert await dialog.bounding_box() == {"x": 0, "y": 0, "width": 380, "height": 780}
    await dialog.locator(".modal-body").evaluate("body => { body.scrollTop = body.scrollHeight }")
    await expect(dialog.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    await expect(dialog.get_by_role("heading", name="Every field")).to_be_in_viewport(ratio=1)


async def test_text_typed_while_the_server_is_away_stays_and_is_sent_when_it_is_back(bot: PageBot, page: Page) -> None:
    dialog = await open_modal(page, "step", "A step")
    box = dialog.get_by_label("The story")
    await page.context.set_offline(True)
    await box.fill("typed on a train in a tunnel")
    await expect(dialog.get_by_text("does not answer")).to_be_visible()
    await dialog.get_by_role("button", name="Count").click()
    await expect(box).to_be_focused()
    await page.context.set_offline(False)
    await dialog.get_by_role("button", name="Count").click()
    await still(page)
    await expect(box).to_have_value("typed on a train in a tunnel")
    assert bot.acts == [("text", "typed on a train in a tunnel"), ("count", None)]
