"""Keeping the saves of each view in order: typing is faster than storing, and fingers faster than drawing."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import inf
from typing import TypeVar

__all__ = ["Newest", "Redraws"]

T = TypeVar("T")

Touched = frozenset[str]

CLOSED_FOR = 3.0
"""Seconds for which Slack waits for the answer to a submission; nobody types in the view meanwhile."""


@dataclass(slots=True)
class _Line:
    """Those waiting to save one view; `touched` gathers what the overtaken ones were about."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    newest: int = 0
    waiting: int = 0
    touched: Touched = frozenset()


class Newest:
    """Lines up the saves of each view.

    Each carries the whole screen, so one overtaken by a newer one need not be stored. What each
    was about is passed on, since only that says which box a person emptied.

    A letter may come later than the submission or the *Remove* that was pressed after it, so
    for a while it is remembered which views and pages have ended (`end`).
    """

    def __init__(self, *, closed_for: float = CLOSED_FOR, remembered: int = 1000) -> None:
        self._lines: dict[str, _Line] = {}
        self._ended: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._closed_for = closed_for
        self._remembered = remembered

    def end(self, view: str, page: str = "") -> None:
        """Leave out what is still offered of a page of a view; without `page`, for a short time, of the view.

        A page that was ended never comes back. A view might: its submission counts as lost when
        the answer does not reach Slack, and then a person goes on typing in it.
        """
        self._ended[view, page] = inf if page else asyncio.get_running_loop().time() + self._closed_for
        while len(self._ended) > self._remembered:
            self._ended.popitem(last=False)

    async def offer(
        self, view: str, touched: Touched, save: Callable[[Touched], Awaitable[T]], *, page: str = ""
    ) -> T | None:
        """Save when the line is free, or return None: a newer screen stands behind this one, or the page has ended."""
        async with self._stand(view, touched) as (line, ticket):
            if ticket != line.newest or self._has_ended(view, page):
                return None
            return await _run(line, save)

    async def insist(self, view: str, touched: Touched, save: Callable[[Touched], Awaitable[T]]) -> T:
        """Save when the line is free, in place of all that was typed before it."""
        async with self._stand(view, touched) as (line, _):
            return await _run(line, save)

    def _has_ended(self, view: str, page: str) -> bool:
        now = asyncio.get_running_loop().time()
        return any(self._ended.get(place, 0) > now for place in ((view, ""), (view, page)))

    @asynccontextmanager
    async def _stand(self, view: str, touched: Touched) -> AsyncIterator[tuple[_Line, int]]:
        line = self._lines.setdefault(view, _Line())
        line.newest += 1
        line.waiting += 1
        line.touched |= touched
        ticket = line.newest
        try:
            async with line.lock:
                yield line, ticket
        finally:
            line.waiting -= 1
            if not line.waiting:
                del self._lines[view]


async def _run(line: _Line, save: Callable[[Touched], Awaitable[T]]) -> T:
    touched, line.touched = line.touched, frozenset()
    try:
        return await save(touched)
    except BaseException:
        line.touched |= touched
        raise


class Redraws:
    """Remembers which view replaced which without changing a box.

    A button pressed just before such a redraw carries the hash of the view before it, which
    Slack would refuse; what it leads to is as right after the redraw. A view that turned to
    another page is not remembered, so that a second press of the same button stays without
    effect.
    """

    def __init__(self, remembered: int = 1000) -> None:
        self._after: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._remembered = remembered

    def note(self, view: str, before: str, after: str) -> None:
        """Remember that a view was only drawn again."""
        self._after[view, before] = after
        while len(self._after) > self._remembered:
            self._after.popitem(last=False)

    def latest(self, view: str, seen: str) -> str:
        """Return the hash of the view as it stands since, if nothing but redraws came between."""
        while (view, seen) in self._after:
            seen = self._after[view, seen]
        return seen
