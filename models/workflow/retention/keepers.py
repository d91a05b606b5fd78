"""Who looks after what is kept: the administrators of the directory, who see numbers and dates and no text."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Person, PersonRole
from models.values.call import Call
from models.values.errors import Refusal
from models.vocabulary import Role
from models.workflow.dated import at_work, holds

__all__ = ["check_keeper"]

NOT_A_KEEPER = "Only an administrator of the directory may do this."


async def check_keeper(session: AsyncSession, call: Call) -> None:
    """Pass somebody who is an administrator that day.

    Raises
    ------
    Refusal
        For everybody else.
    """
    found = await session.exec(
        select(col(PersonRole.person_id))
        .join(Person, col(Person.id) == col(PersonRole.person_id))
        .where(
            col(PersonRole.person_id) == call.person_id,
            col(PersonRole.role) == Role.ADMINISTRATOR,
            holds(PersonRole, call.today),
            at_work(call.today),
        )
    )
    if found.first() is None:
        raise Refusal(NOT_A_KEEPER)
