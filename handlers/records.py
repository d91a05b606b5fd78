"""Looking up records: `/supervision records`, Home, and *Open the records* in word of a handover."""

import re
from typing import Final

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.claims import as_number
from handlers.blocks.ids import (
    CHILD_PAGE,
    GLASS_OPEN,
    GLASS_VIEW,
    HOME_RECORDS,
    RECORDS_OF,
    RECORDS_PAGE,
    RECORDS_READ,
    RECORDS_SHOW,
    read_place,
)
from handlers.blocks.purposes import hour_words
from handlers.blocks.reading import READING_TITLE, build_reading
from handlers.blocks.records import (
    CHILD_TITLE,
    GLASS_BOXES,
    GLASS_TITLE,
    RECORDS_TITLE,
    build_child_page,
    build_glass,
    build_records,
    build_subjects,
    read_glass,
    read_records_subject,
)
from handlers.desk import Desk
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.reading import open_record_once
from handlers.views import Light, View, open_light, redraw_view, show_view
from models.values.access import GrantRefused, Scope, Subject
from models.values.call import Call
from models.values.errors import Repeated
from models.workflow.access.child_page import open_child_page
from models.workflow.access.finding import find_readable
from models.workflow.access.grants import break_glass
from models.workflow.access.listing import read_records

__all__ = ["LISTENERS", "WORD", "begin"]

WORD: Final = "records"
OPENED: Final = (
    ":unlock: Open until {until}. The child's people are told now that you opened it, and can see your reason."
)


async def begin(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None) -> None:
    """Open the choice of whose records: a light modal at once, filled when it is known what may be seen."""
    await ack()
    async with open_light(client, body, RECORDS_TITLE, light) as fill:
        await fill(await _view(desk, call, None))


async def show(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None) -> None:
    """Open the records of whom a message names."""
    await ack()
    async with open_light(client, body, RECORDS_TITLE, light) as fill:
        await fill(await _view(desk, call, read_records_subject(str(body["actions"][0].get("value") or ""))))


async def choose(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show the records of who was chosen, below the choice."""
    await ack()
    chosen = body["actions"][0].get("selected_option") or {}
    await show_view(client, body, await _view(desk, call, read_records_subject(chosen.get("value"))))


async def turn_page(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show another page of the list."""
    await ack()
    subject = read_records_subject(read_place(body["view"]["private_metadata"]).subject)
    await show_view(client, body, await _view(desk, call, subject, as_number(body["actions"][0]["value"])))


async def offer(ack: AsyncAck, body: Body, desk: Desk, call: Call) -> None:
    """Offer people and children whose records this person may see, by what is typed."""
    await ack(options=build_subjects(await find_readable(desk.parts, call, str(body.get("value") or ""))))


async def read(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open one record above the list."""
    record_id, files = str(body["actions"][0]["value"]), desk.parts.options.files_in_slack
    await ack()
    async with open_light(client, body, READING_TITLE, above=True) as fill:
        view, _ = build_reading(await open_record_once(desk, call, record_id), 1, call.now, files=files)
        await fill(view)


async def show_child(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open all there is of a child above the list."""
    child_id = str(body["actions"][0]["value"])
    await ack()
    async with open_light(client, body, CHILD_TITLE, above=True) as fill:
        page = await open_child_page(desk.parts, call, child_id=child_id)
        await fill(build_child_page(page, desk.parts.library.policy))


async def ask_reason(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk) -> None:
    """Ask for the number and the reason, above the list."""
    await ack()
    async with open_light(client, body, GLASS_TITLE, above=True) as fill:
        await fill(build_glass(desk.parts.options.break_glass))


async def break_the_glass(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Open a child's records with a reason; the list below shows them."""
    number, reason = read_glass(body["view"])
    try:
        subject = await break_glass(desk.parts, call, number=number, reason=reason)
    except GrantRefused as refused:
        await ack(response_action="errors", errors={GLASS_BOXES[refused.about]: refused.sentence})
        return
    except Repeated:
        await ack()
        return
    await ack()
    below = body["view"].get("previous_view_id")
    if below:
        await redraw_view(client, str(below), await _view(desk, call, subject, notice=_opened(desk, call)))


def _opened(desk: Desk, call: Call) -> str:
    return OPENED.format(until=hour_words(call.now + desk.parts.options.break_glass))


async def _view(desk: Desk, call: Call, subject: Subject | None, number: int = 1, *, notice: str | None = None) -> View:
    shown = subject if subject is not None and subject.scope in {Scope.CHILD, Scope.PERSON} else None
    listed = await read_records(desk.parts, call, shown)
    return build_records(listed, desk.parts.library.policy, number, notice=notice)


def _opens(_body: Body) -> str:
    return RECORDS_TITLE


LISTENERS = (
    Listener("action", HOME_RECORDS, begin, opens=_opens, guests=True),
    Listener("action", RECORDS_SHOW, show, Who.READER, opens=_opens),
    Listener("action", RECORDS_OF, choose, guests=True),
    Listener("options", RECORDS_OF, offer, guests=True),
    Listener("action", re.compile(f"^{RECORDS_PAGE}:"), turn_page, guests=True),
    Listener("action", RECORDS_READ, read, Who.READER),
    Listener("action", CHILD_PAGE, show_child, Who.ANSWERING),
    Listener("action", GLASS_OPEN, ask_reason, Who.SENIOR),
    Listener("view", GLASS_VIEW, break_the_glass, Who.SENIOR),
)
