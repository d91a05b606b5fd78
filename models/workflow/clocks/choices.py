"""When people want to hear of what is due, as they chose it for themselves."""

from collections.abc import Iterable

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.nudge_times import check_minute
from models.tables import NudgeChoice
from models.values.call import Call
from models.values.clocks import NudgeTimes
from models.workflow.clocks.stale import mark_plan_stale
from models.workflow.parts import Parts

__all__ = ["choose_times", "read_choices", "read_times"]


async def read_choices(session: AsyncSession, people: Iterable[str]) -> dict[str, NudgeTimes]:
    """Return what those of the people chose who did, by id; for the others it is as the policy has it."""
    found = await session.exec(select(NudgeChoice).where(col(NudgeChoice.person_id).in_(set(people))))
    return {one.person_id: NudgeTimes(one.rhythm, one.minute) for one in found.all()}


async def read_times(parts: Parts, call: Call) -> NudgeTimes:
    """Return what the caller chose, or how it is without a choice."""
    async with parts.read() as session:
        return (await read_choices(session, [call.person_id])).get(call.person_id, NudgeTimes())


async def choose_times(parts: Parts, call: Call, times: NudgeTimes) -> None:
    """Remember when the caller wants to hear.

    Raises
    ------
    Refusal
        For a time out of the office hours of the policy, at which nothing would ever come.
    """
    check_minute(times.minute, parts.library.policy.nudges)
    async with parts.write(call) as session:
        await session.merge(
            NudgeChoice(person_id=call.person_id, rhythm=times.rhythm, minute=times.minute, chosen_at=call.now)
        )
        mark_plan_stale(session)
