"""Who read one's own records: `/supervision who-read`, and the button of the digest."""

import re
from typing import Final

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.claims import as_number
from handlers.blocks.ids import READS_PAGE, WHO_READ
from handlers.blocks.reads import READS_TITLE, build_reads
from handlers.desk import Desk
from handlers.listeners import Listener
from handlers.payload import Body
from handlers.views import Light, open_light, show_view
from models.values.call import Call
from models.workflow.access.reads import read_reads

__all__ = ["LISTENERS", "WORD", "begin"]

WORD: Final = "who-read"


async def begin(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None) -> None:
    """Open the list: a light modal at once, filled when it was read."""
    await ack()
    async with open_light(client, body, READS_TITLE, light) as fill:
        await fill(build_reads(await read_reads(desk.parts, call)))


async def turn_page(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show another page."""
    await ack()
    number = as_number(body["actions"][0]["value"])
    await show_view(client, body, build_reads(await read_reads(desk.parts, call), number))


def _opens(_body: Body) -> str:
    return READS_TITLE


LISTENERS = (
    Listener("action", WHO_READ, begin, opens=_opens, guests=True),
    Listener("action", re.compile(f"^{READS_PAGE}:"), turn_page, guests=True),
)
