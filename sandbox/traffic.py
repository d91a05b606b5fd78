"""What went over the wire between the workspace and the bot, for the inspector."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sandbox.clock import Clock
from sandbox.kinds import Json

__all__ = ["Entry", "Traffic"]

_KEPT: Final = 5_000


@dataclass
class Entry:
    """One exchange: a call by the bot, or an envelope to it and its ack.

    `began` is real monotonic seconds, for measuring from one entry to another.
    """

    seq: int
    at: str
    began: float
    direction: str
    kind: str
    ok: bool
    error: str | None
    ms: float
    bytes: int
    body: Any
    answer: Any


class Traffic:
    """Remembers the latest exchanges and tells who watches."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: deque[Entry] = deque(maxlen=_KEPT)
        self._seq = 0
        self._queues: set[asyncio.Queue[Json | None]] = set()

    def note(
        self,
        *,
        direction: str,
        kind: str,
        began: float,
        error: str | None,
        body: Any,
        answer: Any,
        size: int | None = None,
        at: datetime | None = None,
    ) -> None:
        """Write one exchange down when it is over."""
        self._seq += 1
        entry = Entry(
            seq=self._seq,
            at=(at or self._clock.now()).isoformat(timespec="milliseconds"),
            began=began,
            direction=direction,
            kind=kind,
            ok=error is None,
            error=error,
            ms=round((time.perf_counter() - began) * 1000, 3),
            bytes=size if size is not None else len(json.dumps(body)),
            body=body,
            answer=answer,
        )
        self._entries.append(entry)
        for queue in self._queues:
            queue.put_nowait({"type": "traffic", "seq": self._seq})

    def since(self, seq: int, limit: int) -> list[Json]:
        """Give the exchanges after this number, oldest first."""
        return [asdict(one) for one in self._entries if one.seq > seq][:limit]

    @contextmanager
    def watched(self) -> Iterator[asyncio.Queue[Json | None]]:
        """Give a queue of news for as long as an inspector watches; None means the end."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    def close(self) -> None:
        """End every watch."""
        for queue in self._queues:
            queue.put_nowait(None)
