"""The eyes of one person: what is on their screen, and waiting for it to be there."""

import asyncio
import time
from collections.abc import Callable
from http import HTTPStatus
from types import TracebackType
from typing import Any, Final, Self

import aiohttp

from sandbox.kinds import Json
from sandbox.looking import NotSeen, text_in

__all__ = ["Eyes", "NotDone"]

_POLL: Final = 0.02


class NotDone(Exception):
    """The workspace did not let the person do that; `answer` holds what it said."""

    def __init__(self, status: int, answer: Json) -> None:
        super().__init__(answer.get("error", "The workspace refused."))
        self.status = status
        self.answer = answer


class Eyes:
    """One person looking at their screen. Use as an async context manager, or close it yourself.

    `seen` holds what was last seen.
    """

    def __init__(self, url: str, user: str, session: aiohttp.ClientSession | None = None) -> None:
        self.url = url.rstrip("/")
        self.user = user
        self.seen: Json = {}
        self._own = session is None
        self._session = session

    async def __aenter__(self) -> Self:
        await self.see()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connection."""
        if self._own and self._session is not None:
            await self._session.close()

    async def see(self) -> Json:
        """Look at the screen: the whole answer of the control API."""
        self.seen = await self._call("GET", f"/control/as/{self.user}")
        return self.seen

    async def until(self, fits: Callable[[Json], Any], *, timeout: float = 10.0, waiting_for: str = "that") -> Any:  # noqa: ASYNC109 - a poll, not one wait
        """Look until something is so, and give what `fits` gave; NotSeen after the timeout.

        A NotSeen or KeyError inside `fits` counts as not yet.
        """
        end = time.monotonic() + timeout
        await self.see()
        while True:
            try:
                if result := fits(self.seen):
                    return result
            except (NotSeen, KeyError, IndexError):
                pass
            if time.monotonic() > end:
                raise NotSeen(f"{self.user} waited {timeout:g} s for {waiting_for}; {self._glance()}")
            await asyncio.sleep(_POLL)
            await self._look_again()

    async def until_view(self, text: str, *, timeout: float = 10.0) -> Json:  # noqa: ASYNC109 - a poll, not one wait
        """Wait until the top view shows this text, in its title or its blocks."""
        view: Json = await self.until(
            lambda _: text in self.view_text and self.view, timeout=timeout, waiting_for=f"{text!r} in a view"
        )
        return view

    async def until_no_view(self, *, timeout: float = 10.0) -> None:  # noqa: ASYNC109 - a poll, not one wait
        """Wait until no modal is open."""
        await self.until(lambda seen: not seen["views"], timeout=timeout, waiting_for="no open view")

    async def until_message(self, text: str, channel: str | None = None, *, timeout: float = 10.0) -> Json:  # noqa: ASYNC109 - a poll, not one wait
        """Wait for a message with this text, in the app's direct messages by default."""

        def found(_: Json) -> Json | None:
            matching = [one for one in self.messages(channel) if text in text_in(one) or text in one["text"]]
            return matching[-1] if matching else None

        message: Json = await self.until(found, timeout=timeout, waiting_for=f"{text!r} in a message")
        return message

    @property
    def view(self) -> Json | None:
        """The modal on top: id, hash, view, values, errors, busy."""
        views = self.seen.get("views") or []
        return views[-1] if views else None

    @property
    def view_text(self) -> str:
        """All the text of the modal on top."""
        return text_in(self.view["view"]) if self.view else ""

    @property
    def home_text(self) -> str:
        """All the text of the Home tab."""
        home = self.seen.get("home")
        return text_in(home["view"]) if home else ""

    @property
    def notice(self) -> str | None:
        """The notice on the screen, if there is one."""
        return self.seen["notice"]["text"] if self.seen.get("notice") else None

    @property
    def app(self) -> str:
        """The id of the direct messages with the app."""
        return f"D{self.user[1:]}"

    def conversation(self, channel: str | None = None) -> Json:
        """Give a conversation by id or `#name`; the app's direct messages by default."""
        wanted = (channel or self.app).lstrip("#")
        for one in self.seen["conversations"]:
            if wanted in {one["id"], one["name"]}:
                found: Json = one
                return found
        raise NotSeen(f"{self.user} sees no conversation {channel!r}.")

    def messages(self, channel: str | None = None) -> list[Json]:
        """Give the messages of a conversation, oldest first, each with its replies."""
        found: list[Json] = self.conversation(channel)["messages"]
        return found

    def _glance(self) -> str:
        return f"the view says {self.view_text[:400]!r}, the notice {self.notice!r}."

    async def _look_again(self) -> None:
        since = self.seen.get("seq", "")
        answer = await self._call("GET", f"/control/as/{self.user}?since={since}")
        if not answer.get("unchanged"):
            self.seen = answer

    async def _call(self, verb: str, path: str, given: Json | None = None) -> Json:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        async with self._session.request(verb, self.url + path, json=given) as response:
            answer: Json = await response.json()
            if response.status >= HTTPStatus.BAD_REQUEST:
                raise NotDone(response.status, answer)
            return answer
