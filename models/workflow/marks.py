"""Marks of the deployment in its own database: which world it belongs to, and which key sealed it."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import Database, insert_or_ignore
from models.sealing import Keyring
from models.tables import Mark
from models.values.errors import Refusal
from models.vocabulary import World
from models.workflow.key_marks import check_key

__all__ = ["WORLD", "check_marks", "check_world"]

WORLD = "world"


async def check_marks(database: Database, keyring: Keyring, world: World, now: datetime) -> None:
    """Put the marks on a new database; refuse one of another world or sealed with another key.

    Raises
    ------
    Refusal
        When a mark does not fit.
    """
    async with database.write(None, now) as session:
        await check_world(session, world)
        await check_key(session, keyring, now)


async def check_world(session: AsyncSession, world: World) -> None:
    """Put the mark of this world on a new database; refuse one of the other world."""
    await insert_or_ignore(session, Mark, name=WORLD, value=world.value)
    found = (await session.get_one(Mark, WORLD)).value
    if found != world.value:
        raise Refusal(
            f"This database belongs to the {found} world and cannot be used in the {world.value} world: "
            "point DATABASE_URL at another one."
        )
