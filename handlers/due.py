"""Placeholder: what is due, until the screens are merged."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.frame import build_sentence
from handlers.desk import Desk
from handlers.payload import Body
from handlers.views import Light, open_light
from models.values.call import Call

__all__ = ["open_due", "open_snooze"]

TITLE = "What is due"


async def open_due(
    ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None
) -> None:
    """Open a sentence."""
    del desk, call
    await ack()
    async with open_light(client, body, TITLE, light) as fill:
        await fill(build_sentence(TITLE, "Nothing to see yet."))


async def open_snooze(
    ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None
) -> None:
    """Open a sentence."""
    await open_due(ack, body, client, desk, call, light)
