"""Writing an addendum: nothing typed is lost to an empty box, an older letter or one that comes too late."""

import asyncio
from typing import Any
from unittest.mock import AsyncMock

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.addendum import addendum_view, keep, send
from handlers.desk import Desk
from models.tables import Addendum, Version
from models.vocabulary import ActKind
from models.workflow.addenda import open_addendum, save_addendum
from models.workflow.agreement import act
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.meetings import PRIYA, SAM, find_record, rows_of, send_meeting

pytestmark = pytest.mark.by_turns

HEAD, TAIL = "x" * 2999, "y" * 500


def new_ack() -> AsyncAck:
    return AsyncAck()  # type: ignore[no-untyped-call]


class Screen:
    """The modal as Priya has it before her: what Slack sends of it, and what it was told to show."""

    def __init__(self, parts: Parts, record_id: str, view: dict[str, Any]) -> None:
        self.parts, self.record_id, self.view = parts, record_id, view
        self.desk = Desk(parts, lambda: START)
        self.client = AsyncMock(spec=AsyncWebClient)
        self.client.views_update.return_value = {"view": {"hash": "1.b"}}

    @property
    def boxes(self) -> list[dict[str, Any]]:
        return [block for block in self.view["blocks"] if block["type"] == "input"]

    @property
    def redrawn(self) -> list[str | None]:
        """The initial values of the boxes it was last told to show."""
        view = self.client.views_update.call_args.kwargs["view"]
        return [block["element"].get("initial_value") for block in view["blocks"] if block["type"] == "input"]

    def body(self, *texts: str | None, touched: int | None = 0) -> dict[str, Any]:
        """Return a payload with these texts in the boxes, sent for the one that was typed in or for *Send*."""
        state = {
            box["block_id"]: {box["element"]["action_id"]: {"type": "plain_text_input", "value": text}}
            for box, text in zip(self.boxes, texts, strict=True)
        }
        view = {**self.view, "id": "V1", "hash": "1.a", "type": "modal", "state": {"values": state}}
        if touched is None:
            return {"type": "view_submission", "view": view}
        box = self.boxes[touched]
        action = {
            "type": "plain_text_input",
            "block_id": box["block_id"],
            "action_id": box["element"]["action_id"],
            "value": texts[touched],
        }
        return {"type": "block_actions", "view": view, "actions": [action]}

    async def type(self, *texts: str | None, touched: int = 0) -> AsyncAck:
        ack = new_ack()
        await keep(ack, self.body(*texts, touched=touched), self.client, self.desk, PRIYA)
        return ack

    async def send(self, *texts: str | None) -> None:
        await send(new_ack(), self.body(*texts, touched=None), self.client, self.desk, PRIYA)
        await self.desk.finish(5)

    async def kept(self) -> str:
        return (await open_addendum(self.parts, PRIYA, record_id=self.record_id)).text


async def open_screen(parts: Parts, text: str = "") -> Screen:
    """Let a record be agreed, and open its addendum with this text kept before."""
    (child,), (request,) = await send_meeting(parts)
    await act(parts, SAM, request_id=request, kind=ActKind.AGREED, at_last_page=True)
    record_id = (await find_record(parts, child)).id
    if text:
        await save_addendum(parts, PRIYA, record_id=record_id, addendum=1, text=text)
    return Screen(parts, record_id, await addendum_view(Desk(parts, lambda: START), PRIYA, record_id))


async def test_a_box_that_comes_back_empty_by_itself_keeps_its_part_of_the_text(parts: Parts) -> None:
    screen = await open_screen(parts, HEAD + TAIL)
    first, second = (box["element"]["initial_value"] for box in screen.boxes)

    await screen.type(None, f"{second} And on.", touched=1)
    assert await screen.kept() == f"{first}{second} And on."

    await screen.send(None, None)
    (sent,) = await rows_of(parts, Version, Version.addendum == 1)
    assert sent.number == 1
    assert screen.client.views_update.call_count == 0


async def test_a_box_that_somebody_emptied_is_empty_and_is_drawn_without_its_first_text(parts: Parts) -> None:
    screen = await open_screen(parts, HEAD + TAIL)
    second = screen.boxes[1]["element"]["initial_value"]

    await screen.type(None, second, touched=0)

    assert await screen.kept() == second
    assert screen.redrawn == [None, second]


async def test_a_full_box_opens_another_and_no_text_moves(parts: Parts) -> None:
    screen = await open_screen(parts)

    await screen.type("w" * 2950)

    assert screen.redrawn == ["w" * 2950, None]


async def test_of_letters_behind_each_other_only_the_newest_is_kept(parts: Parts) -> None:
    screen = await open_screen(parts)

    acks = await asyncio.gather(*(screen.type("Gran moved in."[:end]) for end in range(1, 15)))

    assert all(ack.response is not None for ack in acks)
    assert await screen.kept() == "Gran moved in."
    (row,) = await rows_of(parts, Addendum)
    assert row.revision < 3, "those in between were not written"


async def test_a_letter_handled_after_send_is_acked_and_changes_nothing(parts: Parts) -> None:
    screen = await open_screen(parts)
    await screen.send("Gran moved in.")

    assert (await screen.type("Gran mov")).response is not None
    screen.desk = Desk(parts, lambda: START)  # another bot process, which knows nothing of the Send
    assert (await screen.type("Gran mov")).response is not None

    assert len(await rows_of(parts, Version, Version.addendum == 1)) == 1
    assert screen.client.views_push.call_count == screen.client.chat_postMessage.call_count == 0
