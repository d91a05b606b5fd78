"""The bot's clock: the time outside, moved forward by what the sandbox says."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

__all__ = ["Clock"]

_log = structlog.get_logger()
_Stamp = tuple[int, int, int]


def _outside() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Gives the time; with a file, the time outside plus the offset written there.

    Once read, the offset only ever grows: a file that says less is not believed.
    """

    def __init__(self, file: Path | None = None, *, outside: Callable[[], datetime] = _outside) -> None:
        self._file = file
        self._outside = outside
        self._offset: float | None = None
        self._stamp: _Stamp | None = None

    def now(self) -> datetime:
        """Return the time by which dates, due times and undo windows are judged."""
        return self._outside() + timedelta(seconds=self.offset)

    def real(self) -> datetime:
        """Return the time outside, by which leases and pauses are judged."""
        return self._outside()

    @property
    def offset(self) -> float:
        """Return by how many seconds the clock is ahead, reading the file again when it changed."""
        if self._file is None:
            return 0.0
        stamp = _stamp(self._file)
        if stamp is not None and stamp != self._stamp:
            told = _read(self._file)
            if told is not None and (self._offset is None or told > self._offset):
                self._offset = told
            self._stamp = stamp
        return self._offset or 0.0

    async def moved(self, seen: float, *, every: float = 0.1) -> float:
        """Wait until the offset is another than `seen`, and return it."""
        while self.offset == seen:  # noqa: ASYNC110 -- a file wakes nobody when it changes
            await asyncio.sleep(every)
        return self.offset

    def say_ticked(self, offset: float) -> None:
        """Tell the sandbox that everything due under that offset was seen to."""
        if self._file is None:
            return
        told = self._file.with_name(self._file.name + ".ticked")
        draft = told.with_name(told.name + ".new")
        draft.write_text(json.dumps({"offset": offset}), encoding="utf-8")
        draft.replace(told)


def _stamp(file: Path) -> _Stamp | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _read(file: Path) -> float | None:
    try:
        return float(json.loads(file.read_text(encoding="utf-8"))["offset"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("the clock file cannot be read", error=type(error).__name__)
        return None
