"""Whatever moves a date has everything planned anew at the next tick, without waiting for its interval."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, update

from models.outbox import promise
from models.tables import Heartbeat, Outbox, Team
from models.values.clocks import NudgeTimes
from models.values.leave import LeavePlan
from models.vocabulary import ClockKind, MessageKind, OutboxState, Rhythm
from models.workflow.clocks.bookings import book_supervision
from models.workflow.clocks.choices import choose_times
from models.workflow.clocks.leave import set_leave
from models.workflow.clocks.planning import plan
from models.workflow.clocks.settling import record_done, set_override, snooze
from models.workflow.clocks.stale import mark_plan_stale
from models.workflow.clocks.team_posts import refresh_team_post, team_post_key
from models.workflow.parts import Parts
from tests.conftest import START
from tests.models.workflow.test_at_once import begin_meanwhile
from tests.support.council import call_of, make_team
from tests.support.meetings import rows_of

pytestmark = pytest.mark.by_turns

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
    "a booking": lambda parts, _: book_supervision(
        parts, PRIYA, supervisee_id="sam", booked_on=TODAY + timedelta(days=9)
    ),
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


@pytest.mark.parametrize("what", [what for what in ACTS if what != "reminders"])
async def test_two_who_move_dates_of_one_team_at_once_never_wait_for_each_other(
    parts: Parts, database_url: str, what: str
) -> None:
    (child,) = await make_team(parts, START, last_discussed={"AB": 50})
    await plan(parts, START, START)
    await _post_to_team(parts)

    async def act() -> None:
        await ACTS[what](parts, child)

    async with parts.write(PRIYA) as session:
        await refresh_team_post(session, person_id="sam", now=START)
        other = await begin_meanwhile(parts, act(), database_url)
        mark_plan_stale(session)

    await other


async def _post_to_team(parts: Parts) -> None:
    """Let today's post of the team stand in Slack."""
    (team,) = await rows_of(parts, Team)
    async with parts.database.write(None, START) as session:
        await promise(
            session,
            key=team_post_key(team.id, TODAY),
            kind=MessageKind.TEAM_POST,
            recipient_id=None,
            team_id=team.id,
            facts={"team": team.id, "day": TODAY.isoformat()},
            now=START,
        )
        await session.exec(update(Outbox).values(state=OutboxState.SENT))


async def test_the_one_row_for_everybody_is_taken_once_and_last(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 50})
    await plan(parts, START, START)
    said: list[str] = []
    async with parts.database.write(None, START) as session:
        mark_plan_stale(session)
        mark_plan_stale(session)
        session.add(Team(id="t" * 32, name="Duty"))
        connection = await session.connection()
        event.listen(connection.sync_connection, "before_cursor_execute", lambda *given: said.append(given[2]))
    assert [words.split()[:2] for words in said] == [["INSERT", "INTO"], ["UPDATE", "heartbeat"]]
