"""Events are acked after their effect, not before, as Bolt would do.

An event whose listener could not reach the database stays without an ack, so Slack keeps it and
sends it again: a tick set while the database was down is not lost.
"""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from handlers.desk import Desk
from handlers.door import enter
from handlers.failures import tell
from handlers.listeners import Listener
from handlers.payload import Body

__all__ = ["build_event_desk"]

_Next = Callable[[], Awaitable[BoltResponse]]


def build_event_desk(desk: Desk, listeners: Sequence[Listener]) -> Callable[..., Awaitable[BoltResponse]]:
    """Return the middleware that answers every event; events nobody listens for are only acked."""
    by_event = {listener.id: listener for listener in listeners if listener.kind == "event"}

    async def answer_event(
        body: Body,
        context: AsyncBoltContext,
        ack: AsyncAck,
        client: AsyncWebClient,
        respond: AsyncRespond,
        next: _Next,  # noqa: A002 -- Bolt hands arguments over by this name
    ) -> BoltResponse:
        if "event" not in body:
            return await next()
        listener = by_event.get(body["event"].get("type", ""))
        if listener is None:
            return await ack()

        async def say(sentence: str) -> BoltResponse:
            return await tell(sentence, body=body, ack=ack, client=client, respond=respond)

        turned_away = await enter(desk, listener, body=body, context=context, ack=ack, client=client, say=say)
        if turned_away is not None:
            return turned_away
        given = {
            "ack": ack,
            "body": body,
            "event": body["event"],
            "client": client,
            "context": context,
            "desk": context["desk"],
            "call": context["call"],
            "person": context["person"],
        }
        await listener.function(**_choose(listener.function, given))
        return await ack()

    return answer_event


def _choose(function: Callable[..., Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments the function asks for by name, as Bolt does for other listeners."""
    return {name: given[name] for name in inspect.signature(function).parameters}
