"""Prompts beside a question: others on a tap with every letter kept, and hidden for good by one person."""

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.vocabulary import RecordKind
from sandbox.hands import Hands
from tests.conftest import CONTENT
from tests.journeys.scene import Scene
from tests.journeys.steps import Meeting, begin
from tests.support.made_up import ASKS, BANK, made_up_form
from tests.support.town import open_town

STRAIN = "What weighs on you?"


def write_content(folder: Path) -> Path:
    """Write a council's own content: the example's, with the made-up form and its bank (JSON is YAML too)."""
    shutil.copytree(CONTENT, folder)
    form = made_up_form("our-casework")
    (folder / "forms" / "our-casework.yml").write_text(json.dumps(form), encoding="utf-8")
    (folder / "prompts" / "noticing.yml").write_text(BANK.model_dump_json(), encoding="utf-8")
    policy = folder / "policies" / "default.yml"
    words = policy.read_text(encoding="utf-8").replace("casework: default-casework", "casework: our-casework")
    policy.write_text(words, encoding="utf-8")
    return folder


@pytest.fixture
async def meeting(tmp_path: Path) -> AsyncIterator[Meeting]:
    content = write_content(tmp_path / "content")
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    async with open_town(url, tmp_path / "sandbox", content_folder=content) as town:
        parts = town.bot.parts
        assert parts.library.form_for(RecordKind.CASEWORK).id == "our-casework"
        yield await begin(Scene(town.sandbox, parts, town.bot.clock.now, town.person), in_depth=2)


def asked(hands: Hands) -> list[str]:
    return [ask for ask in ASKS if ask in hands.view_text]


async def test_others_lose_no_letter_and_hidden_prompts_stay_hidden_until_they_are_wanted_again(
    meeting: Meeting,
) -> None:
    priya = meeting.supervisor
    await meeting.open_child(0, then=STRAIN)
    first = asked(priya)
    assert len(first) == 3

    await priya.type_into(STRAIN, "Night shifts.")
    await priya.click_button("Show me others")
    await priya.until(lambda _: asked(priya) != first)
    assert len(asked(priya)) == 3
    assert not set(asked(priya)) & set(first)
    assert "Night shifts." in json.dumps(priya.view)

    await priya.click_button("Hide prompts")
    await priya.until(lambda _: not asked(priya))
    assert "Night shifts." in json.dumps(priya.view)
    await priya.close_view(everything=True)
    await meeting.open_child(1, then=STRAIN)
    assert not asked(priya)

    await priya.click_button("Back")
    await priya.until_view("Show prompts")
    assert "Reconstructed from the text of its source" in priya.view_text
    await priya.click_button("Show prompts")
    await priya.until(lambda _: "Show prompts" not in priya.view_text)
    await priya.click_button("Open")
    await priya.until_view(STRAIN)
    assert len(asked(priya)) == 3


async def test_what_was_ticked_as_not_to_be_recorded_says_so_and_comes_back_on_a_second_tap(meeting: Meeting) -> None:
    priya = meeting.supervisor
    await meeting.open_child(0, then=STRAIN)
    await priya.type_into(STRAIN, "Said by mistake.")
    await priya.choose("If this should not be recorded", "Agreed not to record")
    await priya.until_view("Left out: the record will say only")
    await priya.click_button("Back")
    await priya.until_view("All children")
    await priya.click_button("Open")
    await priya.until_view("Left out: the record will say only")
    assert "Said by mistake." in json.dumps(priya.view)

    await priya.unchoose("If this should not be recorded", "Agreed not to record")
    await priya.until(lambda _: "Left out" not in priya.view_text)
    assert "Said by mistake." in json.dumps(priya.view)
