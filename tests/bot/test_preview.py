"""Looking at forms: every form on disk, step by step, in the pretend workspace."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.preview import open_preview
from bot.settings import PreviewSettings
from handlers.blocks.ids import read_place
from handlers.blocks.preview import NOTHING_KEPT
from models.content import Library
from models.content.finding import newest_forms
from models.forms import ActionsQuestion, Form, QuestionPart, TextQuestion
from sandbox import Sandbox
from sandbox.hands import Hands
from sandbox.looking import text_in
from tests.bot.conftest import QUICK, ROOT
from tests.conftest import CONTENT
from tests.support.settings import fixed


@pytest.fixture
async def shown(sandbox: Sandbox, library: Library) -> AsyncIterator[None]:
    """Every form on disk on offer, by one preview."""
    given = QUICK | {
        "world": "sandbox",
        "slack_bot_token": sandbox.bot_token,
        "slack_app_token": sandbox.app_token,
        "slack_api_url": sandbox.api_url,
        "clock_file": sandbox.folder / "clock",
        "content_folder": CONTENT,
    }
    async with open_preview(fixed(PreviewSettings, **given), library, newest_forms(library)):
        yield


async def press(hands: Hands, text: str, **which: Any) -> None:
    """Press a button, and wait until the screen is another."""
    before = hands.view and hands.view["hash"]
    await hands.click_button(text, **which)
    await hands.until(lambda _: hands.view and hands.view["hash"] != before, waiting_for=f"what {text!r} shows")


async def open_form(hands: Hands, form: Form) -> None:
    message = await hands.until_message(NOTHING_KEPT)
    rows = [block["block_id"] for block in message["blocks"] if block["type"] == "section"]
    await press(hands, "Open", message=message, number=rows.index(f"form:{form.id}.{form.number}"))


def can_press(hands: Hands, text: str) -> bool:
    assert hands.view is not None
    (steps,) = [block for block in hands.view["view"]["blocks"] if block.get("block_id") == "steps"] or [None]
    return steps is not None and any(text_in(button) == text for button in steps["elements"])


def section_on(hands: Hands) -> str:
    assert hands.view is not None
    return read_place(hands.view["view"]["private_metadata"]).section or ""


async def walk(hands: Hands, form: Form) -> dict[str, str]:
    """Go from the first step to the last; return what each showed."""
    await open_form(hands, form)
    seen: dict[str, str] = {}
    while True:
        assert NOTHING_KEPT in hands.view_text
        seen[section_on(hands)] = seen.get(section_on(hands), "") + hands.view_text
        if not can_press(hands, "Next"):
            await hands.submit()
            await hands.until_no_view()
            return seen
        await press(hands, "Next")


async def test_every_form_on_disk_is_walked_to_its_last_step(shown: None, sam: Hands, library: Library) -> None:
    for form in newest_forms(library):
        seen = await walk(sam, form)
        assert list(seen) == [section.id for section in form.sections], form.id
        for section in form.sections:
            missing = [one.label for one in section.answered if one.label not in seen[section.id]]
            assert not missing, (form.id, section.id)
            has_banks = any(question.banks for question in section.answered)
            assert ("Questions that may help:" in seen[section.id]) is has_banks, (form.id, section.id)
            has_actions = any(isinstance(question, ActionsQuestion) for question in section.questions)
            assert ("Add an action" in seen[section.id]) is has_actions, (form.id, section.id)


async def test_a_member_gets_one_button_a_form_and_a_guest_gets_nothing(
    shown: None, sandbox: Sandbox, sam: Hands, library: Library
) -> None:
    message = await sam.until_message(NOTHING_KEPT)
    titles = [text_in(block) for block in message["blocks"] if block["type"] == "section"]
    assert len(titles) == len(newest_forms(library))
    async with Hands(sandbox.url, "U0MEERA") as guest:
        assert guest.messages() == []


async def test_going_back_shows_the_step_before_with_nothing_of_what_was_typed(
    shown: None, sam: Hands, library: Library
) -> None:
    form = library.form("mosaic-casework", 1)
    first = form.sections[0]
    await open_form(sam, form)
    assert not can_press(sam, "Back")
    await sam.type_into(first.questions[0].label, "Ella sleeps through the night.")
    await press(sam, "Next")
    assert section_on(sam) == form.sections[1].id
    await press(sam, "Back")
    assert section_on(sam) == first.id
    assert sam.view is not None
    assert "Ella sleeps" not in str(sam.view["values"])


async def test_the_step_of_an_action_opens_with_its_calendar_and_leads_back(
    shown: None, sam: Hands, library: Library
) -> None:
    form = library.form("mosaic-casework", 1)
    (table,) = [question for question in form.questions if isinstance(question, ActionsQuestion)]
    await open_form(sam, form)
    while not can_see(sam, "Add an action"):
        await press(sam, "Next")
    await press(sam, "Add an action")
    assert NOTHING_KEPT in sam.view_text
    assert all(one.label in sam.view_text for one in (table.what, table.why, table.how, table.when, table.who))
    await sam.type_into(table.what.label, "Ask the school nurse")
    await sam.choose(table.who.label, "Sam Example")
    await sam.choose(table.when.label, "On another day")
    await sam.until_view("Which day?")
    assert sam.view is not None
    assert "Ask the school nurse" in str(sam.view["values"])
    await press(sam, "Save this action")
    assert can_see(sam, "Add an action")
    assert "Ask the school nurse" not in sam.view_text


def can_see(hands: Hands, text: str) -> bool:
    return text in hands.view_text


async def test_prompts_of_a_bank_are_shown_three_at_a_time_and_turned_over_what_is_typed(
    shown: None, sam: Hands, library: Library
) -> None:
    form, section, question = next(
        (form, section, question)
        for form in newest_forms(library)
        for section in form.sections
        for question in section.answered
        if isinstance(question, TextQuestion) and len(prompts_beside(library, question)) > 3
    )
    prompts = prompts_beside(library, question)
    await open_form(sam, form)
    while section_on(sam) != section.id:
        await press(sam, "Next")
    await sam.type_into(question.label, "She spoke of the dog.")
    first = {prompt for prompt in prompts if prompt in sam.view_text}
    place = [one for one in section.answered if one.banks].index(question)
    await press(sam, "Show me others", number=place)
    second = {prompt for prompt in prompts if prompt in sam.view_text}
    assert len(first) == len(second) == 3
    assert first != second
    assert sam.view is not None
    assert "She spoke of the dog." in str(sam.view["values"])
    await sam.click_button("Hide prompts", number=place)
    await sam.until_view("In a record, this hides")


def prompts_beside(library: Library, question: QuestionPart) -> list[str]:
    return [prompt.ask for group in library.groups_beside(question) for prompt in group.prompts]


async def test_a_tick_that_says_what_becomes_of_the_text_says_it_here_too(
    shown: None, sam: Hands, library: Library
) -> None:
    form, section = next(
        (form, section)
        for form in newest_forms(library)
        for section in form.sections
        if any(isinstance(one, TextQuestion) and one.may_be_left_out for one in section.answered)
    )
    await open_form(sam, form)
    while section_on(sam) != section.id:
        await press(sam, "Next")
    await sam.choose("If this should not be recorded", "Agreed not to record")
    await sam.until_view("Left out: the record will say only")


async def test_a_proposed_next_step_stands_whole_beside_its_question_and_says_what_it_does(
    shown: None, sam: Hands, library: Library
) -> None:
    form, section, question = next(
        (form, section, question)
        for form in newest_forms(library)
        for section in form.sections
        for question in section.answered
        if question.proposes is not None
    )
    assert question.proposes is not None
    await open_form(sam, form)
    while section_on(sam) != section.id:
        await press(sam, "Next")
    await sam.click_button(f"Make it a next step: {question.proposes.what}")
    await sam.until_view("In a record, this adds the step to the actions")


async def test_a_command_is_answered_with_what_this_is(shown: None, sam: Hands) -> None:
    await sam.command("/supervision")
    await sam.until(lambda seen: "This is a preview of forms" in str(seen), waiting_for="the answer")


async def test_the_process_offers_the_form_it_was_given_and_stops_when_asked(
    sandbox: Sandbox, sam: Hands, library: Library
) -> None:
    own = {
        "WORLD": "sandbox",
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.api_url,
        "CLOCK_FILE": str(sandbox.folder / "clock"),
        "CONTENT_FOLDER": str(CONTENT),
        "PYTHONPATH": str(ROOT),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "content", "preview", "mosaic-brief",
        env=os.environ | own, cwd=sandbox.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    said = await asyncio.wait_for(process.stdout.readline(), 60)
    await sam.see()
    (message,) = sam.messages()
    process.send_signal(signal.SIGTERM)
    _, trouble = await asyncio.wait_for(process.communicate(), 10)
    assert said.startswith(b"Preview: press Open")
    assert library.form("mosaic-brief", 1).title in text_in(message)
    assert process.returncode == 0
    assert b"Traceback" not in trouble
    assert not list(sandbox.folder.glob("bot.db*"))
