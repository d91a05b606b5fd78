"""Starting, the card and Home, as the people in the workspace see them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.hands import Hands
from tests.support.town import Town, open_town

IN_DEPTH = "In depth"
CARD = "Your supervision with Sam Okafor"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_town(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "sandbox") as opened:
        yield opened


@pytest.fixture
async def priya(town: Town) -> Hands:
    return await town.person("Priya")


@pytest.fixture
async def sam(town: Town) -> Hands:
    return await town.person("Sam")


def options(person: Hands, action_id: str) -> list[str]:
    """Return the texts a menu of the open modal offers."""
    assert person.view is not None
    for block in person.view["view"]["blocks"]:
        element: dict[str, Any] = block.get("accessory") or block.get("element") or {}
        if element.get("action_id") == action_id:
            return [option["text"]["text"] for option in element["options"]]
    raise AssertionError(action_id)


async def choose_sam(priya: Hands) -> None:
    await priya.until_view("Whom do you supervise?")
    sam = next(text for text in options(priya, "start_who") if text.startswith("Sam Okafor"))
    await priya.choose("Choose a person", sam)
    await priya.click_button("Next")
    await priya.until_view("A child chosen in both is discussed in depth.")


async def start(priya: Hands) -> None:
    """Start with Sam, everybody brief, and close the modal."""
    await priya.command("/supervision")
    await choose_sam(priya)
    await priya.submit()
    await priya.until_no_view()
    await priya.until_message("12 left")


async def test_a_supervision_is_started_in_one_modal_and_the_card_follows(priya: Hands) -> None:
    await priya.command("/supervision")
    await choose_sam(priya)
    children = options(priya, "agenda_brief")
    assert len(children) == 12
    await priya.choose(IN_DEPTH, *children[:3])

    await priya.click_button("Start")

    await priya.until_view("Not an emergency channel")
    card = await priya.until_message("0 done, 12 left")
    assert card["text"].startswith(CARD)
    assert priya.taps == 9, "command, open and choose, next, open and three children, start"


async def test_the_shortcut_and_home_start_too_and_an_open_one_is_offered_before_a_new_one(priya: Hands) -> None:
    await priya.shortcut("start_supervision")
    await choose_sam(priya)
    await priya.submit()
    await priya.until_no_view()

    await priya.home()
    await priya.until(lambda _: "0 of 12 children done" in priya.home_text)
    await priya.click_button("Start a supervision", home=True)
    await priya.until_view("Still open")
    await choose_sam(priya)
    assert "Still open" in priya.view_text
    assert "Start a new one" in priya.view_text

    await priya.click_button("Carry on")

    await priya.until_view("Not an emergency channel")
    assert len([message for message in priya.messages() if message["text"].startswith(CARD)]) == 1


async def test_what_is_missing_or_cannot_be_is_said_in_the_modal(town: Town, priya: Hands, sam: Hands) -> None:
    await sam.command("/supervision")
    await sam.until_view("Nobody is down in the directory as your supervisee")

    await priya.command("/supervision")
    await priya.until_view("Whom do you supervise?")
    await priya.click_button("Next")
    await priya.until_view("Choose whom you supervise first.")

    await priya.choose("Date held", "2026-03-03")
    await priya.choose("Choose a person", next(one for one in options(priya, "start_who") if one.startswith("Sam")))
    await priya.click_button("Next")
    await priya.until_view("must be today or earlier")
    assert "Sam Okafor" in str(priya.view)

    await priya.choose("Date held", "2026-03-02")
    await priya.click_button("Next")
    await priya.until_view("held Mon 2 March 2026")
    await priya.click_button("Back")
    await priya.until_view("Whom do you supervise?")
    assert "must be today" not in priya.view_text

    await priya.choose("Date held", "2026-02-27")
    await priya.click_button("Next")
    await priya.until_view("held Fri 27 February 2026")
    await priya.click_button("Back")
    await priya.until_view("Whom do you supervise?")
    await priya.click_button("Next")
    await priya.until_view("*Sam Okafor* · One to one · held Fri 27 February 2026")


async def test_leaving_out_a_child_whose_date_passes_is_said_once_before_the_start_and_stays_on_the_card(
    priya: Hands,
) -> None:
    await priya.command("/supervision")
    await choose_sam(priya)
    overdue = options(priya, "agenda_brief")[0]
    await priya.unchoose("Brief", overdue)

    await priya.click_button("Start")
    await priya.until_view("Left out, though the date passes")
    assert overdue in priya.view_text
    await priya.click_button("Start without them")

    await priya.until_view("Not an emergency channel")
    await priya.until_message("Not on this agenda, though the date passes")
    await priya.until_message("0 done, 11 left")


async def test_sub_words_are_answered_privately_and_never_repeated(town: Town, priya: Hands, sam: Hands) -> None:
    await priya.command("/supervision help", "#team-elm")
    note = await priya.until_message("What you can do", "#team-elm")
    assert note["ephemeral"] is True
    await priya.command("/supervision Juniper Pebblewick", "#team-elm")
    await priya.until_message("That is not a word I know.", "#team-elm")

    await sam.see()
    assert [one for one in sam.messages("#team-elm") if one.get("ephemeral")] == []
    assert "Juniper" not in str(sam.messages("#team-elm"))
    assert "Juniper" not in str(priya.messages("#team-elm"))


async def test_the_card_adds_a_child_leaves_one_out_and_closes_the_meeting(priya: Hands) -> None:
    await priya.command("/supervision")
    await choose_sam(priya)
    first, second, *_ = options(priya, "agenda_brief")
    await priya.unchoose("Brief", first)
    await priya.submit()
    await priya.until_no_view()
    await priya.until_message("11 left")

    await priya.click_button("Add a child")
    await priya.until_view("How")
    await priya.choose("Child", first)
    await priya.submit()
    await priya.until_no_view()
    await priya.until_message("0 done, 12 left")

    await priya.click_button("Not reached")
    await priya.until_view("Whom did you not reach?")
    await priya.choose("Whom did you not reach?", " · ".join(second.split(" · ")[:2]))
    await priya.submit()
    await priya.until_no_view()
    await priya.until_message("1 done, 11 left")

    await priya.click_button("Close the meeting")
    await priya.until_view("11 children with nothing written")
    await priya.type_into("How many minutes did it take?", "95")
    await priya.submit()
    await priya.until_no_view()
    card = await priya.until_message("closed · 95 minutes")
    assert "Go on" not in str(card["blocks"])


async def test_a_child_added_is_written_about_at_once_and_a_row_of_the_card_opens_its_child(priya: Hands) -> None:
    await start(priya)
    await priya.click_button("Add a child")
    await priya.until_view("How")
    await priya.click_button("Add and write now")
    await priya.until_view("Choose a child first.")
    await priya.close_view()

    await priya.choose("Child", options(priya, "add_child_child")[0])
    await priya.click_button("Add and write now")
    await priya.until_view("Not an emergency channel")
    await priya.close_view(everything=True)
    await priya.until_message("in depth")

    await priya.click_button("Write", number=1)
    await priya.until_view("Not an emergency channel")
    await priya.close_view(everything=True)
    await priya.click_button("Go on")
    await priya.until_view("Not an emergency channel")


async def test_a_supervision_begun_by_mistake_is_discarded(priya: Hands) -> None:
    await start(priya)

    await priya.click_button("Discard")

    card = await priya.until_message("was discarded")
    assert "button" not in str(card["blocks"])
    await priya.home()
    await priya.until(lambda _: "None is open." in priya.home_text)


async def test_a_practitioner_marks_a_child_and_it_comes_first_on_the_next_agenda(
    town: Town, priya: Hands, sam: Hands
) -> None:
    await sam.home()
    await sam.until(lambda _: "Directory as of Mon 2 March 2026" in sam.home_text)
    assert "Pebblewick" not in sam.home_text
    assert "Start a supervision" not in sam.home_text
    await sam.click_button("Mark for discussion", home=True, number=11)
    await sam.until_view("Why should this child be discussed next?")
    label = sam.view_text.split(" · ")[2].split()[0]
    await sam.choose("Why should this child be discussed next?", "Quiet, and not talked about for a while")
    await sam.submit()
    await sam.until_no_view()
    await sam.until(lambda _: "Quiet, and not talked about" in sam.home_text)

    await priya.command("/supervision")
    await choose_sam(priya)
    assert label in options(priya, "agenda_brief")[0]


async def test_a_supervisor_marks_any_child_of_a_supervisee(town: Town, priya: Hands, sam: Hands) -> None:
    await priya.home()
    await priya.until(lambda _: "Mark a child for discussion" in priya.home_text)
    await priya.click_button("Mark a child for discussion", home=True)
    await priya.until_view("Why should this child be discussed next?")
    assert priya.view is not None
    groups = priya.view["view"]["blocks"][0]["element"]["option_groups"]
    of_sam = next(group for group in groups if group["label"]["text"] == "Sam Okafor")
    await priya.choose("Child", of_sam["options"][-1]["text"]["text"])
    await priya.choose("Why should this child be discussed next?", "Going well")
    await priya.submit()
    await priya.until_no_view()

    await sam.home()
    await sam.until(lambda _: "Going well" in sam.home_text)


async def test_a_modal_that_cannot_be_filled_says_so_and_one_that_was_overtaken_is_left_alone(
    town: Town, priya: Hands
) -> None:
    await town.fault(method="views.update", fault="refuse", error="fatal_error", times=1)
    await priya.command("/supervision")
    await priya.until_view("That did not work, and it is not your doing.")
    await priya.close_view()

    await town.fault(method="views.update", fault="refuse", error="hash_conflict", times=1)
    await priya.command("/supervision")
    await priya.until_view("One moment")
    await priya.close_view()

    await priya.command("/supervision")
    await choose_sam(priya)
