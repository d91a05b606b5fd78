"""The brief run: *No change, actions continue*, and taking it back."""

from contextlib import suppress

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.ids import MENTION, MENTION_UNDO
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.record import next_view
from handlers.record_views import entry_view
from handlers.screen import insist, show_page
from models.values.call import Call
from models.values.errors import Repeated
from models.workflow.mentions import make_mention, undo_mention

__all__ = ["LISTENERS"]


async def mention(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Mention the child and go on to the next; refused, with everything kept, where something was typed."""
    screen = (await insist(desk, call, body)).screen
    with suppress(Repeated):  # this very press may have made it: what is missing is only the next page
        await make_mention(desk.parts, call, supervision_id=screen.supervision, child_id=screen.subject)
    await ack()
    await show_page(desk, client, body, await next_view(desk, call, screen.supervision, screen.subject))
    desk.later(publish_home(desk, client, call.person_id))


async def undo(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Take the mention back and show the child's step again."""
    screen = (await insist(desk, call, body)).screen
    with suppress(Repeated):
        await undo_mention(desk.parts, call, supervision_id=screen.supervision, child_id=screen.subject)
    await ack()
    await show_page(desk, client, body, await entry_view(desk, call, screen.supervision, screen.subject))
    desk.later(publish_home(desk, client, call.person_id))


LISTENERS = (
    Listener("action", MENTION, mention, Who.SUPERVISOR),
    Listener("action", MENTION_UNDO, undo, Who.SUPERVISOR),
)
