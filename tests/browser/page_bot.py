"""A small bot for tests of the page: it shows each kind of block and remembers what came back."""

import asyncio
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser.page_views import HOME, VIEWS, Json, message_blocks, plain

FRUIT = ("Apple", "Apricot", "Banana", "Cherry", "Damson")


class PageBot:
    """Opens `VIEWS[word]` on `/supervision word`; `acts` holds (action_id, what was chosen) as they came."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client
        self.app = AsyncApp(client=client)
        self.acts: list[tuple[str, Any]] = []
        self.submitted: list[Json] = []
        self.closed: list[Json] = []
        self.silent = False
        self.ack_after = asyncio.Event()
        self.ack_after.set()
        self._register()

    def _register(self) -> None:
        anything = re.compile(".*")
        self.app.command("/supervision")(self._opened)
        self.app.shortcut("start_supervision")(self._shortcut)
        self.app.options("find")(self._found)
        self.app.action(anything)(self._acted)
        self.app.view(anything)(self._submitted)
        self.app.view_closed(anything)(self._closed)
        self.app.event("app_home_opened")(self._at_home)
        self.app.event(anything)(self._heard)

    async def _opened(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        word = body["text"]
        if self.silent:
            return
        if word in VIEWS:
            await self.client.views_open(trigger_id=body["trigger_id"], view=VIEWS[word])
        elif word == "message":
            await self.client.chat_postMessage(
                channel=body["user_id"], text="What a message may show", blocks=message_blocks()
            )
        await ack()
        if word == "help":
            await respond("This is *help*.")

    async def _shortcut(self, ack: AsyncAck, body: Json) -> None:
        await self.client.views_open(trigger_id=body["trigger_id"], view=VIEWS["form"])
        await ack()

    async def _found(self, ack: AsyncAck, body: Json) -> None:
        fitting = [one for one in FRUIT if body["value"].lower() in one.lower()]
        await ack(options=[{"text": plain(one), "value": one.lower()} for one in fitting])

    async def _acted(self, ack: AsyncAck, body: Json) -> None:
        action = body["actions"][0]
        name = action["action_id"]
        self.acts.append((name, _chosen(action)))
        if self.silent:
            return
        await self.ack_after.wait()
        await ack()
        if name.startswith("show_"):
            view = body["view"]
            wanted = VIEWS[name.removeprefix("show_")]
            await self.client.views_update(view_id=view["id"], hash=view["hash"], view=wanted)
        elif name.startswith("push_"):
            await self.client.views_push(trigger_id=body["trigger_id"], view=VIEWS[name.removeprefix("push_")])

    async def _submitted(self, ack: AsyncAck, body: Json) -> None:
        values = body["view"]["state"]["values"]
        self.submitted.append(values)
        if self.silent:
            return
        await self.ack_after.wait()
        if values.get("story", {}).get("text", {}).get("value") == "wrong":
            await ack(response_action="errors", errors={"story": "Not that word, please."})
        else:
            await ack()

    async def _closed(self, ack: AsyncAck, body: Json) -> None:
        self.closed.append(body)
        await ack()

    async def _at_home(self, event: Json) -> None:
        if event["tab"] == "home":
            await self.client.views_publish(user_id=event["user"], view=HOME)

    async def _heard(self, ack: AsyncAck) -> None:
        await ack()


def _chosen(action: Json) -> Any:
    for key, value in action.items():
        if key.startswith("selected_"):
            return value
    return action.get("value")
