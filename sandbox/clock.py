"""The workspace's clock: real time plus an offset that only grows."""

import asyncio
import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

__all__ = ["Clock"]

_STEP: Final = 0.02
"""How often the bot's own mark is looked at, in real seconds."""


class Clock:
    """Tells the time in the workspace and shares it with the bot through a file.

    `clock` in the folder holds the offset in seconds; the bot writes the offset under
    which it last finished a tick to `clock.ticked`.
    """

    def __init__(self, folder: Path, start: datetime) -> None:
        self._file = folder / "clock"
        self._ticked = folder / "clock.ticked"
        self._last_ts = 0
        self._moved = asyncio.Event()
        if self._file.exists():
            self._offset = _read_offset(self._file) or 0.0
        else:
            self._offset = start.timestamp() - time.time()
            self._write()

    @property
    def offset(self) -> float:
        """Seconds between this clock and the real one."""
        return self._offset

    @property
    def file(self) -> Path:
        """The file the bot reads."""
        return self._file

    def unix(self) -> float:
        """Now, as unix seconds."""
        return time.time() + self._offset

    def now(self) -> datetime:
        """Now, aware and in UTC."""
        return datetime.fromtimestamp(self.unix(), UTC)

    def next_ts(self) -> str:
        """Give a message timestamp: unique, and later than every one before."""
        self._last_ts = max(self._last_ts + 1, int(self.unix() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def remember(self, ts: str) -> None:
        """Keep new timestamps later than this one, which an earlier run gave out."""
        seconds, _, rest = ts.partition(".")
        self._last_ts = max(self._last_ts, int(seconds) * 1_000_000 + int(rest))

    def advance(self, seconds: float) -> None:
        """Move forward, and wake whoever waits for a moment."""
        if seconds < 0:
            raise ValueError("The clock only moves forward.")
        self._offset += seconds
        self._write()
        self._moved.set()
        self._moved = asyncio.Event()

    async def wait_until(self, moment: float) -> None:
        """Wait until the clock shows this unix time, however it gets there."""
        while (left := moment - self.unix()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), left)

    async def wait_for_tick(self, seconds: float) -> bool:
        """Wait until the bot has finished a tick under the present offset."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ticked = _read_offset(self._ticked)
            if ticked is not None and ticked >= self._offset - 0.000_5:
                return True
            await asyncio.sleep(_STEP)
        return False

    def _write(self) -> None:
        temporary = self._file.with_suffix(".new")
        temporary.write_text(json.dumps({"offset": self._offset}), encoding="utf-8")
        temporary.replace(self._file)


def _read_offset(file: Path) -> float | None:
    try:
        return float(json.loads(file.read_text(encoding="utf-8"))["offset"])
    except (FileNotFoundError, json.JSONDecodeError):  # not there yet, or only half of it
        return None
