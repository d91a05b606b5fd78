"""The hands of one person, for journeys, the tour and measurements.

They do over HTTP what a person does in the page, and count the taps.
"""

from http import HTTPStatus
from typing import Any, Final

import aiohttp

from sandbox.eyes import Eyes, NotDone
from sandbox.kinds import Json
from sandbox.looking import (
    Found,
    NotSeen,
    Surface,
    find_button,
    find_field,
    find_overflow,
    option_value,
)
from sandbox.values import TEXT_INPUTS

__all__ = ["Hands", "NotDone", "NotSeen"]

_PICKERS: Final = ("datepicker", "timepicker", "datetimepicker")
_LISTS: Final = ("radio_buttons", "checkboxes")
_PEOPLE: Final = ("users_select", "multi_users_select")


class Hands(Eyes):
    """One person at their screen, seeing and doing.

    A tap is a click, a submit, opening a menu, choosing in it, or putting the cursor
    into a box; typing is not.
    """

    def __init__(self, url: str, user: str, session: aiohttp.ClientSession | None = None) -> None:
        super().__init__(url, user, session)
        self.taps = 0
        self._focus: tuple[str, str] | None = None

    async def command(self, text: str, channel: str | None = None) -> Json:
        """Type a slash command and send it."""
        self.taps += 1
        where = self._id_of(channel)
        return await self._act("command", {"channel": where, "text": text})

    async def shortcut(self, callback_id: str) -> Json:
        """Use a global shortcut: open the menu, choose it."""
        self.taps += 2
        return await self._act("shortcut", {"callback_id": callback_id})

    async def home(self) -> Json:
        """Open the app's Home tab."""
        self.taps += 1
        return await self._act("home", {})

    async def messages_tab(self) -> Json:
        """Open the app's Messages tab."""
        self.taps += 1
        return await self._act("messages_tab", {})

    async def say(self, text: str, channel: str | None = None, *, thread_ts: str | None = None) -> Json:
        """Write a message and send it."""
        self.taps += 1
        given = {"channel": self._id_of(channel), "text": text, "thread_ts": thread_ts}
        return await self._act("message", given)

    async def react(self, message: Json, name: str, channel: str | None = None, *, remove: bool = False) -> Json:
        """React to a message, or take the reaction back: open the picker, choose."""
        self.taps += 1 if remove else 2
        given = {"channel": self._id_of(channel), "ts": message["ts"], "name": name, "remove": remove}
        return await self._act("reaction", given)

    async def click_button(
        self,
        text: str,
        *,
        message: Json | None = None,
        channel: str | None = None,
        home: bool = False,
        number: int = 0,
        confirmed: bool = True,
    ) -> Json:
        """Press a button by its text: in the open modal, else in the newest message with it.

        A confirmation dialog costs one more tap. What was drawn anew under the finger is
        pressed as it stands now, as a person would.
        """
        await self.see()
        found = find_button(self._surfaces(message, channel, home=home), text, number=number)
        self.taps += 2 if found.element.get("confirm") and confirmed else 1
        try:
            return await self._act("click", found.ids | {"confirmed": confirmed})
        except NotDone as gone:
            if gone.status != HTTPStatus.NOT_FOUND:
                raise
        await self.see()
        now = self._as_it_stands(message, channel) if message is not None else None
        found = find_button(self._surfaces(now, channel, home=home), text, number=number)
        return await self._act("click", found.ids | {"confirmed": confirmed})

    async def type_into(
        self, label: str, text: str, *, number: int = 0, home: bool = False, enter: bool = False
    ) -> Json:
        """Put this text into the box with this label, in place of what stood there."""
        await self.see()
        found = find_field(self._surfaces(home=home), label, number=number)
        if found.element["type"] not in TEXT_INPUTS:
            raise NotSeen(f"{label!r} is not a text box.")
        box = (found.block["block_id"], found.element["action_id"])
        if self._focus != box:
            self.taps += 1
            self._focus = box
        return await self._act("type", found.ids | {"value": text, "enter": enter}, keep_focus=True)

    async def choose_overflow(
        self, option: str, *, beside: str, message: Json | None = None, home: bool = False
    ) -> Json:
        """Open the three dots beside this text and choose one line of the menu."""
        await self.see()
        found = find_overflow(self._surfaces(message, home=home), beside)
        self.taps += 2
        chosen = {"option": option_value(found.element, option), "confirmed": True}
        return await self._act("click", found.ids | chosen)

    async def choose(
        self,
        label: str,
        *options: str,
        number: int = 0,
        home: bool = False,
        message: Json | None = None,
        channel: str | None = None,
    ) -> Json:
        """Choose by the options' texts; in a list of many, beside what is chosen already.

        Pickers take their value as Slack spells it: `2026-03-30`, `14:30`. A menu of
        people takes user ids. A menu filled by the app is searched for the text.
        """
        await self.see()
        found = find_field(self._surfaces(message, channel, home=home), label, number=number)
        wanted = [await self._value(found, one) for one in options]
        return await self._choose(found, wanted, len(options))

    async def unchoose(self, label: str, *options: str, number: int = 0) -> Json:
        """Take options out of what is chosen in a list of many; all of them, if none is named."""
        await self.see()
        found = find_field(self._surfaces(), label, number=number)
        standing = _chosen(found.state)
        gone = [await self._value(found, one) for one in options] if options else standing
        self.taps += len(gone)
        left = [one for one in standing if one not in gone]
        return await self._act("click", found.ids | {"value": left})

    async def submit(self) -> Json:
        """Press the modal's submit button."""
        view = await self._top()
        self.taps += 1
        return await self._act(f"view/{view['id']}/submit", {})

    async def close_view(self, *, everything: bool = False) -> Json:
        """Press Cancel, or X with `everything`."""
        view = await self._top()
        self.taps += 1
        return await self._act(f"view/{view['id']}/close", {"all": everything})

    async def read(self, channel: str | None = None) -> Json:
        """Look at a conversation, so that nothing in it is unread."""
        return await self._act("read", {"channel": self._id_of(channel)})

    async def dismiss(self) -> Json:
        """Take notices and notifications away."""
        return await self._act("dismiss", {})

    # Inside

    async def _choose(self, found: Found, wanted: list[Any], count: int) -> Json:
        kind = found.element["type"]
        self.taps += count if kind in _LISTS else count + 1
        many = kind == "checkboxes" or kind.startswith("multi_")
        standing = _chosen(found.state) if many else []
        value: Any = [*standing, *(one for one in wanted if one not in standing)]
        return await self._act("click", found.ids | {"value": value if many else wanted[0]})

    async def _value(self, found: Found, text: str) -> Any:
        kind = found.element["type"]
        if kind in _PICKERS:
            return int(text) if kind == "datetimepicker" else text
        if kind.endswith("external_select"):
            answer = await self._act("options", found.ids | {"query": text}, keep_focus=True)
            value = option_value(answer, text)
            return next(one for one in _flat(answer) if one["value"] == value)
        if kind in _PEOPLE or ("options" not in found.element and "option_groups" not in found.element):
            return text
        return option_value(found.element, text)

    def _surfaces(
        self, message: Json | None = None, channel: str | None = None, *, home: bool = False
    ) -> list[Surface]:
        if home:
            shown = self.seen["home"]
            if shown is None:
                raise NotSeen("There is nothing on Home.")
            return [Surface({"home": True}, shown["view"]["blocks"], shown["values"])]
        if message is not None:
            return [self._on_message(message, self.conversation(channel)["id"])]
        if self.view is not None:
            return [Surface({"view_id": self.view["id"]}, self.view["view"]["blocks"], self.view["values"])]
        places = [self.conversation(channel)] if channel else self.seen["conversations"]
        found = [(one, place["id"]) for place in places for top in place["messages"] for one in [top, *top["replies"]]]
        found.sort(key=lambda pair: float(pair[0]["ts"]), reverse=True)
        return [self._on_message(*pair) for pair in found]

    def _as_it_stands(self, message: Json, channel: str | None) -> Json:
        every = [one for top in self.messages(channel) for one in [top, *top["replies"]]]
        return next(one for one in every if one["ts"] == message["ts"])

    @staticmethod
    def _on_message(message: Json, channel: str) -> Surface:
        return Surface({"channel": channel, "ts": message["ts"]}, message["blocks"], message["values"])

    async def _top(self) -> Json:
        await self.see()
        if self.view is None:
            raise NotSeen(f"{self.user} has no modal open; {self._glance()}")
        return self.view

    def _id_of(self, channel: str | None) -> str:
        if channel is None or channel.startswith(("C0", "D0")):
            return channel or self.app
        return str(self.conversation(channel)["id"])

    async def _act(self, what: str, given: Json, *, keep_focus: bool = False) -> Json:
        if not keep_focus:
            self._focus = None
        answer = await self._call("POST", f"/control/as/{self.user}/{what}", given)
        await self.see()
        return answer


def _flat(answer: Json) -> list[Json]:
    groups = answer.get("option_groups")
    if groups is None:
        return list(answer["options"])
    return [option for group in groups for option in group["options"]]


def _chosen(state: Json) -> list[Any]:
    for key, value in state.items():
        if key == "selected_options":
            return [one["value"] for one in value]
        if key.startswith("selected_") and isinstance(value, list):
            return value
    return []
