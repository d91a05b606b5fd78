"""One message a second in one conversation, as Slack asks."""

import asyncio

__all__ = ["Pace"]


class Pace:
    """Makes those who post into one channel wait for each other; other channels go on."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._free: dict[str, float] = {}

    async def turn(self, channel: str) -> None:
        """Wait until a message may go to the channel, and take that turn."""
        if self._seconds <= 0:
            return
        now = asyncio.get_running_loop().time()
        mine = max(now, self._free.get(channel, 0.0))
        self._free = {each: free for each, free in self._free.items() if free > now}
        self._free[channel] = mine + self._seconds
        await asyncio.sleep(mine - now)
