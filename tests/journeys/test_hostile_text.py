"""Hostile text in every box: it survives whole to the one who reads it, and never notifies or formats anything."""

from collections.abc import Iterator
from typing import Any

import pytest

from handlers.blocks.team_post import TEXT as TEAM_POST_TEXT
from models.vocabulary import MessageKind, RecordKind
from sandbox.hands import Hands
from sandbox.kinds import Json
from tests.journeys.scene import Scene, read_through_to_the_end
from tests.journeys.steps import Meeting, begin
from tests.story.screen import field
from tests.story.writing import BRIEF_PROGRESS, CHILD_WORDS, OUTCOMES, PROGRESS, WHAT, WHEN
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

MENTIONS = "<!channel> <!here> @everyone @here <@U0AMIRA> <#C0TEAMELM> <https://x.example|press here> & &lt;b&gt;"
MARKS = "`code` ```block``` *bold* _slanted_ ~gone~ > quoted :tada: :white_check_mark:"
EMOJI = "👩‍👩‍👧‍👦🏴󠁧󠁢󠁷󠁬󠁳󠁿🇬🇧👍🏾 e\u0301 Zoë"
RIGHT_TO_LEFT = "שלום \u202eabc\u202c وقالت إنها بخير"
LONG_WORD = "Donaudampfschifffahrt" * 142 + "sgesellsch"
TWELVE_THOUSAND = "".join(f"{number:05d} {sign}" for number, sign in zip(range(1500), "<>&*`🙂é" * 215, strict=False))
TWELVE_THOUSAND += "…" * (12_000 - len(TWELVE_THOUSAND))


def words_on(pages: list[list[Json]]) -> str:
    """Return what people wrote, as it stands on the pages of a modal, joined."""
    blocks = [block for page in pages for block in page]
    sections = [block["text"] for block in blocks if block["type"] == "section" and "text" in block]
    return "".join(text["text"] for text in sections if text["type"] == "plain_text")


async def blocks_to_the_end(hands: Hands) -> list[list[Json]]:
    """Turn the pages of the modal on top to the last; return the blocks of each."""
    assert hands.view is not None
    pages = [hands.view["view"]["blocks"]]
    while "Next page" in hands.view_text:
        before = hands.view["hash"]
        await hands.click_button("Next page")
        await hands.until(lambda _: hands.view and hands.view["hash"] != before, waiting_for="the next page")  # noqa: B023
        pages.append(hands.view["view"]["blocks"])
    return pages


async def type_long(hands: Hands, label: str, text: str) -> None:
    """Type into a box, and on into the boxes that open when one is full."""
    parts = [text[start : start + 2950] for start in range(0, len(text), 2950)]
    for number, part in enumerate(parts):
        box = label if number == 0 else f"{label} (continued)"
        await hands.until(lambda _: field(hands, box) and _has_box(hands, box, number), waiting_for="a further box")  # noqa: B023
        await hands.type_into(box, part, number=max(number - 1, 0))


def _has_box(hands: Hands, label: str, number: int) -> bool:
    blocks = hands.view["view"]["blocks"] if hands.view else []
    same = [block for block in blocks if block["type"] == "input" and block["label"]["text"] == label]
    return len(same) >= max(number, 1)


def texts_in(value: Any) -> Iterator[Json]:
    """Yield every text object inside a payload."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)


async def nothing_notified(town: Town, meeting: Meeting) -> None:
    """Check all that went out, and the screens of everybody who has no part in it."""
    entries = (await town.control("GET", "traffic?limit=100000"))["entries"]
    sent = [entry["body"] if entry["direction"] == "from_bot" else entry["answer"] for entry in entries]
    for text in (one["text"] for body in sent for one in texts_in(body)):
        assert not any(mark in text for mark in ("<!", "<@", "<#", "<http", "@everyone\n")), text
        assert "`code`" not in text
    for entry in entries:
        if entry["kind"] in {"api:chat.postMessage", "api:chat.update"}:
            assert "channel>" not in entry["body"]["text"]
            assert entry["body"]["channel"].startswith("D") or entry["body"]["text"].startswith("What ")
    for user in ("amira", "joe", "tom", "helen"):
        hands = await meeting.scene.person(user)
        assert all(toast["text"].startswith(("What is", TEAM_POST_TEXT)) for toast in hands.seen["toasts"])
        assert all(one["text"].startswith("What is due") for one in hands.messages())


async def test_every_box_of_a_record_in_depth_reaches_its_reader_whole(town: Town, scene: Scene) -> None:
    assert len(TWELVE_THOUSAND) == 12_000
    meeting = await begin(scene)
    priya = meeting.supervisor
    await meeting.press_on_card("Go on", then=OUTCOMES)
    await priya.type_into(OUTCOMES, MENTIONS)
    await priya.choose("Whose outcomes are they?", "Wider family")
    await priya.click_button("Save and next")
    await priya.until_view(PROGRESS)
    await type_long(priya, PROGRESS, TWELVE_THOUSAND)
    await priya.click_button("Save and next")
    await priya.until_view(CHILD_WORDS)
    await priya.type_into(CHILD_WORDS, RIGHT_TO_LEFT)
    await priya.click_button("Save and next")
    await priya.until_view("Add an action")
    await priya.click_button("Add an action")
    await priya.until_view(WHAT)
    typed = {
        WHAT: MARKS,
        "Why this step?": RIGHT_TO_LEFT,
        "How will it be done?": LONG_WORD,
        "Or somebody else, in words": EMOJI,
        "The event, in words": MENTIONS,
    }
    for label, text in typed.items():
        await priya.type_into(label, text)
    await priya.choose(WHEN, "In two weeks")
    await priya.click_button("Save this action")
    await priya.until_view("Add an action")
    await priya.click_button("Save and next child")
    await priya.until_view("page 1 of")
    shown = words_on(await blocks_to_the_end(priya))
    await priya.submit()
    (message,) = await meeting.until_requests(1)

    await meeting.worker.click_button("Read the record", message=message)
    await meeting.worker.until_view("Page 1 of")
    read = words_on(await blocks_to_the_end(meeting.worker))

    for text in (MENTIONS, TWELVE_THOUSAND, MARKS, RIGHT_TO_LEFT, LONG_WORD, EMOJI):
        assert text in shown
        assert text in read
    await nothing_notified(town, meeting)


@pytest.mark.parametrize("text", [LONG_WORD[:3000], EMOJI * 20, RIGHT_TO_LEFT, MARKS, MENTIONS])
async def test_a_brief_record_reads_as_it_was_typed(town: Town, scene: Scene, text: str) -> None:
    meeting = await begin(scene, in_depth=0, brief=1)
    priya = meeting.supervisor
    await meeting.press_on_card("Go on", then=BRIEF_PROGRESS)
    await priya.type_into(BRIEF_PROGRESS, text)
    await priya.type_into("Any worry", f"{text[:900]}!")
    await priya.click_button("Save and next child")
    await priya.until_view("page 1 of")
    await read_through_to_the_end(priya)
    await priya.submit()
    (message,) = await meeting.until_requests(1)

    await meeting.worker.click_button("Read the record", message=message)
    await meeting.worker.until_view("Page 1 of")

    read = words_on(await blocks_to_the_end(meeting.worker))
    assert text in read
    assert f"{text[:900]}!" in read
    await nothing_notified(town, meeting)


async def test_what_the_worker_answers_reaches_the_supervisor_whole(town: Town, scene: Scene) -> None:
    meeting = await begin(scene)
    (message,) = await meeting.asked()
    asked = f"{MENTIONS}\n{MARKS}\n{EMOJI}\n{RIGHT_TO_LEFT}\n"
    asked += "x" * (2990 - len(asked))
    await meeting.read(message)
    await meeting.worker.click_button("Ask for a change")
    await meeting.worker.until_view("What should change?")
    await meeting.worker.type_into("What should change?", asked)
    await meeting.worker.submit()

    told = await meeting.until_told(MessageKind.CHANGE_ASKED)
    await meeting.supervisor.click_button("Open and mend", message=told)

    await meeting.supervisor.until_view("Mend the record")
    assert asked in words_on(await blocks_to_the_end(meeting.supervisor))
    assert "x" * 50 not in str(told)
    await nothing_notified(town, meeting)


async def test_comments_and_an_addendum_stand_in_the_record_whole(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, in_depth=0, brief=1)
    await meeting.write(0, RecordKind.BRIEF, with_action=False)
    await meeting.send()
    (message,) = await meeting.until_requests(1)
    comments = f"{RIGHT_TO_LEFT} {MENTIONS} {MARKS} {EMOJI}"
    await meeting.read(message)
    await meeting.worker.click_button("Agree with comments")
    await meeting.worker.until_view("Your comments")
    await meeting.worker.type_into("Your comments", comments)
    await meeting.worker.submit()
    priya = meeting.supervisor
    told = await meeting.until_told(MessageKind.COMMENTS)
    await priya.click_button("Add an addendum", message=told)
    await priya.until_view("What is to be added?")
    await priya.type_into("What is to be added?", TWELVE_THOUSAND[:2900])
    await priya.until_view("What is to be added? (continued)")
    await priya.type_into("What is to be added? (continued)", MENTIONS)
    await priya.submit()

    added = (await meeting.until_requests(2))[1]
    await meeting.worker.click_button("Read the record", message=added)
    await meeting.worker.until_view("Page 1 of")
    assert f"{TWELVE_THOUSAND[:2900]}{MENTIONS}" in words_on(await blocks_to_the_end(meeting.worker))
    await priya.click_button("Read", message=await meeting.card())
    await priya.until_view("Page 1 of")
    assert comments in words_on(await blocks_to_the_end(priya))
    await nothing_notified(town, meeting)
