"""Saying who is away: by whom, and what becomes of it. No reason is asked, and none is kept."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from models.outbox import promise
from models.tables import AuditEvent, Heartbeat, Leave, Outbox, Team
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.values.leave import LeavePart, LeavePlan, LeaveRefused
from models.vocabulary import MessageKind, OutboxState, Role, SendingMode
from models.workflow.clocks.away import read_away, read_covers
from models.workflow.clocks.leave import change_leave, end_leave, find_covers, read_leave, set_leave
from models.workflow.clocks.team_posts import team_post_key
from models.workflow.parts import Parts
from models.workflow.people import read_supervisees
from tests.conftest import START
from tests.support.council import add_person, call_of, make_team
from tests.support.meetings import rows_of

pytestmark = pytest.mark.by_turns

TODAY = START.date()
PRIYA, SAM, TOM, OLU, NELL = (call_of(who, START) for who in ("priya", "sam", "tom", "olu", "nell"))
WEEK = LeavePlan("sam", date(2026, 3, 9), date(2026, 3, 13), "nell")
NOW = LeavePlan("sam", TODAY, date(2026, 3, 6), "nell")


async def away_on(parts: Parts, on: date) -> dict[str, tuple[date, str | None]]:
    async with parts.read() as session:
        found = await read_away(session, ["sam", "nell"], on)
    return {person: (one.until_on, one.cover) for person, one in found.items()}


async def told(parts: Parts) -> list[tuple[str, str | None, dict[str, str]]]:
    async with parts.read() as session:
        found = await session.exec(
            select(AuditEvent).where(col(AuditEvent.what).startswith("leave_")).order_by(col(AuditEvent.at))
        )
        return [(one.what, one.person_id, one.facts) for one in found.all()]


async def test_who_is_away_is_known_from_the_first_day_to_the_day_before_they_are_back(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    leave = await set_leave(parts, SAM, WEEK)

    assert await away_on(parts, date(2026, 3, 8)) == {}
    assert await away_on(parts, date(2026, 3, 9)) == {"sam": (date(2026, 3, 14), "Nell Example")}
    assert await away_on(parts, date(2026, 3, 13)) == {"sam": (date(2026, 3, 14), "Nell Example")}
    assert await away_on(parts, date(2026, 3, 14)) == {}
    [shown] = (await read_leave(parts, SAM)).absences
    assert (shown.id, shown.person, shown.from_on, shown.last_on) == (leave, "Sam Example", WEEK.from_on, WEEK.last_on)


@pytest.mark.parametrize("setter", [SAM, PRIYA, OLU], ids=lambda call: call.person_id)
async def test_the_person_the_supervisor_and_the_line_above_say_it_and_change_and_end_it(
    parts: Parts, setter: Call
) -> None:
    await make_team(parts, START, last_discussed={})
    leave = await set_leave(parts, setter, NOW)
    later = replace(setter, now=START + timedelta(minutes=1))
    await change_leave(parts, later, leave_id=leave, plan=replace(NOW, last_on=date(2026, 3, 7), cover_id=None))
    assert await away_on(parts, TODAY) == {"sam": (date(2026, 3, 8), None)}

    await end_leave(parts, replace(setter, now=START + timedelta(minutes=2)), leave_id=leave)

    assert await away_on(parts, TODAY) == {}
    assert (await read_leave(parts, setter)).absences == ()
    assert await told(parts) == [
        ("leave_set", setter.person_id, {"from_on": "2026-03-02", "until_on": "2026-03-07", "cover": "nell"}),
        (
            "leave_changed",
            setter.person_id,
            {
                "from_on": "2026-03-02",
                "until_on": "2026-03-08",
                "cover": "none",
                "was_from": "2026-03-02",
                "was_until": "2026-03-07",
            },
        ),
        ("leave_ended", setter.person_id, {"until_on": "2026-03-02"}),
    ]


@pytest.mark.parametrize("stranger", [TOM, NELL], ids=lambda call: call.person_id)
async def test_neither_who_stands_in_nor_a_colleague_says_it_changes_it_or_sees_it_listed(
    parts: Parts, stranger: Call
) -> None:
    await make_team(parts, START, last_discussed={})
    leave = await set_leave(parts, SAM, NOW)

    for attempt in (
        set_leave(parts, stranger, replace(WEEK, cover_id=None)),
        change_leave(parts, stranger, leave_id=leave, plan=NOW),
        end_leave(parts, stranger, leave_id=leave),
    ):
        with pytest.raises(Refusal, match="may say when somebody is away"):
            await attempt
    assert await away_on(parts, TODAY) == {"sam": (NOW.until_on, "Nell Example")}
    seen = await read_leave(parts, stranger)
    assert (seen.absences, set(seen.people)) == ((), {stranger.person_id})


async def test_the_list_names_oneself_first_and_then_everybody_below_by_name(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    await set_leave(parts, SAM, WEEK)
    await set_leave(parts, PRIYA, LeavePlan("priya", date(2026, 3, 5), date(2026, 3, 5)))
    gone = await set_leave(parts, SAM, LeavePlan("sam", TODAY, TODAY))

    assert list((await read_leave(parts, OLU)).people) == ["olu", "priya", "sam"]
    listed = [(one.person_id, one.from_on) for one in (await read_leave(parts, OLU)).absences]
    assert listed == [("sam", TODAY), ("priya", date(2026, 3, 5)), ("sam", date(2026, 3, 9))]
    tomorrow = call_of("olu", START + timedelta(days=1))
    assert gone not in [one.id for one in (await read_leave(parts, tomorrow)).absences]


async def test_nobody_is_away_twice_at_once_even_from_two_devices_at_the_same_moment(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})

    tried = await asyncio.gather(
        *(set_leave(parts, replace(SAM, key=f"press {n}"), WEEK) for n in range(3)), return_exceptions=True
    )

    assert sorted(type(one).__name__ for one in tried) == ["LeaveRefused", "LeaveRefused", "str"]
    [leave] = await rows_of(parts, Leave)
    with pytest.raises(LeaveRefused, match="9 March 2026 to 13 March 2026") as refused:
        await set_leave(parts, PRIYA, LeavePlan("sam", date(2026, 3, 13), date(2026, 3, 20)))
    assert refused.value.about is LeavePart.FROM
    # Its own days are in nobody's way when it is changed, and once it is ended its days are free.
    await change_leave(parts, SAM, leave_id=leave.id, plan=replace(WEEK, last_on=date(2026, 3, 16)))
    await end_leave(parts, SAM, leave_id=leave.id)
    await set_leave(parts, SAM, WEEK)


async def test_two_colleagues_who_name_each_other_as_cover_in_the_same_moment_are_told_one_after_the_other(
    parts: Parts,
) -> None:
    await make_team(parts, START, last_discussed={})
    for week in range(4):
        days = (NOW.from_on + timedelta(weeks=week), NOW.last_on + timedelta(weeks=week))
        tried = await asyncio.gather(
            set_leave(parts, SAM, LeavePlan("sam", *days, "nell")),
            set_leave(parts, NELL, LeavePlan("nell", *days, "sam")),
            return_exceptions=True,
        )
        assert sorted(type(one).__name__ for one in tried) == ["LeaveRefused", "str"]


async def test_ending_one_that_has_begun_ends_it_today_and_keeps_the_days_that_were(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    begun = await set_leave(parts, SAM, NOW)
    coming = await set_leave(parts, SAM, replace(WEEK, from_on=date(2026, 3, 20), last_on=date(2026, 3, 24)))
    wednesday = call_of("sam", START + timedelta(days=2))

    await end_leave(parts, wednesday, leave_id=begun)
    await end_leave(parts, wednesday, leave_id=coming)

    kept = {row.id: (row.from_on, row.until_on, row.ended_at) for row in await rows_of(parts, Leave)}
    assert kept[begun] == (TODAY, date(2026, 3, 4), wednesday.now)
    assert kept[coming] == (date(2026, 3, 20), date(2026, 3, 20), wednesday.now)
    assert await away_on(parts, date(2026, 3, 3)) == {"sam": (date(2026, 3, 4), "Nell Example")}
    assert await away_on(parts, date(2026, 3, 4)) == await away_on(parts, date(2026, 3, 20)) == {}
    for attempt in (
        end_leave(parts, wednesday, leave_id=begun),
        change_leave(parts, wednesday, leave_id=begun, plan=replace(NOW, last_on=date(2026, 3, 9))),
        end_leave(parts, wednesday, leave_id="f" * 32),
    ):
        with pytest.raises(Missing):
            await attempt


async def test_an_absence_is_not_handed_to_somebody_else_by_changing_it(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    leave = await set_leave(parts, PRIYA, NOW)
    with pytest.raises(Missing):
        await change_leave(parts, OLU, leave_id=leave, plan=LeavePlan("priya", TODAY, TODAY))


async def test_only_who_works_with_children_is_offered_as_cover_and_taken(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    [team] = await rows_of(parts, Team)
    async with parts.database.write(None, START) as session:
        for name, role in (("owen", Role.ADMINISTRATOR), ("nina", Role.QUALITY_ASSURANCE)):
            add_person(session, parts, name, role, team.id)

    everybody = [name for _, name in await find_covers(parts, SAM, "  ")]
    assert everybody == ["Nell Example", "Olu Example", "Priya Example", "Sam Example", "Tom Example"]
    assert [one for one, _ in await find_covers(parts, SAM, "NEL")] == ["nell"]
    for cover, said in (("owen", "works with children"), ("nobody", "works with children"), ("sam", "themselves")):
        with pytest.raises(LeaveRefused, match=said):
            await set_leave(parts, SAM, replace(WEEK, cover_id=cover))
    assert await rows_of(parts, Leave) == []


async def test_who_is_away_then_too_cannot_cover(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    await set_leave(parts, NELL, LeavePlan("nell", date(2026, 3, 13), date(2026, 3, 13)))
    with pytest.raises(LeaveRefused, match="Nell Example is away then too"):
        await set_leave(parts, SAM, WEEK)


async def test_a_cover_who_is_away_or_has_left_covers_nobody_that_day(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    await set_leave(parts, SAM, NOW)
    await set_leave(parts, NELL, LeavePlan("nell", date(2026, 3, 3), date(2026, 3, 3), "priya"))

    async def covers(on: date) -> dict[str, str]:
        async with parts.read() as session:
            return {one: cover.cover_id for one, cover in (await read_covers(session, on)).items()}

    assert await covers(TODAY) == {"sam": "nell"}
    assert await covers(date(2026, 3, 3)) == {"nell": "priya"}
    assert await covers(date(2026, 3, 4)) == {"sam": "nell"}
    assert await covers(date(2026, 3, 7)) == {}


async def test_each_change_has_everything_planned_anew_at_the_next_tick(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})

    async def plan_now() -> None:
        async with parts.database.write(None, START) as session:
            await session.merge(Heartbeat(name="plan", last_at=START, real_at=START))

    async def is_stale() -> bool:
        [row] = await rows_of(parts, Heartbeat)
        return bool(row.last_at == datetime(1970, 1, 1, tzinfo=UTC))

    await plan_now()
    leave = await set_leave(parts, SAM, NOW)
    assert await is_stale()
    await plan_now()
    await change_leave(parts, SAM, leave_id=leave, plan=NOW)
    assert await is_stale()
    await plan_now()
    await end_leave(parts, SAM, leave_id=leave)
    assert await is_stale()


async def test_the_start_screen_hears_until_when_somebody_is_away_and_no_more(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 60})
    await set_leave(parts, SAM, NOW)
    [sam] = await read_supervisees(parts, PRIYA)
    assert sam.away_until == date(2026, 3, 7)
    [sam] = await read_supervisees(parts, call_of("priya", START + timedelta(days=5)))
    assert sam.away_until is None


async def test_todays_post_of_the_team_shows_it(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    [team] = await rows_of(parts, Team)
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

    async def refreshed() -> int:
        found = await rows_of(parts, Outbox, Outbox.mode == SendingMode.REFRESH, Outbox.kind == MessageKind.TEAM_POST)
        async with parts.database.write(None, START) as session:
            await session.exec(update(Outbox).values(state=OutboxState.SENT))
        return len(found)

    leave = await set_leave(parts, SAM, NOW)
    assert await refreshed() == 1
    await change_leave(parts, SAM, leave_id=leave, plan=replace(NOW, cover_id=None))
    assert await refreshed() == 2
    await end_leave(parts, SAM, leave_id=leave)
    assert await refreshed() == 3
