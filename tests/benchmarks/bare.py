"""`python -m tests.benchmarks.bare`: the least a Bolt app can do, opening a modal and acking a click.

It shares one HTTP session among its calls, as the bot does, and asks Slack nothing else.
"""

import asyncio
import os
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

__all__ = ["BUTTON", "TITLE"]

TITLE = "Bare"
BUTTON = "Press"

VIEW = {
    "type": "modal",
    "callback_id": "bare",
    "title": {"type": "plain_text", "text": TITLE},
    "blocks": [
        {"type": "section", "text": {"type": "mrkdwn", "text": "The least there is."}},
        {
            "type": "actions",
            "elements": [{"type": "button", "action_id": "press", "text": {"type": "plain_text", "text": BUTTON}}],
        },
    ],
}


async def opened(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ack the command and open the modal."""
    await ack()
    await client.views_open(trigger_id=body["trigger_id"], view=VIEW)


async def pressed(ack: AsyncAck) -> None:
    """Ack the click."""
    await ack()


async def main() -> None:
    """Connect and work until killed."""
    async with aiohttp.ClientSession() as session:
        token = os.environ["SLACK_BOT_TOKEN"]
        client = AsyncWebClient(token=token, base_url=os.environ["SLACK_API_URL"], session=session, retry_handlers=[])
        app = AsyncApp(client=client)
        app.command("/supervision")(opened)
        app.action("press")(pressed)
        handler = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"], web_client=client)
        await handler.start_async()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    asyncio.run(main())
