"""From the read-through to agreement, by the hands of Priya and Sam in the pretend workspace."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot.signing import read_signer
from models.tables import Act, Person, Request
from models.values.call import Call
from models.values.supervision import AgendaPlan
from models.vocabulary import RecordKind
from models.workflow.children import read_agenda_children, read_child_names, read_children
from models.workflow.full_text import replace_full_text
from models.workflow.supervision import start_supervision
from models.workflow.verifying import verify_database
from sandbox.hands import Hands
from tests.support.meetings import MEETING, write_record
from tests.support.town import Town, open_town

LONG = "Told me the walks with Dad are the best part of the week. " * 60


@dataclass
class Meeting:
    """A meeting that is written up, and the two people at their screens."""

    town: Town
    priya: Hands
    sam: Hands
    ids: dict[str, str]
    children: list[str]

    def call(self, name: str = "Priya Nair") -> Call:
        return Call(self.ids[name], self.town.bot.clock.now())

    async def write(self, place: int, kind: RecordKind = RecordKind.CASEWORK, **how: Any) -> None:
        await write_record(
            self.town.bot.parts,
            self.children[place],
            kind,
            call=self.call(),
            owner_id=self.ids["Sam Okafor"],
            **how,
        )

    async def name(self, place: int) -> str:
        """Return the words a menu in a modal uses for a child."""
        parts, child_id = self.town.bot.parts, self.children[place]
        async with parts.read() as session:
            (child,) = (await read_agenda_children(session, parts, [child_id], self.call().today)).values()
            name = (await read_child_names(session, parts, [child_id]))[child_id]
        return f"{name} · {child.label}"

    async def send(self) -> None:
        """Open the read-through from the card, go to its last page and send."""
        card = await self.priya.until_message("Read through and send")
        await self.priya.click_button("Read through and send", message=card)
        await self.priya.until_view("page 1 of")
        while "Next page" in self.priya.view_text:
            await self.priya.click_button("Next page")
        assert "goes to Sam Okafor" in self.priya.view_text.replace("*", "")
        await self.priya.submit()
        await self.priya.until_view("sent to Sam Okafor")
        await self.priya.close_view()

    async def read(self, text: str = "Read the record") -> int:
        """Read to the last page of the newest request; return how many pages there were."""
        await self.sam.click_button(text)
        await self.sam.until_view("Page 1 of")
        pages = 1
        while "Next page" in self.sam.view_text:
            await self.sam.click_button("Next page")
            pages += 1
            await self.sam.until_view(f"Page {pages} of")
        return pages


@pytest.fixture
async def meeting(tmp_path: Path) -> AsyncIterator[Meeting]:
    async with open_meeting(tmp_path) as opened:
        yield opened


@asynccontextmanager
async def open_meeting(folder: Path, **changed: Any) -> AsyncIterator[Meeting]:
    """Priya and Sam meet about two children in depth and two briefly; nothing is written yet."""
    async with open_town(f"sqlite:///{folder / 'bot.db'}", folder / "sandbox", **changed) as town:
        parts = town.bot.parts
        async with parts.read() as session:
            found = await session.exec(select(col(Person.name), col(Person.id)))
            ids = dict(found.all())
            now = town.bot.clock.now()
            today = Call(ids["Priya Nair"], now).today
            children = [child.id for child in await read_children(session, parts, ids["Sam Okafor"], today)][:4]
        plan = AgendaPlan(MEETING, ids["Sam Okafor"], today, tuple(children[:2]), tuple(children[2:]))
        await start_supervision(parts, Call(ids["Priya Nair"], now), plan)
        yield Meeting(town, await town.person("priya"), await town.person("sam"), ids, children)


def check_code_in(text: str) -> str:
    """Return the one check code a screen shows."""
    (code,) = set(re.findall(r"[Cc]heck code ([A-Z2-7]{4}-[A-Z2-7]{4})", text))
    return str(code)


async def test_a_record_is_read_page_by_page_and_agreed_on_its_last_page(meeting: Meeting) -> None:
    await meeting.write(0, words=LONG)
    await meeting.send()

    message = await meeting.sam.until_message("waiting for your answer")
    code = check_code_in(str(message["blocks"]))
    await meeting.read()
    assert code == check_code_in(meeting.sam.view_text)
    await meeting.sam.click_button("Agree")
    await meeting.sam.until_view("You agreed.")
    await meeting.sam.close_view()

    await meeting.sam.until_message("you agreed")
    (shown,) = [one for one in meeting.sam.messages() if one["ts"] == message["ts"]]
    assert "waiting" not in str(shown["blocks"])
    assert code == check_code_in(str(shown["blocks"]))
    await meeting.priya.until_message(":white_check_mark: agreed")

    await meeting.town.advance(days=1)
    bot = meeting.town.bot
    found = await verify_database(bot.parts, [read_signer(bot.settings).public])
    assert found.wrong == ()
    counts = dict(found.counts)
    assert (counts["versions"], counts["answers"], counts["links"]) == (1, 1, 2)
    assert counts["seals"] > 0


async def test_a_tick_before_reading_is_answered_in_the_thread_and_after_reading_agrees(meeting: Meeting) -> None:
    await meeting.write(0)
    await meeting.send()
    message = await meeting.sam.until_message("waiting for your answer")

    await meeting.sam.react(message, "white_check_mark")
    await meeting.sam.until(lambda seen: "does not count yet" in str(seen))
    await meeting.sam.react(message, "white_check_mark", remove=True)
    await meeting.read()
    await meeting.sam.close_view()
    await meeting.sam.react(message, "white_check_mark")

    await meeting.sam.until_message("you agreed")
    await meeting.sam.react(message, "white_check_mark", remove=True)
    await meeting.sam.until_message("waiting for your answer")


async def test_brief_records_are_agreed_together_and_one_is_taken_out_mended_and_agreed_alone(
    meeting: Meeting,
) -> None:
    await meeting.write(2, RecordKind.BRIEF)
    await meeting.write(3, RecordKind.BRIEF)
    await meeting.send()
    await meeting.sam.until_message("2 brief records")

    await meeting.read("Read the records")
    await meeting.sam.click_button("Ask for a change")
    await meeting.sam.until_view("Which records?")
    await meeting.sam.choose("Which records?", await meeting.name(3))
    await meeting.sam.type_into("What should change?", "It was Gran who said it.")
    await meeting.sam.submit()
    await meeting.sam.until_message("you asked for a change")
    await meeting.read("Read the records")
    await meeting.sam.click_button("Agree")
    await meeting.sam.until_view("You agreed.")
    await meeting.sam.close_view()

    await meeting.priya.until_message("asks for a change")
    await meeting.priya.click_button("Open and mend")
    await meeting.priya.until_view("It was Gran who said it.")
    await meeting.priya.click_button("Mend the record")
    await meeting.priya.until_view("Progress towards the outcomes")
    await meeting.priya.close_view(everything=True)
    await meeting.write(3, RecordKind.BRIEF, words="Gran said the walks are the best part.", with_action=False)
    await meeting.send()

    asked = await meeting.priya.until_message("A new version was sent since")
    assert "Open and mend" not in str(asked["blocks"])
    new = await meeting.sam.until_message("A new version of a record")
    await meeting.sam.click_button("Read the record", message=new)
    await meeting.sam.until_view("What changed since version 1")
    assert "Gran said the walks are the best part." in meeting.sam.view_text
    await meeting.sam.click_button("Agree")
    await meeting.sam.until_view("You agreed.")


async def test_the_read_through_leads_to_what_is_missing_and_sends_the_rest(meeting: Meeting) -> None:
    await meeting.write(0)
    await meeting.write(1, words=" ")
    card = await meeting.priya.until_message("Read through and send")
    await meeting.priya.click_button("Read through and send", message=card)
    await meeting.priya.until_view("Go there")

    await meeting.priya.click_button("Go there")
    await meeting.priya.until_view("What should be different")
    await meeting.priya.close_view(everything=True)
    await meeting.send()

    await meeting.sam.until_message("waiting for your answer")


async def test_not_agreed_reaches_the_supervisor_and_an_addendum_is_agreed_by_itself(meeting: Meeting) -> None:
    await meeting.write(0)
    await meeting.send()
    await meeting.sam.until_message("waiting for your answer")
    await meeting.read()
    await meeting.sam.click_button("Do not agree")
    await meeting.sam.type_into("Your comments", "That is not what we said.")
    await meeting.sam.submit()
    await meeting.sam.until_message("you did not agree")

    await meeting.priya.until_message("does not agree")
    await meeting.priya.click_button("Add an addendum")
    await meeting.priya.until_view("What is to be added?")
    await meeting.priya.type_into("What is to be added?", "Gran moved in on Friday.")
    await meeting.priya.submit()

    added = await meeting.sam.until_message("An addendum to a record")
    await meeting.sam.click_button("Read the record", message=added)
    await meeting.sam.until_view("Gran moved in on Friday.")
    await meeting.sam.click_button("Agree")
    await meeting.sam.until_view("You agreed.")
    await meeting.sam.click_button("Undo")
    await meeting.sam.until_view("You took your answer back.")


async def test_comments_become_part_of_the_record_and_the_supervisor_reads_them(meeting: Meeting) -> None:
    await meeting.write(0)
    await meeting.send()
    await meeting.sam.until_message("waiting for your answer")
    await meeting.read()
    await meeting.sam.click_button("Agree with comments")
    await meeting.sam.type_into("Your comments", "  ")
    await meeting.sam.submit()
    assert "Please complete this required field." in str(meeting.sam.view)
    await meeting.sam.type_into("Your comments", "Well put. <!channel> `x`")
    await meeting.sam.submit()
    await meeting.sam.until_message("you agreed with comments")

    await meeting.priya.until_message("agreed and wrote comments")
    assert "Well put" not in str(meeting.priya.messages())
    await meeting.priya.click_button("Read")
    await meeting.priya.until_view("Well put. <!channel> `x`")


async def test_nobody_else_can_open_or_answer_a_request(meeting: Meeting) -> None:
    await meeting.write(0)
    await meeting.send()
    message = await meeting.sam.until_message("waiting for your answer")
    amira = await meeting.town.person("amira")

    assert message["ts"] not in {one["ts"] for one in amira.messages()}
    assert "Okafor" not in str(amira.messages())


async def test_a_lost_reply_to_the_request_posts_it_once_and_a_tick_on_it_counts(meeting: Meeting) -> None:
    await meeting.write(0)
    await meeting.town.fault(method="chat.postMessage", fault="drop_reply", times=1)
    await meeting.send()

    message = await meeting.sam.until_message("waiting for your answer")
    await meeting.sam.until(lambda _: len(requests(meeting.sam)) == 1)
    await meeting.sam.click_button("Read the record", message=message)
    await meeting.sam.until_view("Page 1 of 1")
    await meeting.sam.close_view()
    await meeting.sam.react(message, "white_check_mark")

    await meeting.sam.until_message("you agreed", timeout=10)
    assert len(requests(meeting.sam)) == 1


def requests(hands: Hands) -> list[Any]:
    """Return the messages that ask for agreement."""
    return [one for one in hands.messages() if "Supervision with Priya Nair" in str(one["blocks"])]


@pytest.mark.parametrize("fault", ["duplicate", "drop_ack"])
async def test_a_tick_told_twice_agrees_once(meeting: Meeting, fault: str) -> None:
    await meeting.write(0)
    await meeting.send()
    message = await meeting.sam.until_message("waiting for your answer")
    await meeting.read()
    await meeting.sam.close_view()
    await meeting.town.fault(event="reaction_added", fault=fault, times=1)

    await meeting.sam.react(message, "white_check_mark")
    await meeting.sam.until_message("you agreed")
    await meeting.town.advance(minutes=10)

    async with meeting.town.bot.parts.read() as session:
        assert len((await session.exec(select(Act))).all()) == 1


async def test_pressing_send_twice_sends_once(meeting: Meeting) -> None:
    await meeting.write(0)
    card = await meeting.priya.until_message("Read through and send")
    await meeting.priya.click_button("Read through and send", message=card)
    await meeting.priya.until_view("goes to")
    view = meeting.priya.view
    assert view is not None

    await asyncio.gather(
        *(meeting.town.control("POST", f"as/U0PRIYA/view/{view['id']}/submit", {}) for _ in range(2)),
        return_exceptions=True,
    )

    await meeting.sam.until_message("waiting for your answer")
    async with meeting.town.bot.parts.read() as session:
        assert len((await session.exec(select(Request))).all()) == 1
    assert len(requests(meeting.sam)) == 1


async def test_a_last_page_that_never_came_on_the_screen_does_not_count_as_opened(meeting: Meeting) -> None:
    await meeting.write(0)
    await meeting.send()
    message = await meeting.sam.until_message("waiting for your answer")
    await meeting.town.fault(method="views.update", fault="server_error", times=1)

    await meeting.sam.click_button("Read the record", message=message)
    await meeting.sam.until_view("That did not work")
    await meeting.sam.react(message, "white_check_mark")

    await meeting.sam.until(lambda seen: "does not count yet" in str(seen))
    async with meeting.town.bot.parts.read() as session:
        assert (await session.exec(select(Act))).all() == []


async def test_where_the_council_wants_it_the_whole_text_comes_before_the_request_and_a_tick_is_enough(
    tmp_path: Path,
) -> None:
    async with open_meeting(tmp_path, record_in_dm="full") as meeting:
        await meeting.write(0, words=LONG)
        await meeting.send()

        message = await meeting.sam.until_message("waiting for your answer")
        texts = [one for one in meeting.sam.messages() if "The record, part" in str(one["blocks"])]
        assert len(texts) > 1
        assert all(one["ts"] < message["ts"] for one in texts)
        assert LONG.strip() in "".join(
            block["text"]["text"] for one in texts for block in one["blocks"] if block["type"] == "section"
        )
        await meeting.sam.react(message, "heavy_check_mark")
        await meeting.sam.until_message("you agreed")

        request = message["blocks"][-1]["elements"][0]["value"]
        await replace_full_text(meeting.town.bot.parts, meeting.call(), request_id=request)

        await meeting.sam.until(lambda _: not any("walks with Dad" in str(one) for one in meeting.sam.messages()))
        notices = [one for one in meeting.sam.messages() if "was taken away" in str(one["blocks"])]
        assert [one["ts"] for one in notices] == [one["ts"] for one in texts]
