"""What a person's hands do: the routes under `/control/as/{user}`."""

import asyncio
from typing import Any

from aiohttp import web

from sandbox.actions import Actions
from sandbox.commands import open_home, open_messages, run_command, run_shortcut
from sandbox.control.routes import Asked, body_of, needed
from sandbox.control.seen import everything_seen
from sandbox.kinds import Json
from sandbox.messages import escaped, normal_reaction
from sandbox.people import Person
from sandbox.places import conversation_for, find_place
from sandbox.refusals import NotAllowed
from sandbox.rooms import Rooms
from sandbox.socket_mode import Outcome
from sandbox.submissions import close_view, submit_view

__all__ = ["HandRoutes"]


def _answer(outcome: Outcome) -> Json:
    return {"ok": outcome.ok, "ack": outcome.ack}


class HandRoutes:
    """Serves one person's acts and what they see."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._actions = Actions(rooms)

    def routes(self, asked: Asked) -> list[web.RouteDef]:
        """Give the routes, each answering in JSON."""
        at = "/control/as/{user}"
        return [
            web.get(at, asked(self.seen)),
            web.get(f"{at}/stream", self.stream),
            web.post(f"{at}/command", asked(self.command)),
            web.post(f"{at}/message", asked(self.message)),
            web.post(f"{at}/reaction", asked(self.reaction)),
            web.post(f"{at}/shortcut", asked(self.shortcut)),
            web.post(f"{at}/home", asked(self.home)),
            web.post(f"{at}/messages_tab", asked(self.messages_tab)),
            web.post(f"{at}/read", asked(self.read)),
            web.post(f"{at}/dismiss", asked(self.dismiss)),
            web.post(f"{at}/click", asked(self.click)),
            web.post(f"{at}/type", asked(self.type)),
            web.post(f"{at}/options", asked(self.options)),
            web.post(f"{at}/view/{{view_id}}/submit", asked(self.submit)),
            web.post(f"{at}/view/{{view_id}}/close", asked(self.close)),
        ]

    async def stop(self) -> None:
        """Give up what is still being typed."""
        await self._actions.stop()

    def _person(self, request: web.Request) -> Person:
        return self._rooms.acting(request.match_info["user"])

    async def seen(self, request: web.Request) -> Json:
        """Everything this person sees; with `since`, only if something changed since."""
        user = self._rooms.workspace.person(request.match_info["user"])
        if user is None or user.is_bot:
            raise NotAllowed(f"There is no person {request.match_info['user']} here.", status=404)
        number = self._rooms.workspace.changes.number
        if request.query.get("since") == str(number):
            return {"unchanged": True, "seq": number}
        return everything_seen(self._rooms, user)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Tell the page whenever something this person sees changes."""
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        with self._rooms.workspace.changes.watched(request.match_info["user"]) as queue:
            await pump(socket, queue)
        return socket

    async def command(self, request: web.Request) -> Json:
        """Type a slash command."""
        user, body = self._person(request), await body_of(request)
        conversation = conversation_for(self._rooms, user, needed(body, "channel"))
        return _answer(await run_command(self._rooms, user, conversation, needed(body, "text")))

    async def message(self, request: web.Request) -> Json:
        """Write a message, in a channel or to the app."""
        user, body = self._person(request), await body_of(request)
        conversation = conversation_for(self._rooms, user, needed(body, "channel"))
        app = self._rooms.workspace.app
        if conversation.kind == "app" and not (app.messages_tab and app.messages_writable):
            raise NotAllowed("Sending messages to this app has been turned off.", status=403)
        thread_ts = body.get("thread_ts")
        if thread_ts is not None and thread_ts not in conversation.messages:
            raise NotAllowed("There is no such thread here.", status=404)
        with self._rooms.events.collected() as tasks:
            message = self._rooms.talk.post(conversation, user.id, escaped(needed(body, "text")), thread_ts=thread_ts)
        return await _first_attempts(tasks) | {"ts": message.ts}

    async def reaction(self, request: web.Request) -> Json:
        """React to a message, or take the reaction back."""
        user, body = self._person(request), await body_of(request)
        conversation = conversation_for(self._rooms, user, needed(body, "channel"))
        message = conversation.messages.get(needed(body, "ts"))
        name = normal_reaction(needed(body, "name"))
        if message is None:
            raise NotAllowed("There is no such message here.", status=404)
        if name is None:
            raise NotAllowed("That is not the name of an emoji.")
        added = not body.get("remove")
        with self._rooms.events.collected() as tasks:
            changed = self._rooms.talk.react(conversation, message, user.id, name, added=added)
        if not changed:
            sentence = "You reacted with that already." if added else "You did not react with that."
            raise NotAllowed(sentence, status=409)
        return await _first_attempts(tasks)

    async def shortcut(self, request: web.Request) -> Json:
        """Use a global shortcut."""
        user, body = self._person(request), await body_of(request)
        return _answer(await run_shortcut(self._rooms, user, needed(body, "callback_id")))

    async def home(self, request: web.Request) -> Json:
        """Open the app's Home tab."""
        user = self._person(request)
        with self._rooms.events.collected() as tasks:
            open_home(self._rooms, user)
        return await _first_attempts(tasks)

    async def messages_tab(self, request: web.Request) -> Json:
        """Open the app's Messages tab."""
        user = self._person(request)
        with self._rooms.events.collected() as tasks:
            open_messages(self._rooms, user)
        return await _first_attempts(tasks)

    async def read(self, request: web.Request) -> Json:
        """Look at a conversation: nothing in it is unread any more."""
        user, body = self._person(request), await body_of(request)
        conversation = conversation_for(self._rooms, user, needed(body, "channel"))
        self._rooms.talk.read(conversation, user.id)
        return {"ok": True}

    async def dismiss(self, request: web.Request) -> Json:
        """Take the notice and the notifications away."""
        user = self._person(request)
        self._rooms.workspace.screen(user.id).toasts = []
        self._rooms.workspace.notice(user.id, None)
        return {"ok": True}

    async def click(self, request: web.Request) -> Json:
        """Press or choose something."""
        user, body = self._person(request), await body_of(request)
        place = find_place(self._rooms, user, body.get("where") or {})
        outcome = await self._actions.click(
            user,
            place,
            needed(body, "block_id"),
            needed(body, "action_id"),
            value=body.get("value"),
            option=body.get("option"),
            confirmed=bool(body.get("confirmed")),
        )
        return _answer(outcome)

    async def type(self, request: web.Request) -> Json:
        """Set what stands in a text box."""
        user, body = self._person(request), await body_of(request)
        where = body.get("where") or {key: body[key] for key in ("view_id", "home") if key in body}
        place = find_place(self._rooms, user, where)
        value = body.get("value")
        if not isinstance(value, str):
            raise NotAllowed("The value should be a text.")
        ack = await self._actions.type(
            user,
            place,
            needed(body, "block_id"),
            needed(body, "action_id"),
            value,
            enter=bool(body.get("enter")),
        )
        return {"ok": ack in {"ok", "coalesced"}, "ack": ack}

    async def options(self, request: web.Request) -> Json:
        """Ask for the options of an external select."""
        user, body = self._person(request), await body_of(request)
        place = find_place(self._rooms, user, body.get("where") or {})
        return await self._actions.options(
            user,
            place,
            needed(body, "block_id"),
            needed(body, "action_id"),
            str(body.get("query") or ""),
        )

    async def submit(self, request: web.Request) -> Json:
        """Press a modal's submit button."""
        user = self._person(request)
        return await submit_view(self._rooms, user, request.match_info["view_id"])

    async def close(self, request: web.Request) -> Json:
        """Press Cancel, or X with `all`."""
        user, body = self._person(request), await body_of(request)
        outcome = await close_view(self._rooms, user, request.match_info["view_id"], everything=bool(body.get("all")))
        return _answer(outcome)


async def _first_attempts(tasks: list["asyncio.Task[Outcome]"]) -> Json:
    """Wait for the first attempt at each event, and say how the worst of them went."""
    outcomes = await asyncio.gather(*tasks)
    bad = next((one for one in outcomes if not one.ok), None)
    return {"ok": bad is None, "ack": bad.ack if bad else "ok"}


async def pump(socket: web.WebSocketResponse, queue: "asyncio.Queue[Any]") -> None:
    """Send a queue down a web socket until either ends."""
    reading = asyncio.create_task(_until_closed(socket))
    try:
        while True:
            news = asyncio.create_task(queue.get())
            await asyncio.wait({news, reading}, return_when=asyncio.FIRST_COMPLETED)
            if not news.done():
                news.cancel()
                return
            if news.result() is None:
                await socket.close()
                return
            await socket.send_json(news.result())
    except ConnectionError:
        return
    finally:
        reading.cancel()


async def _until_closed(socket: web.WebSocketResponse) -> None:
    async for _ in socket:
        continue
