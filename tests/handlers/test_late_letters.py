"""A letter that is handled after the submission or the *Remove* which was pressed after it."""

from typing import Any
from unittest.mock import AsyncMock

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.actions import remove
from handlers.autosave import autosave
from handlers.desk import Desk
from handlers.record import save_and_close
from handlers.record_views import action_view, section_view
from handlers.screen import read_screen
from models.tables import ActionEntry
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.meetings import MEETING, PRIYA, make_meeting, rows_of

Body = dict[str, Any]


def new_ack() -> AsyncAck:
    return AsyncAck()  # type: ignore[no-untyped-call]


def new_client() -> AsyncMock:
    client = AsyncMock(spec=AsyncWebClient)
    client.views_update.return_value = {"view": {"hash": "1.b"}}
    return client


def body(view: dict[str, Any], text: str, kind: str = "block_actions") -> Body:
    """Return what Slack sends when this text stands in the first text box of a page."""
    box = next(block for block in view["blocks"] if block.get("element", {}).get("type") == "plain_text_input")
    typed = {"type": "plain_text_input", "value": text}
    state = {"values": {box["block_id"]: {box["element"]["action_id"]: typed}}}
    action = {**typed, "block_id": box["block_id"], "action_id": box["element"]["action_id"]}
    sent: Body = {"type": kind, "view": {**view, "id": "V1", "hash": "1.a", "type": "modal", "state": state}}
    return sent if kind == "view_submission" else {**sent, "actions": [action]}


def first_text(view: dict[str, Any]) -> str | None:
    elements = (block.get("element", {}) for block in view["blocks"])
    found: str | None = next(one.get("initial_value") for one in elements if one.get("type") == "plain_text_input")
    return found


async def test_a_letter_handled_after_its_own_submission_puts_no_older_text_back(parts: Parts) -> None:
    desk, client = Desk(parts, lambda: START), new_client()
    (child,) = await make_meeting(parts)
    view = await section_view(desk, PRIYA, MEETING, child)

    await save_and_close(new_ack(), body(view, "Gran moved in.", "view_submission"), client, desk, PRIYA)
    late = new_ack()
    await autosave(late, body(view, "Gran mov"), client, desk, PRIYA)
    await desk.finish(5)

    assert late.response is not None
    assert first_text(await section_view(desk, PRIYA, MEETING, child)) == "Gran moved in."


async def test_a_letter_handled_after_remove_does_not_bring_the_action_back(parts: Parts) -> None:
    desk, client = Desk(parts, lambda: START), new_client()
    (child,) = await make_meeting(parts)
    step = await section_view(desk, PRIYA, MEETING, child)
    view = await action_view(desk, PRIYA, read_screen(body(step, "")), "e" * 32)
    await autosave(new_ack(), body(view, "Ring sch"), client, desk, PRIYA)
    assert len(await rows_of(parts, ActionEntry)) == 1

    await remove(new_ack(), body(view, "Ring school"), client, desk, PRIYA)
    gone = await rows_of(parts, ActionEntry)
    late = new_ack()
    await autosave(late, body(view, "Ring scho"), client, desk, PRIYA)

    assert late.response is not None
    assert gone == await rows_of(parts, ActionEntry) == []
