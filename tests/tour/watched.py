"""Hands that can be watched: the spotlight moves first, then they act, and they type as people do."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from sandbox.hands import Hands
from sandbox.kinds import Json

__all__ = ["FAST", "SLOW", "Pace", "Watched"]

_UNSEEN: Final = frozenset({"read", "dismiss", "options"})
"""Acts with nothing to watch."""


@dataclass(frozen=True)
class Pace:
    """Seconds to wait before each act, for a text to be typed, and after each sentence; `pieces` of a text."""

    act: float
    text: float
    sentence: float
    pieces: int


SLOW: Final = Pace(act=1.0, text=2.0, sentence=2.5, pieces=25)
FAST: Final = Pace(act=0.0, text=0.0, sentence=0.0, pieces=2)


class Watched(Hands):
    """One person whom pages that follow the tour can watch."""

    def __init__(self, url: str, user: str, session: aiohttp.ClientSession, pace: Pace) -> None:
        super().__init__(url, user, session)
        self._pace = pace
        self._show = "home"

    async def shine(self, *, at: str = "", words: str = "") -> None:
        """Put the spotlight on this person, where they acted last."""
        spot = {"user": self.user, "show": self._show, "at": at, "words": words}
        await self._call("POST", "/control/spotlight", spot)

    async def _act(self, what: str, given: Json, *, keep_focus: bool = False) -> Json:
        if what not in _UNSEEN:
            self._show = self._where(what, given)
            await self.shine(at=str(given.get("block_id", "")))
            await asyncio.sleep(self._pace.act)
        if what == "type":
            await self._type(given)
        return await super()._act(what, given, keep_focus=keep_focus)

    async def _type(self, given: Json) -> None:
        """Type all but the last letters, piece by piece."""
        for begun in _beginnings(given["value"], self._pace.pieces):
            await self._call("POST", f"/control/as/{self.user}/type", given | {"value": begun, "enter": False})
            await asyncio.sleep(self._pace.text / self._pace.pieces)

    def _where(self, what: str, given: Json) -> str:
        """Return where this act is seen; a modal stands over whatever was there before."""
        place: Json = given.get("where") or given
        if what == "home" or place.get("home"):
            return "home"
        if what == "messages_tab":
            return self.app
        channel: Any = place.get("channel")
        return channel if isinstance(channel, str) else self._show


def _beginnings(text: str, pieces: int) -> Iterator[str]:
    size = max(1, -(-len(text) // pieces))
    return (text[:end] for end in range(size, len(text), size))
