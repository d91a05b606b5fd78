"""Files in Slack: one for who asked, gone when the record is filed or the day is over, whatever is lost on the way."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import update
from sqlmodel import col

from bot.clock import Clock
from bot.files import Files
from bot.settings import PaceSettings, SettingsError
from bot.workspace import identify
from models.tables import AuditEvent, Filing, Person, PostedFile, Record
from models.values.access import Scope, Subject
from models.values.call import Call
from models.values.errors import Refusal
from models.vocabulary import Filed, FileState, Purpose, RecordState
from models.workflow.access.grants import approve_grant, end_grant, give_grant
from models.workflow.access.reads import read_reads
from models.workflow.parts import Options, Parts
from models.workflow.posted_files import ask_for_files, claim_files, count_files, settle_posted
from sandbox import Sandbox
from tests.bot.conftest import ROOT, ask_for
from tests.support.letting_in import add_others, lets_in
from tests.support.meetings import rows_of, send_meeting
from tests.support.settings import fixed

EXAMPLE = ROOT / "content" / "example" / "workspace.yml"
MANIFEST = ROOT / "manifest.yml"
QUICK = fixed(PaceSettings, retry_seconds=0.005, answer_seconds=0.01, lease_seconds=1.0)

LOST = (
    ("conversations.open", "ratelimited"),
    ("files.completeUploadExternal", "drop_reply"),
    ("files.completeUploadExternal", "drop_request"),
    ("files.delete", "drop_reply"),
    ("files.delete", "server_error"),
)
"""What goes wrong on the way, and how: the reply is lost, the call never arrives, or Slack fails."""


@dataclass
class Shelf:
    """A record that was sent, somebody who wants it as a file, and the workspace in which it would stand."""

    parts: Parts
    sandbox: Sandbox
    http: aiohttp.ClientSession
    clock: Clock
    files: Files
    record_id: str

    async def ask(self, who: str = "sam") -> int:
        return await ask_for_files(self.parts, Call(who, self.clock.now()), record_ids=(self.record_id,))

    async def tend(self, state: FileState) -> PostedFile:
        """Tend until the newest file is in that state."""
        for _ in range(40):
            await self.files.tend()
            newest: PostedFile = max(await rows_of(self.parts, PostedFile), key=lambda row: row.asked_at)
            if newest.state is state:
                return newest
            await self.sandbox_rest()
        raise AssertionError(newest)

    async def sandbox_rest(self) -> None:
        async with self.parts.database.write(None, self.clock.now()) as session:
            await session.exec(update(PostedFile).values(lease_until=None))

    def there(self) -> list[str]:
        """Return the names of the files that anybody can see in the workspace."""
        return [file.name for file in self.sandbox.workspace.files.values() if file.stage == "shared"]

    async def events(self, what: str) -> list[AuditEvent]:
        return await rows_of(self.parts, AuditEvent, AuditEvent.what == what)

    async def advance(self, **how_far: float) -> None:
        async with self.http.post("/control/clock/advance", json=how_far) as response:
            assert response.status == 200


@pytest.fixture
async def shelf(parts: Parts, tmp_path: Path) -> AsyncIterator[Shelf]:
    folder = tmp_path / "sandbox"
    async with (
        Sandbox.start(workspace=EXAMPLE, manifest=MANIFEST, folder=folder, scopes=("files:write",)) as sandbox,
        aiohttp.ClientSession(sandbox.url) as http,
        aiohttp.ClientSession() as session,
    ):
        clock = Clock(folder / "clock")
        wanting = replace(parts, options=Options(files_in_slack=True))
        await send_meeting(parts)
        async with parts.database.write(None, clock.now()) as writing:
            await writing.exec(update(Person).where(col(Person.id) == "sam").values(slack_id="U0SAM"))
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, session=session, retry_handlers=[])
        (record,) = await rows_of(parts, Record)
        files = Files(wanting, clock, client, session, QUICK)
        yield Shelf(wanting, sandbox, http, clock, files, record.id)


async def test_a_file_comes_once_and_goes_after_a_day_and_both_are_on_record(shelf: Shelf) -> None:
    assert (await shelf.ask(), await shelf.ask()) == (1, 0)
    posted = await shelf.tend(FileState.POSTED)
    (name,) = shelf.there()
    assert name.startswith(f"2026-03-02 casework {shelf.record_id[:8]} ")
    assert name.endswith(".pdf")
    (event,) = await shelf.events("exported")
    assert (event.person_id, event.subject_id) == ("sam", shelf.record_id)
    assert event.facts == {"posted_file": posted.id, "shape": "pdf", "to": "slack", "file": posted.file_id}

    await shelf.advance(hours=23)
    await shelf.files.tend()
    assert shelf.there() == [name]
    await shelf.advance(hours=1.01)
    assert (await count_files(shelf.parts, shelf.clock.now())).late == 1
    await shelf.tend(FileState.DELETED)
    assert shelf.there() == []
    (event,) = await shelf.events("file_deleted")
    assert (event.person_id, event.facts["why"], event.facts["file"]) == (None, "day_over", posted.file_id)
    assert await shelf.ask() == 1


async def test_whatever_answer_is_lost_there_is_one_file_and_in_the_end_none(shelf: Shelf) -> None:
    for method, fault in LOST:
        await ask_for(shelf.http, method=method, fault=fault, retry_after=0)
        assert await shelf.ask() == 1
        await shelf.tend(FileState.POSTED)
        assert len(shelf.there()) == 1, (method, fault)
        await shelf.advance(hours=24.01)
        await shelf.tend(FileState.DELETED)
        assert shelf.there() == [], (method, fault)
    assert len(await shelf.events("exported")) == len(await shelf.events("file_deleted")) == len(LOST)


async def test_a_filed_record_has_no_file_any_more_and_who_left_has_none_either(shelf: Shelf) -> None:
    await shelf.ask()
    posted = await shelf.tend(FileState.POSTED)
    async with shelf.parts.database.write(None, shelf.clock.now()) as session:
        session.add(
            Filing(
                record_id=shelf.record_id,
                version_id=posted.version_id,
                place=Filed.MOSAIC,
                state=RecordState.AWAITING,
                filed_on=shelf.clock.now().date(),
                filed_by="priya",
                filed_at=shelf.clock.now(),
            )
        )
    assert (await shelf.tend(FileState.DELETED)).reason == "filed"
    assert shelf.there() == []

    await shelf.advance(minutes=1)
    await shelf.ask()  # to read it once more after it was filed
    await shelf.tend(FileState.POSTED)
    async with shelf.parts.database.write(None, shelf.clock.now()) as session:
        today = shelf.clock.now().date()
        await session.exec(update(Person).where(col(Person.id) == "sam").values(left_on=today))
    assert (await shelf.tend(FileState.DELETED)).reason == "left"
    assert shelf.there() == []


async def test_a_file_got_by_a_hidden_grant_tells_nobody_before_its_end_and_goes_with_it(shelf: Shelf) -> None:
    await add_others(shelf.parts)
    now = shelf.clock.now()
    olu, sam = Call("olu", now), Call("sam", now)
    about = Subject(Scope.PERSON, "sam")
    plan = lets_in(olu, Purpose.INVESTIGATION, about, reader_id="rosa", approver_id="owen")
    grant_id = await give_grant(shelf.parts, olu, plan)
    await approve_grant(shelf.parts, Call("owen", now), grant_id=grant_id)
    async with shelf.parts.database.write(None, now) as session:
        await session.exec(update(Person).where(col(Person.id) == "rosa").values(slack_id="U0ROSA"))

    await shelf.ask("rosa")
    await shelf.tend(FileState.POSTED)

    for what in ("file_asked", "exported"):
        (event,) = await shelf.events(what)
        assert (event.facts["grant"], event.facts["purpose"]) == (grant_id, "investigation")
    assert (await read_reads(shelf.parts, sam)).rows == ()
    await end_grant(shelf.parts, replace(olu, now=shelf.clock.now()), grant_id=grant_id)
    assert (await shelf.tend(FileState.DELETED)).reason == "no_right"
    assert shelf.there() == []
    assert [row.exported for row in (await read_reads(shelf.parts, sam)).rows] == [True]


async def test_nobody_gets_what_they_may_not_read_and_nobody_anything_where_it_is_turned_off(shelf: Shelf) -> None:
    with pytest.raises(Refusal, match="Only those who met"):
        await shelf.ask("nell")
    shelf.parts = replace(shelf.parts, options=Options())
    with pytest.raises(Refusal, match="does not let records leave as files"):
        await shelf.ask()
    assert await rows_of(shelf.parts, PostedFile) == []


async def test_who_lost_the_lease_changes_nothing_any_more(shelf: Shelf) -> None:
    await shelf.ask()
    now, real = shelf.clock.now(), shelf.clock.real()
    lease = timedelta(seconds=QUICK.lease_seconds)
    (slow,) = await claim_files(shelf.parts, now, real, lease, 8)
    assert await claim_files(shelf.parts, now, real, lease, 8) == []
    (quick,) = await claim_files(shelf.parts, now, real + 2 * lease, lease, 8)
    assert not await settle_posted(shelf.parts, slow, "F0SLOW", now)
    assert await settle_posted(shelf.parts, quick, "F0QUICK", now)


async def test_a_council_that_wants_files_and_lacks_the_scope_is_told_so_at_the_start(tmp_path: Path) -> None:
    async with (
        Sandbox.start(workspace=EXAMPLE, manifest=MANIFEST, folder=tmp_path) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        made: Any = {"token": sandbox.bot_token, "base_url": sandbox.api_url}
        client = AsyncWebClient(session=session, retry_handlers=[], **made)
        await identify(client)
        with pytest.raises(SettingsError, match="FILES_IN_SLACK needs the scope files:write"):
            await identify(client, needed=("files:write",))
