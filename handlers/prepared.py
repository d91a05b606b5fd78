"""Using what the supervisee prepared: by one tap beside the question, and nothing typed is thrown away."""

from contextlib import suppress

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.ids import READ_PREPARED, USE_PREPARED
from handlers.blocks.prepared import build_prepared_page
from handlers.desk import Desk
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.record_views import redraw, section_view
from handlers.screen import insist, read_screen, show_page
from models.values.call import Call
from models.values.errors import Refusal, Repeated
from models.workflow.prepared import use_prepared
from models.workflow.record import read_prepared

__all__ = ["LISTENERS"]


async def use(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save the step, put the text into its box, and show the boxes as they are stored now."""
    kept = await insist(desk, call, body)
    screen, notice = kept.screen, None
    if kept.saved.clashes or kept.saved.stale:
        await ack()
        await show_page(desk, client, body, await redraw(desk, call, kept))
        return
    try:
        with suppress(Repeated):  # this very press has put it there already
            await use_prepared(desk.parts, call, screen.page, question_id=str(body["actions"][0]["value"]))
    except Refusal as refusal:
        notice = refusal.sentence
    await ack()
    place = screen.place
    view = await section_view(
        desk,
        call,
        screen.supervision,
        screen.subject,
        place.section,
        first=place.n or 0,
        turns=place.turns,
        notice=notice,
    )
    await show_page(desk, client, body, view)


async def read_all(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Push the whole of a prepared text over the step, where everything typed stays."""
    screen, question_id = read_screen(body), str(body["actions"][0]["value"]).partition(":")[2]
    await ack()
    head, prepared = await read_prepared(
        desk.parts, call, supervision_id=screen.supervision, subject_id=screen.subject, question_id=question_id
    )
    await client.views_push(trigger_id=body["trigger_id"], view=build_prepared_page(head, prepared))


LISTENERS = (
    Listener("action", USE_PREPARED, use, Who.SUPERVISOR),
    Listener("action", READ_PREPARED, read_all, Who.SUPERVISOR),
)
