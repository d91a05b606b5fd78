"""What every workflow function works with, built once at start."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from sqlmodel.ext.asyncio.session import AsyncSession

from models.content import Library
from models.database import Database
from models.rules.naming import ARCHIVE_PATTERN
from models.sealing import Keyring
from models.values.call import Call

__all__ = ["Options", "Parts"]


@dataclass(frozen=True, slots=True)
class Options:
    """What a council may choose by settings.

    `record_in_dm` says whether a request only points to the record or carries its text;
    `undo` is how long an act may be taken back. With `allow_guests`, guests of the workspace
    whom the directory lists may come in, and get messages. With `files_in_slack` who may read a record may
    get it as a file; `archive_pattern` is how a leaver's archive is named. `go_live` is the day from which the bot
    watches; without it that is the day of the first import. `break_glass` is for how long a child's records
    stay open to somebody who opened them with a reason.
    """

    record_in_dm: Literal["pointer", "full"] = "pointer"
    thumbs_up_agrees: bool = False
    allow_guests: bool = False
    files_in_slack: bool = False
    archive_pattern: str = ARCHIVE_PATTERN
    undo: timedelta = timedelta(minutes=15)
    go_live: date | None = None
    break_glass: timedelta = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Parts:
    """Database, keys, content and options."""

    database: Database
    keyring: Keyring
    library: Library
    options: Options = field(default_factory=Options)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that only reads."""
        async with self.database.read() as session:
            yield session

    @asynccontextmanager
    async def write(self, call: Call) -> AsyncIterator[AsyncSession]:
        """Open the one transaction of an act, its idempotency key inside."""
        async with self.database.write(call.key, call.now) as session:
            yield session
