"""The pictures of README.md and docs/, each taken when the story comes past its moment."""

from typing import Final

from tests.browser.window import DESKTOP, Window
from tests.story import Stage, Told
from tests.story.screen import title_of
from tests.story.writing import PROGRESS

__all__ = ["PICTURES", "Camera"]

PICTURES: Final = frozenset({"agenda", "card", "next", "reading", "record", "request", "sandbox"})
"""What the whole story leaves behind when it is played wide; `phone` comes of the narrow one."""

_HIGH: Final = {"card": 1000, "next": 1080, "reading": 1000, "record": 1000, "request": 1180}
_SEEN_CLOSE: Final = frozenset({"card", "request"})


class Camera:
    """Watches a story being played in a window."""

    def __init__(self, window: Window, stage: Stage) -> None:
        self.window = window
        self.stage = stage
        self.taken: set[str] = set()
        window.before_press = self._before

    async def _before(self, button: str) -> None:
        """Take what is about to leave the screen."""
        priya, sam = self.stage.priya, self.stage.sam
        if button == "Start" and title_of(priya) == "Agenda":
            await self._take("agenda")
        elif button == "Save and next" and PROGRESS in priya.view_text:
            await self._take("record")
        elif button == "Ask for a change" and sam.view is not None:
            await self._take("reading")

    async def after(self, told: Told) -> None:
        """Take what a step has brought."""
        if told.sentence.startswith("sees on the card"):
            await self.stage.priya.messages_tab()
            await self._take("card")
        elif told.person == "Sam" and told.sentence.startswith("finds"):
            await self.stage.sam.messages_tab()
            await self._take("request")
        elif told.sentence.startswith("reacts with a tick"):
            await self._take("sandbox")
        elif told.sentence.startswith("finds that progress"):
            await self._take("next")

    async def _take(self, name: str) -> None:
        if name in self.taken:
            return
        self.taken.add(name)
        page = self.window.page
        width, height = DESKTOP
        await page.mouse.move(1, 1)
        await page.set_viewport_size({"width": width, "height": _HIGH.get(name, height)})
        if name == "reading":
            await self.window.modal.get_by_role("button", name="Do not agree").scroll_into_view_if_needed()
        await self.window.picture(name, of=page.get_by_role("main") if name in _SEEN_CLOSE else None)
        await page.set_viewport_size({"width": width, "height": height})
