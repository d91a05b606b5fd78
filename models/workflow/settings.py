"""What people choose for themselves, such as to see no prompts of a bank."""

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import insert_or_ignore
from models.tables import PersonSetting, new_id
from models.values.call import Call
from models.vocabulary import Setting
from models.workflow.parts import Parts

__all__ = ["choose", "has_chosen", "take_back"]


async def has_chosen(session: AsyncSession, person_id: str, setting: Setting) -> bool:
    """Say whether somebody wants it so."""
    wanted = select(PersonSetting.id).where(PersonSetting.person_id == person_id, PersonSetting.setting == setting)
    return (await session.exec(wanted)).first() is not None


async def choose(parts: Parts, call: Call, setting: Setting) -> None:
    """Remember that the caller wants it so; twice is as once."""
    async with parts.write(call) as session:
        await insert_or_ignore(
            session,
            PersonSetting,
            id=new_id(),
            person_id=call.person_id,
            setting=setting,
            chosen_at=call.now,
        )


async def take_back(parts: Parts, call: Call, setting: Setting) -> None:
    """Have it for the caller as it comes again."""
    async with parts.write(call) as session:
        await session.exec(
            delete(PersonSetting).where(
                col(PersonSetting.person_id) == call.person_id, col(PersonSetting.setting) == setting
            )
        )
