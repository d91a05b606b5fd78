"""Files in Slack: posted for who asked, and taken away by the bot itself.

Slack tells the id of a file before the file is there, and the id is stored before anything is sent. So whatever is lost
on the way, the bot knows what to take away: first of all before it tries again.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.export.shapes import Shape, draw, name_of
from bot.posting import Never, Outcome, read_error
from bot.settings import PaceSettings
from handlers.failures import describe
from models.rules.papers import build_paper
from models.values.errors import Refusal, Unavailable
from models.vocabulary import FileState
from models.workflow.delivery import Absent, read_recipient
from models.workflow.parts import Parts
from models.workflow.posted_files import (
    FileJob,
    claim_files,
    find_reason,
    hold_upload,
    load_file,
    settle_deleted,
    settle_later,
    settle_posted,
    settle_refused,
)

__all__ = ["FILES_SCOPE", "HANDED_OVER", "Files"]

FILES_SCOPE: Final = "files:write"
HANDED_OVER: Final = (
    "Here is the PDF you asked for. I take it away once the record is filed, and after 24 hours at the latest. "
    "Mosaic and the staff file are where it is kept."
)

_AT_ONCE: Final = 8
_LONGEST_PAUSE: Final = 600.0
_GONE: Final = frozenset({"file_not_found", "file_deleted"})

_log = structlog.get_logger()


class _NotNow(Exception):
    """A call to Slack came to nothing; `outcome` says what that means."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


async def _ask(call: Awaitable[Any]) -> Any:
    try:
        return await call
    except Exception as error:  # noqa: BLE001 -- every error becomes an outcome
        raise _NotNow(read_error(error)) from None


class Files:
    """Posts the files people asked for, and takes away those whose time is over."""

    def __init__(
        self,
        parts: Parts,
        clock: Clock,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        settings: PaceSettings,
    ) -> None:
        self._parts = parts
        self._clock = clock
        self._client = client
        self._session = session
        self._settings = settings
        self._one_round = asyncio.Lock()
        self._rounds: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Look at once for what is wanted: somebody waits for it."""
        task = asyncio.ensure_future(self._tend_logged())
        self._rounds.add(task)
        task.add_done_callback(self._rounds.discard)

    async def stop(self, patience: float) -> None:
        """Finish what is under way; what is not done in time goes on with the next process."""
        if not self._rounds:
            return
        _, late = await asyncio.wait(self._rounds, timeout=patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def tend(self) -> None:
        """Post and take away whatever is due now."""
        async with self._one_round:
            for job in await self._claim():
                await self._do(job)

    async def _tend_logged(self) -> None:
        try:
            await self.tend()
        except Exception as error:  # noqa: BLE001 -- nobody awaits this task, and the next tick looks again
            _log.warning("files could not be seen to", **describe(error))

    async def _claim(self) -> Sequence[FileJob]:
        lease = timedelta(seconds=self._settings.lease_seconds)
        return await claim_files(self._parts, self._clock.now(), self._clock.real(), lease, _AT_ONCE)

    async def _do(self, job: FileJob) -> None:
        try:
            if job.why is not None:
                await self._take_away(job, job.why)
            else:
                await self._post(job)
        except _NotNow as problem:
            await self._put_off(job, problem.outcome)
        except Refusal as refusal:
            await settle_refused(self._parts, job, self._clock.now(), type(refusal).__name__)
            _log.info("a file is not posted", row=job.id, refusal=type(refusal).__name__)
        except Unavailable:
            _log.warning("a file waits for the database", row=job.id)  # its lease ends, and it is looked at again
        except Exception as error:  # noqa: BLE001 -- the others go on, and this one once its lease is over
            _log.error("a file could not be handled", row=job.id, **describe(error))

    async def _take_away(self, job: FileJob, why: str) -> None:
        """Delete a file, if it ever came to Slack; one that is gone already is as good."""
        await self._delete(job.file_id)
        if await settle_deleted(self._parts, job, self._clock.now(), why):
            _log.info("a file was taken away", row=job.id, cause=why)

    async def _delete(self, file_id: str | None) -> None:
        if file_id is None:
            return
        try:
            await _ask(self._client.files_delete(file=file_id))
        except _NotNow as problem:
            if not (isinstance(problem.outcome, Never) and problem.outcome.code in _GONE):
                raise

    async def _post(self, job: FileJob) -> None:
        await self._delete(job.file_id)  # an earlier try may have got through without our hearing of it
        recipient = await read_recipient(self._parts, job.person_id, self._clock.now())
        if isinstance(recipient, Absent):
            await settle_refused(self._parts, job, self._clock.now(), recipient.reason)
            return
        now = self._clock.now()
        whole, right = await load_file(self._parts, job, now)
        content = await draw(whole, Shape.PDF, now)
        opened = await _ask(self._client.conversations_open(users=recipient.slack_id))
        name = name_of(whole.heading, Shape.PDF)
        place = await _ask(self._client.files_getUploadURLExternal(filename=name, length=len(content)))
        file_id = str(place["file_id"])
        if not await self._hold(job, file_id):
            return
        await self._send(str(place["upload_url"]), content)
        # Late, it would be posted behind the back of whoever has the row by now; and the record may be filed meanwhile.
        if not await self._hold(job, file_id) or await find_reason(self._parts, job, self._clock.now()) is not None:
            return
        await self._complete(job, file_id, opened["channel"]["id"], build_paper(whole, now).name, right)

    async def _hold(self, job: FileJob, file_id: str) -> bool:
        until = self._clock.real() + timedelta(seconds=self._settings.lease_seconds)
        return await hold_upload(self._parts, job, file_id, self._clock.now(), until)

    async def _complete(self, job: FileJob, file_id: str, channel: str, title: str, right: Mapping[str, str]) -> None:
        await _ask(
            self._client.files_completeUploadExternal(
                files=[{"id": file_id, "title": title}], channel_id=channel, initial_comment=HANDED_OVER
            )
        )
        if await settle_posted(self._parts, job, file_id, self._clock.now(), right):
            _log.info("a file was posted", row=job.id)
        else:  # somebody else has the row, and does not know of this file
            await self._delete(file_id)

    async def _send(self, url: str, content: bytes) -> None:
        try:
            async with self._session.post(url, data=content) as answer:
                if answer.status == HTTPStatus.OK:
                    return
        except Exception as error:  # noqa: BLE001 -- every error becomes an outcome
            raise _NotNow(read_error(error)) from None
        raise _NotNow(Never(f"Slack did not take the file ({answer.status})"))

    async def _put_off(self, job: FileJob, outcome: Outcome) -> None:
        """Try again later, ever more rarely; what was sent in vain is taken away first then, if it is there at all."""
        reason = getattr(outcome, "reason", "")
        asked = getattr(outcome, "seconds", None)
        pause = min(self._settings.retry_seconds * 2 ** min(job.attempts, 20), _LONGEST_PAUSE)
        # Not before a call that we gave up on has ended at Slack's end too.
        seconds = max(pause, asked or 0.0, self._settings.answer_seconds)
        again = self._clock.real() + timedelta(seconds=seconds)
        await settle_later(self._parts, job, self._clock.now(), again, reason)
        log = _log.error if job.state is FileState.POSTED else _log.warning
        words = "a file could not be taken away" if job.why else "a file could not be posted"
        log(words, row=job.id, state=type(outcome).__name__)
