"""Which key from settings a database is sealed with, and how far the change from one to the next has come.

The mark `key_check` is a data key that seals nothing, wrapped with the key of now; `key_check_before` is the one
of before. A change of key begins the first time anything starts that would wrap with the new one, in one
transaction with these marks: from then on whoever knows only one of the two keys is refused until it has ended,
and whoever knows only the old one ever after.
"""

import base64
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import insert_or_ignore
from models.sealing import Keyring
from models.tables import Mark
from models.values.errors import Refusal
from models.vocabulary import Way
from models.workflow.events import note_by_itself

__all__ = ["SWAPPED", "KeyMarks", "check_key", "end_rotation", "read_key_marks", "refuse_wrong_key"]

_CHECK: Final = "key_check"
_BEFORE: Final = "key_check_before"
_ROTATION: Final = "key_rotation"
_UNDER_WAY: Final = "under way"
_ENDED: Final = "ended"

OTHER: Final = "The key in KEY or KEY_FILE is not the one this database was sealed with: nothing in it could be read."
OLD: Final = (
    "The key in KEY or KEY_FILE is the one from before: this database has been given another key since. "
    "Set KEY to the new one; docs/keys.md says how."
)
HALF: Final = (
    "The key of this database is being changed, and only one of the two keys is set: set the new one as KEY and the "
    "old one as KEY_BEFORE until `python -m bot keys rotate` has ended; docs/keys.md says more."
)
SWAPPED: Final = "KEY and KEY_BEFORE are swapped: this database already has the key in KEY_BEFORE. Set KEY to that one."
UNFINISHED: Final = (
    "An earlier change of the key has not ended: run `python -m bot keys rotate` with the two keys of that time "
    "before you begin another."
)


class KeyMarks(NamedTuple):
    """The check value of the key of now, that of the key of before, and whether the change is under way."""

    check: bytes
    before: bytes | None
    under_way: bool


async def check_key(session: AsyncSession, keyring: Keyring, now: datetime) -> None:
    """Put the mark on a new database, begin a change of key where the settings ask for one, and refuse a wrong key.

    Raises
    ------
    Refusal
        When the keys of the settings do not fit; nothing was changed then.
    """
    _, wrapped = keyring.new_key()
    await insert_or_ignore(session, Mark, name=_CHECK, value=_spell(wrapped))
    marks = await read_key_marks(session)
    refuse_wrong_key(marks, keyring)
    if not keyring.is_current(marks.check) and not _goes_back(marks, keyring):
        await _begin(session, marks, keyring, now)


async def read_key_marks(session: AsyncSession) -> KeyMarks:
    """Return the marks as they stand; there is one once anything has started on the database."""
    rows = await session.exec(
        select(col(Mark.name), col(Mark.value)).where(col(Mark.name).in_((_CHECK, _BEFORE, _ROTATION)))
    )
    found = dict(rows.all())
    before = found.get(_BEFORE)
    return KeyMarks(
        check=_read(found.get(_CHECK, "")),
        before=None if before is None else _read(before),
        under_way=found.get(_ROTATION) == _UNDER_WAY,
    )


async def end_rotation(session: AsyncSession, now: datetime, keys: int) -> bool:
    """Say that every key is wrapped with the key of now; say whether it was under way."""
    ended = await session.exec(
        update(Mark).where(col(Mark.name) == _ROTATION, col(Mark.value) == _UNDER_WAY).values(value=_ENDED)
    )
    if ended.rowcount == 1:
        _tell(session, now, "key_rotation_ended", keys=str(keys))
    return ended.rowcount == 1


def refuse_wrong_key(marks: KeyMarks, keyring: Keyring) -> None:
    """Refuse keys that could not read all of the database, or would seal with the one that was left behind.

    Raises
    ------
    Refusal
        With one sentence that says what to set.
    """
    if not keyring.opens(marks.check):
        old = marks.before is not None and keyring.opens(marks.before)
        raise Refusal((HALF if marks.under_way else OLD) if old else OTHER)
    if marks.under_way and marks.before is not None and not keyring.opens(marks.before):
        raise Refusal(HALF if keyring.is_current(marks.check) else UNFINISHED)
    if not keyring.is_current(marks.check) and not marks.under_way and _goes_back(marks, keyring):
        raise Refusal(SWAPPED)


def _goes_back(marks: KeyMarks, keyring: Keyring) -> bool:
    """Say whether the key these settings wrap with is the one that is being left."""
    return marks.before is not None and keyring.is_current(marks.before)


async def _begin(session: AsyncSession, marks: KeyMarks, keyring: Keyring, now: datetime) -> None:
    """Mark the database with the new key by compare and set; who comes second finds it done."""
    begun = await session.exec(
        update(Mark)
        .where(col(Mark.name) == _CHECK, col(Mark.value) == _spell(marks.check))
        .values(value=_spell(keyring.rewrap(marks.check)))
    )
    if begun.rowcount != 1:
        refuse_wrong_key(await read_key_marks(session), keyring)
        return
    for name, value in ((_BEFORE, _spell(marks.check)), (_ROTATION, _UNDER_WAY)):
        if not await insert_or_ignore(session, Mark, name=name, value=value):
            await session.exec(update(Mark).where(col(Mark.name) == name).values(value=value))
    _tell(session, now, "key_rotation_begun")


def _tell(session: AsyncSession, now: datetime, what: str, **facts: str) -> None:
    note_by_itself(session, now, what, "deployment", "key", way=Way.COMMAND, **facts)


def _spell(wrapped: bytes) -> str:
    return base64.b64encode(wrapped).decode()


def _read(value: str) -> bytes:
    return base64.b64decode(value)
