"""Planning: who is told of what and when, once a day at most, and nothing twice."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import select

from models.outbox import refresh_all
from models.tables import Booking, Child, Heartbeat, Leave, Nudge, NudgeChoice, Outbox, Snooze, Team, TeamChannel
from models.values.clocks import PlanCounts
from models.vocabulary import (
    ClockKind,
    MessageKind,
    NudgeStage,
    NudgeState,
    OutboxState,
    RecordKind,
    Rhythm,
    SendingMode,
)
from models.workflow.clocks.digests import digest_key, find_digests, read_digest, settle_told
from models.workflow.clocks.heartbeats import PLAN
from models.workflow.clocks.planning import plan
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.council import make_team, restrict
from tests.support.held import hold
from tests.support.meetings import rows_of
from tests.support.promised import as_promised

TODAY = START.date()
A_MOMENT = timedelta(0)


@pytest.fixture
def only_children(parts: Parts) -> Parts:
    """A council that watches the children's interval only, so that a test knows what is told."""
    return watching(parts, ClockKind.CHILD)


def watching(parts: Parts, *clocks: ClockKind) -> Parts:
    policy = parts.library.policy.model_copy(update={"clocks": clocks})
    return replace(parts, library=replace(parts.library, policy=policy))


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


async def run(parts: Parts, now: datetime) -> PlanCounts:
    counts = await plan(parts, now, now, every=A_MOMENT)
    assert counts is not None
    return counts


async def save(parts: Parts, *rows: object) -> None:
    async with parts.database.write(None, START) as session:
        session.add_all(rows)


async def supervise(parts: Parts, child_id: str, on: date | None) -> date | None:
    """Set when a child was last supervised before the bot, and return what that was."""
    async with parts.database.write(None, START) as session:
        child = await session.get_one(Child, child_id)
        before, child.last_supervised_on = child.last_supervised_on, on
    return before


async def nudges(parts: Parts) -> dict[tuple[str, str, NudgeStage], NudgeState]:
    return {(one.subject_id, one.audience_id, one.stage): one.state for one in await rows_of(parts, Nudge)}


async def digests(parts: Parts) -> list[tuple[str, str]]:
    found: Sequence[Outbox] = await rows_of(parts, Outbox, Outbox.kind == MessageKind.DIGEST)
    return sorted((post.recipient_id or "", post.facts["day"]) for post in found)


async def deliver(parts: Parts, now: datetime, *, killed: bool = False) -> dict[str, list[tuple[str, NudgeStage]]]:
    """Send every digest that waits, as delivery does; return what each person read.

    One who is killed ends before it is noted what was told.
    """
    read: dict[str, list[tuple[str, NudgeStage]]] = {}
    waiting = (Outbox.kind == MessageKind.DIGEST, Outbox.state == OutboxState.WAITING)
    for post in await rows_of(parts, Outbox, *waiting):
        promised = as_promised(post)
        digest = await read_digest(parts, post.recipient_id, date.fromisoformat(post.facts["day"]), now)
        async with parts.database.write(None, now) as session:
            row = await session.get_one(Outbox, post.id)
            row.state = OutboxState.CANCELLED if digest is None else OutboxState.SENT
            row.message_ts = None if digest is None else "1.1"
        if digest is not None:
            if not killed:
                await settle_told(parts, promised, now)
            read[post.recipient_id] = [(told.row.item.subject_id, told.stage) for told in digest.lines]
    return read


async def test_what_is_late_is_told_to_the_supervisor_in_one_digest_a_day(only_children: Parts) -> None:
    parts = only_children
    late, due, _fine = await make_team(parts, START, last_discussed={"AA": 57, "BB": 56, "CC": 5})
    assert await run(parts, at(TODAY, 8, 15)) == PlanCounts(checked=2, planned=2)
    assert await digests(parts) == []
    assert await run(parts, at(TODAY, 8, 30)) == PlanCounts(checked=2, digests=1)
    assert await run(parts, at(TODAY, 9)) == PlanCounts(checked=2)
    assert await nudges(parts) == {
        (late, "priya", NudgeStage.OVERDUE): NudgeState.PLANNED,
        (due, "priya", NudgeStage.DUE): NudgeState.PLANNED,
    }
    assert await deliver(parts, at(TODAY, 9)) == {"priya": [(late, NudgeStage.OVERDUE), (due, NudgeStage.DUE)]}
    assert set((await nudges(parts)).values()) == {NudgeState.TOLD}
    await run(parts, at(TODAY + timedelta(days=1)))
    assert await digests(parts) == [("priya", "2026-03-02")], "who was told that it is due is not told the day after"


async def tell_for(parts: Parts, days: int) -> dict[str, dict[str, list[tuple[str, NudgeStage]]]]:
    """Let so many days go by; return who was told of what on which of them."""
    told: dict[str, dict[str, list[tuple[str, NudgeStage]]]] = {}
    for day in range(days):
        today = TODAY + timedelta(days=day)
        await run(parts, at(today))
        if read := await deliver(parts, at(today)):
            told[f"{today:%a %d}"] = read
    return told


async def test_over_weeks_nobody_is_told_of_what_is_late_twice_within_a_week(only_children: Parts) -> None:
    parts = only_children
    due, late, coming = await make_team(parts, START, last_discussed={"AA": 56, "BB": 57, "CC": 53})
    told = {day: read["priya"] for day, read in (await tell_for(parts, 19)).items() if "priya" in read}
    assert told == {
        "Mon 02": [(late, NudgeStage.OVERDUE), (due, NudgeStage.DUE), (coming, NudgeStage.COMING_DUE)],
        "Thu 05": [(coming, NudgeStage.DUE)],
        "Mon 09": [(late, NudgeStage.OVERDUE), (due, NudgeStage.OVERDUE)],
        "Thu 12": [(coming, NudgeStage.OVERDUE)],
        "Mon 16": [(late, NudgeStage.OVERDUE), (due, NudgeStage.OVERDUE)],
        "Thu 19": [(coming, NudgeStage.OVERDUE)],
    }


async def test_what_is_late_and_booked_for_a_day_that_is_near_is_not_told_again_until_that_has_passed(
    only_children: Parts,
) -> None:
    parts = only_children
    (late,) = await make_team(parts, START, last_discussed={"AA": 57})
    booked: dict[str, Any] = {"set_by": "priya", "set_at": START, "booked_on": TODAY + timedelta(days=10)}
    await save(parts, Booking(supervisor_id="priya", supervisee_id="sam", **booked))
    told = [day for day, read in (await tell_for(parts, 15)).items() if read.get("priya")]
    assert told == ["Mon 02", "Fri 13"]
    digest = await read_digest(parts, "priya", TODAY + timedelta(days=11), at(TODAY + timedelta(days=11), 17))
    assert digest is not None
    assert [line.row.item.subject_id for line in digest.lines] == [late]


async def test_what_is_overdue_is_told_again_and_after_some_days_one_level_up(only_children: Parts) -> None:
    parts = only_children
    (late,) = await make_team(parts, START, last_discussed={"AA": 57})
    told: dict[str, dict[str, list[tuple[str, NudgeStage]]]] = {}
    for day in range(12):
        today = TODAY + timedelta(days=day)
        await run(parts, at(today))
        if read := await deliver(parts, at(today)):
            told[f"{today:%a %d}"] = read
    assert told == {
        "Mon 02": {"priya": [(late, NudgeStage.OVERDUE)]},
        "Thu 05": {"olu": [(late, NudgeStage.ESCALATED)]},
        "Mon 09": {"priya": [(late, NudgeStage.OVERDUE)]},
    }


async def test_of_what_was_long_overdue_when_the_bot_began_the_supervisor_hears_days_before_the_service_manager(
    only_children: Parts,
) -> None:
    parts = replace(only_children, options=replace(only_children.options, go_live=TODAY + timedelta(days=1)))
    (late,) = await make_team(parts, START, last_discussed={"AA": 200})
    told: dict[str, dict[str, list[tuple[str, NudgeStage]]]] = {}
    for day in range(1, 10):
        today = TODAY + timedelta(days=day)
        await run(parts, at(today))
        if read := await deliver(parts, at(today)):
            told[f"{today:%a %d}"] = read
    assert told == {
        "Tue 03": {"priya": [(late, NudgeStage.OVERDUE)]},
        "Fri 06": {"olu": [(late, NudgeStage.ESCALATED)]},
        "Tue 10": {"priya": [(late, NudgeStage.OVERDUE)]},
    }


async def test_of_a_meeting_long_ago_that_is_typed_today_the_supervisor_hears_days_before_the_service_manager(
    parts: Parts,
) -> None:
    parts = watching(parts, ClockKind.WRITE_UP)
    parts = replace(parts, options=replace(parts.options, go_live=TODAY - timedelta(days=90)))
    (child,) = await make_team(parts, START, last_discussed={"AA": 30})
    meeting = await hold(parts, TODAY - timedelta(days=30), about={child: RecordKind.CASEWORK}, sent=False)
    told: dict[str, dict[str, list[tuple[str, NudgeStage]]]] = {}
    for day in range(5):
        today = TODAY + timedelta(days=day)
        await run(parts, at(today))
        if read := await deliver(parts, at(today)):
            told[f"{today:%a %d}"] = read
    assert told == {
        "Mon 02": {"priya": [(meeting, NudgeStage.OVERDUE)]},
        "Thu 05": {"olu": [(meeting, NudgeStage.ESCALATED)]},
    }


async def test_what_is_done_before_it_is_told_is_withdrawn(only_children: Parts) -> None:
    parts = only_children
    (late,) = await make_team(parts, START, last_discussed={"AA": 60})
    await run(parts, at(TODAY))
    await hold(parts, TODAY, about={late: RecordKind.CASEWORK})
    assert await deliver(parts, at(TODAY)) == {}
    assert await nudges(parts) == {(late, "priya", NudgeStage.OVERDUE): NudgeState.WITHDRAWN}
    assert (await run(parts, at(TODAY, 10))).planned == 0


async def test_what_becomes_true_again_is_told_after_all(only_children: Parts) -> None:
    parts = only_children
    (late,) = await make_team(parts, START, last_discussed={"AA": 60})
    away = Leave(person_id="priya", from_on=TODAY, until_on=TODAY + timedelta(days=2), set_by="priya", set_at=START)
    await run(parts, at(TODAY, 8))
    await save(parts, away)
    assert (await run(parts, at(TODAY, 8, 1))).withdrawn == 1
    monday = await deliver(parts, at(TODAY))
    await run(parts, at(TODAY, 9))
    assert (monday, await deliver(parts, at(TODAY))) == ({}, {"tom": [(late, NudgeStage.OVERDUE)]})
    back = TODAY + timedelta(days=2)
    await run(parts, at(back))
    assert (await deliver(parts, at(back)))["priya"] == [(late, NudgeStage.OVERDUE)]


async def test_nobody_on_leave_is_told_and_a_digest_promised_before_is_not_sent(only_children: Parts) -> None:
    parts = only_children
    await make_team(parts, START, last_discussed={"AA": 60})
    await run(parts, at(TODAY))
    away: dict[str, Any] = {"from_on": TODAY, "until_on": TODAY + timedelta(days=5), "set_at": START}
    await save(parts, *(Leave(person_id=who, set_by=who, **away) for who in ("priya", "tom", "olu")))
    assert await deliver(parts, at(TODAY)) == {}
    await run(parts, at(TODAY + timedelta(days=1)))
    assert await digests(parts) == [("priya", "2026-03-02")]


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (datetime(2026, 4, 3, 9, tzinfo=UTC), "Good Friday"),
        (datetime(2026, 4, 6, 9, tzinfo=UTC), "Easter Monday"),
        (datetime(2026, 3, 7, 9, tzinfo=UTC), "a Saturday"),
        (datetime(2026, 3, 30, 6, 59, tzinfo=UTC), "before eight, an hour after the clocks changed"),
        (datetime(2026, 3, 3, 18, 0, tzinfo=UTC), "after six"),
    ],
)
async def test_nothing_is_planned_when_nobody_works(only_children: Parts, when: datetime, why: str) -> None:
    await make_team(only_children, START, last_discussed={"AA": 60})
    assert await run(only_children, when) == PlanCounts()
    (beat,) = await rows_of(only_children, Heartbeat, Heartbeat.name == PLAN)
    assert (beat.last_at, beat.claimed_until) == (when, None)
    assert await run(only_children, datetime(2026, 4, 7, 9, tzinfo=UTC)) != PlanCounts()


async def test_a_week_without_the_bot_is_caught_up_by_one_digest_and_one_post(only_children: Parts) -> None:
    parts = only_children
    late, coming = await make_team(parts, START, last_discussed={"AA": 56, "BB": 43})
    await give_channel(parts)
    assert (await run(parts, at(TODAY))).team_posts == 1
    await deliver(parts, at(TODAY))
    week = TODAY + timedelta(days=9)
    counts = await run(parts, at(week))
    assert (counts.digests, counts.team_posts) == (2, 1)
    read = await deliver(parts, at(week))
    assert read == {"priya": [(late, NudgeStage.OVERDUE)], "olu": [(late, NudgeStage.ESCALATED)]}
    assert coming not in str(read)


async def test_a_digest_that_could_not_be_sent_on_its_day_goes_into_the_next_one(only_children: Parts) -> None:
    parts = only_children
    (late,) = await make_team(parts, START, last_discussed={"AA": 57})
    await run(parts, at(TODAY))
    assert await read_digest(parts, "priya", TODAY, at(TODAY)) is not None
    tuesday = TODAY + timedelta(days=1)
    assert await read_digest(parts, "priya", TODAY, at(tuesday)) is None
    await run(parts, at(tuesday))
    assert await deliver(parts, at(tuesday)) == {"priya": [(late, NudgeStage.OVERDUE)]}


async def test_people_choose_when_they_are_told(only_children: Parts) -> None:
    parts = only_children
    await make_team(parts, START, last_discussed={"AA": 57})
    choice = NudgeChoice(person_id="priya", rhythm=Rhythm.DAILY, minute=14 * 60, chosen_at=START)
    await save(parts, choice)
    assert [(await run(parts, at(TODAY, hour))).digests for hour in (9, 13, 14)] == [0, 0, 1]


async def test_weekly_is_once_a_week_from_its_first_working_day_and_quiet_is_only_for_a_breach(parts: Parts) -> None:
    parts = watching(parts, ClockKind.CHILD, ClockKind.PERSON)
    await make_team(parts, START, last_discussed={"AA": 55})
    quiet = NudgeChoice(person_id="olu", rhythm=Rhythm.QUIET, chosen_at=START)
    await save(parts, weekly(), quiet)
    for day in range(62):
        await run(parts, at(TODAY + timedelta(days=day), 10))
    told = await digests(parts)
    mondays = [day for who, day in told if who == "priya"]
    assert mondays[:4] == ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"]
    assert "2026-04-07" in mondays  # Easter Monday is no working day
    assert {date.fromisoformat(day).weekday() for day in mondays} == {0, 1}
    first = min(day for who, day in told if who == "olu")
    assert first == "2026-05-01"  # April is over without a supervision of Priya, or of Sam


def weekly(who: str = "priya") -> NudgeChoice:
    return NudgeChoice(person_id=who, rhythm=Rhythm.WEEKLY, chosen_at=START)


async def told_on(parts: Parts, *days: int, who: str = "priya", since: date = TODAY) -> list[str]:
    """Plan and send on some mornings; return on which of them somebody read a digest."""
    found = []
    for day in days:
        now = at(since + timedelta(days=day))
        await run(parts, now)
        if who in await deliver(parts, now):
            found.append(f"{now:%a %d}")
    return found


async def test_once_a_week_comes_on_tuesday_where_the_bot_was_down_from_before_the_digest_of_monday(
    only_children: Parts,
) -> None:
    parts = only_children
    await make_team(parts, START, last_discussed={"AA": 55, "BB": 50})
    await save(parts, weekly())
    assert (await run(parts, at(TODAY, 8, 10))).digests == 0
    assert await told_on(parts, *range(1, 9)) == ["Tue 03", "Mon 09"]


async def test_once_a_week_comes_on_the_first_day_back_of_who_was_on_leave_on_monday(only_children: Parts) -> None:
    parts = only_children
    await make_team(parts, START, last_discussed={"AA": 55, "BB": 50})
    monday: dict[str, Any] = {"from_on": TODAY, "until_on": TODAY + timedelta(days=1)}
    await save(parts, weekly(), Leave(person_id="priya", **monday, set_by="priya", set_at=START))
    assert await told_on(parts, *range(9)) == ["Tue 03", "Mon 09"]


@pytest.mark.parametrize("state", [OutboxState.WAITING, OutboxState.FAILED])
async def test_once_a_week_comes_on_tuesday_where_slack_took_nothing_on_monday(
    only_children: Parts, state: OutboxState
) -> None:
    parts = only_children
    await make_team(parts, START, last_discussed={"AA": 55, "BB": 50})
    await save(parts, weekly())
    assert (await run(parts, at(TODAY))).digests == 1
    async with parts.database.write(None, START) as session:
        post = (await session.exec(select(Outbox).where(Outbox.key == digest_key("priya", TODAY)))).one()
        post.state = state
    assert await deliver(parts, at(TODAY + timedelta(days=1), 8)) == {}
    assert await told_on(parts, *range(1, 9)) == ["Tue 03", "Mon 09"]


async def test_once_a_week_is_promised_once_however_often_it_is_planned_before_it_is_sent(only_children: Parts) -> None:
    parts = only_children
    await make_team(parts, START, last_discussed={"AA": 55, "BB": 50})
    await save(parts, weekly())
    for day in range(5):
        await run(parts, at(TODAY + timedelta(days=day)))
    assert await digests(parts) == [("priya", "2026-03-02")]


async def test_who_chose_a_time_that_is_out_of_hours_by_now_is_told_at_the_usual_one(only_children: Parts) -> None:
    parts = only_children
    await make_team(parts, START, last_discussed={"AA": 57})
    await save(parts, NudgeChoice(person_id="priya", rhythm=Rhythm.DAILY, minute=17 * 60 + 30, chosen_at=START))
    assert (await run(parts, at(TODAY, 8, 30))).digests == 0
    nudges = parts.library.policy.nudges.model_copy(update={"until_time": time(16)})
    policy = parts.library.policy.model_copy(update={"nudges": nudges})
    parts = replace(parts, library=replace(parts.library, policy=policy))
    tuesday = TODAY + timedelta(days=1)
    assert [(await run(parts, at(tuesday, 8, minute))).digests for minute in (29, 30)] == [0, 1]


async def test_what_was_told_and_put_off_is_told_anew_when_that_is_over_and_counts_again_from_there(
    only_children: Parts,
) -> None:
    parts = replace(only_children, options=replace(only_children.options, go_live=TODAY - timedelta(days=30)))
    coming, other = await make_team(parts, START, last_discussed={"AA": 43, "BB": 57})
    due_on, until_on = TODAY + timedelta(days=13), TODAY + timedelta(days=3)
    put_off: dict[str, Any] = {"clock": ClockKind.CHILD, "child_id": coming, "text": b""}
    put_off |= {"set_by": "priya", "set_at": START}
    moved = Snooze(**put_off, due_on=due_on - timedelta(days=1), until_on=TODAY + timedelta(days=1))
    told: dict[str, list[NudgeStage]] = {}
    for day in range(16):
        now = at(TODAY + timedelta(days=day))
        await run(parts, now)
        lines = (await deliver(parts, now)).get("priya", [])
        if found := [stage for child, stage in lines if child == coming]:
            told[f"{now:%a %d}"] = found
        if day == 0:
            await save(parts, moved, Snooze(**put_off, due_on=due_on, until_on=until_on))
    assert told == {
        "Mon 02": [NudgeStage.COMING_DUE],
        "Thu 05": [NudgeStage.COMING_DUE],
        "Mon 16": [NudgeStage.OVERDUE],
    }
    assert other not in str(told)


async def test_what_is_overdue_is_told_anew_after_each_time_it_was_put_off_and_one_level_up_once(
    only_children: Parts,
) -> None:
    parts = only_children
    (late,) = await make_team(parts, START, last_discussed={"AA": 57})
    put_off: dict[str, Any] = {"clock": ClockKind.CHILD, "child_id": late, "due_on": TODAY - timedelta(days=1)}
    put_off |= {"text": b"", "set_by": "priya", "set_at": START}
    told: dict[str, dict[str, list[tuple[str, NudgeStage]]]] = {}
    for day in range(16):
        now = at(TODAY + timedelta(days=day))
        await run(parts, now)
        if read := await deliver(parts, now):
            told[f"{now:%a %d}"] = read
        if day in {0, 4}:
            await save(parts, Snooze(**put_off, until_on=TODAY + timedelta(days=day + 4)))
    overdue = {"priya": [(late, NudgeStage.OVERDUE)]}
    assert told == {
        "Mon 02": overdue,
        "Thu 05": {"olu": [(late, NudgeStage.ESCALATED)]},  # which no snooze holds back
        "Fri 06": overdue,
        "Tue 10": overdue,
        "Tue 17": overdue,
    }


async def give_channel(parts: Parts) -> str:
    async with parts.database.write(None, START) as session:
        team = (await session.exec(select(Team))).one()
        team.channel_id = "C0TEAM"
        return team.id


async def posts(parts: Parts) -> list[tuple[str | None, dict[str, str]]]:
    found = await rows_of(parts, Outbox, Outbox.kind == MessageKind.TEAM_POST)
    return sorted((post.team_id, post.facts) for post in found)


async def test_what_is_coming_due_is_told_in_the_teams_channel_and_not_in_private(only_children: Parts) -> None:
    parts = only_children
    (coming,) = await make_team(parts, START, last_discussed={"AA": 45})
    team = await give_channel(parts)
    assert (await run(parts, at(TODAY, 8, 45))).team_posts == 0
    assert await run(parts, at(TODAY, 9)) == PlanCounts(checked=1, team_posts=1)
    assert await run(parts, at(TODAY, 10)) == PlanCounts(checked=1)
    assert await posts(parts) == [(team, {"team": team, "day": "2026-03-02"})]
    assert await nudges(parts) == {}
    await save(parts, TeamChannel(channel_id="C0TEAM", bot_is_in=False, seen_at=START))
    await run(parts, at(TODAY, 11))
    assert await nudges(parts) == {(coming, "priya", NudgeStage.COMING_DUE): NudgeState.PLANNED}


async def test_of_a_restricted_child_only_the_supervisor_hears_that_it_is_coming_due(only_children: Parts) -> None:
    parts = only_children
    (coming,) = await make_team(parts, START, last_discussed={"AA": 45})
    await restrict(parts, coming)
    await give_channel(parts)
    assert (await run(parts, at(TODAY))).team_posts == 0
    assert await nudges(parts) == {(coming, "priya", NudgeStage.COMING_DUE): NudgeState.PLANNED}


async def test_three_that_plan_at_once_miss_and_double_nothing(only_children: Parts) -> None:
    parts = only_children
    late = await make_team(parts, START, last_discussed={f"A{n}": 70 + n for n in range(30)})
    await give_channel(parts)
    counts = await asyncio.gather(*(plan(parts, at(TODAY), at(TODAY)) for _ in range(3)))
    assert sorted(one is not None for one in counts) == [False, False, True]
    assert await nudges(parts) == {(child, "priya", NudgeStage.OVERDUE): NudgeState.PLANNED for child in late}
    assert await digests(parts) == [("priya", "2026-03-02")]
    thursday = at(TODAY + timedelta(days=3))
    counts = await asyncio.gather(*(plan(parts, thursday, thursday) for _ in range(3)))
    assert sorted(one is not None for one in counts) == [False, False, True]
    assert {key for key in await nudges(parts) if key[1] == "olu"} == {
        (child, "olu", NudgeStage.ESCALATED) for child in late
    }
    assert await digests(parts) == [("olu", "2026-03-05"), ("priya", "2026-03-02"), ("priya", "2026-03-05")]


async def test_one_that_was_killed_is_taken_over_once_its_time_is_over(only_children: Parts) -> None:
    parts = only_children
    await make_team(parts, START, last_discussed={"AA": 60})
    now = at(TODAY)
    killed = Heartbeat(name=PLAN, last_at=now, real_at=now, claimed_until=now + timedelta(minutes=2))
    await save(parts, killed)
    later = now + timedelta(hours=1)
    assert await plan(parts, later, now + timedelta(minutes=1)) is None
    assert await plan(parts, later, now + timedelta(minutes=3)) is not None
    assert await plan(parts, later + timedelta(minutes=1), later) is None
    assert await plan(parts, later + timedelta(minutes=5), later) is not None


async def test_what_makes_planning_stale_is_heard_at_the_next_tick(only_children: Parts) -> None:
    parts = only_children
    await make_team(parts, START, last_discussed={"AA": 60})
    now = at(TODAY)
    assert await plan(parts, now, now) is not None
    async with parts.database.write(None, now) as session:
        (await session.get_one(Heartbeat, PLAN)).last_at = datetime(1970, 1, 1, tzinfo=UTC)
    assert await plan(parts, now + timedelta(seconds=1), now) is not None


async def test_a_posted_digest_shows_what_is_done_since_and_tells_nothing_new(only_children: Parts) -> None:
    parts = only_children
    first, second, third = await make_team(parts, START, last_discussed={"AA": 60, "BB": 59, "CC": 55})
    await run(parts, at(TODAY))
    await deliver(parts, at(TODAY))
    await hold(parts, TODAY, about={first: RecordKind.CASEWORK})
    digest = await read_digest(parts, "priya", TODAY, at(TODAY, 17))
    assert digest is not None
    assert [(told.row.item.subject_id, told.done) for told in digest.lines] == [
        (first, True),
        (second, False),
        (third, False),
    ]
    assert digest.lines[0].row.words.label.startswith("AA · ")
    tuesday = TODAY + timedelta(days=1)
    await run(parts, at(tuesday))
    fresh = await read_digest(parts, "priya", tuesday, at(tuesday))
    assert fresh is not None
    assert [told.row.item.subject_id for told in fresh.lines] == [third]
    assert [told.row.item.subject_id for told in fresh.others] == [second]


async def test_settling_twice_or_late_changes_nothing_more(only_children: Parts) -> None:
    parts = only_children
    await make_team(parts, START, last_discussed={"AA": 70})
    await run(parts, at(TODAY))
    (post,) = await rows_of(parts, Outbox, Outbox.key == digest_key("priya", TODAY))
    await settle_told(parts, as_promised(post), at(TODAY))
    assert set((await nudges(parts)).values()) == {NudgeState.PLANNED}
    await read_digest(parts, "priya", TODAY, at(TODAY))
    for _ in range(2):
        await settle_told(parts, as_promised(post), at(TODAY))
    states = {who: state for (_, who, _), state in (await nudges(parts)).items()}
    assert states == {"priya": NudgeState.TOLD}


async def test_what_was_posted_by_a_process_killed_before_it_noted_that_is_not_told_as_new_again(
    only_children: Parts,
) -> None:
    parts = only_children
    late, due = await make_team(parts, START, last_discussed={"AA": 70, "BB": 56})
    await run(parts, at(TODAY))
    read = await deliver(parts, at(TODAY), killed=True)
    assert read == {"priya": [(late, NudgeStage.OVERDUE), (due, NudgeStage.DUE)]}
    tuesday = TODAY + timedelta(days=1)
    await run(parts, at(tuesday))
    assert (await nudges(parts))[late, "priya", NudgeStage.OVERDUE] is NudgeState.TOLD
    assert await deliver(parts, at(tuesday)) == {}


async def test_what_stood_in_no_digest_that_was_posted_is_told_once_it_is_true_again(only_children: Parts) -> None:
    parts = only_children
    late, other = await make_team(parts, START, last_discussed={"AA": 70, "BB": 60})
    await run(parts, at(TODAY))
    await read_digest(parts, "priya", TODAY, at(TODAY))
    before = await supervise(parts, late, TODAY)
    await run(parts, at(TODAY, 10))
    assert await deliver(parts, at(TODAY, 10)) == {"priya": [(other, NudgeStage.OVERDUE)]}
    await supervise(parts, late, before)
    await run(parts, at(TODAY, 11))
    tuesday = TODAY + timedelta(days=1)
    await run(parts, at(tuesday))
    assert await deliver(parts, at(tuesday)) == {"priya": [(late, NudgeStage.OVERDUE)]}


async def test_whose_supervision_is_booked_hears_of_it_once_a_week_before_and_nobody_on_leave_does(
    parts: Parts,
) -> None:
    parts = watching(parts, ClockKind.PERSON)
    await make_team(parts, START, last_discussed={})
    await hold(parts, TODAY - timedelta(days=1), about={"sam": RecordKind.PERSONAL})
    booked_on = TODAY + timedelta(days=9)
    booking = Booking(supervisor_id="priya", supervisee_id="sam", booked_on=booked_on, set_by="priya", set_at=START)
    await save(parts, booking)
    told: dict[str, list[tuple[str, NudgeStage]]] = {}
    for day in range(10):
        today = TODAY + timedelta(days=day)
        await run(parts, at(today))
        if read := await deliver(parts, at(today)):
            told[f"{today:%a %d}"] = read.get("sam", [])
    assert {day: lines for day, lines in told.items() if lines} == {"Wed 04": [("sam", NudgeStage.COMING_DUE)]}
    await save(
        parts,
        Booking(
            supervisor_id="priya",
            supervisee_id="sam",
            booked_on=booked_on + timedelta(days=7),
            set_by="priya",
            set_at=START,
        ),
    )
    await save(
        parts,
        Leave(person_id="sam", from_on=booked_on, until_on=booked_on + timedelta(days=7), set_by="priya", set_at=START),
    )
    await run(parts, at(booked_on + timedelta(days=1)))
    assert await deliver(parts, at(booked_on + timedelta(days=1))) == {}


async def test_what_is_done_is_shown_in_every_digest_of_the_day_that_told_of_it(only_children: Parts) -> None:
    parts = replace(only_children, options=replace(only_children.options, go_live=TODAY - timedelta(days=30)))
    late, other = await make_team(parts, START, last_discussed={"AA": 70, "BB": 5})
    thursday = TODAY + timedelta(days=3)
    await run(parts, at(TODAY))
    await run(parts, at(thursday))
    assert set(await deliver(parts, at(thursday))) == {"olu", "priya"}
    for about in ([other], [late], [late]):
        async with parts.database.write(None, at(thursday, 10)) as session:
            keys = await find_digests(session, about=about, now=at(thursday, 10))
            await refresh_all(session, keys=keys, now=at(thursday, 10))
    anew = await rows_of(parts, Outbox, Outbox.mode == SendingMode.REFRESH)
    assert sorted(row.recipient_id or "" for row in anew) == ["olu", "priya"]
