"""Putting modals on the screen: light first, filled afterwards, never over a newer one."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.frame import build_light, build_sentence
from handlers.payload import Body
from models.values.errors import Refusal

__all__ = ["Fill", "open_light", "replace_view", "show_view"]

View = dict[str, Any]
Fill = Callable[[View], Awaitable[bool]]

FAILED: Final = "That did not work, and it is not your doing. Close this and try again in a moment."
_OVERTAKEN: Final = frozenset({"hash_conflict", "not_found", "view_not_found"})


async def replace_view(client: AsyncWebClient, view_id: str, view_hash: str, view: View) -> str | None:
    """Replace a view and return its new hash; None when it was closed or something newer stands in its place."""
    try:
        answer = await client.views_update(view_id=view_id, hash=view_hash, view=view)
    except SlackApiError as error:
        if error.response.get("error") not in _OVERTAKEN:
            raise
        return None
    return str(answer["view"]["hash"])


async def show_view(client: AsyncWebClient, body: Body, view: View) -> bool:
    """Replace the modal in which the button of this payload stands; say whether it came on the screen."""
    return await replace_view(client, body["view"]["id"], body["view"]["hash"], view) is not None


@asynccontextmanager
async def open_light(client: AsyncWebClient, body: Body, title: str) -> AsyncIterator[Fill]:
    """Open a modal at once, before anything slow, and give the function that fills it.

    A refusal is said in the modal itself. Anything else is said there in plain words and passed
    on, for the log.
    """
    opened = (await client.views_open(trigger_id=body["trigger_id"], view=build_light(title)))["view"]

    async def fill(view: View) -> bool:
        return await replace_view(client, opened["id"], opened["hash"], view) is not None

    try:
        yield fill
    except Refusal as refusal:
        await fill(build_sentence(title, refusal.sentence))
    except Exception:
        await fill(build_sentence(title, FAILED))
        raise
