"""The schedule only ticks: what is due, and what time of day it is, is judged from the clock."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.delivery import Deliverer
from handlers.desk import Desk
from handlers.failures import describe
from models.rules.office_hours import is_in_hours
from models.signing import Signer
from models.values.call import LONDON
from models.workflow.clocks.alarms import Patience, raise_alarms
from models.workflow.clocks.heartbeats import DELIVER, TICK, beat
from models.workflow.clocks.planning import plan
from models.workflow.retention.disposing import dispose, list_due
from models.workflow.retention.purging import purge
from models.workflow.seals import seal_day
from models.workflow.slack_users import unlinked_people
from models.workflow.upkeep import forget_inbound, forget_stray_preparations, settle_late_reactions

__all__ = ["Schedule"]

_PAUSE: Final = timedelta(minutes=10)
_DELIVERY_SECONDS: Final = 30.0
_LETTING_GO: Final = timedelta(seconds=10)
"""For so long of each tick the bot lets go what is due; the rest is for the next ticks of that night."""

_log = structlog.get_logger()


class Schedule:
    """Ticks in steady time, and at once when the sandbox moves the clock.

    `list_members` brings the local copy of Slack's members up to date, `tend_files` posts and takes away files.
    """

    def __init__(
        self,
        desk: Desk,
        clock: Clock,
        deliverer: Deliverer,
        list_members: Callable[[], Awaitable[None]],
        patience: Patience,
        signer: Signer,
        *,
        tick_seconds: float,
        tend_files: Callable[[], Awaitable[None]],
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._deliverer = deliverer
        self._list_members = list_members
        self._patience = patience
        self._signer = signer
        self._started = clock.real()
        self._tick_seconds = tick_seconds
        self._tend_files = tend_files
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._one_tick = asyncio.Lock()
        self._ticks: set[asyncio.Task[None]] = set()
        self._follower: asyncio.Task[None] | None = None
        self._kept_on: date | None = None
        self._let_go_on: date | None = None
        self._asked_for: frozenset[str] = frozenset()
        self._chores_after = datetime.min.replace(tzinfo=UTC)

    def start(self) -> None:
        """Begin to tick, the first time at once."""
        self._scheduler.add_job(
            self._tick_if_idle,
            "interval",
            seconds=self._tick_seconds,
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()
        self._follower = asyncio.create_task(self._follow_clock(), name="clock")

    async def stop(self) -> None:
        """Stop ticking, and wait for a tick under way: cut off, it might lose what it had just sent."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._follower is not None:
            self._follower.cancel()
            await asyncio.gather(self._follower, return_exceptions=True)
        await asyncio.gather(*self._ticks, return_exceptions=True)

    async def tick(self) -> None:
        """See to everything that is due now, and tell the sandbox when its clock was followed."""
        async with self._one_tick:
            offset = self._clock.offset
            await self._attempt(self._do_chores)
            planned = await self._attempt(self._plan)
            await self._attempt(self._let_go)
            await self._attempt(self._raise_alarms)
            await self._attempt(self._deliver)
            await self._attempt(self._settle_late_reactions)
            await self._attempt(self._seal_day)
            await self._attempt(self._tend_files)
            await self._attempt(partial(self._note, failed=not planned))
            self._clock.say_ticked(offset)

    async def _follow_clock(self) -> None:
        seen = self._clock.offset
        while True:
            seen = await self._clock.moved(seen)
            await asyncio.shield(self._begin_tick())

    async def _tick_if_idle(self) -> None:
        if not self._ticks:
            self._begin_tick()

    def _begin_tick(self) -> asyncio.Task[None]:
        """Tick in a task of its own, which no stop of scheduler or follower cancels."""
        task = asyncio.create_task(self.tick(), name="tick")
        self._ticks.add(task)
        task.add_done_callback(self._ticks.discard)
        return task

    async def _attempt(self, work: Callable[[], Awaitable[None]]) -> bool:
        """Do a part of the tick, and say whether it succeeded."""
        try:
            await work()
        except Exception as error:  # noqa: BLE001 -- the next tick tries again
            _log.warning("a tick could not do everything", **describe(error))
            return False
        return True

    async def _plan(self) -> None:
        counts = await plan(self._desk.parts, self._clock.now(), self._clock.real())
        if counts is not None:
            _log.info("planned", **asdict(counts))

    async def _let_go(self) -> None:
        """Once a day, while nobody is at work: list and erase what is due, and let go the text of filed records."""
        now = self._clock.now()
        today = now.astimezone(LONDON).date()
        if today == self._let_go_on or is_in_hours(self._desk.parts.library.policy, now):
            return
        until = self._clock.real() + _LETTING_GO

        def there_is_time() -> bool:
            return self._clock.real() < until

        await list_due(self._desk.parts, now)
        disposed = await dispose(self._desk.parts, now, there_is_time)
        gone = await purge(self._desk.parts, now, there_is_time)
        if disposed or gone.records or gone.handed_on:
            _log.info("let go", disposed=disposed, **asdict(gone))
        if there_is_time() and not gone.left:
            self._let_go_on = today

    async def _raise_alarms(self) -> None:
        await raise_alarms(self._desk.parts, self._patience, self._clock.now(), self._clock.real(), self._started)

    async def _deliver(self) -> None:
        """Send what is due; what takes long, as on a busy morning, goes on without holding up the next tick."""
        sending = asyncio.ensure_future(self._deliverer.drain())
        sending.add_done_callback(lambda task: task.cancelled() or task.exception())
        done, _ = await asyncio.wait({sending}, timeout=_DELIVERY_SECONDS)
        if done:
            sending.result()

    async def _note(self, *, failed: bool) -> None:
        parts, now, real = self._desk.parts, self._clock.now(), self._clock.real()
        await beat(parts, TICK, now, real, ticks=1, failed=int(failed))
        await beat(parts, DELIVER, now, real, **self._deliverer.take_counts())

    async def _settle_late_reactions(self) -> None:
        await settle_late_reactions(self._desk.parts, self._clock.now())

    async def _seal_day(self) -> None:
        if await seal_day(self._desk.parts, self._signer, self._clock.now()):
            _log.info("sealed the day")

    async def _do_chores(self) -> None:
        """Once a day, and when people were added whom Slack has not been asked about: see who is who."""
        if self._clock.real() < self._chores_after:
            return
        now = self._clock.now()
        today = now.astimezone(LONDON).date()
        missing = frozenset(person_id for person_id, _ in await unlinked_people(self._desk.parts, now))
        if today == self._kept_on and missing <= self._asked_for:
            return
        self._chores_after = self._clock.real() + _PAUSE
        await self._list_members()
        await forget_inbound(self._desk.parts, now)
        await forget_stray_preparations(self._desk.parts, now)
        self._kept_on, self._asked_for = today, missing
        self._chores_after = self._clock.real()
