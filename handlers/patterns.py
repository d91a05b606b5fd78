"""*What keeps missing*, from the card of a group that is closed."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.ids import CARD_PATTERNS
from handlers.blocks.patterns import PATTERNS_TITLE, build_patterns
from handlers.desk import Desk
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.views import open_light
from models.values.call import Call
from models.workflow.patterns import open_patterns

__all__ = ["LISTENERS"]


async def show_patterns(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open what keeps missing."""
    supervision_id = str(body["actions"][0]["value"])
    await ack()
    async with open_light(client, body, PATTERNS_TITLE) as fill:
        await fill(build_patterns(await open_patterns(desk.parts, call, supervision_id=supervision_id)))


LISTENERS = (Listener("action", CARD_PATTERNS, show_patterns, Who.SUPERVISOR),)
