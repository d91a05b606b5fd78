"""Looking at a form step by step, as a record would ask it; nothing that is typed goes anywhere.

A small app of its own, for the sandbox: it knows no people, no children and no database.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Final

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from handlers.autosave import needs_redraw
from handlers.blocks.action_step import build_people
from handlers.blocks.frame import build_sentence
from handlers.blocks.ids import (
    ACTION_ADD,
    ACTION_MORE,
    ACTION_SAVE,
    ACTION_WHO,
    PREVIEW_BACK,
    PREVIEW_NEXT,
    PREVIEW_OPEN,
    PROMPTS_HIDE,
    PROMPTS_OTHERS,
    PROPOSE,
    RECORD_BACK,
    Place,
    read_place,
    split_ids,
)
from handlers.blocks.preview import build_offers
from handlers.failures import on_error
from handlers.members import read_member
from handlers.payload import Body
from handlers.preview_views import ACTION, WORKER, Preview
from handlers.views import show_view
from models.rules.prompts import next_prompt

__all__ = ["offer", "register_preview"]

_ANYTHING: Final = re.compile(r".*", re.DOTALL)
_PAGE: Final = 200
NO_COMMAND: Final = "This is a preview of forms: there is an *Open* button in the app's messages."
HIDDEN: Final = "In a record, this hides the prompts of banks for whoever pressed it, until they want them back."
PROPOSED: Final = "In a record, this adds the step to the actions of the child or person, if the answer is missing."


async def offer(client: AsyncWebClient, preview: Preview, home: str) -> None:
    """Post the forms, each with a button that opens it, to every full member of the workspace."""
    cursor = ""
    while True:
        answer = await client.users_list(limit=_PAGE, cursor=cursor)
        members = [read_member(user, home=home) for user in answer["members"]]
        for member in members:
            if member.deleted or member.guest or member.stranger or member.bot:
                continue
            for message in build_offers(tuple(preview.forms.values())):
                await client.chat_postMessage(channel=member.slack_id, text=message.text, blocks=message.blocks)
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


async def open_form(ack: AsyncAck, body: Body, client: AsyncWebClient, preview: Preview) -> None:
    """Open the first step of a form; one that is not shown any more is only acked."""
    await ack()
    name = str(body["actions"][0]["value"])
    if name in preview.forms:
        await client.views_open(trigger_id=body["trigger_id"], view=preview.page(Place(record=name)))


async def go(ack: AsyncAck, body: Body, client: AsyncWebClient, preview: Preview) -> None:
    """Go back or on."""
    await ack()
    section_id, first = split_ids(str(body["actions"][0]["value"]), 2)
    place = Place(record=_place(body).record, section=section_id, n=int(first))
    await show_view(client, body, preview.page(place))


async def write_action(ack: AsyncAck, body: Body, client: AsyncWebClient, preview: Preview) -> None:
    """Show the page in which an action is written, blank."""
    await ack()
    place = _place(body)
    await show_view(client, body, preview.page(Place(page=ACTION, record=place.record, section=place.section)))


async def leave_action(ack: AsyncAck, body: Body, client: AsyncWebClient, preview: Preview) -> None:
    """Go from an action back to its step."""
    await ack()
    place = _place(body)
    await show_view(client, body, preview.page(Place(record=place.record, section=place.section)))


async def show_others(ack: AsyncAck, body: Body, client: AsyncWebClient, preview: Preview) -> None:
    """Show the next prompts of a question's banks above boxes that stay as they are."""
    await ack()
    place, question = _place(body), str(body["actions"][0]["value"])
    turns = {**place.turns, question: next_prompt(place.turns.get(question, 0))}
    await show_view(client, body, preview.page(place.model_copy(update={"turns": turns}), body["view"]))


async def hide_prompts(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Say what the button does in a record."""
    await ack()
    await client.views_push(trigger_id=body["trigger_id"], view=build_sentence("Preview", HIDDEN))


async def propose(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Say what the button does in a record."""
    await ack()
    await client.views_push(trigger_id=body["trigger_id"], view=build_sentence("Preview", PROPOSED))


async def take(ack: AsyncAck, body: Body, client: AsyncWebClient, preview: Preview) -> None:
    """Take what is typed or chosen, and draw the page again where a record would."""
    await ack()
    view = body.get("view") or {}
    if view.get("type") == "modal" and needs_redraw(body, view):
        await show_view(client, body, preview.page(_place(body), view))


async def offer_people(ack: AsyncAck) -> None:
    """Offer the one made-up colleague."""
    await ack(options=build_people((WORKER,)))


async def only_ack(ack: AsyncAck) -> None:
    """Take what was sent or ended, and keep nothing of it."""
    await ack()


async def answer_command(ack: AsyncAck) -> None:
    """Say what this is."""
    await ack(text=NO_COMMAND, response_type="ephemeral")


def _place(body: Body) -> Place:
    return read_place(body["view"].get("private_metadata", ""))


def register_preview(app: AsyncApp, preview: Preview) -> None:
    """Register everything a preview answers; what it does not know is acked too."""

    async def lend(
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 -- Bolt hands arguments over by this name
    ) -> BoltResponse:
        context["preview"] = preview
        return await next()

    app.error(on_error)
    app.middleware(lend)
    app.action(PREVIEW_OPEN)(open_form)
    app.action(re.compile(f"^({PREVIEW_BACK}|{PREVIEW_NEXT})$"))(go)
    app.action(PROMPTS_OTHERS)(show_others)
    app.action(PROMPTS_HIDE)(hide_prompts)
    app.action(PROPOSE)(propose)
    app.action(re.compile(f"^({ACTION_ADD}|{ACTION_MORE})$"))(write_action)
    app.action(re.compile(f"^({ACTION_SAVE}|{RECORD_BACK})$"))(leave_action)
    app.options(ACTION_WHO)(offer_people)
    app.action(_ANYTHING)(take)
    app.view_submission(_ANYTHING)(only_ack)
    app.view_closed(_ANYTHING)(only_ack)
    app.event(_ANYTHING)(only_ack)
    app.command(_ANYTHING)(answer_command)
    app.shortcut(_ANYTHING)(only_ack)
