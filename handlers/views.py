"""Putting modals on the screen: light first, filled afterwards, never over a newer one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.frame import build_light, build_sentence
from handlers.failures import describe
from handlers.payload import Body
from models.values.errors import Refusal

__all__ = ["FAILED", "Fill", "Light", "View", "open_light", "redraw_view", "replace_view", "show_view"]

View = dict[str, Any]
Fill = Callable[[View], Awaitable[bool]]

FAILED: Final = "That did not work, and it is not your doing. Close this and try again in a moment."
_log = structlog.get_logger()
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


async def redraw_view(client: AsyncWebClient, view_id: str, view: View) -> None:
    """Draw a modal anew that stands below the one at hand and holds nothing typed; one that was closed is left."""
    try:
        await client.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        if error.response.get("error") not in _OVERTAKEN:
            raise


class Light:
    """A modal with nothing in it yet, on its way to the screen from the moment this is made.

    With `above` it lies on the one at hand.
    """

    def __init__(self, client: AsyncWebClient, body: Body, title: str, *, above: bool = False) -> None:
        self._client = client
        self._title = title
        put = client.views_push if above else client.views_open
        self._opening = asyncio.ensure_future(put(trigger_id=body["trigger_id"], view=build_light(title)))

    async def opened(self) -> None:
        """Wait until it is on the screen."""
        await self._opening

    async def fill(self, view: View) -> bool:
        """Put a view in its place, and say whether it came on the screen."""
        opened = (await self._opening)["view"]
        return await replace_view(self._client, opened["id"], opened["hash"], view) is not None

    async def say(self, sentence: str) -> bool:
        """Put a sentence in its place, and say whether it came on the screen."""
        try:
            return await self.fill(build_sentence(self._title, sentence))
        except Exception as problem:  # noqa: BLE001 -- it was never opened: the sentence has to be said elsewhere
            _log.warning("a modal could not be opened", **describe(problem))
            return False


@asynccontextmanager
async def open_light(
    client: AsyncWebClient, body: Body, title: str, light: Light | None = None, *, above: bool = False
) -> AsyncIterator[Fill]:
    """Open a modal at once, before anything slow, and give the function that fills it.

    `light` is the one that the door has opened already; with `above` it lies on the one at hand. A refusal is
    said in the modal itself. Anything else is said there in plain words and passed on, for the log.
    """
    light = light or Light(client, body, title, above=above)
    await light.opened()
    try:
        yield light.fill
    except Refusal as refusal:
        await light.say(refusal.sentence)
    except Exception:
        await light.say(FAILED)
        raise
