"""Making a next step of what is missing, by one tap beside the question."""

from contextlib import suppress

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.ids import PROPOSE
from handlers.desk import Desk
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.record_views import redraw
from handlers.screen import Kept, insist, show_page
from models.values.call import Call
from models.values.errors import Refusal, Repeated
from models.workflow.proposals import propose_action

__all__ = ["LISTENERS"]


async def propose(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save the step, make the action, and show the step with every box as it stands."""
    kept = await insist(desk, call, body)
    notice = None if kept.saved.clashes else await _make(desk, call, kept, str(body["actions"][0]["value"]))
    await ack()
    await show_page(desk, client, body, await redraw(desk, call, kept, notice))


async def _make(desk: Desk, call: Call, kept: Kept, question_id: str) -> str | None:
    """Make the action; return why not, as when the question has an answer."""
    try:
        with suppress(Repeated):  # this very press has made it already
            await propose_action(desk.parts, call, kept.screen.page, question_id=question_id)
    except Refusal as refusal:
        return refusal.sentence
    return None


LISTENERS = (Listener("action", PROPOSE, propose, Who.SUPERVISOR),)
