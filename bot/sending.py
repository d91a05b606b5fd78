"""Sending one claimed row, or looking up one in doubt, and settling it."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, TypeVar

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.channels import LONGEST_PAUSE, NO_DATABASE, Channels, mendable
from bot.clock import Clock
from bot.pace import Pace
from bot.posting import Done, Doubt, Gone, Never, NotYet, Outcome, Poster, Stop, read_error
from bot.settings import PaceSettings
from bot.writing import Writer
from handlers.blocks.message import Message
from handlers.failures import describe
from handlers.listeners import Renderer
from models.outbox import claims
from models.values.errors import Unavailable
from models.values.outbox import Promised
from models.vocabulary import MessageKind, OutboxState, SendingMode
from models.workflow.delivery import (
    NOT_THERE,
    Absent,
    fail,
    hold_back,
    is_past,
    leave_unsure,
    read_recipient,
    wait_for_hours,
)
from models.workflow.parts import Parts

__all__ = ["AfterSent", "Sender"]

AfterSent = Callable[[Promised, str, str, datetime], Awaitable[None]]
"""Called once a posted message is settled: its row, channel, ts and the bot's time."""

HANDS: Final = 8
"""How many messages one process puts into words at a time; those that wait for a turn, or for Slack, do not count."""

ONCE_A_DAY: Final = 86_400.0
TELL_AFTER: Final = timedelta(minutes=10)
CLOCK_SKEW: Final = timedelta(minutes=10)
_SETTLE_TRIES: Final = 6

_COUNTED: Final[Mapping[type[object], OutboxState]] = MappingProxyType(
    {Done: OutboxState.SENT, Never: OutboxState.FAILED, Doubt: OutboxState.UNSURE}
)

_log = structlog.get_logger()

Answer = TypeVar("Answer", bound=Outcome | Gone | None)


class Lost(Exception):
    """The lease of the row ran out before it was posted: it is somebody else's."""


@dataclass(slots=True)
class Sender:
    """Sends what was claimed, in the words of `render`; tells `after_sent` of each message that now stands in Slack.

    `counts` says what came of the rows since somebody last took the numbers.
    """

    parts: Parts
    clock: Clock
    poster: Poster
    pace: Pace
    settings: PaceSettings
    render: Renderer
    after_sent: Sequence[AfterSent] = ()
    counts: Counter[OutboxState] = field(default_factory=Counter, repr=False)
    _hands: asyncio.Semaphore = field(init=False, repr=False)
    _channels: Channels = field(init=False, repr=False)
    writer: Writer = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make what it works with."""
        self._hands = asyncio.Semaphore(HANDS)
        self._channels = Channels(self.parts, self.clock, self.poster)
        self.writer = Writer(self.parts.database, self.clock)

    async def send(self, promised: Promised) -> None:
        """Check that the promise is still true, send it and settle it."""
        outcome: Outcome | Gone | None
        try:
            post = promised.mode is SendingMode.POST
            outcome = await (self._post(promised) if post else self._follow_up(promised))
        except Stop as stop:
            outcome = self._heed(stop.outcome)
        except Lost:
            _log.warning("taken over by somebody else", row=promised.id, kind=promised.kind)
            return
        await self._settle(promised, outcome)

    async def look_up(self, promised: Promised) -> None:
        """Look for a message that may have been sent; only when it is surely not there does its row wait again."""
        async with self._hands:
            await self._look_up(promised)

    async def _look_up(self, promised: Promised) -> None:
        age = self.clock.real() - promised.tried_at
        try:
            channel = promised.channel_id or await self._open(promised)
            found = await self.poster.find(
                channel,
                promised.message_id,
                oldest=(promised.promised_at - CLOCK_SKEW).timestamp(),
                thread_ts=promised.facts.get("thread_ts"),
            )
        except Stop as stop:
            await self._keep_doubt(promised, age, getattr(self._heed(stop.outcome), "reason", ""))
        except Exception as error:  # noqa: BLE001 -- whatever went wrong, the doubt stays and is looked at again
            reason = self._heed(read_error(error)).reason
            await self._keep_doubt(promised, age, f"in doubt, and cannot be looked up: {reason}")
        else:
            if found is not None:
                await self._settle(promised, Done(channel, found))
            elif age >= timedelta(seconds=self.settings.doubt_seconds):
                await self._settle(promised, NotYet("looked for and not found, so it was not sent", 0.0))
            else:
                await self._look_again(promised, age)

    async def _post(self, promised: Promised) -> Outcome:
        if promised.team_id is None:
            async with self._hands:
                channel = await self._open(promised)
            waited = await self.pace.turn(channel)
            async with self._hands:
                if waited:  # who may be written to is judged just before posting, as what is said is
                    channel = await self._open(promised)
                message = await self._render(promised)
        else:
            channel = self._channels.find(promised)
            await self.pace.turn(channel)
            async with self._hands:
                message = await self._render(await self._channels.judge(promised, channel))
        if not await self._begin_try(promised):
            raise Lost
        outcome = self._heed(await self.poster.post(channel, promised.message_id, message))
        self.pace.posted(channel)
        return outcome if promised.team_id is None else mendable(outcome)

    async def _follow_up(self, promised: Promised) -> Outcome | Gone:
        channel, ts = promised.channel_id, promised.message_ts
        if promised.target_state is not OutboxState.SENT or not channel or not ts:
            return Gone()
        await self.pace.turn(None)
        async with self._hands:
            if promised.team_id is not None:
                promised = await self._channels.judge(promised, self._channels.find(promised))
            message = await self._render(promised)
        return self._heed(await self.poster.change(channel, ts, message))

    async def _begin_try(self, promised: Promised) -> bool:
        """Note that it is posted now, and say whether it is still ours: only of what was tried there can be doubt."""
        lease = timedelta(seconds=self.settings.lease_seconds)
        try:
            work = lambda s: claims.begin_try(s, promised, self.clock.real(), lease)  # noqa: E731
            return await self.writer.write(work, promised.id)
        except Unavailable:
            raise Stop(NO_DATABASE) from None

    def _heed(self, outcome: Answer) -> Answer:
        """Let everything rest for as long as Slack asked, which does not say for which channel it is."""
        if isinstance(outcome, NotYet) and outcome.asked and outcome.seconds is not None:
            self.pace.rest(outcome.seconds)
        return outcome

    async def _render(self, promised: Promised) -> Message:
        wait = wait_for_hours(self.parts, promised, self.clock.now())
        if wait:
            raise Stop(NotYet("out of hours", min(wait.total_seconds(), LONGEST_PAUSE)))
        try:
            message = await self.render(self.parts, promised, self.clock.now())
        except Unavailable:
            raise Stop(NO_DATABASE) from None
        except Exception as error:
            _log.error("a message could not be rendered", row=promised.id, kind=promised.kind, **describe(error))
            raise Stop(Never(f"it could not be put into words ({type(error).__name__})")) from error
        if message is None:
            raise Stop(None)
        return message

    async def _open(self, promised: Promised) -> str:
        """Return the channel to send to, or stop with the reason why there is none."""
        try:
            recipient = await read_recipient(self.parts, promised.recipient_id, self.clock.now())
        except Unavailable:
            raise Stop(NO_DATABASE) from None
        if isinstance(recipient, Absent):
            # What is urgent may not wait in silence, whatever keeps it.
            tell = recipient.tell or promised.kind is MessageKind.URGENT
            # Who is not linked yet may be in this very moment: soon at first, then ever more rarely.
            wait = NotYet(recipient.reason, None if recipient.reason == NOT_THERE else LONGEST_PAUSE, tell)
            raise Stop(wait if recipient.may_pass else Never(recipient.reason))
        try:
            return await self.poster.open_channel(recipient.slack_id)
        except Exception as error:  # noqa: BLE001 -- every error becomes an outcome
            outcome = read_error(error)
            raise Stop(NotYet(outcome.reason) if isinstance(outcome, Doubt) else outcome) from None

    async def _settle(self, promised: Promised, outcome: Outcome | Gone | None) -> None:
        now, real = self.clock.now(), self.clock.real()
        self.counts[_COUNTED.get(type(outcome), OutboxState.WAITING)] += 1
        match outcome:
            case Done(channel_id=channel, ts=ts):
                await self._write(promised, lambda s: claims.settle_sent(s, promised, now, channel_id=channel, ts=ts))
                if promised.mode is SendingMode.POST and channel and ts:
                    await self._tell_others(promised, channel, ts)
                return
            case NotYet(reason=reason, seconds=seconds, tell=tell):
                pause = min(self.settings.retry_seconds * 2 ** min(promised.attempts - 1, 20), LONGEST_PAUSE)
                again = real + timedelta(seconds=pause if seconds is None else seconds)
                if tell:
                    await self._persist(promised, lambda: hold_back(self.parts, promised, now, again, reason))
                else:
                    await self._write(promised, lambda s: claims.settle_waiting(s, promised, again, reason))
            case Doubt(reason=reason):
                await self._write(promised, lambda s: claims.begin_doubt(s, promised, real, reason))
            case Never(reason=reason):
                await self._persist(promised, lambda: fail(self.parts, promised, now, reason))
            case Gone():
                await self._write(
                    promised, lambda s: claims.settle_cancelled(s, promised, now, "the message is not there any more")
                )
            case None:
                await self._write(promised, lambda s: claims.settle_cancelled(s, promised, now, "no longer true"))
        _log.info("not sent", row=promised.id, kind=promised.kind, mode=promised.mode, state=type(outcome).__name__)

    async def _keep_doubt(self, promised: Promised, age: timedelta, reason: str) -> None:
        longest = ONCE_A_DAY if is_past(promised, self.clock.now()) else LONGEST_PAUSE
        pause = timedelta(seconds=min(max(age.total_seconds(), self.settings.retry_seconds), longest))
        now, look_at, tell = self.clock.now(), self.clock.real() + pause, age >= TELL_AFTER
        await self._persist(promised, lambda: leave_unsure(self.parts, promised, now, look_at, reason, tell=tell))

    async def _look_again(self, promised: Promised, age: timedelta) -> None:
        step = timedelta(seconds=self.settings.doubt_seconds / 10)
        look_at = self.clock.real() + max(step, age / 2)
        reason = "in doubt: not seen yet"
        await self._write(promised, lambda s: claims.settle_unsure(s, promised, look_at, reason))

    async def _write(self, promised: Promised, settle: Callable[[AsyncSession], Awaitable[bool]]) -> None:
        async def once() -> None:
            if not await self.writer.write(settle, promised.id):
                _log.warning("settled by somebody else already", row=promised.id, kind=promised.kind)

        await self._persist(promised, once)

    async def _persist(self, promised: Promised, settle: Callable[[], Awaitable[None]]) -> None:
        """Try to settle for a while; after that the lease ends, and the row is looked up instead of sent again."""
        for attempt in range(_SETTLE_TRIES):
            try:
                await settle()
            except Unavailable:
                _log.warning("could not be settled", row=promised.id, kind=promised.kind, attempts=attempt)
                await asyncio.sleep(self.settings.retry_seconds * attempt)
            else:
                return

    async def _tell_others(self, promised: Promised, channel: str, ts: str) -> None:
        for tell in self.after_sent:
            try:
                await tell(promised, channel, ts, self.clock.now())
            except Exception as error:  # noqa: BLE001 -- the message is sent: a listener's trouble is its own
                _log.warning("a listener of sent messages failed", row=promised.id, **describe(error))
