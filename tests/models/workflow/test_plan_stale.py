"""Whatever moves a date has everything planned anew at the next tick, without waiting for its interval."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from models.tables import Heartbeat
from models.values.clocks import NudgeTimes
from models.values.leave import LeavePlan
from models.vocabulary import ClockKind, Rhythm
from models.workflow.clocks.choices import choose_times
from models.workflow.clocks.leave import set_leave
from models.workflow.clocks.planning import plan
from models.workflow.clocks.settling import record_done, set_override, snooze
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import call_of, make_team
from tests.support.meetings import rows_of

PRIYA, SAM = call_of("priya", START), call_of("sam", START)
TODAY = START.date()
Act = Callable[[Parts, str], Awaitable[object]]

ACTS: dict[str, Act] = {
    "held elsewhere": lambda parts, child: record_done(
        parts, PRIYA, clock=ClockKind.CHILD, subject_id=child, done_on=TODAY, by="Tom", line="On file."
    ),
    "an exception": lambda parts, child: set_override(
        parts,
        PRIYA,
        clock=ClockKind.CHILD,
        subject_id=child,
        every_days=14,
        due_on=None,
        until_on=TODAY + timedelta(days=60),
        reason="Court.",
    ),
    "put off": lambda parts, child: snooze(
        parts,
        PRIYA,
        clock=ClockKind.CHILD,
        subject_id=child,
        until_on=TODAY + timedelta(days=2),
        reason="Away with school.",
    ),
    "leave": lambda parts, _: set_leave(parts, SAM, LeavePlan("sam", TODAY, TODAY)),
    "reminders": lambda parts, _: choose_times(parts, SAM, NudgeTimes(Rhythm.WEEKLY)),
}


@pytest.mark.parametrize("what", ACTS)
async def test_what_moves_a_date_is_planned_for_at_once(parts: Parts, what: str) -> None:
    (child,) = await make_team(parts, START, last_discussed={"AB": 50})
    assert await plan(parts, START, START) is not None
    assert await plan(parts, START, START) is None, "nothing has changed"

    await ACTS[what](parts, child)

    [beat] = await rows_of(parts, Heartbeat, Heartbeat.name == "plan")
    assert beat.last_at == datetime(1970, 1, 1, tzinfo=UTC)
    assert await plan(parts, START, START) is not None
