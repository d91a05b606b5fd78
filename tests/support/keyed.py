"""A database with a row in every table that has keys of its own, and marked words under each of them."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlmodel import col, update

from models.content import Library
from models.database import Database, build_engine
from models.sealing import KEY_BYTES, Keyring, seal
from models.tables import Child, Grant, Supervision
from models.values.record import Page
from models.vocabulary import ActionState, ActKind, Purpose, RecordKind, World
from models.workflow.actions import save_action
from models.workflow.agreement import act
from models.workflow.marks import check_marks
from models.workflow.outside import seal_outside
from models.workflow.parts import Parts
from models.workflow.sending import send_all
from tests.conftest import START
from tests.support.council import LONG_AGO
from tests.support.databases import Databases
from tests.support.meetings import MEETING, PRIYA, SAM, after, make_meeting, requests_to, write_record

__all__ = ["GRANT", "NEW", "OLD", "PLANTED", "Filled", "fill"]

OLD = bytes(range(KEY_BYTES))
"""The key of the `parts` of every test."""
NEW = bytes(reversed(range(KEY_BYTES)))

GRANT = "9" * 32
NAME = "Quillon Marrowfeather"
ANSWER = "Quince jam on the windowsill is what she asks after."
COMMENTS = "Left out: the tortoise came along on both visits."
ACTION = "Borrow the blue tandem for Saturday mornings"
OUTSIDE = "Marguerite Oxenholme"
REASON = "Sampling of six supervision files, agreed in January."

PLANTED = (NAME, ANSWER, COMMENTS, ACTION, OUTSIDE, REASON)
"""What was written, and must stand nowhere but sealed."""


class Filled:
    """Makes filled databases of each kind, by copying one that was filled once."""

    def __init__(self, databases: Databases, library: Library, folder: Path) -> None:
        self._databases = databases
        self._library = library
        self._folder = folder
        self._template = folder / "filled.db"
        self._name = ""

    @contextmanager
    def make(self, kind: str, folder: Path) -> Iterator[str]:
        """Give the address of a filled database of that kind, gone afterwards."""
        if kind == "sqlite":
            if not self._template.exists():
                with self._databases.make(kind, self._folder) as url:
                    self._fill(url)
                shutil.move(self._folder / "bot.db", self._template)
            copy = folder / "bot.db"
            shutil.copyfile(self._template, copy)
            yield f"sqlite:///{copy}"
            return
        cluster = self._databases.cluster()
        if not self._name:
            self._name = f"filled_{uuid4().hex}"
            self._fill(cluster.create(self._name, "ready"))
        name = f"test_{uuid4().hex}"
        yield cluster.create(name, self._name)
        cluster.drop(name)

    def _fill(self, url: str) -> None:
        asyncio.run(_fill(url, self._library))


async def _fill(url: str, library: Library) -> None:
    database = Database(build_engine(url, patience=1.5))
    await fill(Parts(database=database, keyring=Keyring(OLD), library=library))
    await database.close()


async def fill(parts: Parts) -> list[str]:
    """Write and send one meeting, in depth and brief, agree the first with comments; return the children's ids."""
    await check_marks(parts.database, parts.keyring, World.SANDBOX, START)
    children = await make_meeting(parts, in_depth=1, brief=1)
    await _plant(parts, children[0])
    for child, kind in zip(children, (RecordKind.CASEWORK, RecordKind.BRIEF), strict=True):
        await write_record(parts, child, kind, words=ANSWER, with_action=False)
        await _act(parts, child)
    await send_all(parts, PRIYA, supervision_id=MEETING)
    first, *_ = await requests_to(parts, "sam")
    said = {"kind": ActKind.AGREED_WITH_COMMENTS, "comments": COMMENTS, "at_last_page": True}
    await act(parts, after(SAM, 5), request_id=first, **said)  # type: ignore[arg-type]
    return children


async def _act(parts: Parts, child: str) -> None:
    given = {"state": ActionState.OPEN, "what": ACTION, "why": ANSWER, "owner_id": "sam", "due_on": PRIYA.today}
    page = Page(MEETING, child, writer="V1", seen=1_000_000)
    await save_action(parts, PRIYA, page, action_id=child[::-1], given=given)


async def _plant(parts: Parts, child_id: str) -> None:
    """Name a child and somebody from outside, and let a reader in, as later pieces of the bot do."""
    async with parts.write(PRIYA) as session:
        child = await session.get_one(Child, child_id)
        name = seal(parts.keyring.unwrap(child.wrapped_key), "child", child_id, "name", NAME)
        await session.exec(update(Child).where(col(Child.id) == child_id).values(name=name))
        there = seal_outside(parts, MEETING, [OUTSIDE])
        await session.exec(update(Supervision).where(col(Supervision.id) == MEETING).values(there))
        key, wrapped = parts.keyring.new_key()
        session.add(
            Grant(
                id=GRANT,
                reader_id="nell",
                purpose=Purpose.QUALITY_ASSURANCE,
                from_on=LONG_AGO,
                text=seal(key, "access_grant", GRANT, "text", REASON),
                wrapped_key=wrapped,
                given_by="olu",
                given_at=START,
            )
        )
