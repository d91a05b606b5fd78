"""Pressing, choosing and typing: block_actions to the bot."""

import asyncio
from typing import Any, Final

from sandbox.blockkit.surfaces import options_problems
from sandbox.blockkit.walk import find_element
from sandbox.kinds import Json
from sandbox.people import Person
from sandbox.places import Place
from sandbox.refusals import NotAllowed
from sandbox.rooms import TROUBLE, Rooms
from sandbox.socket_mode import Outcome
from sandbox.values import TEXT_INPUTS, UnusableValue, picked, state_of

__all__ = ["Actions"]

_NOT_SENT: Final = Outcome("ok")


class Actions:
    """Does what a person's finger does, and remembers what is being typed."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._typing: dict[tuple[str, str, str], bool] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def click(
        self,
        user: Person,
        place: Place,
        block_id: str,
        action_id: str,
        *,
        value: Any = None,
        option: str | None = None,
        confirmed: bool = False,
    ) -> Outcome:
        """Press a button, or choose in a menu, a list or a picker."""
        block, element = place.element(block_id, action_id)
        kind = element["type"]
        if kind in TEXT_INPUTS:
            raise NotAllowed("That is typed into, not clicked.")
        if element.get("confirm") and not confirmed:
            raise NotAllowed("That asks for confirmation first.", status=409, confirm=element["confirm"])
        chosen: Json
        if kind == "button":
            chosen = {key: element[key] for key in ("text", "value", "style") if key in element}
        elif kind == "overflow":
            chosen = {"selected_option": _overflow_option(element, option or value)}
        else:
            chosen = self._choose(place, block_id, element, value)
            self._changed(place, user)
            if block["type"] == "input" and not block.get("dispatch_action"):
                return _NOT_SENT
        return await self._send(user, place, block_id, element, chosen)

    def _choose(self, place: Place, block_id: str, element: Json, value: Any) -> Json:
        try:
            state = picked(element, value)
        except UnusableValue as problem:
            raise NotAllowed(str(problem)) from None
        chosen = state.get("selected_users") or [state.get("selected_user")]
        for one in chosen:
            if one is not None and self._rooms.workspace.person(one) is None:
                raise NotAllowed(f"There is no person {one} here.")
        place.values.setdefault(block_id, {})[element["action_id"]] = state
        if place.view is not None:
            place.view.errors.pop(block_id, None)
        return {key: part for key, part in state.items() if key != "type"}

    async def type(
        self,
        user: Person,
        place: Place,
        block_id: str,
        action_id: str,
        text: str,
        *,
        enter: bool = False,
    ) -> str:
        """Set what stands in a text box; dispatch it if the app wants to know.

        Answers `ok`, `coalesced` (one is on its way, the newest text follows), or how
        the dispatch failed.
        """
        block, element = place.element(block_id, action_id)
        if element["type"] not in TEXT_INPUTS:
            raise NotAllowed("That is not a text box.")
        most = element.get("max_length")
        if most is not None and len(text) > most:
            raise NotAllowed(f"This box takes at most {most} characters.", status=422)
        if place.view is not None:
            place.view.errors.pop(block_id, None)
        place.values.setdefault(block_id, {})[action_id] = state_of(element, text)
        self._changed(place, user)
        wanted = (element.get("dispatch_action_config") or {}).get("trigger_actions_on", ["on_enter_pressed"])
        trigger = "on_enter_pressed" if enter else "on_character_entered"
        if not block.get("dispatch_action") or trigger not in wanted:
            return "ok"
        return await self._dispatch(user, place, block_id, element)

    async def _dispatch(self, user: Person, place: Place, block_id: str, element: Json) -> str:
        """Send the text, one dispatch in flight per box, the newest text after it."""
        container = place.view.id if place.view else ""
        key = (container, block_id, element["action_id"])
        if key in self._typing:
            self._typing[key] = True
            return "coalesced"
        self._typing[key] = False
        try:
            outcome = await self._send_text(user, place, block_id, element)
        finally:
            again = self._typing.pop(key)
        if again and self._still_there(place, block_id, element):
            task = asyncio.create_task(self._follow_up(user, place, block_id, element))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return outcome.ack

    async def _follow_up(self, user: Person, place: Place, block_id: str, element: Json) -> None:
        await self._dispatch(user, place, block_id, element)

    async def _send_text(self, user: Person, place: Place, block_id: str, element: Json) -> Outcome:
        state = _values_now(place).get(block_id, {}).get(element["action_id"])
        chosen = {"value": state["value"] if state else None}
        return await self._send(user, place, block_id, element, chosen)

    def _still_there(self, place: Place, block_id: str, element: Json) -> bool:
        """Tell whether the box is still on the screen: an update or a close may have taken it."""
        view = place.view
        if view is None:
            return True
        shown = view in self._rooms.workspace.screen(view.user).views or view.view["type"] == "home"
        return shown and find_element(view.view["blocks"], block_id, element["action_id"]) is not None

    async def stop(self) -> None:
        """Give up what would still be sent."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _send(self, user: Person, place: Place, block_id: str, element: Json, chosen: Json) -> Outcome:
        action = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block_id,
            **chosen,
            "action_ts": self._rooms.workspace.clock.next_ts(),
        }
        payload = self._rooms.envelope(user) | {
            "type": "block_actions",
            "actions": [action],
            **self._container(user, place),
        }
        return await self._rooms.interact(payload, user=user)

    def _container(self, user: Person, place: Place) -> Json:
        rooms, workspace = self._rooms, self._rooms.workspace
        if place.view is not None:
            shown = place.view.as_slack(workspace.team.id, workspace.app)
            return {
                "container": {"type": "view", "view_id": place.view.id},
                "trigger_id": rooms.triggers.issue(user.id, place.view.id),
                "view": shown,
            }
        conversation, message = place.conversation, place.message
        if conversation is None or message is None:
            raise NotAllowed("That is nowhere.")
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": conversation.id,
            "is_ephemeral": message.ephemeral_to is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload: Json = {
            "container": container,
            "trigger_id": rooms.triggers.issue(user.id),
            "channel": {
                "id": conversation.id,
                "name": "directmessage" if conversation.kind == "app" else conversation.name,
            },
            "state": {"values": message.values},
            "response_url": rooms.response_urls.issue(user.id, conversation, message),
        }
        if message.ephemeral_to is None:
            payload["message"] = message.as_slack(workspace.team.id)
        return payload

    def _changed(self, place: Place, user: Person) -> None:
        if place.message is not None:
            self._rooms.workspace.changes.tell("messages", [user.id])
        elif place.view is not None:
            scope = "home" if place.view.view["type"] == "home" else "views"
            self._rooms.workspace.changes.tell(scope, [user.id])

    async def options(self, user: Person, place: Place, block_id: str, action_id: str, query: str) -> Json:
        """Ask the bot for the options of an external select."""
        _, element = place.element(block_id, action_id)
        if not element["type"].endswith("external_select"):
            raise NotAllowed("That menu's options do not come from the app.")
        if len(query) < element.get("min_query_length", 3):
            return {"options": []}
        payload = self._rooms.envelope(user) | {
            "type": "block_suggestion",
            "action_id": action_id,
            "block_id": block_id,
            "value": query,
            **self._container(user, place),
        }
        payload.pop("trigger_id")
        outcome = await self._rooms.interact(payload, user=user)
        if not outcome.ok:
            return {"options": []}
        if options_problems(outcome.payload):
            self._rooms.workspace.notice(user.id, TROUBLE)
            return {"options": []}
        answer: Json = outcome.payload
        return answer


def _values_now(place: Place) -> Any:
    """Say what stands in the place now: an update may have replaced it since."""
    if place.view is not None:
        return place.view.values
    return place.values


def _overflow_option(element: Json, wanted: Any) -> Json:
    for one in element["options"]:
        if one["value"] == wanted:
            found: Json = one
            return found
    raise NotAllowed(f"There is no option with the value {wanted!r} here.")
