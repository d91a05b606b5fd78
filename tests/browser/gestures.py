"""A person's hands in the page: the verbs of `sandbox.hands.Hands`, done with pointer and keys.

What is looked for is found as a person finds it: a button by what is written on it, a box by its
label, a choice by its words. So the steps of the story run through the page as they are.
"""

import asyncio
import re
import time
from typing import Any, Final

from playwright.async_api import Locator, expect

from sandbox.hands import Hands, NotSeen
from sandbox.kinds import Json
from tests.browser.window import Window

__all__ = ["Gestures"]

_SHOWN: Final = """() => {
    const body = [...document.querySelectorAll('dialog.modal .modal-body')].at(-1);
    return [document.documentElement.dataset.busy, body?.dataset.viewId ?? null, body?.dataset.hash ?? null];
}"""
_POLL: Final = 0.01
_QUICK_REACTIONS: Final = ("white_check_mark", "+1", "eyes")


class Gestures(Hands):
    """One person at the page; two of them share a window and are switched by its switcher.

    `taps` counts what the pointer really did in the page, which is a little more than in Slack.
    """

    def __init__(self, url: str, user: str, window: Window) -> None:
        super().__init__(url, user)
        self.window = window

    # Seeing

    async def until_view(self, text: str, *, timeout: float = 5.0) -> Json:  # noqa: ASYNC109 - a poll, not one wait
        """Wait until the modal shows this text: to the workspace, and then on the screen."""
        view = await super().until_view(text, timeout=timeout)
        await self._same_screen()
        await expect(self.window.modal).to_contain_text(_words(text))
        return view

    async def until_no_view(self, *, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - a poll, not one wait
        """Wait until no modal is open, here and there."""
        await super().until_no_view(timeout=timeout)
        await expect(self.window.modal).to_have_count(0)

    # Doing

    async def command(self, text: str, channel: str | None = None) -> Json:
        """Type a slash command into the message box, its beginning completed by Enter, and send it."""
        await self._look_at(channel)
        word, _, rest = text.partition(" ")
        box = self.window.page.get_by_role("textbox", name=re.compile("^Message "))
        await self._tap(box)
        await box.press_sequentially(word[:4])
        await expect(self.window.page.get_by_role("option", name=word)).to_be_visible()
        await box.press("Enter")
        await expect(box).to_have_value(f"{word} ")
        await box.press_sequentially(rest)
        await box.press("Enter")
        return await self._done()

    async def home(self) -> Json:
        """Open the app's Home tab."""
        await self._become()
        self.taps += await self.window.app_tab("Home")
        return await self._done()

    async def messages_tab(self) -> Json:
        """Open the app's Messages tab."""
        await self._become()
        self.taps += await self.window.app_tab("Messages")
        return await self._done()

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
        """Press a button by its text, and the yes of the question it may ask."""
        await self._become()
        scope = await self._scope(text, message, channel, home=home)
        button = await _first(
            [scope.get_by_role("button").filter(has_text=fits) for fits in _fits(text)], number, f"button {text!r}"
        )
        if self.window.before_press:
            await self.window.before_press(text)
        await self._tap(button)
        sure = self.window.page.locator("dialog.confirm")
        if await sure.count():
            await self._tap(sure.get_by_role("button").nth(1 if confirmed else 0))
        return await self._done()

    async def type_into(
        self, label: str, text: str, *, number: int = 0, home: bool = False, enter: bool = False
    ) -> Json:
        """Put this text into the box with this label, in place of what stood there, and leave the box."""
        await self._become()
        scope = self.window.page.get_by_role("tabpanel", name="Home") if home else self.window.modal
        box = await _first(
            [scope.get_by_role("textbox", name=name) for name in _labels(label)], number, f"box {label!r}"
        )
        await self._tap(box)
        await box.fill(text)
        if enter:
            await box.press("Enter")
        await box.blur()
        answer = await self._done()
        await expect(box).to_have_value(text)
        return answer

    async def choose(
        self,
        label: str,
        *options: str,
        number: int = 0,
        home: bool = False,
        message: Json | None = None,
        channel: str | None = None,
    ) -> Json:
        """Choose by the options' words in a menu, a row of radio buttons or a list of checkboxes."""
        await self._become()
        scope = await self._scope(label, message, channel, home=home)
        kinds = ("combobox", "radiogroup", "group")
        ways = [scope.get_by_role(kind, name=name) for name in _labels(label) for kind in kinds]  # type: ignore[arg-type]
        field = await _first([*ways, scope.get_by_placeholder(label)], number, f"field {label!r}")
        if await field.get_attribute("role") == "combobox":
            await self._choose_in_menu(field, options)
        else:
            for option in options:
                either = field.get_by_role("radio", name=_begins(option)).or_(
                    field.get_by_role("checkbox", name=_begins(option))
                )
                await self._tap(either.first)
        return await self._done()

    async def submit(self) -> Json:
        """Press the modal's submit button, by its words."""
        await self._become()
        if self.view is None:
            raise NotSeen(f"{self.user} has no modal open.")
        words = str(self.view["view"]["submit"]["text"])
        if self.window.before_press:
            await self.window.before_press(words)
        await self._tap(self.window.modal.locator("footer").get_by_role("button", name=words, exact=True))
        return await self._done()

    async def close_view(self, *, everything: bool = False) -> Json:
        """Press the button at the foot that leaves this view, or the cross that leaves them all."""
        await self._become()
        if self.view is None:
            raise NotSeen(f"{self.user} has no modal open.")
        view = self.view["view"]
        words = view["close"]["text"] if view.get("close") else "Cancel" if view.get("submit") else "Close"
        place, name = ("header", "Close") if everything else ("footer", str(words))
        await self._tap(self.window.modal.locator(place).get_by_role("button", name=name, exact=True))
        return await self._done()

    async def react(self, message: Json, name: str, channel: str | None = None, *, remove: bool = False) -> Json:
        """React by the toolbar over the message or by the picker; take it back by its own mark."""
        await self._look_at(channel)
        article = self._article(message)
        words = name.replace("_", " ")
        await article.hover()
        if remove:
            await self._tap(article.get_by_role("button", name=re.compile(rf"^{re.escape(words)}, \d+: ")))
        elif name in _QUICK_REACTIONS:
            await self._tap(article.get_by_role("button", name=f"React with {words}", exact=True))
        else:
            await self._tap(article.get_by_role("button", name="Find another reaction").last)
            picker = self.window.page.get_by_role("dialog", name="Pick a reaction")
            await self._tap(picker.get_by_role("button", name=words, exact=True))
        return await self._done()

    # Inside

    async def _choose_in_menu(self, field: Locator, options: tuple[str, ...]) -> None:
        await self._tap(field)
        for option in options:
            await self._tap(self.window.page.get_by_role("option", name=_begins(option)).first)
        done = self.window.page.get_by_role("button", name="Done", exact=True)
        if await done.count():
            await self._tap(done)

    async def _scope(self, text: str, message: Json | None, channel: str | None, *, home: bool) -> Locator:
        if home:
            self.taps += await self.window.app_tab("Home")
            return self.window.page.get_by_role("tabpanel", name="Home")
        if message is None and self.view is not None:
            return self.window.modal
        await self._look_at(channel)
        if message is not None:
            return self._article(message)
        with_it = self.window.page.get_by_role("button").filter(has_text=_begins(text))
        return self.window.page.get_by_role("article").filter(has=with_it).last

    def _article(self, message: Json) -> Locator:
        return self.window.page.locator(f'main article[data-ts="{message["ts"]}"]')

    async def _look_at(self, channel: str | None) -> None:
        await self._become()
        if channel is None or channel == self.app:
            self.taps += await self.window.app_tab("Messages")
        else:
            await self.window.channel(str(self.conversation(channel)["name"]))

    async def _become(self) -> None:
        await self.see()
        await self.window.be(str(self.seen["user"]["real_name"]))
        await self._same_screen()

    async def _tap(self, target: Locator) -> None:
        await target.click()
        self.taps += 1

    async def _done(self) -> Json:
        await self.window.still()
        await self._same_screen()
        return {"ok": True}

    async def _same_screen(self) -> None:
        """Wait until the page shows the very view that the workspace holds for us, with nothing under way."""
        end = time.monotonic() + 10
        while True:
            await self.see()
            held = ["0", self.view["id"], self.view["hash"]] if self.view else ["0", None, None]
            shown = await self.window.page.evaluate(_SHOWN)
            if shown == held:
                return
            if time.monotonic() > end:
                raise NotSeen(f"The page shows {shown}, the workspace holds {held} for {self.user}.")
            await asyncio.sleep(_POLL)

    async def _act(self, what: str, given: Json, *, keep_focus: bool = False) -> Json:
        raise NotSeen(f"There is no gesture for {what!r} with {sorted(given)}; {keep_focus=}.")


def _words(text: str) -> re.Pattern[str]:
    """Return a pattern of these words as a screen shows them: any space between, an emoji for each `:name:`."""
    parts = [r"\S+" if re.fullmatch(r":[a-z0-9_+-]+:", part) else re.escape(part) for part in text.split()]
    return re.compile(r"\s*".join(parts))


def _begins(text: str) -> re.Pattern[str]:
    return re.compile(r"^\s*" + _words(text).pattern)


def _fits(text: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what fits a text: all of it before its beginning."""
    return re.compile(_begins(text).pattern + r"\s*$"), _begins(text)


def _labels(label: str) -> tuple[re.Pattern[str], ...]:
    return re.compile(_begins(label).pattern + r"( \(optional\))?$"), _begins(label), _words(label)


async def _first(ways: list[Locator], number: int, wanted: str) -> Any:
    """Give the element by the first way that finds enough of them."""
    for way in ways:
        if await way.count() > number:
            return way.nth(number)
    raise NotSeen(f"There is no {wanted} on the screen.")
