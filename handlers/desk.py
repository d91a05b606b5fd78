"""What every listener finds on its desk: the parts, the clock, and work for after the ack."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from handlers.failures import describe
from handlers.newest import Newest, Redraws
from handlers.turns import Turns
from models.workflow.parts import Parts

__all__ = ["Desk"]

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed to every listener as `desk`.

    `met` are the Slack users whom the door has let in since the start; each is looked up again
    all the same. `now` is the bot's clock. `homes` keeps the publishing of one person's Home in order,
    `newest` and `redraws` the saves of each view. `wake_files` has files posted that somebody asked for.
    """

    parts: Parts
    now: Callable[[], datetime]
    met: set[str] = field(default_factory=set, repr=False)
    homes: Turns = field(default_factory=Turns, repr=False)
    wake_files: Callable[[], None] = field(default=lambda: None, repr=False)
    newest: Newest = field(default_factory=Newest, repr=False)
    redraws: Redraws = field(default_factory=Redraws, repr=False)
    _work: set[asyncio.Task[None]] = field(default_factory=set, repr=False)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something after the ack, beside the listener; a stop of the bot waits for it.

        A failure is logged, and reaches nobody: use it for what the next event or the daily
        listing would repair.
        """
        task = asyncio.ensure_future(_logged(work))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def finish(self, patience: float) -> None:
        """Wait for the work begun by `later`; what is not done in time is cancelled."""
        if not self._work:
            return
        _, late = await asyncio.wait(self._work, timeout=patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001 -- nobody awaits this task: the log is where it is seen
        _log.warning("work after an ack failed", **describe(error))
