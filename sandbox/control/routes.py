"""How control routes take JSON and answer in it: errors are sentences."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.kinds import Json
from sandbox.refusals import NotAllowed

__all__ = ["Asked", "Route", "answered", "body_of", "needed"]

Handler = Callable[[web.Request], Awaitable[Json]]
Route = Callable[[web.Request], Awaitable[web.StreamResponse]]
Asked = Callable[[Handler], Route]


def answered(handler: Handler) -> Route:
    """Turn a function that answers in JSON into a route."""

    async def route(request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response(await handler(request))
        except NotAllowed as refusal:
            body = {"error": refusal.sentence, **refusal.more}
            return web.json_response(body, status=refusal.status)

    return route


async def body_of(request: web.Request) -> Json:
    """Give the request's JSON object; an empty body is an empty object."""
    text = await request.text()
    if not text:
        return {}
    try:
        body = json.loads(text)
    except json.JSONDecodeError:
        raise NotAllowed("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise NotAllowed("The body should be a JSON object.")
    return body


def needed(body: Json, key: str) -> str:
    """Give a text that must be there."""
    value = body.get(key)
    if not isinstance(value, str) or not value.strip():
        raise NotAllowed(f"The body lacks {key}.")
    return value
