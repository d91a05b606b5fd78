"""Taking turns: work that only shows the latest state is done once for many calls, and in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

__all__ = ["Turns"]


@dataclass(slots=True)
class Turns:
    """Who waits and who works, by name; lives on the desk."""

    _waiting: set[str] = field(default_factory=set)
    _working: dict[str, asyncio.Lock] = field(default_factory=dict)

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[bool]:
        """Give True once it is the caller's turn, or False at once while another of that name still waits.

        The one that waits has read nothing yet, and so will show this call's change too.
        """
        if name in self._waiting:
            yield False
            return
        lock = self._working.setdefault(name, asyncio.Lock())
        self._waiting.add(name)
        try:
            await lock.acquire()
        finally:
            self._waiting.discard(name)
        try:
            yield True
        finally:
            lock.release()
            if name not in self._waiting:
                self._working.pop(name, None)
