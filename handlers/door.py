"""The door: who may come in, and what they find on the desk.

Everything a person does in Slack passes here before its listener. People of the directory get
in; others hear one sentence, which nobody else sees, and go no further.
"""

from collections.abc import Awaitable, Callable

import structlog
from slack_bolt import BoltResponse
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from handlers.desk import Desk
from handlers.failures import tell
from handlers.listeners import Listener, Who
from handlers.members import read_member
from handlers.payload import Body, from_outside, read_key, read_team, read_user, read_way, safe_facts
from handlers.views import FAILED, Light
from models.values.call import Call
from models.values.visitors import Visitor
from models.workflow.slack_users import note_members, read_visitor

__all__ = ["Say", "build_door", "enter"]

_log = structlog.get_logger()

OUTSIDE = "This bot works only inside the council's own workspace, not in shared channels or for outside members."
GUEST = "Guests cannot use this bot. Ask your manager if you need to see your own supervision records."
GUESTS_OWN = (
    "As a guest you can read and agree your own records: open Home and press Records. Nothing else is for guests."
)
UNKNOWN = "You are not in the directory yet, so there is nothing here for you. Ask the bot's administrator to add you."
FOUND = "Found you, {name}. Please do that again."
CLOSED = "Your Slack account is closed."

_Next = Callable[[], Awaitable[BoltResponse]]
Say = Callable[[str], Awaitable[BoltResponse]]


def build_door(desk: Desk, listener: Listener) -> Callable[..., Awaitable[BoltResponse | None]]:
    """Return the middleware that stands before a listener."""

    async def door(
        body: Body,
        context: AsyncBoltContext,
        ack: AsyncAck,
        client: AsyncWebClient,
        respond: AsyncRespond,
        next: _Next,  # noqa: A002 -- Bolt hands arguments over by this name
    ) -> BoltResponse | None:
        light = context["light"] = _open_early(desk, listener, body, client)

        async def say(sentence: str) -> BoltResponse:
            if light is not None and await light.say(sentence):
                return ack.response or await ack()
            return await tell(sentence, body=body, ack=ack, client=client, respond=respond)

        try:
            answer = await enter(desk, listener, body=body, context=context, ack=ack, client=client, say=say)
        except Exception:
            if light is not None:
                await light.say(FAILED)
            raise
        return answer if answer is not None else await next()

    return door


def _open_early(desk: Desk, listener: Listener, body: Body, client: AsyncWebClient) -> Light | None:
    """Open the modal that the payload will open anyway, for somebody let in before: nobody waits for the look-up."""
    title = None if listener.opens is None else listener.opens(body)
    if title is None or read_user(body) not in desk.met or from_outside(body):
        return None
    return Light(client, body, title)


async def enter(
    desk: Desk,
    listener: Listener,
    *,
    body: Body,
    context: AsyncBoltContext,
    ack: AsyncAck,
    client: AsyncWebClient,
    say: Say,
) -> BoltResponse | None:
    """Put desk, call and person into the context; or answer the payload here, when it may go no further.

    `say` tells the person one sentence, and acks unless that was done.
    """
    context["desk"], context["call"], context["person"] = desk, None, None
    if listener.who is Who.ANYONE:
        return None
    slack_id = read_user(body)
    if slack_id is None:
        return await ack()
    now = desk.now()
    visitor = await read_visitor(desk.parts, slack_id, now)
    refusal = _refuse(desk, body, visitor)
    if refusal is not None:
        desk.met.discard(slack_id)
        _log.info("turned away at the door", **safe_facts(body))
        return await say(refusal)
    if visitor.person is None:
        desk.met.discard(slack_id)
        answer = await ack()
        desk.later(_look_up(desk, slack_id, body=body, client=client, say=say))
        return answer
    if visitor.guest and not listener.for_guests:
        return await say(GUESTS_OWN)
    desk.met.add(slack_id)
    context["person"] = visitor.person
    context["call"] = Call(
        person_id=visitor.person.id, now=now, key=read_key(body), way=read_way(body), guest=visitor.guest
    )
    return None


async def _look_up(desk: Desk, slack_id: str, *, body: Body, client: AsyncWebClient, say: Say) -> None:
    """Ask Slack about somebody who acts before the directory knows them, and say what came of it."""
    answer = await client.users_info(user=slack_id)
    await note_members(desk.parts, [read_member(answer["user"], home=read_team(body))], desk.now())
    visitor = await read_visitor(desk.parts, slack_id, desk.now())
    sentence = _refuse(desk, body, visitor)
    if sentence is None:
        sentence = UNKNOWN if visitor.person is None else FOUND.format(name=visitor.person.first_name)
    await say(sentence)


def _refuse(desk: Desk, body: Body, visitor: Visitor) -> str | None:
    if from_outside(body) or visitor.stranger:
        return OUTSIDE
    if visitor.deleted:
        return CLOSED
    if visitor.guest and not (desk.parts.options.allow_guests and visitor.person):
        return GUEST
    return None
