"""Who looks after what is kept: the administrators of the directory, who see numbers and dates and no text."""

from sqlmodel.ext.asyncio.session import AsyncSession

from models.values.call import Call
from models.values.errors import Refusal
from models.workflow.delivery import find_caretakers

__all__ = ["check_keeper"]

NOT_A_KEEPER = "Only an administrator of the directory may do this."


async def check_keeper(session: AsyncSession, call: Call) -> None:
    """Pass an administrator, or where a council listed none a service manager: whoever hears what is due.

    Raises
    ------
    Refusal
        For everybody else.
    """
    if call.person_id not in await find_caretakers(session, call.now):
        raise Refusal(NOT_A_KEEPER)
