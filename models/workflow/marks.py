"""Marks of the deployment in its own database: which world it belongs to, and which key sealed it."""

import base64
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import Database, insert_or_ignore
from models.sealing import Keyring, SealBroken
from models.tables import Mark
from models.values.errors import Refusal
from models.vocabulary import World

__all__ = ["check_marks"]

_WORLD = "world"
_KEY = "key_check"


async def check_marks(database: Database, keyring: Keyring, world: World, now: datetime) -> None:
    """Put the marks on a new database; refuse one of another world or sealed with another key.

    Raises
    ------
    Refusal
        When a mark does not fit.
    """
    async with database.write(None, now) as session:
        found = await _mark(session, _WORLD, world.value)
        if found != world.value:
            raise Refusal(
                f"This database belongs to the {found} world and cannot be used in the {world.value} world: "
                "point DATABASE_URL at another one."
            )
        _, wrapped = keyring.new_key()
        check = await _mark(session, _KEY, base64.b64encode(wrapped).decode())
        try:
            keyring.unwrap(base64.b64decode(check))
        except SealBroken:
            raise Refusal(
                "The key in KEY or KEY_FILE is not the one this database was sealed with: nothing in it could be read."
            ) from None


async def _mark(session: AsyncSession, name: str, value: str) -> str:
    await insert_or_ignore(session, Mark, name=name, value=value)
    mark = await session.get(Mark, name)
    return value if mark is None else mark.value
