"""When people want to hear of what is due."""

import pytest

from models.tables import NudgeChoice
from models.values.clocks import NudgeTimes
from models.values.errors import Refusal
from models.vocabulary import Rhythm
from models.workflow.clocks.choices import choose_times, read_choices, read_times
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import call_of, make_team
from tests.support.meetings import rows_of

pytestmark = pytest.mark.by_turns

SAM, PRIYA = call_of("sam", START), call_of("priya", START)


async def test_the_last_choice_stands_and_is_ones_own(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    assert await read_times(parts, SAM) == NudgeTimes(Rhythm.DAILY, None)

    for times in (NudgeTimes(Rhythm.WEEKLY, 600), NudgeTimes(Rhythm.QUIET, None), NudgeTimes(Rhythm.DAILY, 990)):
        await choose_times(parts, SAM, times)
        assert await read_times(parts, SAM) == times

    assert await read_times(parts, PRIYA) == NudgeTimes()
    async with parts.read() as session:
        assert await read_choices(session, ["sam", "priya"]) == {"sam": NudgeTimes(Rhythm.DAILY, 990)}


async def test_a_time_out_of_hours_is_refused_and_changes_nothing(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    with pytest.raises(Refusal, match="between"):
        await choose_times(parts, SAM, NudgeTimes(Rhythm.DAILY, 23 * 60))
    assert await rows_of(parts, NudgeChoice) == []
