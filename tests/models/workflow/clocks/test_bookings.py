"""Booking the next supervision: who may, one day for each two, and when it is over."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from models.rules.bookings import DayOff, find_day_off
from models.tables import AuditEvent, Booking, Person
from models.values.clocks import Booked
from models.values.errors import Missing, Refusal
from models.values.leave import LeavePlan
from models.values.supervision import AgendaPlan
from models.vocabulary import Nation
from models.workflow.clocks.booked import read_booked_days, read_booked_with
from models.workflow.clocks.bookings import (
    book_supervision,
    cancel_booking,
    find_absence,
    read_booked_while_away,
    read_plan,
)
from models.workflow.clocks.leave import set_leave
from models.workflow.closing import discard_supervision
from models.workflow.parts import Parts
from models.workflow.supervision import start_supervision
from tests.conftest import START
from tests.support.council import call_of, hand_over, make_team

pytestmark = pytest.mark.by_turns

PRIYA, TOM, SAM = (call_of(who, START) for who in ("priya", "tom", "sam"))
TODAY = START.date()
MONDAY = TODAY + timedelta(days=14)
MEETING = "a" * 32


async def booked(parts: Parts, today: date = TODAY) -> tuple[Booked, ...]:
    async with parts.read() as session:
        return await read_booked_with(session, today, ["sam"])


async def test_a_booking_is_seen_by_both_and_another_takes_its_place(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 60})
    await book_supervision(parts, PRIYA, supervisee_id="sam", booked_on=MONDAY)
    await book_supervision(parts, PRIYA, supervisee_id="sam", booked_on=MONDAY + timedelta(days=1))
    await book_supervision(parts, PRIYA, supervisee_id="sam", booked_on=MONDAY + timedelta(days=1))

    [one] = await booked(parts)
    assert (one.supervisor, one.supervisee, one.on) == ("Priya Example", "Sam Example", MONDAY + timedelta(days=1))
    assert (await read_plan(parts, PRIYA)).booked == (one,)
    mine = await read_plan(parts, SAM)
    assert (mine.mine, mine.people, mine.booked, mine.supervised) == ((one,), (), (), True)
    async with parts.read() as session:
        assert await read_booked_days(session, TODAY) == {"sam": one.on}
        events = (await session.exec(select(AuditEvent.facts).where(AuditEvent.what == "supervision_booked"))).all()
    assert [facts["on"] for facts in events] == [MONDAY.isoformat(), one.on.isoformat()]


async def test_a_stand_in_books_a_meeting_of_their_own_and_moves_that_of_another_without_taking_it_over(
    parts: Parts,
) -> None:
    await make_team(parts, START, last_discussed={"AB": 60})
    await book_supervision(parts, PRIYA, supervisee_id="sam", booked_on=MONDAY)
    await book_supervision(parts, TOM, supervisee_id="sam", booked_on=MONDAY - timedelta(days=7))
    tom, priya = await booked(parts)
    assert (tom.supervisor_id, priya.supervisor_id) == ("tom", "priya")

    later = MONDAY + timedelta(days=7)
    assert await book_supervision(parts, TOM, supervisee_id="sam", booked_on=later, moved_id=priya.id) == "priya"
    assert [(one.supervisor_id, one.on) for one in await booked(parts)] == [("tom", tom.on), ("priya", later)]
    with pytest.raises(Missing):
        await book_supervision(parts, TOM, supervisee_id="sam", booked_on=MONDAY, moved_id=priya.id)

    await cancel_booking(parts, TOM, booking_id=tom.id)
    assert [one.supervisor_id for one in await booked(parts)] == ["priya"]
    with pytest.raises(Refusal):
        await cancel_booking(parts, TOM, booking_id=tom.id)
    [moved] = await booked(parts)
    assert await cancel_booking(parts, TOM, booking_id=moved.id) == ("priya", "sam"), "both are shown that it is gone"


@pytest.mark.parametrize("who", ["sam", "olu", "nell"])
async def test_nobody_but_supervisor_and_stand_in_books_or_cancels(parts: Parts, who: str) -> None:
    await make_team(parts, START, last_discussed={"AB": 60})
    await book_supervision(parts, PRIYA, supervisee_id="sam", booked_on=MONDAY)
    [one] = await booked(parts)
    with pytest.raises(Refusal):
        await book_supervision(parts, call_of(who, START), supervisee_id="sam", booked_on=MONDAY)
    with pytest.raises(Refusal):
        await cancel_booking(parts, call_of(who, START), booking_id=one.id)
    assert await booked(parts) == (one,)


@pytest.mark.parametrize("days", [-1, 367])
async def test_a_day_that_is_past_or_far_away_is_refused(parts: Parts, days: int) -> None:
    await make_team(parts, START, last_discussed={"AB": 60})
    with pytest.raises(Refusal):
        await book_supervision(parts, PRIYA, supervisee_id="sam", booked_on=TODAY + timedelta(days=days))
    assert await booked(parts) == ()


async def test_two_who_press_at_once_book_one_day(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 60})
    await asyncio.gather(
        *(
            book_supervision(parts, PRIYA, supervisee_id="sam", booked_on=MONDAY + timedelta(days=days))
            for days in range(3)
        )
    )
    assert len(await booked(parts)) == 1


async def test_a_booking_is_over_when_its_day_passes_or_the_two_have_met(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 60})
    await book_supervision(parts, PRIYA, supervisee_id="sam", booked_on=MONDAY)
    assert len(await booked(parts, MONDAY)) == 1
    assert await booked(parts, MONDAY + timedelta(days=1)) == ()

    # What was held before that day was another meeting, and one that is discarded was none.
    await start_supervision(parts, PRIYA, AgendaPlan("b" * 32, "sam", TODAY, (), (), personal=True))
    assert len(await booked(parts)) == 1
    then = replace(PRIYA, now=START + timedelta(days=14))
    await start_supervision(parts, then, AgendaPlan(MEETING, "sam", MONDAY, (), (), personal=True))
    assert await booked(parts, MONDAY) == ()
    await discard_supervision(parts, then, supervision_id=MEETING)
    assert len(await booked(parts, MONDAY)) == 1


async def test_a_booking_goes_with_a_supervisor_who_is_none_any_more_and_with_who_has_left(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 60})
    await book_supervision(parts, PRIYA, supervisee_id="sam", booked_on=MONDAY)
    await hand_over(parts, "sam", "olu", START + timedelta(days=1))
    assert len(await booked(parts)) == 1
    assert await booked(parts, TODAY + timedelta(days=1)) == ()

    await book_supervision(parts, call_of("olu", START + timedelta(days=1)), supervisee_id="sam", booked_on=MONDAY)
    assert [one.supervisor_id for one in await booked(parts, TODAY + timedelta(days=1))] == ["olu"]
    async with parts.database.write(None, START) as session:
        await session.exec(update(Person).where(col(Person.id) == "sam").values(left_on=TODAY + timedelta(days=2)))
    assert await booked(parts, TODAY + timedelta(days=2)) == ()
    async with parts.read() as session:
        assert len((await session.exec(select(Booking))).all()) == 2


async def test_who_neither_supervises_nor_is_supervised_has_nothing_to_plan(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 60})
    with pytest.raises(Refusal, match="nothing to plan"):
        await read_plan(parts, call_of("nell", START))


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 4, 2), None),
        (date(2026, 4, 3), DayOff.BANK_HOLIDAY),
        (date(2026, 4, 4), DayOff.WEEKEND),
        (date(2026, 4, 6), DayOff.BANK_HOLIDAY),
        (date(2026, 12, 28), DayOff.BANK_HOLIDAY),
    ],
)
def test_a_weekend_and_a_bank_holiday_are_told_apart_from_a_working_day(day: date, off: DayOff | None) -> None:
    assert find_day_off(day, Nation.ENGLAND) is off


async def test_a_day_in_an_absence_of_either_of_the_two_is_known_before_it_is_booked(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 60})
    last = MONDAY + timedelta(days=4)
    await set_leave(parts, SAM, LeavePlan("sam", MONDAY, last))
    await set_leave(parts, PRIYA, LeavePlan("priya", last, last + timedelta(days=1)))

    async def away(on: date) -> str | None:
        found = await find_absence(parts, PRIYA, supervisee_id="sam", on=on)
        return None if found is None else found.person_id

    assert [await away(MONDAY + timedelta(days=number)) for number in (-1, 0, 4, 5, 6)] == [
        None,
        "sam",
        "sam",
        "priya",
        None,
    ]
    with pytest.raises(Refusal):
        await find_absence(parts, SAM, supervisee_id="priya", on=last)


async def test_what_is_booked_for_days_away_is_told_to_who_may_say_that_somebody_is_away(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 60})
    await book_supervision(parts, PRIYA, supervisee_id="sam", booked_on=MONDAY)
    for who in ("sam", "priya"):
        week = LeavePlan(who, MONDAY, MONDAY + timedelta(days=4))
        [one] = await read_booked_while_away(parts, PRIYA, plan=week)
        assert (one.supervisee_id, one.on) == ("sam", MONDAY)
        after = replace(week, from_on=MONDAY + timedelta(days=1))
        assert await read_booked_while_away(parts, PRIYA, plan=after) == ()
    with pytest.raises(Refusal):
        await read_booked_while_away(parts, SAM, plan=LeavePlan("priya", MONDAY, MONDAY))
