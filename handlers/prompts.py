"""Prompts of a bank beside a question: others of them, none at all, and the way back."""

from contextlib import suppress
from dataclasses import replace

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.ids import HOME_PROMPTS, PROMPTS_HIDE, PROMPTS_OTHERS, PROMPTS_SHOW, Place
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.record_views import back_view, redraw
from handlers.screen import Kept, insist, read_screen, show_page
from models.rules.prompts import next_prompt
from models.values.call import Call
from models.values.errors import Repeated
from models.vocabulary import Setting
from models.workflow.settings import choose, take_back

__all__ = ["LISTENERS"]


async def show_others(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save what is typed, and show the next prompts above boxes that stay as they are."""
    kept = await insist(desk, call, body)
    await ack()
    turned = _turned(kept, str(body["actions"][0]["value"]))
    await show_page(desk, client, body, await redraw(desk, call, turned))


def _turned(kept: Kept, question_id: str) -> Kept:
    place = kept.screen.place
    turns = {**place.turns, question_id: next_prompt(place.turns.get(question_id, 0))}
    return replace(kept, screen=replace(kept.screen, place=_with_turns(place, turns)))


def _with_turns(place: Place, turns: dict[str, int]) -> Place:
    return place.model_copy(update={"turns": turns})


async def hide(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Save what is typed, and show this person no prompts of banks from now on."""
    kept = await insist(desk, call, body)
    with suppress(Repeated):  # this very press may have hidden them: what is missing is only the page
        await choose(desk.parts, call, Setting.PROMPTS_HIDDEN)
    await ack()
    await show_page(desk, client, body, await redraw(desk, call, kept))
    desk.later(publish_home(desk, client, call.person_id))


async def show_in_hub(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show prompts again, from the hub of a record."""
    screen = read_screen(body)
    with suppress(Repeated):
        await take_back(desk.parts, call, Setting.PROMPTS_HIDDEN)
    await ack()
    await show_page(desk, client, body, await back_view(desk, call, screen))
    desk.later(publish_home(desk, client, call.person_id))


async def show_on_home(ack: AsyncAck, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show prompts again, from Home."""
    with suppress(Repeated):
        await take_back(desk.parts, call, Setting.PROMPTS_HIDDEN)
    await ack()
    await publish_home(desk, client, call.person_id)


LISTENERS = (
    Listener("action", PROMPTS_OTHERS, show_others, Who.SUPERVISOR),
    Listener("action", PROMPTS_HIDE, hide, Who.SUPERVISOR),
    Listener("action", PROMPTS_SHOW, show_in_hub, Who.SUPERVISOR),
    Listener("action", HOME_PROMPTS, show_on_home),
)
