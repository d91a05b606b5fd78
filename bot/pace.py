"""How fast messages may go out: one a second in one conversation, and so many a minute in the whole workspace."""

import asyncio
from typing import Final

__all__ = ["Pace"]

_MINUTE: Final = 60.0
_BURST: Final = 10
"""One part in so many of a minute's messages may go at once; the rest follow evenly."""


class Pace:
    """Gives turns: in one channel `seconds` apart, and everywhere together at most `a_minute` in any minute.

    Either may be 0 for no limit. In a channel the time runs from the answer to the message before: how long
    one takes to get there differs, and two must not arrive closer together than that. The workspace's turns
    are a bucket that holds a tenth of a minute's messages and fills so slowly that no minute, wherever it
    begins, holds more than the whole.
    """

    def __init__(self, seconds: float, a_minute: int = 0) -> None:
        self._seconds = seconds
        burst = max(1, a_minute // _BURST)
        self._apart = _MINUTE / (a_minute - burst + 1) if a_minute else 0.0
        self._ahead = (burst - 1) * self._apart
        self._next = 0.0
        self._free: dict[str, float] = {}
        self._rests_until = 0.0

    async def turn(self, channel: str | None) -> bool:
        """Wait until a message may go to the channel, and take that turn; say whether there was any wait.

        A change of a message is in no channel.
        """
        waited = False
        while True:
            seconds = self.reserve(channel, _now())
            waited = waited or seconds > 0
            await asyncio.sleep(seconds)
            if self._rests_until <= _now():
                return waited

    def reserve(self, channel: str | None, now: float) -> float:
        """Take the next turn, and return how many seconds it is away."""
        mine = max(now, self._rests_until, self._next - self._ahead)
        if channel is not None and self._seconds > 0:
            mine = max(mine, self._free.get(channel, 0.0))
            self._free = {each: free for each, free in self._free.items() if free > now}
            self._free[channel] = mine + self._seconds
        if self._apart:
            self._next = max(self._next, mine) + self._apart
        return mine - now

    def posted(self, channel: str) -> None:
        """Note that a message to the channel was answered just now."""
        if self._seconds > 0:
            self._free[channel] = _now() + self._seconds

    def rest(self, seconds: float) -> None:
        """Let nothing go for a while, as Slack asked."""
        self._rests_until = max(self._rests_until, _now() + seconds)

    def room(self, seconds: float) -> int | None:
        """Return how many more turns the workspace has within that time, or None where it has no limit."""
        if not self._apart:
            return None
        free = _now() + seconds + self._ahead - max(_now(), self._rests_until, self._next)
        return int(free / self._apart) + 1 if free >= 0 else 0


def _now() -> float:
    return asyncio.get_running_loop().time()
