"""Slack's pace for posting: one message a second in a channel, so many a minute in all."""

import time
from collections import deque
from math import ceil
from typing import Final

__all__ = ["Pace"]

_MINUTE: Final = 60


class Pace:
    """Counts posts in real time and says how long to wait; off until set.

    `channel` is the seconds between two messages in one channel, `workspace` the
    messages a minute everywhere; None means no limit.
    """

    def __init__(self, *, channel: float | None = None, workspace: int | None = None) -> None:
        self.channel = channel
        self.workspace = workspace
        self._last: dict[str, float] = {}
        self._minute: deque[float] = deque()

    def wait_for(self, channel: str) -> int | None:
        """Seconds to wait before a message may go here, or None if it may go now."""
        now = time.monotonic()
        while self._minute and now - self._minute[0] > _MINUTE:
            self._minute.popleft()
        if self.channel is not None and channel in self._last:
            left = self._last[channel] + self.channel - now
            if left > 0:
                return max(1, ceil(left))
        if self.workspace is not None and len(self._minute) >= self.workspace:
            return max(1, ceil(self._minute[0] + _MINUTE - now))
        self._last[channel] = now
        self._minute.append(now)
        return None
