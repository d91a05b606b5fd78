"""A note between meetings: `/supervision note`, the shortcut and Home; and the urgent pointer that goes with it."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.ids import CARD_URGENT, HOME_NOTE, NOTE_SHORTCUT, NOTE_WRITE, SPOKEN
from handlers.blocks.message import Message
from handlers.blocks.note import NOTE_TITLE, build_note, build_urgent_message, read_note_start
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Renderer, Who
from handlers.payload import Body
from handlers.record import view_for
from handlers.views import Light, open_light, show_view
from models.values.call import Call
from models.values.errors import Missing, Repeated
from models.values.outbox import Promised
from models.values.supervision import Stop
from models.vocabulary import MessageKind
from models.workflow.notes import confirm_spoken, mark_urgent, read_noteable, read_urgent, start_note
from models.workflow.parts import Parts

__all__ = ["LISTENERS", "RENDERERS", "WORD", "begin"]

WORD = "note"
CHOOSE_CHILD = "Choose the child first."


async def begin(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None) -> None:
    """Open the first step: a light modal at once, filled when the caseloads have been read."""
    await ack()
    async with open_light(client, body, NOTE_TITLE, light) as fill:
        await fill(build_note(await read_noteable(desk.parts, call)))


async def write(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Begin the note and turn the modal into its one step; or say what is still to be chosen."""
    chosen = read_note_start(body["view"])
    if chosen is None:
        raise Missing
    if chosen.child_id is None:
        await ack()
        choices = await read_noteable(desk.parts, call)
        await show_view(client, body, build_note(choices, chosen, problem=CHOOSE_CHILD))
        return
    stop = Stop("in_depth", chosen.child_id)
    with suppress(Repeated):  # this very press has begun it: show what is there
        stop = await start_note(
            desk.parts, call, supervision_id=chosen.supervision_id, child_id=chosen.child_id, urgent=chosen.urgent
        )
    await ack()
    await show_view(client, body, await view_for(desk, call, stop, chosen.supervision_id))
    desk.later(publish_home(desk, client, call.person_id))


async def make_urgent(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Mark a note urgent from its card; Slack has asked *Are you sure?*."""
    with suppress(Repeated):
        await mark_urgent(desk.parts, call, supervision_id=str(body["actions"][0]["value"]))
    await ack()
    desk.later(publish_home(desk, client, call.person_id))


async def say_spoken(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Take down that the two spoke; the messages of both show it."""
    with suppress(Repeated):
        await confirm_spoken(desk.parts, call, supervision_id=str(body["actions"][0]["value"]))
    await ack()
    desk.later(publish_home(desk, client, call.person_id))


async def render_urgent(parts: Parts, promised: Promised, _now: datetime) -> Message | None:
    """Return the pointer as it stands now."""
    urgent = await read_urgent(parts, promised.facts["supervision"])
    if urgent is None or promised.recipient_id is None:
        return None
    return build_urgent_message(urgent, promised.recipient_id)


def _opens(_body: Body) -> str:
    return NOTE_TITLE


RENDERERS: Mapping[MessageKind, Renderer] = MappingProxyType({MessageKind.URGENT: render_urgent})

LISTENERS = (
    Listener("shortcut", NOTE_SHORTCUT, begin, opens=_opens),
    Listener("action", HOME_NOTE, begin, opens=_opens),
    Listener("action", NOTE_WRITE, write, Who.SUPERVISOR),
    Listener("action", CARD_URGENT, make_urgent, Who.SUPERVISOR),
    Listener("action", SPOKEN, say_spoken, Who.READER),
)
