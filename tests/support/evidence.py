"""A small town of records with a history: a mended record, words with answers, an addendum, and a brief one."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from models.content import Library
from models.database import Database, build_engine
from models.sealing import KEY_BYTES, Keyring
from models.signing import SEED_BYTES, Signer
from models.tables import Record
from models.values.bundle import Verified
from models.vocabulary import ActKind, RecordKind
from models.workflow.addenda import send_addendum
from models.workflow.agreement import act, undo
from models.workflow.parts import Parts
from models.workflow.seals import seal_day
from models.workflow.sending import send_all
from models.workflow.verifying import verify_database
from tests.conftest import START
from tests.support.databases import Databases
from tests.support.meetings import (
    MEETING,
    PRIYA,
    SAM,
    after,
    find_record,
    requests_to,
    rows_of,
    send_meeting,
    write_record,
)
from tests.support.memory import folder_in_memory

__all__ = [
    "AFTER_THE_SEALS",
    "KEY",
    "SEED",
    "SIGNER",
    "TOMORROW",
    "find_mended",
    "keep_history",
    "make_history",
    "open_copy",
    "seal",
    "verify",
]

KEY = bytes(range(KEY_BYTES))
SEED = bytes(range(100, 100 + SEED_BYTES))
SIGNER = Signer(SEED)
TOMORROW = START + timedelta(days=1)
AFTER_THE_SEALS = TOMORROW + timedelta(days=1, hours=2)
"""A moment after both seals of `keep_history`."""


async def make_history(parts: Parts) -> None:
    """Write what two records went through, up to the evening."""
    (child, _), (in_depth, brief) = await send_meeting(parts, in_depth=1, brief=1)
    words = "It was Gran, not Mum."
    await act(parts, after(SAM, 1), request_id=in_depth, kind=ActKind.CHANGE_ASKED, comments=words, at_last_page=True)
    await write_record(
        parts, child, RecordKind.CASEWORK, words="Gran walks with her.", call=after(PRIYA, 5), with_action=False
    )
    await send_all(parts, after(PRIYA, 6), supervision_id=MEETING)
    new = next(one for one in await requests_to(parts, "sam") if one not in {in_depth, brief})
    await act(parts, after(SAM, 7), request_id=new, kind=ActKind.AGREED, at_last_page=True)
    await undo(parts, after(SAM, 8), request_id=new)
    words = "Agreed. I wrote to the school too – twice."
    await act(
        parts, after(SAM, 9), request_id=new, kind=ActKind.AGREED_WITH_COMMENTS, comments=words, at_last_page=True
    )
    await act(parts, after(SAM, 10), request_id=brief, kind=ActKind.AGREED, at_last_page=True)
    record = await find_record(parts, child)
    await send_addendum(parts, after(PRIYA, 20), record_id=record.id, addendum=1, text="The school answered.")


async def find_mended(parts: Parts) -> str:
    """Return the id of the record with the longest chain."""
    (record,) = await rows_of(parts, Record, Record.kind == RecordKind.CASEWORK)
    return str(record.id)


async def seal(parts: Parts, now: datetime = TOMORROW) -> bool:
    """Make the seal of a day as the bot does."""
    return await seal_day(parts, SIGNER, now)


async def verify(parts: Parts, *keys: bytes) -> Verified:
    """Verify the database, by the key its seals are signed with where no other is given."""
    return await verify_database(parts, keys or [SIGNER.public])


def keep_history(databases: Databases, library: Library) -> Path:
    """Return a SQLite file with the history, sealed on two days; made once, to be copied."""
    kept = _kept()
    if not kept.exists():

        async def fill(url: str) -> None:
            async with _open(url, library) as parts:
                await make_history(parts)
                await seal(parts)
                await seal(parts, TOMORROW + timedelta(days=1))

        with databases.make("sqlite", kept.parent) as url:
            asyncio.run(fill(url))
        (kept.parent / "bot.db").rename(kept)
    return kept


@cache
def _kept() -> Path:
    folder = tempfile.mkdtemp(dir=folder_in_memory())
    atexit.register(shutil.rmtree, folder)
    return Path(folder) / "history.db"


@asynccontextmanager
async def open_copy(kept: Path, folder: Path, library: Library) -> AsyncIterator[Parts]:
    """Open a copy of the history, for one test to do what it likes with."""
    file = folder / "bot.db"
    shutil.copyfile(kept, file)
    async with _open(f"sqlite:///{file}", library) as parts:
        yield parts


@asynccontextmanager
async def _open(url: str, library: Library) -> AsyncIterator[Parts]:
    database = Database(build_engine(url, patience=1.5))
    yield Parts(database, Keyring(KEY), library)
    await database.close()
