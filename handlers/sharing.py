"""Sharing an answer or an action with brothers and sisters: the step is saved, shared, and drawn again."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.ids import SHARE_ACTION, SHARE_ANSWER
from handlers.blocks.sharing import shared_words
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.record_views import redraw
from handlers.screen import Kept, insist, show_page
from models.values.call import Call
from models.values.errors import Repeated
from models.values.sharing import Shared
from models.workflow.sharing import share_action, share_answer

__all__ = ["LISTENERS"]


async def answer(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Write one answer for the brothers and sisters too."""
    question_id = str(body["actions"][0]["value"])

    async def share(kept: Kept) -> Shared:
        return await share_answer(desk.parts, call, kept.screen.page, question_id=question_id)

    await _share(ack, body, client, desk, call, share)


async def action(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Give the brothers and sisters an action of their own that says the same."""
    action_id = str(body["actions"][0]["value"])

    async def share(kept: Kept) -> Shared:
        return await share_action(desk.parts, call, kept.screen.page, action_id=action_id)

    await _share(ack, body, client, desk, call, share)


async def _share(
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    desk: Desk,
    call: Call,
    share: Callable[[Kept], Awaitable[Shared]],
) -> None:
    """Save the step and share from it; where other words are stored than those on the screen, they are shown first."""
    kept = await insist(desk, call, body)
    notice = None
    if not kept.saved.clashes and not kept.saved.stale:
        with suppress(Repeated):  # this very press may have shared it already: what is missing is only the page
            notice = shared_words(await share(kept))
    await ack()
    await show_page(desk, client, body, await redraw(desk, call, kept, notice))
    desk.later(publish_home(desk, client, call.person_id))


LISTENERS = (
    Listener("action", SHARE_ANSWER, answer, Who.SUPERVISOR),
    Listener("action", SHARE_ACTION, action, Who.SUPERVISOR),
)
