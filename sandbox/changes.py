"""Telling each person's page that something they see has changed."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sandbox.kinds import Json

__all__ = ["Changes"]


class Changes:
    """Hands out one queue for each page that watches, and fills them."""

    def __init__(self) -> None:
        self.number = 0
        self._queues: dict[str, set[asyncio.Queue[Json | None]]] = {}
        self._anybody = asyncio.Event()

    def tell(self, scope: str, users: Iterable[str] | None = None) -> None:
        """Say that a part of what these people see has changed; nobody named means all."""
        self.number += 1
        message: Json = {"type": "changed", "seq": self.number, "scope": [scope]}
        for user in list(self._queues) if users is None else users:
            for queue in self._queues.get(user, ()):
                queue.put_nowait(message)

    @contextmanager
    def watched(self, user: str) -> Iterator[asyncio.Queue[Json | None]]:
        """Give a queue of changes for as long as somebody watches; None means the end."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        watching = self._queues.setdefault(user, set())
        watching.add(queue)
        self._anybody.set()
        try:
            yield queue
        finally:
            watching.discard(queue)

    async def until_watched(self) -> None:
        """Wait until a page has been opened."""
        await self._anybody.wait()

    def close(self) -> None:
        """End every watch."""
        for watching in self._queues.values():
            for queue in watching:
                queue.put_nowait(None)
