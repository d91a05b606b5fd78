"""*Get it as PDF*: from the last page of a record to the reader's own messages, where the council wants that."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.alert import build_alert
from handlers.blocks.ids import READING_FILE, Place, read_place
from handlers.desk import Desk
from handlers.listeners import Listener, Who
from handlers.payload import Body
from models.values.agreement import Reading
from models.values.call import Call
from models.values.errors import Missing
from models.workflow.posted_files import ask_for_files
from models.workflow.reading import read_record, read_request_pages

__all__ = ["LISTENERS"]

ON_ITS_WAY = (
    "It is on its way to your messages with this bot, which takes it away once the record is filed, and after 24 hours "
    "at the latest."
)
THERE = "You have it already, or it is on its way: look into your messages with this bot."


async def ask(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Have what is being read posted as files to who reads it."""
    await ack()
    reading = await _read(desk, call, read_place(body["view"]["private_metadata"]))
    records = dict.fromkeys(version.document.record_id for version in reading.versions)
    wanted = await ask_for_files(desk.parts, call, record_ids=tuple(records))
    desk.wake_files()
    await client.views_push(trigger_id=body["trigger_id"], view=build_alert(ON_ITS_WAY if wanted else THERE))


async def _read(desk: Desk, call: Call, place: Place) -> Reading:
    if place.request is not None:
        return await read_request_pages(desk.parts, call, request_id=place.request)
    if place.record is not None:
        return await read_record(desk.parts, call, record_id=place.record)
    raise Missing


LISTENERS = (Listener("action", READING_FILE, ask, Who.READER),)
